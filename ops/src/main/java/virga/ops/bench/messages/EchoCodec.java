package virga.ops.bench.messages;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.MessageToByteEncoder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many envelopes in one frame, as a flight has them, and nothing else of a flight: 4 bytes of
 * length, then each envelope of Ping or Reping with its own length, the id as field 1, and an empty
 * body as another field.
 */
final class EchoCodec extends CombinedChannelDuplexHandler<EchoCodec.Reader, EchoCodec.Writer> {
    private static final int FRAME_MAX_BYTES = 256 * 1024;
    private static final int LENGTH_BYTES = 4;
    private static final int ENVELOPE_MAX_BYTES = 9;
    private static final int ID_TAG = 0x08;
    private static final int MORE = 0x80;
    private static final int LOW = 0x7f;
    private static final int PING_TAG = 0x32;
    private static final int REPING_TAG = 0x3a;

    EchoCodec() {
        super(new Reader(), new Writer());
    }

    /** One envelope. */
    record Echo(int id, boolean ping) {}

    /** The envelopes of one frame. */
    record Batch(List<Echo> echoes) {}

    /** Frames to batches. */
    static final class Reader extends LengthFieldBasedFrameDecoder {
        Reader() {
            super(FRAME_MAX_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES);
        }

        @Override
        protected @Nullable Object decode(ChannelHandlerContext context, ByteBuf in)
                throws Exception {
            ByteBuf frame = (ByteBuf) super.decode(context, in);
            if (frame == null) {
                return null;
            }
            try {
                List<Echo> echoes = new ArrayList<>();
                while (frame.isReadable()) {
                    echoes.add(read(frame));
                }
                return new Batch(echoes);
            } finally {
                frame.release();
            }
        }

        private static Echo read(ByteBuf frame) {
            frame.skipBytes(2);
            int id = 0;
            int shift = 0;
            int part;
            do {
                part = frame.readByte();
                id |= (part & LOW) << shift;
                shift += 7;
            } while ((part & MORE) != 0);
            boolean ping = frame.readByte() == PING_TAG;
            frame.skipBytes(1);
            return new Echo(id, ping);
        }
    }

    /** Batches to frames. */
    static final class Writer extends MessageToByteEncoder<Batch> {
        @Override
        protected ByteBuf allocateBuffer(
                ChannelHandlerContext context, Batch batch, boolean preferDirect) {
            return context.alloc()
                    .ioBuffer(LENGTH_BYTES + batch.echoes().size() * ENVELOPE_MAX_BYTES);
        }

        @Override
        protected void encode(ChannelHandlerContext context, Batch batch, ByteBuf out) {
            int start = out.writerIndex();
            out.writeInt(0);
            for (Echo echo : batch.echoes()) {
                write(echo, out);
            }
            out.setInt(start, out.writerIndex() - start - LENGTH_BYTES);
        }

        private static void write(Echo echo, ByteBuf out) {
            int start = out.writerIndex();
            out.writeByte(0).writeByte(ID_TAG);
            int id = echo.id();
            while ((id & ~LOW) != 0) {
                out.writeByte((id & LOW) | MORE);
                id >>>= 7;
            }
            out.writeByte(id).writeByte(echo.ping() ? PING_TAG : REPING_TAG).writeByte(0);
            out.setByte(start, out.writerIndex() - start - 1);
        }
    }
}
