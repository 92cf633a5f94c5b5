package virga.protocol.link;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import virga.protocol.Bytes;
import virga.protocol.flight.FlightLimits;
import virga.protocol.identity.Ed25519;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.RejectReason;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verdict;
import virga.protocol.record.Verified;
import virga.protocol.tls.PeerCertificate;

/**
 * Decides whether a peer's first frame makes a link: its records against what TLS proved, against
 * whom this side wants, against the clock, and against the policy. Pure but for operators' records,
 * which the network's verifier learns here, at this node's time only.
 */
final class HelloCheck {
    /** What this side brings to the check; {@code expected} is empty on the accepting side. */
    record Side(
            Optional<ExpectedPeer> expected,
            Optional<Admission> own,
            LinkPolicy policy,
            Ed25519 ed25519) {
        /** The same, and nothing is learnt: a peer's own clock must not make its records true. */
        Side apart() {
            return new Side(expected, own.map(Admission::apart), policy, ed25519);
        }
    }

    /** What came of it. */
    sealed interface Outcome {
        /** The peer may stay, and open streams or not. */
        record Welcome(LinkPeer peer, boolean streams) implements Outcome {}

        /** It may not; {@code tell}: it may know this side's first frame all the same. */
        record Turned(LinkEnd end, String detail, boolean tell) implements Outcome {
            Turned(LinkEnd end, String detail) {
                this(end, detail, false);
            }
        }
    }

    private final Side side;
    private final PeerCertificate.Shown shown;
    private final Hello hello;
    private final Instant now;

    private HelloCheck(Side side, PeerCertificate.Shown shown, Hello hello, Instant now) {
        this.side = side;
        this.shown = shown;
        this.hello = hello;
        this.now = now;
    }

    /**
     * Checks {@code hello} at the moment {@code now}. Where the clocks differ too much nobody knows
     * whose is wrong: a peer that would be welcome by either clock may be told.
     */
    static Outcome check(Side side, PeerCertificate.Shown shown, Hello hello, Instant now) {
        Duration offset = Duration.between(now, hello.time());
        if (offset.abs().compareTo(FlightLimits.SKEW_MAX) <= 0) {
            return new HelloCheck(side, shown, hello, now).outcome(offset);
        }
        Side apart = side.apart();
        boolean tell =
                Stream.of(now, hello.time())
                        .map(by -> new HelloCheck(apart, shown, hello, by).outcome(Duration.ZERO))
                        .anyMatch(Outcome.Welcome.class::isInstance);
        return new Outcome.Turned(LinkEnd.CLOCK, ClockDifference.describe(offset), tell);
    }

    private Outcome outcome(Duration offset) {
        if (!shown.validAt(now, FlightLimits.SKEW_MAX)) {
            return turned(LinkEnd.NOT_ADMITTED, "its certificate is not valid now");
        }
        return switch (side.expected().orElse(null)) {
            case ExpectedPeer.OperatorUnder(var pin) -> operatorUnder(verifierUnder(pin), offset);
            case ExpectedPeer.Node(var id) -> {
                Outcome outcome = anyone(offset);
                boolean other =
                        outcome instanceof Outcome.Welcome(LinkPeer peer, boolean streams)
                                && !peer.id().equals(Optional.of(id));
                yield other ? turned(LinkEnd.OTHER_NODE, "") : outcome;
            }
            case null -> anyone(offset);
        };
    }

    /** This node's own, which knows what was taken back, where it is of that network. */
    private RecordVerifier verifierUnder(Bytes pin) {
        return side.own()
                .map(Admission::verifier)
                .filter(own -> own.rootPin().equals(pin))
                .orElseGet(() -> new RecordVerifier(pin, side.ed25519()));
    }

    /** A peer that must be an operator, under a pin that may be all this node knows. */
    private Outcome operatorUnder(RecordVerifier verifier, Duration offset) {
        if (hello.operatorNode().isEmpty() || hello.node().isEmpty()) {
            return turned(LinkEnd.OTHER_NETWORK, "it is not an operator");
        }
        Verdict<OperatorNodeRecord> operator =
                verifier.verify(hello.operatorNode().get(), OperatorNodeRecord.class, now);
        return switch (operator) {
            case Verdict.Rejected<OperatorNodeRecord>(RejectReason why) ->
                    turned(LinkEnd.OTHER_NETWORK, "its operator record: " + why.hint());
            case Verdict.Accepted<OperatorNodeRecord>(var record) ->
                    record.body().publicKey().equals(shown.identity())
                            ? known(verifier, Optional.of(record), offset)
                            : turned(LinkEnd.OTHER_NETWORK, "it is not that operator");
        };
    }

    private Outcome anyone(Duration offset) {
        if (side.own().isEmpty()) {
            return turned(LinkEnd.WE_ARE_NOT_ADMITTED, "");
        }
        RecordVerifier verifier = side.own().get().verifier();
        Optional<Verified<OperatorNodeRecord>> operator = Optional.empty();
        if (hello.operatorNode().isPresent()) {
            SignedRecord record = hello.operatorNode().get();
            Verdict<OperatorNodeRecord> verdict =
                    verifier.verify(record, OperatorNodeRecord.class, now);
            if (verdict instanceof Verdict.Rejected<OperatorNodeRecord>(RejectReason why)) {
                return why == RejectReason.OPERATOR_REMOVED
                        ? turned(LinkEnd.REVOKED, "its operator: " + why.hint())
                        : turned(LinkEnd.OTHER_NETWORK, "its operator is not of this network");
            }
            operator = verdict.accepted();
        }
        return known(verifier, operator, offset);
    }

    /** Goes on once it is known who may have signed the peer's record. */
    private Outcome known(
            RecordVerifier verifier,
            Optional<Verified<OperatorNodeRecord>> operator,
            Duration offset) {
        operator.ifPresent(record -> verifier.learn(record, now));
        if (hello.node().isEmpty()) {
            return judged(Optional.empty(), operator, offset);
        }
        Verdict<NodeRecord> node = verifier.verify(hello.node().get(), NodeRecord.class, now);
        return switch (node) {
            case Verdict.Rejected<NodeRecord>(RejectReason why) ->
                    turned(end(why), "its record: " + why.hint());
            case Verdict.Accepted<NodeRecord>(var record) ->
                    record.body().publicKey().equals(shown.identity())
                            ? judged(
                                    Optional.of(record),
                                    verifier.operator(record.body().operator()),
                                    offset)
                            : turned(LinkEnd.NOT_ADMITTED, "it shows another node's record");
        };
    }

    private Outcome judged(
            Optional<Verified<NodeRecord>> node,
            Optional<Verified<OperatorNodeRecord>> operator,
            Duration offset) {
        LinkPeer peer =
                new LinkPeer(shown.identity(), node, operator, offset, hello.revocationNumber());
        return switch (side.policy().decide(peer)) {
            case LinkPolicy.Decision.Stay(boolean streams) -> new Outcome.Welcome(peer, streams);
            case LinkPolicy.Decision.Refuse(LinkEnd why) -> turned(why, "");
        };
    }

    private static LinkEnd end(RejectReason why) {
        return why == RejectReason.REVOKED || why == RejectReason.OPERATOR_REMOVED
                ? LinkEnd.REVOKED
                : LinkEnd.NOT_ADMITTED;
    }

    private static Outcome turned(LinkEnd end, String detail) {
        return new Outcome.Turned(end, detail);
    }
}
