package virga.protocol.message;

import com.google.protobuf.MessageLite;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Slot;
import virga.protocol.record.Wire;

/** The part of {@link MessageEncoder} that holders of ranges say to each other. */
final class RangeEncoder {
    private RangeEncoder() {}

    static MessageLite getRange(Message.GetRange get) {
        return virga.v1.GetRange.newBuilder()
                .setRange(Wire.toProto(get.range()))
                .setCursor(Wire.toProto(get.cursor()))
                .setLimit(get.limit())
                .build();
    }

    static MessageLite page(Message.RangePage page) {
        return virga.v1.RangePage.newBuilder()
                .addAllEntries(page.entries().stream().map(RangeEncoder::entry).toList())
                .setCursor(Wire.toProto(page.cursor()))
                .build();
    }

    private static virga.v1.RangeEntry entry(SignedRecord record) {
        return virga.v1.RangeEntry.newBuilder()
                .setKind(Wire.toProto(record.kind()))
                .setRecord(Wire.toProto(record))
                .build();
    }

    static MessageLite compare(Message.CompareRange compare) {
        return virga.v1.CompareRange.newBuilder()
                .setRange(Wire.toProto(compare.range()))
                .setAt(compare.at().getEpochSecond())
                .addAllBorders(compare.borders())
                .addAllDigests(compare.digests())
                .build();
    }

    static MessageLite differences(Message.RangeDifferences differences) {
        return virga.v1.RangeDifferences.newBuilder().addAllParts(differences.parts()).build();
    }

    static MessageLite getSummaries(Message.GetSummaries get) {
        return virga.v1.GetSummaries.newBuilder()
                .setRange(Wire.toProto(get.range()))
                .setAt(get.at().getEpochSecond())
                .setCursor(Wire.toProto(get.cursor()))
                .build();
    }

    static MessageLite summaries(Message.Summaries summaries) {
        return virga.v1.Summaries.newBuilder()
                .addAllSummaries(summaries.summaries().stream().map(RangeEncoder::summary).toList())
                .setCursor(Wire.toProto(summaries.cursor()))
                .build();
    }

    private static virga.v1.Summary summary(EntrySummary summary) {
        return virga.v1.Summary.newBuilder()
                .setFound(Wire.toProto(summary.found().toBytes()))
                .setKind(Wire.toProto(summary.slot().kind()))
                .setKey(Wire.toProto(summary.slot().key().toBytes()))
                .setVersion(summary.version())
                .setDigest(summary.digest())
                .build();
    }

    static MessageLite getRecords(Message.GetRecords get) {
        return virga.v1.GetRecords.newBuilder()
                .setRange(Wire.toProto(get.range()))
                .addAllSlots(get.slots().stream().map(RangeEncoder::slot).toList())
                .build();
    }

    private static virga.v1.Slot slot(Slot slot) {
        return virga.v1.Slot.newBuilder()
                .setKind(Wire.toProto(slot.kind()))
                .setKey(Wire.toProto(slot.key().toBytes()))
                .build();
    }

    static MessageLite whole(Message.RangeWhole whole) {
        return virga.v1.RangeWhole.newBuilder()
                .setPlan(whole.plan())
                .addAllRanges(Wire.toProto(whole.ranges()))
                .build();
    }
}
