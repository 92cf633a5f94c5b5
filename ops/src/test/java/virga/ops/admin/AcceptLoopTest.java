package virga.ops.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
    private final List<IOException> said = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private int pausesUntilClosed = Integer.MAX_VALUE;

    private void run() {
        new AcceptLoop(
                        this::accept,
                        taken::add,
                        said::add,
                        pause -> {
                            pauses.add(pause);
                            return pauses.size() < pausesUntilClosed;
                        })
                .run();
    }

    private SocketChannel accept() throws IOException {
        Object next = coming.poll();
        if (next instanceof SocketChannel channel) {
            return channel;
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
    void closingEndsAPause() {
        failures(100);
        pausesUntilClosed = 2;
        run();
        assertEquals(2, pauses.size());
        assertEquals(98, coming.size());
    }
}
