package org.relais.inbound.intake;

import java.time.InstantSource;
import org.slf4j.Logger;

/**
 * Lines about refused webhooks: in each second so many in full, and of all others how many they were, since whoever is
 * refused without end must not fill the disk. Safe for use from several event loops.
 */
final class RefusalLog {
    static final int LINES_A_SECOND = 100;

    private final Logger log;
    private final InstantSource clock;
    private long second;
    private int lines;
    private int untold;

    RefusalLog(Logger log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** @param what the channel, or what else is known of where it was to go */
    void refused(String what, int status, String reason) {
        if (admitted()) {
            log.warn("webhook of {} refused with {}: {}", what, status, reason);
        }
    }

    private synchronized boolean admitted() {
        long now = clock.instant().getEpochSecond();
        if (now != second) {
            if (untold > 0) {
                log.warn("{} more webhooks were refused", untold);
            }
            second = now;
            lines = 0;
            untold = 0;
        }
        if (lines == LINES_A_SECOND) {
            untold++;
            return false;
        }
        lines++;
        return true;
    }
}
