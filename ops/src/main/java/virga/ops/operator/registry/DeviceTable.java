package virga.ops.operator.registry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;

/** The registry's devices. */
public final class DeviceTable {
    private static final String SELECT =
            "SELECT domain, device_key, name, name_key, sealed, address, location, services,"
                    + " tls_sha256, allow, version, expires FROM devices";

    private final Rows rows;

    DeviceTable(Rows rows) {
        this.rows = rows;
    }

    public Optional<DeviceEntry> byName(DomainId domain, String name) throws SQLException {
        return rows.one(SELECT + " WHERE domain = ? AND name = ?", DeviceTable::read, domain, name);
    }

    public Optional<DeviceEntry> byKey(DomainId domain, Bytes deviceKey) throws SQLException {
        return rows.one(
                SELECT + " WHERE domain = ? AND device_key = ?",
                DeviceTable::read,
                domain,
                deviceKey);
    }

    public List<DeviceEntry> all() throws SQLException {
        return rows.list(SELECT + " ORDER BY domain, name", DeviceTable::read);
    }

    public List<DeviceEntry> ofDomain(DomainId domain) throws SQLException {
        return rows.list(SELECT + " WHERE domain = ? ORDER BY name", DeviceTable::read, domain);
    }

    /** Devices whose record expires before {@code moment}, soonest first. */
    public List<DeviceEntry> expiringBefore(Instant moment, int atMost) throws SQLException {
        return rows.list(
                SELECT + " WHERE expires <= ? ORDER BY expires LIMIT ?",
                DeviceTable::read,
                moment.getEpochSecond(),
                atMost);
    }

    public void put(DeviceEntry device) throws SQLException {
        rows.change(
                "INSERT INTO devices(domain, device_key, name, name_key, sealed, address, location,"
                    + " services, tls_sha256, allow, version, expires) VALUES (?, ?, ?, ?, ?, ?, ?,"
                    + " ?, ?, ?, ?, ?) ON CONFLICT (domain, device_key) DO UPDATE SET name ="
                    + " excluded.name, name_key = excluded.name_key, sealed = excluded.sealed,"
                    + " address = excluded.address, location = excluded.location, services ="
                    + " excluded.services, tls_sha256 = excluded.tls_sha256, allow ="
                    + " excluded.allow, version = excluded.version, expires = excluded.expires",
                device.domain(),
                device.deviceKey(),
                device.plain().name(),
                device.nameKey(),
                device.sealed(),
                device.plain().address(),
                device.plain().location(),
                toColumn(device.plain().services()),
                toColumn(device.plain().tlsSha256()),
                toColumn(device.plain().allow()),
                device.version(),
                device.expires().getEpochSecond());
    }

    public void remove(DomainId domain, Bytes deviceKey) throws SQLException {
        rows.change("DELETE FROM devices WHERE domain = ? AND device_key = ?", domain, deviceKey);
    }

    private static DeviceEntry read(ResultSet row) throws SQLException {
        return new DeviceEntry(
                Rows.domain(row, "domain"),
                Rows.bytes(row, "device_key"),
                Rows.bytes(row, "name_key"),
                Rows.bytes(row, "sealed"),
                new DeviceEntry.Plain(
                        row.getString("name"),
                        row.getString("address"),
                        row.getString("location"),
                        fromColumn(row.getString("services")),
                        fromColumn(row.getString("tls_sha256")),
                        fromColumn(row.getString("allow"))),
                row.getLong("version"),
                Instant.ofEpochSecond(row.getLong("expires")));
    }

    private static String toColumn(List<String> texts) {
        return String.join(" ", texts);
    }

    private static List<String> fromColumn(String column) {
        return column.isEmpty() ? List.of() : List.of(column.split(" "));
    }
}
