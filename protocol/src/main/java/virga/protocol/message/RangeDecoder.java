package virga.protocol.message;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import virga.protocol.Malformed;
import virga.protocol.record.DhtKey;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;
import virga.protocol.record.Wire;
import virga.v1.Envelope;

/** The part of {@link MessageDecoder} that holders of ranges say to each other. */
final class RangeDecoder {
    private RangeDecoder() {}

    /** Empty for a field that is none of these; then nothing was read. */
    static Optional<Message> read(int field, CodedInputStream in) throws IOException, Malformed {
        return switch (field) {
            case Envelope.GET_RANGE_FIELD_NUMBER ->
                    Optional.of(getRange(virga.v1.GetRange.parseFrom(in)));
            case Envelope.RANGE_PAGE_FIELD_NUMBER ->
                    Optional.of(page(virga.v1.RangePage.parseFrom(in)));
            case Envelope.COMPARE_RANGE_FIELD_NUMBER ->
                    Optional.of(compare(virga.v1.CompareRange.parseFrom(in)));
            case Envelope.RANGE_DIFFERENCES_FIELD_NUMBER ->
                    Optional.of(
                            new Message.RangeDifferences(
                                    virga.v1.RangeDifferences.parseFrom(in).getPartsList()));
            case Envelope.GET_SUMMARIES_FIELD_NUMBER ->
                    Optional.of(getSummaries(virga.v1.GetSummaries.parseFrom(in)));
            case Envelope.SUMMARIES_FIELD_NUMBER ->
                    Optional.of(summaries(virga.v1.Summaries.parseFrom(in)));
            case Envelope.GET_RECORDS_FIELD_NUMBER ->
                    Optional.of(getRecords(virga.v1.GetRecords.parseFrom(in)));
            case Envelope.RANGE_WHOLE_FIELD_NUMBER ->
                    Optional.of(whole(virga.v1.RangeWhole.parseFrom(in)));
            default -> Optional.empty();
        };
    }

    private static Message getRange(virga.v1.GetRange from) {
        return new Message.GetRange(
                Wire.range(from.getRange()), Wire.bytes(from.getCursor()), from.getLimit());
    }

    private static Message page(virga.v1.RangePage from) throws Malformed {
        atMost(from.getEntriesCount(), Message.GetRange.LIMIT_MAX);
        List<SignedRecord> entries = new ArrayList<>(from.getEntriesCount());
        for (virga.v1.RangeEntry entry : from.getEntriesList()) {
            entries.add(Wire.record(Wire.kind(entry.getKindValue()), entry.getRecord()));
        }
        return new Message.RangePage(entries, Wire.bytes(from.getCursor()));
    }

    private static Message compare(virga.v1.CompareRange from) throws Malformed {
        return new Message.CompareRange(
                Wire.range(from.getRange()),
                Wire.seconds(from.getAt()),
                from.getBordersList(),
                from.getDigestsList());
    }

    private static Message getSummaries(virga.v1.GetSummaries from) throws Malformed {
        return new Message.GetSummaries(
                Wire.range(from.getRange()),
                Wire.seconds(from.getAt()),
                Wire.bytes(from.getCursor()));
    }

    private static Message summaries(virga.v1.Summaries from) throws Malformed {
        atMost(from.getSummariesCount(), Message.Summaries.SUMMARIES_MAX);
        List<EntrySummary> summaries = new ArrayList<>(from.getSummariesCount());
        for (virga.v1.Summary summary : from.getSummariesList()) {
            summaries.add(
                    new EntrySummary(
                            DhtKey.fromBytes(Wire.bytes(summary.getFound())),
                            new Slot(
                                    Wire.kind(summary.getKindValue()),
                                    DhtKey.fromBytes(Wire.bytes(summary.getKey()))),
                            summary.getVersion(),
                            summary.getDigest()));
        }
        return new Message.Summaries(summaries, Wire.bytes(from.getCursor()));
    }

    private static Message getRecords(virga.v1.GetRecords from) throws Malformed {
        atMost(from.getSlotsCount(), Message.GetRange.LIMIT_MAX);
        List<Slot> slots = new ArrayList<>(from.getSlotsCount());
        for (virga.v1.Slot slot : from.getSlotsList()) {
            slots.add(
                    new Slot(
                            Wire.kind(slot.getKindValue()),
                            DhtKey.fromBytes(Wire.bytes(slot.getKey()))));
        }
        return new Message.GetRecords(Wire.range(from.getRange()), slots);
    }

    private static Message whole(virga.v1.RangeWhole from) throws Malformed {
        return new Message.RangeWhole(
                from.getPlan(), Wire.ranges(from.getRangesList(), SuperNodeRecord.RANGES_MAX));
    }

    private static void atMost(int many, int max) throws Malformed {
        if (many > max) {
            throw new Malformed("too many entries");
        }
    }
}
