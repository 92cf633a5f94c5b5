package virga.supernode.range;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static virga.supernode.store.StoreSide.NETWORK;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.protocol.Bytes;
import virga.protocol.message.Message;
import virga.protocol.message.Message.GetRange;
import virga.protocol.message.Message.RangePage;
import virga.protocol.message.Message.Summaries;
import virga.protocol.record.EntrySummary;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;
import virga.supernode.range.Exchange.Step;
import virga.supernode.store.OpenStore;
import virga.supernode.store.StoreSide;
import virga.supernode.store.TestNetworkDoor;

/** Two real stores and the exchanges between them, without a network. */
final class ExchangeTest {
    private static final KeyRange RANGE = KeyRange.of(TestNetworkDoor.DOMAIN);
    private static final int STEPS_MAX = 100_000;

    private Path folder;
    private StoreSide here;
    private StoreSide there;
    private StoreSide third;

    @BeforeEach
    void open(@TempDir Path given) {
        folder = given;
        here = new StoreSide(folder.resolve("here.db"), 9_001, RANGE);
        there = new StoreSide(folder.resolve("there.db"), 9_002, RANGE);
        third = new StoreSide(folder.resolve("third.db"), 9_003, RANGE);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
        third.close();
    }

    /** How often the peer was asked for records or given some, for saying what went over. */
    private int moved;

    private Step run(Exchange exchange, StoreSide peer, UnaryOperator<Message.Answer> way) {
        Step step = exchange.start();
        for (int i = 0; i < STEPS_MAX; i++) {
            if (step instanceof Step.Done || step instanceof Step.Failed) {
                return step;
            }
            step = next(exchange, step, peer, way);
        }
        throw new AssertionError("it does not end");
    }

    private Step run(Exchange exchange, StoreSide peer) {
        return run(exchange, peer, answer -> answer);
    }

    private Step next(
            Exchange exchange, Step step, StoreSide peer, UnaryOperator<Message.Answer> way) {
        OpenStore own = here.open();
        return switch (step) {
            case Step.Ask(Message.Question question) ->
                    exchange.answered(way.apply(peer.answer(question, here.own())));
            case Step.Recall(KeyRange range) ->
                    exchange.recalled(
                            own.cursor(range).map(cursor -> new Exchange.Mark(range, cursor)),
                            own.page(new GetRange(range, Bytes.EMPTY, 1)).entries().isEmpty());
            case Step.Divide(KeyRange range, var at) -> exchange.ownParts(own.parts(range, at));
            case Step.Summarise(KeyRange range, var at, Bytes cursor) ->
                    exchange.ownSummaries(
                            own.summaries(new Message.GetSummaries(range, at, cursor)));
            case Step.Fetch(Message.GetRecords question) ->
                    exchange.ownRecords(own.records(question));
            case Step.Keep(List<SignedRecord> entries, Optional<Exchange.Mark> mark) -> {
                moved += entries.size();
                int bad = own.keep(peer.own(), entries).toCompletableFuture().join();
                mark.filter(_ -> bad == 0)
                        .ifPresent(
                                at ->
                                        own.mark(at.range(), at.cursor())
                                                .toCompletableFuture()
                                                .join());
                yield exchange.kept(bad);
            }
            case Step.Give(List<SignedRecord> entries) -> {
                moved += entries.size();
                int refused = 0;
                for (SignedRecord entry : entries) {
                    Message.Answer answer = peer.answer(new Message.Store(entry), here.own());
                    refused += answer instanceof Message.Stored ? 0 : 1;
                }
                yield exchange.given(refused);
            }
            case Step.Done _, Step.Failed _ -> step;
        };
    }

    private static List<Verified<? extends RecordBody>> nodes(int from, int to, long version) {
        List<Verified<? extends RecordBody>> nodes = new ArrayList<>();
        for (int i = from; i < to; i++) {
            nodes.add(NETWORK.node(i, version));
        }
        return nodes;
    }

    private static List<SignedRecord> entries(StoreSide side) {
        List<SignedRecord> all = new ArrayList<>();
        Bytes cursor = Bytes.EMPTY;
        do {
            RangePage page = side.open().page(new GetRange(RANGE, cursor, 256));
            all.addAll(page.entries());
            cursor = page.cursor();
        } while (!cursor.isEmpty());
        return all;
    }

    private Reception reception() {
        return new Reception(RANGE, TestNetworkDoor.NOW);
    }

    private Comparison comparison() {
        return new Comparison(RANGE, TestNetworkDoor.NOW);
    }

    @Test
    void whoHasNothingReceivesEverythingPageByPage() {
        there.put(nodes(0, 700, 1));
        assertEquals(new Step.Done(700, 0), run(reception(), there));
        assertEquals(entries(there), entries(here));
        assertEquals(700, moved);
    }

    @Test
    void whatOneHolderBeganAnotherGoesOnWith() {
        there.put(nodes(0, 700, 1));
        third.put(nodes(0, 700, 1));
        int[] pages = new int[1];
        Step torn =
                run(reception(), there, answer -> ++pages[0] == 2 ? Message.Busy.INSTANCE : answer);
        assertInstanceOf(Step.Failed.class, torn);
        assertEquals(256, entries(here).size());
        assertInstanceOf(Step.Done.class, run(reception(), third));
        assertEquals(700, entries(here).size());
        assertEquals(700, moved);
    }

