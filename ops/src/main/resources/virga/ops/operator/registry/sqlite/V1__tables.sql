CREATE TABLE network(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    root_key BLOB NOT NULL,          -- 32 bytes; its SHA-256 is the pin in tokens
    operator_key BLOB NOT NULL,      -- 32 bytes: whose registry this is
    domain INTEGER NOT NULL,         -- the operator node's own
    change INTEGER NOT NULL,         -- last number given to a record
    plan INTEGER NOT NULL            -- number of the partition plan
) STRICT;
CREATE TABLE domains(
    id INTEGER PRIMARY KEY,          -- unsigned 32 bits
    name TEXT NOT NULL UNIQUE,
    domain_key BLOB NOT NULL,        -- 32 bytes, secret
    quota INTEGER NOT NULL,
    entries INTEGER NOT NULL         -- rows of nodes and devices
) STRICT;
CREATE TABLE tokens(
    secret_hash BLOB PRIMARY KEY,    -- SHA-256 of the 16 secret bytes
    domain INTEGER NOT NULL REFERENCES domains(id),
    roles INTEGER NOT NULL,
    labels TEXT NOT NULL,            -- one a line
    uses_left INTEGER NOT NULL CHECK (uses_left >= 0),
    expires INTEGER NOT NULL         -- seconds since 1970, as everywhere here
) STRICT, WITHOUT ROWID;
CREATE TABLE nodes(
    domain INTEGER NOT NULL REFERENCES domains(id),
    key_hash BLOB NOT NULL,
    public_key BLOB NOT NULL,
    name TEXT NOT NULL,              -- empty: none
    roles INTEGER NOT NULL,
    labels TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    token BLOB NOT NULL,             -- secret_hash; empty: the operator's own node
    PRIMARY KEY (domain, key_hash)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX node_names ON nodes(domain, name) WHERE name <> '';
CREATE INDEX node_expiry ON nodes(expires);
CREATE TABLE devices(
    domain INTEGER NOT NULL REFERENCES domains(id),
    device_key BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key BLOB NOT NULL,
    sealed BLOB NOT NULL,
    address TEXT NOT NULL,
    location TEXT NOT NULL,
    services TEXT NOT NULL,
    tls_sha256 TEXT NOT NULL,
    allow TEXT NOT NULL,
    version INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY (domain, device_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX device_names ON devices(domain, name);
CREATE INDEX device_expiry ON devices(expires);
CREATE TABLE records(
    about INTEGER NOT NULL,          -- RecordKind; of what was removed in a tombstone
    domain INTEGER NOT NULL,
    key BLOB NOT NULL,
    kind INTEGER NOT NULL,           -- RecordKind of the body
    version INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    body BLOB NOT NULL,
    signature BLOB NOT NULL,
    change INTEGER NOT NULL UNIQUE,  -- of the write that put it here
    PRIMARY KEY (about, domain, key)
) STRICT;
CREATE INDEX record_expiry ON records(expires);

PRAGMA user_version = 1;
