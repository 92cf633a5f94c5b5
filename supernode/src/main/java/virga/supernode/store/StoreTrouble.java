package virga.supernode.store;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import virga.actors.sqlite.SqliteException;

/** What keeps the store's file from working. Not thread safe. */
final class StoreTrouble {
    private boolean damaged;
    private boolean said;

    /** Notes a failure; what is to be said of it, where that was not said since it last worked. */
    Optional<String> met(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof SqliteException sqlite) {
            damaged |= sqlite.fault() == SqliteException.Fault.DAMAGED;
            if (sqlite.fault() == SqliteException.Fault.OVERLOADED || said) {
                return Optional.empty();
            }
        }
        said = true;
        return Optional.of(cause.toString());
    }

    /** Something was written. */
    void worked() {
        said = false;
    }

    /** The file is to be closed and opened anew. */
    boolean damaged() {
        return damaged;
    }

    /** It was. */
    void opened() {
        damaged = false;
    }

    /** Says once what keeps the store from working. */
    void explain(Logger log, Throwable failure) {
        met(failure)
                .ifPresent(
                        reason ->
                                log.atError()
                                        .addKeyValue("reason", reason)
                                        .log(
                                                "the DHT's database cannot be used; askers are told"
                                                        + " to try elsewhere"));
    }

    static void saySetAside(Logger log, Path kept) {
        log.atWarn()
                .addKeyValue("file", kept)
                .log(
                        "the DHT's database was damaged and is set aside; its records are announced"
                                + " again");
    }
}
