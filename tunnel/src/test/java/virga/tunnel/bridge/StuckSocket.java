package virga.tunnel.bridge;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.DuplexChannel;

/** A connection to somebody who does not read until told to. */
final class StuckSocket extends EmbeddedChannel implements DuplexChannel {
    private boolean reads;
    private boolean outputShut;
    private boolean running;

    /** The other side reads from now on. */
    void unstick() {
        reads = true;
        flushOutbound();
        runPendingTasks();
    }

    /** Pieces that wait in the socket's own queue. */
    int held() {
        return unsafe().outboundBuffer().size();
    }

    /** Never one task within another, as on a real event loop. */
    @Override
    public void runPendingTasks() {
        if (!running) {
            running = true;
            super.runPendingTasks();
            running = false;
        }
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws Exception {
        if (reads) {
            super.doWrite(in);
        }
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public ChannelFuture shutdownInput() {
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownInput(ChannelPromise promise) {
        return promise.setSuccess();
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public ChannelFuture shutdownOutput() {
        outputShut = true;
        return newSucceededFuture();
    }

    @Override
    public ChannelFuture shutdownOutput(ChannelPromise promise) {
        outputShut = true;
        return promise.setSuccess();
    }

    @Override
    public boolean isShutdown() {
        return outputShut;
    }

    @Override
    public ChannelFuture shutdown() {
        return shutdownOutput();
    }

    @Override
    public ChannelFuture shutdown(ChannelPromise promise) {
        return shutdownOutput(promise);
    }
}
