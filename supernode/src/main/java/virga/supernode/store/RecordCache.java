package virga.supernode.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import virga.protocol.message.Message;
import virga.protocol.record.Slot;

/**
 * Answers read before, bounded in bytes; also that there is nothing, so that asking for made-up
 * keys does not reach the disk each time. Thread safe.
 *
 * <p>A reader may hold what a writer has just replaced. So a reader takes a stamp before it reads
 * and its answer is kept only while that stamp stands; a writer, after its commit and before its
 * acknowledgement, changes the stamp and then forgets the answer. Whichever comes first, nothing
 * older than what was acknowledged is answered.
 */
final class RecordCache {
    /** What an answer weighs besides the record's own bytes: keys, objects, the cache's entry. */
    static final int OVERHEAD_BYTES = 400;

    /** Slots share these by hash; a shared one costs a read more, no wrong answer. */
    private static final int STAMPS = 4_096;

    /** {@code until}: seconds since 1970 from which the answer is wrong. */
    private record Known(Message.Answer answer, long until) {}

    private final Cache<Slot, Known> known;
    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);

    RecordCache(long weightMaxBytes) {
        this.known =
                Caffeine.newBuilder()
                        .maximumWeight(weightMaxBytes)
                        .weigher((Slot slot, Known answer) -> weightBytes(answer.answer()))
                        // Its upkeep is short and belongs to whoever reads: no further threads.
                        .executor(Runnable::run)
                        .build();
    }

    private static int weightBytes(Message.Answer answer) {
        return answer instanceof Message.Found found
                ? OVERHEAD_BYTES
                        + found.record().body().length()
                        + found.record().signature().length()
                : OVERHEAD_BYTES;
    }

    Optional<Message.Answer> get(Slot slot, Instant now) {
        Known answer = known.getIfPresent(slot);
        return answer != null && now.getEpochSecond() < answer.until()
                ? Optional.of(answer.answer())
                : Optional.empty();
    }

    /** To be taken before reading the slot. */
    int stamp(Slot slot) {
        return stamps.get(stripe(slot));
    }

    /** Keeps an answer, good until then, unless the slot was written since the stamp was taken. */
    void put(Slot slot, int stamp, Message.Answer answer, long untilSeconds) {
        known.asMap()
                .compute(
                        slot,
                        (same, before) ->
                                stamps.get(stripe(slot)) == stamp
                                        ? new Known(answer, untilSeconds)
                                        : before);
    }

    /** After a commit, before it is acknowledged. */
    void forget(Collection<Slot> written) {
        for (Slot slot : written) {
            stamps.incrementAndGet(stripe(slot));
            known.invalidate(slot);
        }
    }

    /** After what is believed has changed: nothing that was read before is answered. */
    void forgetAll() {
        for (int stripe = 0; stripe < STAMPS; stripe++) {
            stamps.incrementAndGet(stripe);
        }
        known.invalidateAll();
    }

    private static int stripe(Slot slot) {
        int hash = slot.hashCode();
        return (hash ^ (hash >>> 16)) & (STAMPS - 1);
    }
}
