package virga.protocol.flight;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import virga.protocol.Malformed;
import virga.protocol.identity.Ed25519;
import virga.protocol.message.Envelope;
import virga.protocol.message.EnvelopeCodec;
import virga.v1.Flight;

/**
 * Checks the flights of one direction of one link.
 *
 * <pre>
 *   open --accepted--> open        (the next number is expected)
 *   open --rejected--> dead        (each further flight is rejected for the same fault)
 * </pre>
 *
 * One thread at a time. After a rejection the link ends.
 */
public final class FlightReader {
    private static final int NUMBER_TAG =
            tag(Flight.NUMBER_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int TIME_TAG =
            tag(Flight.TIME_MILLIS_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int ENVELOPE_TAG =
            tag(Flight.ENVELOPES_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);

    private final byte[] context;
    private final Ed25519.Verifier sender;
    private final ByteBufAllocator allocator;
    private long expected;
    private @Nullable FlightFault dead;

    /** {@code sender} checks the sender's signatures; {@code context} is as the sender has it. */
    public FlightReader(
            FlightContext context, Ed25519.Verifier sender, ByteBufAllocator allocator) {
        this.context = context.signedBytes();
        this.sender = sender;
        this.allocator = allocator;
    }

    /** Reads all of {@code payload}, which stays the caller's, its indices as they were. */
    public FlightVerdict read(ByteBuf payload, Instant now) {
        if (dead != null) {
            return new FlightVerdict.Rejected(dead);
        }
        FlightVerdict verdict = check(payload, now);
        switch (verdict) {
            case FlightVerdict.Accepted accepted -> expected++;
            case FlightVerdict.Rejected rejected -> dead = rejected.fault();
        }
        return verdict;
    }

    private FlightVerdict check(ByteBuf payload, Instant now) {
        int length = payload.readableBytes() - Ed25519.SIGNATURE_LENGTH_BYTES;
        if (payload.readableBytes() > FlightLimits.LENGTH_MAX_BYTES) {
            return new FlightVerdict.Rejected(FlightFault.TOO_LONG);
        }
        if (length < 0) {
            return new FlightVerdict.Rejected(FlightFault.MALFORMED);
        }
        ByteBuf scratch = allocator.heapBuffer(context.length + length);
        try {
            byte[] signature = new byte[Ed25519.SIGNATURE_LENGTH_BYTES];
            payload.getBytes(payload.readerIndex(), signature);
            byte[] array = scratch.array();
            int start = scratch.arrayOffset();
            System.arraycopy(context, 0, array, start, context.length);
            payload.getBytes(
                    payload.readerIndex() + signature.length,
                    array,
                    start + context.length,
                    length);
            if (!sender.verify(signature, 0, array, start, context.length + length)) {
                return new FlightVerdict.Rejected(FlightFault.SIGNATURE);
            }
            return parse(CodedInputStream.newInstance(array, start + context.length, length), now);
        } finally {
            scratch.release();
        }
    }

    /** Bodies copy what they keep, so that protobuf may lend them the pooled array. */
    private FlightVerdict parse(CodedInputStream in, Instant now) {
        in.enableAliasing(true);
        long number = 0;
        long millis = 0;
        int count = 0;
        List<Envelope> envelopes = new ArrayList<>();
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == ENVELOPE_TAG) {
                    if (++count > FlightLimits.ENVELOPES_MAX) {
                        return new FlightVerdict.Rejected(FlightFault.TOO_LONG);
                    }
                    int outer = in.pushLimit(in.readRawVarint32());
                    Optional<Envelope> envelope = EnvelopeCodec.read(in);
                    in.popLimit(outer);
                    envelope.ifPresent(envelopes::add);
                } else if (tag == NUMBER_TAG) {
                    number = in.readUInt64();
                } else if (tag == TIME_TAG) {
                    millis = in.readUInt64();
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IOException | Malformed e) {
            return new FlightVerdict.Rejected(FlightFault.MALFORMED);
        }
        if (count == 0) {
            return new FlightVerdict.Rejected(FlightFault.MALFORMED);
        }
        return inTurn(number, millis, now)
                .<FlightVerdict>map(FlightVerdict.Rejected::new)
                .orElse(new FlightVerdict.Accepted(envelopes, count - envelopes.size()));
    }

    private Optional<FlightFault> inTurn(long number, long millis, Instant now) {
        if (number != expected) {
            return Optional.of(FlightFault.NUMBER);
        }
        long skew = FlightLimits.SKEW_MAX.toMillis();
        if (millis < now.toEpochMilli() - skew) {
            return Optional.of(FlightFault.STALE);
        }
        if (millis > now.toEpochMilli() + skew) {
            return Optional.of(FlightFault.FROM_THE_FUTURE);
        }
        return Optional.empty();
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }
}
