package virga.actors.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import virga.actors.directory.DirectoryActor;
import virga.actors.directory.DirectoryStart;
import virga.actors.directory.PeerCache;
import virga.actors.presence.PresenceActor;
import virga.actors.presence.PresenceStart;
import virga.actors.revocation.ListAge;
import virga.actors.revocation.RevocationActor;
import virga.actors.revocation.RevocationStart;
import virga.actors.sqlite.GroupCommit;
import virga.actors.sqlite.SqliteFile;
import virga.actors.switchboard.LinkNetwork;
import virga.actors.switchboard.PingActor;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.SwitchboardStart;
import virga.protocol.identity.NodeId;
import virga.protocol.link.Admission;
import virga.protocol.link.LinkPeer;
import virga.protocol.link.LinkPolicy;
import virga.protocol.link.LinkSettings;
import virga.protocol.membership.Membership;

/**
 * One node: the parent of its switchboard, directory, presence and services. A child that fails is
 * started again, later and later where it keeps failing.
 *
 * <pre>
 *   start -> open the database -> open the network -> children -> Ready
 *                    |                   |
 *                    +-------------------+--> NotReady, and the actor stops
 * </pre>
 */
public final class GuardianActor extends AbstractBehavior<GuardianActor.Command> {
    static final Duration RESTART_FIRST = Duration.ofMillis(200);
    static final Duration RESTART_LONGEST = Duration.ofSeconds(30);
    private static final double RESTART_JITTER = 0.2;

    /** Messages that wait while a child's restart is delayed; more are dropped. */
    private static final int RESTART_STASH_MAX = 4_096;

    public sealed interface Command {}

    /** Closes all links and ends the node; its actor stops when that is done. */
    public record Stop() implements Command {}

    /** What the node's starter hears, once. */
    public sealed interface Started {}

    /**
     * The node serves. {@code listening} has the real port; empty without listener. {@code written}
     * completes some time after the node has stopped: when its last rows are on the disk, or cannot
     * be written, and its database is closed.
     */
    public record Ready(
            NodeId id,
            Optional<InetSocketAddress> listening,
            NodeContext context,
            CompletionStage<Void> written)
            implements Started {}

    /** The node cannot serve and has stopped; {@code line} is for a person. */
    public record NotReady(String line) implements Started {}

    private record DatabaseOpened(SqliteFile database) implements Command {}

    private record NetworkOpened(Optional<InetSocketAddress> listening) implements Command {}

    private record Failed(String line) implements Command {}

    private final NodeStart start;
    private final Membership membership;
    private final LinkNetwork network;
    private final SwitchboardStart switchboardStart;
    private final ActorRef<SwitchboardActor.Command> switchboard;
    private final CompletableFuture<Void> lastWritten = new CompletableFuture<>();
    private @Nullable SqliteFile database;
    private @Nullable GroupCommit writes;

    private GuardianActor(ActorContext<Command> context, NodeStart start, Membership membership) {
        super(context);
        this.start = start;
        this.membership = membership;
        this.network =
                new LinkNetwork(
                        new LinkNetwork.Start(
                                start.key(),
                                this::admission,
                                policy(),
                                () -> start.verifier().revocations().number(),
                                start.settings().listen(),
                                start.settings().limits(),
                                start.environment()));
        this.switchboardStart =
                SwitchboardStart.of(
                        membership.id(),
                        this::self,
                        network,
                        this::isBelieved,
                        start.environment());
        this.switchboard =
                context.spawn(supervised(SwitchboardActor.create(switchboardStart)), "switchboard");
        openDatabase();
    }

    /** The first messages are the actor's own; a node without membership does not start. */
    public static Behavior<Command> create(NodeStart start) {
        return Behaviors.setup(
                context -> {
                    Optional<Membership> membership = start.membership().current();
                    if (membership.isEmpty()) {
                        start.onStarted().tell(new NotReady("this node is not admitted"));
                        return Behaviors.stopped();
                    }
                    return new GuardianActor(context, start, membership.get());
                });
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onAnyMessage(this::onCommand)
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<Command> onCommand(Command command) {
        return switch (command) {
            case DatabaseOpened opened -> onDatabase(opened.database());
            case NetworkOpened opened -> onNetwork(opened.listening());
            case Failed failed -> onFailed(failed.line());
            case Stop stop -> Behaviors.stopped();
        };
    }

    private void openDatabase() {
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(
                                () ->
                                        SqliteFile.open(
                                                start.home().database(),
                                                SqliteFile.Durability.NORMAL,
                                                PeerCache.MIGRATIONS,
                                                start.environment().clock()),
                                start.blocking()),
                        (opened, failure) ->
                                opened != null
                                        ? new DatabaseOpened(opened)
                                        : new Failed(line(failure)));
    }

    private Behavior<Command> onDatabase(SqliteFile opened) {
        database = opened;
        opened.setAside()
                .ifPresent(
                        kept ->
                                getContext()
                                        .getLog()
                                        .warn(
                                                "a damaged database was set aside, file={}",
                                                kept.getFileName()));
        getContext()
                .pipeToSelf(
                        network.open(switchboardStart.eventsFor(switchboard)),
                        (listening, failure) ->
                                listening != null
                                        ? new NetworkOpened(listening)
                                        : new Failed(line(failure)));
        return this;
    }

