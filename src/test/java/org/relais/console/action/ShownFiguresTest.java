package org.relais.console.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.action.Action;
import org.relais.action.ActionFigures.Counts;
import org.relais.action.TestActions;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.NeedsDatabase;

/** Whoever looks at an action that many were offered shares figures of some seconds; those of a small one are always exact. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ShownFiguresTest {
    private static final int PEOPLE = 12;

    private final AtomicLong nanos = new AtomicLong();
    private DeliveryWorld world;
    private Pool pool;
    private Action action;

    @BeforeEach
    void open(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
        pool = Database.pool(vertx, world.address, 1);
        action = TestActions.sharing(world.organisationId, offered());
    }

    @AfterEach
    void close() {
        await(pool.close());
        world.close();
    }

    @Test
    void figuresOfALargeActionAreKeptForSomeSeconds() {
        ShownFigures shown = new ShownFigures(pool, nanos::get, PEOPLE);
        assertThat(counts(shown)).isEqualTo(new Counts(PEOPLE, 0, 0, PEOPLE, 0, 0, 0));
        assertThat(accepted(shown)).isZero();
        accept();
        nanos.addAndGet(Duration.ofSeconds(14).toNanos());
        assertThat(counts(shown).accepted()).isZero();
        assertThat(accepted(shown)).isZero();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(counts(shown)).isEqualTo(new Counts(PEOPLE, 1, 0, PEOPLE - 1, 0, 0, 0));
        assertThat(accepted(shown)).isEqualTo(1);
    }

    @Test
    void figuresOfASmallActionAreThoseOfNow() {
        ShownFigures shown = new ShownFigures(pool, nanos::get, PEOPLE + 1);
        assertThat(counts(shown).accepted()).isZero();
        assertThat(accepted(shown)).isZero();
        accept();
        assertThat(counts(shown).accepted()).isEqualTo(1);
        assertThat(accepted(shown)).isEqualTo(1);
    }

    private Counts counts(ShownFigures shown) {
        return await(shown.counts(world.organisationId, List.of(action))).getOrDefault(action.id(), Counts.NONE);
    }

    /** As the days say. */
    private long accepted(ShownFigures shown) {
        return await(shown.days(action, counts(shown))).stream()
                .mapToLong(day -> day.counts().accepted())
                .sum();
    }

    private long offered() {
        long broadcast = world.broadcastTo(world.people(PEOPLE, "regular", "subscribed", "fake"));
        world.execute("update delivery set state = 'accepted', settled_at = now()");
        world.execute(
                """
                with begun as (
                    insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,
                                        created_by, created_at, opened_at)
                    select organisation_id, 'share', 'open', 'Fête', message_id, message_id, message_id, '{}', 'Ana',
                           now(), now()
                    from broadcast where id = %1$d
                    returning id, organisation_id
                )
                insert into action_offer (broadcast_id, organisation_id, action_id, created_by, created_at)
                select %1$d, organisation_id, id, 'Ana', now() from begun
                """
                        .formatted(broadcast));
        return world.number("select max(id) from action");
    }

    /** One of them says yes. */
    private void accept() {
        world.execute(
                """
                with assigned as (
                    insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, answer, offered_at,
                                            accepted_at, active_at)
                    select organisation_id, %d, contact_id, id, 'accepted', 'yes', now(), now(), now()
                    from delivery order by id limit 1
                    returning id, organisation_id, action_id
                )
                insert into action_event (organisation_id, action_id, assignment_id, kind, at)
                select organisation_id, action_id, id, 'accepted', now() from assigned
                """
                        .formatted(action.id()));
    }
}
