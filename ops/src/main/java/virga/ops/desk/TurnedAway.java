package virga.ops.desk;

import akka.actor.typed.ActorRef;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import virga.actors.switchboard.SwitchboardActor;
import virga.ops.operator.OperatorService;
import virga.ops.operator.admission.AdmissionActor;
import virga.supernode.SuperService;
import virga.supernode.store.StoreActor;
import virga.supernode.store.StoreFault;
import virga.tunnel.serve.ServeActor;

/**
 * Sums, by reason, what a stranger or a faulty peer got instead of an answer: at the listener, at
 * the switchboard, at the DHT's store, at the operator's admission and at the door to devices.
 */
final class TurnedAway {
    private final Asking asking;
    private final NodeDoors doors;

    TurnedAway(Asking asking, NodeDoors doors) {
        this.asking = asking;
        this.doors = doors;
    }

    /** Reasons as words, {@code not-virga}; only what happened. */
    CompletionStage<Map<String, Long>> count(SwitchboardActor.LinkList links) {
        Map<String, Long> counts = new TreeMap<>();
        add(counts, links.sentAway());
        add(counts, links.dropped());
        return store().thenCombine(
                        admission(),
                        (faults, silences) -> {
                            addStore(counts, faults);
                            silences.byReason().forEach((reason, n) -> add(counts, reason, n));
                            return counts;
                        })
                .thenCombine(tunnel(), TurnedAway::withTunnel);
    }

    private CompletionStage<StoreActor.Faults> store() {
        return ask(
                doors.find(SuperService.STORE, StoreActor.Command.class),
                StoreActor.CountFaults::new,
                new StoreActor.Faults(Map.of(), Map.of()));
    }

    private CompletionStage<AdmissionActor.Silences> admission() {
        return ask(
                doors.find(OperatorService.ADMISSION, AdmissionActor.Command.class),
                AdmissionActor.CountSilences::new,
                new AdmissionActor.Silences(Map.of()));
    }

    private CompletionStage<ServeActor.Carried> tunnel() {
        CompletableFuture<ActorRef<ServeActor.Command>> serve =
                doors.tunnel().serve().toCompletableFuture();
        return ask(
                serve.isDone() ? Optional.of(serve.resultNow()) : Optional.empty(),
                ServeActor.Count::new,
                new ServeActor.Carried(0, Map.of()));
    }

    private static Map<String, Long> withTunnel(
            Map<String, Long> counts, ServeActor.Carried carried) {
        carried.refused().forEach((reason, times) -> add(counts, "tunnel-" + word(reason), times));
        return counts;
    }

    /** {@code none} where the role is not held, or its service starts again just now. */
    private <C, R> CompletionStage<R> ask(
            Optional<ActorRef<C>> service, Function<ActorRef<R>, C> question, R none) {
        if (service.isEmpty()) {
            return CompletableFuture.completedFuture(none);
        }
        CompletionStage<R> answer = asking.local(service.get(), question);
        return answer.exceptionally(fault -> none);
    }

    /** A record that was not believed counts under what was wrong with it. */
    private static void addStore(Map<String, Long> counts, StoreActor.Faults faults) {
        Map<StoreFault, Long> seen = new TreeMap<>(faults.seen());
        seen.remove(StoreFault.UNBELIEVABLE);
        add(counts, seen);
        add(counts, faults.rejected());
    }

    private static void add(Map<String, Long> counts, Map<? extends Enum<?>, Long> more) {
        more.forEach((reason, times) -> add(counts, word(reason), times));
    }

    private static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void add(Map<String, Long> counts, String reason, long times) {
        if (times > 0) {
            counts.merge(reason, times, Long::sum);
        }
    }
}
