package virga.ops.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What is written to the log meanwhile, warnings and worse. */
final class LogOf extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root;
    private final Level before;
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();

    private LogOf(Logger root) {
        this.root = root;
        this.before = root.getLevel();
    }

    static LogOf everything() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        LogOf log = new LogOf(root);
        log.setContext(root.getLoggerContext());
        log.start();
        root.iteratorForAppenders().forEachRemaining(log.others::add);
        log.others.forEach(root::detachAppender);
        root.addAppender(log);
        root.setLevel(Level.WARN);
        return log;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
            lines.add(event.getFormattedMessage() + " " + event.getKeyValuePairs());
        }
    }

    List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        root.detachAppender(this);
        root.setLevel(before);
        others.forEach(root::addAppender);
    }
}
