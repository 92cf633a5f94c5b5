package virga.supernode.range;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import virga.actors.switchboard.Outcome;
import virga.actors.switchboard.SwitchboardActor.Question;
import virga.actors.switchboard.Target;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.link.ExpectedPeer;
import virga.protocol.message.Message;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;
import virga.supernode.store.OpenStore;
import virga.supernode.store.StoreActor;

/** One exchange with one peer under way. What it does itself comes back as its next step. */
final class ExchangeRun {
    /** How long a peer may take for one answer. */
    static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private static final String CLOSED = "the own store cannot be used now";

    /** What only the actor can do. */
    interface Hands {
        void ask(Target to, List<Question> questions);

        void use(StoreActor.Use use);

        /** Called from any thread. */
        void stepped(long id, Exchange.Step step);
    }

    private final long id;
    private final Target target;
    private final Exchange exchange;
    private final Hands hands;
    private Optional<Verified<NodeRecord>> peer = Optional.empty();
    private int giving;
    private int refused;

    ExchangeRun(long id, Target target, Exchange exchange, Hands hands) {
        this.id = id;
        this.target = target;
        this.exchange = exchange;
        this.hands = hands;
    }

    String peer() {
        return target.expected() instanceof ExpectedPeer.Node(NodeId node) ? node.toString() : "";
    }

    void perform(Exchange.Step step) {
        switch (step) {
            case Exchange.Step.Ask(Message.Question question) ->
                    hands.ask(target, List.of(new Question(id, question)));
            case Exchange.Step.Give(List<SignedRecord> entries) -> give(entries);
            case Exchange.Step.Recall(KeyRange range) -> use(open -> recall(open, range));
            case Exchange.Step.Divide(KeyRange range, var at) ->
                    use(open -> now(exchange.ownParts(open.parts(range, at))));
            case Exchange.Step.Summarise(KeyRange range, var at, Bytes cursor) ->
                    use(
                            open ->
                                    now(
                                            exchange.ownSummaries(
                                                    open.summaries(
                                                            new Message.GetSummaries(
                                                                    range, at, cursor)))));
            case Exchange.Step.Fetch(Message.GetRecords question) ->
                    use(open -> now(exchange.ownRecords(open.records(question))));
            case Exchange.Step.Keep(List<SignedRecord> entries, Optional<Exchange.Mark> mark) ->
                    keep(entries, mark);
            case Exchange.Step.Done _, Exchange.Step.Failed _ -> hands.stepped(id, step);
        }
    }

    private static CompletionStage<Exchange.Step> now(Exchange.Step step) {
        return CompletableFuture.completedFuture(step);
    }

    private CompletionStage<Exchange.Step> recall(OpenStore open, KeyRange range) {
        Optional<Exchange.Mark> mark =
                open.cursor(range).map(cursor -> new Exchange.Mark(range, cursor));
        boolean empty = open.page(new Message.GetRange(range, Bytes.EMPTY, 1)).entries().isEmpty();
        return now(exchange.recalled(mark, empty));
    }

    private void keep(List<SignedRecord> entries, Optional<Exchange.Mark> mark) {
        Verified<NodeRecord> from = peer.orElseThrow();
        use(
                open ->
                        open.keep(from, entries)
                                .thenCompose(
                                        bad ->
                                                bad == 0 && mark.isPresent()
                                                        ? open.mark(
                                                                        mark.get().range(),
                                                                        mark.get().cursor())
                                                                .thenApply(_ -> bad)
                                                        : CompletableFuture.completedFuture(bad))
                                .thenApply(exchange::kept));
    }

    private void give(List<SignedRecord> entries) {
        giving = entries.size();
        refused = 0;
        hands.ask(
                target,
                entries.stream().map(entry -> new Question(id, new Message.Store(entry))).toList());
    }

    /** The exchange goes on where the work was done: its steps never overlap. */
    private void use(Function<OpenStore, CompletionStage<Exchange.Step>> work) {
        hands.use(
                new StoreActor.Use(
                        open ->
                                work.apply(open)
                                        .whenComplete(
                                                (step, failure) ->
                                                        hands.stepped(
                                                                id,
                                                                step != null
                                                                        ? step
                                                                        : exchange.failed(
                                                                                String.valueOf(
                                                                                        failure)))),
                        () -> hands.stepped(id, exchange.failed(CLOSED))));
    }

    /** Of one question one outcome, of entries given one for each. */
    void heard(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Answered answered when giving > 0 ->
                        taken(answered.body() instanceof Message.Stored);
                case Outcome.Answered answered -> {
                    peer = answered.from().node();
                    hands.stepped(
                            id,
                            peer.isPresent()
                                    ? exchange.answered(answered.body())
                                    : exchange.failed("it shows no admission"));
                }
                case Outcome.Unanswered _ when giving > 0 -> taken(false);
                case Outcome.Unanswered unanswered ->
                        hands.stepped(id, exchange.failed(String.valueOf(unanswered)));
            }
        }
    }

    private void taken(boolean stored) {
        refused += stored ? 0 : 1;
        giving--;
        if (giving == 0) {
            hands.stepped(id, exchange.given(refused));
        }
    }
}
