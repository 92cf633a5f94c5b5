package virga.ops.bench.tunnel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;

/** Many bytes through a blocking socket, as fast as it takes them. */
final class Bulk {
    private static final int BUFFER_BYTES = 256 * 1024;
    private static final long SEED = 1;

    private Bulk() {}

    /** Sends as many bytes, which no compression makes fewer. */
    static void send(SocketChannel channel, long lengthBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        byte[] noise = new byte[BUFFER_BYTES];
        new Random(SEED).nextBytes(noise);
        buffer.put(noise);
        long left = lengthBytes;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
            while (buffer.hasRemaining()) {
                left -= channel.write(buffer);
            }
        }
    }

    /** Reads as many bytes and forgets them. */
    static void receive(SocketChannel channel, long lengthBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long left = lengthBytes;
        while (left > 0) {
            buffer.clear().limit((int) Math.min(left, BUFFER_BYTES));
            int count = channel.read(buffer);
            if (count < 0) {
                throw new EOFException("ended with " + left + " bytes to come");
            }
            left -= count;
        }
    }
}
