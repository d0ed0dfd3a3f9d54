package org.relais.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which leases have run out, by how long this node has watched them stand unchanged, on its monotonic clock. The
 * database's clock has no say: another server with another clock may take its place at any moment, and every lease would
 * seem over, or to last for an hour. Watching begins after a lease does, so it ends after it, too. One event loop.
 *
 * @param <K> a lease at one state: once it is renewed, it is another
 */
final class LeaseWatch<K> {
    private final Map<K, Long> since = new HashMap<>();

    /**
     * Those that are over.
     *
     * @param leases all that there are, each with its length
     * @param nanos the monotonic clock, read after the leases were
     */
    Set<K> over(Map<K, Duration> leases, long nanos) {
        since.keySet().retainAll(leases.keySet());
        return leases.entrySet().stream()
                .filter(lease -> nanos - since.computeIfAbsent(lease.getKey(), first -> nanos)
                        >= lease.getValue().toNanos())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }
}
