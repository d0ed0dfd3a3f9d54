package org.relais.database;

import java.time.Duration;
import java.time.Instant;

/**
 * How far a machine's clock and a server's are apart, at least: what the question took on its way counts for neither.
 *
 * @param ahead of the server's clock is ours; negative when it is behind
 */
public record ClockDifference(Duration ahead) {
    /** What no clock that is set by the network exceeds. */
    private static final Duration TOLERATED = Duration.ofSeconds(2);

    /** @param server what its clock said at some moment between our two */
    static ClockDifference between(Instant asked, Instant server, Instant answered) {
        if (server.isBefore(asked)) {
            return new ClockDifference(Duration.between(server, asked));
        }
        return new ClockDifference(server.isAfter(answered) ? Duration.between(server, answered) : Duration.ZERO);
    }

    /** Whether nobody need look after it. */
    public boolean isTolerable() {
        return ahead.abs().compareTo(TOLERATED) <= 0;
    }

    /** One sentence for whoever runs the service. */
    public String words() {
        if (isTolerable()) {
            return "this machine's and the database's are less than "
                    + (ahead.abs().toSeconds() + 1) + " s apart";
        }
        return ahead.isNegative()
                ? "this machine's is " + ahead.abs().toSeconds()
                        + " s behind the database's: what is due waits that long on it"
                : "this machine's is " + ahead.toSeconds()
                        + " s ahead of the database's: what it queues is due that much later";
    }
}
