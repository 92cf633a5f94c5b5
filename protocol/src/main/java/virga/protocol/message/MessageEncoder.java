package virga.protocol.message;

import com.google.protobuf.MessageLite;
import virga.protocol.identity.Role;
import virga.protocol.record.KeyRange;
import virga.protocol.record.Wire;
import virga.v1.Envelope;

/** Messages to their form on the wire and their field in virga.v1.Envelope. */
final class MessageEncoder {
    private MessageEncoder() {}

    /** The number of the body's field. */
    static int field(Message message) {
        return switch (message) {
            case Message.Busy m -> Envelope.BUSY_FIELD_NUMBER;
            case Message.NotMine m -> Envelope.NOT_MINE_FIELD_NUMBER;
            case Message.NotFound m -> Envelope.NOT_FOUND_FIELD_NUMBER;
            case Message.Refused m -> Envelope.REFUSED_FIELD_NUMBER;
            case Message.Ping m -> Envelope.PING_FIELD_NUMBER;
            case Message.Reping m -> Envelope.REPING_FIELD_NUMBER;
            case Message.Lookup m -> Envelope.LOOKUP_FIELD_NUMBER;
            case Message.Found m -> Envelope.FOUND_FIELD_NUMBER;
            case Message.ListRecords m -> Envelope.LIST_RECORDS_FIELD_NUMBER;
            case Message.RecordPage m -> Envelope.RECORD_PAGE_FIELD_NUMBER;
            case Message.Store m -> Envelope.STORE_FIELD_NUMBER;
            case Message.Stored m -> Envelope.STORED_FIELD_NUMBER;
            case Message.GetSuperNodes m -> Envelope.GET_SUPER_NODES_FIELD_NUMBER;
            case Message.SuperNodes m -> Envelope.SUPER_NODES_FIELD_NUMBER;
            case Message.GetOperatorNodes m -> Envelope.GET_OPERATOR_NODES_FIELD_NUMBER;
            case Message.OperatorNodes m -> Envelope.OPERATOR_NODES_FIELD_NUMBER;
            case Message.SubmitSuperNode m -> Envelope.SUBMIT_SUPER_NODE_FIELD_NUMBER;
            case Message.SuperNodeAssigned m -> Envelope.SUPER_NODE_ASSIGNED_FIELD_NUMBER;
            case Message.Admit m -> Envelope.ADMIT_FIELD_NUMBER;
            case Message.Admitted m -> Envelope.ADMITTED_FIELD_NUMBER;
            case Message.Renew m -> Envelope.RENEW_FIELD_NUMBER;
            case Message.Renewed m -> Envelope.RENEWED_FIELD_NUMBER;
            case Message.GetRange m -> Envelope.GET_RANGE_FIELD_NUMBER;
            case Message.RangePage m -> Envelope.RANGE_PAGE_FIELD_NUMBER;
            case Message.CompareRange m -> Envelope.COMPARE_RANGE_FIELD_NUMBER;
            case Message.RangeDifferences m -> Envelope.RANGE_DIFFERENCES_FIELD_NUMBER;
            case Message.GetSummaries m -> Envelope.GET_SUMMARIES_FIELD_NUMBER;
            case Message.Summaries m -> Envelope.SUMMARIES_FIELD_NUMBER;
            case Message.GetRecords m -> Envelope.GET_RECORDS_FIELD_NUMBER;
            case Message.RangeWhole m -> Envelope.RANGE_WHOLE_FIELD_NUMBER;
            case Message.Noted m -> Envelope.NOTED_FIELD_NUMBER;
            case Message.RevocationNotice m -> Envelope.REVOCATION_NOTICE_FIELD_NUMBER;
        };
    }

    static BodyForm form(Message message) {
        return switch (message) {
            case Message.Ping m -> BodyForm.Empty.EMPTY;
            case Message.Reping m -> BodyForm.Empty.EMPTY;
            case Message.Busy m -> BodyForm.Empty.EMPTY;
            case Message.NotFound m -> BodyForm.Empty.EMPTY;
            case Message.Noted m -> BodyForm.Empty.EMPTY;
            case Message.GetOperatorNodes m -> BodyForm.Empty.EMPTY;
            case Message.Renew m -> BodyForm.Empty.EMPTY;
            case Message.Found m -> new BodyForm.OneRecord(m.record());
            case Message.Store m -> new BodyForm.OneRecord(m.record());
            case Message.NotMine m ->
                    generated(virga.v1.NotMine.newBuilder().setPlan(m.plan()).build());
            case Message.Refused m -> generated(refused(m));
            case Message.Lookup m -> generated(lookup(m));
            case Message.ListRecords m -> generated(listRecords(m));
            case Message.RecordPage m -> generated(recordPage(m));
            case Message.Stored m ->
                    generated(virga.v1.Stored.newBuilder().setVersion(m.version()).build());
            case Message.SuperNodes m -> generated(superNodes(m));
            case Message.OperatorNodes m -> generated(operatorNodes(m));
            case Message.SubmitSuperNode m -> generated(submitSuperNode(m));
            case Message.SuperNodeAssigned m -> generated(superNodeAssigned(m));
            case Message.Admit m -> generated(admit(m));
            case Message.Admitted m -> generated(admitted(m));
            case Message.Renewed m -> generated(renewed(m));
            case Message.GetSuperNodes m -> generated(getSuperNodes(m));
            case Message.GetRange m -> generated(RangeEncoder.getRange(m));
            case Message.RangePage m -> generated(RangeEncoder.page(m));
            case Message.CompareRange m -> generated(RangeEncoder.compare(m));
            case Message.RangeDifferences m -> generated(RangeEncoder.differences(m));
            case Message.GetSummaries m -> generated(RangeEncoder.getSummaries(m));
            case Message.Summaries m -> generated(RangeEncoder.summaries(m));
            case Message.GetRecords m -> generated(RangeEncoder.getRecords(m));
            case Message.RangeWhole m -> generated(RangeEncoder.whole(m));
            case Message.RevocationNotice m -> generated(revocationNotice(m));
        };
    }

