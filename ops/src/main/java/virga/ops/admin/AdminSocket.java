package virga.ops.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * Where a home's admin socket is: {@code HOME/admin.sock}, or, where that path is too long for a
 * Unix socket, in a folder of the runtime directory that {@code HOME/admin.path} names. Whoever may
 * read the folder (0700) may command the node.
 */
public final class AdminSocket {
    /** Shortest limit among the supported systems (macOS), less the final zero byte. */
    static final int PATH_MAX_BYTES = 103;

    private static final String SOCKET = "admin.sock";
    private static final String POINTER = "admin.path";

    private final Path home;
    private final Map<String, String> environment;

    /** {@code environment}: of the process; its runtime directory is used when it has one. */
    public AdminSocket(Path home, Map<String, String> environment) {
        this.home = home.toAbsolutePath();
        this.environment = environment;
    }

    /**
     * Where a client connects. A folder beside the home that is not its owner's alone is a {@link
     * SocketFolder.NotOwnException}: who listens there could be anybody.
     */
    public Path find() throws IOException {
        if (fits(direct())) {
            return direct();
        }
        try {
            String text = Files.readString(home.resolve(POINTER)).strip();
            if (text.isEmpty()) {
                // A full disk, or a node that was killed while it began: none runs.
                return direct();
            }
            Path place = Path.of(text);
            SocketFolder.check(parent(place), home);
            return place;
        } catch (NoSuchFileException e) {
            return direct();
        }
    }

    /** Makes room for a node's listener: folder and pointer. Only for the holder of the home. */
    Path prepare() throws IOException {
        Path place = direct();
        if (!fits(place)) {
            place = fallback();
            SocketFolder.prepare(parent(place));
            Files.writeString(home.resolve(POINTER), place + "\n");
        }
        // The home's lock is held, so whoever left this socket is dead.
        Files.deleteIfExists(place);
        return place;
    }

    /** Removes what {@link #prepare()} and the listener made. */
    void remove(Path place) throws IOException {
        Files.deleteIfExists(place);
        if (!place.equals(direct())) {
            Files.deleteIfExists(home.resolve(POINTER));
            Files.deleteIfExists(parent(place));
        }
    }

    private Path direct() {
        return home.resolve(SOCKET);
    }

    private Path fallback() {
        String runtime = environment.get("XDG_RUNTIME_DIR");
        Path base =
                runtime != null && !runtime.isEmpty()
                        ? Path.of(runtime)
                        : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        return base.resolve("virga-" + shortName(home.toString())).resolve(SOCKET);
    }

    private static boolean fits(Path place) {
        return place.toString().getBytes(StandardCharsets.UTF_8).length <= PATH_MAX_BYTES;
    }

    private static Path parent(Path place) {
        Path parent = place.getParent();
        if (parent == null) {
            throw new IllegalStateException("a socket stands in a folder: " + place);
        }
        return parent;
    }

    private static String shortName(String text) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
