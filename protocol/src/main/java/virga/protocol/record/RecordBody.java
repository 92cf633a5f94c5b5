package virga.protocol.record;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;

/**
 * What a record says, parsed and within its limits, but not yet believed: only {@link Verified} is.
 * The fields are those of records.proto.
 */
public sealed interface RecordBody {
    RecordKind kind();

    /** Where the record stands in the DHT. */
    DhtKey key();

    /** Counter of the record's writer: max(last + 1, seconds since 1970). */
    long version();

    /** The record is not believed from this moment on. */
    Instant expires();

    /** Whose signature the record carries. */
    PublicKey signer();

    /** A node's admission, signed by an operator. */
    record NodeRecord(
            NodeId id,
            PublicKey publicKey,
            Set<Role> roles,
            List<String> labels,
            String name,
            long version,
            Instant expires,
            PublicKey operator)
            implements RecordBody {
        /** Most location labels that a node may be allowed. */
        public static final int LABELS_MAX = 16;

        public static final int NAME_LENGTH_MAX_BYTES = 63;

        public NodeRecord {
            roles = Set.copyOf(roles);
            labels = List.copyOf(labels);
            Limits.sameKey(id, publicKey);
            Limits.atMost("labels", labels, LABELS_MAX);
            labels.forEach(LocationId.Label::new);
            Limits.text("a node's name", name, NAME_LENGTH_MAX_BYTES);
            Limits.notNegative("version", version);
            expires = Limits.seconds("expires", expires);
        }

        @Override
        public RecordKind kind() {
            return RecordKind.NODE;
        }

        @Override
        public DhtKey key() {
            return DhtKey.of(id);
        }

        @Override
        public PublicKey signer() {
            return operator;
        }
    }

    /**
     * Where a node is now, signed by itself. {@code endOfLife} is {@code EPOCH} where none is
     * announced.
     */
    record NodeInfoRecord(
            NodeId id,
            PublicKey publicKey,
            long version,
            Instant expires,
            List<Bytes> locationKeys,
            Bytes sealed,
            Instant endOfLife)
            implements RecordBody {
        /** Most locations that a node is indexed under. */
        public static final int LOCATIONS_MAX = 16;

        public NodeInfoRecord {
            locationKeys = List.copyOf(locationKeys);
            Limits.sameKey(id, publicKey);
            Limits.atMost("locations", locationKeys, LOCATIONS_MAX);
            locationKeys.forEach(key -> Limits.hash("a location key", key));
            endOfLife = Limits.seconds("end of life", endOfLife);
            Limits.notNegative("version", version);
            expires = Limits.seconds("expires", expires);
        }

        @Override
        public RecordKind kind() {
            return RecordKind.NODE_INFO;
        }

        @Override
        public DhtKey key() {
            return DhtKey.of(id);
        }

        @Override
        public PublicKey signer() {
            return publicKey;
        }
    }

    /** A device on a LAN, signed by an operator; also found under {@code nameKey}. */
    record DeviceRecord(
            DhtKey key,
            Bytes nameKey,
            Bytes sealed,
            long version,
            Instant expires,
            PublicKey operator)
            implements RecordBody {
        public DeviceRecord {
            Limits.hash("a name key", nameKey);
            Limits.notNegative("version", version);
            expires = Limits.seconds("expires", expires);
        }

        @Override
        public RecordKind kind() {
            return RecordKind.DEVICE;
        }

        @Override
        public PublicKey signer() {
            return operator;
        }
    }

