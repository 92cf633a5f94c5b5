package virga.ops.operator.plan;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import virga.ops.operator.registry.DomainEntry;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.RecordLife;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.ops.operator.registry.SuperEntry;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.message.Message.RangeWhole;
import virga.protocol.record.DhtKey;
import virga.protocol.record.KeyRange;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordCodec;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Versions;
import virga.supernode.plan.Holding;
import virga.supernode.plan.Loads;
import virga.supernode.plan.PartitionPlan;
import virga.supernode.plan.PlanChange;
import virga.supernode.plan.PlanSettings;

/**
 * Keeps the partition plan: who is a super, what it holds now, and the next step to what the plan
 * wants. Everything stands in the registry, so that any operator of the network may take the next
 * step, each in one transaction.
 */
public final class PlanDesk {
    /** Life of a SuperNode record; it is signed again at two thirds, and whenever it changes. */
    public static final Duration SUPER_LIFE = Duration.ofDays(30);

    /** A super that was not seen for so long holds nothing any more. */
    public static final Duration LOST_AFTER = Duration.ofSeconds(35);

    /** One that was not seen for so long is forgotten, until it offers itself again. */
    static final Duration FORGOTTEN_AFTER = Duration.ofHours(24);

    /** Supers of a network. */
    static final int SUPERS_MAX = 4_096;

    private final OperatorIdentity identity;
    private final Instant started;

    /**
     * {@code started}: what was not seen before then may have been, while no operator was there.
     */
    public PlanDesk(OperatorIdentity identity, Instant started) {
        this.identity = identity;
        this.started = started;
    }

    /**
     * {@code peer} offers itself. Its own SuperNode record; empty where it may not be a super: it
     * has neither the role nor is it this operator, it has expired, or no one could dial it.
     */
    public Optional<SignedRecord> submit(
            RegistryTables tables,
            NodeId peer,
            List<Candidate> candidates,
            Bytes store,
            Instant now)
            throws SQLException {
        boolean dialable = !candidates.isEmpty() && candidates.size() <= Candidate.PER_RECORD_MAX;
        if (!dialable || !mayHold(tables, peer, now)) {
            return Optional.empty();
        }
        Optional<SuperEntry> known = tables.supers().byId(peer);
        boolean same = known.filter(one -> one.store().equals(store)).isPresent();
        long joined = peer.equals(self(tables)) ? 0 : knownToAll(tables, now);
        tables.supers()
                .put(
                        new SuperEntry(
                                peer,
                                candidates,
                                store,
                                now,
                                same ? known.get().joined() : joined,
                                same ? known.get().fed() : 0));
        if (!same) {
            forget(tables, peer, now);
        }
        step(tables, now);
        return stored(tables, peer).map(StaticRecord::signed);
    }

    /**
     * The last change that whoever a new super may receive from has been given: it is given what
     * came later itself.
     */
    private long knownToAll(RegistryTables tables, Instant now) throws SQLException {
        NodeId self = self(tables);
        long known = Long.MAX_VALUE;
        boolean operatorKnown = false;
        for (SuperEntry entry : tables.supers().all()) {
            boolean isSelf = entry.id().equals(self);
            operatorKnown |= isSelf;
            known = isSelf || isAlive(entry, now) ? Math.min(known, entry.fed()) : known;
        }
        return operatorKnown ? known : 0;
    }

    private boolean mayHold(RegistryTables tables, NodeId peer, Instant now) throws SQLException {
        return tables.nodes()
                .byId(peer)
                .filter(node -> !node.expiredAt(now))
                .filter(node -> node.roles().contains(Role.SUPER) || isSelf(node))
                .isPresent();
    }

    private boolean isSelf(NodeEntry node) {
        return node.publicKey().equals(identity.publicKey());
    }

    private NodeId self(RegistryTables tables) throws SQLException {
        return NodeId.of(tables.network().domain(), identity.publicKey());
    }

