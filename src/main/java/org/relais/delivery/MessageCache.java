package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.relais.delivery.MessageRenderer.PreparedMessage;
import org.relais.delivery.MessageRenderer.Rendered;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Messages prepared for rendering, read once per half minute and not once per recipient; all are forgotten when another
 * server becomes the primary, which may have given their ids to others. One event loop.
 */
final class MessageCache {
    private static final Logger LOG = LoggerFactory.getLogger(MessageCache.class);
    private static final int MOST = 500;
    private static final long FRESH = Duration.ofSeconds(30).toNanos();

    private final SqlClient client;
    private final MessageRenderer renderer;
    private final LongSupplier nanoTime;
    private final SpecStore store = new SpecStore();
    private final LongSupplier serverChanges;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private long readFrom;

    private record Entry(PreparedMessage message, long until) {}

    /** @param serverChanges as {@link org.relais.database.Connections#serverChanges} */
    MessageCache(SqlClient client, MessageRenderer renderer, LongSupplier nanoTime, LongSupplier serverChanges) {
        this.client = client;
        this.renderer = renderer;
        this.nanoTime = nanoTime;
        this.serverChanges = serverChanges;
    }

    /** The prepared messages with these ids. */
    Future<Map<Long, PreparedMessage>> find(Set<Long> messageIds) {
        long now = nanoTime.getAsLong();
        long server = serverChanges.getAsLong();
        if (server != readFrom) {
            entries.clear();
            readFrom = server;
        }
        Map<Long, PreparedMessage> found = new HashMap<>();
        for (Long id : messageIds) {
            Entry entry = entries.get(id);
            if (entry != null && now - entry.until < 0) {
                found.put(id, entry.message);
            }
        }
        if (found.size() == messageIds.size()) {
            return Future.succeededFuture(found);
        }
        Set<Long> missing =
                messageIds.stream().filter(id -> !found.containsKey(id)).collect(Collectors.toSet());
        return store.specs(client, missing).compose(this::prepareAll).map(prepared -> {
            if (server == readFrom && server == serverChanges.getAsLong()) {
                prepared.forEach((id, message) -> remember(id, message, now + FRESH));
            }
            found.putAll(prepared);
            return found;
        });
    }

    private Future<Map<Long, PreparedMessage>> prepareAll(List<SpecStore.Stored> stored) {
        Map<Long, PreparedMessage> prepared = new HashMap<>();
        return Future.all(stored.stream()
                        .map(message -> prepare(message).onSuccess(ready -> prepared.put(message.id(), ready)))
                        .toList())
                .map(prepared);
    }

    /** What nobody can read is that message's own fault: the others that were claimed with it still go. */
    private Future<PreparedMessage> prepare(SpecStore.Stored message) {
        try {
            return renderer.prepare(message.organisationId(), message.id(), message.spec());
        } catch (RuntimeException unreadable) {
            LOG.error("message {} can't be read", message.id(), unreadable);
            return Future.succeededFuture((recipient, channel) -> new Rendered.Refused("unreadable_message"));
        }
    }

    private void remember(Long id, PreparedMessage message, long until) {
        entries.remove(id);
        entries.put(id, new Entry(message, until));
        while (entries.size() > MOST) {
            entries.remove(entries.keySet().iterator().next());
        }
    }
}
