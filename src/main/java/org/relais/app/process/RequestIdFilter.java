package org.relais.app.process;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import org.relais.task.RequestScope;

/** Filter that lets every line of the log pass and gives it the id of its request, as {@code request} of the mapped context. */
public final class RequestIdFilter extends Filter<ILoggingEvent> {
    private static final String KEY = "request";

    @Override
    public FilterReply decide(ILoggingEvent line) {
        String id = RequestScope.id();
        if (id != null && line instanceof LoggingEvent own) {
            give(own, id);
        }
        return FilterReply.NEUTRAL;
    }

    private static void give(LoggingEvent line, String id) {
        try {
            line.setMDCPropertyMap(Map.of(KEY, id));
        } catch (IllegalStateException given) {
            // That of another appender came first: it is the same.
        }
    }
}
