package virga.protocol.flight;

import static com.google.protobuf.CodedOutputStream.computeUInt64Size;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import virga.protocol.identity.Ed25519;
import virga.protocol.identity.IdentityKey;
import virga.protocol.message.Envelope;
import virga.protocol.message.EnvelopeCodec;
import virga.v1.Flight;

/**
 * Makes the flights of one direction of one link, numbered from 0. Any thread, but one at a time,
 * and what is written must leave in the order of the calls.
 */
public final class FlightWriter {
    /** Most that number and time take in a flight, with its signature. */
    static final int HEAD_LENGTH_MAX_BYTES = Ed25519.SIGNATURE_LENGTH_BYTES + 2 * (1 + 10);

    /** Longest envelope that fits in a flight, as {@link EnvelopeCodec#lengthBytes} counts. */
    public static final int ENVELOPE_LENGTH_MAX_BYTES =
            FlightLimits.LENGTH_MAX_BYTES - HEAD_LENGTH_MAX_BYTES;

    private final byte[] context;
    private final IdentityKey key;
    private final ByteBufAllocator allocator;
    private long number;

    /** {@code key} is the sender's. */
    public FlightWriter(FlightContext context, IdentityKey key, ByteBufAllocator allocator) {
        this.context = context.signedBytes();
        this.key = key;
        this.allocator = allocator;
    }

    /**
     * Signature and flight; the caller releases it. No envelopes, too many, or too long ones
     * together are an {@link IllegalArgumentException}, and no number is used.
     */
    public ByteBuf write(List<Envelope> envelopes, Instant now) {
        if (envelopes.isEmpty() || envelopes.size() > FlightLimits.ENVELOPES_MAX) {
            throw new IllegalArgumentException("a flight of " + envelopes.size() + " envelopes");
        }
        long millis = now.toEpochMilli();
        EnvelopeCodec.Prepared[] prepared = new EnvelopeCodec.Prepared[envelopes.size()];
        long length = headLength(millis);
        for (int i = 0; i < prepared.length; i++) {
            prepared[i] = EnvelopeCodec.prepare(envelopes.get(i));
            length += prepared[i].lengthBytes();
        }
        if (length + Ed25519.SIGNATURE_LENGTH_BYTES > FlightLimits.LENGTH_MAX_BYTES) {
            throw new IllegalArgumentException("a flight of " + length + " bytes");
        }
        ByteBuf flight = signed(prepared, millis, (int) length);
        number++;
        return flight;
    }

    private int headLength(long millis) {
        return (number == 0 ? 0 : computeUInt64Size(Flight.NUMBER_FIELD_NUMBER, number))
                + computeUInt64Size(Flight.TIME_MILLIS_FIELD_NUMBER, millis);
    }

    /** The context and the flight lie side by side in pooled memory, as signing wants them. */
    private ByteBuf signed(EnvelopeCodec.Prepared[] prepared, long millis, int length) {
        ByteBuf scratch = allocator.heapBuffer(context.length + length);
        try {
            byte[] array = scratch.array();
            int start = scratch.arrayOffset();
            System.arraycopy(context, 0, array, start, context.length);
            encode(
                    prepared,
                    millis,
                    CodedOutputStream.newInstance(array, start + context.length, length));
            byte[] signature = key.sign(array, start, context.length + length);
            return allocator
                    .ioBuffer(signature.length + length)
                    .writeBytes(signature)
                    .writeBytes(array, start + context.length, length);
        } finally {
            scratch.release();
        }
    }

    private void encode(EnvelopeCodec.Prepared[] prepared, long millis, CodedOutputStream out) {
        try {
            if (number != 0) {
                out.writeUInt64(Flight.NUMBER_FIELD_NUMBER, number);
            }
            out.writeUInt64(Flight.TIME_MILLIS_FIELD_NUMBER, millis);
            for (EnvelopeCodec.Prepared envelope : prepared) {
                envelope.writeTo(out);
            }
            out.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new IllegalStateException("the length was counted before", e);
        }
    }
}
