package virga.protocol.identity;

import java.io.IOException;
import java.nio.file.Path;

/** A file with a secret may be read or written by others: whoever did may have the secret. */
public final class OpenToOthersException extends IOException {
    private static final long serialVersionUID = 1L;

    OpenToOthersException(Path file) {
        super(
                file
                        + " holds a secret and is open to others: if nobody has read it,"
                        + " `chmod 600 "
                        + file
                        + "`, else remove it");
    }
}
