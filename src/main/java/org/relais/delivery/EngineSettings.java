package org.relais.delivery;

import java.time.Duration;

/**
 * @param node name of this process, unique among all that share the database
 * @param httpTimeout bound on one request to a platform
 * @param lease how long a claimed delivery is this node's: at least twice {@code httpTimeout}
 * @param drainBound how long a stop waits for what is open before it is answered all the same, by this node
 * @param connections requests that may be open at once on this node, over all senders
 */
public record EngineSettings(String node, Duration httpTimeout, Duration lease, Duration drainBound, int connections) {
    public EngineSettings {
        if (lease.compareTo(httpTimeout.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("the lease must be at least twice the HTTP timeout");
        }
    }

    /**
     * How long after its claim was asked for a request may begin: never after a stop that the claim did not read has been
     * answered, and so that it ends within the lease. It stands with the claim, for nodes whose bound is shorter.
     */
    Duration startWithin() {
        Duration whileLeased = lease.minus(httpTimeout);
        Duration beforeAnAnswer = drainBound.multipliedBy(9).dividedBy(10);
        return whileLeased.compareTo(beforeAnAnswer) < 0 ? whileLeased : beforeAnAnswer;
    }

    /** How long a stop waits, at least, where something may begin for so long after its claim. */
    static Duration boundOf(Duration startWithin) {
        return startWithin.multipliedBy(10).dividedBy(9);
    }
}
