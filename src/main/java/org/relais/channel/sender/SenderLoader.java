package org.relais.channel.sender;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.ConnectedSender;
import org.relais.channel.SenderField.Use;
import org.relais.channel.sender.CredentialStore.Sealed;
import org.relais.database.Database;
import org.relais.organisation.Sender;
import org.relais.task.PeriodicTask;
import org.relais.task.RequestScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loader of this node's channels, as the database says: reads the senders that were connected, opens their secrets, and
 * hands them to the {@link ChannelRegistry} whenever something has changed. A notification only wakes; a look every few
 * seconds finds what was not heard.
 */
public final class SenderLoader {
    private static final Logger LOG = LoggerFactory.getLogger(SenderLoader.class);
    private static final Duration EVERY = Duration.ofSeconds(3);

    private final Pool pool;
    private final LongSupplier serverChanges;
    private final SenderKeys keys;
    private final ChannelRegistry channels;
    private final String publicUrl;
    private final CredentialStore store = new CredentialStore();
    private final PeriodicTask looks;
    /** By sender; what could be opened once stays in use while its content is the same, whatever becomes of the keys. */
    private Map<Long, Opened> opened = Map.of();

    private Map<Long, Long> seen = Map.of();
    private long seenOn = -1;
    private Future<Void> last = Future.succeededFuture();

    private record Opened(Sender row, long revision, ConnectedSender sender) {
        boolean of(Sealed found) {
            return revision == found.revision() && row.equals(found.sender());
        }
    }

    /** @param publicUrl address of this service as platforms reach it */
    public SenderLoader(Vertx vertx, Database database, SenderKeys keys, ChannelRegistry channels, String publicUrl) {
        this.pool = database.pool();
        this.serverChanges = database.connections()::serverChanges;
        this.publicUrl = publicUrl;
        this.keys = keys;
        this.channels = channels;
        this.looks = new PeriodicTask(vertx, "senders", EVERY, this::load);
        database.notifications().on(CredentialStore.CHANGED, told -> looks.wake());
    }

    /** Goes on looking until {@link #stop}. */
    public void start() {
        looks.startLater();
    }

    public Future<Void> stop() {
        return looks.stop();
    }

    /** Completes when this node works with what was committed before the call. */
    public synchronized Future<Void> load() {
        last = last.transform(before -> RequestScope.shared(this::look));
        return RequestScope.heard(last);
    }

    /** As {@link #load}; then tells the platform where this sender's webhooks go, without waiting for its answer. */
    Future<Void> loadAndConnect(String channel, String externalId) {
        return load().onSuccess(loaded -> channels.find(channel).ifPresent(found -> found.connect(externalId, publicUrl)
                .onFailure(fault -> LOG.warn("sender of {} not connected: {}", channel, fault.toString()))));
    }

    private Future<Void> look() {
        long server = serverChanges.getAsLong();
        return store.revisions(pool)
                .compose(revisions -> server == seenOn && revisions.equals(seen)
                        ? Future.succeededFuture()
                        : store.all(pool)
                                .onSuccess(rows -> use(rows, server == seenOn))
                                .onSuccess(rows -> seenOn = server)
                                .mapEmpty());
    }

    /** @param sameServer as before: a new primary may have given ids and revisions to others, so all are opened anew */
    private void use(List<Sealed> rows, boolean sameServer) {
        Map<Long, Opened> before = opened;
        Map<Long, Opened> now = new HashMap<>();
        Map<Long, Long> revisions = new HashMap<>();
        for (Sealed row : rows) {
            revisions.put(row.sender().id(), row.revision());
            Opened known = before.get(row.sender().id());
            boolean same = known != null && known.of(row);
            if (same && sameServer) {
                now.put(row.sender().id(), known);
            } else {
                open(row, same ? known : null, now);
            }
        }
        opened = now;
        seen = revisions;
        Map<String, List<ConnectedSender>> byChannel = new HashMap<>();
        now.values().forEach(one -> byChannel
                .computeIfAbsent(one.row().channel(), channel -> new ArrayList<>())
                .add(one.sender()));
        channels.connected(byChannel);
        lost(before.keySet(), now.keySet());
    }

    /** @param known what was opened of it before, if its key is not there any more */
    private void open(Sealed row, @Nullable Opened known, Map<Long, Opened> into) {
        long id = row.sender().id();
        try {
            Map<String, String> fields = new HashMap<>(row.settings());
            fields.putAll(keys.open(row.webhook(), SenderKeys.place(id, Use.WEBHOOK)));
            byte[] access = row.access();
            if (access != null) {
                fields.putAll(keys.open(access, SenderKeys.place(id, Use.ACCESS)));
            }
            ConnectedSender sender = new ConnectedSender(
                    row.sender().externalId(), row.slug(), row.sender().name(), fields);
            into.put(id, new Opened(row.sender(), row.revision(), sender));
        } catch (GeneralSecurityException wrongKey) {
            if (known != null) {
                into.put(id, known);
                return;
            }
            LOG.error(
                    "sender {} is out of work: its secrets are sealed with the key {}, which is not in"
                            + " security.senderKeys or is another one there",
                    id,
                    row.keyId());
        }
    }

    private static void lost(Set<Long> before, Set<Long> now) {
        before.stream()
                .filter(id -> !now.contains(id))
                .forEach(id -> LOG.info("sender {} is not of this node's senders any more", id));
    }
}