    @Test
    void afterAnOutageOnlyWhatDiffersGoesOverTombstonesToo() {
        List<Verified<? extends RecordBody>> all = nodes(0, 900, 1);
        here.put(all);
        there.put(all);
        there.put(nodes(900, 910, 1));
        there.put(nodes(0, 5, 2));
        there.put(List.of(NETWORK.removal(7, 3)));
        assertEquals(new Step.Done(16, 0), run(reception(), there));
        assertEquals(entries(there), entries(here));
        assertEquals(16, moved);
    }

    @Test
    void bothHaveTheHigherVersionOfEachEntryAfterwards() {
        here.put(nodes(0, 300, 1));
        there.put(nodes(200, 500, 1));
        here.put(nodes(250, 260, 5));
        there.put(nodes(260, 270, 5));
        assertInstanceOf(Step.Done.class, run(comparison(), there));
        assertEquals(entries(there), entries(here));
        assertEquals(500, entries(here).size());
        assertEquals(200 + 200 + 20, moved);
        moved = 0;
        assertEquals(new Step.Done(0, 0), run(comparison(), there));
        assertEquals(0, moved);
    }

    @Test
    void aPartOfAnySizeIsGoneThroughWindowByWindow() {
        int many = Comparison.WINDOW_SUMMARIES_MAX + 700;
        there.put(nodes(0, many, 1));
        here.put(nodes(many, many + 3, 1));
        assertInstanceOf(Step.Done.class, run(comparison(), there));
        assertEquals(many + 3, entries(here).size());
        assertEquals(entries(there), entries(here));
    }

    @Test
    void announcementsComeWithWhatProvesThem() {
        Bytes hall = Bytes.sha256(new byte[] {7});
        for (int i = 0; i < 40; i++) {
            there.put(List.of(NETWORK.node(i, 1)));
            assertTrue(
                    there.answer(new Message.Store(NETWORK.info(i, 1, hall).signed()), there.own())
                            instanceof Message.Stored);
        }
        assertInstanceOf(Step.Done.class, run(reception(), there));
        assertEquals(entries(there), entries(here));
    }

    @Test
    void aForgedEntryEndsThePullAndNothingOfItsPageIsMarked() {
        there.put(nodes(0, 10, 1));
        SignedRecord good = NETWORK.node(3, 1).signed();
        SignedRecord forged =
                new SignedRecord(good.kind(), good.body(), NETWORK.node(4, 1).signed().signature());
        Step end = run(reception(), there, answer -> new RangePage(List.of(forged), Bytes.EMPTY));
        assertInstanceOf(Step.Failed.class, end);
        assertEquals(List.of(), entries(here));
        assertEquals(Optional.empty(), here.open().cursor(RANGE));
    }

    @Test
    void pagesThatDoNotGoOnEndThePull() {
        there.put(nodes(0, 700, 1));
        RangePage first = there.open().page(new GetRange(RANGE, Bytes.EMPTY, 256));
        assertInstanceOf(Step.Failed.class, run(reception(), there, _ -> first));
        RangePage empty = new RangePage(List.of(), Bytes.owning(new byte[73]));
        assertInstanceOf(Step.Failed.class, run(reception(), third, _ -> empty));
    }

    @Test
    void entriesOutOfTheRangeEndThePull() {
        KeyRange low = new KeyRange(RANGE.from(), RANGE.from() + (1L << 28));
        there.put(nodes(0, 300, 1));
        try (StoreSide narrow = new StoreSide(folder.resolve("narrow.db"), 9_004, low)) {
            StoreSide wide = here;
            here = narrow;
            Reception part = new Reception(low, TestNetworkDoor.NOW);
            RangePage everything = there.open().page(new GetRange(RANGE, Bytes.EMPTY, 256));
            Step end = run(part, there, _ -> new RangePage(everything.entries(), Bytes.EMPTY));
            // Node records are kept as proofs of what may follow; nothing is found in the range.
            assertInstanceOf(Step.Done.class, end);
            int honest = there.open().page(new GetRange(low, Bytes.EMPTY, 256)).entries().size();
            assertEquals(
                    honest,
                    narrow.open().page(new GetRange(low, Bytes.EMPTY, 256)).entries().size());
            here = wide;
        }
    }

    @Test
    void summariesThatDoNotGoOnEndTheComparison() {
        here.put(nodes(0, 10, 1));
        there.put(nodes(10, 700, 1));
        List<EntrySummary> first = new ArrayList<>();
        Step end =
                run(
                        comparison(),
                        there,
                        answer -> {
                            if (!(answer instanceof Summaries(var page, var _))) {
                                return answer;
                            }
                            if (first.isEmpty()) {
                                first.add(page.getFirst());
                            }
                            return new Summaries(first, first.getFirst().cursor());
                        });
        assertInstanceOf(Step.Failed.class, end);
    }

    @Test
    void aPartThatThereIsNotEndsTheComparison() {
        Step end = run(comparison(), there, _ -> new Message.RangeDifferences(List.of(4_000)));
        assertInstanceOf(Step.Failed.class, end);
    }
}
