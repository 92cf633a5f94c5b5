package virga.ops.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

final class AcceptLoopTest {
    private final IOException noDescriptors = new IOException("Too many open files");

    private final Queue<Object> coming = new ArrayDeque<>();
    private final List<SocketChannel> taken = new ArrayList<>();
    private final List<Exception> said = new ArrayList<>();
    private final List<Exception> saidDead = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private int pausesUntilClosed = Integer.MAX_VALUE;
    private int mistakes;
    private boolean open;

    private void run() {
        new AcceptLoop(
                        this::accept,
                        this::take,
                        said::add,
                        saidDead::add,
                        pause -> {
                            if (pause.isZero()) {
                                return open;
                            }
                            pauses.add(pause);
                            return pauses.size() < pausesUntilClosed;
                        })
                .run();
    }

    private void take(SocketChannel client) {
        taken.add(client);
        if (taken.size() <= mistakes) {
            throw new IllegalStateException("a mistake of ours");
        }
    }

    private SocketChannel accept() throws IOException {
        Object next = coming.poll();
        if (next instanceof SocketChannel channel) {
            return channel;
        }
        if (next instanceof RuntimeException mistake) {
            throw mistake;
        }
        throw next instanceof IOException failure ? failure : new ClosedChannelException();
    }

    private void failures(int times) {
        for (int i = 0; i < times; i++) {
            coming.add(noDescriptors);
        }
    }

    @Test
    void aClientThatComesAfterDescriptorsRanOutIsTaken() throws IOException {
        failures(3);
        try (SocketChannel client = SocketChannel.open()) {
            coming.add(client);
            run();
            assertEquals(List.of(client), taken);
        }
        assertEquals(List.of(noDescriptors), said, "said once");
    }

    @Test
    void eachFailureWaitsTwiceAsLongUpToABound() {
        failures(9);
        run();
        assertEquals(
                List.of(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L, 5_000L),
                pauses.stream().map(Duration::toMillis).toList());
    }

    @Test
    void anotherStretchOfFailuresIsSaidAgainAndBeginsWithTheFirstPause() throws IOException {
        failures(2);
        try (SocketChannel client = SocketChannel.open()) {
            coming.add(client);
            failures(1);
            run();
        }
        assertEquals(2, said.size());
        assertEquals(AcceptLoop.PAUSE_FIRST, pauses.getLast());
    }

    @Test
    void aMistakeWithOneClientLetsTheNextOneIn() throws IOException {
        mistakes = 1;
        try (SocketChannel first = SocketChannel.open();
                SocketChannel second = SocketChannel.open()) {
            coming.addAll(List.of(first, second));
            run();
            assertEquals(List.of(first, second), taken);
            assertFalse(first.isOpen(), "nobody would ever close it");
            assertTrue(second.isOpen());
        }
        assertEquals(
                List.of("a mistake of ours"), said.stream().map(Exception::getMessage).toList());
    }

    @Test
    void aMistakeInAcceptingIsSaidAndTriedAgain() throws IOException {
        coming.add(new IllegalStateException("no provider"));
        try (SocketChannel client = SocketChannel.open()) {
            coming.add(client);
            run();
            assertEquals(List.of(client), taken);
        }
        assertEquals(1, said.size());
        assertEquals(List.of(AcceptLoop.PAUSE_FIRST), pauses);
    }

    @Test
    void aSocketThatDiedUnderTheListenerIsSaid() {
        open = true;
        run();
        assertEquals(1, saidDead.size());
    }

    @Test
    void aClosedListenerEndsWithoutAWord() {
        run();
        assertEquals(List.of(), saidDead);
        assertEquals(List.of(), said);
    }

    @Test
    void closingEndsAPause() {
        failures(100);
        pausesUntilClosed = 2;
        run();
        assertEquals(2, pauses.size());
        assertEquals(98, coming.size());
    }
}
