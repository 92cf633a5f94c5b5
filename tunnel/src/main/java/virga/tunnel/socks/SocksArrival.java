package virga.tunnel.socks;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import java.util.function.Consumer;
import virga.tunnel.bridge.SocketKinds;
import virga.tunnel.open.Arrival;
import virga.tunnel.open.TunnelFailure;

/**
 * A SOCKS5 connection whose CONNECT waits for its answer. {@code notCarried} hears why it got none;
 * any thread.
 */
record SocksArrival(
        SocketChannel socket, SocksHandshake handshake, Consumer<TunnelFailure> notCarried)
        implements Arrival {
    @Override
    public void carried(EventLoop loop, Runnable joined, Runnable lost) {
        socket.eventLoop().execute(() -> answer(loop, joined, lost));
    }

    private void answer(EventLoop loop, Runnable joined, Runnable lost) {
        if (!socket.isActive()) {
            loop.execute(lost);
            return;
        }
        handshake
                .succeed(socket)
                .addListener(
                        said -> {
                            if (!said.isSuccess()) {
                                loop.execute(lost);
                            } else if (socket.eventLoop() == loop) {
                                joined.run();
                            } else {
                                move(loop, joined, lost);
                            }
                        });
    }

    /** From the door's event loop to the link's, so that no byte crosses threads. */
    private void move(EventLoop loop, Runnable joined, Runnable lost) {
        socket.deregister()
                .addListener(
                        left ->
                                loop.execute(
                                        () -> SocketKinds.register(socket, loop, joined, lost)));
    }

    @Override
    public void refused(TunnelFailure why) {
        notCarried.accept(why);
        SocksHandshake.refuse(
                socket,
                switch (why.kind()) {
                    case NOT_FOUND, NO_PATH -> Socks5CommandStatus.HOST_UNREACHABLE;
                    case REFUSED -> Socks5CommandStatus.FORBIDDEN;
                    case FAILED, USAGE -> Socks5CommandStatus.FAILURE;
                });
    }
}
