package virga.ops.admin;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import virga.ops.problem.Problem;

/** Serves a home's admin socket. Each session takes two threads of the blocking executor. */
public final class AdminListener implements AutoCloseable {
    /** Clients at once; one more is told to come again. */
    static final int SESSIONS_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);

    private final AdminSocket socket;
    private final Path place;
    private final ServerSocketChannel server;
    private final AdminHandler handler;
    private final Executor blocking;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Set<AdminSession> sessions = ConcurrentHashMap.newKeySet();

    private AdminListener(
            AdminSocket socket,
            Path place,
            ServerSocketChannel server,
            AdminHandler handler,
            Executor blocking) {
        this.socket = socket;
        this.place = place;
        this.server = server;
        this.handler = handler;
        this.blocking = blocking;
    }

    /**
     * Starts to serve. The caller holds the home's lock, so that a socket found there is a dead
     * node's and is replaced.
     */
    public static AdminListener open(
            Path home, Map<String, String> environment, AdminHandler handler, Executor blocking)
            throws IOException {
        AdminSocket socket = new AdminSocket(home, environment);
        Path place = socket.prepare();
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(place));
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        AdminListener listener = new AdminListener(socket, place, server, handler, blocking);
        blocking.execute(
                new AcceptLoop(
                                server::accept,
                                listener::begin,
                                AdminListener::sayNotAccepted,
                                AdminListener::sayDead,
                                listener::pause)
                        ::run);
        return listener;
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        sessions.forEach(AdminSession::close);
        socket.remove(place);
    }

    private static void sayDead(Exception reason) {
        LOG.atError()
                .setCause(reason)
                .log("the admin socket takes no more commands: start the node again");
    }

    private static void sayNotAccepted(Exception reason) {
        LOG.atWarn()
                .addKeyValue("reason", String.valueOf(reason))
                .log("the admin socket cannot take a command now; it tries again");
    }

    /** Whether the listener is still open after this time. */
    private boolean pause(Duration time) {
        try {
            return !closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void begin(SocketChannel channel) {
        AdminSession session = new AdminSession(channel);
        if (sessions.size() >= SESSIONS_MAX) {
            session.fail(Problem.failed("too many commands at once", "try again in a moment"));
        } else {
            sessions.add(session);
            blocking.execute(() -> session.read(handler));
        }
        try {
            blocking.execute(
                    () -> {
                        session.write();
                        sessions.remove(session);
                    });
        } catch (RuntimeException e) {
            sessions.remove(session);
            throw e;
        }
        if (!server.isOpen()) {
            session.close();
        }
    }
}
