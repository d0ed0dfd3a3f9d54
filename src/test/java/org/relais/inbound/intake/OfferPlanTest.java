package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.action.AssignmentStore;
import org.relais.contact.ContactStore;
import org.relais.database.Database;
import org.relais.delivery.DeliveryPersonStore;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** What went to one person, and to whoever was merged into them, is found without the contacts of everybody else. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class OfferPlanTest {
    private static final int OTHERS = 3_000;

    @Test
    void whatOnePersonWasSentIsFoundWithoutOtherContacts(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> two = world.people(2, "regular", "subscribed", "fake");
            long action = world.offered(two);
            Pool pool = Database.pool(vertx, world.address, 1);
            long kept = two.get(0);
            await(new ContactStore().merge(pool, world.organisationId, two.get(1), kept, Instant.now()));
            ask(world, pool, action, kept);
            world.execute("delete from assignment");
            // What this reads is told at once, and not while the next is counted.
            world.execute(
                    """
                    select pg_stat_force_next_flush();
                    insert into contact (organisation_id, created_at, updated_at)
                    select %d, now(), now() from generate_series(1, %d)
                    """
                            .formatted(world.organisationId, OTHERS));
            long before = world.read("contact");

            ask(world, pool, action, kept);

            await(pool.close());
            Await.until("PostgreSQL counts the look-ups", () -> world.read("contact") > before);
            assertThat(world.read("contact") - before).isLessThan(100);
        }
    }

    /** Each of the questions, which also finds what the merged contact was sent. */
    private static void ask(DeliveryWorld world, Pool pool, long action, long contact) {
        assertThat(await(new OpenDialogueStore().offers(pool, contact, Instant.now())))
                .hasSize(1);
        assertThat(await(new DeliveryPersonStore(Instant::now).export(pool, world.organisationId, contact)))
                .hasSize(2);
        assertThat(await(new ContactStore().withMerged(pool, world.organisationId, List.of(contact))))
                .hasSize(2);
        assertThat(await(new AssignmentStore().take(pool, world.organisationId, action, contact, Instant.now())))
                .isPresent();
    }
}
