package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A link that is torn anywhere never passes off a part as the whole. */
final class MuxTornTest {
    private static final int SENT_BYTES = 200_000;

    @Test
    void linkTornAtEveryFrameBoundary() {
        List<byte[]> frames = frames();
        assertTrue(frames.size() > 5);
        for (int kept = 0; kept <= frames.size(); kept++) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            frames.subList(0, kept).forEach(bytes::writeBytes);
            tear(bytes.toByteArray(), kept == frames.size());
        }
    }

    @Test
    void linkTornAnywhereElse() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frames().forEach(bytes::writeBytes);
        byte[] all = bytes.toByteArray();
        for (int kept = 1; kept < all.length; kept += kept < 100 ? 1 : 997) {
            tear(Arrays.copyOf(all, kept), false);
        }
    }

    /** The acceptor gets only {@code bytes}, then the link is gone. */
    private static void tear(byte[] bytes, boolean whole) {
        Recorder acceptor = Recorder.silent();
        try (MuxPair pair = new MuxPair(new Random(1), 100, MuxLimits.DEFAULT)) {
            pair.acceptor.answerer =
                    (target, stream) -> acceptor.acceptedAs(stream.accept(acceptor));
            assertEquals(FrameFault.NONE, pair.acceptor.receive(Unpooled.wrappedBuffer(bytes)));
            pair.acceptor.mux.close();
            boolean begun = acceptor.stream != null;
            List<String> expected = new ArrayList<>(whole ? List.of("end") : List.of());
            if (begun) {
                expected.add("reset LINK_LOST");
            }
            assertEquals(expected, acceptor.events);
            assertTrue(!whole || acceptor.receivedBytes == SENT_BYTES);
        }
    }

    /** What an asker writes that opens a stream, sends and ends it: one array a frame. */
    private static List<byte[]> frames() {
        try (MuxPair pair = new MuxPair(new Random(2), 100_000, MuxLimits.DEFAULT)) {
            pair.asker.open(new Recorder(new Random(3), SENT_BYTES));
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            take(pair.asker, written);
            pair.asker.receive(
                    FrameWriter.small(pair.alloc, FrameType.OPENED, 1, StreamAnswer.accepted()));
            pair.asker.receive(FrameWriter.number(pair.alloc, FrameType.CREDIT, 1, SENT_BYTES));
            for (int i = 0; i < 50; i++) {
                pair.asker.mux.pump();
                take(pair.asker, written);
            }
            return split(written.toByteArray());
        }
    }

    private static void take(MuxSide side, ByteArrayOutputStream to) {
        while (!side.wire.isEmpty()) {
            ByteBuf bytes = side.takeFromWire();
            to.writeBytes(ByteBufUtil.getBytes(bytes));
            bytes.release();
        }
    }

    private static List<byte[]> split(byte[] written) {
        List<byte[]> frames = new ArrayList<>();
        ByteBuf bytes = Unpooled.wrappedBuffer(written);
        while (bytes.isReadable()) {
            byte[] frame = new byte[8 + bytes.getMedium(bytes.readerIndex())];
            bytes.readBytes(frame);
            frames.add(frame);
        }
        assertFalse(frames.isEmpty());
        return frames;
    }
}
