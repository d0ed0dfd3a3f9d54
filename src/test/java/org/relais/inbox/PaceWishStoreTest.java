package org.relais.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.conversation.words.PaceWish.Pace;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.NeedsDatabase;

/** Programs that follow people hear of a wish, and of nothing that is noted because of it. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class PaceWishStoreTest {

    @Test
    void aWishIsAChangeAndWhatWasSentIsNone(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            long person = world.people(1, "regular", "subscribed", "fake").get(0);
            PaceWishStore store = new PaceWishStore();
            String changes =
                    "select count(*) from feed_event where kind = 'contact_changed' and contact_id = " + person;
            String updated =
                    "select (extract(epoch from updated_at) * 1000000)::bigint from contact where id = " + person;
            long before = world.number(changes);
            long created = world.number(updated);

            await(store.wish(world.pool, world.organisationId, person, Pace.WEEK));
            long wished = world.number(updated);
            assertThat(wished).isGreaterThan(created);
            assertThat(world.number(changes)).isEqualTo(before + 1);

            world.execute("update contact set paced_at = now(), paced_delivery_id = 1 where id = " + person);
            assertThat(world.number(updated)).isEqualTo(wished);
            assertThat(world.number(changes)).isEqualTo(before + 1);

            await(store.wish(world.pool, world.organisationId, person, null));
            assertThat(world.number(updated)).isGreaterThan(wished);
            assertThat(world.number(changes)).isEqualTo(before + 2);
            await(store.wish(world.pool, world.organisationId, person, null));
            assertThat(world.number(changes)).isEqualTo(before + 2);
        }
    }
}
