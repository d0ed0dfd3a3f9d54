package org.relais.delivery;

import java.time.Duration;
import java.util.Set;

/**
 * @param node name of this process, unique among all that share the database
 * @param httpTimeout bound on one request to a platform
 * @param lease how long a claimed delivery is this node's: at least twice {@code httpTimeout}
 * @param connections requests that may be open at once on this node, over all senders
 * @param resendUnknown channels on which a message whose fate is unknown may be sent again; never to an occasional
 *     contact, never a confirmation
 */
public record EngineSettings(
        String node, Duration httpTimeout, Duration lease, int connections, Set<String> resendUnknown) {
    public EngineSettings {
        resendUnknown = Set.copyOf(resendUnknown);
        if (lease.compareTo(httpTimeout.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("the lease must be at least twice the HTTP timeout");
        }
    }
}
