package virga.tunnel.device;

import java.util.Optional;
import virga.actors.settings.OwnMembership;
import virga.protocol.membership.Membership;
import virga.protocol.record.DomainKey;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.Sealed;
import virga.protocol.record.SealedCodec;
import virga.protocol.record.Verified;

/** Opens what records of this node's own domain hold sealed. Thread safe. */
public record DomainRecords(OwnMembership membership) {
    /** Empty until this node is admitted. */
    public Optional<DomainKey> key() {
        return membership.current().map(Membership::domainKey);
    }

    /** Empty for another kind of record, and for one that the domain key does not open. */
    public Optional<Sealed.Device> device(Verified<?> record) {
        return record.body() instanceof DeviceRecord body
                ? key().flatMap(key -> SealedCodec.open(body, key))
                : Optional.empty();
    }

    /** Empty for another kind of record, and for one that the domain key does not open. */
    public Optional<Sealed.Whereabouts> whereabouts(Verified<?> record) {
        return record.body() instanceof NodeInfoRecord body
                ? key().flatMap(key -> SealedCodec.open(body, key))
                : Optional.empty();
    }
}
