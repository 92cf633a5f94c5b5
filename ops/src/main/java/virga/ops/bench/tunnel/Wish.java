package virga.ops.bench.tunnel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * What a client wants of the bench's device, said first on each connection: one byte for the kind
 * and eight for a length in bytes.
 */
public record Wish(Kind kind, long lengthBytes) {
    private static final int ENCODED_BYTES = 9;

    /** What the device does. */
    public enum Kind {
        /** Reads that many bytes, then answers one. */
        TAKE('t'),
        /** Sends that many bytes. */
        GIVE('g'),
        /** Sends back whatever it reads. */
        ECHO('e');

        private final byte letter;

        Kind(char letter) {
            this.letter = (byte) letter;
        }

        private static Kind of(byte letter) throws IOException {
            for (Kind kind : values()) {
                if (kind.letter == letter) {
                    return kind;
                }
            }
            throw new IOException("wants what there is not: " + letter);
        }
    }

    public void write(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ENCODED_BYTES);
        bytes.put(kind.letter).putLong(lengthBytes).flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Reads one; a connection that ends before it is an {@link EOFException}. */
    public static Wish read(SocketChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(ENCODED_BYTES);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("ended before it said what it wants");
            }
        }
        bytes.flip();
        return new Wish(Kind.of(bytes.get()), bytes.getLong());
    }
}
