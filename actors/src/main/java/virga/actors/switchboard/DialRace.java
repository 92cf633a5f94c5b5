package virga.actors.switchboard;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import virga.actors.switchboard.Network.Dialled;
import virga.actors.switchboard.SwitchboardActor.Tried;
import virga.protocol.carrier.Candidate;
import virga.protocol.link.Dialer;
import virga.protocol.link.Dialer.Effect;
import virga.protocol.link.Dialer.Input;
import virga.protocol.link.Link;
import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkException;

/** Runs one {@link Dialer} race. All of it on one event loop. */
final class DialRace {
    private final EventLoop loop;
    private final BiFunction<Candidate, Duration, CompletionStage<Link>> dial;
    private final long deadlineNanos;
    private final Map<Candidate, CompletableFuture<Link>> attempts = new HashMap<>();
    private final CompletableFuture<Dialled> result = new CompletableFuture<>();
    private Dialer.State state = new Dialer.State.Over();
    private @Nullable Future<?> timer;

    private DialRace(
            EventLoop loop,
            Duration timeout,
            BiFunction<Candidate, Duration, CompletionStage<Link>> dial) {
        this.loop = loop;
        this.dial = dial;
        this.deadlineNanos = loop.ticker().nanoTime() + timeout.toNanos();
    }

    /** Never fails; {@code dial} is given a candidate and the time left for it. */
    static CompletionStage<Dialled> run(
            EventLoop loop,
            List<Candidate> candidates,
            Duration timeout,
            BiFunction<Candidate, Duration, CompletionStage<Link>> dial) {
        DialRace race = new DialRace(loop, timeout, dial);
        loop.execute(() -> race.take(Dialer.start(candidates, race.now())));
        return race.result;
    }

    private void step(Input input) {
        take(Dialer.step(state, input, now()));
    }

    private void take(Dialer.Step step) {
        state = step.next();
        step.effects().forEach(this::perform);
        armTimer();
    }

    private void perform(Effect effect) {
        switch (effect) {
            case Effect.Dial(Candidate candidate) -> attempt(candidate);
            case Effect.Cancel(Candidate candidate) -> attemptTo(candidate).cancel(false);
            case Effect.Won(Candidate candidate, List<Dialer.Tried> tried) ->
                    result.complete(new Dialled.Up(attemptTo(candidate).join()));
            case Effect.Lost(List<Dialer.Tried> tried) ->
                    result.complete(
                            new Dialled.Failed(
                                    tried.stream()
                                            .map(
                                                    one ->
                                                            new Tried(
                                                                    one.candidate(),
                                                                    one.why(),
                                                                    one.detail()))
                                            .toList()));
        }
    }

    private CompletableFuture<Link> attemptTo(Candidate candidate) {
        return attempts.getOrDefault(candidate, new CompletableFuture<>());
    }

    private void attempt(Candidate candidate) {
        Duration left = Duration.ofNanos(deadlineNanos - loop.ticker().nanoTime());
        CompletionStage<Link> attempt = dial.apply(candidate, left);
        attempts.put(candidate, attempt.toCompletableFuture());
        attempt.whenComplete(
                (link, failure) -> loop.execute(() -> onEnded(candidate, link, failure)));
    }

    private void onEnded(Candidate candidate, @Nullable Link link, @Nullable Throwable failure) {
        if (link == null) {
            step(explain(candidate, failure));
        } else if (state instanceof Dialer.State.Racing) {
            step(new Input.Opened(candidate));
        } else {
            link.close(LinkEnd.REPLACED);
        }
    }

    private static Input.Failed explain(Candidate candidate, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof LinkException known
                ? new Input.Failed(candidate, known.end(), String.valueOf(known.getMessage()))
                : new Input.Failed(candidate, LinkEnd.LOST, String.valueOf(cause));
    }

    private void armTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
        Dialer.deadline(state)
                .ifPresent(
                        due -> {
                            long wait = Duration.between(now(), due).toNanos();
                            timer =
                                    loop.schedule(
                                            () -> step(new Input.Tick()),
                                            Math.max(0, wait),
                                            TimeUnit.NANOSECONDS);
                        });
    }

    private Instant now() {
        return Instant.EPOCH.plusNanos(loop.ticker().nanoTime());
    }
}
