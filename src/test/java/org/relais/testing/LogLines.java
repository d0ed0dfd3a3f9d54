package org.relais.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Lines of the log while a test runs, which may be read while others write. */
public final class LogLines implements BeforeEachCallback, AfterEachCallback {
    private final Logger logger;
    private final @Nullable Level configured;
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    /** Of the whole log. */
    public LogLines() {
        this(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** @param name of the logger, as of those below it */
    public LogLines(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        configured = logger.getLevel();
    }

    /** @param filter is shown each line of the whole log before it is kept */
    public LogLines(Filter<ILoggingEvent> filter) {
        this();
        lines.addFilter(filter);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        lines.start();
        logger.addAppender(lines);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        logger.detachAppender(lines);
        asConfigured();
    }

    /** Until the test ends, lines of this level are written too; those of a part of the log are kept here and not shown. */
    public void at(Level level) {
        logger.setLevel(level);
        logger.setAdditive(false);
    }

    /** Takes {@link #at} back. */
    public void asConfigured() {
        logger.setLevel(configured);
        logger.setAdditive(true);
    }

    /** Those so far, in their order. */
    public List<ILoggingEvent> all() {
        // The lock under which the appender adds to them.
        synchronized (lines) {
            return List.copyOf(lines.list);
        }
    }

    /** Forgets those so far. */
    public void clear() {
        synchronized (lines) {
            lines.list.clear();
        }
    }
}
