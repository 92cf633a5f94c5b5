package virga.tunnel.device;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import virga.protocol.Bytes;

/**
 * Finds the addresses that a MAC has now, for one device.
 *
 * <pre>
 *   FIRST_LOOK --unknown, worked before--> LAST_WORKED --not there--> SWEEP --> SETTLE --> not found
 *       |               |                                                |         |
 *       +---------------+------------ the tables name it ----------------+---------+--> found
 * </pre>
 *
 * No address is believed that the neighbour tables do not give to this MAC: the one that worked
 * last may be another device's by now, so it is poked and looked up like the others. A subnet that
 * another search sweeps at the moment is waited for.
 */
public final class AddressSearch {
    /** Most addresses of one sweep; of a larger subnet the part around this machine's address. */
    public static final int SWEEP_MAX_ADDRESSES = 1_024;

    /** Pace of a sweep: {@link #TICK_ADDRESSES} every {@link #TICK_MILLIS}, 200 a second. */
    static final int TICK_ADDRESSES = 10;

    static final long TICK_MILLIS = 50;

    /** Ticks of a sweep between two looks at the tables. */
    private static final int LOOK_EACH_TICKS = 10;

    /** How long an answer to the last datagram may take. */
    static final long SETTLE_MILLIS = 1_000;

    /** How long the address that worked last may take to answer. */
    static final long LAST_WORKED_MILLIS = 300;

    /** What the search wants done. */
    public sealed interface Effect {
        /** Read the tables and call {@link #onTables}. */
        record ReadTables() implements Effect {}

        /** Send one empty datagram to each. */
        record Poke(List<InetAddress> addresses) implements Effect {}

        /** The end: best first, empty where nothing answers to the MAC. */
        record Done(List<InetAddress> addresses) implements Effect {}
    }

    /** What is sought. {@code excluded}: addresses just found not to answer. */
    public record Sought(
            Bytes mac,
            List<InterfaceSubnet> subnets,
            Optional<InetAddress> lastWorked,
            Set<InetAddress> excluded) {
        public Sought {
            subnets = List.copyOf(subnets);
            excluded = Set.copyOf(excluded);
        }
    }

    private enum Phase {
        FIRST_LOOK,
        LAST_WORKED,
        SWEEP,
        SETTLE,
        OVER
    }

    private final Sought sought;
    private final SweepLedger ledger;
    private Phase phase = Phase.FIRST_LOOK;
    private List<InetAddress> toSweep = List.of();
    private int swept;
    private int ticks;
    private OptionalLong deadlineMillis = OptionalLong.empty();
    private long waitsSinceMillis;

    public AddressSearch(Sought sought, SweepLedger ledger) {
        this.sought = sought;
        this.ledger = ledger;
    }

    public List<Effect> start() {
        return List.of(new Effect.ReadTables());
    }

    /** When {@link #onTick} is wanted; empty while tables are read and at the end. */
    public OptionalLong deadlineMillis() {
        return deadlineMillis;
    }

    public List<Effect> onTables(List<Neighbour> neighbours, long nowMillis) {
        List<InetAddress> found = matching(neighbours);
        if (phase == Phase.OVER) {
            return List.of();
        }
        if (!found.isEmpty()) {
            return over(found);
        }
        return switch (phase) {
            case FIRST_LOOK -> afterFirstLook(nowMillis);
            case LAST_WORKED -> beginSweep(nowMillis);
            case SETTLE -> over(List.of());
            case SWEEP, OVER -> List.of();
        };
    }

    public List<Effect> onTick(long nowMillis) {
        if (deadlineMillis.isEmpty() || waits(nowMillis)) {
            return List.of();
        }
        if (phase == Phase.SWEEP) {
            return sweepOn(nowMillis);
        }
        deadlineMillis = OptionalLong.empty();
        return List.of(new Effect.ReadTables());
    }

    /** Not where the clock was set back meanwhile: it would wait for as long. */
    private boolean waits(long nowMillis) {
        return nowMillis >= waitsSinceMillis && nowMillis < deadlineMillis.getAsLong();
    }

    private void waitUntil(long atMillis, long nowMillis) {
        deadlineMillis = OptionalLong.of(atMillis);
        waitsSinceMillis = nowMillis;
    }

    private List<Effect> afterFirstLook(long nowMillis) {
        Optional<InetAddress> last =
                sought.lastWorked().filter(address -> !sought.excluded().contains(address));
        if (last.isEmpty()) {
            return beginSweep(nowMillis);
        }
        phase = Phase.LAST_WORKED;
        waitUntil(nowMillis + LAST_WORKED_MILLIS, nowMillis);
        return List.of(new Effect.Poke(List.of(last.get())));
    }

    private List<Effect> beginSweep(long nowMillis) {
        List<InetAddress> addresses = new ArrayList<>();
        long waitUntilMillis = nowMillis;
        for (InterfaceSubnet each : sought.subnets()) {
            Subnet part = around(each);
            List<InetAddress> hosts = part.hosts(SWEEP_MAX_ADDRESSES - addresses.size());
            long endsMillis =
                    nowMillis + (addresses.size() + hosts.size()) * TICK_MILLIS / TICK_ADDRESSES;
            if (!hosts.isEmpty() && ledger.begin(part, nowMillis, endsMillis + SETTLE_MILLIS)) {
                hosts.remove(each.own());
                addresses.addAll(hosts);
            } else {
                waitUntilMillis = Math.max(waitUntilMillis, ledger.endsMillis(part, nowMillis));
            }
        }
        toSweep = addresses;
        if (!addresses.isEmpty()) {
            phase = Phase.SWEEP;
            return sweepOn(nowMillis);
        }
        if (waitUntilMillis == nowMillis) {
            return over(List.of());
        }
        phase = Phase.SETTLE;
        waitUntil(waitUntilMillis, nowMillis);
        return List.of();
    }

    private List<Effect> sweepOn(long nowMillis) {
        int to = Math.min(swept + TICK_ADDRESSES, toSweep.size());
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.Poke(List.copyOf(toSweep.subList(swept, to))));
        swept = to;
        ticks++;
        if (swept == toSweep.size()) {
            phase = Phase.SETTLE;
            waitUntil(nowMillis + SETTLE_MILLIS, nowMillis);
        } else {
            waitUntil(nowMillis + TICK_MILLIS, nowMillis);
            if (ticks % LOOK_EACH_TICKS == 0) {
                effects.add(new Effect.ReadTables());
            }
        }
        return effects;
    }

    private List<Effect> over(List<InetAddress> found) {
        phase = Phase.OVER;
        deadlineMillis = OptionalLong.empty();
        return List.of(new Effect.Done(found));
    }

    /**
     * IPv4 first, then global IPv6, then link-local, as most devices listen on more of the first.
     */
    private List<InetAddress> matching(List<Neighbour> neighbours) {
        return neighbours.stream()
                .filter(each -> each.mac().equals(sought.mac()))
                .map(Neighbour::address)
                .filter(address -> !sought.excluded().contains(address))
                .distinct()
                .sorted(Comparator.comparingInt(AddressSearch::rank))
                .toList();
    }

    private static int rank(InetAddress address) {
        if (address instanceof Inet4Address) {
            return 0;
        }
        return address.isLinkLocalAddress() ? 2 : 1;
    }

    private static Subnet around(InterfaceSubnet each) {
        int prefixMin = Integer.SIZE - Integer.numberOfTrailingZeros(SWEEP_MAX_ADDRESSES);
        return each.subnet().ipv4() && each.subnet().prefixLength() < prefixMin
                ? Subnet.of(each.own(), prefixMin)
                : each.subnet();
    }
}
