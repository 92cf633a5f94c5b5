-- More than one operator may be at work on a registry.
CREATE TABLE operators(
    public_key BYTEA PRIMARY KEY,    -- 32 bytes
    domain BIGINT NOT NULL,          -- of the operator's node
    added BIGINT NOT NULL
);
INSERT INTO operators(public_key, domain, added)
    SELECT operator_key, domain, CAST(extract(epoch FROM now()) AS BIGINT) FROM network;
ALTER TABLE network DROP COLUMN operator_key;

COMMENT ON TABLE network IS 'registry of version 2';
