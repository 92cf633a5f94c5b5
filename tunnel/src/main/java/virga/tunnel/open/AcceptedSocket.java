package virga.tunnel.open;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import virga.tunnel.bridge.SocketKinds;

/** A connection to an open tunnel's port: nothing is said on it but by the device. */
record AcceptedSocket(SocketChannel socket) implements Arrival {
    @Override
    public void carried(EventLoop loop, Runnable joined, Runnable lost) {
        SocketKinds.register(socket, loop, joined, lost);
    }

    /** A reset, as from a device that is not there. */
    @Override
    public void refused(TunnelFailure why) {
        SocketKinds.abort(socket);
    }
}
