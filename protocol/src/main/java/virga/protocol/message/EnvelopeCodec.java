package virga.protocol.message;

import static com.google.protobuf.CodedOutputStream.computeUInt32Size;
import static com.google.protobuf.CodedOutputStream.computeUInt32SizeNoTag;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.Optional;
import virga.protocol.Malformed;
import virga.v1.Flight;

/**
 * Envelopes as they stand in a flight (messages.proto). The outer layers are read and written
 * without protobuf objects: half a million envelopes a second pass here.
 */
public final class EnvelopeCodec {
    private static final int ID = virga.v1.Envelope.ID_FIELD_NUMBER;
    private static final int ID_TAG = ID << 3 | WireFormat.WIRETYPE_VARINT;

    /** A field number up to 15 takes one byte with its wire type, one up to 2047 takes two. */
    private static final int ONE_BYTE_FIELD_MAX = 15;

    private EnvelopeCodec() {}

    /** Bytes that {@code envelope} takes in a flight, with its own tag and length. */
    public static int lengthBytes(Envelope envelope) {
        return prepare(envelope).lengthBytes();
    }

    /** Ready to be written into a flight. */
    public static Prepared prepare(Envelope envelope) {
        BodyForm form = MessageEncoder.form(envelope.body());
        int field = MessageEncoder.field(envelope.body());
        int bodyLength = form.lengthBytes();
        int length =
                (envelope.id() == 0 ? 0 : computeUInt32Size(ID, envelope.id()))
                        + (field <= ONE_BYTE_FIELD_MAX ? 1 : 2)
                        + computeUInt32SizeNoTag(bodyLength)
                        + bodyLength;
        return new Prepared(envelope.id(), field, form, bodyLength, length);
    }

    /** An envelope whose lengths are known. */
    public static final class Prepared {
        private final int id;
        private final int field;
        private final BodyForm form;
        private final int bodyLength;
        private final int length;

        private Prepared(int id, int field, BodyForm form, int bodyLength, int length) {
            this.id = id;
            this.field = field;
            this.form = form;
            this.bodyLength = bodyLength;
            this.length = length;
        }

        /** With its tag and length as a field of Flight. */
        public int lengthBytes() {
            return 1 + computeUInt32SizeNoTag(length) + length;
        }

        /** Writes {@link #lengthBytes()} bytes. */
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeTag(Flight.ENVELOPES_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(length);
            if (id != 0) {
                out.writeUInt32(ID, id);
            }
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(bodyLength);
            form.writeTo(out);
        }
    }

    /**
     * Reads one envelope to the stream's present limit. Empty where its body is of a kind that this
     * version does not know. What breaks a limit is {@link Malformed}, what is no protobuf an
     * IOException.
     */
    public static Optional<Envelope> read(CodedInputStream in) throws IOException, Malformed {
        int id = 0;
        Optional<Message> body = Optional.empty();
        try {
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
                    int outer = in.pushLimit(in.readRawVarint32());
                    Optional<Message> read = MessageDecoder.read(field, in);
                    body = read.isPresent() ? read : body;
                    in.popLimit(outer);
                } else if (tag == ID_TAG) {
                    id = in.readUInt32();
                } else {
                    in.skipField(tag);
                }
            }
        } catch (IllegalArgumentException e) {
            throw new Malformed("a message breaks its limits");
        }
        if (body.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Envelope(id, body.get()));
    }
}