    private Behavior<Command> onNetwork(Optional<InetSocketAddress> listening) {
        NodeContext node = context(listening);
        getContext().spawn(supervised(PingActor.create(switchboard)), "ping");
        for (NodeService service : start.services()) {
            Behavior<Object> behavior =
                    Behaviors.setup(context -> anything(service.behavior().apply(node)));
            getContext().spawn(supervised(behavior), service.name());
        }
        start.onStarted()
                .tell(
                        new Ready(
                                membership.id(),
                                listening,
                                node,
                                lastWritten.minimalCompletionStage()));
        return this;
    }

    // A service is never told anything by its guardian, so its messages' type does not matter here.
    @SuppressWarnings("unchecked")
    private static Behavior<Object> anything(Behavior<?> behavior) {
        return (Behavior<Object>) behavior;
    }

    private NodeContext context(Optional<InetSocketAddress> listening) {
        SqliteFile opened = Objects.requireNonNull(database, "opened before");
        getContext().spawn(supervised(RevocationActor.create(revocationStart())), "revocations");
        GroupCommit commits = new GroupCommit(opened, start.blocking());
        writes = commits;
        LinkSettings.Environment environment = start.environment();
        ActorRef<DirectoryActor.Command> directory =
                getContext()
                        .spawn(
                                supervised(
                                        DirectoryActor.create(
                                                directoryStart(new PeerCache(opened, commits)))),
                                "directory");
        ActorRef<PresenceActor.Command> presence =
                getContext()
                        .spawn(
                                supervised(
                                        PresenceActor.create(presenceStart(listening, directory))),
                                "presence");
        return new NodeContext(
                start.settings(),
                start.home(),
                membership.id(),
                start.key(),
                start.membership(),
                start.verifier(),
                listening,
                environment.clock(),
                environment.random(),
                environment.loops(),
                start.blocking(),
                opened,
                commits,
                switchboard,
                directory,
                presence);
    }

    private RevocationStart revocationStart() {
        return new RevocationStart(
                start.membership(),
                start.verifier(),
                start.home().revocationsFile(),
                start.environment().clock(),
                switchboardStart.nanos(),
                start.blocking(),
                switchboard);
    }

    private DirectoryStart directoryStart(PeerCache cache) {
        return new DirectoryStart(
                start.membership(),
                start.verifier(),
                start.environment().clock(),
                switchboardStart.nanos(),
                start.environment().random(),
                cache,
                start.blocking(),
                switchboard);
    }

    private PresenceStart presenceStart(
            Optional<InetSocketAddress> listening, ActorRef<DirectoryActor.Command> directory) {
        return new PresenceStart(
                start.settings(),
                start.key(),
                start.membership(),
                start.verifier(),
                listening,
                start.environment().clock(),
                start.environment().random(),
                start.blocking(),
                switchboard,
                directory);
    }

    private static <T> Behavior<T> supervised(Behavior<T> behavior) {
        return Behaviors.supervise(behavior)
                .onFailure(
                        Exception.class,
                        SupervisorStrategy.restartWithBackoff(
                                        RESTART_FIRST, RESTART_LONGEST, RESTART_JITTER)
                                .withStashCapacity(RESTART_STASH_MAX));
    }

    private Behavior<Command> onFailed(String line) {
        start.onStarted().tell(new NotReady(line));
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        network.close();
        SqliteFile opened = database;
        if (opened != null) {
            var unused =
                    linksEnded()
                            .thenCompose(ended -> written())
                            .whenCompleteAsync((done, failure) -> opened.close(), start.blocking())
                            .whenComplete((done, failure) -> lastWritten.complete(null));
        }
        return this;
    }

    /**
     * Behind what {@link LinkNetwork#close} asked of the event loops, and a moment later: the JDK
     * gives a closed socket's address back only when its selector next turns.
     */
    private CompletableFuture<Void> linksEnded() {
        List<CompletableFuture<?>> loops = new ArrayList<>();
        try {
            for (EventExecutor loop : start.environment().loops().group()) {
                CompletableFuture<Void> turned = new CompletableFuture<>();
                loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS)
                        .addListener(done -> turned.complete(null));
                loops.add(turned);
            }
        } catch (RejectedExecutionException ended) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new));
    }

    /** What connections say at their end, as in a tunnel node's log, is to be on the disk. */
    private CompletionStage<Boolean> written() {
        GroupCommit commits = writes;
        return commits == null
                ? CompletableFuture.completedFuture(true)
                : commits.submit(session -> true);
    }

    private Optional<Admission> admission() {
        return start.membership()
                .current()
                .map(in -> new Admission(in.node(), in.operatorNode(), start.verifier()));
    }

    private LinkPolicy policy() {
        LinkPolicy usual = LinkPolicy.ofDomains(this::admission);
        return start.settings().strict()
                ? LinkPolicy.strict(
                        usual,
                        () ->
                                ListAge.mayMissSome(
                                        start.verifier().revocations(),
                                        start.environment().clock().instant()))
                : usual;
    }

    private boolean isBelieved(LinkPeer peer) {
        return peer.node().map(start.verifier()::believes).orElse(true);
    }

    private LinkPeer self() {
        Membership now = start.membership().current().orElse(membership);
        return new LinkPeer(
                start.key().publicKey(),
                Optional.of(now.node()),
                Optional.of(now.operatorNode()),
                Duration.ZERO,
                start.verifier().revocations().number());
    }

    private static String line(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause == null ? "it failed" : String.valueOf(cause.getMessage());
    }
}
