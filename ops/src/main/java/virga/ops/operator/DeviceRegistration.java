package virga.ops.operator;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.ops.operator.registry.DeviceEntry;
import virga.ops.operator.registry.DeviceSpec;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.RecordLife;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.record.DhtKey;
import virga.protocol.record.DomainKey;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.Sealed;
import virga.protocol.record.SealedCodec;
import virga.protocol.record.Versions;

/** Which devices a domain has; each call in one transaction, so that a list goes in whole. */
final class DeviceRegistration {
    /** Life of a Device record; the operator signs it again at two thirds. */
    static final Duration DEVICE_LIFE = Duration.ofDays(30);

    private final OperatorIdentity identity;

    DeviceRegistration(OperatorIdentity identity) {
        this.identity = identity;
    }

    /**
     * Makes the registry hold every device of the list. With {@code replace} a device of the same
     * name is changed; without it, one that differs is refused.
     */
    List<AppliedDevice> apply(
            RegistryTables tables, List<DeviceSpec> specs, boolean replace, Instant now)
            throws SQLException {
        refuseTwins(specs);
        List<AppliedDevice> applied = new ArrayList<>();
        for (DeviceSpec spec : specs) {
            applied.add(apply(tables, spec, replace, now));
        }
        return applied;
    }

    private static void refuseTwins(List<DeviceSpec> specs) {
        Set<List<Object>> names = new HashSet<>();
        Set<List<Object>> addresses = new HashSet<>();
        for (DeviceSpec spec : specs) {
            String name = spec.device().name();
            if (!names.add(List.of(spec.domain(), name))) {
                throw OperatorException.usage(
                        "two devices of " + spec.domain() + " have the name " + name,
                        "give each its own name");
            }
            Object place =
                    spec.device().address() instanceof Sealed.DeviceAddress.Host
                            ? spec.device().location()
                            : "";
            if (!addresses.add(List.of(spec.domain(), spec.addressText(), place))) {
                throw OperatorException.usage(
                        "two devices of "
                                + spec.domain()
                                + " have the address "
                                + spec.addressText(),
                        "one device may have many ports: give them in one entry");
            }
        }
    }

    private AppliedDevice apply(
            RegistryTables tables, DeviceSpec asGiven, boolean replace, Instant now)
            throws SQLException {
        DomainEntry domain = tables.domains().named(asGiven.domain());
        String name = asGiven.device().name();
        Optional<DeviceEntry> old = tables.devices().byName(domain.id(), name);
        DeviceSpec spec = withFullIds(tables, domain.id(), asGiven, old);
        DomainKey key = new DomainKey(domain.key());
        Bytes deviceKey = key.deviceKey(spec.device().address(), spec.device().location());
        List<String> namesOfNobody =
                NodeReference.namesOfNobody(tables, domain.id(), spec.device().allow());
        DeviceEntry.Plain plain = DeviceEntry.Plain.of(spec);
        if (old.isPresent() && old.get().plain().equals(plain)) {
            return new AppliedDevice(
                    name, domain.name(), AppliedDevice.Change.UNCHANGED, namesOfNobody);
        }
        if (old.isPresent() && !replace) {
            throw OperatorException.refused(
                    "there is a device '" + name + "' in " + domain.name() + " already",
                    "change it with `virga device apply`, or remove it first");
        }
        refuseTakenAddress(tables, domain, deviceKey, spec);
        if (old.isPresent() && !old.get().deviceKey().equals(deviceKey)) {
            bury(tables, old.get(), now);
        }
        if (old.isEmpty()) {
            takeQuota(tables, domain);
        }
        Bytes sealed =
                SealedCodec.seal(
                        spec.device(), key, new DhtKey(domain.id(), deviceKey), identity.secrets());
        write(tables, entry(domain.id(), deviceKey, key.nameKey(name), sealed, plain), now);
        return new AppliedDevice(
                name,
                domain.name(),
                old.isPresent() ? AppliedDevice.Change.CHANGED : AppliedDevice.Change.ADDED,
                namesOfNobody);
    }

