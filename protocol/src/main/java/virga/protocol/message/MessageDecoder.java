package virga.protocol.message;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.Role;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Wire;
import virga.v1.Envelope;

/**
 * Messages from the wire. Reads to the end of the stream's present limit. What is within the limits
 * of a message's constructor passes; else it is an {@link IllegalArgumentException}.
 */
final class MessageDecoder {
    private static final Optional<Message> PING = Optional.of(Message.Ping.INSTANCE);
    private static final Optional<Message> REPING = Optional.of(Message.Reping.INSTANCE);

    private MessageDecoder() {}

    /** Empty for a field that this version does not know. */
    static Optional<Message> read(int field, CodedInputStream in) throws IOException, Malformed {
        return switch (field) {
            case Envelope.PING_FIELD_NUMBER -> skipRest(in, PING);
            case Envelope.REPING_FIELD_NUMBER -> skipRest(in, REPING);
            case Envelope.BUSY_FIELD_NUMBER -> skipRest(in, Optional.of(Message.Busy.INSTANCE));
            case Envelope.NOT_FOUND_FIELD_NUMBER ->
                    skipRest(in, Optional.of(Message.NotFound.INSTANCE));
            case Envelope.NOTED_FIELD_NUMBER -> skipRest(in, Optional.of(Message.Noted.INSTANCE));
            case Envelope.GET_OPERATOR_NODES_FIELD_NUMBER ->
                    skipRest(in, Optional.of(Message.GetOperatorNodes.INSTANCE));
            case Envelope.RENEW_FIELD_NUMBER -> skipRest(in, Optional.of(Message.Renew.INSTANCE));
            default -> readFields(field, in);
        };
    }

    private static Optional<Message> readFields(int field, CodedInputStream in)
            throws IOException, Malformed {
        return switch (field) {
            case Envelope.NOT_MINE_FIELD_NUMBER ->
                    Optional.of(new Message.NotMine(virga.v1.NotMine.parseFrom(in).getPlan()));
            case Envelope.REFUSED_FIELD_NUMBER ->
                    Optional.of(refused(virga.v1.Refused.parseFrom(in)));
            case Envelope.LOOKUP_FIELD_NUMBER -> Optional.of(lookup(virga.v1.Lookup.parseFrom(in)));
            case Envelope.FOUND_FIELD_NUMBER -> Optional.of(found(virga.v1.Found.parseFrom(in)));
            case Envelope.LIST_RECORDS_FIELD_NUMBER ->
                    Optional.of(listRecords(virga.v1.ListRecords.parseFrom(in)));
            case Envelope.RECORD_PAGE_FIELD_NUMBER ->
                    Optional.of(recordPage(virga.v1.RecordPage.parseFrom(in)));
            case Envelope.STORE_FIELD_NUMBER -> Optional.of(store(virga.v1.Store.parseFrom(in)));
            case Envelope.STORED_FIELD_NUMBER ->
                    Optional.of(new Message.Stored(virga.v1.Stored.parseFrom(in).getVersion()));
            case Envelope.GET_SUPER_NODES_FIELD_NUMBER ->
                    Optional.of(getSuperNodes(virga.v1.GetSuperNodes.parseFrom(in)));
            case Envelope.SUPER_NODES_FIELD_NUMBER ->
                    Optional.of(superNodes(virga.v1.SuperNodes.parseFrom(in)));
            case Envelope.OPERATOR_NODES_FIELD_NUMBER ->
                    Optional.of(operatorNodes(virga.v1.OperatorNodes.parseFrom(in)));
            case Envelope.SUBMIT_SUPER_NODE_FIELD_NUMBER ->
                    Optional.of(submitSuperNode(virga.v1.SubmitSuperNode.parseFrom(in)));
            case Envelope.SUPER_NODE_ASSIGNED_FIELD_NUMBER ->
                    Optional.of(superNodeAssigned(virga.v1.SuperNodeAssigned.parseFrom(in)));
            case Envelope.ADMIT_FIELD_NUMBER -> Optional.of(admit(virga.v1.Admit.parseFrom(in)));
            case Envelope.ADMITTED_FIELD_NUMBER ->
                    Optional.of(admitted(virga.v1.Admitted.parseFrom(in)));
            case Envelope.RENEWED_FIELD_NUMBER ->
                    Optional.of(renewed(virga.v1.Renewed.parseFrom(in)));
            case Envelope.REVOCATION_NOTICE_FIELD_NUMBER ->
                    Optional.of(revocationNotice(virga.v1.RevocationNotice.parseFrom(in)));
            default -> readRanges(field, in);
        };
    }

