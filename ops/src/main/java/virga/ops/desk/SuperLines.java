package virga.ops.desk;

import java.util.List;
import virga.ops.admin.Document;
import virga.ops.operator.ListedSuper;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody.SuperNodeRecord;

/** What an operator shows of its supers. */
final class SuperLines {
    private SuperLines() {}

    static Document.Supers document(List<ListedSuper> supers) {
        long plan = supers.stream().mapToLong(one -> one.record().plan()).max().orElse(0);
        return new Document.Supers(plan, supers.stream().map(SuperLines::line).toList());
    }

    private static Document.SuperLine line(ListedSuper one) {
        SuperNodeRecord record = one.record();
        return new Document.SuperLine(
                record.id().toString(),
                one.name(),
                one.domain(),
                one.lost() ? "lost" : record.receiving().isEmpty() ? "holds" : "receives",
                Math.round(record.held().share(KeyRange.WHOLE) * 1e4) / 1e4,
                record.held().ranges().size(),
                one.seen().toString(),
                record.candidates().stream().map(NodeAddress::line).toList());
    }
}
