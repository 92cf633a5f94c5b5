package virga.protocol.record;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.record.RecordBody.DeviceRecord;
import virga.protocol.record.RecordBody.NodeInfoRecord;
import virga.protocol.record.Sealed.DeviceAddress;
import virga.protocol.record.Sealed.Service;
import virga.protocol.record.Sealed.Whereabouts;
import virga.v1.DeviceSealed;
import virga.v1.NodeInfoSealed;

/**
 * What only a record's domain reads, under the domain key. Bound to the record's kind and key in
 * the DHT: moved into another record it does not open.
 */
public final class SealedCodec {
    private static final byte[] PURPOSE = "virga sealed 1".getBytes(StandardCharsets.US_ASCII);

    private SealedCodec() {}

    /** For the NodeInfo or Device record that will stand under {@code at}. */
    public static Bytes seal(Sealed content, DomainKey key, DhtKey at, SecureRandom random) {
        RecordKind kind =
                switch (content) {
                    case Whereabouts here -> RecordKind.NODE_INFO;
                    case Sealed.Device device -> RecordKind.DEVICE;
                };
        return key.seal(plain(content), associated(kind, at), random);
    }

    /** What is sealed. */
    static byte[] plain(Sealed content) {
        return switch (content) {
            case Whereabouts here -> toProto(here);
            case Sealed.Device device -> toProto(device);
        };
    }

    /** Empty where the key does not open it, or what is inside is damaged. */
    public static Optional<Whereabouts> open(NodeInfoRecord info, DomainKey key) {
        return key.open(info.sealed(), associated(RecordKind.NODE_INFO, info.key()))
                .flatMap(SealedCodec::whereabouts);
    }

    /** Empty where the key does not open it, or what is inside is damaged. */
    public static Optional<Sealed.Device> open(DeviceRecord device, DomainKey key) {
        return key.open(device.sealed(), associated(RecordKind.DEVICE, device.key()))
                .flatMap(SealedCodec::device);
    }

    private static byte[] associated(RecordKind kind, DhtKey at) {
        return Bytes.concat(PURPOSE, new byte[] {(byte) kind.number()}, at.toBytes().borrowed());
    }

    private static byte[] toProto(Whereabouts here) {
        NodeInfoSealed.Builder to =
                NodeInfoSealed.newBuilder()
                        .addAllCandidates(Wire.candidatesToProto(here.candidates()));
        List<Bytes> lans = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (LocationId location : here.locations()) {
            switch (location) {
                case LocationId.Lan(Bytes id) -> lans.add(id);
                case LocationId.Label(String label) -> labels.add(label);
            }
        }
        lans.stream().sorted().forEach(id -> to.addLocations(Wire.toProto(id)));
        labels.stream().sorted().forEach(to::addLabels);
        return to.build().toByteArray();
    }

    private static byte[] toProto(Sealed.Device device) {
        DeviceSealed.Builder to = DeviceSealed.newBuilder().setName(device.name());
        switch (device.address()) {
            case DeviceAddress.Mac(Bytes mac) -> to.setMac(Wire.toProto(mac));
            case DeviceAddress.Host(Bytes ip) -> to.setHost(Wire.toProto(ip));
        }
        device.tlsSha256().stream().sorted().forEach(h -> to.addTlsSha256(Wire.toProto(h)));
        switch (device.location()) {
            case LocationId.Lan(Bytes id) -> to.setLocation(Wire.toProto(id));
            case LocationId.Label(String label) -> to.setLabel(label);
        }
        for (Service service : device.services()) {
            to.addServices(
                    virga.v1.Service.newBuilder()
                            .setPort(service.port())
                            .setScheme(service.scheme()));
        }
        device.allow().stream().sorted().forEach(to::addAllow);
        return to.build().toByteArray();
    }

    static Optional<Whereabouts> whereabouts(Bytes plain) {
        try {
            NodeInfoSealed from = NodeInfoSealed.parseFrom(plain.borrowed());
            Set<LocationId> locations = new HashSet<>();
            from.getLocationsList().forEach(id -> locations.add(lan(id)));
            from.getLabelsList().forEach(label -> locations.add(new LocationId.Label(label)));
            return Optional.of(
                    new Whereabouts(Wire.candidates(from.getCandidatesList()), locations));
        } catch (InvalidProtocolBufferException | IllegalArgumentException | Malformed e) {
            return Optional.empty();
        }
    }

    static Optional<Sealed.Device> device(Bytes plain) {
        try {
            DeviceSealed from = DeviceSealed.parseFrom(plain.borrowed());
            if (from.getMac().isEmpty() == from.getHost().isEmpty()
                    || from.getLocation().isEmpty() == from.getLabel().isEmpty()) {
                return Optional.empty();
            }
            Set<Bytes> certificates = new HashSet<>();
            from.getTlsSha256List().forEach(hash -> certificates.add(Wire.bytes(hash)));
            List<Service> services = new ArrayList<>();
            from.getServicesList()
                    .forEach(s -> services.add(new Service(s.getPort(), s.getScheme())));
            return Optional.of(
                    new Sealed.Device(
                            from.getName(),
                            from.getMac().isEmpty()
                                    ? new DeviceAddress.Host(Wire.bytes(from.getHost()))
                                    : new DeviceAddress.Mac(Wire.bytes(from.getMac())),
                            certificates,
                            from.getLabel().isEmpty()
                                    ? lan(from.getLocation())
                                    : new LocationId.Label(from.getLabel()),
                            services,
                            new HashSet<>(from.getAllowList())));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static LocationId lan(ByteString id) {
        return new LocationId.Lan(Wire.bytes(id));
    }
}
