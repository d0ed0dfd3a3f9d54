package org.relais.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.database.Database;
import org.relais.delivery.RecipientStore.Outcome;
import org.relais.delivery.RecipientStore.Page;
import org.relais.testing.NeedsDatabase;

/** People of a rare outcome are looked for among so many at a time, and all of them are found; of others a page is read. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class RecipientPlanTest {
    private static final int LOOKED_AT = 1_000;
    private static final int MANY = LOOKED_AT + 50;

    @Test
    void aRareOutcomeIsFoundFurtherOn(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(MANY, "regular", "subscribed", "fake");
            long broadcast = world.broadcastTo(people);
            world.execute(
                    "update delivery set state = 'failed', reason = 'test', settled_at = now() where contact_id in (%d, %d)"
                            .formatted(people.get(7), people.get(MANY - 1)));
            world.execute("analyze");
            world.execute("select pg_stat_force_next_flush()");
            Pool pool = Database.pool(vertx, world.address, 1);
            RecipientStore store = new RecipientStore(LOOKED_AT);
            Outcome failed = new Outcome("failed", null);
            long before = read(pool);

            Page first = await(store.look(pool, world.organisationId, broadcast, failed, 0, 50));
            assertThat(first.people())
                    .extracting(RecipientStore.Entry::contactId)
                    .containsExactly(people.get(7));
            assertThat(first.after()).isEqualTo(people.get(LOOKED_AT - 1));
            assertThat(read(pool) - before)
                    .as("an entry and a row each, and an entry for how far that was")
                    .isLessThan(3L * LOOKED_AT + 500);

            Page last = await(store.look(pool, world.organisationId, broadcast, failed, first.after(), 50));
            assertThat(last.people())
                    .extracting(RecipientStore.Entry::contactId)
                    .containsExactly(people.get(MANY - 1));
            assertThat(last.after()).isNull();
            assertThat(read(pool) - before).as("the same of the rest").isLessThan(3L * MANY + 1_000);

            before = read(pool);
            assertThat(await(store.look(pool, world.organisationId, broadcast, new Outcome("unknown", null), 0, 50)))
                    .isEqualTo(new Page(List.of(), null));
            Page common = await(store.look(pool, world.organisationId, broadcast, new Outcome("queued", null), 0, 50));
            assertThat(common.people()).hasSize(50);
            assertThat(common.after()).isEqualTo(people.get(50));
            assertThat(read(pool) - before).as("whom the page shows").isLessThan(500);

            Page everybody = await(store.look(pool, world.organisationId, broadcast, new Outcome(null, null), 0, 50));
            assertThat(everybody.people())
                    .extracting(RecipientStore.Entry::contactId)
                    .isEqualTo(people.subList(0, 50));
            assertThat(everybody.after()).isEqualTo(people.get(49));
            await(pool.close());
        }
    }

    @Test
    void whoHasNotAnsweredIsAskedOneByOne(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(MANY, "regular", "subscribed", "fake");
            long broadcast = world.broadcastTo(people);
            world.execute(
                    "update delivery set state = 'accepted', settled_at = now() where contact_id > " + people.get(0));
            world.execute(
                    """
                    insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label, manner,
                                                  answered_at)
                    select organisation_id, broadcast_id, contact_id, id, 'yes', 'Yes', 'tap', now()
                    from delivery where contact_id % 2 = 0 and state = 'accepted'
                    """);
            world.execute("analyze");
            world.execute("select pg_stat_force_next_flush()");
            Pool pool = Database.pool(vertx, world.address, 1);
            RecipientStore store = new RecipientStore(LOOKED_AT);
            Outcome unanswered = new Outcome(RecipientStore.UNANSWERED, null);
            List<Long> silent =
                    people.stream().skip(1).filter(person -> person % 2 != 0).toList();
            long before = read(pool);

            Page first = await(store.look(pool, world.organisationId, broadcast, unanswered, 0, 50));
            assertThat(first.people())
                    .extracting(RecipientStore.Entry::contactId)
                    .isEqualTo(silent.subList(0, 50));
            assertThat(first.after()).isEqualTo(silent.get(49));
            assertThat(read(pool) - before)
                    .as("whom the page shows, and those who have answered between them")
                    .isLessThan(1_000);
            assertThat(await(store.of(pool, world.organisationId, broadcast, unanswered, 0, 1_000)))
                    .extracting(RecipientStore.Entry::contactId)
                    .isEqualTo(silent);
            await(pool.close());
        }
    }

    @Test
    void whetherADoubtfulStopWaitsIsLookedForAmongThoseOnHold(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(MANY, "regular", "subscribed", "fake");
            long broadcast = world.broadcastTo(people);
            world.execute("update delivery set state = 'cancelled', reason = 'held', settled_at = now()");
            world.execute("update consent set state = 'held', held_from = 'subscribed' where contact_id = "
                    + people.get(MANY - 1));
            world.execute("analyze");
            world.execute("select pg_stat_force_next_flush()");
            Pool pool = Database.pool(vertx, world.address, 1);
            RecipientStore store = new RecipientStore();
            long before = read(pool);

            assertThat(await(store.undecided(pool, world.organisationId, broadcast)))
                    .isTrue();
            world.execute("update consent set state = 'subscribed', held_from = null");
            assertThat(await(store.undecided(pool, world.organisationId, broadcast)))
                    .as("all are decided")
                    .isFalse();
            assertThat(read(pool) - before).as("not all who got nothing").isLessThan(500);
            await(pool.close());
        }
    }

    @Test
    void aNameIsLookedForAmongAllOfThem(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(MANY, "regular", "subscribed", "fake");
            long first = people.get(7);
            long last = people.get(MANY - 1);
            long broadcast = world.broadcastTo(people);
            world.execute("update contact set name = 'Common ' || id");
            world.execute("update contact set name = 'Zoé Martin' where id = " + first);
            world.execute("update contact set name = 'Élodie Martin' where id = " + last);
            world.execute(
                    "update delivery set state = 'failed', reason = 'test', settled_at = now() where contact_id = "
                            + last);
            Pool pool = Database.pool(vertx, world.address, 1);
            RecipientStore store = new RecipientStore(LOOKED_AT);
            assertThat(await(store.look(pool, world.organisationId, broadcast, named("elod mar"), 0, 50)))
                    .as("before the index has seen anybody")
                    .satisfies(page -> isOnly(page, last));
            world.execute(
                    "insert into contact_name select organisation_id, id, name_vector(name) from contact on conflict do nothing");
            world.execute("delete from contact_name_todo");
            world.execute("analyze");
            long before = read(pool);

            assertThat(await(store.look(pool, world.organisationId, broadcast, named("elod mar"), 0, 50)))
                    .satisfies(page -> isOnly(page, last));
            assertThat(read(pool) - before)
                    .as("the next ones, and who is named so")
                    .isLessThan(3L * LOOKED_AT + 500);
            before = read(pool);
            Page common = await(store.look(pool, world.organisationId, broadcast, named("COMM"), 0, 50));
            assertThat(common.people()).hasSize(50);
            assertThat(common.after()).isEqualTo(people.get(50));
            assertThat(read(pool) - before).as("whom the page shows").isLessThan(500);

            assertThat(await(store.look(
                            pool, world.organisationId, broadcast, new Outcome("failed", null, null, "martin"), 0, 50)))
                    .satisfies(page -> isOnly(page, last));
            assertThat(await(store.byName(pool, world.organisationId, broadcast, named("martin"), 0, 50))
                            .people())
                    .as("who did not get it after who may")
                    .extracting(RecipientStore.Entry::contactId)
                    .containsExactly(first, last);
            assertThat(await(store.byName(pool, world.organisationId, broadcast, named("martin"), first, 50)))
                    .satisfies(page -> isOnly(page, last));
            world.execute(
                    "update delivery set state = 'failed', reason = 'test', settled_at = now() where contact_id = "
                            + first);
            Page sorted = await(store.byName(pool, world.organisationId, broadcast, named("martin"), 0, 1));
            assertThat(sorted.people())
                    .extracting(RecipientStore.Entry::contactId)
                    .containsExactly(last);
            assertThat(await(store.byName(pool, world.organisationId, broadcast, named("martin"), last, 1)))
                    .as("Z comes after É, which is an E")
                    .satisfies(page -> isOnly(page, first));
            world.execute(
                    """
                    insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label, manner,
                                                  answered_at)
                    select organisation_id, broadcast_id, contact_id, id, 'yes', 'Yes', 'tap', now()
                    from delivery where contact_id in (%d, %d)
                    """
                            .formatted(first, people.get(0)));
            assertThat(await(store.byName(
                            pool, world.organisationId, broadcast, new Outcome(null, null, "yes", "mart"), 0, 50)))
                    .satisfies(page -> isOnly(page, first));
            await(pool.close());
        }
    }

    private static Outcome named(String name) {
        return new Outcome(null, null, null, name);
    }

    private static void isOnly(Page page, long contact) {
        assertThat(page.people()).extracting(RecipientStore.Entry::contactId).containsExactly(contact);
        assertThat(page.after()).isNull();
    }

    /** Rows and entries of deliveries that were read until now, those of this connection among them. */
    private static long read(Pool pool) {
        await(pool.query("select pg_stat_force_next_flush()").execute());
        return await(pool.query(
                                """
                                select (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables
                                        where relname = 'delivery')::bigint
                                       + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes
                                          where relname = 'delivery')::bigint
                                """)
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
