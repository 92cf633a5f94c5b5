package virga.protocol.mux;

import org.jspecify.annotations.Nullable;

/**
 * What a frame is. A frame is an 8-byte header and a payload; the header is the payload's length (3
 * bytes), the type (1 byte) and the stream (4 bytes, 0: the link itself), all big endian.
 *
 * <p>Each type bounds its payload, so that a header alone tells how much memory a frame may take.
 */
public enum FrameType {
    /** First frame of each side: wire version (2 bytes) and virga.v1.Hello. */
    HELLO(0, 2, 40 * 1024, false),
    /** Signature and virga.v1.Flight. */
    FLIGHT(1, 1, 256 * 1024, false),
    /** virga.v1.StreamOpen; the stream's number is higher than any before. */
    OPEN(2, 1, 1024, true),
    /** virga.v1.StreamOpened. */
    OPENED(3, 0, 1024, true),
    /** A stream's bytes, within its credit. */
    DATA(4, 1, 64 * 1024, true),
    /** How many bytes more (4 bytes) the receiver of this frame may send on the stream. */
    CREDIT(5, 4, 4, true),
    /** The sender of this frame sends no more bytes on the stream. */
    END(6, 0, 0, true),
    /** The stream is over in both directions: a {@link ResetCode} (4 bytes). */
    RESET(7, 4, 4, true),
    /** Any 8 bytes, to be sent back at once. */
    PROBE(8, 8, 8, false),
    /** The 8 bytes of a probe. */
    PROBE_ANSWER(9, 8, 8, false),
    /** The sender opens no more streams, accepts none, and closes when the last has ended. */
    DRAIN(10, 0, 0, false);

    /** Types from here on are skipped by a node that does not know them: room to grow. */
    public static final int IGNORED_FROM = 64;

    /** Longest payload of a frame that is skipped. */
    public static final int IGNORED_LENGTH_MAX_BYTES = 64 * 1024;

    private static final FrameType[] BY_NUMBER = values();

    private final int number;
    private final int lengthMinBytes;
    private final int lengthMaxBytes;
    private final boolean onStream;

    FrameType(int number, int lengthMinBytes, int lengthMaxBytes, boolean onStream) {
        this.number = number;
        this.lengthMinBytes = lengthMinBytes;
        this.lengthMaxBytes = lengthMaxBytes;
        this.onStream = onStream;
    }

    static @Nullable FrameType of(int number) {
        return number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }

    int number() {
        return number;
    }

    /** Longest payload. */
    public int lengthMaxBytes() {
        return lengthMaxBytes;
    }

    boolean allows(int lengthBytes) {
        return lengthBytes >= lengthMinBytes && lengthBytes <= lengthMaxBytes;
    }

    /** Whether the frame belongs to a stream, or to the link as a whole. */
    public boolean onStream() {
        return onStream;
    }
}
