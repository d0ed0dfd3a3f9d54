package org.relais.task;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;
import org.slf4j.LoggerFactory;

@Unit
class OutageLogTest {
    @Test
    void anOutageIsALineAndItsEndAnother() {
        Logger logger = (Logger) LoggerFactory.getLogger(OutageLogTest.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        OutageLog log = new OutageLog(logger, "stops");
        log.succeeded();
        for (int outage = 0; outage < 2; outage++) {
            for (int attempt = 0; attempt < 100; attempt++) {
                log.failed(new ConnectException());
            }
            log.succeeded();
            log.succeeded();
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "stops wait for the database: connection refused",
                        "stops wait for the database no more",
                        "stops wait for the database: connection refused",
                        "stops wait for the database no more");
    }
}
