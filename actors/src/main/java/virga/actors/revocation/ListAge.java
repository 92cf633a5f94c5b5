package virga.actors.revocation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Revocations;

/** How old the newest revocation list is that a node knows. Pure: the moment is given. */
public final class ListAge {
    /** An operator signs one each hour: a node with an older one may not know who was revoked. */
    public static final Duration AGE_MAX = Duration.ofHours(24);

    private ListAge() {}

    /** When the list in force was signed; empty where there is none. */
    public static Optional<Instant> signed(Revocations revocations) {
        return revocations.list().map(list -> Instant.ofEpochSecond(list.body().version()));
    }

    /**
     * Whether a node may not know who was revoked: its newest list is too old, or it has none.
     * {@link RecordVerifier} keeps stamps from the future away.
     */
    public static boolean mayMissSome(Revocations revocations, Instant now) {
        return signed(revocations).map(signed -> isOld(signed, now)).orElse(true);
    }

    /**
     * Whether that is worth a word. A node that has never seen a list waits for one as long as it
     * would with one: in a young network the first is a moment old.
     */
    public static boolean isWorthAWord(Revocations revocations, Instant started, Instant now) {
        return isOld(signed(revocations).orElse(started), now);
    }

    private static boolean isOld(Instant since, Instant now) {
        return now.isAfter(since.plus(AGE_MAX));
    }
}
