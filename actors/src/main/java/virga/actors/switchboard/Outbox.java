package virga.actors.switchboard;

import akka.Done;
import akka.japi.Pair;
import akka.stream.BoundedSourceQueue;
import akka.stream.Materializer;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Source;
import java.util.List;
import java.util.concurrent.CompletionStage;
import virga.protocol.link.Link;
import virga.protocol.link.SharedRoom;
import virga.protocol.message.Envelope;

/**
 * What waits to leave on one link. While the socket is busy, waiting envelopes gather into one
 * flight; when it is idle, each leaves at once.
 *
 * <pre>
 *   offer -> [bounded queue] -> [gather up to 64 KiB] -> [FlightSink: sign and write while writable]
 *                  one fused island of akka-stream: no hop between the stages
 * </pre>
 */
final class Outbox implements Outgoing {
    /** Bytes that may wait for one link. */
    static final int WAITING_MAX_BYTES = 4 * 1024 * 1024;

    /** What one offer counts for at least, which also bounds how many wait. */
    private static final int OFFER_MIN_BYTES = 256;

    private static final int QUEUE_MAX = WAITING_MAX_BYTES / OFFER_MIN_BYTES;

    private final SharedRoom.Part room;
    private final BoundedSourceQueue<FlightDraft> queue;
    private final FlightSink.Waker waker;
    private final CompletionStage<Done> ended;

    /** {@code room}: for what waits, given back when this is closed. */
    Outbox(Link link, SharedRoom.Part room, Materializer materializer) {
        this.room = room;
        Pair<Pair<BoundedSourceQueue<FlightDraft>, CompletionStage<Done>>, FlightSink.Waker>
                running =
                        Source.<FlightDraft>queue(QUEUE_MAX)
                                .map(this::uncharge)
                                .batchWeighted(
                                        FlightDraft.WEIGHT_MAX_BYTES,
                                        draft -> (long) draft.weight(),
                                        draft -> draft,
                                        FlightDraft::with)
                                .watchTermination(Keep.both())
                                .toMat(new FlightSink(link), Keep.both())
                                .run(materializer);
        this.queue = running.first().first();
        this.ended = running.first().second();
        this.waker = running.second();
    }

    /** Completes when nothing leaves any more, exceptionally where the stream failed. */
    CompletionStage<Done> ended() {
        return ended;
    }

    @Override
    public boolean offer(List<Envelope> envelopes) {
        if (envelopes.isEmpty()) {
            return true;
        }
        List<FlightDraft> drafts = FlightDraft.cut(envelopes);
        int charge = 0;
        for (FlightDraft draft : drafts) {
            charge += charge(draft);
        }
        if (!room.take(charge)) {
            return false;
        }
        for (FlightDraft draft : drafts) {
            if (queue.offer(draft) != QueueOfferResult.enqueued()) {
                return false;
            }
        }
        return true;
    }

    private static int charge(FlightDraft draft) {
        return Math.max(OFFER_MIN_BYTES, draft.weight());
    }

    private FlightDraft uncharge(FlightDraft draft) {
        room.giveBack(charge(draft));
        return draft;
    }

    @Override
    public void wake() {
        waker.wake();
    }

    @Override
    public void close() {
        // The stream itself ends with the actor that it was made in.
        room.close();
    }
}
