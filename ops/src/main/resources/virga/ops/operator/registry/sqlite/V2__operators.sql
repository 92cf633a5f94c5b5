-- More than one operator may be at work on a registry.
CREATE TABLE operators(
    public_key BLOB PRIMARY KEY,     -- 32 bytes
    domain INTEGER NOT NULL,         -- of the operator's node
    added INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO operators(public_key, domain, added)
    SELECT operator_key, domain, CAST(strftime('%s', 'now') AS INTEGER) FROM network;
ALTER TABLE network DROP COLUMN operator_key;

PRAGMA user_version = 2;
