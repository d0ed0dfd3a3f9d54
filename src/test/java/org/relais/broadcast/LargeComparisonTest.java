package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.delivery.ProgressStore;
import org.relais.testing.NeedsDatabase;

/** Two texts that went to more people than are compared each time that their page is shown. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class LargeComparisonTest {
    private static final int MANY = 10_020;

    @Test
    void countsAgreeWithTheFunnelAndThoseOfASmallOneReadNoneOfALargeOne(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            long large = halved(world, MANY);
            long small = halved(world, 40);
            world.execute("analyze");
            // What the world's own connections have read is told now, and not while others are counted.
            world.execute("select pg_stat_force_next_flush()");
            await(world.pool.query("select pg_stat_force_next_flush()").execute());
            Pool pool = Database.pool(vertx, world.address, 1);
            BroadcastResults results =
                    new BroadcastResults(vertx, pool, Set.of("telegram"), InstantSource.system(), System::nanoTime);

            Broadcast broadcast = find(world, pool, large);
            VariantResults compared = await(results.variants(broadcast)).orElseThrow();
            assertThat(compared.first().recipients()).isEqualTo(MANY / 2);
            assertThat(compared.second().recipients()).isEqualTo(MANY / 2);
            assertThat(compared.first().answers()).isEqualTo(Map.of("yes", 501L));
            assertThat(compared.second().answers()).isEqualTo(Map.of("yes", 1002L));
            assertThat(compared.difference(Funnel.Step.ANSWERED, text -> text.answered("yes")))
                    .isEqualTo(VariantResults.Difference.MORE_B);
            assertThat(compared.difference(Funnel.Step.READ, text -> text.people(Funnel.Step.READ)))
                    .isEqualTo(VariantResults.Difference.CHANCE);
            Map<Funnel.Step, Long> funnel =
                    await(results.funnel(broadcast, ZoneOffset.UTC)).total();
            for (Funnel.Step step : Funnel.Step.values()) {
                assertThat(compared.first().people(step) + compared.second().people(step))
                        .as(step.name())
                        .isEqualTo(funnel.getOrDefault(step, 0L));
            }
            assertThat(funnel).containsEntry(Funnel.Step.SENT, 9018L).containsEntry(Funnel.Step.STOPPED, 1002L);

            Broadcast little = find(world, pool, small);
            await(results.variants(little));
            Map<Long, List<ProgressStore.Count>> counts = await(new ProgressStore().of(pool, Set.of(large, small)));
            assertThat(BroadcastResults.isSmall(Progress.of(counts.getOrDefault(large, List.of()), null)))
                    .isFalse();
            assertThat(BroadcastResults.isSmall(Progress.of(counts.getOrDefault(small, List.of()), null)))
                    .isTrue();
            long before = read(pool);
            assertThat(await(results.variants(little)).orElseThrow().first().recipients())
                    .isEqualTo(20);
            assertThat(read(pool) - before).isBetween(40L, 2_000L);
            await(pool.close());
        }
    }

    private static Broadcast find(DeliveryWorld world, Pool pool, long id) {
        return await(new BroadcastStore().find(pool, world.organisationId, id)).orElseThrow();
    }

    /**
     * A broadcast whose second text went to every second one of these people: every tenth one can't be reached, every
     * third has read it; of the first text every tenth answers, of the second every fifth; every tenth stops.
     */
    private static long halved(DeliveryWorld world, int people) {
        long id = world.broadcastTo(world.people(people, "regular", "subscribed", "fake"));
        world.execute("update broadcast set variant_id = %d where id = %d".formatted(world.message(), id));
        world.execute(
                """
                with numbered as (select id, row_number() over (order by id) as at from delivery where broadcast_id = %1$d)
                update delivery d
                set message_id = case when n.at %% 2 = 0 then b.variant_id else b.message_id end,
                    state = case when n.at %% 20 in (1, 2) then 'failed' when n.at %% 3 = 0 then 'read' else 'accepted' end,
                    reason = case when n.at %% 20 in (1, 2) then 'test' end,
                    settled_at = now() - interval '1 hour',
                    read_at = case when n.at %% 3 = 0 then now() end
                from numbered n, broadcast b where n.id = d.id and b.id = %1$d
                """
                        .formatted(id));
        world.execute(
                """
                insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label, manner,
                                              answered_at)
                select organisation_id, broadcast_id, contact_id, id, 'yes', 'Oui', 'tap', now()
                from (select d.*, row_number() over (order by id) as at from delivery d where broadcast_id = %d) n
                where at %% 20 in (3, 4, 14)
                """
                        .formatted(id));
        world.execute(
                """
                update consent c set state = 'unsubscribed', stopped_at = now()
                from (select contact_id, row_number() over (order by id) as at from delivery where broadcast_id = %d) n
                where c.contact_id = n.contact_id and n.at %% 20 in (5, 6)
                """
                        .formatted(id));
        return id;
    }

    /** Rows that were read until now, those of this connection among them: it is the only one that reads. */
    private static long read(Pool pool) {
        await(pool.query("select pg_stat_force_next_flush()").execute());
        return await(pool.query(
                                """
                                select (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables
                                        where relname in ('delivery', 'broadcast_answer', 'consent'))::bigint
                                       + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes
                                          where relname in ('delivery', 'broadcast_answer', 'consent'))::bigint
                                """)
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
