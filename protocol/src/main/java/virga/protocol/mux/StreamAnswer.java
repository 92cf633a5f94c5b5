package virga.protocol.mux;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import virga.v1.StreamOpened;

/** The payload of an OPENED frame: virga.v1.StreamOpened. */
sealed interface StreamAnswer {
    record Accepted() implements StreamAnswer {}

    record Refused(StreamRefusal why) implements StreamAnswer {}

    record Damaged() implements StreamAnswer {}

    static byte[] accepted() {
        return StreamOpened.getDefaultInstance().toByteArray();
    }

    /** Not for {@link StreamRefusal#UNSPECIFIED}, whose number means that the stream is open. */
    static byte[] refused(StreamRefusal refusal) {
        return StreamOpened.newBuilder().setRefusalValue(refusal.number()).build().toByteArray();
    }

    static StreamAnswer decode(ByteBuf payload) {
        try {
            int refusal = StreamOpened.parseFrom(ByteBufUtil.getBytes(payload)).getRefusalValue();
            return refusal == 0 ? new Accepted() : new Refused(StreamRefusal.of(refusal));
        } catch (InvalidProtocolBufferException e) {
            return new Damaged();
        }
    }
}
