package virga.tunnel.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;

/** A LAN in virtual time: a device answers to a datagram when it is poked at its address. */
class AddressSearchTest {
    private static final Bytes MAC = Bytes.ofHex("001122334455");
    private static final Bytes OTHER = Bytes.ofHex("00aabbccddee");

    private final SweepLedger ledger = new SweepLedger();
    private final List<Neighbour> tables = new ArrayList<>();
    private final List<InetAddress> poked = new ArrayList<>();
    private Optional<InetAddress> hidden = Optional.empty();
    private long nowMillis;

    private static InetAddress ip(String text) {
        return InetAddress.ofLiteral(text);
    }

    private static InterfaceSubnet lan(String own, int prefixLength) {
        return new InterfaceSubnet("eth0", ip(own), Subnet.of(ip(own), prefixLength));
    }

    private static AddressSearch.Sought sought(InterfaceSubnet lan, String... last) {
        return new AddressSearch.Sought(
                MAC,
                List.of(lan),
                last.length == 0 ? Optional.empty() : Optional.of(ip(last[0])),
                Set.of());
    }

    /** Runs the search to its end. */
    private List<InetAddress> run(AddressSearch.Sought sought) {
        AddressSearch search = new AddressSearch(sought, ledger);
        Deque<AddressSearch.Effect> todo = new ArrayDeque<>(search.start());
        while (true) {
            while (!todo.isEmpty()) {
                switch (todo.poll()) {
                    case AddressSearch.Effect.ReadTables read ->
                            todo.addAll(search.onTables(List.copyOf(tables), nowMillis));
                    case AddressSearch.Effect.Poke poke -> poke(poke.addresses());
                    case AddressSearch.Effect.Done done -> {
                        return done.addresses();
                    }
                }
            }
            nowMillis = search.deadlineMillis().orElseThrow();
            todo.addAll(search.onTick(nowMillis));
        }
    }

    private void poke(List<InetAddress> addresses) {
        poked.addAll(addresses);
        hidden.filter(addresses::contains)
                .ifPresent(at -> tables.add(new Neighbour(at, MAC, "eth0")));
    }

    @Test
    void knownNeighbourIsFoundWithoutADatagram() {
        tables.add(new Neighbour(ip("192.168.1.9"), OTHER, "eth0"));
        tables.add(new Neighbour(ip("192.168.1.20"), MAC, "eth0"));
        assertEquals(List.of(ip("192.168.1.20")), run(sought(lan("192.168.1.2", 24))));
        assertEquals(List.of(), poked);
        assertEquals(0, nowMillis);
    }

    @Test
    void ipv4ComesBeforeGlobalIpv6BeforeLinkLocal() {
        tables.add(new Neighbour(ip("fe80::5"), MAC, "eth0"));
        tables.add(new Neighbour(ip("fd00::5"), MAC, "eth0"));
        tables.add(new Neighbour(ip("192.168.1.5"), MAC, "eth0"));
        assertEquals(
                List.of(ip("192.168.1.5"), ip("fd00::5"), ip("fe80::5")),
                run(sought(lan("192.168.1.2", 24))));
    }

    @Test
    void addressThatWorkedLastIsPokedAloneAndFirst() {
        hidden = Optional.of(ip("192.168.1.200"));
        assertEquals(
                List.of(ip("192.168.1.200")), run(sought(lan("192.168.1.2", 24), "192.168.1.200")));
        assertEquals(List.of(ip("192.168.1.200")), poked);
        assertEquals(AddressSearch.LAST_WORKED_MILLIS, nowMillis);
    }

    @Test
    void addressThatAnotherDeviceHasNowIsNotBelieved() {
        hidden = Optional.of(ip("192.168.1.7"));
        tables.add(new Neighbour(ip("192.168.1.200"), OTHER, "eth0"));
        assertEquals(
                List.of(ip("192.168.1.7")), run(sought(lan("192.168.1.2", 24), "192.168.1.200")));
    }

    @Test
    void sweepFindsTheDeviceAndStopsSoonAfter() {
        hidden = Optional.of(ip("192.168.1.30"));
        assertEquals(List.of(ip("192.168.1.30")), run(sought(lan("192.168.1.2", 24))));
        assertTrue(poked.size() <= 100, poked.size() + " addresses were poked");
    }

