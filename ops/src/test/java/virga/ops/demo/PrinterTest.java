package virga.ops.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PrinterTest {
    @Test
    void printerShowsItsStatusPage() throws IOException {
        try (Printer printer = Printer.start()) {
            Page page = Page.fetch(place(printer));
            assertEquals(200, page.status());
            assertEquals(printer.pageBytes(), page.body());
            String text = new String(page.body().toArray(), StandardCharsets.UTF_8);
            assertTrue(text.contains("Nimbus 400") && text.endsWith("</html>\n"));
        }
    }

    @Test
    void printerHasNoOtherPage() throws IOException {
        try (Printer printer = Printer.start()) {
            var connection =
                    (HttpURLConnection)
                            URI.create("http://" + place(printer) + "/admin")
                                    .toURL()
                                    .openConnection();
            assertEquals(404, connection.getResponseCode());
        }
    }

    private static String place(Printer printer) {
        return printer.address().getAddress().getHostAddress() + ":" + printer.address().getPort();
    }
}
