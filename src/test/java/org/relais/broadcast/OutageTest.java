package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.delivery.ProgressStore.Outage;
import org.relais.health.SenderActivity;
import org.relais.health.SenderReport;
import org.relais.health.SenderReports;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** A platform that takes nothing is told of where something waits for it, from the first try that failed until one is taken. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class OutageTest {
    private static final Instant START = Instant.parse("2024-11-27T12:00:00Z");

    @Test
    void itLastsFromTheFirstTryThatFailedToTheNextThatIsTaken(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            long sender = world.sender("fake", "1");
            long broadcast = world.broadcastTo(world.people(2, "regular", "subscribed", "fake"));
            Pool pool = Database.pool(vertx, world.address, 1);
            AtomicReference<Instant> now = new AtomicReference<>(START);
            SenderActivity activity = new SenderActivity(pool, now::get, () -> 1);

            for (int failures = 1; failures <= 3; failures++) {
                assertThat(outage(pool, broadcast)).as("after a few").isNull();
                activity.failed(sender);
                awaitFailures(pool, failures);
                now.set(now.get().plus(Duration.ofSeconds(5)));
            }
            assertThat(outage(pool, broadcast)).isEqualTo(new Outage("fake", START));
            assertThat(await(new SenderReports(now::get).all(pool, world.organisationId)))
                    .extracting(SenderReport::outageSince)
                    .containsExactly(START);

            activity.accepted(sender);
            awaitFailures(pool, 0);
            assertThat(outage(pool, broadcast)).isNull();
            await(pool.close());
        }
    }

    @Test
    void nothingIsToldWhereNothingWaits(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            long sender = world.sender("fake", "1");
            long broadcast = world.broadcastTo(world.people(1, "regular", "subscribed", "fake"));
            world.execute("insert into sender_health (sender_id, failing_since, failures) values (%d, now(), 9)"
                    .formatted(sender));
            Pool pool = Database.pool(vertx, world.address, 1);
            assertThat(outage(pool, broadcast)).isNotNull();

            world.execute("update delivery set state = 'failed', reason = 'http_500', settled_at = now()");

            assertThat(outage(pool, broadcast)).isNull();
            assertThat(await(new SenderReports(Instant::now).all(pool, world.organisationId)))
                    .extracting(SenderReport::outageSince)
                    .containsOnlyNulls();
            await(pool.close());
        }
    }

    private static @Nullable Outage outage(Pool pool, long broadcast) {
        return Objects.requireNonNull(
                        await(ProgressStream.read(pool, List.of(broadcast))).get(broadcast))
                .outage();
    }

    /** They are noted beside whatever they are noted of. */
    private static void awaitFailures(Pool pool, int failures) {
        Await.until(
                "it is noted",
                () -> await(pool.query("select failures from sender_health where failures = " + failures)
                                        .execute())
                                .size()
                        == 1);
    }
}
