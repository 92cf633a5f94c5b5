package virga.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes that must not change, in {@code src/test/resources/virga/protocol/golden}. A new one is
 * written by {@code -Dvirga.golden.write=FOLDER}, to be looked at and added by hand.
 */
public final class Golden {
    private Golden() {}

    public static String hex(String name, Bytes actual) throws IOException {
        String folder = System.getProperty("virga.golden.write", "");
        if (!folder.isEmpty()) {
            Files.createDirectories(Path.of(folder));
            Files.writeString(Path.of(folder, name + ".hex"), actual.toHex() + "\n");
        }
        try (InputStream in = Golden.class.getResourceAsStream("golden/" + name + ".hex")) {
            return in == null
                    ? "no golden/" + name + ".hex"
                    : new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }
}
