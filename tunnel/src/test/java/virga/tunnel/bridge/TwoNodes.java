package virga.tunnel.bridge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.IdentityKey;
import virga.protocol.identity.NodeId;
import virga.protocol.identity.Role;
import virga.protocol.link.Admission;
import virga.protocol.link.EventLoops;
import virga.protocol.link.ExpectedPeer;
import virga.protocol.link.Link;
import virga.protocol.link.LinkEnd;
import virga.protocol.link.LinkEndpoint;
import virga.protocol.link.LinkEvents;
import virga.protocol.link.LinkLimits;
import virga.protocol.link.LinkPolicy;
import virga.protocol.link.LinkSettings;
import virga.protocol.link.Listener;
import virga.protocol.link.TunnelTarget;
import virga.protocol.message.Envelope;
import virga.protocol.mux.IncomingStream;
import virga.protocol.mux.StreamRefusal;
import virga.tunnel.open.LocalListener;

/**
 * A user node and a tunnel node with a real link over loopback, bridges at both ends, and a door:
 * what connects to {@link #door()} reaches the device.
 */
final class TwoNodes implements AutoCloseable {
    static final long WAIT_SECONDS = 60;

    private final TwoKeys realm = new TwoKeys();

    /** How the user's side joins a connection to its stream. */
    volatile java.util.function.Consumer<Runnable> joining = Runnable::run;

    private final EventLoops loops;
    final BlockingQueue<BridgeEnd> userEnds = new LinkedBlockingQueue<>();
    final BlockingQueue<BridgeEnd> tunnelEnds = new LinkedBlockingQueue<>();
    final BridgeLoops userBridges;
    final BridgeLoops tunnelBridges;
    private final LinkEndpoint user;
    private final LinkEndpoint tunnel;
    private final Listener listener;
    private final LocalListener door;
    final Link link;

    TwoNodes(InetSocketAddress device, BridgeSettings settings) throws Exception {
        this(device, settings, EventLoops.create(2, ByteBufAllocator.DEFAULT));
    }

    TwoNodes(InetSocketAddress device, BridgeSettings settings, EventLoops loops) throws Exception {
        this.loops = loops;
        userBridges = new BridgeLoops(settings);
        tunnelBridges = new BridgeLoops(settings);
        IdentityKey userKey = realm.newKey();
        IdentityKey tunnelKey = realm.newKey();
        user = endpoint(userKey, Set.of(Role.USER), new Refusing());
        tunnel = endpoint(tunnelKey, Set.of(Role.TUNNEL), new Carrying(device));
        listener = get(tunnel.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
        link =
                get(
                        user.dial(
                                Candidate.direct("127.0.0.1", listener.address().getPort()),
                                new ExpectedPeer.Node(
                                        NodeId.of(realm.domain, tunnelKey.publicKey())),
                                Duration.ofSeconds(WAIT_SECONDS)));
        door =
                get(
                        LocalListener.open(
                                loops.group().next(),
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                this::carry));
    }

    private LinkEndpoint endpoint(IdentityKey key, Set<Role> roles, LinkEvents events) {
        Admission admission =
                new Admission(
                        realm.node(key, roles, List.of(), ""),
                        realm.operatorNode,
                        realm.verifier());
        return new LinkEndpoint(
                new LinkSettings(
                        key,
                        () -> Optional.of(admission),
                        () -> 0,
                        LinkPolicy.ofDomains(() -> Optional.of(admission)),
                        events,
                        LinkLimits.DEFAULT,
                        LinkSettings.Environment.of(loops, InstantSource.system(), realm.random)));
    }

    /** What {@link #joining} was given, on the link's event loop. */
    void onLoop(Runnable join) {
        link.eventLoop().execute(join);
    }

    long bytesIn() {
        return link.traffic().bytesIn();
    }

    InetSocketAddress door() {
        return door.address();
    }

    private void carry(SocketChannel socket) {
        Bridge bridge =
                new Bridge(
                        socket,
                        userBridges,
                        new BridgeOwner() {
                            @Override
                            public void onOpened(
                                    Bridge opened, virga.protocol.mux.MuxStream stream) {
                                link.eventLoop()
                                        .register(socket)
                                        .addListener(
                                                registered ->
                                                        joining.accept(() -> opened.join(stream)));
                            }

                            @Override
                            public void onRefused(Bridge refused, StreamRefusal refusal) {
                                SocketKinds.abort(socket);
                                userEnds.add(BridgeEnd.LINK_LOST);
                            }

                            @Override
                            public void onEnded(Bridge ended, BridgeEnd end) {
                                userEnds.add(end);
                            }
                        });
        socket.pipeline().addLast(bridge);
        link.openStream(new TunnelTarget(Bytes.owning(new byte[32]), 1), bridge);
    }

    static <T> T get(java.util.concurrent.CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    static BridgeEnd take(BlockingQueue<BridgeEnd> ends) throws InterruptedException {
        BridgeEnd end = ends.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertTrue(end != null, "no bridge ended");
        return end;
    }

    /** Bridges at both ends that have not ended; asked on their event loops. */
    int bridges() throws Exception {
        int all = 0;
        for (BridgeLoops side : List.of(userBridges, tunnelBridges)) {
            for (var executor : loops.group()) {
                var loop = (io.netty.channel.EventLoop) executor;
                all += loop.submit(() -> side.on(loop).size()).get();
            }
        }
        return all;
    }

    @Override
    public void close() {
        door.close();
        user.close();
        tunnel.close();
        listener.close();
        loops.close();
    }

    /** The user's side: nobody may ask it for a stream. */
    private static class Refusing implements LinkEvents {
        @Override
        public void onOpen(Link opened) {}

        @Override
        public void onFlight(Link from, List<Envelope> envelopes, int lengthBytes) {}

        @Override
        public void onStream(Link from, TunnelTarget target, IncomingStream stream) {
            stream.refuse(StreamRefusal.NOT_A_TUNNEL_NODE);
        }

        @Override
        public void onWritable(Link to) {}

        @Override
        public void onClosed(Link closed, LinkEnd reason) {}
    }

    /** The tunnel node's side: every stream leads to the one device. */
    private final class Carrying extends Refusing {
        private final InetSocketAddress device;

        Carrying(InetSocketAddress device) {
            this.device = device;
        }

        @Override
        public void onStream(Link from, TunnelTarget target, IncomingStream stream) {
            SocketChannel socket = SocketKinds.connecting();
            Bridge bridge =
                    new Bridge(
                            socket,
                            tunnelBridges,
                            new BridgeOwner() {
                                @Override
                                public void onRefused(Bridge refused, StreamRefusal refusal) {
                                    throw new IllegalStateException("accepted streams only");
                                }

                                @Override
                                public void onEnded(Bridge ended, BridgeEnd end) {
                                    tunnelEnds.add(end);
                                }
                            });
            socket.pipeline().addLast(bridge);
            var unused = from.eventLoop().register(socket);
            socket.connect(device)
                    .addListener(
                            connected -> {
                                if (connected.isSuccess()) {
                                    bridge.join(stream.accept(bridge));
                                } else {
                                    stream.refuse(StreamRefusal.NO_ANSWER);
                                }
                            });
        }
    }
}
