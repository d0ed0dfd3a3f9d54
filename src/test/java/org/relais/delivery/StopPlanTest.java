package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.World.await;
import static org.relais.delivery.World.eventually;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.database.Database;

/**
 * What PostgreSQL plans while the outbox is empty serves for days: it must not read a whole table that has become large
 * since.
 */
@ExtendWith(VertxExtension.class)
class StopPlanTest {
    private static final int OTHERS = 5_000;

    @Test
    void aStopLooksAtThePersonsRowsOnly(Vertx vertx) {
        try (World world = new World(vertx)) {
            world.sender("fake", "1");
            Pool walks = Database.walkingPool(vertx, world.address, 1);
            Drain drain = new Drain(vertx, walks, Instant::now, World.PATIENCE);
            long person = world.person();
            assertThat(await(drain.enforce(world.organisationId, person)).cancelled())
                    .isZero();
            world.broadcastTo(world.people(OTHERS, "regular", "subscribed", "fake"));
            long queued = world.number("select min(contact_id) from delivery where queued");
            long before = read(world);

            assertThat(await(drain.enforce(world.organisationId, queued)).cancelled())
                    .isEqualTo(1);

            // A connection that ends tells what it did.
            await(walks.close());
            eventually("PostgreSQL counts the scans", () -> read(world) > before);
            assertThat(read(world) - before).isLessThan(20);
        }
    }

    /** Rows of the outbox that PostgreSQL has looked at, by whatever way. */
    private static long read(World world) {
        return world.number(
                "select coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::bigint from pg_stat_user_tables where relname = 'delivery'");
    }
}
