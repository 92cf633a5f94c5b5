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
 * <p>{@code places}: where an entry is found besides its own key: location keys of a NodeInfo, the
 * name key of a device. Triggers keep it, and the entries that {@code domains} counts, exact
 * whatever writes, and within the same transaction.
 */
final class StoreSchema {
    static final List<String> MIGRATIONS =
            List.of(
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
                    """);

    private StoreSchema() {}
}
