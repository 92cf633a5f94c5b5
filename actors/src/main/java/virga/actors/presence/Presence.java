package virga.actors.presence;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import virga.protocol.carrier.Candidate;
import virga.protocol.record.LocationId;

/**
 * When a node announces where it is and renews its admission. Knows no clock: each method is given
 * the time.
 *
 * <pre>
 *   each errand:  resting --due--> under way --done--> resting until the next time
 *                    ^                 |
 *                    +---back-off---failed
 * </pre>
 */
final class Presence {
    /** NodeInfo is announced so often, jittered by a fifth, and at once when it changes. */
    static final Duration ANNOUNCE_EVERY = Duration.ofMinutes(5);

    /** NodeInfo is believed for so long. */
    static final Duration INFO_LIFE = Duration.ofMinutes(15);

    static final Duration RETRY_FIRST = Duration.ofSeconds(2);
    static final Duration RETRY_LONGEST = Duration.ofMinutes(2);

    /** An errand of which nothing was heard for so long has failed. */
    static final Duration UNDER_WAY_MAX = Duration.ofMinutes(2);

    private static final int DOUBLINGS_MAX = 16;

    /** What there is to do. */
    enum Errand {
        ANNOUNCE(1, "this node's announcement"),
        RENEW(2, "this node's renewal");

        private final long tag;
        private final String words;

        Errand(long tag, String words) {
            this.tag = tag;
            this.words = words;
        }

        /** For a person. */
        String words() {
            return words;
        }

        /** Names the errand in a question. */
        long tag() {
            return tag;
        }

        static Errand of(long tag) {
            for (Errand errand : values()) {
                if (errand.tag == tag) {
                    return errand;
                }
            }
            throw new IllegalArgumentException("no errand has the tag " + tag);
        }
    }

    private static final class Plan {
        /** When it is to be done or, under way, when it has failed. */
        Instant due;

        /** When that was said. */
        private Instant said;

        boolean underWay;
        boolean changed;
        int failures;

        Plan(Instant due, Instant now) {
            this.due = due;
            this.said = now;
        }

        void due(Instant at, Instant now) {
            due = at;
            said = now;
        }

        /** Said by a clock that was set back since, it would be late by as much: it is now. */
        Instant due(Instant now) {
            return now.isBefore(said) ? now : due;
        }
    }

    private final RandomGenerator random;
    private final Map<Errand, Plan> plans = new EnumMap<>(Errand.class);
    private List<Candidate> candidates = List.of();
    private Set<LocationId> locations = Set.of();
    private Optional<Instant> announced = Optional.empty();
    private Optional<String> trouble = Optional.empty();

    /**
     * @param errands what this node does at all: without the cloud it only renews
     * @param renewal when the admission is to be renewed first
     */
    Presence(Set<Errand> errands, Instant renewal, Instant now, RandomGenerator random) {
        this.random = random;
        for (Errand errand : errands) {
            plans.put(errand, new Plan(errand == Errand.RENEW ? renewal : now, now));
        }
    }

    /** Two thirds of the life of what was issued at one moment and expires at another. */
    static Instant twoThirds(Instant issued, Instant expires) {
        return issued.plus(Duration.between(issued, expires).multipliedBy(2).dividedBy(3));
    }

    /** Where this node can be dialled now. */
    void candidates(List<Candidate> now, Instant time) {
        if (!now.equals(candidates)) {
            candidates = List.copyOf(now);
            changed(Errand.ANNOUNCE, time);
        }
    }

    /** Where this node is now. */
    void locations(Set<LocationId> now, Instant time) {
        if (!now.equals(locations)) {
            locations = Set.copyOf(now);
            changed(Errand.ANNOUNCE, time);
        }
    }

    private void changed(Errand errand, Instant now) {
        Plan plan = plans.get(errand);
        if (plan != null) {
            plan.changed = plan.underWay;
            plan.failures = 0;
            if (!plan.underWay) {
                plan.due(now, now);
            }
        }
    }

    /** What is to be done now; each errand is under way until it is said to be done or failed. */
    List<Errand> take(Instant now) {
        List<Errand> due = new ArrayList<>();
        plans.forEach(
                (errand, plan) -> {
                    if (now.isBefore(plan.due(now))) {
                        return;
                    }
                    if (plan.underWay) {
                        failed(errand, "nothing was heard of the last " + errand, now);
                    } else if (possible(errand)) {
                        plan.underWay = true;
                        plan.due(now.plus(UNDER_WAY_MAX), now);
                        due.add(errand);
                    }
                });
        return due;
    }

    // Nothing is announced before the node knows where it can be dialled.
    private boolean possible(Errand errand) {
        return errand == Errand.RENEW || !candidates.isEmpty();
    }

    void announced(Instant now) {
        announced = Optional.of(now);
        done(Errand.ANNOUNCE, now.plus(jittered(ANNOUNCE_EVERY)), now);
    }

    /** The admission holds until {@code expires}. */
    void renewed(Instant expires, Instant now) {
        done(Errand.RENEW, twoThirds(now, expires), now);
    }

    private void done(Errand errand, Instant next, Instant now) {
        Plan plan = plans.get(errand);
        if (plan != null) {
            plan.underWay = false;
            plan.failures = 0;
            plan.due(plan.changed ? now : next, now);
            plan.changed = false;
        }
        trouble = Optional.empty();
    }

    /** It did not work; {@code why} is a line for a person. */
    void failed(Errand errand, String why, Instant now) {
        trouble = Optional.of(why);
        Plan plan = plans.get(errand);
        if (plan != null) {
            plan.underWay = false;
            plan.changed = false;
            long wait =
                    Math.min(
                            RETRY_LONGEST.toMillis(),
                            RETRY_FIRST.toMillis() << Math.min(plan.failures, DOUBLINGS_MAX));
            plan.failures++;
            plan.due(now.plus(jittered(Duration.ofMillis(wait))), now);
        }
    }

    private Duration jittered(Duration period) {
        double factor = 0.8 + 0.4 * random.nextDouble();
        return Duration.ofMillis((long) (period.toMillis() * factor));
    }

    /** When {@link #take} has something to do again; empty where there is nothing possible. */
    Optional<Instant> deadline(Instant now) {
        return plans.entrySet().stream()
                .filter(plan -> plan.getValue().underWay || possible(plan.getKey()))
                .map(plan -> plan.getValue().due(now))
                .min(Instant::compareTo);
    }

    List<Candidate> candidates() {
        return candidates;
    }

    Set<LocationId> locations() {
        return locations;
    }

    /** When NodeInfo was last stored by its holders. */
    Optional<Instant> lastAnnounced() {
        return announced;
    }

    /** Why the last errand failed, one line; empty where it worked. */
    Optional<String> trouble() {
        return trouble;
    }
}
