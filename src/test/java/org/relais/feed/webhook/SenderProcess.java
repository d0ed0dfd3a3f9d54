package org.relais.feed.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.relais.config.AddressRange;
import org.relais.database.Database;
import org.relais.database.DatabaseAddress;
import org.relais.feed.Feed;
import org.relais.feed.FeedSequencer;
import org.relais.task.PeriodicTask;

/** The queues of webhooks in a process of its own, which works until it is killed. */
public final class SenderProcess {
    static final byte[] KEY = new byte[32];

    private SenderProcess() {}

    /** @param arguments one JSON object: the database's host, port, name, user, password */
    public static void main(String[] arguments) {
        JsonObject settings = new JsonObject(arguments[0]);
        Vertx vertx = Vertx.vertx();
        DatabaseAddress address = new DatabaseAddress(
                settings.getString("host"),
                settings.getInteger("port"),
                settings.getString("database"),
                settings.getString("user"),
                settings.getString("password"));
        Pool pool = Database.pool(vertx, address, 4);
        WebhookQueues queues = queues(vertx, pool, InstantSource.system());
        new PeriodicTask(vertx, "webhooks", Duration.ofMillis(20), queues::run).start();
        System.out.println("started");
    }

    static WebhookQueues queues(Vertx vertx, Pool pool, InstantSource clock) {
        AddressRange loopback = AddressRange.parse("127.0.0.0/8").orElseThrow();
        return new WebhookQueues(
                pool,
                new Feed(vertx, pool, new FeedSequencer(pool, clock), Feed.SELDOM),
                new WebhookClient(vertx, new WebhookReceivers(vertx, List.of(loopback))),
                new WebhookSecrets(KEY),
                clock);
    }
}
