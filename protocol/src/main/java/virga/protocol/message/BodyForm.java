package virga.protocol.message;

import static com.google.protobuf.CodedOutputStream.computeByteArraySize;
import static com.google.protobuf.CodedOutputStream.computeEnumSize;
import static com.google.protobuf.CodedOutputStream.computeUInt32SizeNoTag;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import virga.protocol.record.SignedRecord;
import virga.v1.Found;
import virga.v1.Record;

/** How a body stands on the wire. The common ones need no protobuf object. */
sealed interface BodyForm {
    int lengthBytes();

    void writeTo(CodedOutputStream out) throws IOException;

    /** A body without fields. */
    enum Empty implements BodyForm {
        EMPTY;

        @Override
        public int lengthBytes() {
            return 0;
        }

        @Override
        public void writeTo(CodedOutputStream out) {
            // There is nothing to write.
        }
    }

    /** Any body, by the code generated for it. */
    record Generated(MessageLite message) implements BodyForm {
        @Override
        public int lengthBytes() {
            return message.getSerializedSize();
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            message.writeTo(out);
        }
    }

    /** Found or Store, whose fields are the same: what a super sends and receives most. */
    record OneRecord(SignedRecord record, int recordLength) implements BodyForm {
        OneRecord(SignedRecord record) {
            this(
                    record,
                    bytesLength(Record.BODY_FIELD_NUMBER, record.body().borrowed())
                            + bytesLength(
                                    Record.SIGNATURE_FIELD_NUMBER, record.signature().borrowed()));
        }

        @Override
        public int lengthBytes() {
            return computeEnumSize(Found.KIND_FIELD_NUMBER, record.kind().number())
                    + 1
                    + computeUInt32SizeNoTag(recordLength)
                    + recordLength;
        }

        @Override
        public void writeTo(CodedOutputStream out) throws IOException {
            out.writeEnum(Found.KIND_FIELD_NUMBER, record.kind().number());
            out.writeTag(Found.RECORD_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(recordLength);
            writeBytes(out, Record.BODY_FIELD_NUMBER, record.body().borrowed());
            writeBytes(out, Record.SIGNATURE_FIELD_NUMBER, record.signature().borrowed());
        }

        private static int bytesLength(int field, byte[] bytes) {
            return bytes.length == 0 ? 0 : computeByteArraySize(field, bytes);
        }

        private static void writeBytes(CodedOutputStream out, int field, byte[] bytes)
                throws IOException {
            if (bytes.length > 0) {
                out.writeByteArray(field, bytes);
            }
        }
    }
}
