package virga.ops.operator.admission;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.RecordLife;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.Versions;

/**
 * Which node holds which keys. Here every super holds the whole key space, and the operator too: it
 * starts the network with responsibility for everything, and the first supers are clones of it
 * (seed 003, 3.10).
 */
public final class SuperAssignment {
    /** Life of a SuperNode record. */
    public static final Duration SUPER_LIFE = Duration.ofHours(24);

    private final PublicKey operator;

    SuperAssignment(PublicKey operator) {
        this.operator = operator;
    }

    /** The part of a SuperNode record that this operator decided before; version 0: none. */
    record Before(long version, boolean holder) {
        static final Before NONE = new Before(0, false);
    }

    /**
     * The record to sign, or empty where {@code node} may not be a super: it has neither the role
     * nor is it the operator itself, it has expired, or no one could dial it. {@code plan} is the
     * plan's number with this holder in it.
     */
    Optional<SuperNodeRecord> assign(
            NodeEntry node, List<Candidate> candidates, Before before, long plan, Instant now) {
        boolean may = node.roles().contains(Role.SUPER) || node.publicKey().equals(operator);
        if (!may
                || node.expiredAt(now)
                || candidates.isEmpty()
                || candidates.size() > Candidate.PER_RECORD_MAX) {
            return Optional.empty();
        }
        return Optional.of(
                new SuperNodeRecord(
                        node.id(),
                        node.publicKey(),
                        KeyRanges.WHOLE,
                        KeyRanges.NONE,
                        KeyRanges.NONE,
                        plan,
                        candidates,
                        Versions.next(before.version(), now),
                        RecordLife.expiry(now, SUPER_LIFE),
                        operator));
    }

    /** The plan's number rises when a holder joins. */
    static long plan(long plan, Before before) {
        return before.holder() ? plan : plan + 1;
    }
}
