package virga.ops.operator.registry.database;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log when the server goes and when it is back, once each. Thread safe. */
final class PostgresTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresTrouble.class);

    private final AtomicBoolean away = new AtomicBoolean();

    void met(DatabaseException fault) {
        if (fault.isOutage() && away.compareAndSet(false, true)) {
            LOG.atWarn().addKeyValue("reason", fault.line()).log("registry went away");
        }
    }

    void worked() {
        if (away.get() && away.compareAndSet(true, false)) {
            LOG.atWarn().log("registry is back");
        }
    }
}
