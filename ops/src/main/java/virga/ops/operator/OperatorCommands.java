package virga.ops.operator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.ops.operator.registry.DeviceSpec;
import virga.ops.operator.registry.DeviceText;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.Registry;
import virga.ops.operator.registry.TokenEntry;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.membership.JoinToken;
import virga.protocol.record.SignedRecord;

/**
 * What a person may ask of the operator, each call one transaction on the registry. A stage fails
 * with an {@link OperatorException} where the person can do something about it. Thread safe.
 */
final class OperatorCommands {
    private final Registry registry;
    private final DomainRegistration domains;
    private final DeviceRegistration devices;
    private final RecordRenewal renewal;
    private final Revoking revoking;

    OperatorCommands(Registry registry, OperatorIdentity identity) {
        this.registry = registry;
        this.domains = new DomainRegistration(identity);
        this.devices = new DeviceRegistration(identity);
        this.renewal = new RecordRenewal(identity);
        this.revoking = new Revoking(identity);
    }

    CompletionStage<DomainEntry> addDomain(String name, Instant now) {
        return registry.change(tables -> domains.add(tables, name, now));
    }

    CompletionStage<List<DomainEntry>> listDomains() {
        return registry.read(tables -> tables.domains().all());
    }

    CompletionStage<DomainEntry> setQuota(String domain, int quota, Instant now) {
        return registry.change(tables -> domains.setQuota(tables, domain, quota, now));
    }

    /** {@code at} is where nodes find this operator: all its dialable addresses. */
    CompletionStage<CreatedToken> createToken(
            TokenRequest request, List<Candidate> at, Instant now) {
        if (at.isEmpty()) {
            return CompletableFuture.failedFuture(
                    OperatorException.failed(
                            "this operator has no address that a node could dial",
                            "start it with --listen HOST:PORT"));
        }
        return registry.change(
                tables -> {
                    DomainRegistration.MadeToken made = domains.createToken(tables, request, now);
                    Bytes pin = tables.network().root().hash();
                    return created(made, pin, at);
                });
    }

    private static CreatedToken created(
            DomainRegistration.MadeToken made, Bytes pin, List<Candidate> at) {
        TokenEntry entry = made.entry();
        JoinToken token =
                new JoinToken(
                        at.stream().limit(Candidate.PER_RECORD_MAX).toList(),
                        pin,
                        entry.domain(),
                        made.secret(),
                        entry.roles(),
                        entry.labels(),
                        entry.expires());
        return new CreatedToken(
                token.toText(),
                made.domain().name(),
                entry.roles(),
                entry.labels(),
                entry.usesLeft(),
                entry.expires());
    }

    CompletionStage<List<ListedSuper>> listSupers(Instant now) {
        return registry.read(tables -> Listing.supers(tables, now));
    }

    CompletionStage<List<ListedNode>> listNodes(Optional<String> domain) {
        return registry.read(tables -> Listing.nodes(tables, domain));
    }

    CompletionStage<List<AppliedDevice>> applyDevices(
            List<DeviceText> texts, boolean replace, Instant now) {
        if (texts.size() > DeviceFile.DEVICES_MAX) {
            return CompletableFuture.failedFuture(
                    OperatorException.usage(
                            texts.size() + " devices at once",
                            "give " + DeviceFile.DEVICES_MAX + " at most"));
        }
        return registry.change(
                tables ->
                        devices.apply(
                                tables,
                                texts.stream().map(DeviceSpec::parse).toList(),
                                replace,
                                now));
    }

    /** The name of what was removed. */
    CompletionStage<String> removeDevice(String domain, String name, Instant now) {
        return registry.change(
                tables -> {
                    devices.remove(tables, domain, name, now);
                    return name;
                });
    }

    CompletionStage<List<ListedDevice>> listDevices(Optional<String> domain) {
        return registry.read(tables -> Listing.devices(tables, domain));
    }

    CompletionStage<RevokedNode> revoke(String node, Instant now) {
        return registry.change(tables -> revoking.revoke(tables, node, now));
    }

    /** A new revocation list where one was due. */
    CompletionStage<Optional<SignedRecord>> signRevocations(Instant now) {
        return registry.change(tables -> revoking.signWhenDue(tables, now));
    }

    /** True where more is due than one transaction takes. */
    CompletionStage<Boolean> renewRecords(Instant now) {
        return registry.change(tables -> renewal.sweep(tables, now) >= RecordRenewal.BATCH_MAX);
    }
}
