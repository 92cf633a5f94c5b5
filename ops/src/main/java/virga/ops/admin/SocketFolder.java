package virga.ops.admin;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A folder for a socket in a place where others may write too, as {@code /tmp}: whoever comes first
 * may make it, so it is looked at before it is used.
 */
final class SocketFolder {
    /** The folder is not its user's alone; the message is one line for a person. */
    static final class NotOwnException extends IOException {
        private static final long serialVersionUID = 1L;

        private NotOwnException(Path folder, String why) {
            super("the folder " + folder + " of the admin socket " + why);
        }
    }

    private static final String OWNER_ONLY = "rwx------";

    private SocketFolder() {}

    /** Makes the folder, or takes one that this user made before. */
    static void prepare(Path folder) throws IOException {
        try {
            Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString(OWNER_ONLY)));
        } catch (FileAlreadyExistsException made) {
            check(folder, self());
        }
    }

    /** Before a client connects; who runs it may be root, and the home another user's. */
    static void check(Path folder, Path home) throws IOException {
        check(folder, self() == 0 ? owner(home) : self());
    }

    private static void check(Path folder, long owner) throws IOException {
        if (Files.isSymbolicLink(folder)) {
            throw new NotOwnException(folder, "is a link");
        }
        if (owner(folder) != owner) {
            throw new NotOwnException(folder, "belongs to another user");
        }
        String permissions =
                PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS));
        boolean isFolder = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
        if (!isFolder || !permissions.equals(OWNER_ONLY)) {
            throw new NotOwnException(
                    folder, isFolder ? "is open to others (" + permissions + ")" : "is a file");
        }
    }

    private static long owner(Path file) throws IOException {
        Object uid = Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        return ((Number) uid).longValue();
    }

    /** By number: in a container the user may have no name. */
    private static long self() {
        return new UnixSystem().getUid();
    }
}
