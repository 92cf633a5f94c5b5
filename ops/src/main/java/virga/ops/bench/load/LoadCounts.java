package virga.ops.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What became of a load's questions. Written by its actor, read by anyone. */
public final class LoadCounts {
    private static final int DIGITS = 3;

    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong flights = new AtomicLong();
    private final AtomicLong declined = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Histogram nanos = new ConcurrentHistogram(DIGITS);

    /** So many more were asked. */
    void asked(int questions) {
        asked.addAndGet(questions);
    }

    /** Answers of one flight; {@code declined} of them say that the question was not served. */
    void flight(int answers, int declinedAnswers, int unanswered) {
        answered.addAndGet(answers);
        declined.addAndGet(declinedAnswers);
        lost.addAndGet(unanswered);
        flights.incrementAndGet();
    }

    /** One round trip of a load that asks one question at a time. */
    void alone(long roundTripNanos) {
        nanos.recordValue(roundTripNanos);
    }

    /** Questions without outcome. */
    public long open() {
        return asked.get() - answered.get() - lost.get();
    }

    public long answered() {
        return answered.get();
    }

    /** Flights that brought the answers. */
    public long flights() {
        return flights.get();
    }

    public long declined() {
        return declined.get();
    }

    public long lost() {
        return lost.get();
    }

    /** Microseconds below which {@code percent} of the lone round trips took. */
    public double aloneMicros(double percent) {
        return nanos.getValueAtPercentile(percent) / 1e3;
    }

    /** Forgets the round trips so far. */
    public void resetAlone() {
        nanos.reset();
    }
}
