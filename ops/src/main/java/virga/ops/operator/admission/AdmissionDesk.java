package virga.ops.operator.admission;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.ops.operator.admission.Admission.Decision;
import virga.ops.operator.admission.Admission.Granted;
import virga.ops.operator.admission.Admission.Known;
import virga.ops.operator.admission.Admission.Request;
import virga.ops.operator.admission.Admission.SilenceReason;
import virga.ops.operator.plan.PlanDesk;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.TokenEntry;
import virga.protocol.Bytes;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/**
 * Carries out what {@link Admission} decides: reads what it needs to know, signs, and writes, each
 * question within one transaction.
 */
public final class AdmissionDesk {
    /** SuperNode records in one answer. */
    static final int SUPERS_IN_ANSWER_MAX = 64;

    private final OperatorIdentity identity;
    private final Admission admission;

    public AdmissionDesk(OperatorIdentity identity) {
        this.identity = identity;
        this.admission = new Admission(identity.publicKey());
    }

    /** What the peer is told; {@code silence} says why it is told nothing. */
    public record Result(Optional<Message.Answer> answer, Optional<SilenceReason> silence) {
        static Result answer(Message.Answer answer) {
            return new Result(Optional.of(answer), Optional.empty());
        }

        static Result refused(RefusalReason reason) {
            return answer(new Message.Refused(reason));
        }

        static Result silence(SilenceReason reason) {
            return new Result(Optional.empty(), Optional.of(reason));
        }
    }

    public Result admit(RegistryTables tables, PublicKey peer, Message.Admit question, Instant now)
            throws SQLException {
        Request request = new Request(peer, question.roles(), question.labels(), question.name());
        Known known = known(tables, question.secret(), request);
        if (known.token().isPresent() && tables.revocations().isRevoked(peer.hash())) {
            return Result.refused(RefusalReason.REVOKED);
        }
        Decision decision = admission.admit(request, known, now);
        if (!(decision instanceof Granted granted)) {
            return ungranted(decision);
        }
        TokenEntry token = known.token().orElseThrow();
        DomainEntry domain = known.domain().orElseThrow();
        if (granted.takesUse()) {
            tables.tokens().takeUse(token.secretHash());
        }
        if (granted.losesName().isPresent()) {
            tables.nodes().clearName(granted.losesName().get());
        }
        SignedRecord record = write(tables, granted.body(), token.secretHash());
        return Result.answer(
                new Message.Admitted(
                        record,
                        operatorRecord(tables, now),
                        domain.key(),
                        domain.name(),
                        supers(tables, domain.id(), now)));
    }

    private static Known known(RegistryTables tables, Bytes secret, Request request)
            throws SQLException {
        Optional<TokenEntry> token = tables.tokens().bySecretHash(Bytes.sha256(secret.borrowed()));
        if (token.isEmpty()) {
            return new Known(token, Optional.empty(), Optional.empty(), Optional.empty());
        }
        NodeId id = NodeId.of(token.get().domain(), request.key());
        return new Known(
                token,
                tables.domains().byId(token.get().domain()),
                tables.nodes().byId(id),
                tables.nodes().byName(token.get().domain(), request.name()));
    }

    public Result renew(RegistryTables tables, NodeId peer, Instant now) throws SQLException {
        Optional<NodeEntry> known = tables.nodes().byId(peer);
        Decision decision = admission.renew(known, now);
        if (!(decision instanceof Granted granted)) {
            return ungranted(decision);
        }
        SignedRecord record = write(tables, granted.body(), known.orElseThrow().token());
        return Result.answer(new Message.Renewed(record, operatorRecord(tables, now)));
    }

    private static Result ungranted(Decision decision) {
        return switch (decision) {
            case Admission.Refused(RefusalReason reason) -> Result.refused(reason);
            case Admission.Silence(SilenceReason reason) -> Result.silence(reason);
            case Granted _ -> throw new IllegalStateException("granted was handled before");
        };
    }

    /** Signs and keeps a Node record; {@code token} admitted the node. */
    public SignedRecord write(RegistryTables tables, NodeRecord body, Bytes token)
            throws SQLException {
        Verified<NodeRecord> record = identity.sign(body);
        boolean isNew =
                tables.nodes()
                        .put(
                                new NodeEntry(
                                        body.id(),
                                        body.publicKey(),
                                        body.name(),
                                        body.roles(),
                                        body.labels(),
                                        body.version(),
                                        body.expires(),
                                        token));
        if (isNew) {
            tables.domains().count(body.id().domain(), 1);
        }
        tables.records().put(StaticRecord.of(record));
        return record.signed();
    }

    private SignedRecord operatorRecord(RegistryTables tables, Instant now) throws SQLException {
        NodeId id = NodeId.of(tables.network().domain(), identity.publicKey());
        return tables.records()
                .at(RecordKind.OPERATOR_NODE, DhtKey.of(id))
                .filter(record -> record.expires().isAfter(now))
                .map(StaticRecord::signed)
                .orElseThrow(
                        () ->
                                OperatorException.failed(
                                        "the operator's own record has expired",
                                        "renew it with the root key:"
                                                + " virga operator init --root FILE"));
    }

    /** Holders of a domain's keys. */
    private static List<SignedRecord> supers(RegistryTables tables, DomainId domain, Instant now)
            throws SQLException {
        return PlanDesk.holders(tables, KeyRange.of(domain), now).stream()
                .limit(SUPERS_IN_ANSWER_MAX)
                .toList();
    }
}
