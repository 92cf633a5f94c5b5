package virga.protocol.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.v1.StreamOpen;
import virga.v1.TunnelOpen;

/** The payload of an OPEN frame: virga.v1.StreamOpen. */
final class StreamTargets {
    private StreamTargets() {}

    static byte[] encode(TunnelTarget target) {
        TunnelOpen tunnel =
                TunnelOpen.newBuilder()
                        .setDeviceKey(ByteString.copyFrom(target.deviceKey().view()))
                        .setPort(target.port())
                        .build();
        return StreamOpen.newBuilder().setTunnel(tunnel).build().toByteArray();
    }

    /** Empty where a newer node asks for something that this version does not know. */
    static Optional<TunnelTarget> decode(ByteBuf payload) throws Malformed {
        try {
            StreamOpen open = StreamOpen.parseFrom(ByteBufUtil.getBytes(payload));
            if (!open.hasTunnel()) {
                return Optional.empty();
            }
            TunnelOpen tunnel = open.getTunnel();
            return Optional.of(
                    new TunnelTarget(
                            Bytes.owning(tunnel.getDeviceKey().toByteArray()), tunnel.getPort()));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new Malformed("an OPEN: " + e.getMessage());
        }
    }
}
