package virga.ops.operator.feed;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** Who holds keys now, and the number of the last change. */
record FeedView(List<SignedRecord> supers, long latest) {
    /** Supers that are fed; partitions will keep the number of holders of one key far below it. */
    static final int SUPERS_MAX = 4_096;

    FeedView {
        supers = List.copyOf(supers);
    }

    static FeedView read(RegistryTables tables, Instant now) throws SQLException {
        List<SignedRecord> supers =
                tables.records().about(RecordKind.SUPER_NODE, now, SUPERS_MAX).stream()
                        .map(StaticRecord::signed)
                        .toList();
        return new FeedView(supers, tables.records().lastChange());
    }

    /** The holders whose records are believed. */
    List<SuperNodeRecord> verified(RecordVerifier verifier, Instant now) {
        return supers.stream()
                .map(record -> verifier.verify(record, SuperNodeRecord.class, now).accepted())
                .flatMap(Optional::stream)
                .map(Verified::body)
                .toList();
    }
}
