package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import virga.protocol.Bytes;
import virga.protocol.carrier.Candidate;
import virga.protocol.identity.IdentityKey;

/** Strangers get silence and a counter, whatever they send. */
final class LinkStrangerTest {
    private static final String TLS_13 = "TLSv1.3";
    private static final int DATA = 4;
    private static final int FLIGHT = 1;
    private static final int FLIGHT_BYTES = 256 * 1024;
    private static final int OPEN = 2;
    private static final int PROBE = 8;

    private final Network network = new Network();
    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true);
    private final EventLoops loops = EventLoops.create(2, alloc);
    private final IdentityKey key = Network.key();
    private final TestNode node =
            new TestNode(loops, key, Optional.of(network.admit(key)), TestNode.Choices.USUAL);
    private final Candidate candidate = node.listen();

    @AfterEach
    void everyBufferIsGivenBack() {
        node.close();
        loops.close();
        assertEquals(0, node.opened.size() - node.closed.size());
        assertEquals(0, alloc.metric().usedDirectMemory() + alloc.metric().usedHeapMemory());
    }

    @Test
    void httpClientIsClosed() throws Exception {
        try (RawPeer peer = RawPeer.plain(candidate)) {
            peer.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            peer.bytesUntilClosed();
        }
        assertTurnedAway(LinkEnd.NOT_VIRGA);
    }

    @Test
    void randomBytesAreClosed() throws Exception {
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[1 + random.nextInt(3_000)];
            random.nextBytes(noise);
            noise[0] = 0;
            try (RawPeer peer = RawPeer.plain(candidate)) {
                peer.send(noise);
                if (noise.length > 5) {
                    assertEquals(0, peer.bytesUntilClosed());
                }
            }
        }
    }

    @Test
    void olderTlsIsClosed() throws Exception {
        try (RawPeer peer = RawPeer.tls(candidate, Network.key(), "TLSv1.2")) {
            peer.send(new byte[1]);
            assertEquals(0, peer.bytesUntilClosed());
        }
        assertTurnedAway(LinkEnd.NOT_VIRGA);
    }

    @Test
    void clientWithoutCertificateIsClosed() throws Exception {
        try (RawPeer peer = RawPeer.tls(candidate, null, TLS_13)) {
            peer.send(new byte[1]);
            assertEquals(0, peer.bytesUntilClosed());
        }
        assertTurnedAway(LinkEnd.NOT_VIRGA);
    }

    @Test
    void unadmittedNodeHearsNothing() throws Exception {
        try (RawPeer peer = RawPeer.tls(candidate, Network.key(), TLS_13)) {
            peer.send(hello(1, hello(Optional.empty()).encode()));
            assertEquals(0, peer.bytesUntilClosed());
        }
        assertTurnedAway(LinkEnd.NOT_ADMITTED);
    }

    @Test
    void recordOfAnotherNodeIsNotBelieved() throws Exception {
        try (RawPeer peer = RawPeer.tls(candidate, Network.key(), TLS_13)) {
            Admission someone = network.admit(Network.key());
            peer.send(hello(1, hello(Optional.of(someone)).encode()));
            assertEquals(0, peer.bytesUntilClosed());
        }
        assertTurnedAway(LinkEnd.NOT_ADMITTED);
    }

    @Test
    void unknownWireVersionIsRefused() throws Exception {
        byte[] payload = hello(Optional.empty()).encode();
        try (RawPeer peer = RawPeer.tls(candidate, Network.key(), TLS_13)) {
            peer.send(hello(2, payload));
            assertEquals(0, peer.bytesUntilClosed());
        }
        assertTurnedAway(LinkEnd.WIRE_VERSION);
    }

    @Test
    void flightBeforeTheFirstFrameIsAFault() throws Exception {
        try (RawPeer peer = RawPeer.tls(candidate, Network.key(), TLS_13)) {
            peer.send(frame(FLIGHT, 0, new byte[100]));
            assertEquals(0, peer.bytesUntilClosed());
        }
        assertTurnedAway(LinkEnd.FRAME_DAMAGED);
    }

    @Test
    void firstFrameTooLongIsAFaultAtItsHeader() throws Exception {
        try (RawPeer peer = RawPeer.tls(candidate, Network.key(), TLS_13)) {
            byte[] header =
                    ByteBufUtil.getBytes(Unpooled.buffer().writeMedium(41_000).writeZero(5));
            peer.send(header);
            assertEquals(0, peer.bytesUntilClosed());
        }
        assertTurnedAway(LinkEnd.FRAME_DAMAGED);
    }

    @Test
    void damagedFirstFramesAreTurnedAway() throws Exception {
        Random random = new Random(6);
        IdentityKey other = Network.key();
        byte[] whole = hello(1, hello(Optional.of(network.admit(other))).encode());
        for (int i = 0; i < 60; i++) {
            byte[] damaged = whole.clone();
            damaged[10 + random.nextInt(damaged.length - 50)] ^= (byte) (1 << random.nextInt(8));
            try (RawPeer peer = RawPeer.tls(candidate, other, TLS_13)) {
                peer.send(damaged);
                peer.send(frame(DATA, 9, new byte[1]));
                peer.bytesUntilClosed();
            }
        }
        assertEquals(60, ended());
    }

    @Test
    void admittedPeerThatSendsDamagedFramesLosesItsLink() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 30; i++) {
            byte[] noise = new byte[8 + random.nextInt(500)];
            random.nextBytes(noise);
            noise[3] = (byte) (11 + random.nextInt(50));
            assertEquals(LinkEnd.FRAME_DAMAGED, endAfter(noise));
        }
        assertEquals(LinkEnd.FRAME_DAMAGED, endAfter(frame(DATA, 1, new byte[10])));
        byte[] flight = frame(FLIGHT, 0, new byte[200]);
        byte[] torn = Arrays.copyOf(flight, 100);
        assertEquals(LinkEnd.FLIGHT_DAMAGED, endAfter(flight));
        assertEquals(LinkEnd.FLIGHT_DAMAGED, endAfter(Bytes.concat(flight, torn)));
        assertEquals(LinkEnd.FRAME_DAMAGED, endAfter(frame(2, 1, new byte[] {-1, -1})));
        assertEquals(
                Map.of(LinkEnd.FRAME_DAMAGED, 32L, LinkEnd.FLIGHT_DAMAGED, 2L),
                node.endpoint.counters().sentAway());
    }

    @Test
    void frameOfALaterVersionIsSkipped() throws Exception {
        byte[] later = frame(64, 77, new byte[300]);
        byte[] fault = frame(11, 0, new byte[0]);
        assertEquals(
                LinkEnd.FRAME_DAMAGED,
                endAfter(Bytes.concat(later, later, frame(8, 0, new byte[8]), fault)));
    }

    @Test
    void peerThatLeavesItsAnswersUnreadLosesItsLinkBeforeTheyTakeMuch() throws Exception {
        byte[] target = StreamTargets.encode(StreamUser.TARGET);
        int[] lastId = new int[1];
        try (RawPeer peer = welcomed()) {
            long most = 0;
            for (int i = 0; i < 2_000 && node.closed.isEmpty(); i++) {
                peer.send(frames(4_096, () -> frame(OPEN, ++lastId[0], target)));
                most = Math.max(most, alloc.metric().usedDirectMemory());
            }
            assertEquals(LinkEnd.LIMIT, TestNode.next(node.closed));
            assertTrue(most < 8_388_608, "held " + most);
        }
        node.opened.clear();
        node.closed.clear();
    }

    @Test
    void onlyTheNewestProbeOfAPeerThatDoesNotReadWaitsForItsAnswer() throws Exception {
        byte[] newest = "newest!!".getBytes(StandardCharsets.US_ASCII);
        try (RawPeer peer = welcomed()) {
            long most = 0;
            for (int i = 0; i < 400; i++) {
                peer.send(frames(4_096, () -> frame(PROBE, 0, new byte[8])));
                most = Math.max(most, alloc.metric().usedDirectMemory());
            }
            peer.send(frame(PROBE, 0, newest));
            assertTrue(most < 2_097_152, "held " + most);
            peer.readUntil(newest);
        }
        assertEquals(LinkEnd.CLOSED_BY_PEER, TestNode.next(node.closed));
        node.opened.clear();
        node.closed.clear();
    }

    @Test
    void linksThatHoldBackTheRestOfAFrameTakeNoMoreThanTheirDomainsPart() throws Exception {
        byte[] torn = Arrays.copyOf(frame(FLIGHT, 0, new byte[FLIGHT_BYTES]), 16);
        List<RawPeer> peers = new ArrayList<>();
        try {
            while (peers.size() < 200 && node.closed.isEmpty()) {
                RawPeer peer = welcomed();
                peers.add(peer);
                peer.send(torn);
            }
            assertEquals(LinkEnd.LIMIT, TestNode.next(node.closed));
            long most = alloc.metric().usedDirectMemory();
            assertTrue(most < 50L * 1024 * 1024, "held " + most);
        } finally {
            for (RawPeer peer : peers) {
                peer.close();
            }
        }
        for (int i = 1; i < peers.size(); i++) {
            TestNode.next(node.closed);
        }
        node.opened.clear();
    }

    /** A peer whose link is open, and which reads only when it is told to. */
    private RawPeer welcomed() throws Exception {
        IdentityKey other = Network.key();
        RawPeer peer = RawPeer.tls(candidate, other, TLS_13);
        peer.send(hello(1, hello(Optional.of(network.admit(other))).encode()));
        TestNode.next(node.opened);
        return peer;
    }

    private static byte[] frames(int count, Supplier<byte[]> next) {
        return Bytes.concat(Stream.generate(next).limit(count).toArray(byte[][]::new));
    }

    private LinkEnd endAfter(byte[] bytes) throws Exception {
        IdentityKey other = Network.key();
        try (RawPeer peer = RawPeer.tls(candidate, other, TLS_13)) {
            peer.send(hello(1, hello(Optional.of(network.admit(other))).encode()));
            TestNode.next(node.opened);
            peer.send(bytes);
            assertTrue(peer.bytesUntilClosed() > 0);
        }
        LinkEnd end = TestNode.next(node.closed);
        node.opened.clear();
        node.closed.clear();
        return end;
    }

    private void assertTurnedAway(LinkEnd reason) {
        assertEquals(1, node.endpoint.counters().turnedAway(reason));
        assertEquals(Map.of(reason, 1L), node.endpoint.counters().sentAway());
    }

    /** Connections turned away and links ended together. */
    private long ended() {
        LinkCounters counters = node.endpoint.counters();
        long ended = 0;
        for (LinkEnd reason : LinkEnd.values()) {
            ended += counters.turnedAway(reason) + counters.ended(reason);
        }
        return ended;
    }

    private static Hello hello(Optional<Admission> admission) {
        return new Hello(
                admission.map(own -> own.node().signed()),
                admission.map(own -> own.operatorNode().signed()),
                Bytes.owning(new byte[32]),
                InstantSource.system().instant(),
                0);
    }

    private static byte[] hello(int version, byte[] payload) {
        payload[1] = (byte) version;
        return frame(0, 0, payload);
    }

    private static byte[] frame(int type, int stream, byte[] payload) {
        ByteBuf frame =
                Unpooled.buffer()
                        .writeMedium(payload.length)
                        .writeByte(type)
                        .writeInt(stream)
                        .writeBytes(payload);
        return ByteBufUtil.getBytes(frame);
    }
}
