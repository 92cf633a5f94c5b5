package virga.actors.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import virga.protocol.membership.RevocationsFile;

/**
 * The folder that a node lives in, readable by its owner only (0700): whoever may read it may
 * command the node.
 */
public record NodeHome(Path folder) {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rwx------");

    private static final String LOCK = ".lock";

    public Path keyFile() {
        return folder.resolve("key.pem");
    }

    public Path settingsFile() {
        return folder.resolve("virga.conf");
    }

    public Path membershipFile() {
        return folder.resolve("membership");
    }

    /** What was revoked, as far as the node knows. */
    public Path revocationsFile() {
        return folder.resolve(RevocationsFile.NAME);
    }

    /** The node's own database: peers learnt, tunnels saved, tunnel log. */
    public Path database() {
        return folder.resolve("virga.db");
    }

    /** Records that a super holds. */
    public Path recordsDatabase() {
        return folder.resolve("dht.db");
    }

    /** The operator's registry. */
    public Path registryDatabase() {
        return folder.resolve("registry.db");
    }

    /** The root key, where it is not kept offline. */
    public Path rootKeyFile() {
        return folder.resolve("root.pem");
    }

    public Path adminSocket() {
        return folder.resolve("admin.sock");
    }

    public Path logFolder() {
        return folder.resolve("log");
    }

    /**
     * Creates the folder where it is missing and checks that it can be used. One that others may
     * enter is closed to them if it is empty or a home already; any other is not this node's to
     * close.
     */
    public static NodeHome open(Path folder) throws HomeException {
        NodeHome home = new NodeHome(folder.toAbsolutePath().normalize());
        try {
            if (Files.exists(home.folder) && !Files.isDirectory(home.folder)) {
                throw new HomeException(
                        HomeException.Fault.NOT_A_FOLDER, home.folder + " is not a folder");
            }
            Files.createDirectories(home.folder);
            home.closeToOthers();
            home.tryWriting();
            Files.createDirectories(home.logFolder());
            return home;
        } catch (IOException e) {
            throw home.explain(e);
        }
    }

    private void closeToOthers() throws IOException, HomeException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        if (!view.readAttributes().permissions().equals(OWNER_ONLY)) {
            if (!isHome() && !isEmpty()) {
                throw new HomeException(
                        HomeException.Fault.OPEN_TO_OTHERS,
                        "others may enter " + folder + ", and it holds what is no node's");
            }
            view.setPermissions(OWNER_ONLY);
        }
        if (!view.readAttributes().permissions().equals(OWNER_ONLY)) {
            throw new HomeException(
                    HomeException.Fault.OPEN_TO_OTHERS, "others may read " + folder);
        }
    }

    private boolean isHome() {
        return Stream.of(keyFile(), settingsFile(), folder.resolve(LOCK)).anyMatch(Files::exists);
    }

    private boolean isEmpty() throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    // Asking the permissions is not enough: a file system may be mounted read-only or be full.
    private void tryWriting() throws IOException {
        Path probe = Files.createTempFile(folder, ".probe", "");
        try {
            Files.write(probe, new byte[] {1});
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /** In words for a person: names the home, not the file in it that could not be made. */
    HomeException explain(IOException e) {
        String text = String.valueOf(e.getMessage());
        if (text.contains("No space left")) {
            return new HomeException(
                    HomeException.Fault.DISK_FULL, "no space is left for " + folder);
        }
        return new HomeException(
                HomeException.Fault.NOT_WRITABLE, folder + " cannot be written: " + reason(e));
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "no folder can be made there";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException exists -> "a file stands where a folder is needed";
            case FileSystemException known when known.getReason() != null -> known.getReason();
            default -> e.getClass().getSimpleName();
        };
    }

    /**
     * Keeps a second node out of this home until the lock is closed or the process ends.
     *
     * @throws HomeException another node runs in it
     */
    public AutoCloseable lock() throws HomeException {
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            folder.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
            channel.close();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
        } catch (IOException e) {
            throw explain(e);
        }
        throw new HomeException(HomeException.Fault.IN_USE, "another node runs in " + folder);
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }
}
