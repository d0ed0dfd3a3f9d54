package org.relais.testing;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Lines of the whole log while a test runs, which may be read while others write. */
public final class LogLines implements BeforeEachCallback, AfterEachCallback {
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    /** Keeps nothing by itself. */
    public LogLines() {}

    /** @param filter is shown each line before it is kept */
    public LogLines(Filter<ILoggingEvent> filter) {
        lines.addFilter(filter);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        lines.start();
        root.addAppender(lines);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        root.detachAppender(lines);
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