    /** What it held is lost with its store: others are to hold it before it does again. */
    private void forget(RegistryTables tables, NodeId peer, Instant now) throws SQLException {
        Optional<SuperNodeRecord> before = record(tables, peer);
        if (before.isPresent()) {
            sign(tables, peer, Holding.NONE, tables.network().plan(), now);
        }
    }

    /** {@code peer} has received or handed over these ranges whole. */
    public void whole(RegistryTables tables, NodeId peer, RangeWhole report, Instant now)
            throws SQLException {
        Optional<SuperNodeRecord> before = record(tables, peer);
        if (before.isEmpty()) {
            return;
        }
        Map<NodeId, Holding> done = new HashMap<>();
        done.put(peer, PlanChange.whole(holding(before.get()), report.ranges()));
        step(tables, done, now);
    }

    /** These supers have answered. */
    public void seen(RegistryTables tables, Collection<NodeId> supers, Instant now)
            throws SQLException {
        for (NodeId one : supers) {
            tables.supers().seen(one, now);
        }
    }

    /** Takes the next step; nothing is written where there is none. */
    public void step(RegistryTables tables, Instant now) throws SQLException {
        step(tables, Map.of(), now);
    }

    private void step(RegistryTables tables, Map<NodeId, Holding> done, Instant now)
            throws SQLException {
        NodeId self = self(tables);
        Map<NodeId, SuperNodeRecord> records = records(tables, now);
        TreeSet<NodeId> alive = new TreeSet<>();
        TreeSet<NodeId> supers = new TreeSet<>();
        for (SuperEntry entry : tables.supers().all()) {
            boolean isSelf = entry.id().equals(self);
            if (isSelf || (isAlive(entry, now) && mayHold(tables, entry.id(), now))) {
                alive.add(entry.id());
                if (holdsByPlan(tables, entry.id())) {
                    supers.add(entry.id());
                }
            } else if (entry.seen().isBefore(now.minus(FORGOTTEN_AFTER))) {
                tables.supers().remove(entry.id());
            }
        }
        Map<NodeId, Holding> before = new TreeMap<>();
        records.forEach((id, record) -> before.put(id, holding(record)));
        Map<NodeId, Holding> standing = new TreeMap<>(before);
        standing.putAll(done);
        PartitionPlan plan = PartitionPlan.of(supers, loads(tables), SETTINGS, secret(tables));
        Map<NodeId, Holding> after =
                new TreeMap<>(new PlanChange(self, plan, alive, SETTINGS).step(standing));
        before.keySet().forEach(id -> after.putIfAbsent(id, Holding.NONE));
        after.keySet().removeIf(id -> !alive.contains(id) && !records.containsKey(id));
        write(tables, records, after, now);
    }

    private static final PlanSettings SETTINGS = PlanSettings.STANDARD;

    private boolean isAlive(SuperEntry entry, Instant now) {
        Instant seen = entry.seen().isAfter(started) ? entry.seen() : started;
        return !seen.isBefore(now.minus(LOST_AFTER));
    }

    /** An operator is no super of the plan unless it has that role too. */
    private static boolean holdsByPlan(RegistryTables tables, NodeId id) throws SQLException {
        return tables.nodes()
                .byId(id)
                .filter(node -> node.roles().contains(Role.SUPER))
                .isPresent();
    }

    private static Loads loads(RegistryTables tables) throws SQLException {
        Map<DomainId, Long> entries = new HashMap<>();
        for (DomainEntry domain : tables.domains().all()) {
            entries.put(domain.id(), (long) domain.entries());
        }
        return Loads.of(entries);
    }

    private long secret(RegistryTables tables) throws SQLException {
        long secret = tables.networks().planSecret();
        while (secret == 0) {
            secret = identity.secrets().nextLong();
            tables.networks().setPlanSecret(secret);
        }
        return secret;
    }

