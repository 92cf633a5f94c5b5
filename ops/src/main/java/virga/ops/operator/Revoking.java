package virga.ops.operator;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.ops.operator.registry.NodeEntry;
import virga.ops.operator.registry.OperatorException;
import virga.ops.operator.registry.OperatorIdentity;
import virga.ops.operator.registry.RecordLife;
import virga.ops.operator.registry.RegistryTables;
import virga.ops.operator.registry.StaticRecord;
import virga.protocol.Bytes;
import virga.protocol.identity.NodeId;
import virga.protocol.message.Message.OperatorNodes;
import virga.protocol.record.DhtKey;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.protocol.record.Verified;
import virga.protocol.record.Versions;

/** Takes admissions back, and keeps the list that says so young; each call in one transaction. */
final class Revoking {
    /** A node that was away for so long still learns of it from a super. */
    static final Duration LIST_LIFE = Duration.ofDays(30);

    /** A list is signed again at this age, so that a node sees that it misses none. */
    static final Duration SIGN_AFTER = Duration.ofHours(1);

    private final OperatorIdentity identity;

    Revoking(OperatorIdentity identity) {
        this.identity = identity;
    }

    /**
     * Revokes the key of the node that a person names, in every domain: its rows go, so that its
     * name is free; its records are removed; and the next list names it.
     */
    RevokedNode revoke(RegistryTables tables, String reference, Instant now) throws SQLException {
        NodeEntry node = NamedNode.find(tables, reference);
        Bytes keyHash = node.id().keyHash();
        refuseOperator(tables, node, now);
        refuseFull(tables, now);
        String domain =
                tables.domains().byId(node.id().domain()).map(each -> each.name()).orElse("");
        Instant until = now;
        for (NodeEntry each : tables.nodes().ofKey(keyHash)) {
            until = each.expires().isAfter(until) ? each.expires() : until;
            forget(tables, each, now);
        }
        tables.revocations().revoke(keyHash, now, until);
        Verified<RevocationListRecord> list = sign(tables, now);
        return new RevokedNode(node, domain, list.body().number(), until, list.signed());
    }

    /** A new list where there is none, or the last one has its age. */
    Optional<SignedRecord> signWhenDue(RegistryTables tables, Instant now) throws SQLException {
        Optional<StaticRecord> last =
                tables.records().at(RecordKind.REVOCATION_LIST, DhtKey.WELL_KNOWN);
        Instant signed =
                last.map(record -> Instant.ofEpochSecond(record.version())).orElse(Instant.EPOCH);
        return now.isBefore(signed.plus(SIGN_AFTER))
                ? Optional.empty()
                : Optional.of(sign(tables, now).signed());
    }

    private Verified<RevocationListRecord> sign(RegistryTables tables, Instant now)
            throws SQLException {
        long last =
                tables.records()
                        .at(RecordKind.REVOCATION_LIST, DhtKey.WELL_KNOWN)
                        .map(StaticRecord::version)
                        .orElse(0L);
        Verified<RevocationListRecord> list =
                identity.sign(
                        new RevocationListRecord(
                                tables.revocations().nextNumber(),
                                new HashSet<>(tables.revocations().listed(now)),
                                Versions.next(last, now),
                                RecordLife.expiry(now, LIST_LIFE),
                                identity.publicKey()));
        tables.records().put(StaticRecord.of(list));
        return list;
    }

    private static void refuseOperator(RegistryTables tables, NodeEntry node, Instant now)
            throws SQLException {
        List<StaticRecord> operators =
                tables.records().about(RecordKind.OPERATOR_NODE, now, OperatorNodes.RECORDS_MAX);
        if (operators.stream().anyMatch(one -> one.key().hash().equals(node.id().keyHash()))) {
            throw OperatorException.refused(
                    node.id() + " is an operator, and a revocation list does not touch its key",
                    "an operator is removed with the network's root key");
        }
    }

    private static void refuseFull(RegistryTables tables, Instant now) throws SQLException {
        if (tables.revocations().listed(now).size() < RevocationListRecord.KEYS_MAX) {
            return;
        }
        throw OperatorException.failed(
                "the revocation list is full: " + RevocationListRecord.KEYS_MAX + " keys",
                "the next one leaves it at "
                        + tables.revocations().firstToLeave(now).orElse(now)
                        + "; where that is too late, begin a new network and admit again who is"
                        + " trusted");
    }

    private void forget(RegistryTables tables, NodeEntry node, Instant now) throws SQLException {
        tables.nodes().remove(node.id());
        tables.domains().count(node.id().domain(), -1);
        bury(tables, RecordKind.NODE, node.id(), now);
        tables.supers().remove(node.id());
        if (bury(tables, RecordKind.SUPER_NODE, node.id(), now)) {
            tables.networks().setPlan(tables.network().plan() + 1);
        }
    }

    /** Puts a tombstone in the place of a record that is alive; false where there is none. */
    private boolean bury(RegistryTables tables, RecordKind kind, NodeId id, Instant now)
            throws SQLException {
        Optional<StaticRecord> record =
                tables.records()
                        .at(kind, DhtKey.of(id))
                        .filter(each -> each.signed().kind() == kind)
                        .filter(each -> each.expires().isAfter(now));
        if (record.isPresent()) {
            TombstoneRecord tombstone =
                    new TombstoneRecord(
                            kind,
                            DhtKey.of(id),
                            Set.of(),
                            Versions.next(record.get().version(), now),
                            record.get().expires(),
                            identity.publicKey());
            tables.records().put(StaticRecord.of(identity.sign(tombstone)));
        }
        return record.isPresent();
    }
}
