package virga.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import virga.protocol.Malformed;
import virga.protocol.carrier.Carrier;
import virga.protocol.flight.FlightReader;
import virga.protocol.flight.FlightVerdict;
import virga.protocol.flight.FlightWriter;
import virga.protocol.message.Envelope;
import virga.protocol.mux.FrameFault;
import virga.protocol.mux.FrameType;
import virga.protocol.mux.FrameWriter;
import virga.protocol.mux.IncomingStream;
import virga.protocol.mux.Multiplexer;
import virga.protocol.mux.MuxEvents;
import virga.protocol.mux.OpeningStream;
import virga.protocol.mux.StreamHandler;
import virga.protocol.mux.StreamRefusal;

/** A link from the moment that both first frames were verified until it ends. */
final class OpenLink implements Link, MuxEvents {
    /** What an open link is made of. {@code streams}: whether the peer may open some. */
    record Parts(
            LinkContext context,
            LinkPeer peer,
            boolean asker,
            Carrier carrier,
            boolean streams,
            Channel channel,
            FlightWriter writer,
            FlightReader reader) {}

    private final Parts parts;
    private final LinkWire wire;
    private final LinkHandler handler;
    private final long number;
    private final Multiplexer mux;
    private final FlightLane lane;
    private final KeepAlive keepAlive;
    private final InstantSource clock;
    private final LinkEvents events;
    private final AtomicLong bytesIn = new AtomicLong();
    private volatile long rttNanos = -1;
    private volatile int streams;
    private boolean draining;
    private boolean probed;
    private long probeValue;

    OpenLink(Parts parts, LinkWire wire, LinkHandler handler) {
        this.parts = parts;
        this.wire = wire;
        this.handler = handler;
        LinkSettings settings = parts.context().settings();
        this.events = settings.events();
        this.clock = settings.environment().clock();
        this.number = parts.context().lastNumber().incrementAndGet();
        this.mux =
                new Multiplexer(
                        parts.asker(),
                        settings.limits().mux(),
                        parts.context().unread(),
                        wire,
                        this,
                        handler::nowNanos);
        this.lane = new FlightLane(() -> events.onWritable(this));
        this.keepAlive = new KeepAlive(settings.environment().random(), handler.nowNanos());
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public LinkPeer peer() {
        return parts.peer();
    }

    @Override
    public boolean asker() {
        return parts.asker();
    }

    @Override
    public Carrier carrier() {
        return parts.carrier();
    }

    @Override
    public SocketAddress remoteAddress() {
        return parts.channel().remoteAddress();
    }

    @Override
    public EventLoop eventLoop() {
        return parts.channel().eventLoop();
    }

    @Override
    public boolean writable() {
        return lane.writable();
    }

    @Override
    public void send(List<Envelope> envelopes) {
        lane.add(parts.writer().write(envelopes, clock.instant()));
        wire.wake();
        if (lane.overfull()) {
            close(LinkEnd.LIMIT);
        }
    }

    @Override
    public OpeningStream openStream(TunnelTarget target, StreamHandler streamHandler) {
        if (!asker()) {
            throw new IllegalStateException("only the asker of a link opens streams");
        }
        StreamAsking asking = new StreamAsking(eventLoop());
        ByteBuf payload = Unpooled.wrappedBuffer(StreamTargets.encode(target));
        asking.begin(
                () -> {
                    OpeningStream opening = mux.open(payload, streamHandler);
                    streams = mux.size();
                    return opening;
                });
        return asking;
    }

    @Override
    public LinkTraffic traffic() {
        return new LinkTraffic(rttNanos, bytesIn.get(), wire.bytesOut(), streams);
    }

    @Override
    public void drain() {
        handler.onLoop(
                () -> {
                    draining = true;
                    mux.drain();
                    wire.write(FrameWriter.empty(wire.alloc(), FrameType.DRAIN, 0));
                    wire.wake();
                    if (mux.size() == 0) {
                        handler.end(LinkEnd.CLOSED_HERE, "");
                    }
                });
    }

    @Override
    public void close(LinkEnd reason) {
        handler.onLoop(() -> handler.end(reason, ""));
    }

    @Override
    public FrameFault onOpen(ByteBuf target, IncomingStream stream) {
        streams = mux.size();
        try {
            var known = StreamTargets.decode(target);
            if (!parts.streams()) {
                stream.refuse(StreamRefusal.NOT_ALLOWED);
            } else if (known.isEmpty()) {
                stream.refuse(StreamRefusal.NOT_A_TUNNEL_NODE);
            } else {
                events.onStream(this, known.get(), stream);
            }
            return FrameFault.NONE;
        } catch (Malformed e) {
            return FrameFault.PAYLOAD;
        }
    }

    @Override
    public void onNoStreams() {
        streams = 0;
        if (draining) {
            handler.end(LinkEnd.CLOSED_HERE, "");
        }
    }

    void received(int bytes) {
        bytesIn.lazySet(bytesIn.get() + bytes);
        keepAlive.received(handler.nowNanos());
    }

    FrameFault onFrame(FrameType type, int stream, ByteBuf payload) {
        if (type.onStream()) {
            FrameFault fault = mux.onFrame(type, stream, payload);
            streams = mux.size();
            return fault;
        }
        try {
            switch (type) {
                case PROBE -> probed(payload.readLong());
                case PROBE_ANSWER -> answered(payload.readLong());
                case DRAIN -> mux.drain();
                case FLIGHT -> flight(payload);
                case HELLO, OPEN, OPENED, DATA, CREDIT, END, RESET ->
                        throw new IllegalArgumentException(type + " is not for an open link");
            }
        } finally {
            payload.release();
        }
        return FrameFault.NONE;
    }

    FrameFault onData(int stream, ByteBuf bytes) {
        return mux.onData(stream, bytes);
    }

    /** Writes what waits: flights first, then streams as far as the socket takes them. */
    void turn() {
        lane.writeTo(wire);
        answerProbe();
        mux.pump();
    }

    /** Asks for a first round trip; later ones are measured when the link is silent. */
    void probe() {
        long value = keepAlive.probe(handler.nowNanos());
        wire.write(FrameWriter.probe(wire.alloc(), FrameType.PROBE, value));
        wire.wake();
    }

    /** Bytes of flights that have not left yet. */
    int flightBytes() {
        return lane.unsentBytes();
    }

    KeepAlive keepAlive() {
        return keepAlive;
    }

    /** The link has ended: all its streams do, and nothing more is sent. */
    void over() {
        lane.close();
        mux.close();
        streams = 0;
    }

    private void probed(long value) {
        probed = true;
        probeValue = value;
        answerProbe();
    }

    // While the peer does not read, only its newest probe waits for an answer.
    private void answerProbe() {
        if (probed && wire.takesTunnelBytes()) {
            probed = false;
            wire.write(FrameWriter.probe(wire.alloc(), FrameType.PROBE_ANSWER, probeValue));
        }
    }

    private void answered(long value) {
        keepAlive.answered(value, handler.nowNanos());
        rttNanos = keepAlive.rttNanos();
        mux.rttNanos(rttNanos);
    }

    private void flight(ByteBuf payload) {
        int lengthBytes = payload.readableBytes();
        switch (parts.reader().read(payload, clock.instant())) {
            case FlightVerdict.Accepted(List<Envelope> envelopes, int unknown) -> {
                if (!envelopes.isEmpty()) {
                    events.onFlight(this, envelopes, lengthBytes);
                }
            }
            case FlightVerdict.Rejected(var fault) ->
                    handler.end(LinkEnd.FLIGHT_DAMAGED, fault.name());
        }
    }
}
