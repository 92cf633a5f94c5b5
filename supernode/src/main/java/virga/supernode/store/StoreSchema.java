package virga.supernode.store;

import java.util.List;

/**
 * The shape of {@code dht.db}. Keys are the 36 bytes of a DHT key, so that SQLite's order of blobs
 * is the order of keys; moments are seconds since 1970.
 *
 * <p>{@code entries}: one row a slot, in the order of the keys, so that looking up and listing are
 * one walk down one tree. {@code expires} is the record's own, {@code kept} when the row may go;
 * {@code counted} whether the quota counts it; {@code change} rises with each write of the file.
 *
 * <p>{@code places}: every key that an entry of a range is found under: its own, the location keys
 * of a NodeInfo and of the Node record that proves it, the name key of a device. Each row is the
 * entry's summary there, so that comparing two holders of a range reads no record. Triggers keep
 * it, and the entries that {@code domains} counts, exact whatever writes, and within the same
 * transaction.
 *
 * <p>{@code pulls}: how far a range has come that is being received page by page.
 *
 * <p>{@code store}: a number drawn when the file was made: who meets another has lost what was
 * here.
 */
final class StoreSchema {
    /** As the first version made it, which knew no ranges. */
    private static final String FIRST =
            """
            CREATE TABLE entries(
                kind INTEGER NOT NULL,
                key BLOB NOT NULL,
                version INTEGER NOT NULL,
                expires INTEGER NOT NULL,
                kept INTEGER NOT NULL,
                removed INTEGER NOT NULL,
                counted INTEGER NOT NULL,
                change INTEGER NOT NULL,
                body BLOB NOT NULL,
                signature BLOB NOT NULL,
                PRIMARY KEY(kind, key)) WITHOUT ROWID;
            CREATE INDEX entries_kept ON entries(kept);
            CREATE INDEX entries_change ON entries(change);
            CREATE TABLE places(
                kind INTEGER NOT NULL,
                place BLOB NOT NULL,
                key BLOB NOT NULL,
                PRIMARY KEY(kind, place, key)) WITHOUT ROWID;
            CREATE INDEX places_of ON places(kind, key);
            CREATE TABLE domains(
                domain BLOB PRIMARY KEY,
                entries INTEGER NOT NULL DEFAULT 0,
                quota INTEGER NOT NULL DEFAULT 0,
                quota_until INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
            CREATE TABLE changes(last INTEGER NOT NULL);
            INSERT INTO changes VALUES(0);
            CREATE TRIGGER entry_in AFTER INSERT ON entries WHEN new.counted
            BEGIN
                INSERT INTO domains(domain, entries) VALUES(substr(new.key, 1, 4), 1)
                    ON CONFLICT DO UPDATE SET entries = entries + 1;
            END;
            CREATE TRIGGER entry_turned AFTER UPDATE OF counted ON entries
                WHEN new.counted <> old.counted
            BEGIN
                INSERT INTO domains(domain, entries)
                    VALUES(substr(new.key, 1, 4), new.counted - old.counted)
                    ON CONFLICT DO UPDATE SET entries = entries + excluded.entries;
            END;
            CREATE TRIGGER entry_out AFTER DELETE ON entries
            BEGIN
                DELETE FROM places WHERE kind = old.kind AND key = old.key;
                UPDATE domains SET entries = entries - old.counted
                    WHERE domain = substr(old.key, 1, 4);
            END;
            """;

    /** What was stored before is told again: by the operator, by holders, and by its writers. */
    private static final String RANGES =
            """
            DROP TABLE entries;
            DROP TABLE places;
            DROP TABLE domains;
            DROP TABLE changes;
            CREATE TABLE entries(
                kind INTEGER NOT NULL,
                key BLOB NOT NULL,
                version INTEGER NOT NULL,
                expires INTEGER NOT NULL,
                kept INTEGER NOT NULL,
                removed INTEGER NOT NULL,
                counted INTEGER NOT NULL,
                change INTEGER NOT NULL,
                body BLOB NOT NULL,
                signature BLOB NOT NULL,
                PRIMARY KEY(kind, key)) WITHOUT ROWID;
            CREATE INDEX entries_kept ON entries(kept);
            CREATE INDEX entries_change ON entries(change);
            CREATE TABLE places(
                place BLOB NOT NULL,
                kind INTEGER NOT NULL,
                key BLOB NOT NULL,
                version INTEGER NOT NULL,
                expires INTEGER NOT NULL,
                digest INTEGER NOT NULL,
                PRIMARY KEY(place, kind, key)) WITHOUT ROWID;
            CREATE INDEX places_of ON places(kind, key);
            CREATE TABLE domains(
                domain BLOB PRIMARY KEY,
                entries INTEGER NOT NULL DEFAULT 0,
                quota INTEGER NOT NULL DEFAULT 0,
                quota_until INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
            CREATE TABLE pulls(
                range_from INTEGER NOT NULL,
                range_to INTEGER NOT NULL,
                cursor BLOB NOT NULL,
                PRIMARY KEY(range_from, range_to)) WITHOUT ROWID;
            CREATE TABLE store(id BLOB NOT NULL);
            INSERT INTO store VALUES(randomblob(16));
            CREATE TABLE changes(last INTEGER NOT NULL);
            INSERT INTO changes VALUES(0);
            CREATE TRIGGER entry_in AFTER INSERT ON entries WHEN new.counted
            BEGIN
                INSERT INTO domains(domain, entries) VALUES(substr(new.key, 1, 4), 1)
                    ON CONFLICT DO UPDATE SET entries = entries + 1;
            END;
            CREATE TRIGGER entry_turned AFTER UPDATE OF counted ON entries
                WHEN new.counted <> old.counted
            BEGIN
                INSERT INTO domains(domain, entries)
                    VALUES(substr(new.key, 1, 4), new.counted - old.counted)
                    ON CONFLICT DO UPDATE SET entries = entries + excluded.entries;
            END;
            CREATE TRIGGER entry_out AFTER DELETE ON entries
            BEGIN
                DELETE FROM places WHERE kind = old.kind AND key = old.key;
                UPDATE domains SET entries = entries - old.counted
                    WHERE domain = substr(old.key, 1, 4);
            END;
            """;

    static final List<String> MIGRATIONS = List.of(FIRST, RANGES);

    private StoreSchema() {}
}
