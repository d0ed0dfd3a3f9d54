package org.relais.console.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.TestActions;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** Whoever looks at an action that many were offered is told figures of a while ago; those of a small one are always exact. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class FiguresCacheTest {
    private static final int PEOPLE = 12;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-28T10:00:00Z"));
    private DeliveryWorld world;
    private Pool pool;
    private Action action;

    @BeforeEach
    void open(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
        pool = Database.pool(vertx, world.address, 1);
        List<Long> people = world.people(PEOPLE, "regular", "subscribed", "fake");
        action = TestActions.sharing(world.organisationId, world.offered(people));
    }

    @AfterEach
    void close() {
        await(pool.close());
        world.close();
    }

    @Test
    void figuresOfALargeActionAreToldAsTheyWereAndCountedAnewBehind() {
        FiguresCache shown = new FiguresCache(pool, now::get, PEOPLE);
        Instant first = now.get();
        assertThat(counts(shown)).isEqualTo(new Counts(PEOPLE, 0, 0, PEOPLE, 0, 0, 0, 0));
        assertThat(accepted(shown)).isZero();
        accept();
        now.set(first.plusSeconds(14));
        assertThat(counts(shown).accepted()).isZero();
        assertThat(accepted(shown)).isZero();
        assertThat(since(shown)).as("the pages say when").isEqualTo(first);
        Instant later = first.plusSeconds(16);
        now.set(later);
        Await.until("they are counted anew, though nobody waits for it", () -> later.equals(since(shown)));
        assertThat(counts(shown)).isEqualTo(new Counts(PEOPLE, 1, 0, PEOPLE - 1, 0, 0, 0, 0));
        Await.until("and the days", () -> accepted(shown) == 1);
    }

    private @Nullable Instant since(FiguresCache shown) {
        return await(shown.counts(world.organisationId, List.of(action))).since();
    }

    @Test
    void figuresOfASmallActionAreThoseOfNow() {
        FiguresCache shown = new FiguresCache(pool, now::get, PEOPLE + 1);
        assertThat(counts(shown).accepted()).isZero();
        assertThat(accepted(shown)).isZero();
        accept();
        assertThat(counts(shown).accepted()).isEqualTo(1);
        assertThat(accepted(shown)).isEqualTo(1);
        assertThat(since(shown)).isNull();
    }

    private Counts counts(FiguresCache shown) {
        return await(shown.counts(world.organisationId, List.of(action)))
                .value()
                .getOrDefault(action.id(), Counts.NONE);
    }

    /** As the days say. */
    private long accepted(FiguresCache shown) {
        return await(shown.days(action, counts(shown))).value().stream()
                .mapToLong(day -> day.counts().accepted())
                .sum();
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
