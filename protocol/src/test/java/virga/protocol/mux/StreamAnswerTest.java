package virga.protocol.mux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.Fuzz;
import virga.protocol.Golden;

/** The payload of OPENED. */
final class StreamAnswerTest {
    @Test
    void everyAnswerIsTheGoldenBytesAndReadsBackAlike() throws IOException {
        assertEquals(new StreamAnswer.Accepted(), decode(StreamAnswer.accepted()));
        byte[] all = new byte[0];
        for (StreamRefusal refusal : StreamRefusal.values()) {
            if (refusal != StreamRefusal.UNSPECIFIED) {
                byte[] bytes = StreamAnswer.refused(refusal);
                assertEquals(new StreamAnswer.Refused(refusal), decode(bytes));
                all = Bytes.concat(all, bytes);
            }
        }
        Bytes bytes = Bytes.owning(all);
        assertEquals(Golden.hex("stream-refusals", bytes), bytes.toHex());
    }

    @Test
    void refusalOfALaterVersionIsARefusal() {
        byte[] later = {0x08, 0x7f};
        assertEquals(new StreamAnswer.Refused(StreamRefusal.UNSPECIFIED), decode(later));
    }

    @Test
    void noBytesUpsetTheDecoder() {
        byte[][] corpus = {StreamAnswer.refused(StreamRefusal.LIMIT), new byte[0]};
        Fuzz.search(corpus, damaged -> assertNotNull(decode(damaged)));
    }

    private static StreamAnswer decode(byte[] bytes) {
        return StreamAnswer.decode(Unpooled.wrappedBuffer(bytes));
    }
}
