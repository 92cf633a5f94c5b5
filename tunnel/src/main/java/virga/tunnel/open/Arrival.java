package virga.tunnel.open;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;

/** A local connection that wants to be carried to a device. */
public interface Arrival {
    /** Prepared for a bridge: not read on its own. */
    SocketChannel socket();

    /**
     * The device is there: registers the socket on {@code loop}, says so to the application where
     * its protocol wants that, and then runs {@code joined} on {@code loop}. Where that fails
     * {@code lost} is run instead. Called on {@code loop}.
     */
    void carried(EventLoop loop, Runnable joined, Runnable lost);

    /** The device is not there: tells the application and closes the socket. Any thread. */
    void refused(TunnelFailure why);
}
