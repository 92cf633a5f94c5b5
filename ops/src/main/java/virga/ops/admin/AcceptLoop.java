package virga.ops.admin;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections until the listener is closed. An accept that fails, as when no descriptor is
 * left for a moment, is tried again later and later; its reason is said once until one succeeds. So
 * is one whose taking fails: nothing that a client does ends the loop.
 */
final class AcceptLoop {
    static final Duration PAUSE_FIRST = Duration.ofMillis(100);
    static final Duration PAUSE_MAX = Duration.ofSeconds(5);

    /** The next connection; a {@link ClosedChannelException} ends the loop. */
    interface Source {
        SocketChannel accept() throws IOException;
    }

    private final Source source;
    private final Consumer<SocketChannel> to;
    private final Consumer<Exception> say;
    private final Consumer<Exception> sayDead;
    private final Predicate<Duration> pause;

    /**
     * {@code pause} waits as long, and is false where the listener was closed meanwhile; {@code
     * sayDead} hears that the socket was closed though the listener was not.
     */
    AcceptLoop(
            Source source,
            Consumer<SocketChannel> to,
            Consumer<Exception> say,
            Consumer<Exception> sayDead,
            Predicate<Duration> pause) {
        this.source = source;
        this.to = to;
        this.say = say;
        this.sayDead = sayDead;
        this.pause = pause;
    }

    void run() {
        @Nullable Duration waited = null;
        while (true) {
            try {
                take(source.accept());
                waited = null;
            } catch (ClosedChannelException e) {
                if (pause.test(Duration.ZERO)) {
                    sayDead.accept(e);
                }
                return;
            } catch (IOException | RuntimeException e) {
                if (waited == null) {
                    say.accept(e);
                }
                waited = next(waited);
                if (!pause.test(waited)) {
                    return;
                }
            }
        }
    }

    private void take(SocketChannel client) throws IOException {
        try {
            to.accept(client);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static Duration next(@Nullable Duration last) {
        Duration doubled = last == null ? PAUSE_FIRST : last.multipliedBy(2);
        return doubled.compareTo(PAUSE_MAX) < 0 ? doubled : PAUSE_MAX;
    }
}
