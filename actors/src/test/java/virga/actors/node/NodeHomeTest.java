package virga.actors.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeHomeTest {
    private final Path folder;

    NodeHomeTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void aNewHomeIsForItsOwnerOnly() throws Exception {
        NodeHome home = NodeHome.open(folder.resolve("a").resolve("home"));

        assertEquals(
                "rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.folder())));
        assertTrue(Files.isDirectory(home.logFolder()));
    }

    @Test
    void aHomeThatOthersMayEnterIsClosedToThem() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));

        NodeHome.open(open);

        assertEquals(
                "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(open)));
    }

    @Test
    void aFolderOfOtherThingsIsNotClosed() throws Exception {
        Path open = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createFile(open.resolve("somebody's"));

        HomeException refused = assertThrows(HomeException.class, () -> NodeHome.open(open));

        assertEquals(HomeException.Fault.OPEN_TO_OTHERS, refused.fault());
        assertEquals(
                "rwxr-xr-x", PosixFilePermissions.toString(Files.getPosixFilePermissions(open)));
        Files.createFile(open.resolve("key.pem"));
        assertEquals(open, NodeHome.open(open).folder());
    }

    @Test
    void aHomeThatCannotBeWrittenIsNamedAndNotTheFileThatWasTried() {
        NodeHome home = new NodeHome(Path.of("/srv/home"));
        String tried = "/srv/home/.probe815";

        assertEquals(
                "/srv/home cannot be written: permission denied",
                home.explain(new AccessDeniedException(tried)).getMessage());
        assertEquals(
                "/srv/home cannot be written: no folder can be made there",
                home.explain(new NoSuchFileException(tried)).getMessage());
        assertEquals(
                "/srv/home cannot be written: Read-only file system",
                home.explain(new FileSystemException(tried, null, "Read-only file system"))
                        .getMessage());
        assertEquals(
                HomeException.Fault.DISK_FULL,
                home.explain(new FileSystemException(tried, null, "No space left on device"))
                        .fault());
    }

    @Test
    void aFileIsNoHome() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        HomeException refused = assertThrows(HomeException.class, () -> NodeHome.open(file));

        assertEquals(HomeException.Fault.NOT_A_FOLDER, refused.fault());
    }

    @Test
    void aHomeBelowAFileCannotBeWritten() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        HomeException refused =
                assertThrows(HomeException.class, () -> NodeHome.open(file.resolve("home")));

        assertEquals(HomeException.Fault.NOT_WRITABLE, refused.fault());
    }

    @Test
    void aSecondNodeIsKeptOutUntilTheFirstEnds() throws Exception {
        NodeHome home = NodeHome.open(folder.resolve("home"));
        try (AutoCloseable lock = home.lock()) {
            HomeException refused = assertThrows(HomeException.class, home::lock);
            assertEquals(HomeException.Fault.IN_USE, refused.fault());
            assertTrue(lock instanceof java.nio.channels.Channel);
        }
        home.lock().close();
    }
}
