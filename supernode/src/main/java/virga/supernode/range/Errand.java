package virga.supernode.range;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import virga.protocol.identity.NodeId;
import virga.protocol.record.KeyRange;

/**
 * One piece of a range and the peers with whom it is gone through, one after the other. One that
 * fails is tried again, later and later; whether it is over does not wait for one that failed
 * often, as long as others did not.
 */
final class Errand {
    /** After so many failures a peer holds nothing up. */
    static final int FAILURES_MAX = 3;

    static final Duration RETRY_MIN = Duration.ofSeconds(1);
    static final Duration RETRY_MAX = Duration.ofSeconds(60);

    private static final int DOUBLINGS_MAX = 6;

    private final KeyRange range;
    private final Set<NodeId> done = new HashSet<>();
    private final Map<NodeId, Integer> failures = new HashMap<>();
    private List<NodeId> peers = List.of();
    private @Nullable NodeId with;
    private Instant notBefore;
    private int failedRuns;

    Errand(KeyRange range, Instant now) {
        this.range = range;
        this.notBefore = now;
    }

    KeyRange range() {
        return range;
    }

    /** One that is new is gone to at once. */
    void peersAre(List<NodeId> now, Instant moment) {
        if (!now.equals(peers)) {
            peers = List.copyOf(now);
            done.retainAll(peers);
            failures.keySet().retainAll(peers);
            notBefore = moment;
        }
    }

    /** The peer to go to now: one that was not yet, and of these one that failed least. */
    Optional<NodeId> next(Instant now, RandomGenerator random) {
        if (with != null || now.isBefore(notBefore)) {
            return Optional.empty();
        }
        List<NodeId> open = peers.stream().filter(peer -> !done.contains(peer)).toList();
        int least = open.stream().mapToInt(this::failures).min().orElse(0);
        List<NodeId> best = open.stream().filter(peer -> failures(peer) == least).toList();
        if (best.isEmpty()) {
            return Optional.empty();
        }
        with = best.get(random.nextInt(best.size()));
        return Optional.of(with);
    }

    private int failures(NodeId peer) {
        return failures.getOrDefault(peer, 0);
    }

    void done() {
        if (with != null) {
            done.add(with);
        }
        with = null;
        failedRuns = 0;
    }

    void failed(Instant now, RandomGenerator random) {
        if (with != null) {
            failures.merge(with, 1, Integer::sum);
        }
        with = null;
        long most = RETRY_MIN.toMillis() << Math.min(failedRuns++, DOUBLINGS_MAX);
        long millis = Math.min(most, RETRY_MAX.toMillis());
        notBefore = now.plusMillis(millis - random.nextLong(millis / 2 + 1));
    }

    /** Gone through with somebody, and with everybody who does not keep failing. */
    boolean isWhole() {
        return !done.isEmpty()
                && peers.stream()
                        .allMatch(peer -> done.contains(peer) || failures(peer) >= FAILURES_MAX);
    }

    /** Gone through with one. */
    boolean isRoundOver() {
        return !done.isEmpty();
    }

    void nextRound(Instant at) {
        done.clear();
        failures.clear();
        notBefore = at;
    }
}