    private void write(
            RegistryTables tables,
            Map<NodeId, SuperNodeRecord> records,
            Map<NodeId, Holding> after,
            Instant now)
            throws SQLException {
        boolean moved = false;
        for (Map.Entry<NodeId, Holding> one : after.entrySet()) {
            Optional<Holding> before =
                    Optional.ofNullable(records.get(one.getKey())).map(PlanDesk::holding);
            moved |= !one.getValue().equals(before.orElse(Holding.NONE));
        }
        long plan = tables.network().plan() + (moved ? 1 : 0);
        if (moved) {
            tables.networks().setPlan(plan);
        }
        for (Map.Entry<NodeId, Holding> one : after.entrySet()) {
            if (isNews(tables, one.getKey(), one.getValue(), records, now)) {
                sign(tables, one.getKey(), one.getValue(), plan, now);
            }
        }
    }

    private static boolean isNews(
            RegistryTables tables,
            NodeId id,
            Holding after,
            Map<NodeId, SuperNodeRecord> records,
            Instant now)
            throws SQLException {
        SuperNodeRecord before = records.get(id);
        Optional<SuperEntry> entry = tables.supers().byId(id);
        if (before == null || entry.isEmpty()) {
            return before == null || !holding(before).equals(after);
        }
        return !holding(before).equals(after)
                || !before.candidates().equals(entry.get().candidates())
                || RecordLife.isDue(before.expires(), SUPER_LIFE, now);
    }

    private void sign(RegistryTables tables, NodeId id, Holding holding, long plan, Instant now)
            throws SQLException {
        Optional<NodeEntry> node = tables.nodes().byId(id);
        Optional<StaticRecord> before = stored(tables, id);
        if (node.isEmpty()) {
            return;
        }
        List<Candidate> candidates =
                tables.supers()
                        .byId(id)
                        .map(SuperEntry::candidates)
                        .or(() -> before.map(PlanDesk::body).map(SuperNodeRecord::candidates))
                        .orElse(List.of());
        SuperNodeRecord body =
                new SuperNodeRecord(
                        id,
                        node.get().publicKey(),
                        holding.held(),
                        holding.receiving(),
                        holding.leaving(),
                        plan,
                        candidates,
                        Versions.next(before.map(StaticRecord::version).orElse(0L), now),
                        RecordLife.expiry(now, SUPER_LIFE),
                        identity.publicKey());
        tables.records().put(StaticRecord.of(identity.sign(body)));
    }

    /** What a super holds now. */
    public static Optional<SuperNodeRecord> record(RegistryTables tables, NodeId id)
            throws SQLException {
        return stored(tables, id).map(PlanDesk::body);
    }

    private static Optional<StaticRecord> stored(RegistryTables tables, NodeId id)
            throws SQLException {
        return tables.records()
                .at(RecordKind.SUPER_NODE, DhtKey.of(id))
                .filter(record -> record.signed().kind() == RecordKind.SUPER_NODE);
    }

    private static Map<NodeId, SuperNodeRecord> records(RegistryTables tables, Instant now)
            throws SQLException {
        Map<NodeId, SuperNodeRecord> records = new TreeMap<>();
        for (StaticRecord record : tables.records().about(RecordKind.SUPER_NODE, now, SUPERS_MAX)) {
            SuperNodeRecord body = body(record);
            records.put(body.id(), body);
        }
        return records;
    }

    /** The records of those that hold keys in the range. */
    public static List<SignedRecord> holders(RegistryTables tables, KeyRange range, Instant now)
            throws SQLException {
        return tables.records().about(RecordKind.SUPER_NODE, now, SUPERS_MAX).stream()
                .filter(record -> body(record).held().meets(range))
                .map(StaticRecord::signed)
                .toList();
    }

    private static SuperNodeRecord body(StaticRecord record) {
        try {
            return (SuperNodeRecord)
                    RecordCodec.decode(record.signed().kind(), record.signed().body());
        } catch (Malformed e) {
            throw new IllegalStateException("the registry has a damaged SuperNode record", e);
        }
    }

    private static Holding holding(SuperNodeRecord record) {
        return new Holding(record.held(), record.receiving(), record.leaving());
    }
}
