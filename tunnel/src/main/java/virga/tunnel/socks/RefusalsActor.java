package virga.tunnel.socks;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.function.Consumer;

/** Tells whoever opened a SOCKS5 door of the connections that were refused there. */
final class RefusalsActor {
    /** Refusals alike within this time are told as one. */
    static final Duration ALIKE = Duration.ofSeconds(10);

    sealed interface Command {}

    record Refused(SocksRefusal refusal) implements Command {}

    private record Over(SocksRefusal kind) implements Command {}

    private final TimerScheduler<Command> timers;
    private final Consumer<ToldRefusal> told;
    private final RefusalDigest digest = new RefusalDigest();

    private RefusalsActor(TimerScheduler<Command> timers, Consumer<ToldRefusal> told) {
        this.timers = timers;
        this.told = told;
    }

    /** {@code told} must not block. */
    static Behavior<Command> create(Consumer<ToldRefusal> told) {
        return Behaviors.withTimers(
                timers -> Behaviors.receiveMessage(new RefusalsActor(timers, told)::on));
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Refused(SocksRefusal refusal) -> digest.refused(refusal).ifPresent(this::tell);
            case Over(SocksRefusal kind) -> digest.over(kind).ifPresent(this::tell);
        }
        return Behaviors.same();
    }

    private void tell(ToldRefusal refusal) {
        timers.startSingleTimer(refusal.refusal(), new Over(refusal.refusal()), ALIKE);
        told.accept(refusal);
    }
}
