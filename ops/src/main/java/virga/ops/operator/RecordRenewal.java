package virga.ops.operator;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import virga.ops.operator.registry.DeviceEntry;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.RecordLife;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordKind;

/**
 * Keeps what the operator vouches for alive: Device and Domain records are signed again at two
 * thirds of their life, and what nobody believes any more is forgotten. Nodes renew by themselves.
 */
final class RecordRenewal {
    /** Records signed in one transaction, so that admissions do not wait long behind it. */
    static final int BATCH_MAX = 256;

    /** How long a token is kept after its expiry, so that a late node hears why. */
    static final Duration TOKEN_KEPT = Duration.ofDays(30);

    /** How long an expired node is kept: it may come back with the token that admitted it. */
    static final Duration NODE_KEPT = Duration.ofDays(30);

    private final DomainRegistration domains;
    private final DeviceRegistration devices;

    RecordRenewal(OperatorIdentity identity) {
        this.domains = new DomainRegistration(identity);
        this.devices = new DeviceRegistration(identity);
    }

    /** Number of records signed again; a full {@link #BATCH_MAX} means that more are due. */
    int sweep(RegistryTables tables, Instant now) throws SQLException {
        tables.records().forgetExpired(now);
        tables.tokens().forgetExpired(now.minus(TOKEN_KEPT));
        forgetNodes(tables, now.minus(NODE_KEPT));
        return renewDomains(tables, now) + renewDevices(tables, now);
    }

    private int renewDevices(RegistryTables tables, Instant now) throws SQLException {
        Instant due = now.plus(DeviceRegistration.DEVICE_LIFE.dividedBy(3));
        List<DeviceEntry> expiring = tables.devices().expiringBefore(due, BATCH_MAX);
        for (DeviceEntry device : expiring) {
            devices.write(tables, device, now);
        }
        return expiring.size();
    }

    private int renewDomains(RegistryTables tables, Instant now) throws SQLException {
        int renewed = 0;
        for (DomainEntry domain : tables.domains().all()) {
            DhtKey key = new DhtKey(domain.id(), DhtKey.WELL_KNOWN.hash());
            Instant expires =
                    tables.records()
                            .at(RecordKind.DOMAIN, key)
                            .map(StaticRecord::expires)
                            .orElse(Instant.EPOCH);
            boolean due = RecordLife.isDue(expires, DomainRegistration.DOMAIN_LIFE, now);
            if (due && renewed < BATCH_MAX) {
                domains.sign(tables, domain, now);
                renewed++;
            }
        }
        return renewed;
    }

    private static void forgetNodes(RegistryTables tables, Instant moment) throws SQLException {
        for (NodeEntry node : tables.nodes().expiredBefore(moment, BATCH_MAX)) {
            tables.nodes().remove(node.id());
            tables.domains().count(node.id().domain(), -1);
        }
    }
}
