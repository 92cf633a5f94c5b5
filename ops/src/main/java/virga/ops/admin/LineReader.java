package virga.ops.admin;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Lines of bytes from a channel, none longer than a bound. Not thread safe. */
final class LineReader {
    private static final int READ_BYTES = 8 * 1024;

    private final ReadableByteChannel channel;
    private final int lineMaxBytes;
    private final ByteBuffer read = ByteBuffer.allocate(READ_BYTES).flip();

    LineReader(ReadableByteChannel channel, int lineMaxBytes) {
        this.channel = channel;
        this.lineMaxBytes = lineMaxBytes;
    }

    /**
     * The next line without its end, or null at the end of the stream: bytes after the last line
     * end are a torn line and are dropped. A longer line is a {@link LineTooLongException}.
     */
    byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            while (read.hasRemaining()) {
                byte b = read.get();
                if (b == '\n') {
                    return line.toByteArray();
                }
                if (line.size() == lineMaxBytes) {
                    throw new LineTooLongException(lineMaxBytes);
                }
                line.write(b);
            }
            read.clear();
            int count = channel.read(read);
            read.flip();
            if (count < 0) {
                return null;
            }
        }
    }

    /** A line was longer than its bound. */
    static final class LineTooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        LineTooLongException(int lineMaxBytes) {
            super("a line is longer than " + lineMaxBytes + " bytes");
        }
    }
}
