-- Keys that are no longer believed.
CREATE TABLE revoked_keys(
    key_hash BLOB PRIMARY KEY,       -- SHA-256 of a public key, admitted never again
    revoked INTEGER NOT NULL,
    until INTEGER NOT NULL               -- stands in the list so long
) STRICT, WITHOUT ROWID;
CREATE INDEX revoked_until ON revoked_keys(until);
CREATE TABLE revocation_list(
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL              -- of the last list signed
) STRICT;
INSERT INTO revocation_list(id, number) VALUES (1, 0);

PRAGMA user_version = 3;
