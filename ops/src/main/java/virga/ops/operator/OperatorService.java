package virga.ops.operator;

import java.security.SecureRandom;
import java.util.List;
import virga.actors.node.NodeContext;
import virga.actors.node.NodeService;
import virga.ops.operator.admission.AdmissionActor;
import virga.ops.operator.feed.RecordFeedActor;
import virga.ops.operator.plan.PlanActor;
import virga.ops.operator.plan.PlanDesk;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.Registry;

/** What the operator role adds to a node. */
public final class OperatorService {
    /** Name of the service that answers {@link OperatorActor.Command}. */
    public static final String OPERATOR = "operator";

    /** Name of the service that answers {@link AdmissionActor.Command}. */
    public static final String ADMISSION = "admission";

    private OperatorService() {}

    /**
     * The operator's services, on the registry that {@link OperatorStart#open} gave. The store of a
     * super is needed beside them, since an operator holds every key until supers join. {@code
     * started} is told where commands go.
     */
    public static List<NodeService> services(Registry registry, OperatorActor.Started started) {
        SecureRandom secrets = new SecureRandom();
        return List.of(
                new NodeService(
                        OPERATOR,
                        node ->
                                OperatorActor.create(
                                        node,
                                        new OperatorCommands(registry, identity(node, secrets)),
                                        started)),
                new NodeService(
                        ADMISSION,
                        node ->
                                AdmissionActor.create(
                                        node,
                                        registry,
                                        identity(node, secrets),
                                        plan(node, secrets))),
                new NodeService(
                        "plan", node -> PlanActor.create(node, registry, plan(node, secrets))),
                new NodeService("record-feed", node -> RecordFeedActor.create(node, registry)));
    }

    private static PlanDesk plan(NodeContext node, SecureRandom secrets) {
        return new PlanDesk(identity(node, secrets), node.clock().instant());
    }

    private static OperatorIdentity identity(NodeContext node, SecureRandom secrets) {
        return new OperatorIdentity(node.key(), secrets);
    }
}
