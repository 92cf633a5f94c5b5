package virga.ops.node;

import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.Logger;

/**
 * What every process logs: warnings, to standard error. A node adds its file, see {@link NodeLog}.
 * Said here and not in a logback.xml, as reading one takes a small machine some megabytes; a file
 * named by {@code -Dlogback.configurationFile} is still read.
 */
public final class WarningLog extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "virga: %level{lowerCase} %msg %kvp{NONE}%n%ex{0}";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        ThresholdFilter warnings = new ThresholdFilter();
        warnings.setContext(context);
        warnings.setLevel(Level.WARN.levelStr);
        warnings.start();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> errors = new ConsoleAppender<>();
        errors.setContext(context);
        errors.setName("errors");
        errors.setTarget("System.err");
        errors.addFilter(warnings);
        errors.setEncoder(encoder);
        errors.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(errors);
        // Of what they meet in the registry's database, virga says what a person can use.
        List.of("com.zaxxer.hikari", "org.flywaydb")
                .forEach(library -> context.getLogger(library).setLevel(Level.OFF));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
