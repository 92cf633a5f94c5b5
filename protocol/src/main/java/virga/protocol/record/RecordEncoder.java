package virga.protocol.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
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

/** Record bodies to their protobuf form (records.proto). */
final class RecordEncoder {
    private RecordEncoder() {}

    static MessageLite toProto(RecordBody body) {
        return switch (body) {
            case NodeRecord node -> node(node);
            case NodeInfoRecord info -> nodeInfo(info);
            case DeviceRecord device -> device(device);
            case SuperNodeRecord holder -> superNode(holder);
            case OperatorNodeRecord operator -> operatorNode(operator);
            case RevocationListRecord list -> revocationList(list);
            case DomainRecord domain -> domain(domain);
            case TombstoneRecord tombstone -> tombstone(tombstone);
        };
    }

    private static Node node(NodeRecord node) {
        return Node.newBuilder()
                .setDomain(node.id().domain().value())
                .setPublicKey(key(node.publicKey()))
                .setRoles(Role.toBits(node.roles()))
                .addAllLabels(node.labels())
                .setName(node.name())
                .setVersion(node.version())
                .setExpires(node.expires().getEpochSecond())
                .setOperatorKey(key(node.operator()))
                .build();
    }

    private static NodeInfo nodeInfo(NodeInfoRecord info) {
        return NodeInfo.newBuilder()
                .setDomain(info.id().domain().value())
                .setPublicKey(key(info.publicKey()))
                .setVersion(info.version())
                .setExpires(info.expires().getEpochSecond())
                .addAllLocationKeys(info.locationKeys().stream().map(Wire::toProto).toList())
                .setSealed(Wire.toProto(info.sealed()))
                .setEndOfLife(info.endOfLife().getEpochSecond())
                .build();
    }

    private static Device device(DeviceRecord device) {
        return Device.newBuilder()
                .setDomain(device.key().domain().value())
                .setDeviceKey(Wire.toProto(device.key().hash()))
                .setNameKey(Wire.toProto(device.nameKey()))
                .setSealed(Wire.toProto(device.sealed()))
                .setVersion(device.version())
                .setExpires(device.expires().getEpochSecond())
                .setOperatorKey(key(device.operator()))
                .build();
    }

    private static SuperNode superNode(SuperNodeRecord holder) {
        return SuperNode.newBuilder()
                .setDomain(holder.id().domain().value())
                .setPublicKey(key(holder.publicKey()))
                .addAllHeld(Wire.toProto(holder.held()))
                .addAllReceiving(Wire.toProto(holder.receiving()))
                .addAllLeaving(Wire.toProto(holder.leaving()))
                .setPlan(holder.plan())
                .addAllCandidates(Wire.candidatesToProto(holder.candidates()))
                .setVersion(holder.version())
                .setExpires(holder.expires().getEpochSecond())
                .setOperatorKey(key(holder.operator()))
                .build();
    }

    private static OperatorNode operatorNode(OperatorNodeRecord operator) {
        return OperatorNode.newBuilder()
                .setDomain(operator.id().domain().value())
                .setPublicKey(key(operator.publicKey()))
                .setRootPublicKey(key(operator.root()))
                .setVersion(operator.version())
                .setExpires(operator.expires().getEpochSecond())
                .build();
    }

    private static RevocationList revocationList(RevocationListRecord list) {
        return RevocationList.newBuilder()
                .setNumber(list.number())
                .addAllKeyHash(list.keyHashes().stream().sorted().map(Wire::toProto).toList())
                .setVersion(list.version())
                .setExpires(list.expires().getEpochSecond())
                .setOperatorKey(key(list.operator()))
                .build();
    }

    private static Domain domain(DomainRecord domain) {
        return Domain.newBuilder()
                .setDomain(domain.domain().value())
                .setQuota(domain.quota())
                .setVersion(domain.version())
                .setExpires(domain.expires().getEpochSecond())
                .setOperatorKey(key(domain.operator()))
                .build();
    }

    private static Tombstone tombstone(TombstoneRecord tombstone) {
        return Tombstone.newBuilder()
                .setKind(Wire.toProto(tombstone.removed()))
                .setDomain(tombstone.key().domain().value())
                .setKey(Wire.toProto(tombstone.key().hash()))
                .setVersion(tombstone.version())
                .setExpires(tombstone.expires().getEpochSecond())
                .setSignerKey(key(tombstone.signer()))
                .addAllPlaces(tombstone.places().stream().sorted().map(Wire::toProto).toList())
                .build();
    }

    private static ByteString key(PublicKey key) {
        return Wire.toProto(key.encoded());
    }
}
