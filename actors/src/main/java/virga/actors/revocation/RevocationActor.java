package virga.actors.revocation;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import virga.actors.switchboard.LinkChange;
import virga.actors.switchboard.NoticeBox;
import virga.actors.switchboard.SwitchboardActor;
import virga.protocol.Malformed;
import virga.protocol.membership.Membership;
import virga.protocol.membership.RevocationsFile;
import virga.protocol.message.Message;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordCodec;
import virga.protocol.record.RejectReason;
import virga.protocol.record.Revocations;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verdict;
import virga.protocol.record.Verified;

/**
 * Acts on what the verifier enforces, from wherever it learnt that: tells the linked peers, ends
 * links, and keeps it in the home.
 *
 * <pre>
 *   notice of a peer --+
 *   directory, store, -+-> verifier -> TakenBack -+-> linked peers are told, once
 *   operator          -+                          +-> a moment later links are judged
 *                                                 +-> the home's file
 * </pre>
 */
public final class RevocationActor {
    /** Whom it concerns is told before the link ends, so that its person hears why. */
    static final Duration GOODBYE = Duration.ofMillis(250);

    /** How often the age of the list is looked at. */
    static final Duration AGE_EVERY = Duration.ofMinutes(1);

    public sealed interface Command {}

    private record TakenBack() implements Command {}

    private record Changed(LinkChange change) implements Command {}

    private record LookAt(NoticeBox box) implements Command {}

    private record TellMore() implements Command {}

    private record Judge() implements Command {}

    private record Age() implements Command {}

    private record Written(Optional<String> failure) implements Command {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final RevocationStart start;
    private final Instant started;
    private final NoticeLedger ledger;
    private Revocations enforced = Revocations.NONE;
    private Revocations written;
    // Not looked at yet: one for each link, and of links that have just ended.
    private final Set<NoticeBox> boxes = new LinkedHashSet<>();
    private long removals;
    private boolean writing;
    private boolean saidOld;
    private boolean saidRevoked;

    private RevocationActor(
            ActorContext<Command> context, TimerScheduler<Command> timers, RevocationStart start) {
        this.context = context;
        this.timers = timers;
        this.start = start;
        this.started = start.clock().instant();
        this.ledger = new NoticeLedger(0, 0);
        // What the home's file says was read before this actor started.
        this.written = start.verifier().revocations();
    }

    public static Behavior<Command> create(RevocationStart start) {
        return Behaviors.setup(
                context ->
                        Behaviors.withTimers(
                                timers -> new RevocationActor(context, timers, start).begin()));
    }

    private Behavior<Command> begin() {
        start.verifier().onTakenBack(() -> context.getSelf().tell(new TakenBack()));
        context.getSelf().tell(new TakenBack());
        start.switchboard()
                .tell(
                        new SwitchboardActor.WatchLinks(
                                context.messageAdapter(LinkChange.class, Changed::new)));
        timers.startTimerWithFixedDelay(new Age(), AGE_EVERY);
        return Behaviors.receive(Command.class)
                .onAnyMessage(this::on)
                .onSignal(PreRestart.class, restarting -> onEnd())
                .onSignal(PostStop.class, stopped -> onEnd())
                .build();
    }

    /** What waits here takes its peers' room. */
    private Behavior<Command> onEnd() {
        boxes.forEach(NoticeBox::take);
        return Behaviors.same();
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case TakenBack _ -> onTakenBack();
            case Changed(LinkChange.Up(long link, var peer)) -> {
                ledger.opened(link, peer.revocationNumber());
                tell();
            }
            case Changed(LinkChange.Down(long link)) -> ledger.closed(link);
            case Changed(LinkChange.Noticed(NoticeBox box)) -> onNoticed(box);
            case LookAt(NoticeBox box) -> look(box);
            case TellMore _ -> tell();
            case Judge _ -> start.switchboard().tell(new SwitchboardActor.JudgeLinks());
            case Age _ -> sayAge();
            case Written done -> onWritten(done.failure());
        }
        return Behaviors.same();
    }

    private void onTakenBack() {
        Revocations before = enforced;
        enforced = start.verifier().revocations();
        if (enforced.enforcesAs(before)) {
            ledger.signedAgain(enforced.number());
        } else {
            removals +=
                    enforced.removedOperators().size() > before.removedOperators().size() ? 1 : 0;
            ledger.news(enforced.number(), removals);
            tell();
            timers.startSingleTimer(new Judge(), GOODBYE);
            sayOfSelf();
        }
        write();
        sayAge();
    }

