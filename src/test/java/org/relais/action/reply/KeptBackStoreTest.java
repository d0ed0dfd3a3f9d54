package org.relais.action.reply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.action.reply.KeptBackStore.KeptBack;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.delivery.Outbox;
import org.relais.testing.NeedsDatabase;

/** What was kept back from somebody while they were held is found while it is of use, by their own rows, and queued again once. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class KeptBackStoreTest {
    private static final int OTHERS = 3_000;

    private final KeptBackStore store = new KeptBackStore();
    private DeliveryWorld world;
    private long person;
    private long hold;

    @BeforeEach
    void begin(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
        person = world.person();
        hold = held("1 hour");
    }

    @AfterEach
    void end() {
        world.close();
    }

    @Test
    void aBroadcastOfTheHoldIsQueuedAgainOnce() {
        long broadcast = keptBack();
        world.execute("update broadcast set state = 'finished', expanded_at = now(), finished_at = now()");
        List<KeptBack> found = since(hold);
        assertThat(found).extracting(KeptBack::title).containsExactly("Venez samedi. À bientôt");

        long delivery = found.get(0).deliveryId();
        Outbox outbox = new Outbox(Instant::now);
        Instant now = Instant.now();
        assertThat(await(outbox.release(world.pool, person, List.of(delivery), now)))
                .isPresent();
        assertThat(world.state(delivery)).isEqualTo("queued");
        assertThat(world.text("select state from broadcast where id = " + broadcast))
                .as("its broadcast goes on")
                .isEqualTo("sending");
        assertThat(world.number(
                        "select sum(deliveries) from broadcast_progress where state = 'queued' and broadcast_id = "
                                + broadcast))
                .isOne();

        assertThat(since(hold)).isEmpty();
        assertThat(await(outbox.release(world.pool, person, List.of(delivery), now)))
                .as("once")
                .isEqualTo(Optional.empty());
    }

    @Test
    void whatIsSomebodyElsesStaysWithThem() {
        keptBack();
        long delivery = since(hold).get(0).deliveryId();
        long other = world.person();
        assertThat(await(store.one(world.pool, other, delivery, Instant.now()))).isEmpty();
        assertThat(await(new Outbox(Instant::now).release(world.pool, other, List.of(delivery), Instant.now())))
                .isEmpty();
        assertThat(await(store.one(world.pool, person, delivery, Instant.now())))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update delivery set reason = 'asked_for_less'",
                "update delivery set state = 'failed'",
                "update delivery set not_after = now() - interval '1 minute'",
                "update delivery set queued_at = now() - interval '8 days'",
                "update broadcast set state = 'cancelled', finished_at = now()",
                "update broadcast set state = 'paused'",
                "update broadcast set purpose = 'first_contact'",
            })
    void aBroadcastIsOfNoUse(String afterwards) {
        keptBack();
        assertThat(since(hold)).hasSize(1);
        world.execute(afterwards);
        assertThat(since(hold)).as(afterwards).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update action set state = 'ended', ended_at = now()",
                "update action set ends_at = now() - interval '1 minute'",
                "insert into assignment (organisation_id, action_id, contact_id, delivery_id, offered_at, active_at)"
                        + " select a.organisation_id, a.id, d.contact_id, d.id, now(), now() from action a, delivery d",
                "insert into event (action_id, organisation_id, title, starts_at, ends_at, time_zone, place, changed_at)"
                        + " select id, organisation_id, title, now() - interval '1 hour', now() + interval '1 hour', 'UTC', 'Ici', now()"
                        + " from action",
                "insert into event (action_id, organisation_id, title, starts_at, ends_at, time_zone, place, changed_at, cancelled_at)"
                        + " select id, organisation_id, title, now() + interval '1 hour', now() + interval '2 hours', 'UTC', 'Ici', now(), now()"
                        + " from action",
            })
    void anOfferIsOfNoUse(String afterwards) {
        offerKeptBack();
        world.execute("update delivery set queued_at = now() - interval '8 days'");
        assertThat(since(hold))
                .as("however long it was open")
                .extracting(KeptBack::title)
                .containsExactly("Fête");
        world.execute(afterwards);
        assertThat(since(hold)).as(afterwards).isEmpty();
    }

    @Test
    void whatFellInAnotherHoldIsOver() {
        keptBack();
        world.execute("update delivery set settled_at = now() - interval '2 hours'");
        assertThat(since(hold)).isEmpty();
        assertThat(since(held("3 hours"))).hasSize(1);
    }

    /** A connection keeps what it planned while there was hardly anything. */
    @Test
    void isFoundByOnesOwnRowsHoweverManyCameSince(Vertx vertx) {
        offerKeptBack();
        Pool pool = Database.pool(vertx, world.address, 1);
        for (int time = 0; time < 8; time++) {
            assertThat(await(store.since(pool, person, hold, "fr", Instant.now())))
                    .hasSize(1);
        }
        world.broadcastTo(world.people(OTHERS, "regular", "subscribed", "fake"));
        world.execute("update delivery set state = 'suppressed', reason = 'held', settled_at = now()");
        world.execute(
                """
                insert into message (organisation_id, spec, created_at)
                select organisation_id, spec, now() from message cross join generate_series(1, 3000)
                """);
        world.execute(
                """
                insert into assignment (organisation_id, action_id, contact_id, delivery_id, offered_at, active_at)
                select d.organisation_id, (select id from action), d.contact_id, d.id, now(), now()
                from delivery d where d.contact_id <> %d
                """
                        .formatted(person));
        world.execute("select pg_stat_force_next_flush()");
        long before = read(pool);

        assertThat(await(store.since(pool, person, hold, "fr", Instant.now()))).hasSize(1);
        assertThat(read(pool) - before).isLessThan(200);

        before = read(pool);
        long delivery = world.number("select id from delivery where contact_id = " + person);
        assertThat(await(new Outbox(Instant::now).release(pool, person, List.of(delivery), Instant.now())))
                .isPresent();
        assertThat(read(pool) - before).isLessThan(200);
        await(pool.close());
    }

    private List<KeptBack> since(long holdEventId) {
        return await(store.since(world.pool, person, holdEventId, "fr", Instant.now()));
    }

    /** When the person was held. */
    private long held(String ago) {
        world.execute(
                """
                insert into ledger_event (organisation_id, contact_id, kind, class, state_before, state_after, occurred_at, recorded_at,
                                          source)
                values (%d, %d, 'hold', 'regular', 'subscribed', 'held', now() - interval '%s', now() - interval '%s', 'webhook')
                """
                        .formatted(world.organisationId, person, ago, ago));
        return world.number("select max(id) from ledger_event");
    }

    private long keptBack() {
        long broadcast = world.broadcastTo(List.of(person));
        world.execute(
                """
                update message set spec = '{"language": "fr", "body": {"fr": "Bonjour, venez samedi. À bientôt"}}'
                """);
        world.execute("update delivery set state = 'suppressed', reason = 'held', settled_at = now()");
        return broadcast;
    }

    private void offerKeptBack() {
        assertThat(world.offered(List.of(person))).isPositive();
        world.execute("update delivery set state = 'suppressed', reason = 'held', settled_at = now()");
    }

    /** Rows and entries that were read until now, those of this connection among them. */
    private static long read(Pool pool) {
        await(pool.query("select pg_stat_force_next_flush()").execute());
        return await(pool.query(
                                """
                                with t as (
                                    select relid, relname, seq_tup_read from pg_stat_user_tables
                                    where relname in ('delivery', 'broadcast', 'message', 'action', 'action_offer', 'assignment',
                                                      'event', 'event_answer', 'ledger_event', 'contact'))
                                select (select sum(seq_tup_read) from t)::bigint
                                       + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes
                                          where relid in (select relid from t))::bigint
                                """)
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }
}
