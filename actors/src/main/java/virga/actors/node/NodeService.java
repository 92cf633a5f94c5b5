package virga.actors.node;

import akka.actor.typed.Behavior;
import java.util.function.Function;

/**
 * A child of a node's guardian; a role is a list of them. {@code behavior} is called again when the
 * service restarts, and registers itself anew in its setup.
 */
public record NodeService(String name, Function<NodeContext, Behavior<?>> behavior) {}
