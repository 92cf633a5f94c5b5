package virga.ops.desk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import virga.actors.directory.DirectoryActor;
import virga.actors.node.NodeContext;
import virga.actors.presence.PresenceActor;
import virga.actors.revocation.ListAge;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor;
import virga.actors.switchboard.Target;
import virga.ops.admin.Document;
import virga.ops.doctor.Finding;
import virga.ops.doctor.MachineChecks;
import virga.ops.doctor.NodeChecks;
import virga.protocol.message.Message;
import virga.protocol.record.Revocations;

/** What `virga doctor` asks the running node: its peers, clock, admission and listener. */
final class Examination {
    static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    /** Supers asked; more would tell nothing new. */
    static final int SUPERS_ASKED_MAX = 8;

    private final Asking asking;
    private final NodeContext node;
    private final Instant started;

    Examination(Asking asking, NodeContext node) {
        this.asking = asking;
        this.node = node;
        this.started = node.clock().instant();
    }

    CompletionStage<Document.Doctor> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(MachineChecks.descriptors(node.settings()));
        CompletionStage<PresenceActor.Description> described =
                asking.local(node.presence(), PresenceActor.Describe::new);
        return described
                .thenCompose(
                        description -> {
                            var now = node.clock().instant();
                            findings.add(NodeChecks.admission(description.admittedUntil(), now));
                            findings.add(
                                    NodeChecks.presence(
                                            description.announced(), description.trouble()));
                            findings.add(revocations(now));
                            return listener();
                        })
                .thenCompose(
                        listener -> {
                            findings.add(listener);
                            return network();
                        })
                .thenCompose(
                        network -> {
                            findings.addAll(network);
                            return clock();
                        })
                .thenApply(
                        clock -> {
                            findings.add(clock);
                            return document(findings);
                        });
    }

    private Finding revocations(Instant now) {
        Revocations enforced = node.verifier().revocations();
        boolean self =
                node.membership()
                        .current()
                        .filter(own -> !node.verifier().believes(own.node()))
                        .isPresent();
        return NodeChecks.revocations(
                ListAge.signed(enforced), ListAge.isWorthAWord(enforced, started, now), self);
    }

    private static Document.Doctor document(List<Finding> findings) {
        boolean ok = findings.stream().noneMatch(each -> each.state() == Finding.State.FAIL);
        return new Document.Doctor(ok, findings.stream().map(Finding::line).toList(), null);
    }

    private CompletionStage<Finding> listener() {
        Optional<InetSocketAddress> listening = node.listening();
        return CompletableFuture.supplyAsync(
                () ->
                        NodeChecks.listener(
                                NodeAddress.listening(node),
                                listening.filter(Examination::answers).isPresent()),
                node.blocking());
    }

    private static boolean answers(InetSocketAddress listening) {
        InetAddress address = listening.getAddress();
        InetAddress dialled =
                address.isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : address;
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(dialled, listening.getPort()),
                    Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private CompletionStage<List<Finding>> network() {
        CompletionStage<DirectoryActor.KnownSupers> known =
                asking.local(node.directory(), DirectoryActor.Supers::new);
        return known.thenCompose(
                supers -> {
                    List<Target> holders =
                            supers.supers().stream()
                                    .map(record -> record.body())
                                    .limit(SUPERS_ASKED_MAX)
                                    .map(body -> Target.node(body.id(), body.candidates()))
                                    .toList();
                    Target operator = Target.node(supers.operator(), supers.operatorAt());
                    return answered(List.of(operator))
                            .thenCombine(
                                    answered(holders),
                                    (operators, others) ->
                                            List.of(
                                                    NodeChecks.answering("operator", operators, 1),
                                                    NodeChecks.answering(
                                                            "supers", others, holders.size())));
                });
    }

    /** How many of them answer a Ping. */
    private CompletionStage<Integer> answered(List<Target> targets) {
        CompletionStage<Integer> count = CompletableFuture.completedFuture(0);
        for (Target target : targets) {
            CompletionStage<Integer> one = answers(target);
            count = count.thenCombine(one, Integer::sum);
        }
        return count;
    }

    private CompletionStage<Integer> answers(Target target) {
        CompletionStage<SwitchboardActor.Answers> asked =
                asking.network(
                        node.switchboard(),
                        to ->
                                SwitchboardActor.Ask.one(
                                        target, 0, Message.Ping.INSTANCE, ANSWER_TIMEOUT, to));
        return asked.thenApply(
                answers -> answers.outcomes().getFirst() instanceof Outcome.Answered ? 1 : 0);
    }

    private CompletionStage<Finding> clock() {
        CompletionStage<SwitchboardActor.LinkList> listed =
                asking.local(node.switchboard(), SwitchboardActor.ListLinks::new);
        return listed.thenCompose(
                links -> {
                    List<Duration> offsets =
                            links.links().stream().map(link -> link.peer().clockOffset()).toList();
                    return offsets.isEmpty()
                            ? unlinkedClock()
                            : CompletableFuture.completedFuture(NodeChecks.clock(offsets));
                });
    }

    /** Between clocks that differ too much no link opens: the operator's refusal says so. */
    private CompletionStage<Finding> unlinkedClock() {
        CompletionStage<DirectoryActor.KnownSupers> known =
                asking.local(node.directory(), DirectoryActor.Supers::new);
        return known.thenCompose(
                        supers -> {
                            Target operator = Target.node(supers.operator(), supers.operatorAt());
                            return asking
                                    .<SwitchboardActor.Command, SwitchboardActor.Connected>network(
                                            node.switchboard(),
                                            to ->
                                                    new SwitchboardActor.Connect(
                                                            operator, ANSWER_TIMEOUT, to));
                        })
                .thenApply(
                        connected ->
                                switch (connected) {
                                    case SwitchboardActor.Connected.Up(var link) ->
                                            NodeChecks.clock(List.of(link.peer().clockOffset()));
                                    case SwitchboardActor.Connected.Failed(var tried) ->
                                            NodeChecks.clockUnlinked(tried);
                                });
    }
}
