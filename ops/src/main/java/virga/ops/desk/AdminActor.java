package virga.ops.desk;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import java.util.function.LongSupplier;
import virga.actors.node.NodeContext;
import virga.actors.node.NodeService;
import virga.ops.admin.AdminRequest;
import virga.ops.admin.AdminSession;

/** Brings each request of the admin socket to the desk that has it answered. */
public final class AdminActor {
    /** Its name among a node's services. */
    public static final String NAME = "admin";

    public sealed interface Command {}

    /** Answer {@code request} through {@code session}. */
    public record Handle(AdminRequest request, AdminSession session) implements Command {}

    private AdminActor() {}

    /**
     * The service that commands a node through the doors of its other services; {@code nanos} is a
     * clock that never goes back.
     */
    public static NodeService service(NodeDoors doors, LongSupplier nanos) {
        return new NodeService(NAME, node -> create(node, doors, nanos));
    }

    public static Behavior<Command> create(NodeContext node, NodeDoors doors, LongSupplier nanos) {
        return Behaviors.setup(
                context -> {
                    AdminDesk desk = new AdminDesk(context, node, doors, nanos);
                    return Behaviors.receiveMessage(command -> on(command, desk));
                });
    }

    private static Behavior<Command> on(Command command, AdminDesk desk) {
        switch (command) {
            case Handle(AdminRequest request, AdminSession session) ->
                    desk.handle(request, session);
        }
        return Behaviors.same();
    }
}
