-- Keys that are no longer believed.
CREATE TABLE revoked_keys(
    key_hash BYTEA PRIMARY KEY,       -- SHA-256 of a public key, admitted never again
    revoked BIGINT NOT NULL,
    until BIGINT NOT NULL               -- stands in the list so long
);
CREATE INDEX revoked_until ON revoked_keys(until);
CREATE TABLE revocation_list(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number BIGINT NOT NULL              -- of the last list signed
);
INSERT INTO revocation_list(id, number) VALUES (1, 0);

COMMENT ON TABLE network IS 'registry of version 3';
