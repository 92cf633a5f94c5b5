package virga.protocol.mux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A stream's user: writes {@code toSend} random bytes as the stream takes them and then ends,
 * consumes what it receives unless told not to, and writes down what happened.
 */
final class Recorder implements StreamHandler {
    final List<String> events = new ArrayList<>();
    final MessageDigest sent = sha256();
    final MessageDigest received = sha256();
    @Nullable MuxStream stream;
    boolean consumes = true;
    boolean endsAfterPeer;
    Runnable atReset = () -> {};
    long receivedBytes;
    long unconsumed;

    private final RandomGenerator random;
    private long toSend;

    Recorder(RandomGenerator random, long toSend) {
        this.random = random;
        this.toSend = toSend;
    }

    /** Sends nothing, and never ends by itself. */
    static Recorder silent() {
        return new Recorder(RandomGenerator.getDefault(), -1);
    }

    Recorder acceptedAs(MuxStream accepted) {
        stream = accepted;
        send();
        return this;
    }

    MuxStream stream() {
        MuxStream present = stream;
        if (present == null) {
            throw new AssertionError("the stream is not open: " + events);
        }
        return present;
    }

    /** Whether all bytes were taken, and the end behind them. */
    boolean saidAll() {
        return toSend < 0;
    }

    void consumeAll() {
        int bytes = (int) unconsumed;
        unconsumed = 0;
        stream().consumed(bytes);
    }

    static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void onOpened(MuxStream opened) {
        events.add("opened");
        acceptedAs(opened);
    }

    @Override
    public void onRefused(StreamRefusal refusal) {
        events.add("refused " + refusal);
    }

    @Override
    public void onData(ByteBuf data) {
        int length = data.readableBytes();
        receivedBytes += length;
        received.update(data.nioBuffer());
        data.release();
        unconsumed += length;
        if (consumes) {
            consumeAll();
        }
    }

    @Override
    public void onEnd() {
        events.add("end");
        if (endsAfterPeer) {
            stream().end();
        }
    }

    @Override
    public void onReset(ResetCode code) {
        events.add("reset " + code);
        atReset.run();
    }

    @Override
    public void onEndSent() {}

    @Override
    public void onWritable() {
        send();
    }

    private int takes(MuxStream open) {
        return toSend > 0 ? (int) Math.min(toSend, open.takesBytes()) : 0;
    }

    private void send() {
        MuxStream open = stream();
        for (int most = takes(open); most > 0; most = takes(open)) {
            byte[] bytes = new byte[1 + random.nextInt(most)];
            random.nextBytes(bytes);
            sent.update(bytes);
            toSend -= bytes.length;
            open.write(Unpooled.wrappedBuffer(bytes));
        }
        if (toSend == 0) {
            toSend = -1;
            open.end();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