    private static DeviceEntry entry(
            DomainId domain,
            Bytes deviceKey,
            Bytes nameKey,
            Bytes sealed,
            DeviceEntry.Plain plain) {
        return new DeviceEntry(domain, deviceKey, nameKey, sealed, plain, 0, Instant.EPOCH);
    }

    private static DeviceSpec withFullIds(
            RegistryTables tables, DomainId domain, DeviceSpec spec, Optional<DeviceEntry> old)
            throws SQLException {
        Sealed.Device device = spec.device();
        Set<String> before = old.map(each -> Set.copyOf(each.plain().allow())).orElse(Set.of());
        return new DeviceSpec(
                spec.domain(),
                new Sealed.Device(
                        device.name(),
                        device.address(),
                        device.tlsSha256(),
                        device.location(),
                        device.services(),
                        NodeReference.resolve(tables, domain, device.allow(), before)));
    }

    private static void refuseTakenAddress(
            RegistryTables tables, DomainEntry domain, Bytes deviceKey, DeviceSpec spec)
            throws SQLException {
        Optional<DeviceEntry> holder = tables.devices().byKey(domain.id(), deviceKey);
        if (holder.isPresent() && !holder.get().plain().name().equals(spec.device().name())) {
            throw OperatorException.refused(
                    "the device "
                            + holder.get().plain().name()
                            + " of "
                            + domain.name()
                            + " has the address "
                            + spec.addressText()
                            + " already",
                    "change that one, or remove it first");
        }
    }

    private static void takeQuota(RegistryTables tables, DomainEntry domain) throws SQLException {
        // Read again: devices of the same list count.
        DomainEntry current = tables.domains().byId(domain.id()).orElse(domain);
        if (current.entries() >= current.quota()) {
            throw OperatorException.refused(
                    "the quota of " + domain.name() + " is used up (" + domain.quota() + ")",
                    "raise it with `virga operator domain set " + domain.name() + " --quota N`");
        }
        tables.domains().count(domain.id(), 1);
    }

    /** Removes a device; its tombstone stands until the removed record would have expired. */
    void remove(RegistryTables tables, String domainName, String name, Instant now)
            throws SQLException {
        DomainEntry domain = tables.domains().named(domainName);
        DeviceEntry device =
                tables.devices()
                        .byName(domain.id(), name)
                        .orElseThrow(
                                () ->
                                        OperatorException.notFound(
                                                "there is no device '"
                                                        + name
                                                        + "' in "
                                                        + domainName,
                                                "see `virga device list`"));
        bury(tables, device, now);
        tables.domains().count(domain.id(), -1);
    }

    private void bury(RegistryTables tables, DeviceEntry device, Instant now) throws SQLException {
        tables.devices().remove(device.domain(), device.deviceKey());
        if (!device.expires().isAfter(now)) {
            // Nobody believes its record any more.
            return;
        }
        TombstoneRecord tombstone =
                new TombstoneRecord(
                        RecordKind.DEVICE,
                        new DhtKey(device.domain(), device.deviceKey()),
                        Set.of(device.nameKey()),
                        Versions.next(device.version(), now),
                        device.expires(),
                        identity.publicKey());
        tables.records().put(StaticRecord.of(identity.sign(tombstone)));
    }

    /** Signs the device's record anew and keeps both. */
    void write(RegistryTables tables, DeviceEntry device, Instant now) throws SQLException {
        DhtKey key = new DhtKey(device.domain(), device.deviceKey());
        // A tombstone may stand there, and its version counts as well.
        long last =
                tables.records().at(RecordKind.DEVICE, key).map(StaticRecord::version).orElse(0L);
        DeviceRecord body =
                new DeviceRecord(
                        key,
                        device.nameKey(),
                        device.sealed(),
                        Versions.next(last, now),
                        RecordLife.expiry(now, DEVICE_LIFE),
                        identity.publicKey());
        tables.devices()
                .put(
                        new DeviceEntry(
                                device.domain(),
                                device.deviceKey(),
                                device.nameKey(),
                                device.sealed(),
                                device.plain(),
                                body.version(),
                                body.expires()));
        tables.records().put(StaticRecord.of(identity.sign(body)));
    }
}
