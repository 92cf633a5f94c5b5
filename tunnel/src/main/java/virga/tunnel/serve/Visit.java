package virga.tunnel.serve;

import io.netty.channel.socket.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import virga.protocol.identity.NodeId;
import virga.protocol.link.Link;
import virga.protocol.link.TunnelTarget;
import virga.protocol.mux.IncomingStream;
import virga.protocol.mux.StreamRefusal;
import virga.protocol.record.LocationId;
import virga.protocol.record.RecordBody.NodeRecord;
import virga.protocol.record.Sealed;
import virga.tunnel.bridge.Bridge;
import virga.tunnel.bridge.BridgeEnd;
import virga.tunnel.bridge.BridgeOwner;
import virga.tunnel.bridge.SocketKinds;

/** One connection to a device, from the moment that a peer asks for it to its last byte. */
final class Visit implements BridgeOwner {
    private final NodeRecord caller;
    private final Link link;
    private final TunnelTarget target;
    private final IncomingStream stream;
    private final Visits visits;
    private final AtomicBoolean answered = new AtomicBoolean();
    private @Nullable Bridge carried;
    private volatile @Nullable LocationId location;
    private String device = "";
    private long logId;

    Visit(NodeRecord caller, Link link, TunnelTarget target, IncomingStream stream, Visits visits) {
        this.caller = caller;
        this.link = link;
        this.target = target;
        this.stream = stream;
        this.visits = visits;
    }

    NodeRecord caller() {
        return caller;
    }

    NodeId peer() {
        return caller.id();
    }

    Link link() {
        return link;
    }

    TunnelTarget target() {
        return target;
    }

    /** Gives the place back and tells the peer, unless it was answered. Any thread. */
    void refuse(StreamRefusal why) {
        if (answered.compareAndSet(false, true)) {
            visits.refused(this, why);
            link.eventLoop().execute(() -> stream.refuse(why));
        }
    }

    /** It may not go on: refuses it, or cuts it where bytes flow already. Any thread. */
    void revoke(StreamRefusal why) {
        refuse(why);
        link.eventLoop()
                .execute(
                        () -> {
                            Bridge bridge = carried;
                            if (bridge != null) {
                                bridge.close(endOf(why));
                            }
                        });
    }

    /** What a refusal is called where it comes after the device was reached. */
    private static BridgeEnd endOf(StreamRefusal why) {
        return switch (why) {
            case UNKNOWN_DEVICE -> BridgeEnd.DEVICE_REMOVED;
            case NOT_ALLOWED -> BridgeEnd.NOT_ALLOWED;
            case PORT_NOT_REGISTERED -> BridgeEnd.PORT_REMOVED;
            case NOT_AT_LOCATION -> BridgeEnd.DEVICE_MOVED;
            default -> BridgeEnd.CLOSED;
        };
    }

    /**
     * The device is there: lets bytes flow, unless it was refused meanwhile. On the link's event
     * loop.
     */
    void accept(SocketChannel socket, Sealed.Device reached) {
        if (!answered.compareAndSet(false, true)) {
            SocketKinds.close(socket);
            return;
        }
        if (!stream.waiting()) {
            stream.refuse(StreamRefusal.UNSPECIFIED);
            SocketKinds.close(socket);
            visits.refused(this, StreamRefusal.UNSPECIFIED);
            return;
        }
        device = reached.name();
        location = reached.location();
        logId = visits.opened(this);
        Bridge bridge = new Bridge(socket, visits.bridges(), this);
        carried = bridge;
        socket.pipeline().addLast(bridge);
        bridge.join(stream.accept(bridge));
    }

    String device() {
        return device;
    }

    /** Where the device was when it was reached; empty before. Any thread. */
    Optional<LocationId> location() {
        return Optional.ofNullable(location);
    }

    @Override
    public void onRefused(Bridge bridge, StreamRefusal refusal) {
        throw new IllegalStateException("only the side that opened a stream is refused");
    }

    @Override
    public void onEnded(Bridge bridge, BridgeEnd end) {
        visits.ended(this, logId, bridge, end);
    }
}
