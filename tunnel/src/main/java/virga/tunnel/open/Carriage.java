package virga.tunnel.open;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import virga.protocol.mux.MuxStream;
import virga.protocol.mux.ResetCode;
import virga.protocol.mux.StreamRefusal;
import virga.tunnel.bridge.Bridge;
import virga.tunnel.bridge.BridgeEnd;
import virga.tunnel.bridge.BridgeOwner;

/** One local connection on its way to a device. */
final class Carriage implements BridgeOwner {
    /** Ways tried for one connection. */
    private static final int WAYS_MAX = 3;

    private final Door door;
    private final Arrival arrival;
    private final Bridge bridge;
    private volatile @Nullable OpenWay way;
    private int waysTaken;

    Carriage(Door door, Arrival arrival) {
        this.door = door;
        this.arrival = arrival;
        this.bridge = new Bridge(arrival.socket(), door.bridges(), this);
        arrival.socket().pipeline().addLast(bridge);
    }

    /** Goes by {@code open}: with the stream of its trial, or with one of its own. Any thread. */
    void take(OpenWay open) {
        way = open;
        waysTaken++;
        if (open.trial().free()) {
            open.link().eventLoop().execute(() -> takeTrial(open));
        } else {
            open.link().openStream(open.target(), bridge);
        }
    }

    private void takeTrial(OpenWay open) {
        if (open.trial().take(bridge)) {
            arrival.carried(open.link().eventLoop(), open.trial()::join, this::lostTrial);
        } else {
            open.link().openStream(open.target(), bridge);
        }
    }

    private void lostTrial() {
        OpenWay open = way;
        if (open != null) {
            open.trial().abandon();
        }
        door.ended(this, bridge);
    }

    /** No way leads there. Any thread. */
    void refuse(TunnelFailure why) {
        door.refused(this, arrival, why);
    }

    /** Ends the connection, however far it has come. Any thread. */
    void cut(TunnelFailure why) {
        OpenWay open = way;
        if (open == null) {
            refuse(why);
        } else {
            open.link().eventLoop().execute(() -> bridge.close(BridgeEnd.CLOSED));
        }
    }

    @Override
    public void onOpened(Bridge opened, MuxStream stream) {
        OpenWay open = way;
        if (open == null) {
            throw new IllegalStateException("a stream was opened on no way");
        }
        arrival.carried(
                open.link().eventLoop(),
                () -> opened.join(stream),
                () -> {
                    stream.reset(ResetCode.CONNECTION_LOST);
                    door.ended(this, opened);
                });
    }

    @Override
    public void onRefused(Bridge refused, StreamRefusal refusal) {
        OpenWay open = way;
        if (open != null && waysTaken < WAYS_MAX && TunnelPlan.elsewhere(refusal)) {
            door.closed(open);
            door.seek(this, Optional.of(new LostWay(open, refusal)));
        } else {
            String node = open == null ? "" : open.node().toString();
            int port = open == null ? 0 : open.target().port();
            refuse(TunnelFailure.of(refusal, "the device", port, node));
        }
    }

    @Override
    public void onEnded(Bridge ended, BridgeEnd end) {
        door.ended(this, ended);
    }
}
