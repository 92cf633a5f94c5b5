package virga.actors.directory;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.Target;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message;
import virga.protocol.message.RefusalReason;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;

/** Asks the supers, and the operator where they fail, for records; puts this node's own there. */
public final class DirectoryActor extends AbstractBehavior<DirectoryActor.Command> {
    public sealed interface Command {}

    /** Looks up the one record of a kind under a key. */
    public record Find(RecordKind kind, DhtKey key, ActorRef<FindResult> replyTo)
            implements Command {}

    public sealed interface FindResult {}

    /** The newest version among the answers. */
    public record Found(Verified<? extends RecordBody> record) implements FindResult {}

    /** Enough holders said that nothing is there, or that it was removed. */
    public record Missing() implements FindResult {}

    /** Nobody could be asked; {@code reason} is one line for a person. */
    public record NoAnswer(String reason) implements FindResult {}

    /**
     * All records of a kind in a domain, or with a location key (32 bytes; else empty) only the
     * NodeInfos indexed there; tombstones are left out.
     */
    public record ListAll(
            RecordKind kind,
            DomainId domain,
            Bytes locationKey,
            int atMost,
            ActorRef<ListResult> replyTo)
            implements Command {}

    public sealed interface ListResult {}

    /** {@code complete} is false where {@code atMost} cut the list. */
    public record Listed(List<Verified<? extends RecordBody>> records, boolean complete)
            implements ListResult {
        public Listed {
            records = List.copyOf(records);
        }
    }

    /** Nobody could be asked; {@code reason} is one line for a person. */
    public record NotListed(String reason) implements ListResult {}

    /** Stores the records at their holders. */
    public record Publish(List<SignedRecord> records, ActorRef<PublishResult> replyTo)
            implements Command {
        public Publish {
            records = List.copyOf(records);
        }
    }

    public sealed interface PublishResult {}

    /**
     * Every record is held by {@code copies} holders or more. {@code version} is the highest that a
     * holder has under one of their keys: above the published one, that was stale.
     */
    public record Published(int copies, long version) implements PublishResult {}

    /** {@code refusal} is there where a holder refused; {@code reason} is for a person. */
    public record NotPublished(Optional<RefusalReason> refusal, String reason)
            implements PublishResult {}

    /** The holders known now, and where the operator is. */
    public record Supers(ActorRef<KnownSupers> replyTo) implements Command {}

    public record KnownSupers(
            List<Verified<SuperNodeRecord>> supers, NodeId operator, List<Candidate> operatorAt) {
        public KnownSupers {
            supers = List.copyOf(supers);
            operatorAt = List.copyOf(operatorAt);
        }
    }

    private record Heard(SwitchboardActor.Answers answers) implements Command {}

    private record CacheLoaded(List<SignedRecord> supers) implements Command {}

    private record ListFresh() implements Command {}

    private record Tick() implements Command {}

    private record Refresh() implements Command {}

    private record LookUpRevocations() implements Command {}

    private final DirectoryStart start;
    private final DirectoryDesk desk;

    private DirectoryActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, DirectoryStart start) {
        super(context);
        this.start = start;
        this.desk = new DirectoryDesk(start, new Hands(context, timers));
        context.pipeToSelf(
                CompletableFuture.supplyAsync(this::loadCache, start.blocking()),
                (supers, failure) -> new CacheLoaded(supers == null ? List.of() : supers));
        desk.refresh();
        desk.lookUpRevocationsSoon();
    }

    public static Behavior<Command> create(DirectoryStart start) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(timers -> new DirectoryActor(context, timers, start)));
    }

    // On the blocking executor.
    private List<SignedRecord> loadCache() {
        return start.cache().load(RecordKind.SUPER_NODE, start.clock().instant());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case Find find -> onFind(find);
            case ListAll list -> onListAll(list);
            case Publish publish -> onPublish(publish);
            case Supers supers -> supers.replyTo().tell(desk.known());
            case Heard heard -> desk.heard(heard.answers().outcomes());
            case CacheLoaded loaded -> desk.learn(loaded.supers());
            case ListFresh fresh -> desk.tellWaiting();
            case Refresh refresh -> desk.refresh();
            case LookUpRevocations look -> desk.lookUpRevocations();
            case Tick tick -> desk.tick();
        }
        return this;
    }

    private void onFind(Find find) {
        FindJob job = new FindJob(find.kind(), find.key(), find.replyTo()::tell);
        if (!desk.begin(job)) {
            find.replyTo().tell(new NoAnswer(DirectoryDesk.TOO_BUSY));
        }
    }

    private void onListAll(ListAll list) {
        if (!desk.begin(new ListJob(list, list.replyTo()::tell))) {
            list.replyTo().tell(new NotListed(DirectoryDesk.TOO_BUSY));
        }
    }

    private void onPublish(Publish publish) {
        if (!desk.begin(new PublishJob(publish.records(), publish.replyTo()::tell))) {
            publish.replyTo().tell(new NotPublished(Optional.empty(), DirectoryDesk.TOO_BUSY));
        }
    }

    /** What {@link DirectoryDesk} has done by this actor. */
    private final class Hands implements DirectoryDesk.Hands {
        private final ActorContext<Command> context;
        private final TimerScheduler<Command> timers;
        private final ActorRef<SwitchboardActor.Answers> answers;

        Hands(ActorContext<Command> context, TimerScheduler<Command> timers) {
            this.context = context;
            this.timers = timers;
            this.answers = context.messageAdapter(SwitchboardActor.Answers.class, Heard::new);
        }

        @Override
        public void ask(Target to, long tag, Message.Question question) {
            start.switchboard()
                    .tell(
                            SwitchboardActor.Ask.one(
                                    to, tag, question, DirectoryDesk.ASK_MAX, answers));
        }

        @Override
        public void tickSoon() {
            if (!timers.isTimerActive(Tick.class)) {
                timers.startSingleTimer(Tick.class, new Tick(), DirectoryDesk.TICK_EVERY);
            }
        }

        @Override
        public void refreshAfter(Duration delay) {
            timers.startSingleTimer(Refresh.class, new Refresh(), delay);
        }

        @Override
        public void lookUpRevocationsAfter(Duration delay) {
            timers.startSingleTimer(LookUpRevocations.class, new LookUpRevocations(), delay);
        }

        @Override
        public void tellWaitingLater() {
            context.getSelf().tell(new ListFresh());
        }

        @Override
        public void keepLinks(Set<NodeId> supers) {
            start.switchboard().tell(new SwitchboardActor.KeepLinks("directory", supers));
        }
    }
}
