package virga.protocol.record;

import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.identity.DomainId;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.PublicKey;
import virga.protocol.identity.Role;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.DomainRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.RecordBody.OperatorNodeRecord;
import virga.protocol.record.RecordBody.RevocationListRecord;
import virga.protocol.record.RecordBody.SuperNodeRecord;
import virga.protocol.record.RecordBody.TombstoneRecord;
import virga.v1.Device;
import virga.v1.Domain;
import virga.v1.Node;
import virga.v1.NodeInfo;
import virga.v1.OperatorNode;
import virga.v1.RevocationList;
import virga.v1.SuperNode;
import virga.v1.Tombstone;

/**
 * Record bodies from bytes (records.proto). Fields that this version does not know do no harm: the
 * bytes are kept as they came. The way back is {@link RecordEncoder}.
 */
public final class RecordCodec {
    private RecordCodec() {}

    /** The body as it is signed; a body's sets are written in order, so that equal bodies are. */
    public static Bytes encode(RecordBody body) {
        return Bytes.owning(RecordEncoder.toProto(body).toByteArray());
    }

    /** Parsed and within its limits, but not believed: see {@link RecordVerifier}. */
    public static RecordBody decode(RecordKind kind, Bytes body) throws Malformed {
        byte[] from = body.borrowed();
        try {
            return switch (kind) {
                case NODE -> node(Node.parseFrom(from));
                case NODE_INFO -> nodeInfo(NodeInfo.parseFrom(from));
                case DEVICE -> device(Device.parseFrom(from));
                case SUPER_NODE -> superNode(SuperNode.parseFrom(from));
                case OPERATOR_NODE -> operatorNode(OperatorNode.parseFrom(from));
                case REVOCATION_LIST -> revocationList(RevocationList.parseFrom(from));
                case DOMAIN -> domain(Domain.parseFrom(from));
                case TOMBSTONE -> tombstone(Tombstone.parseFrom(from));
            };
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new Malformed("a " + kind + " record: " + e.getMessage());
        }
    }

    private static NodeRecord node(Node from) throws Malformed {
        PublicKey key = Wire.publicKey(from.getPublicKey());
        return new NodeRecord(
                NodeId.of(new DomainId(from.getDomain()), key),
                key,
                Role.fromBits(from.getRoles()),
                from.getLabelsList(),
                from.getName(),
                from.getVersion(),
                Wire.seconds(from.getExpires()),
                Wire.publicKey(from.getOperatorKey()));
    }

    private static NodeInfoRecord nodeInfo(NodeInfo from) throws Malformed {
        PublicKey key = Wire.publicKey(from.getPublicKey());
        List<Bytes> locations = from.getLocationKeysList().stream().map(Wire::bytes).toList();
        return new NodeInfoRecord(
                NodeId.of(new DomainId(from.getDomain()), key),
                key,
                from.getVersion(),
                Wire.seconds(from.getExpires()),
                locations,
                Wire.bytes(from.getSealed()),
                Wire.seconds(from.getEndOfLife()));
    }

    private static DeviceRecord device(Device from) throws Malformed {
        return new DeviceRecord(
                Wire.key(from.getDomain(), from.getDeviceKey()),
                Wire.bytes(from.getNameKey()),
                Wire.bytes(from.getSealed()),
                from.getVersion(),
                Wire.seconds(from.getExpires()),
                Wire.publicKey(from.getOperatorKey()));
    }

    private static SuperNodeRecord superNode(SuperNode from) throws Malformed {
        PublicKey key = Wire.publicKey(from.getPublicKey());
        return new SuperNodeRecord(
                NodeId.of(new DomainId(from.getDomain()), key),
                key,
                Wire.ranges(from.getHeldList(), SuperNodeRecord.RANGES_MAX),
                Wire.ranges(from.getReceivingList(), SuperNodeRecord.RANGES_MAX),
                Wire.ranges(from.getLeavingList(), SuperNodeRecord.RANGES_MAX),
                from.getPlan(),
                Wire.candidates(from.getCandidatesList()),
                from.getVersion(),
                Wire.seconds(from.getExpires()),
                Wire.publicKey(from.getOperatorKey()));
    }

    private static OperatorNodeRecord operatorNode(OperatorNode from) throws Malformed {
        PublicKey key = Wire.publicKey(from.getPublicKey());
        return new OperatorNodeRecord(
                NodeId.of(new DomainId(from.getDomain()), key),
                key,
                Wire.publicKey(from.getRootPublicKey()),
                from.getVersion(),
                Wire.seconds(from.getExpires()));
    }

    private static RevocationListRecord revocationList(RevocationList from) throws Malformed {
        if (from.getKeyHashCount() > RevocationListRecord.KEYS_MAX) {
            throw new Malformed("too many revoked keys");
        }
        Set<Bytes> hashes = new HashSet<>();
        from.getKeyHashList().forEach(hash -> hashes.add(Wire.bytes(hash)));
        return new RevocationListRecord(
                from.getNumber(),
                hashes,
                from.getVersion(),
                Wire.seconds(from.getExpires()),
                Wire.publicKey(from.getOperatorKey()));
    }

    private static DomainRecord domain(Domain from) throws Malformed {
        return new DomainRecord(
                new DomainId(from.getDomain()),
                from.getQuota(),
                from.getVersion(),
                Wire.seconds(from.getExpires()),
                Wire.publicKey(from.getOperatorKey()));
    }

    private static TombstoneRecord tombstone(Tombstone from) throws Malformed {
        Instant expires = Wire.seconds(from.getExpires());
        return new TombstoneRecord(
                Wire.kind(from.getKindValue()),
                Wire.key(from.getDomain(), from.getKey()),
                from.getPlacesList().stream().map(Wire::bytes).collect(Collectors.toSet()),
                from.getVersion(),
                expires,
                Wire.publicKey(from.getSignerKey()));
    }
}
