package virga.protocol.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import virga.protocol.identity.IdentityKey;
import virga.protocol.message.Envelope;
import virga.protocol.message.Message.Ping;
import virga.protocol.message.Message.Reping;
import virga.protocol.mux.OpeningStream;

/** Streams and flights through real sockets and TLS. */
final class LinkStreamTest {
    private final Network network = new Network();
    private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true);
    private final EventLoops loops = EventLoops.create(2, alloc);
    private final BlockingQueue<StreamUser> accepted = new LinkedBlockingQueue<>();
    private final TestNode asker = node();
    private final TestNode acceptor = node();

    @BeforeEach
    void accept() {
        acceptor.answerer =
                (target, stream) -> {
                    StreamUser user = new StreamUser();
                    accepted.add(user);
                    user.accept(stream);
                };
    }

    @AfterEach
    void everyBufferIsGivenBack() {
        asker.close();
        acceptor.close();
        loops.close();
        assertEquals(0, alloc.metric().usedDirectMemory() + alloc.metric().usedHeapMemory());
    }

    @Test
    void eightStreamsBothWaysArriveUnchanged() throws Exception {
        acceptor.answerer =
                (target, stream) -> {
                    StreamUser user = new StreamUser(accepted.size() + 100L, 3_000_000);
                    accepted.add(user);
                    user.accept(stream);
                };
        Link link = link();
        List<StreamUser> users = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            users.add(new StreamUser(i, 2_000_000L + i));
            link.openStream(StreamUser.TARGET, users.getLast());
        }
        for (StreamUser user : users) {
            StreamUser other = TestNode.next(accepted);
            assertEquals("opened", TestNode.next(user.events));
            assertEquals("end", TestNode.next(user.events));
            assertEquals("end", TestNode.next(other.events));
            assertEquals(StreamUser.hex(user.sent), StreamUser.hex(other.received));
            assertEquals(StreamUser.hex(other.sent), StreamUser.hex(user.received));
        }
    }

    @Test
    void endOfStreamIsWholeTwoHundredTimes() throws Exception {
        Link link = link();
        for (int i = 0; i < 200; i++) {
            StreamUser user = new StreamUser(i, 100_000 + 997L * i);
            link.openStream(StreamUser.TARGET, user);
            StreamUser other = TestNode.next(accepted);
            assertEquals("opened", TestNode.next(user.events));
            assertEquals("end", TestNode.next(other.events));
            assertEquals("end", TestNode.next(user.events));
            assertEquals(StreamUser.hex(user.sent), StreamUser.hex(other.received));
        }
    }

    @Test
    void slowReaderStopsItsSenderAndNeverTheFlights() throws Exception {
        Link link = link();
        acceptor.onFlight =
                (to, envelopes) ->
                        to.send(List.of(new Envelope(envelopes.getFirst().id(), Reping.INSTANCE)));
        StreamUser user = new StreamUser(1, 100_000_000);
        acceptor.answerer =
                (target, stream) -> {
                    StreamUser other = new StreamUser();
                    other.consumes = false;
                    accepted.add(other);
                    other.accept(stream);
                };
        link.openStream(StreamUser.TARGET, user);
        StreamUser other = TestNode.next(accepted);
        for (int i = 1; i <= 2_000; i++) {
            link.send(List.of(new Envelope(i, Ping.INSTANCE)));
            assertEquals(i, TestNode.next(asker.flights).getFirst().id());
        }
        assertTrue(
                user.acceptedBytes.get() <= 512 * 1024,
                () -> user.acceptedBytes.get() + " bytes held");
        assertTrue(other.receivedBytes.get() <= 256 * 1024);
        assertTrue(link.writable());
    }

    @Test
    void thousandStreamsComeAndGo() throws Exception {
        Link link = link();
        List<StreamUser> users = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            users.add(new StreamUser(i, 3_000));
            link.openStream(StreamUser.TARGET, users.getLast());
        }
        for (StreamUser user : users) {
            assertEquals("opened", TestNode.next(user.events));
            assertEquals("end", TestNode.next(user.events));
        }
    }

    @Test
    void linkThatEndsResetsItsStreams() throws Exception {
        Link link = link();
        StreamUser user = new StreamUser(1, 50_000_000);
        link.openStream(StreamUser.TARGET, user);
        StreamUser other = TestNode.next(accepted);
        assertEquals("opened", TestNode.next(user.events));
        link.close(LinkEnd.IDLE);
        assertEquals("reset LINK_LOST", TestNode.next(user.events));
        assertEquals("reset LINK_LOST", TestNode.next(other.events));
        StreamUser late = new StreamUser();
        link.openStream(StreamUser.TARGET, late);
        assertEquals("refused UNSPECIFIED", TestNode.next(late.events));
        link.send(List.of(new Envelope(1, Ping.INSTANCE)));
    }

    @Test
    void askerThatGivesUpIsNotWaitedFor() throws Exception {
        BlockingQueue<Boolean> waiting = new LinkedBlockingQueue<>();
        acceptor.answerer = (target, stream) -> accepted.add(new StreamUser());
        Link link = link();
        OpeningStream opening = link.openStream(StreamUser.TARGET, new StreamUser());
        TestNode.next(accepted);
        opening.cancel();
        link.send(List.of(new Envelope(1, Ping.INSTANCE)));
        TestNode.next(acceptor.flights);
        Link other = TestNode.next(acceptor.opened);
        other.eventLoop().execute(() -> waiting.add(other.traffic().streams() > 0));
        assertEquals(false, TestNode.next(waiting));
    }

    private Link link() {
        return asker.dial(acceptor.listen(), new ExpectedPeer.Node(acceptor.id()));
    }

    private TestNode node() {
        IdentityKey key = Network.key();
        return new TestNode(loops, key, Optional.of(network.admit(key)), TestNode.Choices.USUAL);
    }
}