    private static BodyForm generated(MessageLite message) {
        return new BodyForm.Generated(message);
    }

    private static MessageLite refused(Message.Refused refused) {
        return virga.v1.Refused.newBuilder().setReasonValue(refused.reason().number()).build();
    }

    private static MessageLite lookup(Message.Lookup lookup) {
        return virga.v1.Lookup.newBuilder()
                .setKindValue(lookup.kind().number())
                .setDomain(lookup.key().domain().value())
                .setKey(Wire.toProto(lookup.key().hash()))
                .build();
    }

    private static MessageLite listRecords(Message.ListRecords list) {
        return virga.v1.ListRecords.newBuilder()
                .setKindValue(list.kind().number())
                .setDomain(list.domain().value())
                .setLocationKey(Wire.toProto(list.locationKey()))
                .setCursor(Wire.toProto(list.cursor()))
                .setLimit(list.limit())
                .build();
    }

    private static MessageLite recordPage(Message.RecordPage page) {
        int kind = page.records().stream().findFirst().map(r -> r.kind().number()).orElse(0);
        return virga.v1.RecordPage.newBuilder()
                .setKindValue(kind)
                .addAllRecords(Wire.toProto(page.records()))
                .setCursor(Wire.toProto(page.cursor()))
                .build();
    }

    private static MessageLite getSuperNodes(Message.GetSuperNodes get) {
        virga.v1.GetSuperNodes.Builder to = virga.v1.GetSuperNodes.newBuilder();
        return get.range().equals(KeyRange.WHOLE)
                ? to.build()
                : to.setRange(Wire.toProto(get.range())).build();
    }

    private static MessageLite superNodes(Message.SuperNodes nodes) {
        return virga.v1.SuperNodes.newBuilder()
                .addAllRecords(Wire.toProto(nodes.records()))
                .setPlan(nodes.plan())
                .build();
    }

    private static MessageLite operatorNodes(Message.OperatorNodes nodes) {
        return virga.v1.OperatorNodes.newBuilder()
                .addAllRecords(Wire.toProto(nodes.records()))
                .build();
    }

    private static MessageLite submitSuperNode(Message.SubmitSuperNode submit) {
        return virga.v1.SubmitSuperNode.newBuilder()
                .addAllCandidates(Wire.candidatesToProto(submit.candidates()))
                .setStore(Wire.toProto(submit.store()))
                .build();
    }

    private static MessageLite superNodeAssigned(Message.SuperNodeAssigned assigned) {
        return virga.v1.SuperNodeAssigned.newBuilder()
                .setRecord(Wire.toProto(assigned.record()))
                .build();
    }

    private static MessageLite admit(Message.Admit admit) {
        return virga.v1.Admit.newBuilder()
                .setSecret(Wire.toProto(admit.secret()))
                .setRoles(Role.toBits(admit.roles()))
                .addAllLabels(admit.labels())
                .setName(admit.name())
                .build();
    }

    private static MessageLite admitted(Message.Admitted admitted) {
        return virga.v1.Admitted.newBuilder()
                .setNode(Wire.toProto(admitted.node()))
                .setOperatorNode(Wire.toProto(admitted.operatorNode()))
                .setDomainKey(Wire.toProto(admitted.domainKey()))
                .setDomainName(admitted.domainName())
                .addAllSuperNodes(Wire.toProto(admitted.superNodes()))
                .build();
    }

    private static MessageLite revocationNotice(Message.RevocationNotice notice) {
        virga.v1.RevocationNotice.Builder to = virga.v1.RevocationNotice.newBuilder();
        notice.list().ifPresent(list -> to.setList(Wire.toProto(list)));
        return to.addAllRemovedOperators(Wire.toProto(notice.removedOperators())).build();
    }

    private static MessageLite renewed(Message.Renewed renewed) {
        return virga.v1.Renewed.newBuilder()
                .setNode(Wire.toProto(renewed.node()))
                .setOperatorNode(Wire.toProto(renewed.operatorNode()))
                .build();
    }
}
