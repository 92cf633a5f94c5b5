package virga.tunnel.socks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import virga.tunnel.bridge.SocketKinds;
import virga.tunnel.open.TunnelFailure;

/**
 * What is said on a SOCKS5 connection before the device's bytes (RFC 1928): no authentication, and
 * CONNECT to a name only.
 *
 * <pre>
 *   greeting -> method -> command --asks--> wait -> succeed (the handlers leave) | refuse (close)
 * </pre>
 */
final class SocksHandshake extends ChannelInboundHandlerAdapter {
    /** For greeting and command together. */
    static final long WAIT_MAX_MILLIS = 10_000;

    /** Hears what the application asks for, on the event loop. */
    interface Asked {
        void connect(SocksHandshake handshake, String host, int port);

        /** Nothing can be carried for {@code who}: what it asked for, where it came so far. */
        void refused(String who, TunnelFailure why);
    }

    private static final String PROGRAM = "a program";

    private final Asked asked;
    private @Nullable Future<?> timeout;
    private @Nullable ByteBuf early;
    private boolean commanded;

    private SocksHandshake(Asked asked) {
        this.asked = asked;
    }

    /** Adds the handlers to a channel that is not registered yet, or just so. */
    static SocksHandshake on(Channel channel, Asked asked) {
        SocksHandshake handshake = new SocksHandshake(asked);
        channel.pipeline()
                .addLast(Socks5ServerEncoder.DEFAULT)
                .addLast(new Socks5InitialRequestDecoder())
                .addLast(handshake);
        return handshake;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timeout =
                ctx.executor()
                        .schedule(
                                () -> {
                                    SocketKinds.close(ctx.channel());
                                },
                                WAIT_MAX_MILLIS,
                                TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case Socks5InitialRequest greeting -> onGreeting(ctx, greeting);
            case Socks5CommandRequest command -> onCommand(ctx, command);
            case ByteBuf data when commanded ->
                    early = early == null ? data : Unpooled.wrappedBuffer(early, data);
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void onGreeting(ChannelHandlerContext ctx, Socks5InitialRequest greeting) {
        if (greeting.decoderResult().isFailure()) {
            asked.refused(PROGRAM, SocksWords.NOT_SOCKS5);
            SocketKinds.close(ctx.channel());
        } else if (greeting.authMethods().contains(Socks5AuthMethod.NO_AUTH)) {
            ctx.pipeline()
                    .replace(
                            Socks5InitialRequestDecoder.class,
                            null,
                            new Socks5CommandRequestDecoder());
            ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.NO_AUTH))
                    .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        } else {
            asked.refused(PROGRAM, SocksWords.PASSWORD);
            ctx.writeAndFlush(new DefaultSocks5InitialResponse(Socks5AuthMethod.UNACCEPTED))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }

    private void onCommand(ChannelHandlerContext ctx, Socks5CommandRequest command) {
        commanded = true;
        stopTimeout();
        // What the device is to get is read only when it is there.
        ctx.channel().config().setAutoRead(false);
        String target = command.dstAddr() + ":" + command.dstPort();
        if (command.decoderResult().isFailure()) {
            asked.refused(PROGRAM, SocksWords.UNREADABLE);
            refuse(ctx.channel(), Socks5CommandStatus.FAILURE);
        } else if (!command.type().equals(Socks5CommandType.CONNECT)) {
            asked.refused(target, SocksWords.notServed(command.type()));
            refuse(ctx.channel(), Socks5CommandStatus.COMMAND_UNSUPPORTED);
        } else if (!command.dstAddrType().equals(Socks5AddressType.DOMAIN)) {
            asked.refused(target, SocksWords.ADDRESS);
            refuse(ctx.channel(), Socks5CommandStatus.FORBIDDEN);
        } else {
            asked.connect(this, command.dstAddr(), command.dstPort());
        }
    }

    /** Says that the device is there, and leaves the channel to the handlers behind this one. */
    ChannelFuture succeed(Channel channel) {
        ChannelFuture said = channel.writeAndFlush(response(channel, Socks5CommandStatus.SUCCESS));
        channel.pipeline().remove(Socks5ServerEncoder.class);
        channel.pipeline().remove(Socks5CommandRequestDecoder.class);
        ByteBuf held = early;
        early = null;
        ChannelHandlerContext behind = channel.pipeline().context(this);
        if (held != null) {
            behind.fireChannelRead(held);
        }
        channel.pipeline().remove(this);
        return said;
    }

    /** Says why not and closes. Any thread. */
    static void refuse(Channel channel, Socks5CommandStatus why) {
        channel.writeAndFlush(response(channel, why)).addListener(ChannelFutureListener.CLOSE);
    }

    private static DefaultSocks5CommandResponse response(
            Channel channel, Socks5CommandStatus status) {
        boolean ipv6 =
                channel.localAddress() instanceof InetSocketAddress local
                        && local.getAddress() instanceof Inet6Address;
        return ipv6
                ? new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv6, "::", 0)
                : new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTimeout();
        releaseEarly();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimeout();
        releaseEarly();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        SocketKinds.close(ctx.channel());
    }

    private void stopTimeout() {
        Future<?> running = timeout;
        if (running != null) {
            running.cancel(false);
        }
    }

    private void releaseEarly() {
        ByteBuf held = early;
        early = null;
        if (held != null) {
            held.release();
        }
    }
}
