package org.relais.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.audience.AnswerCondition;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.Target;
import org.relais.consent.Purpose;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.delivery.ProgressStore;
import org.relais.delivery.RecipientStore;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** What is asked about the answers to one broadcast reads the answers to that one, however many others there are. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class AnswerPlanTest {
    private static final int OTHERS = 5_000;

    @Test
    void answersOfOneBroadcastAreFoundWithoutThoseOfOthers(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            Pool pool = Database.pool(vertx, world.address, 1);
            List<Long> few = world.people(4, "regular", "subscribed", "fake");
            long broadcast = world.broadcastTo(few);
            answer(world, broadcast, "yes");
            ask(world, pool, broadcast);
            answer(world, world.broadcastTo(world.people(OTHERS, "regular", "subscribed", "fake")), "yes");
            world.execute("analyze");
            world.execute("select pg_stat_force_next_flush()");
            long before = world.read("broadcast_answer");

            ask(world, pool, broadcast);
            assertThat(await(new ProgressStore().of(pool, Set.of(broadcast))).get(broadcast))
                    .contains(new ProgressStore.Count("answered", "yes", 4));

            await(pool.close());
            Await.until("PostgreSQL counts the look-ups", () -> world.read("broadcast_answer") > before);
            assertThat(world.read("broadcast_answer") - before).isLessThan(100);
        }
    }

    /** Each of the questions that pages and audiences ask. */
    private static void ask(DeliveryWorld world, Pool pool, long broadcast) {
        assertThat(await(new RecipientStore().answered(pool, world.organisationId, broadcast, "yes", 0, 50)))
                .hasSize(4);
        Audience audience = new Audience(
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                List.of(),
                List.of(new AnswerCondition(broadcast, Set.of("yes"), true)),
                List.of());
        assertThat(await(new AudienceStore()
                                .count(pool, new Target(world.organisationId, audience, Purpose.BROADCAST, null)))
                        .people())
                .isEqualTo(4);
        assertThat(await(new AudienceStore().page(pool, world.organisationId, audience, 0, Long.MAX_VALUE, 100)))
                .hasSize(4);
    }

    private static void answer(DeliveryWorld world, long broadcast, String payload) {
        world.execute(
                """
                insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label, manner,
                                              answered_at)
                select organisation_id, broadcast_id, contact_id, id, '%s', 'Oui', 'tap', now()
                from delivery where broadcast_id = %d
                """
                        .formatted(payload, broadcast));
    }
}
