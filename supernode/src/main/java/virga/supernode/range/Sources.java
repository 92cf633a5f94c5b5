package virga.supernode.range;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import virga.protocol.identity.NodeId;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.SuperNodeRecord;

/** Who has which keys besides this node, as the plan says. */
final class Sources {
    private final List<SuperNodeRecord> others;
    private final List<NodeId> operators;

    Sources(
            NodeId self,
            Collection<SuperNodeRecord> supers,
            Collection<NodeId> operators,
            Instant now) {
        this.others =
                supers.stream()
                        .filter(one -> !one.id().equals(self) && now.isBefore(one.expires()))
                        .toList();
        this.operators = operators.stream().filter(one -> !one.equals(self)).sorted().toList();
    }

    /**
     * The ranges cut where another holder's begin or end, so that each piece has the same holders.
     */
    List<KeyRange> pieces(KeyRanges ranges) {
        if (ranges.isEmpty()) {
            return List.of();
        }
        TreeSet<Long> borders = new TreeSet<>(Long::compareUnsigned);
        for (SuperNodeRecord other : others) {
            for (KeyRange range : other.held().ranges()) {
                borders.add(range.from());
                borders.add(range.to() + 1);
            }
        }
        List<KeyRange> pieces = new ArrayList<>();
        for (KeyRange range : ranges.ranges()) {
            long from = range.from();
            for (long border : borders.subSet(range.from(), false, range.to(), true)) {
                pieces.add(new KeyRange(from, border - 1));
                from = border;
            }
            pieces.add(new KeyRange(from, range.to()));
        }
        return pieces;
    }

    /** Supers that hold all of a piece. */
    List<NodeId> holders(KeyRange piece) {
        return having(piece, SuperNodeRecord::held);
    }

    /** From whom a piece is received: its holders, else who is leaving it, else an operator. */
    List<NodeId> givers(KeyRange piece) {
        List<NodeId> holders = holders(piece);
        if (!holders.isEmpty()) {
            return holders;
        }
        List<NodeId> leaving = having(piece, SuperNodeRecord::leaving);
        return leaving.isEmpty() ? operators : leaving;
    }

    private List<NodeId> having(KeyRange piece, Function<SuperNodeRecord, KeyRanges> ranges) {
        KeyRanges all = new KeyRanges(List.of(piece));
        return others.stream()
                .filter(one -> ranges.apply(one).holdsAll(all))
                .map(SuperNodeRecord::id)
                .sorted()
                .toList();
    }
}
