package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import virga.protocol.mux.FrameType;

final class LinkWireTest {
    private final EventLoops loops = EventLoops.create();
    private final TestNode node =
            new TestNode(loops, Network.key(), Optional.empty(), TestNode.Choices.USUAL);
    private final LinkContext context =
            LinkContext.of(
                    new LinkSettings(
                            node.key,
                            Optional::empty,
                            () -> 0,
                            LinkPolicy.ofDomains(Optional::empty),
                            node,
                            LinkLimits.DEFAULT,
                            LinkSettings.Environment.of(
                                    loops, InstantSource.system(), Network.RANDOM)));
    private final EmbeddedChannel channel = new Unread(new ChannelInboundHandlerAdapter());
    private final LinkWire wire = new LinkWire(channel.pipeline().lastContext(), context, () -> {});

    /** Nothing leaves it. */
    private static final class Unread extends EmbeddedChannel {
        Unread(ChannelInboundHandlerAdapter handler) {
            super(handler);
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) {}
    }

    LinkWireTest() {
        wire.opened(Optional.empty());
    }

    @AfterEach
    void stop() {
        var unused = channel.close();
        node.close();
        loops.close();
    }

    @Test
    void lastFrameOfTunnelBytesThatTheSocketTakesIsNoUnreadAnswer() {
        wire.write(Unpooled.wrappedBuffer(new byte[60 * 1024]));
        wire.leave();
        while (wire.takesTunnelBytes()) {
            wire.write(Unpooled.wrappedBuffer(new byte[FrameType.DATA.lengthMaxBytes()]));
            wire.leave();
        }
        othersLeaveNoRoom();
        assertTrue(wire.roomForReplies(0));
    }

    @Test
    void tunnelBytesHandedOverBeforeManyLinksCameAreNoUnreadAnswers() {
        giveSocketTunnelBytes();
        othersLeaveNoRoom();
        assertTrue(wire.roomForReplies(0));
        for (int i = 0; i < LinkLimits.DEFAULT.linksMax(); i++) {
            context.unsent().enter();
        }
        wire.leave();
        assertTrue(wire.roomForReplies(0));
    }

    @Test
    void answersBesideTunnelBytesNeedRoom() {
        giveSocketTunnelBytes();
        othersLeaveNoRoom();
        int frame = FrameType.DATA.lengthMaxBytes();
        wire.write(Unpooled.wrappedBuffer(new byte[frame + SharedRoom.FLOOR_BYTES]));
        wire.leave();
        assertFalse(wire.roomForReplies(0));
    }

    private void giveSocketTunnelBytes() {
        while (wire.takesTunnelBytes()) {
            wire.write(Unpooled.wrappedBuffer(new byte[4 * 1024]));
            wire.leave();
        }
    }

    private void othersLeaveNoRoom() {
        for (int i = 0; i < 2_000; i++) {
            assertTrue(
                    context.replies()
                            .part(Integer.MAX_VALUE, Optional.empty())
                            .hold(SharedRoom.FLOOR_BYTES));
        }
    }
}
