package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.relais.delivery.ProgressStore;

/** Reader of how far broadcasts have come: their counters and, where some wait, whether a platform keeps them waiting. */
final class ProgressReader {
    private final Pool pool;
    private final ProgressStore counters = new ProgressStore();
    private final OutageStore outages = new OutageStore();

    ProgressReader(Pool pool) {
        this.pool = pool;
    }

    /** By id; counters that agree with the deliveries in every snapshot. */
    Future<Map<Long, Progress>> of(Collection<Long> broadcastIds) {
        return counters.of(pool, broadcastIds).compose(counts -> {
            Map<Long, Progress> byId = new TreeMap<>();
            counts.forEach((id, states) -> byId.put(id, Progress.of(states)));
            return outages.since(
                            pool,
                            byId.keySet().stream()
                                    .filter(id ->
                                            byId.getOrDefault(id, Progress.NONE).queued() > 0)
                                    .toList())
                    .map(since -> with(byId, since));
        });
    }

    private static Map<Long, Progress> with(Map<Long, Progress> byId, Map<Long, Instant> outages) {
        outages.forEach((id, since) -> byId.computeIfPresent(id, (same, progress) -> progress.waitingSince(since)));
        return byId;
    }
}
