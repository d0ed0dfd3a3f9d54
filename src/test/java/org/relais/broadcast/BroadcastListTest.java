package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.broadcast.BroadcastListStore.Order;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.NeedsDatabase;

/** The list is in the order of the time that it shows of each, whenever that was written, and no page leaves one out. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class BroadcastListTest {
    @Test
    void whatLeftLastStandsFirst(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(1, "regular", "subscribed", "fake");
            long old = world.broadcastTo(people);
            long middle = world.broadcastTo(people);
            long young = world.broadcastTo(people);
            world.execute(
                    "update broadcast set created_at = now() - interval '2 days', started_at = now() - interval '1 day'");
            world.execute("update broadcast set started_at = now() where id = " + old);
            Pool pool = Database.pool(vertx, world.address, 1);

            assertThat(page(pool, world, BroadcastListStore.FIRST)).containsExactly(old, young);
            assertThat(page(pool, world, young)).containsExactly(middle);
            await(pool.close());
        }
    }

    @Test
    void itIsSortedByItsTitleOrByWhatCameOfIt(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(3, "regular", "subscribed", "fake");
            long few = world.broadcastTo(people.subList(0, 1));
            long none = world.broadcastTo(people);
            long many = world.broadcastTo(people);
            world.execute("update broadcast set title = case id when %d then 'b' when %d then 'Été' else 'À' end"
                    .formatted(few, none));
            world.execute("update delivery set state = 'accepted', settled_at = now() where broadcast_id <> " + none);
            Pool pool = Database.pool(vertx, world.address, 1);

            assertThat(page(pool, world, Order.TITLE, BroadcastListStore.FIRST)).containsExactly(many, few);
            assertThat(page(pool, world, Order.TITLE, few)).containsExactly(none);
            assertThat(page(pool, world, Order.SENT, BroadcastListStore.FIRST)).containsExactly(many, few);
            assertThat(page(pool, world, Order.SENT, few)).containsExactly(none);
            assertThat(page(pool, world, Order.ANSWERS, many))
                    .as("of as many, the newest first")
                    .containsExactly(none, few);
            await(pool.close());
        }
    }

    @Test
    void whoeverIsLeftOutIsNotAmongThoseItIsSentTo(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(3, "regular", "subscribed", "fake");
            world.broadcastTo(people);
            world.execute(
                    "update delivery set state = 'suppressed', reason = 'held', settled_at = now() where contact_id = "
                            + people.get(0));
            Pool pool = Database.pool(vertx, world.address, 1);

            assertThat(listed(pool, world, Order.TIME, BroadcastListStore.FIRST))
                    .extracting(BroadcastListStore.Listed::figures)
                    .containsExactly(new BroadcastListStore.Listed.Figures(3, 2, 2, 0, 0, 0, 0, 0));
            await(pool.close());
        }
    }

    private static List<Long> page(Pool pool, DeliveryWorld world, long before) {
        return page(pool, world, Order.TIME, before);
    }

    private static List<Long> page(Pool pool, DeliveryWorld world, Order order, long before) {
        return listed(pool, world, order, before).stream()
                .map(listed -> listed.broadcast().id())
                .toList();
    }

    private static List<BroadcastListStore.Listed> listed(Pool pool, DeliveryWorld world, Order order, long before) {
        return await(new BroadcastListStore()
                .page(
                        pool,
                        world.organisationId,
                        new BroadcastListStore.Filter(BroadcastListStore.Kind.ALL, "", order),
                        before,
                        2));
    }
}
