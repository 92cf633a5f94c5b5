package virga.supernode.range;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message.RangeWhole;
import virga.protocol.record.KeyRange;
import virga.protocol.record.KeyRanges;
import virga.protocol.record.RecordBody.SuperNodeRecord;

/**
 * What a super does about its ranges, as its SuperNode record says: it receives what it is to hold,
 * from one holder and then by comparing with all others; hands over what it is leaving to every
 * holder; and compares what it holds with another holder in each round. Of what is received or
 * handed over it tells the operator.
 *
 * <pre>
 *   receiving: errand with each source ----> whole --report--> held
 *   leaving:   errand with each holder ----> whole --forget, report--> nothing
 *   held:      errand with one holder, every round
 * </pre>
 */
final class RangeWork {
    /** Exchanges at once. */
    static final int EXCHANGES_MAX = 4;

    /** From one comparison of a range to the next, jittered by a quarter. */
    static final Duration ROUND = Duration.ofSeconds(60);

    /** How often whole ranges are reported while more are on their way. */
    static final Duration REPORT_EVERY = Duration.ofSeconds(2);

    /** A report that changed nothing is repeated. */
    static final Duration REPORT_AGAIN = Duration.ofSeconds(20);

    private final NodeId self;
    private final RandomGenerator random;
    private final Map<KeyRange, Errand> receiving = new TreeMap<>();
    private final Map<KeyRange, Errand> leaving = new TreeMap<>();
    private final Map<KeyRange, Errand> keeping = new TreeMap<>();
    private final Map<Long, Errand> underWay = new HashMap<>();
    private KeyRanges whole = KeyRanges.NONE;
    private KeyRanges toForget = KeyRanges.NONE;
    private KeyRanges reported = KeyRanges.NONE;
    private Instant reportedAt = Instant.MIN;
    private Optional<SuperNodeRecord> own = Optional.empty();
    private long lastId;

    RangeWork(NodeId self, RandomGenerator random) {
        this.self = self;
        this.random = random;
    }

    /** Begin this exchange with this peer. */
    record Start(long id, NodeId peer, Exchange exchange) {}

    /**
     * What the plan says now.
     *
     * @param operators whom to receive from what no super holds
     */
    void plan(Collection<SuperNodeRecord> supers, Collection<NodeId> operators, Instant now) {
        own = supers.stream().filter(one -> one.id().equals(self)).findFirst();
        KeyRanges receives = own.map(SuperNodeRecord::receiving).orElse(KeyRanges.NONE);
        KeyRanges leaves = own.map(SuperNodeRecord::leaving).orElse(KeyRanges.NONE);
        KeyRanges holds = own.map(SuperNodeRecord::held).orElse(KeyRanges.NONE);
        whole = whole.and(receives.plus(leaves));
        reported = reported.and(whole);
        Sources sources = new Sources(self, supers, operators, now);
        renew(receiving, sources.pieces(receives.minus(whole)), now, sources::givers);
        renew(leaving, sources.pieces(leaves.minus(whole)), now, sources::holders);
        renew(keeping, sources.pieces(holds), now, sources::holders);
    }

    private interface PeersOf {
        List<NodeId> of(KeyRange piece);
    }

    private static void renew(
            Map<KeyRange, Errand> errands, List<KeyRange> pieces, Instant now, PeersOf peers) {
        errands.keySet().retainAll(pieces);
        for (KeyRange piece : pieces) {
            errands.computeIfAbsent(piece, range -> new Errand(range, now))
                    .peersAre(peers.of(piece), now);
        }
    }

    /** Exchanges to begin; each ends with {@link #done} or {@link #failed}. */
    List<Start> due(Instant now) {
        List<Start> starts = new ArrayList<>();
        for (Errand errand : receiving.values()) {
            start(errand, new Reception(errand.range(), now), now, starts);
        }
        for (Errand errand : leaving.values()) {
            start(errand, new Comparison(errand.range(), now), now, starts);
        }
        for (Errand errand : keeping.values()) {
            start(errand, new Comparison(errand.range(), now), now, starts);
        }
        return starts;
    }

    private void start(Errand errand, Exchange exchange, Instant now, List<Start> starts) {
        if (underWay.size() >= EXCHANGES_MAX) {
            return;
        }
        Optional<NodeId> peer = errand.next(now, random);
        if (peer.isPresent()) {
            underWay.put(++lastId, errand);
            starts.add(new Start(lastId, peer.get(), exchange));
        }
    }

    void done(long id, Instant now) {
        Errand errand = underWay.remove(id);
        if (errand == null) {
            return;
        }
        errand.done();
        settle(errand, now);
    }

    void failed(long id, Instant now) {
        Errand errand = underWay.remove(id);
        if (errand == null) {
            return;
        }
        errand.failed(now, random);
        settle(errand, now);
    }

    private void settle(Errand errand, Instant now) {
        KeyRanges range = new KeyRanges(List.of(errand.range()));
        if (receiving.get(errand.range()) == errand && errand.isWhole()) {
            receiving.remove(errand.range());
            whole = whole.plus(range);
        } else if (leaving.get(errand.range()) == errand && errand.isWhole()) {
            leaving.remove(errand.range());
            toForget = toForget.plus(range);
        } else if (keeping.get(errand.range()) == errand && errand.isRoundOver()) {
            errand.nextRound(now.plus(jittered(ROUND)));
        }
    }

    private Duration jittered(Duration period) {
        return Duration.ofMillis((long) (period.toMillis() * (0.75 + 0.5 * random.nextDouble())));
    }

    /** What was handed over and may be forgotten; {@link #forgotten} says that it is. */
    KeyRanges toForget() {
        return toForget;
    }

    /** What stays when that is forgotten. */
    KeyRanges kept() {
        return own.map(node -> node.held().plus(node.receiving()).plus(node.leaving()))
                .orElse(KeyRanges.NONE)
                .minus(toForget);
    }

    void forgotten(KeyRanges ranges) {
        toForget = toForget.minus(ranges);
        KeyRanges leaves = own.map(SuperNodeRecord::leaving).orElse(KeyRanges.NONE);
        whole = whole.plus(ranges.and(leaves));
    }

    /** What to tell the operator now. */
    Optional<RangeWhole> report(Instant now) {
        boolean news = !whole.equals(reported);
        boolean all = receiving.isEmpty() && leaving.isEmpty();
        Duration pause = !news ? REPORT_AGAIN : all ? Duration.ZERO : REPORT_EVERY;
        boolean due = !Duration.between(reportedAt, now).minus(pause).isNegative();
        if (whole.isEmpty() || !(due || reportedAt.equals(Instant.MIN)) || own.isEmpty()) {
            return Optional.empty();
        }
        reported = whole;
        reportedAt = now;
        return Optional.of(new RangeWhole(own.get().plan(), whole));
    }

    /** The operator gave no answer: it is told again. */
    void reportLost() {
        reported = KeyRanges.NONE;
    }

    /** Whether something is still to be received or handed over. */
    boolean isBusy() {
        return !receiving.isEmpty() || !leaving.isEmpty() || !whole.isEmpty();
    }
}
