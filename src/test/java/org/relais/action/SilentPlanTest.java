package org.relais.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.NeedsDatabase;

/** Those who do not answer an offer are noted so many at a time, each once, and no other delivery is read for them. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class SilentPlanTest {
    private static final int LOOKED_AT = 200;
    private static final int MANY = 10 * LOOKED_AT + 50;

    private final ReminderStore store = new ReminderStore();

    @Test
    void aPageOfEachOfferIsReadAtATime(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            // Planned while there is nothing to read, as on the day that a service begins.
            Pool pool = Database.pool(vertx, world.address, 1);
            assertThat(note(pool)).isZero();
            world.sender("fake", "1");
            List<Long> people = world.people(MANY, "regular", "subscribed", "fake");
            long action = world.offered(people);
            for (int other = 0; other < 3; other++) {
                world.broadcastTo(people);
            }
            world.execute(
                    "update delivery set state = 'accepted', settled_at = now() - interval '2 days' where id % 10 > 0");
            world.execute("analyze");
            read(world, pool);

            long before = read(world, pool);
            assertThat(note(pool)).as("nobody is to be reminded yet").isZero();
            assertThat(read(world, pool) - before)
                    .as("and nothing is read for it")
                    .isZero();

            world.execute("update action set remind_silent = true, remind_times = 1");
            before = read(world, pool);
            int first = note(pool);
            assertThat(first).isBetween(LOOKED_AT / 2, LOOKED_AT);
            assertThat(read(world, pool) - before)
                    .as("an entry and a row of each")
                    .isLessThan(3L * LOOKED_AT);

            int noted = first;
            for (int page = 0; page < 11; page++) {
                noted += note(pool);
            }
            assertThat(noted).isEqualTo((int) silent(world));
            assertThat(world.number("select count(*) from assignment where action_id = " + action))
                    .isEqualTo(noted);

            world.execute("update delivery set state = 'accepted', settled_at = now() - interval '2 days'");
            int late = 0;
            for (int page = 0; page < 12; page++) {
                late += note(pool);
            }
            assertThat(late).as("who got it later is found on the next round").isEqualTo(MANY - noted);
            await(pool.close());
        }
    }

    private int note(Pool pool) {
        return await(store.noteSilent(pool, Instant.now(), LOOKED_AT));
    }

    private static long silent(DeliveryWorld world) {
        return world.number("select count(*) from delivery d join action_offer o using (broadcast_id)"
                + " where d.settled_at < now() - interval '1 day'");
    }

    private static long read(DeliveryWorld world, Pool pool) {
        await(pool.query("select pg_stat_force_next_flush()").execute());
        return world.read("delivery");
    }
}
