package org.relais.database;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.testing.Await;
import org.relais.testing.Failover;
import org.relais.testing.PostgresServer;

/** Open connections leave a server that is no primary any more, however that came about. */
@Failover
class PrimaryWatchTest {
    private final Vertx vertx = Vertx.vertx();

    @SuppressWarnings("NullAway.Init")
    private PostgresServer old;

    @SuppressWarnings("NullAway.Init")
    private PostgresServer standby;

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @SuppressWarnings("NullAway.Init")
    private DatabaseAddress both;

    @BeforeEach
    void start() {
        Optional<Path> binaries = PostgresServer.newestBinaries();
        assumeTrue(binaries.isPresent(), "no PostgreSQL of the system is installed: no primary was followed");
        old = PostgresServer.start(binaries.get(), Map.of());
        standby = old.standby("standby");
        both = PostgresServer.address(
                "postgresql://127.0.0.1:" + standby.port() + ",127.0.0.1:" + old.port() + "/postgres?sslmode=disable");
        pool = new Connections(vertx, both).pool(2);
        eventuallyOn(old);
    }

    @AfterEach
    void stop() {
        if (pool != null) {
            Await.result(pool.close());
            standby.close();
            old.close();
        }
        Await.result(vertx.close());
    }

    @Test
    void ofTwoThatTakeWritesTheOnePromotedLastCounts() {
        standby.promote();
        assertThat(old.query("select current_setting('transaction_read_only')")).isEqualTo("off");
        eventuallyOn(standby);
    }

    /** Both take writes, the later one is out of reach, and the earlier one would know nothing of what it answered for. */
    @Test
    void theEarlierOfTwoIsNeverGoneBackTo() {
        standby.promote();
        eventuallyOn(standby);
        standby.freeze();
        try {
            assertThat(Await.found("there is none", () -> fault(server()), fault -> fault.filter(
                                    NoPrimaryException.class::isInstance)
                            .isPresent()))
                    .get(as(InstanceOfAssertFactories.THROWABLE))
                    .hasMessageContaining("127.0.0.1:" + old.port() + ": takes writes on time line 1, but 127.0.0.1:"
                            + standby.port() + " was promoted to 2 after it");
        } finally {
            standby.thaw();
        }
        eventuallyOn(standby);
    }

    @Test
    void anotherClusterInItsPlaceIsRefused() {
        old.kill();
        try (PostgresServer other = PostgresServer.start(old.binaries(), Map.of(), old.port())) {
            assertThat(Await.found("there is none", () -> fault(server()), fault -> fault.filter(
                                    NoPrimaryException.class::isInstance)
                            .filter(none -> String.valueOf(none.getMessage()).contains("another database cluster"))
                            .isPresent()))
                    .isPresent();
            assertThat(other.query("select 1")).isEqualTo("1");
        }
    }

    @Test
    void oneThatBecameReadOnlyIsLeftBeforeAnotherIsThere() {
        old.query("alter system set default_transaction_read_only = on");
        old.query("select pg_reload_conf()");
        Await.found("nothing is sent to it any more", () -> fault(server()), fault -> fault.filter(
                        NoPrimaryException.class::isInstance)
                .isPresent());
        standby.promote();
        eventuallyOn(standby);
    }

    @Test
    void whoListensHearsTheNewPrimaryToo() {
        AtomicReference<String> heard = new AtomicReference<>("");
        Notifications notifications = new Notifications(vertx, new Connections(vertx, both), "news", heard::set);
        Await.result(notifications.start());
        eventuallyHeard(old, "before", heard);
        old.kill();
        standby.promote();
        eventuallyHeard(standby, "after", heard);
        Await.result(notifications.close());
    }

    /** Nobody hears what is told while nobody listens. */
    private static void eventuallyHeard(PostgresServer by, String news, AtomicReference<String> heard) {
        Await.patiently(news, () -> {
            by.query("notify news, '" + news + "'");
            return heard.get().equals(news);
        });
    }

    @Test
    void oneThatFellSilentIsLeftWithWhatItOwes() {
        Future<?> owed = pool.query("select pg_sleep(100000)").execute();
        Await.until("it is under way", () -> old.query(
                        "select count(*) from pg_stat_activity where query like 'select pg_sleep%'")
                .equals("1"));
        old.freeze();
        try {
            standby.promote();
            eventuallyOn(standby);
            assertThat(fault(owed)).isPresent();
        } finally {
            old.thaw();
        }
    }

    private void eventuallyOn(PostgresServer expected) {
        Await.until("the pool is on the primary", () -> server().map(port -> port == expected.port())
                .otherwise(false)
                .await());
    }

    private Future<Integer> server() {
        return pool.query("select current_setting('port')::int as port")
                .execute()
                .map((RowSet<Row> rows) -> rows.iterator().next().getInteger("port"));
    }

    /** What the future fails with; empty when it succeeds. */
    private static Optional<Throwable> fault(Future<?> future) {
        return Await.result(
                future.<Optional<Throwable>>map(done -> Optional.empty()).otherwise(Optional::of));
    }
}
