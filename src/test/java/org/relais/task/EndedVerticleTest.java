package org.relais.task;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.sender.SenderKeys;
import org.relais.channel.sender.SenderLoader;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.delivery.Drain;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;

/**
 * A request wakes what outlives it; then its verticle ends while a statement of that work waits for its connection. The
 * work ends all the same, so the service does.
 */
@NeedsDatabase
class EndedVerticleTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Database DATABASE = CopiedDatabase.open(VERTX, TestDatabase.fresh(), 1);
    private static final Pool POOL = DATABASE.pool();

    @AfterAll
    static void close() {
        Await.result(DATABASE.close());
        Await.result(VERTX.close());
    }

    @Test
    void aTaskThatItWokeEnds() {
        PeriodicTask task = new PeriodicTask(VERTX, "a test", Duration.ofDays(1), EndedVerticleTest::statement);
        task.startLater();
        inAVerticleThatEnds(() -> {
            task.wake();
            return VERTX.timer(1);
        });
        Await.result(task.stop());
    }

    @Test
    void theStopsAfterItsOwnAreDrained() {
        Drain drain = new Drain(VERTX, POOL, InstantSource.system(), Duration.ofSeconds(5));
        inAVerticleThatEnds(() -> {
            drain.enforce(1, 1).onFailure(fault -> {});
            return Future.succeededFuture();
        });
        Await.result(drain.enforce(1, 2));
    }

    @Test
    void theSendersAreReadAgain() {
        SenderLoader senders = new SenderLoader(
                VERTX, DATABASE, new SenderKeys(List.of()), new ChannelRegistry(List.of()), "http://localhost");
        inAVerticleThatEnds(() -> {
            senders.load().onFailure(fault -> {});
            return Future.succeededFuture();
        });
        Await.result(senders.load());
    }

    private static Future<?> statement() {
        return POOL.query("select 1").execute();
    }

    /** The only connection is in use for as long as there is the verticle. */
    private static void inAVerticleThatEnds(Supplier<Future<?>> work) {
        SqlConnection held = Await.result(POOL.getConnection());
        String verticle = Await.result(VERTX.deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                return work.get();
            }
        }));
        Await.result(VERTX.undeploy(verticle));
        Await.result(held.close());
    }
}
