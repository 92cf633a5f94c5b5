package virga.ops.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import virga.protocol.Bytes;

/**
 * The device of the demonstration: a real HTTP server that shows a printer's status page. It knows
 * nothing of virga, as a printer does not.
 */
final class Printer implements AutoCloseable {
    private static final String PAGE = "printer.html";
    private static final int BACKLOG_MAX = 64;
    private static final int GET_OK = 200;
    private static final int NOT_FOUND = 404;

    /** Its own address where the machine has such, as Linux does; else the usual one. */
    private static final List<String> ADDRESSES = List.of("127.0.0.9", "127.0.0.1");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Bytes page;

    private Printer(HttpServer server, byte[] page) {
        this.server = server;
        this.page = Bytes.owning(page);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, page));
        server.start();
    }

    /** Starts it on a free port of the loopback. */
    static Printer start() throws IOException {
        byte[] page = page();
        IOException failure = new IOException("no loopback address");
        for (String address : ADDRESSES) {
            try {
                InetSocketAddress place = new InetSocketAddress(InetAddress.ofLiteral(address), 0);
                return new Printer(HttpServer.create(place, BACKLOG_MAX), page);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /** The page that it shows at {@code /}, as sent. */
    Bytes pageBytes() {
        return page;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange, byte[] page) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals("/");
            if (!known) {
                exchange.sendResponseHeaders(NOT_FOUND, -1);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(GET_OK, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    private static byte[] page() throws IOException {
        try (InputStream file = Printer.class.getResourceAsStream(PAGE)) {
            if (file == null) {
                throw new IllegalStateException(PAGE + " is built into the program");
            }
            return file.readAllBytes();
        }
    }
}
