package virga.protocol.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.identity.OwnerOnlyFile;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.RejectReason;
import virga.protocol.record.Revocations;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verdict;
import virga.protocol.record.Verified;
import virga.protocol.record.Wire;
import virga.v1.KeptRevocations;

/**
 * What a node enforces (token.proto, KeptRevocations), in its home: so that one which starts
 * without a network still refuses whom it refused before.
 */
public final class RevocationsFile {
    public static final String NAME = "revocations";

    /** {@link Revocations#LISTS_MAX} lists of full length, and what belongs to them. */
    static final int LENGTH_MAX_BYTES = 1024 * 1024;

    /** Of another network, or removed since: no damage, and not to be believed either. */
    private static final Set<RejectReason> OF_NO_USE =
            Set.of(
                    RejectReason.WRONG_SIGNER,
                    RejectReason.UNKNOWN_OPERATOR,
                    RejectReason.OPERATOR_REMOVED);

    private RevocationsFile() {}

    /** Replaces the file by what {@code verifier} enforces now; on disk when this returns. */
    public static void write(Path file, RecordVerifier verifier) throws IOException {
        Revocations now = verifier.revocations();
        KeptRevocations.Builder to = KeptRevocations.newBuilder();
        for (Verified<RevocationListRecord> list : now.lists()) {
            to.addLists(Wire.toProto(list.signed()));
            verifier.operator(list.body().operator())
                    .ifPresent(operator -> to.addOperatorNodes(Wire.toProto(operator.signed())));
        }
        now.removedOperators()
                .forEach(removal -> to.addRemovedOperators(Wire.toProto(removal.signed())));
        OwnerOnlyFile.write(file, to.build().toByteArray());
    }

    /**
     * Has {@code verifier} enforce what the file says, if there is one. Returns where a damaged
     * file lies now.
     */
    public static Optional<Path> restore(Path file, RecordVerifier verifier, Instant now)
            throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Bytes content = OwnerOnlyFile.read(file, LENGTH_MAX_BYTES);
        try {
            KeptRevocations from = KeptRevocations.parseFrom(content.borrowed());
            for (SignedRecord record :
                    records(RecordKind.OPERATOR_NODE, from.getOperatorNodesList())) {
                kept(verifier, record, OperatorNodeRecord.class)
                        .ifPresent(operator -> verifier.learn(operator, now));
            }
            for (SignedRecord record :
                    records(RecordKind.TOMBSTONE, from.getRemovedOperatorsList())) {
                kept(verifier, record, TombstoneRecord.class);
            }
            for (SignedRecord record : records(RecordKind.REVOCATION_LIST, from.getListsList())) {
                kept(verifier, record, RevocationListRecord.class);
            }
            return Optional.empty();
        } catch (InvalidProtocolBufferException | IllegalArgumentException | Malformed e) {
            return Optional.of(OwnerOnlyFile.setAside(file, now));
        }
    }

    private static List<SignedRecord> records(RecordKind kind, List<virga.v1.Record> from)
            throws Malformed {
        return Wire.records(kind, from, Revocations.REMOVED_MAX);
    }

    /** In force from here on, where it is believed. */
    private static <T extends RecordBody> Optional<Verified<T>> kept(
            RecordVerifier verifier, SignedRecord record, Class<T> type) throws Malformed {
        Verdict<T> verdict = verifier.verifyKept(record, type);
        if (verdict instanceof Verdict.Rejected<T>(RejectReason reason)
                && !OF_NO_USE.contains(reason)) {
            throw new Malformed("a damaged record: " + reason);
        }
        return verdict.accepted();
    }
}
