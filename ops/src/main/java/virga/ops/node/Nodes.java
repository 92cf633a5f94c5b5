package virga.ops.node;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import com.typesafe.config.ConfigFactory;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.actors.node.GuardianActor;
import virga.actors.node.NodeStart;
import virga.ops.node.guard.GuardiansActor;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;
import virga.protocol.link.EventLoops;
import virga.protocol.link.LinkSettings;

/**
 * What the nodes of a process share: one actor system, one set of event loops, one executor for
 * work that waits. Stops all nodes when it is closed.
 */
public final class Nodes implements AutoCloseable {
    /** A node that does not serve by then never will. */
    static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    /** Goodbyes. */
    static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    /** What stopped nodes have yet to write, as the last rows of a tunnel log. */
    static final Duration LAST_WRITES_TIMEOUT = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);

    private final Map<String, String> environment;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final EventLoops loops = EventLoops.create();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final CompletableFuture<String> lost = new CompletableFuture<>();
    private final ActorSystem<GuardiansActor.Command> system;
    private final List<RunningNode> running = new ArrayList<>();
    private boolean closed;

    /** {@code environment}: of the process. */
    public Nodes(Map<String, String> environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
        this.system =
                ActorSystem.create(
                        GuardiansActor.create(lost::complete),
                        "virga",
                        ConfigFactory.load("virga-akka"));
    }

    /**
     * Starts a node and waits until it serves; what stands in the way is a {@link
     * ProblemException}.
     */
    public RunningNode start(NodeAssembly assembly) {
        RunningNode node = assembly.start(this);
        synchronized (this) {
            if (!closed) {
                running.add(node);
                return node;
            }
        }
        node.close();
        throw new Problem(Exit.INTERRUPTED, "interrupted", "").asException();
    }

    /** The nodes that were started, in their order. */
    public synchronized List<RunningNode> running() {
        return List.copyOf(running);
    }

    /** Waits until a node is lost; completes with its name. */
    public CompletableFuture<String> lost() {
        return lost.copy();
    }

    @Override
    public void close() {
        List<RunningNode> nodes;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            nodes = List.copyOf(running).reversed();
        }
        nodes.forEach(RunningNode::close);
        system.terminate();
        awaitEnd(system.getWhenTerminated().toCompletableFuture(), STOP_TIMEOUT, "actors");
        endBlocking();
        loops.close();
    }

    /** What was handed over is done, as far as it does not take too long. */
    private void endBlocking() {
        blocking.shutdown();
        try {
            if (!blocking.awaitTermination(LAST_WRITES_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().log("some work was not done in time and is cut off");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        blocking.shutdownNow();
    }

    GuardianActor.Started start(
            String name, Function<ActorRef<GuardianActor.Started>, NodeStart> start) {
        return await(
                AskPattern.<GuardiansActor.Command, GuardianActor.Started>ask(
                                system,
                                replyTo -> new GuardiansActor.Start(name, start, replyTo),
                                START_TIMEOUT,
                                system.scheduler())
                        .toCompletableFuture(),
                START_TIMEOUT);
    }

    /** Waits for a step of a node's start. */
    <T> T await(CompletableFuture<T> step, Duration timeout) {
        try {
            return step.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ProblemException(
                    Problem.failed("the node did not start in time", "see its log"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(new Problem(Exit.INTERRUPTED, "interrupted", ""), e);
        }
    }

    /** Ends a node; {@code written} completes when nothing of it is left to write. */
    void stop(String name, CompletionStage<Void> written) {
        awaitEnd(
                AskPattern.<GuardiansActor.Command, Done>ask(
                                system,
                                replyTo -> new GuardiansActor.Stop(name, replyTo),
                                STOP_TIMEOUT,
                                system.scheduler())
                        .toCompletableFuture(),
                STOP_TIMEOUT,
                name);
        awaitEnd(written.toCompletableFuture(), LAST_WRITES_TIMEOUT, "last rows of " + name);
    }

    private static void awaitEnd(CompletableFuture<?> ended, Duration timeout, String what) {
        try {
            ended.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().addKeyValue("node", what).log("not ended in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Map<String, String> environment() {
        return environment;
    }

    InstantSource clock() {
        return clock;
    }

    SecureRandom random() {
        return random;
    }

    EventLoops loops() {
        return loops;
    }

    ExecutorService blocking() {
        return blocking;
    }

    LinkSettings.Environment links() {
        return LinkSettings.Environment.of(loops, clock, random);
    }
}
