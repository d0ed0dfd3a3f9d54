package org.relais.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listener to one channel of the database over a connection of its own, again and again: what is told while it is away is
 * not heard, so nothing may rest on it alone. Safe for use from any thread.
 */
public final class Notifications {
    private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);
    private static final long AGAIN_MILLIS = 1_000;

    private final Vertx vertx;
    private final Pool pool;
    private final String channel;
    private final Consumer<String> heard;
    private boolean closed;
    private boolean missing;

    /**
     * @param channel an SQL name that needs no quotes
     * @param heard told what was sent
     */
    public Notifications(Vertx vertx, Connections connections, String channel, Consumer<String> heard) {
        this.vertx = vertx;
        this.pool = connections.pool(1);
        this.channel = channel;
        this.heard = heard;
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
        listening.notificationHandler(told -> heard.accept(told.getPayload()));
        listening.closeHandler(gone -> later());
        return listening
                .query("listen " + channel)
                .execute()
                .onFailure(fault -> listening.closeHandler(gone -> {}).close())
                .onSuccess(done -> listened())
                .mapEmpty();
    }

    private synchronized void listened() {
        missing = false;
    }

    /** Said once for as long as it lasts. */
    private synchronized void missed(Throwable fault) {
        if (!missing) {
            missing = true;
            LOG.warn("{} is not listened to for now: {}", channel, SqlFaults.describe(fault));
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
            start().onComplete(done -> LOG.debug("listening to {} again", channel));
        }
    }

    public synchronized Future<Void> close() {
        closed = true;
        return pool.close();
    }
}
