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
import org.relais.delivery.RecipientStore;
import org.relais.testing.NeedsDatabase;

/** Which broadcast a stop is counted for. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class StopAttributionTest {
    @Test
    void aStopCountsOnceForTheLastOfSeveralBroadcastsThatCameBeforeIt(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(3, "regular", "subscribed", "fake");
            long early = sent(world, people, 48);
            long answered = sent(world, people, 2);
            // That one came after the stop, to whom it still reached.
            long late = sent(world, people, 0);
            stop(world, people.get(0));
            stop(world, people.get(1));
            // Whom the second never reached answered the first.
            world.execute("update delivery set state = 'failed', reason = 'test' where broadcast_id = " + answered
                    + " and contact_id = " + people.get(1));
            world.execute("update broadcast set variant_id = %d".formatted(world.message()));
            Pool pool = Database.pool(vertx, world.address, 1);
            BroadcastResults results =
                    new BroadcastResults(vertx, pool, Set.of("telegram"), InstantSource.system(), System::nanoTime);

            assertThat(stopped(world, pool, results, early)).isEqualTo(1);
            assertThat(stopped(world, pool, results, answered)).isEqualTo(1);
            assertThat(stopped(world, pool, results, late)).isZero();
            assertThat(gone(world, pool, results, early))
                    .as("whatever came in between")
                    .isEqualTo(2);
            assertThat(gone(world, pool, results, answered)).isEqualTo(1);
            assertThat(gone(world, pool, results, late)).isZero();
            await(pool.close());
        }
    }

    /** The ledger tells of the stop when the person's standing is gone; that an erasure is noted as a stop too counts for nothing. */
    @Test
    void anErasureChangesNoFigureOfBefore(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(3, "regular", "subscribed", "fake");
            long broadcast = sent(world, people, 2);
            world.execute("update broadcast set variant_id = %d".formatted(world.message()));
            stop(world, people.get(0));
            Pool pool = Database.pool(vertx, world.address, 1);
            BroadcastResults results =
                    new BroadcastResults(vertx, pool, Set.of("telegram"), InstantSource.system(), System::nanoTime);
            RecipientStore recipients = new RecipientStore();
            assertThat(await(recipients.apart(pool, world.organisationId, broadcast)))
                    .isEqualTo(new RecipientStore.Apart(0, 1, 0, 1, null, Map.of()));
            assertThat(await(recipients.of(
                            pool,
                            world.organisationId,
                            broadcast,
                            new RecipientStore.Outcome(RecipientStore.UNANSWERED, null),
                            0,
                            10)))
                    .as("who has stopped is not waited for")
                    .extracting(RecipientStore.Entry::contactId)
                    .containsExactly(people.get(1), people.get(2));
            assertThat(await(recipients.of(
                            pool, world.organisationId, broadcast, new RecipientStore.Outcome(null, null), 0, 10)))
                    .as("a list of all says who stopped since")
                    .extracting(person -> person.leftAt() != null)
                    .containsExactly(true, false, false);

            erase(world, people.get(0), true);
            erase(world, people.get(1), false);

            assertThat(stopped(world, pool, results, broadcast)).isEqualTo(1);
            assertThat(gone(world, pool, results, broadcast))
                    .as("whom an organiser erased had asked for no stop")
                    .isEqualTo(1);
            Broadcast found = await(new BroadcastStore().find(pool, world.organisationId, broadcast))
                    .orElseThrow();
            assertThat(await(results.funnel(found, ZoneOffset.UTC)).silent().all())
                    .isEqualTo(1);
            assertThat(await(recipients.apart(pool, world.organisationId, broadcast)))
                    .isEqualTo(new RecipientStore.Apart(0, 2, 0, 2, null, Map.of()));
            await(pool.close());
        }
    }

    @Test
    void whatSomebodyWritesCountsForOneBroadcast(Vertx vertx) {
        try (DeliveryWorld world = new DeliveryWorld(vertx)) {
            world.sender("fake", "1");
            List<Long> people = world.people(4, "regular", "subscribed", "fake");
            long early = sent(world, people, 3);
            long late = sent(world, people, 2);
            wrote(world, people.get(0), "null", "before", "interval '150 minutes'");
            wrote(world, people.get(1), "null", "after", "interval '1 hour'");
            wrote(
                    world,
                    people.get(2),
                    "(select id from delivery where broadcast_id = %d and contact_id = %d)"
                            .formatted(early, people.get(2)),
                    "quotes",
                    "interval '1 hour'");
            wrote(world, people.get(3), "null", "rights", "interval '1 hour'");
            world.execute(
                    "insert into rights_request (organisation_id, contact_id, kind, event_key, received_at, due_at)"
                            + " values (%d, %d, 'access', 'rights', now(), now() + interval '30 days')"
                                    .formatted(world.organisationId, people.get(3)));
            Pool pool = Database.pool(vertx, world.address, 1);

            assertThat(who(world, pool, early, RecipientStore.WROTE)).containsExactly(people.get(0), people.get(2));
            assertThat(who(world, pool, late, RecipientStore.WROTE))
                    .as("who asks for their data wrote as well")
                    .containsExactly(people.get(1), people.get(3));
            assertThat(who(world, pool, late, RecipientStore.UNANSWERED)).containsExactly(people.get(0), people.get(2));
            world.execute(
                    "insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label, manner, answered_at)"
                            + " select d.organisation_id, d.broadcast_id, d.contact_id, d.id, 'yes', 'Oui', 'words', i.received_at"
                            + " from delivery d join inbound_message i on i.contact_id = d.contact_id"
                            + " where d.broadcast_id = %d and d.contact_id = %d".formatted(early, people.get(1)));
            assertThat(who(world, pool, late, RecipientStore.WROTE))
                    .as("words that were noted as an answer to the other one")
                    .containsExactly(people.get(3));
            await(pool.close());
        }
    }

    /** The list of an outcome, whose number the count must tell as well. */
    private static List<Long> who(DeliveryWorld world, Pool pool, long broadcast, String outcome) {
        RecipientStore recipients = new RecipientStore();
        List<Long> people = await(recipients.of(
                        pool, world.organisationId, broadcast, new RecipientStore.Outcome(outcome, null), 0, 10))
                .stream()
                .map(RecipientStore.Entry::contactId)
                .toList();
        if (outcome.equals(RecipientStore.WROTE)) {
            assertThat(await(recipients.apart(pool, world.organisationId, broadcast))
                            .wrote())
                    .isEqualTo(people.size());
        }
        return people;
    }

    private static void wrote(DeliveryWorld world, long person, String quoted, String key, String ago) {
        world.execute(
                "insert into inbound_message (organisation_id, contact_id, sender_id, delivery_id, event_key, text, received_at)"
                        + " select %d, %d, min(id), %s, '%s', 'À quelle heure ?', now() - %s from sender"
                                .formatted(world.organisationId, person, quoted, key, ago));
    }

    private static void erase(DeliveryWorld world, long person, boolean hadStopped) {
        if (hadStopped) {
            ledger(world, person, "interval '1 hour'", "{}");
        }
        ledger(world, person, "interval '0'", "{\"rule\": \"erasure\"}");
        world.execute("delete from consent where contact_id = " + person);
        world.execute("update contact set erased_at = now(), name = '' where id = " + person);
    }

    private static void ledger(DeliveryWorld world, long person, String ago, String detail) {
        world.execute(
                "insert into ledger_event (organisation_id, contact_id, kind, occurred_at, recorded_at, source, detail)"
                        + " values (%d, %d, 'opt_out', now() - %s, now(), 'console', '%s')"
                                .formatted(world.organisationId, person, ago, detail));
    }

    private static long sent(DeliveryWorld world, List<Long> people, int hoursAgo) {
        long id = world.broadcastTo(people);
        world.execute(
                "update delivery set state = 'accepted', settled_at = now() - interval '%1$d hours', queued_at = now() - interval '%1$d hours' where broadcast_id = %2$d"
                        .formatted(hoursAgo, id));
        world.execute("update broadcast set started_at = now() - interval '%d hours' where id = %d"
                .formatted(hoursAgo + 1, id));
        return id;
    }

    private static void stop(DeliveryWorld world, long person) {
        world.execute(
                "update consent set state = 'unsubscribed', stopped_at = now() - interval '1 hour' where contact_id = "
                        + person);
    }

    /** Who has left since, as the funnel says; the comparison of texts, the count and the list of these people say the same. */
    private static long gone(DeliveryWorld world, Pool pool, BroadcastResults results, long id) {
        Broadcast broadcast =
                await(new BroadcastStore().find(pool, world.organisationId, id)).orElseThrow();
        long told = await(results.funnel(broadcast, ZoneOffset.UTC)).people(Funnel.Step.GONE);
        VariantResults compared = await(results.variants(broadcast)).orElseThrow();
        assertThat(compared.first().people(Funnel.Step.GONE) + compared.second().people(Funnel.Step.GONE))
                .isEqualTo(told);
        List<RecipientStore.Entry> left = await(results.look(
                        world.organisationId, id, new RecipientStore.Outcome(RecipientStore.LEFT, null), 0, 10))
                .people();
        assertThat(await(new RecipientStore().apart(pool, world.organisationId, id))
                        .left())
                .isEqualTo(left.size());
        assertThat(left).allMatch(person -> person.leftAt() != null).hasSizeGreaterThanOrEqualTo((int) told);
        return told;
    }

    /** As the funnel says; the comparison of texts and the list, which must agree, say the same. */
    private static long stopped(DeliveryWorld world, Pool pool, BroadcastResults results, long id) {
        Broadcast broadcast =
                await(new BroadcastStore().find(pool, world.organisationId, id)).orElseThrow();
        long told = await(results.funnel(broadcast, ZoneOffset.UTC)).total().getOrDefault(Funnel.Step.STOPPED, 0L);
        VariantResults compared = await(results.variants(broadcast)).orElseThrow();
        assertThat(compared.first().people(Funnel.Step.STOPPED)
                        + compared.second().people(Funnel.Step.STOPPED))
                .isEqualTo(told);
        assertThat(await(results.page(
                                world.organisationId,
                                new BroadcastListStore.Filter(BroadcastListStore.Kind.ALL, ""),
                                BroadcastListStore.FIRST,
                                10))
                        .stream()
                        .filter(listed -> listed.broadcast().id() == id))
                .singleElement()
                .satisfies(listed -> assertThat(listed.figures().stopped()).isEqualTo(told));
        return told;
    }
}