    /**
     * A holder of keys, signed by an operator. It answers for those of {@code held}; those of
     * {@code receiving} it stores, until it has all of them; those of {@code leaving} it keeps,
     * until the others have all of them.
     */
    record SuperNodeRecord(
            NodeId id,
            PublicKey publicKey,
            KeyRanges held,
            KeyRanges receiving,
            KeyRanges leaving,
            long plan,
            List<Candidate> candidates,
            long version,
            Instant expires,
            PublicKey operator)
            implements RecordBody {
        /** Most ranges of each sort. */
        public static final int RANGES_MAX = 256;

        public SuperNodeRecord {
            candidates = List.copyOf(candidates);
            Limits.sameKey(id, publicKey);
            Limits.atMost("candidates", candidates, Candidate.PER_RECORD_MAX);
            Limits.notNegative("plan", plan);
            Limits.atMost("ranges held", held.ranges(), RANGES_MAX);
            Limits.atMost("ranges received", receiving.ranges(), RANGES_MAX);
            Limits.atMost("ranges left", leaving.ranges(), RANGES_MAX);
            Limits.notNegative("version", version);
            expires = Limits.seconds("expires", expires);
        }

        @Override
        public RecordKind kind() {
            return RecordKind.SUPER_NODE;
        }

        @Override
        public DhtKey key() {
            return DhtKey.of(id);
        }

        @Override
        public PublicKey signer() {
            return operator;
        }
    }

    /** A key that may admit nodes, signed by the root key. */
    record OperatorNodeRecord(
            NodeId id, PublicKey publicKey, PublicKey root, long version, Instant expires)
            implements RecordBody {
        public OperatorNodeRecord {
            Limits.sameKey(id, publicKey);
            Limits.notNegative("version", version);
            expires = Limits.seconds("expires", expires);
        }

        @Override
        public RecordKind kind() {
            return RecordKind.OPERATOR_NODE;
        }

        @Override
        public DhtKey key() {
            return DhtKey.of(id);
        }

        @Override
        public PublicKey signer() {
            return root;
        }
    }

    /** Keys no longer believed, signed by an operator. */
    record RevocationListRecord(
            long number, Set<Bytes> keyHashes, long version, Instant expires, PublicKey operator)
            implements RecordBody {
        /** As many as fit {@link SignedRecord#LIST_LENGTH_MAX_BYTES}. */
        public static final int KEYS_MAX = 5_000;

        public RevocationListRecord {
            keyHashes = Set.copyOf(keyHashes);
            Limits.atMost("revoked keys", keyHashes, KEYS_MAX);
            keyHashes.forEach(hash -> Limits.hash("a key hash", hash));
            Limits.notNegative("number", number);
            Limits.notNegative("version", version);
            expires = Limits.seconds("expires", expires);
        }

        @Override
        public RecordKind kind() {
            return RecordKind.REVOCATION_LIST;
        }

        @Override
        public DhtKey key() {
            return DhtKey.WELL_KNOWN;
        }

        @Override
        public PublicKey signer() {
            return operator;
        }
    }

    /** A domain's limits, signed by an operator. {@code quota}: entries in the whole network. */
    record DomainRecord(
            DomainId domain, int quota, long version, Instant expires, PublicKey operator)
            implements RecordBody {
        public DomainRecord {
            Limits.notNegative("quota", quota);
            Limits.notNegative("version", version);
            expires = Limits.seconds("expires", expires);
        }

        @Override
        public RecordKind kind() {
            return RecordKind.DOMAIN;
        }

        @Override
        public DhtKey key() {
            return new DhtKey(domain, DhtKey.WELL_KNOWN.hash());
        }

        @Override
        public PublicKey signer() {
            return operator;
        }
    }

    /**
     * A removal, signed by whoever signs the kind {@code removed}. {@code places}: 32 bytes each,
     * what the removed record was found under besides its key.
     */
    record TombstoneRecord(
            RecordKind removed,
            DhtKey key,
            Set<Bytes> places,
            long version,
            Instant expires,
            PublicKey signer)
            implements RecordBody {
        public TombstoneRecord {
            places = Set.copyOf(places);
            Limits.atMost("places", places, NodeInfoRecord.LOCATIONS_MAX);
            places.forEach(place -> Limits.hash("a place", place));
            if (removed == RecordKind.TOMBSTONE) {
                throw new IllegalArgumentException("a tombstone cannot be removed");
            }
            Limits.notNegative("version", version);
            expires = Limits.seconds("expires", expires);
        }

        @Override
        public RecordKind kind() {
            return RecordKind.TOMBSTONE;
        }
    }
}
