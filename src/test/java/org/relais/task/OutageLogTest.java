package org.relais.task;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.LogLines;
import org.relais.testing.Unit;
import org.slf4j.LoggerFactory;

@Unit
class OutageLogTest {
    @RegisterExtension
    private final LogLines lines = new LogLines(OutageLogTest.class.getName());

    @Test
    void anOutageIsALineAndItsEndAnother() {
        OutageLog log = new OutageLog(LoggerFactory.getLogger(OutageLogTest.class), "stops");
        log.succeeded();
        for (int outage = 0; outage < 2; outage++) {
            for (int attempt = 0; attempt < 100; attempt++) {
                log.failed(new ConnectException());
            }
            log.succeeded();
            log.succeeded();
        }
        assertThat(lines.all())
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "stops wait for the database: connection refused",
                        "stops wait for the database no more",
                        "stops wait for the database: connection refused",
                        "stops wait for the database no more");
    }
}
