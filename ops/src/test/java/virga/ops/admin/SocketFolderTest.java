package virga.ops.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import virga.ops.problem.Exit;
import virga.ops.problem.Problem;
import virga.ops.problem.ProblemException;

/** A folder for the admin socket that another user made before the node did. */
final class SocketFolderTest {
    private static final int NOBODY = 65_534;

    @TempDir Path folder = Path.of("");

    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private Path home = Path.of("");
    private Path runtime = Path.of("");

    @BeforeEach
    void makeAHomeWithALongPath() throws IOException {
        home = Files.createDirectories(folder.resolve("d".repeat(60)).resolve("e".repeat(60)));
        runtime = Files.createDirectory(folder.resolve("run"));
    }

    @AfterEach
    void stop() {
        blocking.shutdownNow();
    }

    private AdminListener listen() throws IOException {
        return AdminListener.open(
                home,
                Map.of("XDG_RUNTIME_DIR", runtime.toString()),
                (request, session) -> session.result(new Document.TunnelClosed("7")),
                blocking);
    }

    /** Where the node of this home puts its socket. */
    private Path place() throws IOException {
        try (var _ = listen();
                var made = Files.list(runtime)) {
            return made.findFirst().orElseThrow();
        }
    }

    private void assertNoNodeListens(String why) {
        IOException refused = assertThrows(SocketFolder.NotOwnException.class, this::listen);
        assertTrue(String.valueOf(refused.getMessage()).endsWith(why), refused.getMessage());
    }

    private void assertNoClientConnects(String why) {
        Problem refused =
                assertThrows(ProblemException.class, () -> AdminClient.connect(home, Map.of()))
                        .problem();
        assertEquals(Exit.FAILED, refused.exit());
        assertTrue(refused.message().endsWith(why), refused.line());
        assertTrue(refused.hint().contains("remove it"), refused.line());
    }

    @Test
    void aFolderOpenToOthersIsNotUsedByNodeOrClient() throws IOException {
        Path place = place();
        Files.createDirectory(place);
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertNoNodeListens("is open to others (rwxr-xr-x)");
        Files.delete(place);
        try (var _ = listen()) {
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
            assertNoClientConnects("is open to others (rwxrwxrwx)");
        }
    }

    @Test
    void aLinkIsNotUsedByNodeOrClient() throws IOException {
        Path place = place();
        Path elsewhere =
                Files.createDirectory(
                        folder.resolve("elsewhere"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(place, elsewhere);
        assertNoNodeListens("is a link");
        Files.writeString(home.resolve("admin.path"), place.resolve("admin.sock") + "\n");
        assertNoClientConnects("is a link");
    }

    @Test
    void aFileIsNotUsed() throws IOException {
        Files.writeString(place(), "");
        assertNoNodeListens("is a file");
    }

    @Test
    void anotherUsersFolderIsNotUsedByNodeOrClient() throws IOException {
        assumeTrue(new UnixSystem().getUid() == 0, "only root can give a folder away");
        Path place = place();
        Files.createDirectory(
                place,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(place, "unix:uid", NOBODY);
        assertNoNodeListens("belongs to another user");
        Files.writeString(home.resolve("admin.path"), place.resolve("admin.sock") + "\n");
        assertNoClientConnects("belongs to another user");
    }

    @Test
    void rootMayCommandTheNodeOfAnotherUser() throws IOException {
        assumeTrue(new UnixSystem().getUid() == 0, "only root can give a folder away");
        Path place = place();
        try (var _ = listen()) {
            Files.setAttribute(place, "unix:uid", NOBODY);
            assertFalse(AdminClient.running(home, Map.of()));
            Files.setAttribute(home, "unix:uid", NOBODY);
            assertTrue(AdminClient.running(home, Map.of()));
        }
    }

    @Test
    void aFolderThatADeadNodeOfThisUserLeftIsUsed() throws IOException {
        Path place = place();
        Files.createDirectory(
                place,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.writeString(place.resolve("admin.sock"), "");
        try (var _ = listen()) {
            assertTrue(AdminClient.running(home, Map.of()));
        }
    }
}
