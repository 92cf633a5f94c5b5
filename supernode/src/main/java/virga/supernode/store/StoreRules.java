package virga.supernode.store;

import java.time.Instant;
import java.util.Optional;
import virga.protocol.identity.DomainId;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordOrder;
import virga.protocol.record.Slot;
import virga.protocol.record.Verified;

/**
 * Which record a slot holds (seed 003, 3.10, 4.3.7 and 5.4):
 *
 * <pre>
 *            store                    higher version, or equal and lower hash
 *   free ------------> live record ------------+
 *    ^  \                |      ^              |
 *    |   \ removal       |      +--------------+
 *    |    \              | removal, higher version
 *    |     v             v
 *    |    tombstone <----+      a record with a higher version takes the slot back
 *    |        |
 *    +--------+ keptUntil: own expiry, or that of what was removed when later
 * </pre>
 *
 * A slot whose {@code keptUntil} has passed is free, whether or not it was swept, so that what the
 * rules say never depends on when somebody cleaned up.
 */
final class StoreRules {
    /** Entries of a domain without a Domain record. */
    static final int QUOTA_DEFAULT = 10_000;

    private StoreRules() {}

    /**
     * Whether an entry counts against its domain's quota: what domains fill the network with (seed
     * 003, 4.3.7), a node, a NodeInfo and a device being one each. Not counted are the network's
     * own records, so that a full domain still hears of its supers and its raised quota, and
     * tombstones, so that removing makes room: each stands where only its signer may write.
     */
    static boolean counts(RecordKind recordKind) {
        return switch (recordKind) {
            case NODE, NODE_INFO, DEVICE -> true;
            case SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN, TOMBSTONE -> false;
        };
    }

    /** Decides about a record that was verified and whose writer {@link #mayStore}. */
    static Ruling judge(
            Optional<Held> standing,
            Verified<? extends RecordBody> offered,
            DomainUse use,
            Instant now) {
        RecordBody body = offered.body();
        if (!body.expires().isAfter(now)) {
            return new Ruling.Expired();
        }
        Optional<Held> held = kept(standing, now);
        RecordOrder order = held.map(h -> order(offered, h)).orElse(RecordOrder.NEWER);
        if (held.isPresent() && !order.replaces()) {
            return order.writersFault()
                    ? new Ruling.SameVersionConflict(body.version(), false, held.get().keptUntil())
                    : new Ruling.AlreadyNewer(held.get().version());
        }
        boolean wasCounted = held.isPresent() && counts(held.get().signed().kind());
        if (counts(body.kind()) && !wasCounted && use.entries() >= use.quota()) {
            return new Ruling.Quota();
        }
        Instant keptUntil = keptUntil(held, body);
        return order.writersFault()
                ? new Ruling.SameVersionConflict(body.version(), true, keptUntil)
                : new Ruling.Accept(keptUntil);
    }

    /**
     * Whether this writer may store this record, given the Node record that the store holds in the
     * same place. What an operator or the root signed proves itself and may come from any admitted
     * node. A NodeInfo, or its removal, is taken from its own node, whose link proved a Node record
     * that has not ended, or, passed on by a super or an operator, when the store itself holds the
     * node's live Node record; never for a node that the store knows as removed.
     */
    static boolean mayStore(
            AdmittedPeer writer, RecordBody body, Optional<Held> nodeRecord, Instant now) {
        if (!writer.admittedUntil().isAfter(now)) {
            return false;
        }
        if (!selfSigned(body)) {
            return true;
        }
        Optional<Held> node = kept(nodeRecord, now);
        if (node.isPresent() && node.get().tombstone()) {
            return false;
        }
        boolean own = Slot.of(body).key().equals(DhtKey.of(writer.id()));
        return own || (writer.passesOn() && node.isPresent());
    }

    /**
     * Whether this peer may look the slot up. Where a node is and which devices there are is
     * between the nodes of a domain; a stranger could not read the sealed part, but would learn who
     * is there. Node records and the network's own are for everyone: they prove somebody.
     */
    static boolean maySee(AdmittedPeer peer, Slot slot) {
        return switch (slot.kind()) {
            case NODE_INFO, DEVICE -> peer.belongsTo(slot.key().domain());
            case NODE, SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN, TOMBSTONE -> true;
        };
    }

    /** Whether this peer may list a domain's records of this kind. */
    static boolean mayList(AdmittedPeer peer, RecordKind kind, DomainId domain) {
        return switch (kind) {
            case NODE, NODE_INFO, DEVICE -> peer.belongsTo(domain);
            case SUPER_NODE, OPERATOR_NODE, REVOCATION_LIST, DOMAIN, TOMBSTONE -> true;
        };
    }

    /** Whether the node that the record is about has signed it, and not an operator or the root. */
    static boolean selfSigned(RecordBody body) {
        return body instanceof NodeInfoRecord
                || (body instanceof TombstoneRecord removal
                        && removal.removed() == RecordKind.NODE_INFO);
    }

    private static Optional<Held> kept(Optional<Held> held, Instant now) {
        return held.filter(standing -> standing.keptUntil().isAfter(now));
    }

    private static RecordOrder order(Verified<? extends RecordBody> offered, Held held) {
        return RecordOrder.of(
                offered.body().version(),
                offered.signed().body(),
                held.version(),
                held.signed().body());
    }

    /** A tombstone outlives what it removes, else an old copy could bring that back. */
    private static Instant keptUntil(Optional<Held> held, RecordBody body) {
        Instant expires = body.expires();
        if (body.kind() != RecordKind.TOMBSTONE || held.isEmpty()) {
            return expires;
        }
        Instant before = held.get().keptUntil();
        return before.isAfter(expires) ? before : expires;
    }
}
