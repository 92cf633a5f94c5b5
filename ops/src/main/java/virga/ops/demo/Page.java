package virga.ops.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import virga.protocol.Bytes;

/** What an HTTP server answered: its status and the whole body. */
record Page(int status, Bytes body) {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int LENGTH_MAX_BYTES = 1 << 20;

    /** Fetches {@code http://ADDRESS/}. */
    static Page fetch(String address) throws IOException {
        var connection =
                (HttpURLConnection) URI.create("http://" + address + "/").toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        connection.setUseCaches(false);
        // Each fetch is one connection through the tunnel, and over when the page is there.
        connection.setRequestProperty("Connection", "close");
        try {
            int status = connection.getResponseCode();
            try (InputStream body =
                    status < HttpURLConnection.HTTP_BAD_REQUEST
                            ? connection.getInputStream()
                            : connection.getErrorStream()) {
                byte[] bytes = body == null ? new byte[0] : body.readNBytes(LENGTH_MAX_BYTES);
                return new Page(status, Bytes.owning(bytes));
            }
        } finally {
            connection.disconnect();
        }
    }
}
