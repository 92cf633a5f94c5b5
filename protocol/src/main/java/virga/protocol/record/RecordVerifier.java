package virga.protocol.record;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.PublicKey;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;

/**
 * Decides which records to believe: those of a network's operators, whose own records its root
 * signed, and what nodes say of themselves; and not what {@link Revocations} took back, by key and
 * not by the bytes that name it. A list or an operator's removal that is believed, whichever way it
 * came, is in force from that moment. Knows no clock: the moment is given. Thread safe.
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
    private volatile Revocations revocations = Revocations.NONE;
    private volatile Runnable onTakenBack = () -> {};

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
        apart.revocations = revocations;
        return apart;
    }

    public Bytes rootPin() {
        return rootPin;
    }

    /**
     * Believes what this operator signs from now on. False where too many operators are known
     * already, or a newer record of the same one, or where the root removed it.
     */
    public synchronized boolean learn(Verified<OperatorNodeRecord> operator, Instant now) {
        if (!operator.body().root().hash().equals(rootPin) || isRemoved(operator.body())) {
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

    /** What this network took back, as far as it is known here. */
    public Revocations revocations() {
        return revocations;
    }

    /**
     * {@code listener} hears of each change of {@link #revocations}, on the thread that made it.
     */
    public void onTakenBack(Runnable listener) {
        onTakenBack = listener;
    }

    private void enforce(Verified<? extends RecordBody> record) {
        Revocations before = revocations;
        switch (record.body()) {
            case RevocationListRecord list -> enforceList(record, list);
            case TombstoneRecord gone when gone.removed() == RecordKind.OPERATOR_NODE ->
                    removeOperator(record, gone);
            default -> {}
        }
        if (revocations != before) {
            onTakenBack.run();
        }
    }

    // A lower number is kept for the day that the operator of a higher one is removed.
    private synchronized void enforceList(Verified<?> record, RevocationListRecord list) {
        if (operators.containsKey(list.operator())) {
            revocations = revocations.withList(new Verified<>(list, record.signed()));
        }
    }

    /** Nothing that the operator signed is believed any more, its revocation lists neither. */
    private synchronized void removeOperator(Verified<?> record, TombstoneRecord removal) {
        revocations = revocations.withRemoval(new Verified<>(removal, record.signed()));
        operators.values().removeIf(operator -> isRemoved(operator.body()));
        Bytes keyHash = removal.key().hash();
        if (!isOperator(keyHash)) {
            revocations = revocations.without(keyHash);
        }
    }

    /**
     * Whether the node with the key of this SHA-256 was revoked. An operator's is not by a list.
     */
    public boolean revoked(Bytes keyHash) {
        return revocations.names(keyHash) && !isOperator(keyHash);
    }

    private boolean isOperator(Bytes keyHash) {
        return operators.keySet().stream().anyMatch(key -> key.hash().equals(keyHash));
    }

    /**
     * Whether what was verified earlier is still to be believed, by all that was taken back since;
     * its expiry aside.
     */
    public boolean believes(Verified<? extends RecordBody> record) {
        return believes(record.body());
    }

    /** As above, of a body whose signature was verified earlier. */
    public boolean believes(RecordBody body) {
        return revocations.isEmpty()
                || takenBack(body).or(() -> signer(body, Instant.MIN)).isEmpty();
    }

    public Verdict<RecordBody> verify(SignedRecord record, Instant now) {
        return verify(record, RecordBody.class, now);
    }

    /** As {@link #verify(SignedRecord, Instant)}, and a record of another type is refused. */
    public <T extends RecordBody> Verdict<T> verify(
            SignedRecord record, Class<T> type, Instant now) {
        return judged(record, type, body -> times(body, now).or(() -> signer(body, now)));
    }

    /**
     * As above, of what this node verified in an earlier run: neither its expiry nor its operator's
     * lets it go, nor a clock that was set back.
     */
    public <T extends RecordBody> Verdict<T> verifyKept(SignedRecord record, Class<T> type) {
        return judged(record, type, body -> signer(body, Instant.MIN));
    }

    private <T extends RecordBody> Verdict<T> judged(
            SignedRecord record,
            Class<T> type,
            Function<RecordBody, Optional<RejectReason>> judge) {
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
                judge.apply(body)
                        .or(() -> takenBack(body))
                        .or(() -> signature(record, body.signer()));
        if (fault.isPresent()) {
            return new Verdict.Rejected<>(fault.get());
        }
        Verified<T> verified = new Verified<>(type.cast(body), record);
        enforce(verified);
        return new Verdict.Accepted<>(verified);
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

    /** By the key that the record is about, which its constructor has compared with its id. */
    private Optional<RejectReason> takenBack(RecordBody body) {
        return switch (body) {
            case NodeRecord node -> revokedOf(node.id().keyHash());
            case NodeInfoRecord info -> revokedOf(info.id().keyHash());
            case SuperNodeRecord holder -> revokedOf(holder.id().keyHash());
            case OperatorNodeRecord operator ->
                    isRemoved(operator)
                            ? Optional.of(RejectReason.OPERATOR_REMOVED)
                            : Optional.empty();
            // Whoever may sign for a node removes what that said; the node itself no more.
            case TombstoneRecord gone ->
                    gone.removed() == RecordKind.NODE_INFO
                            ? revokedOf(gone.key().hash())
                            : Optional.empty();
            case DeviceRecord device -> Optional.empty();
            case RevocationListRecord list -> Optional.empty();
            case DomainRecord domain -> Optional.empty();
        };
    }

    private Optional<RejectReason> revokedOf(Bytes keyHash) {
        return revoked(keyHash) ? Optional.of(RejectReason.REVOKED) : Optional.empty();
    }

    private boolean isRemoved(OperatorNodeRecord operator) {
        return revocations.removes(operator.id().keyHash(), operator.version());
    }

    private Optional<RejectReason> operator(PublicKey signer, Instant now) {
        Verified<OperatorNodeRecord> operator = operators.get(signer);
        if (operator == null) {
            return Optional.of(
                    revocations.removes(signer.hash(), 0)
                            ? RejectReason.OPERATOR_REMOVED
                            : RejectReason.UNKNOWN_OPERATOR);
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