    private static Optional<Message> readRanges(int field, CodedInputStream in)
            throws IOException, Malformed {
        Optional<Message> message = RangeDecoder.read(field, in);
        return message.isPresent() ? message : skipRest(in, message);
    }

    private static Optional<Message> skipRest(CodedInputStream in, Optional<Message> message)
            throws IOException {
        if (in.getBytesUntilLimit() > 0) {
            in.skipRawBytes(in.getBytesUntilLimit());
        }
        return message;
    }

    private static Message refused(virga.v1.Refused from) {
        return new Message.Refused(RefusalReason.ofNumber(from.getReasonValue()));
    }

    private static Message lookup(virga.v1.Lookup from) throws Malformed {
        return new Message.Lookup(
                Wire.kind(from.getKindValue()), Wire.key(from.getDomain(), from.getKey()));
    }

    private static Message found(virga.v1.Found from) throws Malformed {
        return new Message.Found(Wire.record(Wire.kind(from.getKindValue()), from.getRecord()));
    }

    private static Message store(virga.v1.Store from) throws Malformed {
        return new Message.Store(Wire.record(Wire.kind(from.getKindValue()), from.getRecord()));
    }

    private static Message listRecords(virga.v1.ListRecords from) throws Malformed {
        return new Message.ListRecords(
                Wire.kind(from.getKindValue()),
                new DomainId(from.getDomain()),
                Wire.bytes(from.getLocationKey()),
                Wire.bytes(from.getCursor()),
                from.getLimit());
    }

    private static Message recordPage(virga.v1.RecordPage from) throws Malformed {
        Bytes cursor = Wire.bytes(from.getCursor());
        if (from.getRecordsCount() == 0) {
            return new Message.RecordPage(List.of(), cursor);
        }
        List<SignedRecord> records =
                Wire.records(
                        Wire.kind(from.getKindValue()),
                        from.getRecordsList(),
                        Message.ListRecords.LIMIT_MAX);
        return new Message.RecordPage(records, cursor);
    }

    private static Message getSuperNodes(virga.v1.GetSuperNodes from) {
        return new Message.GetSuperNodes(
                from.hasRange() ? Wire.range(from.getRange()) : KeyRange.WHOLE);
    }

    private static Message superNodes(virga.v1.SuperNodes from) throws Malformed {
        return new Message.SuperNodes(superNodes(from.getRecordsList()), from.getPlan());
    }

    private static List<SignedRecord> superNodes(List<virga.v1.Record> records) throws Malformed {
        return Wire.records(RecordKind.SUPER_NODE, records, Message.SuperNodes.RECORDS_MAX);
    }

    private static Message operatorNodes(virga.v1.OperatorNodes from) throws Malformed {
        return new Message.OperatorNodes(
                Wire.records(
                        RecordKind.OPERATOR_NODE,
                        from.getRecordsList(),
                        Message.OperatorNodes.RECORDS_MAX));
    }

    private static Message submitSuperNode(virga.v1.SubmitSuperNode from) throws Malformed {
        return new Message.SubmitSuperNode(
                Wire.candidates(from.getCandidatesList()), Wire.bytes(from.getStore()));
    }

    private static Message superNodeAssigned(virga.v1.SuperNodeAssigned from) {
        return new Message.SuperNodeAssigned(Wire.record(RecordKind.SUPER_NODE, from.getRecord()));
    }

    private static Message admit(virga.v1.Admit from) {
        return new Message.Admit(
                Wire.bytes(from.getSecret()),
                Role.fromBits(from.getRoles()),
                from.getLabelsList(),
                from.getName());
    }

    private static Message admitted(virga.v1.Admitted from) throws Malformed {
        return new Message.Admitted(
                Wire.record(RecordKind.NODE, from.getNode()),
                Wire.record(RecordKind.OPERATOR_NODE, from.getOperatorNode()),
                Wire.bytes(from.getDomainKey()),
                from.getDomainName(),
                superNodes(from.getSuperNodesList()));
    }

    private static Message revocationNotice(virga.v1.RevocationNotice from) throws Malformed {
        return new Message.RevocationNotice(
                from.hasList()
                        ? Optional.of(Wire.record(RecordKind.REVOCATION_LIST, from.getList()))
                        : Optional.empty(),
                Wire.records(
                        RecordKind.TOMBSTONE,
                        from.getRemovedOperatorsList(),
                        Message.RevocationNotice.REMOVED_MAX));
    }

    private static Message renewed(virga.v1.Renewed from) {
        return new Message.Renewed(
                Wire.record(RecordKind.NODE, from.getNode()),
                Wire.record(RecordKind.OPERATOR_NODE, from.getOperatorNode()));
    }
}
