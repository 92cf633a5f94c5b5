package virga.protocol.link;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import virga.protocol.carrier.Candidate;
import virga.protocol.carrier.CandidateAddress.Ip;
import virga.protocol.carrier.Carrier;

/**
 * Races a peer's candidates: best carrier first, IPv6 and IPv4 alternating, the next one started
 * when the last has failed or a moment has passed (RFC 8305, section 5). The first that opens wins.
 *
 * <pre>
 *   Racing --Opened--> Over: Cancel the others, Won
 *   Racing --Failed--> Racing: Dial the next at once
 *   Racing --Failed, none left--> Over: Lost
 * </pre>
 */
public final class Dialer {
    /** Between the starts of two attempts (RFC 8305, section 8). */
    public static final Duration APART = Duration.ofMillis(250);

    private static final int IPV6_LENGTH_BYTES = 16;

    private Dialer() {}

    public sealed interface State {
        /**
         * {@code nextAt}: when the next of {@code waiting} starts unless all others fail sooner.
         */
        record Racing(
                List<Candidate> waiting, List<Candidate> dialing, List<Tried> tried, Instant nextAt)
                implements State {
            public Racing {
                waiting = List.copyOf(waiting);
                dialing = List.copyOf(dialing);
                tried = List.copyOf(tried);
            }
        }

        record Over() implements State {}
    }

    /** An attempt that failed. */
    public record Tried(Candidate candidate, LinkEnd why, String detail) {
        /** For {@code --trace}. */
        @Override
        public String toString() {
            return candidate + ": " + why.hint() + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }

    public sealed interface Input {
        /** Time has passed: see {@link #deadline}. */
        record Tick() implements Input {}

        record Opened(Candidate candidate) implements Input {}

        record Failed(Candidate candidate, LinkEnd why, String detail) implements Input {}
    }

    public sealed interface Effect {
        record Dial(Candidate candidate) implements Effect {}

        record Cancel(Candidate candidate) implements Effect {}

        /** The race is won; {@code tried} failed before. */
        record Won(Candidate candidate, List<Tried> tried) implements Effect {}

        /** No candidate is left. */
        record Lost(List<Tried> tried) implements Effect {}
    }

    public record Step(State next, List<Effect> effects) {
        public Step {
            effects = List.copyOf(effects);
        }
    }

    /** Begins a race; without candidates it is lost at once. */
    public static Step start(List<Candidate> candidates, Instant now) {
        return advance(new State.Racing(order(candidates), List.of(), List.of(), now), now);
    }

    /** Input for an attempt that this race does not (or no longer) make changes nothing. */
    public static Step step(State state, Input input, Instant now) {
        if (!(state instanceof State.Racing racing)) {
            return new Step(state, List.of());
        }
        return switch (input) {
            case Input.Tick tick -> advance(racing, now);
            case Input.Opened(Candidate candidate) -> opened(racing, candidate);
            case Input.Failed(Candidate candidate, LinkEnd why, String detail) ->
                    failed(racing, new Tried(candidate, why, detail), now);
        };
    }

    /** When the race wants a {@link Input.Tick}. */
    public static Optional<Instant> deadline(State state) {
        return state instanceof State.Racing racing && !racing.waiting().isEmpty()
                ? Optional.of(racing.nextAt())
                : Optional.empty();
    }

    private static Step advance(State.Racing racing, Instant now) {
        if (racing.waiting().isEmpty() && racing.dialing().isEmpty()) {
            return new Step(new State.Over(), List.of(new Effect.Lost(racing.tried())));
        }
        boolean due = racing.dialing().isEmpty() || !now.isBefore(racing.nextAt());
        if (racing.waiting().isEmpty() || !due) {
            return new Step(racing, List.of());
        }
        Candidate next = racing.waiting().getFirst();
        List<Candidate> dialing = new ArrayList<>(racing.dialing());
        dialing.add(next);
        List<Candidate> waiting = racing.waiting().subList(1, racing.waiting().size());
        return new Step(
                new State.Racing(waiting, dialing, racing.tried(), now.plus(APART)),
                List.of(new Effect.Dial(next)));
    }

    private static Step opened(State.Racing racing, Candidate winner) {
        if (!racing.dialing().contains(winner)) {
            return new Step(racing, List.of());
        }
        List<Effect> effects = new ArrayList<>();
        racing.dialing().stream()
                .filter(other -> !other.equals(winner))
                .forEach(other -> effects.add(new Effect.Cancel(other)));
        effects.add(new Effect.Won(winner, racing.tried()));
        return new Step(new State.Over(), effects);
    }

    private static Step failed(State.Racing racing, Tried failure, Instant now) {
        List<Candidate> dialing = new ArrayList<>(racing.dialing());
        if (!dialing.remove(failure.candidate())) {
            return new Step(racing, List.of());
        }
        List<Tried> tried = new ArrayList<>(racing.tried());
        tried.add(failure);
        return advance(new State.Racing(racing.waiting(), dialing, tried, now), now);
    }

    /** Each candidate once, best carrier first, within one the families in turn, IPv6 first. */
    private static List<Candidate> order(List<Candidate> candidates) {
        List<Candidate> ordered = new ArrayList<>();
        for (Carrier carrier : Carrier.values()) {
            Deque<Candidate> six = new ArrayDeque<>();
            Deque<Candidate> others = new ArrayDeque<>();
            ofCarrier(candidates, carrier)
                    .forEach(candidate -> (isIpv6(candidate) ? six : others).add(candidate));
            while (!six.isEmpty() || !others.isEmpty()) {
                Optional.ofNullable(six.poll()).ifPresent(ordered::add);
                Optional.ofNullable(others.poll()).ifPresent(ordered::add);
            }
        }
        return ordered;
    }

    private static Stream<Candidate> ofCarrier(List<Candidate> candidates, Carrier carrier) {
        return candidates.stream().filter(c -> c.carrier() == carrier).distinct();
    }

    private static boolean isIpv6(Candidate candidate) {
        return candidate.address() instanceof Ip ip && ip.ip().length() == IPV6_LENGTH_BYTES;
    }
}
