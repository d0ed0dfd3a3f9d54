package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.delivery.ProgressStore;
import org.relais.organisation.SenderService;
import org.relais.task.ChangeFeed;
import org.relais.task.Sequence;

/** Stream that tells listeners how broadcasts come along. */
public final class ProgressStream {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    private final Pool pool;
    private final SenderService senders;
    private final BroadcastStore broadcasts = new BroadcastStore();
    private static final ProgressStore COUNTERS = new ProgressStore();
    private final ChangeFeed<Key, Update> feed;

    private record Key(long organisationId, long broadcastId) {}

    public ProgressStream(Vertx vertx, Pool pool, SenderService senders) {
        this.pool = pool;
        this.senders = senders;
        this.feed = new ChangeFeed<>(vertx, INTERVAL, this::read);
    }

    /**
     * A broadcast with how far it has come.
     *
     * @param paused channels by which nothing of it leaves now
     */
    public record Update(Broadcast broadcast, Progress progress, List<String> paused) {}

    /** One who listens; closing it twice does no harm. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Hands {@code listener} the present standing at once and then every change of it, on the caller's own context, until
     * the subscription is closed. Nothing comes for a broadcast that the organisation does not have.
     */
    public Subscription subscribe(long organisationId, long broadcastId, Handler<Update> listener) {
        return feed.subscribe(new Key(organisationId, broadcastId), listener)::close;
    }

    private Future<Map<Key, Update>> read(Set<Key> keys) {
        Set<Long> ids = keys.stream().map(Key::broadcastId).collect(Collectors.toSet());
        return broadcasts.findAll(pool, ids).compose(found -> read(pool, ids)
                .compose(progress -> updates(keys, found, progress)));
    }

    /** How far broadcasts have come, by id, and where some wait, whether a platform keeps them waiting. */
    static Future<Map<Long, Progress>> read(SqlClient client, Collection<Long> broadcastIds) {
        return COUNTERS.of(client, broadcastIds).compose(counts -> {
            List<Long> waiting = counts.entrySet().stream()
                    .filter(each -> each.getValue().stream().anyMatch(ProgressStream::waits))
                    .map(Map.Entry::getKey)
                    .toList();
            return COUNTERS.outages(client, waiting).map(outages -> {
                Map<Long, Progress> byId = new TreeMap<>();
                counts.forEach((id, states) -> byId.put(id, Progress.of(states, outages.get(id))));
                return byId;
            });
        });
    }

    private static boolean waits(ProgressStore.Count count) {
        return count.state().equals("queued") && count.deliveries() > 0;
    }

    /** Channels that hold up a broadcast; none once it is over. */
    public Future<List<String>> paused(Broadcast broadcast) {
        return broadcast.finishedAt() != null
                ? Future.succeededFuture(List.of())
                : senders.pausedChannels(broadcast.organisationId(), broadcast.channel());
    }

    private Future<Map<Key, Update>> updates(Set<Key> keys, Map<Long, Broadcast> found, Map<Long, Progress> progress) {
        Map<Key, Update> updates = new HashMap<>();
        return Sequence.each(keys, key -> update(key, found.get(key.broadcastId()), progress)
                        .onSuccess(update -> update.ifPresent(known -> updates.put(key, known))))
                .map(updates);
    }

    /** Nothing of a broadcast that is none of this organisation's. */
    private Future<Optional<Update>> update(Key key, @Nullable Broadcast broadcast, Map<Long, Progress> progress) {
        return broadcast == null || broadcast.organisationId() != key.organisationId()
                ? Future.succeededFuture(Optional.empty())
                : paused(broadcast)
                        .map(channels -> Optional.of(
                                new Update(broadcast, progress.getOrDefault(broadcast.id(), Progress.NONE), channels)));
    }
}
