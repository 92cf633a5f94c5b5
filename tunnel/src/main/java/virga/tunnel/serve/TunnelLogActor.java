package virga.tunnel.serve;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Answers what {@link TunnelLog} holds. */
public final class TunnelLogActor {
    public sealed interface Command {}

    /**
     * The newest entries with an id below {@code beforeId} ({@code Long.MAX_VALUE}: the newest of
     * all), {@link TunnelLog#PAGE_MAX} at most.
     */
    public record Show(long beforeId, int atMost, ActorRef<Page> replyTo) implements Command {}

    /** Newest first. {@code trouble}: why the log could not be read, one line. */
    public record Page(List<TunnelLogEntry> entries, Optional<String> trouble) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    private TunnelLogActor() {}

    public static Behavior<Command> create(TunnelLog log, Executor blocking) {
        return Behaviors.receiveMessage(
                command -> {
                    switch (command) {
                        case Show show -> answer(show, log, blocking);
                    }
                    return Behaviors.same();
                });
    }

    private static void answer(Show show, TunnelLog log, Executor blocking) {
        var unused =
                CompletableFuture.supplyAsync(
                                () -> log.newest(show.beforeId(), show.atMost()), blocking)
                        .handle(
                                (entries, failure) ->
                                        failure == null
                                                ? new Page(entries, Optional.empty())
                                                : new Page(
                                                        List.of(),
                                                        Optional.of(String.valueOf(failure))))
                        .thenAccept(show.replyTo()::tell);
    }
}
