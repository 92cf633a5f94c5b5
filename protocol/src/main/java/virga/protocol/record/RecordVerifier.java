package virga.protocol.record;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.PublicKey;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;

/**
 * Decides which records to believe: those of a network's operators, whose own records its root
 * signed, and what nodes say of themselves. Knows no clock: the moment is given. Thread safe.
 */
public final class RecordVerifier {
    /** A record stamped further ahead of the receiver's clock is refused. */
    public static final Duration AHEAD_MAX = Duration.ofMinutes(5);

    /** Longest that a node may ask to be believed about itself, so that nothing stays for ever. */
    public static final Duration NODE_INFO_LIFE_MAX = Duration.ofHours(24);

    /** Most operators known at once; expired ones make room first. */
    public static final int OPERATORS_MAX = 64;

    private final Bytes rootPin;
    private final Ed25519 ed25519;
    private final Map<PublicKey, Verified<OperatorNodeRecord>> operators =
            new ConcurrentHashMap<>();

    /** {@code rootPin}: SHA-256 of the network's root public key, as join tokens carry it. */
    public RecordVerifier(Bytes rootPin, Ed25519 ed25519) {
        Limits.hash("a root pin", rootPin);
        this.rootPin = rootPin;
        this.ed25519 = ed25519;
    }

    /**
     * Knows what this one knows, and keeps to itself what it learns: for asking what another moment
     * would make of a record without believing any of it.
     */
    public RecordVerifier apart() {
        RecordVerifier apart = new RecordVerifier(rootPin, ed25519);
        apart.operators.putAll(operators);
        return apart;
    }

    public Bytes rootPin() {
        return rootPin;
    }

    /**
     * Believes what this operator signs from now on. False where too many operators are known
     * already, or a newer record of the same one.
     */
    public synchronized boolean learn(Verified<OperatorNodeRecord> operator, Instant now) {
        if (!operator.body().root().hash().equals(rootPin)) {
            return false;
        }
        PublicKey key = operator.body().publicKey();
        Verified<OperatorNodeRecord> known = operators.get(key);
        if (known != null) {
            if (!RecordOrder.of(operator, known).replaces()) {
                return false;
            }
        } else if (operators.size() >= OPERATORS_MAX) {
            operators.values().removeIf(old -> !now.isBefore(old.body().expires()));
            if (operators.size() >= OPERATORS_MAX) {
                return false;
            }
        }
        operators.put(key, operator);
        return true;
    }

    /** The operators known, for answering others. */
    public Collection<Verified<OperatorNodeRecord>> operators() {
        return List.copyOf(operators.values());
    }

    /** The record of the operator with this key, where it is known. */
    public Optional<Verified<OperatorNodeRecord>> operator(PublicKey key) {
        return Optional.ofNullable(operators.get(key));
    }

    public Verdict<RecordBody> verify(SignedRecord record, Instant now) {
        return verify(record, RecordBody.class, now);
    }

    /** As {@link #verify(SignedRecord, Instant)}, and a record of another type is refused. */
    public <T extends RecordBody> Verdict<T> verify(
            SignedRecord record, Class<T> type, Instant now) {
        RecordBody body;
        try {
            body = RecordCodec.decode(record.kind(), record.body());
        } catch (Malformed e) {
            return new Verdict.Rejected<>(RejectReason.MALFORMED);
        }
        if (!type.isInstance(body)) {
            return new Verdict.Rejected<>(RejectReason.OTHER_KIND);
        }
        Optional<RejectReason> fault =
                times(body, now)
                        .or(() -> signer(body, now))
                        .or(() -> signature(record, body.signer()));
        return fault.<Verdict<T>>map(Verdict.Rejected::new)
                .orElseGet(() -> new Verdict.Accepted<>(new Verified<>(type.cast(body), record)));
    }

    private static Optional<RejectReason> times(RecordBody body, Instant now) {
        if (!now.isBefore(body.expires())) {
            return Optional.of(RejectReason.EXPIRED);
        }
        if (body.version() > now.plus(AHEAD_MAX).getEpochSecond()) {
            return Optional.of(RejectReason.FROM_THE_FUTURE);
        }
        boolean self =
                body instanceof NodeInfoRecord
                        || (body instanceof TombstoneRecord gone
                                && gone.removed() == RecordKind.NODE_INFO);
        if (self && body.expires().isAfter(now.plus(NODE_INFO_LIFE_MAX))) {
            return Optional.of(RejectReason.TOO_LONG);
        }
        return Optional.empty();
    }

    private Optional<RejectReason> signer(RecordBody body, Instant now) {
        RecordKind signedAs = body instanceof TombstoneRecord gone ? gone.removed() : body.kind();
        return switch (signedAs) {
            case NODE_INFO -> wrongUnless(body.signer().hash().equals(body.key().hash()));
            case OPERATOR_NODE -> wrongUnless(body.signer().hash().equals(rootPin));
            case NODE, DEVICE, SUPER_NODE, REVOCATION_LIST, DOMAIN -> operator(body.signer(), now);
            case TOMBSTONE -> Optional.of(RejectReason.MALFORMED);
        };
    }

    private static Optional<RejectReason> wrongUnless(boolean right) {
        return right ? Optional.empty() : Optional.of(RejectReason.WRONG_SIGNER);
    }

    private Optional<RejectReason> operator(PublicKey signer, Instant now) {
        Verified<OperatorNodeRecord> operator = operators.get(signer);
        if (operator == null) {
            return Optional.of(RejectReason.UNKNOWN_OPERATOR);
        }
        return now.isBefore(operator.body().expires())
                ? Optional.empty()
                : Optional.of(RejectReason.OPERATOR_EXPIRED);
    }

    private Optional<RejectReason> signature(SignedRecord record, PublicKey signer) {
        byte[] message = SignedBytes.of(record.kind(), record.body());
        return ed25519.verify(signer, record.signature().borrowed(), message)
                ? Optional.empty()
                : Optional.of(RejectReason.SIGNATURE);
    }
}
