package virga.protocol.link;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Instant;
import java.util.Optional;
import virga.protocol.Bytes;
import virga.protocol.Malformed;
import virga.protocol.record.RecordKind;
import virga.protocol.record.SignedRecord;
import virga.v1.Record;

/** What a side says of itself first: a HELLO frame's content, parsed but not believed. */
record Hello(
        Optional<SignedRecord> node,
        Optional<SignedRecord> operatorNode,
        Bytes random,
        Instant time,
        long revocationNumber) {
    static final int WIRE_VERSION = 1;
    static final int RANDOM_LENGTH_BYTES = 32;
    private static final int VERSION_LENGTH_BYTES = 2;

    Hello {
        if (random.length() != RANDOM_LENGTH_BYTES) {
            throw new IllegalArgumentException("32 random bytes, not " + random.length());
        }
    }

    /** The payload of a HELLO frame. */
    byte[] encode() {
        virga.v1.Hello.Builder hello =
                virga.v1.Hello.newBuilder()
                        .setRandom(ByteString.copyFrom(random.view()))
                        .setTimeMillis(time.toEpochMilli())
                        .setRevocationNumber(revocationNumber);
        node.ifPresent(record -> hello.setNode(toProto(record)));
        operatorNode.ifPresent(record -> hello.setOperatorNode(toProto(record)));
        byte[] body = hello.build().toByteArray();
        byte[] payload = new byte[VERSION_LENGTH_BYTES + body.length];
        payload[1] = WIRE_VERSION;
        System.arraycopy(body, 0, payload, VERSION_LENGTH_BYTES, body.length);
        return payload;
    }

    /** The wire version of a HELLO frame's payload, which has two bytes at least. */
    static int wireVersion(ByteBuf payload) {
        return payload.getUnsignedShort(payload.readerIndex());
    }

    /** Parses a payload of this node's wire version. */
    static Hello decode(ByteBuf payload) throws Malformed {
        try {
            virga.v1.Hello hello =
                    virga.v1.Hello.parseFrom(
                            ByteBufUtil.getBytes(payload.skipBytes(VERSION_LENGTH_BYTES)));
            return new Hello(
                    hello.hasNode() ? record(RecordKind.NODE, hello.getNode()) : Optional.empty(),
                    hello.hasOperatorNode()
                            ? record(RecordKind.OPERATOR_NODE, hello.getOperatorNode())
                            : Optional.empty(),
                    Bytes.owning(hello.getRandom().toByteArray()),
                    Instant.ofEpochMilli(hello.getTimeMillis()),
                    hello.getRevocationNumber());
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new Malformed("a HELLO: " + e.getMessage());
        }
    }

    private static Record toProto(SignedRecord record) {
        return Record.newBuilder()
                .setBody(ByteString.copyFrom(record.body().view()))
                .setSignature(ByteString.copyFrom(record.signature().view()))
                .build();
    }

    private static Optional<SignedRecord> record(RecordKind kind, Record record) {
        return Optional.of(
                new SignedRecord(
                        kind,
                        Bytes.owning(record.getBody().toByteArray()),
                        Bytes.owning(record.getSignature().toByteArray())));
    }
}
