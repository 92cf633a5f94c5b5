package virga.actors.presence;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import virga.actors.directory.Declines;
import virga.actors.directory.DirectoryActor;
import virga.actors.presence.Presence.Errand;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.Target;
import virga.protocol.carrier.Candidate;
import virga.protocol.membership.Membership;
import virga.protocol.message.Message;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordVerifier;
import virga.protocol.record.Sealed;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Versions;

/** Announces where this node is, and renews what the operator signed for it. */
public final class PresenceActor extends AbstractBehavior<PresenceActor.Command> {
    /** How often the interfaces are looked at for other addresses. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(30);

    /** How long the operator has to answer. */
    static final Duration ASK_MAX = Duration.ofSeconds(15);

    public sealed interface Command {}

    /** Where this node is now; announced when it differs from before. */
    public record SetLocations(Set<LocationId> locations) implements Command {
        public SetLocations {
            locations = Set.copyOf(locations);
        }
    }

    public record Describe(ActorRef<Description> replyTo) implements Command {}

    /**
     * What this node says of itself, and how that goes.
     *
     * @param announced when NodeInfo was last stored by its holders; empty where never
     * @param admittedUntil when this node's admission ends if it is not renewed
     * @param trouble why the last announcement or renewal failed, one line; empty where it worked
     */
    public record Description(
            List<Candidate> candidates,
            Set<LocationId> locations,
            Optional<Instant> announced,
            Instant admittedUntil,
            Optional<String> trouble) {
        public Description {
            candidates = List.copyOf(candidates);
            locations = Set.copyOf(locations);
        }
    }

    private record Interfaces(List<InetAddress> addresses) implements Command {}

    private record Look() implements Command {}

    private record Due() implements Command {}

    private record Announced(DirectoryActor.PublishResult result) implements Command {}

    private record Heard(SwitchboardActor.Answers answers) implements Command {}

    private record MembershipWritten(Membership renewed, Optional<String> failure)
            implements Command {}

    private final PresenceStart start;
    private final TimerScheduler<Command> timers;
    private final OwnRecords records;
    private final Presence presence;
    private final ActorRef<DirectoryActor.PublishResult> published;
    private final ActorRef<SwitchboardActor.Answers> answers;
    private long version;

