CREATE TABLE network(
    id BIGINT PRIMARY KEY CHECK (id = 1),
    root_key BYTEA NOT NULL,          -- 32 bytes; its SHA-256 is the pin in tokens
    operator_key BYTEA NOT NULL,      -- 32 bytes: whose registry this is
    domain BIGINT NOT NULL,         -- the operator node's own
    change BIGINT NOT NULL,         -- last number given to a record
    plan BIGINT NOT NULL            -- number of the partition plan
);
CREATE TABLE domains(
    id BIGINT PRIMARY KEY,          -- unsigned 32 bits
    name TEXT COLLATE "C" NOT NULL UNIQUE,
    domain_key BYTEA NOT NULL,        -- 32 bytes, secret
    quota BIGINT NOT NULL,
    entries BIGINT NOT NULL         -- rows of nodes and devices
);
CREATE TABLE tokens(
    secret_hash BYTEA PRIMARY KEY,    -- SHA-256 of the 16 secret bytes
    domain BIGINT NOT NULL REFERENCES domains(id),
    roles BIGINT NOT NULL,
    labels TEXT COLLATE "C" NOT NULL,            -- one a line
    uses_left BIGINT NOT NULL CHECK (uses_left >= 0),
    expires BIGINT NOT NULL         -- seconds since 1970, as everywhere here
);
CREATE TABLE nodes(
    domain BIGINT NOT NULL REFERENCES domains(id),
    key_hash BYTEA NOT NULL,
    public_key BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,              -- empty: none
    roles BIGINT NOT NULL,
    labels TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    token BYTEA NOT NULL,             -- secret_hash; empty: the operator's own node
    PRIMARY KEY (domain, key_hash)
);
CREATE UNIQUE INDEX node_names ON nodes(domain, name) WHERE name <> '';
CREATE INDEX node_expiry ON nodes(expires);
CREATE TABLE devices(
    domain BIGINT NOT NULL REFERENCES domains(id),
    device_key BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    name_key BYTEA NOT NULL,
    sealed BYTEA NOT NULL,
    address TEXT COLLATE "C" NOT NULL,
    location TEXT COLLATE "C" NOT NULL,
    services TEXT COLLATE "C" NOT NULL,
    tls_sha256 TEXT COLLATE "C" NOT NULL,
    allow TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    PRIMARY KEY (domain, device_key)
);
CREATE UNIQUE INDEX device_names ON devices(domain, name);
CREATE INDEX device_expiry ON devices(expires);
CREATE TABLE records(
    about BIGINT NOT NULL,          -- RecordKind; of what was removed in a tombstone
    domain BIGINT NOT NULL,
    key BYTEA NOT NULL,
    kind BIGINT NOT NULL,           -- RecordKind of the body
    version BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    body BYTEA NOT NULL,
    signature BYTEA NOT NULL,
    change BIGINT NOT NULL UNIQUE,  -- of the write that put it here
    PRIMARY KEY (about, domain, key)
);
CREATE INDEX record_expiry ON records(expires);

COMMENT ON TABLE network IS 'registry of version 1';
