package virga.actors.switchboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import virga.actors.switchboard.LinkTable.Entry;
import virga.protocol.Bytes;
import virga.protocol.carrier.Carrier;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;

class LinkTableTest {
    private static final NodeId ANN = node(1);
    private static final NodeId BOB = node(2);

    private static final List<Carrier> CARRIERS =
            List.of(Carrier.DIRECT, Carrier.REVERSED, Carrier.RELAYED);

    private final LinkTable<String> table = new LinkTable<>();
    private long lastNumber;

    private static NodeId node(int number) {
        byte[] hash = new byte[NodeId.HASH_LENGTH_BYTES];
        hash[0] = (byte) number;
        return new NodeId(new DomainId(7), Bytes.owning(hash));
    }

    private List<String> open(NodeId peer, boolean asker, Carrier carrier, String name) {
        return table.opened(new Entry<>(++lastNumber, Optional.of(peer), asker, carrier, name));
    }

    @Test
    void linksThatBothSidesAskedForAtOnceStandSideBySide() {
        assertEquals(List.of(), open(ANN, true, Carrier.DIRECT, "ours"));
        assertEquals(List.of(), open(ANN, false, Carrier.DIRECT, "theirs"));

        assertEquals(Optional.of("ours"), table.best(ANN));
    }

    @Test
    void aLinkThatThePeerAskedForCarriesFlightsButNoStreams() {
        open(ANN, false, Carrier.DIRECT, "theirs");

        assertEquals(Optional.of("theirs"), table.best(ANN));
        assertEquals(Optional.empty(), table.bestAsked(ANN));
    }

    @Test
    void aBetterCarrierReplacesTheWorse() {
        open(ANN, true, Carrier.RELAYED, "relayed");

        assertEquals(List.of("relayed"), open(ANN, true, Carrier.DIRECT, "direct"));
        assertEquals(Optional.of("direct"), table.best(ANN));
    }

    @Test
    void aWorseCarrierReplacesNothing() {
        open(ANN, true, Carrier.DIRECT, "direct");

        assertEquals(List.of(), open(ANN, true, Carrier.RELAYED, "relayed"));
        assertEquals(Optional.of("direct"), table.best(ANN));
    }

    @Test
    void aSecondLinkOfOneCarrierReplacesTheFirst() {
        open(ANN, true, Carrier.DIRECT, "first");

        assertEquals(List.of("first"), open(ANN, true, Carrier.DIRECT, "second"));
        assertEquals(Optional.of("second"), table.best(ANN));
    }

    @Test
    void whenTheBestEndsTheOtherTakesItsPlace() {
        open(ANN, true, Carrier.DIRECT, "ours");
        open(ANN, false, Carrier.DIRECT, "theirs");

        table.closed(1);
        assertEquals(Optional.of("theirs"), table.best(ANN));
        table.closed(2);
        assertEquals(Optional.empty(), table.best(ANN));
    }

    @Test
    void peersDoNotMeet() {
        open(ANN, true, Carrier.DIRECT, "ann");
        open(BOB, true, Carrier.DIRECT, "bob");

        assertEquals(Optional.of("ann"), table.best(ANN));
        assertEquals(Optional.of("bob"), table.best(BOB));
    }

    @Test
    void aPeerWithoutAdmissionIsInTheTableButIsNobodysLink() {
        table.opened(new Entry<>(1, Optional.empty(), false, Carrier.DIRECT, "stranger"));

        assertEquals(1, table.all().size());
        table.closed(1);
        assertTrue(table.all().isEmpty());
    }

    @Test
    void atMostOneLinkForEachPeerAskerAndCarrierIsInUse() {
        for (int seed = 0; seed < 200; seed++) {
            atMostOneIsInUse(seed);
        }
    }

    private static void atMostOneIsInUse(int seed) {
        Random random = new Random(seed);
        LinkTable<Long> links = new LinkTable<>();
        Map<Long, Entry<Long>> inUse = new HashMap<>();
        for (long number = 1; number < 100; number++) {
            Entry<Long> entry =
                    new Entry<>(
                            number,
                            Optional.of(node(random.nextInt(3))),
                            random.nextBoolean(),
                            CARRIERS.get(random.nextInt(CARRIERS.size())),
                            number);
            inUse.put(number, entry);
            links.opened(entry).forEach(inUse::remove);
            if (random.nextInt(3) == 0) {
                long closed = random.nextLong(number) + 1;
                links.closed(closed);
                inUse.remove(closed);
            }
            check(links, new ArrayList<>(inUse.values()), seed);
        }
    }

    private static void check(LinkTable<Long> links, List<Entry<Long>> inUse, int seed) {
        long kinds =
                inUse.stream()
                        .map(one -> List.of(one.peer(), one.asker(), one.carrier()))
                        .distinct()
                        .count();
        assertEquals(inUse.size(), kinds, "seed " + seed);
        for (int peer = 0; peer < 3; peer++) {
            NodeId id = node(peer);
            boolean any = inUse.stream().anyMatch(one -> one.peer().equals(Optional.of(id)));
            assertEquals(any, links.best(id).isPresent(), "seed " + seed);
        }
    }
}