    private void tell() {
        if (!ledger.more()) {
            return;
        }
        Message.RevocationNotice notice =
                new Message.RevocationNotice(
                        enforced.list().map(Verified::signed), removedOperators());
        int bytes =
                notice.list().map(SignedRecord::lengthBytes).orElse(0)
                        + notice.removedOperators().stream()
                                .mapToInt(SignedRecord::lengthBytes)
                                .sum();
        for (long link : ledger.take(bytes)) {
            start.switchboard().tell(new SwitchboardActor.Say(link, notice));
        }
        if (ledger.more()) {
            timers.startSingleTimer(new TellMore(), NoticeLedger.STEP);
        }
    }

    private List<SignedRecord> removedOperators() {
        return enforced.removedOperators().stream().map(Verified::signed).toList();
    }

    private void onNoticed(NoticeBox box) {
        boxes.add(box);
        Duration wait = ledger.untilLook(box.link(), start.nanos().getAsLong());
        if (wait.isZero()) {
            look(box);
        } else {
            timers.startSingleTimer(box.link(), new LookAt(box), wait);
        }
    }

    private void look(NoticeBox box) {
        boxes.remove(box);
        if (box.take().orElse(null) instanceof Message.RevocationNotice notice) {
            // Removals first: the list may be by an operator that they remove.
            boolean removalsHold = removals(notice.removedOperators());
            boolean listHolds = list(box.link(), notice);
            ledger.looked(box.link(), !removalsHold || !listHolds, start.nanos().getAsLong());
        }
    }

    /** False where one of them is not by the root. */
    private boolean removals(Collection<SignedRecord> removed) {
        List<SignedRecord> known = removedOperators();
        Instant now = start.clock().instant();
        for (SignedRecord removal : removed) {
            if (!known.contains(removal)
                    && start.verifier().verify(removal, now)
                            instanceof Verdict.Rejected<?>(RejectReason why)
                    && why != RejectReason.EXPIRED) {
                return false;
            }
        }
        return true;
    }

    /** False where its signature does not hold. An unknown operator may be known tomorrow. */
    private boolean list(long link, Message.RevocationNotice notice) {
        if (notice.list().isEmpty()) {
            return true;
        }
        SignedRecord signed = notice.list().get();
        RevocationListRecord body;
        try {
            body = (RevocationListRecord) RecordCodec.decode(signed.kind(), signed.body());
        } catch (Malformed e) {
            return false;
        }
        ledger.heard(link, body.number());
        if (body.number() <= start.verifier().revocations().number()) {
            return true;
        }
        Verdict<RevocationListRecord> verdict =
                start.verifier()
                        .verify(signed, RevocationListRecord.class, start.clock().instant());
        if (!(verdict instanceof Verdict.Rejected<RevocationListRecord>(RejectReason why))) {
            return true;
        }
        if (why == RejectReason.OPERATOR_REMOVED) {
            ledger.misled(link);
            tell();
        }
        return why != RejectReason.SIGNATURE;
    }

    /** One write at a time; the last says what is in force then. */
    private void write() {
        Revocations now = start.verifier().revocations();
        if (writing || now == written) {
            return;
        }
        writing = true;
        written = now;
        context.pipeToSelf(
                CompletableFuture.supplyAsync(this::writeFile, start.blocking()),
                (failure, bug) -> new Written(bug == null ? failure : Optional.of("" + bug)));
    }

    // On the blocking executor.
    private Optional<String> writeFile() {
        try {
            RevocationsFile.write(start.file(), start.verifier());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void onWritten(Optional<String> failure) {
        writing = false;
        failure.ifPresent(
                why ->
                        context.getLog()
                                .atWarn()
                                .addKeyValue("reason", why)
                                .log(
                                        "what was revoked could not be written to the home; it is"
                                                + " forgotten when this node ends"));
        write();
    }

    private void sayOfSelf() {
        Optional<Membership> own = start.membership().current();
        boolean believed = own.map(in -> start.verifier().believes(in.node())).orElse(true);
        if (!believed && !saidRevoked) {
            context.getLog()
                    .atWarn()
                    .log(
                            "this node's key, or the operator that admitted it, was revoked: other"
                                    + " nodes refuse it from now on");
        }
        saidRevoked = !believed;
    }

    private void sayAge() {
        boolean old = ListAge.isWorthAWord(enforced, started, start.clock().instant());
        if (old && !saidOld) {
            context.getLog()
                    .atWarn()
                    .log(
                            "the newest revocation list known here is older than 24 hours: who was"
                                    + " revoked since is not known");
        }
        saidOld = old;
    }
}
