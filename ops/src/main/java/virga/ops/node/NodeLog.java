package virga.ops.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a node's process in {@code HOME/log}: bounded, the oldest file is dropped. Warnings
 * also go to standard error.
 */
final class NodeLog {
    /** The current file. */
    static final String FILE = "virga.log";

    static final long FILE_MAX_BYTES = 8L << 20;
    static final int OLD_FILES_MAX = 4;

    private static final String PATTERN = "%d{ISO8601} %-5level %logger{20} %msg %kvp{NONE}%n";

    private NodeLog() {}

    /** Logs to {@code folder} from now on; {@code debug}: this program's own classes in detail. */
    static void open(Path folder, boolean debug) {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            throw new IllegalStateException("logback is on the class path");
        }
        RollingFileAppender<ILoggingEvent> file = new RollingFileAppender<>();
        file.setContext(context);
        file.setName("file");
        file.setFile(folder.resolve(FILE).toString());
        file.setEncoder(encoder(context));
        file.setRollingPolicy(rolling(context, folder, file));
        file.setTriggeringPolicy(bySize(context));
        file.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(file);
        if (debug) {
            context.getLogger("virga").setLevel(Level.DEBUG);
        }
    }

    private static PatternLayoutEncoder encoder(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    private static FixedWindowRollingPolicy rolling(
            LoggerContext context, Path folder, RollingFileAppender<ILoggingEvent> file) {
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(folder.resolve("virga.%i.log").toString());
        rolling.setMinIndex(1);
        rolling.setMaxIndex(OLD_FILES_MAX);
        rolling.start();
        return rolling;
    }

    private static SizeBasedTriggeringPolicy<ILoggingEvent> bySize(LoggerContext context) {
        SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
        size.setContext(context);
        size.setMaxFileSize(new FileSize(FILE_MAX_BYTES));
        size.start();
        return size;
    }
}
