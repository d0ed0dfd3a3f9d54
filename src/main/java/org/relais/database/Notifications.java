package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listener to channels of the database over a connection of its own, again and again: what is told while it is away is
 * not heard, so nothing may rest on it alone. Safe for use from any thread.
 */
public final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final Pool pool;
    private final Map<String, Consumer<String>> channels = new ConcurrentSkipListMap<>();
    private boolean closed;
    private boolean missing;

    /** Of no channel yet. */
    public Notifications(Vertx vertx, Connections connections) {
        this.vertx = vertx;
        this.pool = connections.pool(1);
    }

    /** Of one channel; as {@link #on}. */
    public Notifications(Vertx vertx, Connections connections, String channel, Consumer<String> heard) {
        this(vertx, connections);
        on(channel, heard);
    }

    /**
     * Listens to a channel too, from the next start on.
     *
     * @param channel an SQL name that needs no quotes
     * @param heard told what was sent
     */
    public void on(String channel, Consumer<String> heard) {
        channels.put(channel, heard);
    }

    /** Completes when the first attempt has listened or failed; further ones follow by themselves. */
    public Future<Void> start() {
        return pool.getConnection()
                .compose(this::listen)
                .onFailure(this::missed)
                .otherwiseEmpty();
    }

    private Future<Void> listen(SqlConnection opened) {
        PgConnection listening = PgConnection.cast(opened);
        listening.notificationHandler(told -> hear(told.getChannel(), told.getPayload()));
        listening.closeHandler(gone -> later());
        return listening
                .query(channels.keySet().stream().map("listen "::concat).collect(Collectors.joining("; ")))
                .execute()
                .onFailure(fault -> listening.closeHandler(gone -> {}).close())
                .onSuccess(done -> listened())
                .mapEmpty();
    }

    private void hear(String channel, String told) {
        Consumer<String> heard = channels.get(channel);
        if (heard != null) {
            heard.accept(told);
        }
    }

    private synchronized void listened() {
        missing = false;
    }

    /** Said once for as long as it lasts. */
    private synchronized void missed(Throwable fault) {
        if (!missing) {
            missing = true;
            LOG.warn("{} is not listened to for now: {}", names(), SqlFaults.describe(fault));
        }
        later();
    }

    private synchronized void later() {
        if (!closed) {
            vertx.setTimer(AGAIN_MILLIS, timer -> restart());
        }
    }

    private synchronized void restart() {
        if (!closed) {
            start().onComplete(done -> LOG.debug("listening to {} again", names()));
        }
    }

    private String names() {
        return String.join(", ", channels.keySet());
    }

    public synchronized Future<Void> close() {
        closed = true;
        return pool.close();
    }
}
