package virga.ops.bench.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import virga.ops.bench.messages.EchoCodec.Batch;
import virga.ops.bench.messages.EchoCodec.Echo;

final class EchoCodecTest {
    @Test
    void envelopesArriveAsTheyWereSentHoweverTheyAreCut() {
        EmbeddedChannel sender = new EmbeddedChannel(new EchoCodec());
        EmbeddedChannel receiver = new EmbeddedChannel(new EchoCodec());
        Batch batch =
                new Batch(
                        IntStream.of(1, 127, 128, 300, 70_000, Integer.MAX_VALUE)
                                .mapToObj(id -> new Echo(id, id % 2 == 0))
                                .toList());
        sender.writeOutbound(batch);
        ByteBuf bytes = sender.readOutbound();
        while (bytes.isReadable()) {
            assertNull(receiver.readInbound());
            receiver.writeInbound(bytes.readRetainedSlice(1));
        }
        bytes.release();
        assertEquals(batch, receiver.readInbound());
        sender.finishAndReleaseAll();
        receiver.finishAndReleaseAll();
    }

    @Test
    void bytesAreThoseOfTheProtobufMessages() {
        EmbeddedChannel sender = new EmbeddedChannel(new EchoCodec());
        sender.writeOutbound(new Batch(List.of(new Echo(300, true), new Echo(1, false))));
        ByteBuf bytes = sender.readOutbound();
        assertEquals("0000000b" + "0508ac023200" + "0408013a00", ByteBufUtil.hexDump(bytes));
        bytes.release();
        sender.finishAndReleaseAll();
    }
}
