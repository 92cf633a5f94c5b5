-- Nodes that offered themselves as supers, and what makes the partition plan this network's own.
ALTER TABLE network ADD COLUMN plan_secret INTEGER NOT NULL DEFAULT 0;
CREATE TABLE supers(
    domain INTEGER NOT NULL,
    key_hash BLOB NOT NULL,
    candidates BLOB NOT NULL,
    store BLOB NOT NULL,             -- 16 bytes
    seen INTEGER NOT NULL,
    joined INTEGER NOT NULL,             -- a number of network.change
    fed INTEGER NOT NULL,                -- the same
    PRIMARY KEY (domain, key_hash)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 4;
