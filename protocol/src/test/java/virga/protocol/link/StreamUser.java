package virga.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import virga.protocol.Bytes;
import virga.protocol.mux.IncomingStream;
import virga.protocol.mux.MuxStream;
import virga.protocol.mux.ResetCode;
import virga.protocol.mux.StreamHandler;
import virga.protocol.mux.StreamRefusal;

/**
 * Uses one stream on its link's event loop: sends {@code toSend} random bytes and ends, ends after
 * its peer, and tells from afar what happened.
 */
final class StreamUser implements StreamHandler {
    static final TunnelTarget TARGET = new TunnelTarget(Bytes.owning(new byte[32]), 631);

    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final MessageDigest sent = sha256();
    final MessageDigest received = sha256();
    volatile boolean consumes = true;
    final AtomicLong receivedBytes = new AtomicLong();
    final AtomicLong acceptedBytes = new AtomicLong();

    private final Random random;
    private @Nullable MuxStream stream;
    private long toSend;

    StreamUser() {
        this(0, -1);
    }

    StreamUser(long seed, long toSend) {
        this.random = new Random(seed);
        this.toSend = toSend;
    }

    void accept(IncomingStream incoming) {
        stream = incoming.accept(this);
        send();
    }

    void end(Link link) {
        link.eventLoop().execute(() -> stream().end());
    }

    /** What was sent and received, as text, once both ends have come. */
    String digests() {
        return hex(sent) + " " + hex(received);
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void onOpened(MuxStream opened) {
        stream = opened;
        events.add("opened");
        send();
    }

    @Override
    public void onRefused(StreamRefusal refusal) {
        events.add("refused " + refusal);
    }

    @Override
    public void onData(ByteBuf data) {
        int length = data.readableBytes();
        received.update(data.nioBuffer());
        data.release();
        receivedBytes.addAndGet(length);
        if (consumes) {
            stream().consumed(length);
        }
    }

    @Override
    public void onEnd() {
        events.add("end");
        if (toSend < 0) {
            stream().end();
        }
    }

    @Override
    public void onReset(ResetCode code) {
        events.add("reset " + code);
    }

    @Override
    public void onEndSent() {}

    @Override
    public void onWritable() {
        send();
    }

    private int takes() {
        return toSend > 0 ? (int) Math.min(toSend, stream().takesBytes()) : 0;
    }

    private void send() {
        for (int most = takes(); most > 0; most = takes()) {
            byte[] bytes = new byte[1 + random.nextInt(most)];
            random.nextBytes(bytes);
            sent.update(bytes);
            toSend -= bytes.length;
            acceptedBytes.addAndGet(bytes.length);
            stream().write(Unpooled.wrappedBuffer(bytes));
        }
        if (toSend == 0) {
            toSend = -1;
            stream().end();
        }
    }

    private MuxStream stream() {
        MuxStream present = stream;
        if (present == null) {
            throw new AssertionError("not open: " + events);
        }
        return present;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