    private PresenceActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, PresenceStart start) {
        super(context);
        this.start = start;
        this.timers = timers;
        this.records = new OwnRecords(start);
        this.presence = new Presence(errands(), renewal(), now(), start.random());
        this.published = context.messageAdapter(DirectoryActor.PublishResult.class, Announced::new);
        this.answers = context.messageAdapter(SwitchboardActor.Answers.class, Heard::new);
        look();
        timers.startTimerWithFixedDelay(new Look(), LOOK_EVERY);
        armTimer();
    }

    public static Behavior<Command> create(PresenceStart start) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(timers -> new PresenceActor(context, timers, start)));
    }

    private Set<Errand> errands() {
        boolean cloud = start.settings().cloud() && start.listening().isPresent();
        Set<Errand> errands = EnumSet.of(Errand.RENEW);
        if (cloud) {
            errands.add(Errand.ANNOUNCE);
        }
        return errands;
    }

    // A version is the second of the signature, unless the operator's clock was behind itself.
    private Instant renewal() {
        NodeRecord node = records.membership().node().body();
        return Presence.twoThirds(Instant.ofEpochSecond(node.version()), node.expires());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onAnyMessage(this::onCommand).build();
    }

    private Behavior<Command> onCommand(Command command) {
        switch (command) {
            case SetLocations set -> presence.locations(records.allowed(set.locations()), now());
            case Interfaces seen ->
                    presence.candidates(
                            OwnCandidates.of(start.listening(), seen.addresses()), now());
            case Look look -> look();
            case Due due -> presence.take(now()).forEach(this::perform);
            case Announced announced -> onAnnounced(announced.result());
            case Heard heard -> heard.answers().outcomes().forEach(this::onOutcome);
            case MembershipWritten written -> onMembershipWritten(written);
            case Describe describe -> describe.replyTo().tell(describe());
        }
        armTimer();
        return this;
    }

    private void look() {
        if (start.listening().isPresent()) {
            getContext()
                    .pipeToSelf(
                            CompletableFuture.supplyAsync(LocalAddresses::now, start.blocking()),
                            (seen, failure) -> new Interfaces(seen == null ? List.of() : seen));
        }
    }

    private void perform(Errand errand) {
        if (!start.verifier().believes(records.membership().node())) {
            // Nobody takes a link of this node any more: each try would cost a handshake for
            // nothing.
            presence.failed(errand, "this node's key, or its operator, was revoked", now());
            return;
        }
        switch (errand) {
            case ANNOUNCE -> announce();
            case RENEW -> askOperator(errand, new Message.Renew());
        }
    }

    private void announce() {
        if (version > now().plus(RecordVerifier.AHEAD_MAX).getEpochSecond()) {
            // Of a clock that was set back since: nobody has believed it, nor would the next.
            version = 0;
        }
        version = Versions.next(version, now());
        SignedRecord info =
                records.nodeInfo(
                        new Sealed.Whereabouts(presence.candidates(), presence.locations()),
                        version,
                        now());
        start.directory().tell(new DirectoryActor.Publish(List.of(info), published));
    }

    private void askOperator(Errand errand, Message.Question question) {
        Membership in = records.membership();
        Target operator = Target.node(in.operatorNode().body().id(), in.operators());
        start.switchboard()
                .tell(SwitchboardActor.Ask.one(operator, errand.tag(), question, ASK_MAX, answers));
    }

    private void onAnnounced(DirectoryActor.PublishResult result) {
        switch (result) {
            case DirectoryActor.Published stored when stored.version() > version -> {
                version = stored.version();
                presence.failed(Errand.ANNOUNCE, "a newer announcement was stored", now());
            }
            case DirectoryActor.Published stored -> presence.announced(now());
            case DirectoryActor.NotPublished not ->
                    presence.failed(Errand.ANNOUNCE, not.reason(), now());
        }
    }

    private void onOutcome(Outcome outcome) {
        Errand errand = Errand.of(outcome.tag());
        switch (outcome) {
            case Outcome.Answered answered -> onAnswer(errand, answered.body());
            case Outcome.Unanswered unanswered ->
                    presence.failed(
                            errand,
                            "the operator cannot be asked: " + unanswered.end().hint(),
                            now());
        }
    }

    private void onAnswer(Errand errand, Message.Answer answer) {
        switch (answer) {
            case Message.Renewed renewed -> onRenewed(renewed);
            case Message.Declined declined ->
                    presence.failed(
                            errand,
                            "the operator declined "
                                    + errand.words()
                                    + ": "
                                    + Declines.words(declined),
                            now());
            default ->
                    presence.failed(
                            errand,
                            "the operator answered something else to " + errand.words(),
                            now());
        }
    }

    private void onRenewed(Message.Renewed answer) {
        Optional<Membership> renewed = records.renewed(answer, now());
        if (renewed.isEmpty()) {
            presence.failed(Errand.RENEW, "the operator's renewal is not to be believed", now());
            return;
        }
        getContext()
                .pipeToSelf(
                        CompletableFuture.supplyAsync(() -> write(renewed.get()), start.blocking()),
                        (failure, bug) -> new MembershipWritten(renewed.get(), failure));
    }

    // On the blocking executor.
    private Optional<String> write(Membership renewed) {
        try {
            start.membership().replace(renewed);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the renewed admission cannot be written: " + e.getMessage());
        }
    }

    private void onMembershipWritten(MembershipWritten written) {
        if (written.failure().isPresent()) {
            presence.failed(Errand.RENEW, written.failure().get(), now());
        } else {
            presence.renewed(written.renewed().node().body().expires(), now());
        }
    }

    private Description describe() {
        return new Description(
                presence.candidates(),
                presence.locations(),
                presence.lastAnnounced(),
                records.membership().node().body().expires(),
                presence.trouble());
    }

    private void armTimer() {
        Instant now = now();
        presence.deadline(now)
                .ifPresent(
                        due -> {
                            Duration wait = Duration.between(now, due);
                            timers.startSingleTimer(
                                    Due.class, new Due(), wait.isNegative() ? Duration.ZERO : wait);
                        });
    }

    private Instant now() {
        return start.clock().instant();
    }
}