    @Test
    void sweepPokesEachHostOnceButItself() {
        assertEquals(List.of(), run(sought(lan("192.168.1.2", 24))));
        assertEquals(253, poked.size());
        assertEquals(253, new HashSet<>(poked).size());
        assertTrue(!poked.contains(ip("192.168.1.2")), "poked itself");
        assertTrue(!poked.contains(ip("192.168.1.255")), "poked the broadcast address");
    }

    @Test
    void sweepKeepsToTwoHundredASecond() {
        run(sought(lan("10.0.0.2", 22)));
        long sendingMillis = nowMillis - AddressSearch.SETTLE_MILLIS;
        assertTrue(poked.size() * 1_000L <= 200 * (sendingMillis + AddressSearch.TICK_MILLIS));
    }

    @Test
    void largeSubnetIsSweptAroundThisMachineOnly() {
        run(sought(lan("10.1.2.3", 8)));
        assertTrue(poked.size() <= AddressSearch.SWEEP_MAX_ADDRESSES);
        assertTrue(poked.contains(ip("10.1.2.4")));
        assertTrue(!poked.contains(ip("10.9.0.1")));
    }

    @Test
    void subnetIsNotSweptTwiceInAMinute() {
        run(sought(lan("192.168.1.2", 24)));
        int first = poked.size();
        nowMillis = 59_999;
        assertEquals(List.of(), run(sought(lan("192.168.1.2", 24))));
        assertEquals(first, poked.size());
        assertEquals(59_999, nowMillis, "and the answer comes at once");
        nowMillis = 60_000;
        run(sought(lan("192.168.1.2", 24)));
        assertEquals(2 * first, poked.size());
    }

    @Test
    void searchDuringAnotherSweepWaitsForItsEnd() {
        AddressSearch first = new AddressSearch(sought(lan("192.168.1.2", 24)), ledger);
        first.start();
        first.onTables(List.of(), 0);
        AddressSearch second = new AddressSearch(sought(lan("192.168.1.2", 24)), ledger);
        second.start();
        assertEquals(List.of(), second.onTables(List.of(), 100));
        long endMillis = second.deadlineMillis().orElseThrow();
        assertTrue(endMillis >= 253 * 1_000 / 200, "ends with the sweep, not at " + endMillis);
        assertEquals(List.of(new AddressSearch.Effect.ReadTables()), second.onTick(endMillis));
    }

    @Test
    void clockThatWasSetBackNeitherHoldsASearchUpNorTheNextSweep() {
        nowMillis = 7_200_000;
        AddressSearch search = new AddressSearch(sought(lan("192.168.1.2", 24)), ledger);
        search.start();
        search.onTables(List.of(), nowMillis);
        assertEquals(1, search.onTick(50).size());
        assertEquals(OptionalLong.of(100), search.deadlineMillis());
        nowMillis = 0;
        hidden = Optional.of(ip("192.168.1.21"));
        assertEquals(List.of(ip("192.168.1.21")), run(sought(lan("192.168.1.2", 24))));
    }

    @Test
    void ipv6SubnetIsNotWalked() {
        assertEquals(List.of(), run(sought(lan("fd00::2", 64))));
        assertEquals(List.of(), poked);
    }

    @Test
    void addressThatDoesNotAnswerIsLeftOut() {
        tables.add(new Neighbour(ip("192.168.1.20"), MAC, "eth0"));
        hidden = Optional.of(ip("192.168.1.21"));
        AddressSearch.Sought again =
                new AddressSearch.Sought(
                        MAC,
                        List.of(lan("192.168.1.2", 24)),
                        Optional.of(ip("192.168.1.20")),
                        Set.of(ip("192.168.1.20")));
        assertEquals(List.of(ip("192.168.1.21")), run(again));
    }

    @Test
    void staleTickDoesNothing() {
        AddressSearch search = new AddressSearch(sought(lan("192.168.1.2", 24)), ledger);
        search.start();
        search.onTables(List.of(), 0);
        assertEquals(List.of(), search.onTick(1));
    }
}
