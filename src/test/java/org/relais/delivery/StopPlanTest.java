package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.consent.LeaseClock;
import org.relais.consent.LeaseTerm;
import org.relais.database.Database;
import org.relais.delivery.ClaimStore.ClaimRequest;
import org.relais.delivery.SettleStore.Rescued;
import org.relais.organisation.Sender;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/**
 * What PostgreSQL plans while the outbox is empty serves for days: it must not read a whole table that has become large
 * since.
 */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class StopPlanTest {
    private static final int OTHERS = 5_000;

    @Test
    void aStopLooksAtThePersonsRowsOnly(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            Pool walks = Database.walkingPool(vertx, world.address, 1);
            Drain drain = new Drain(vertx, walks, Instant::now, Await.BOUND);
            long person = world.person();
            // PostgreSQL knows that the outbox is empty, and plans for that.
            world.execute("vacuum analyze delivery");
            assertThat(await(drain.enforce(world.organisationId, person)).cancelled())
                    .isZero();
            world.broadcastTo(world.people(OTHERS, "regular", "subscribed", "fake"));
            long queued = world.number("select min(contact_id) from delivery where queued");
            long before = world.read("delivery");

            assertThat(await(drain.enforce(world.organisationId, queued)).cancelled())
                    .isEqualTo(1);

            // A connection that ends tells what it did.
            await(walks.close());
            eventually("PostgreSQL counts the scans", () -> world.read("delivery") > before);
            assertThat(world.read("delivery") - before).isLessThan(20);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 50})
    void aClaimAsksTheListForThoseItClaimsOnly(int sections, Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            federation(world, sections);
            Sender sender = new Sender(world.sender("fake", "1"), world.organisationId, "fake", "1", "n");
            // As a maintenance run leaves an empty list: PostgreSQL knows that it is empty, and plans for that.
            world.execute("vacuum analyze suppression");
            Pool walks = Database.walkingPool(vertx, world.address, 1);
            assertThat(claim(world, walks, sender)).isEqualTo(2);
            world.execute(
                    """
                    insert into suppression (organisation_id, fingerprint, key_id, reason, added_at)
                    select o.id, sha256(n::text::bytea), 'k1', 'opt_out', now()
                    from generate_series(1, %d) n join organisation o on o.id = %d or o.federation_id is not null and n <= 100
                    """
                            .formatted(OTHERS, world.organisationId));
            world.execute("select pg_stat_force_next_flush()");
            long before = world.read("suppression");

            assertThat(claim(world, walks, sender)).isEqualTo(2);

            await(walks.close());
            eventually("PostgreSQL counts the lookups", () -> lookups(world) > 0);
            assertThat(world.read("suppression") - before).isLessThan(20);
        }
    }

    /** Makes the world's organisation one of so many sections; of none for 0. */
    private static void federation(DeliveryWorld world, int sections) {
        if (sections > 0) {
            IntStream.range(1, sections).forEach(number -> world.organisation("section-" + number));
            world.execute("insert into federation (name, created_at) values ('Fédération', now());"
                    + " update organisation set federation_id = (select id from federation)");
        }
    }

    @Test
    void nothingToRescueIsFoundWithoutReadingTheOutbox(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            Pool walks = Database.walkingPool(vertx, world.address, 1);
            assertThat(await(world.rescue(walks))).isEqualTo(new Rescued(0, 0));
            long broadcast = world.broadcastTo(world.people(OTHERS, "regular", "subscribed", "fake"));
            assertThat(await(world.rescue(walks))).isEqualTo(new Rescued(0, 0));
            world.execute(
                    """
                    insert into claim_batch (node, lease_until, lease, delivery_ids)
                    select 'dead', now() - interval '1 minute', interval '0', array_agg(id)
                    from (select id from delivery where broadcast_id = %d order by id limit 3) lost
                    """
                            .formatted(broadcast));
            world.execute(
                    """
                    update delivery set state = 'sending', node = 'dead', attempt = 1, lease_until = now() - interval '1 minute'
                    where id in (select unnest(delivery_ids) from claim_batch)
                    """);
            world.execute("select pg_stat_force_next_flush()");
            long prepared = world.read("delivery");
            assertThat(await(world.rescue(walks))).isEqualTo(new Rescued(0, 3));

            await(walks.close());
            eventually("PostgreSQL counts the scans", () -> world.read("delivery") > prepared);
            assertThat(world.read("delivery") - prepared).isLessThan(20);
            assertThat(world.number("select count(*) from delivery where state = 'unknown'"))
                    .isEqualTo(3);
        }
    }

    /** Claims two deliveries of a broadcast of their own; returns how many. */
    private static int claim(DeliveryWorld world, Pool pool, Sender sender) {
        long broadcast = world.broadcastTo(world.people(2, "regular", "subscribed", "fake"));
        world.execute("update address set fingerprint = sha256(identifier::bytea) where fingerprint is null");
        Lane lane = new Lane(new Lane.Key(sender.id(), 2, broadcast), false, QueuePosition.BEGINNING);
        return await(new ClaimStore()
                        .claim(
                                pool,
                                List.of(new ClaimRequest(sender, lane, QueuePosition.BEGINNING, 10)),
                                world.settings(),
                                new LeaseTerm(LeaseClock.system().read(), Duration.ofMinutes(1)),
                                Instant.now()))
                .get(0)
                .taken()
                .size();
    }

    private static long lookups(DeliveryWorld world) {
        return world.number(
                "select coalesce(sum(idx_scan), 0)::bigint from pg_stat_user_indexes where relname = 'suppression'");
    }

    /** Rows or index entries of a table that PostgreSQL has looked at, by whatever way. */
}
