package virga.supernode;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import virga.actors.node.NodeContext;
import virga.protocol.identity.Role;
import virga.supernode.offer.OfferActor;
import virga.supernode.range.RangeActor;
import virga.supernode.store.StoreActor;
import virga.supernode.store.StoreSetup;

/** The parent of what a super does: its store, and the work on its ranges. */
final class SuperActor {
    private static final Duration RESTART_FIRST = Duration.ofMillis(200);
    private static final Duration RESTART_LONGEST = Duration.ofSeconds(30);
    private static final double RESTART_JITTER = 0.2;

    private SuperActor() {}

    /** Passes on to the store what it is told. */
    static Behavior<StoreActor.Command> create(NodeContext node, StoreSetup setup) {
        return Behaviors.setup(
                context -> {
                    ActorRef<StoreActor.Command> store =
                            context.spawn(
                                    supervised(StoreActor.create(setup, node.switchboard())),
                                    "store");
                    context.spawn(supervised(RangeActor.create(node, store)), "ranges");
                    if (offers(node)) {
                        context.spawn(supervised(OfferActor.create(node, store)), "offer");
                    }
                    return Behaviors.receiveMessage(
                            command -> {
                                store.tell(command);
                                return Behaviors.same();
                            });
                });
    }

    /**
     * A node with the role, which the operator has granted, that can be dialled; and an operator,
     * which holds what no super does.
     */
    private static boolean offers(NodeContext node) {
        boolean granted =
                node.membership()
                        .current()
                        .filter(in -> in.node().body().roles().contains(Role.SUPER))
                        .isPresent();
        boolean asSuper =
                granted && node.settings().roles().contains(Role.SUPER) && node.settings().cloud();
        return node.listening().isPresent()
                && (asSuper || node.settings().roles().contains(Role.OPERATOR));
    }

    private static <T> Behavior<T> supervised(Behavior<T> behavior) {
        return Behaviors.supervise(behavior)
                .onFailure(
                        Exception.class,
                        SupervisorStrategy.restartWithBackoff(
                                RESTART_FIRST, RESTART_LONGEST, RESTART_JITTER));
    }
}
