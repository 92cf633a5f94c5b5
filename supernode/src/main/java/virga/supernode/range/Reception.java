package virga.supernode.range;

import java.time.Instant;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.message.Message;
import virga.protocol.message.Message.GetRange;
import virga.protocol.message.Message.RangePage;
import virga.protocol.record.KeyRange;

/**
 * Receives a range: page by page where nothing of it is here, or where an earlier pull stopped; by
 * comparing where there is something already, as after an outage. Each page is asked for when the
 * one before is stored, so that a slow disk slows the sender down. A page's cursor means the same
 * to every holder: what one began another goes on with, also after a restart.
 *
 * <pre>
 *   Recall -+-> Ask page -> Keep -> Ask next ... -> Done
 *           +-> Comparison
 * </pre>
 */
final class Reception implements Exchange {
    private final KeyRange range;
    private final Comparison comparison;
    private boolean compares;
    private Bytes cursor = Bytes.EMPTY;
    private Bytes next = Bytes.EMPTY;
    private int page;
    private int received;

    Reception(KeyRange range, Instant at) {
        this.range = range;
        this.comparison = new Comparison(range, at);
    }

    @Override
    public Step start() {
        return new Step.Recall(range);
    }

    @Override
    public Step recalled(Optional<Mark> mark, boolean empty) {
        compares = mark.isEmpty() && !empty;
        cursor = mark.map(Mark::cursor).orElse(Bytes.EMPTY);
        return compares ? comparison.start() : ask();
    }

    private Step ask() {
        return new Step.Ask(new GetRange(range, cursor, GetRange.LIMIT_MAX));
    }

    @Override
    public Step answered(Message.Answer answer) {
        if (compares) {
            return comparison.answered(answer);
        }
        if (!(answer instanceof RangePage(var entries, Bytes following))) {
            return failed(String.valueOf(answer));
        }
        boolean stands = !following.isEmpty() && following.compareTo(cursor) <= 0;
        if (stands || (entries.isEmpty() && !following.isEmpty())) {
            return failed("its pages do not go on");
        }
        next = following;
        page = entries.size();
        return new Step.Keep(entries, Optional.of(new Mark(range, next)));
    }

    @Override
    public Step kept(int bad) {
        if (compares) {
            return comparison.kept(bad);
        }
        if (bad > 0) {
            return failed(bad + " entries of a page were forged or do not belong to the range");
        }
        received += page;
        cursor = next;
        return next.isEmpty() ? new Step.Done(received, 0) : ask();
    }

    @Override
    public Step ownParts(Message.CompareRange question) {
        return comparison.ownParts(question);
    }

    @Override
    public Step ownSummaries(Message.Summaries summaries) {
        return comparison.ownSummaries(summaries);
    }

    @Override
    public Step ownRecords(RangePage records) {
        return comparison.ownRecords(records);
    }

    @Override
    public Step given(int refused) {
        return comparison.given(refused);
    }
}
