package virga.protocol.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.Set;
import virga.protocol.Bytes;

/**
 * Files that hold secrets: written whole or not at all, forced to disk, readable by their owner
 * only. Where files have no POSIX permissions (Windows), the folder's own rules hold.
 */
public final class OwnerOnlyFile {
    /** A longer file is no key and no membership: it is not read. */
    public static final int LENGTH_MAX_BYTES = 256 * 1024;

    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OTHERS =
            PosixFilePermissions.fromString("---rwxrwx");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /** Most names tried for a file set aside in one second. */
    private static final int ASIDE_MAX = 100;

    private OwnerOnlyFile() {}

    /** Replaces {@code file}: after a crash it holds the old content or the new, never a part. */
    public static void write(Path file, byte[] content) throws IOException {
        Path folder = folderOf(file);
        Path fresh =
                Files.createTempFile(folder, "." + file.getFileName(), ".new", ownerOnly(folder));
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(
                    fresh,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        forceFolder(folder);
    }

    /** Refuses a file that others may read or write: {@link OpenToOthersException}. */
    public static Bytes read(Path file) throws IOException {
        return read(file, LENGTH_MAX_BYTES);
    }

    /** As above, of a file that may be longer or must be shorter. */
    public static Bytes read(Path file, int lengthMaxBytes) throws IOException {
        if (hasPermissions(file)) {
            Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
            open.retainAll(Files.getPosixFilePermissions(file));
            if (!open.isEmpty()) {
                throw new OpenToOthersException(file);
            }
        }
        try (var stream = Files.newInputStream(file)) {
            return Bytes.owning(stream.readNBytes(lengthMaxBytes));
        }
    }

    /** Renames a damaged file to {@code NAME.damaged-TIME} and returns where it is now. */
    public static Path setAside(Path file, Instant now) throws IOException {
        String name = file.getFileName() + ".damaged-" + STAMP.format(now);
        Path aside = file.resolveSibling(name);
        for (int n = 2; Files.exists(aside) && n <= ASIDE_MAX; n++) {
            aside = file.resolveSibling(name + "-" + n);
        }
        Files.move(file, aside);
        forceFolder(folderOf(file));
        return aside;
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IllegalArgumentException("not a file: " + file);
        }
        return folder;
    }

    private static boolean hasPermissions(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return hasPermissions(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /** Makes a rename last through a loss of power; Windows does not open folders. */
    private static void forceFolder(Path folder) throws IOException {
        if (hasPermissions(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
