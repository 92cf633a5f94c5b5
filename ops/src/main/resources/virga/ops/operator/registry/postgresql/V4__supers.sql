-- Nodes that offered themselves as supers, and what makes the partition plan this network's own.
ALTER TABLE network ADD COLUMN plan_secret BIGINT NOT NULL DEFAULT 0;
CREATE TABLE supers(
    domain BIGINT NOT NULL,
    key_hash BYTEA NOT NULL,
    candidates BYTEA NOT NULL,
    store BYTEA NOT NULL,             -- 16 bytes
    seen BIGINT NOT NULL,
    joined BIGINT NOT NULL,             -- a number of network.change
    fed BIGINT NOT NULL,                -- the same
    PRIMARY KEY (domain, key_hash)
);

COMMENT ON TABLE network IS 'registry of version 4';
