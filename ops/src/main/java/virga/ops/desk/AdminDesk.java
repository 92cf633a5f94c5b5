package virga.ops.desk;

import akka.actor.typed.javadsl.ActorContext;
import java.util.function.LongSupplier;
import virga.actors.node.NodeContext;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.AdminSession;
import virga.ops.problem.ProblemException;

/** Has each request answered by the node's other actors; only on the admin actor's thread. */
public final class AdminDesk {
    private final NodeDesk node;
    private final TunnelDesk tunnels;
    private final OperatorDesk operator;

    /** {@code nanos}: a clock that never goes back. */
    public AdminDesk(
            ActorContext<?> context, NodeContext node, NodeDoors doors, LongSupplier nanos) {
        Asking asking = new Asking(context.getSystem().scheduler());
        this.tunnels = new TunnelDesk(asking, doors.tunnel(), new Opening(context));
        this.node = new NodeDesk(asking, node, doors, tunnels, new Pinging(asking, node, nanos));
        this.operator = new OperatorDesk(asking, doors);
    }

    /** Answers now or later; what cannot be done is told to the client. */
    public void handle(AdminRequest request, AdminSession session) {
        try {
            switch (request) {
                case AdminRequest.OfNode question -> Asking.answer(node.answer(question), session);
                case AdminRequest.OfTunnels question -> tunnels.handle(question, session);
                case AdminRequest.OfOperator question ->
                        Asking.answer(operator.answer(question), session);
            }
        } catch (ProblemException e) {
            session.fail(e.problem());
        }
    }
}
