package org.relais.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.NeedsDatabase;

/** The counters of people agree with the people, whatever changes, before and after they are summed up. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class StandingStoreTest {
    /** What is counted, and what should be. */
    private static final String DIFFERENCES =
            """
            (select count(*) from (
                (table standing except all
                 select organisation_id, state, class, occasional_spent, reachable_on, facet_id, count(*)
                 from consent group by 1, 2, 3, 4, 5, 6)
                union all
                (select organisation_id, state, class, occasional_spent, reachable_on, facet_id, count(*)
                 from consent group by 1, 2, 3, 4, 5, 6
                 except all table standing)) d)
            """;

    private final StandingStore store = new StandingStore();
    private DeliveryWorld world;

    @BeforeEach
    void open(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
        world.sender("other", "2");
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void assertCounted(long people) {
        assertThat(world.number("select " + DIFFERENCES)).isZero();
        assertThat(world.number("select coalesce(sum(contacts), 0)::bigint from standing"))
                .isEqualTo(people);
    }

    private void change(String sql) {
        world.execute(sql);
        assertThat(world.number("select " + DIFFERENCES)).as(sql).isZero();
    }

    @Test
    void countersAgreeWithPeopleWhateverChanges() {
        assertCounted(0);
        List<Long> people = world.people(120, "regular", "subscribed", "fake");
        world.people(3, "occasional", "subscribed", "fake");
        assertCounted(123);
        await(store.fold(world.pool));
        assertCounted(123);
        long first = people.get(0);
        change("update contact set tags = '{choir}', area = '75' where id in (%d, %d)".formatted(first, people.get(1)));
        change("update contact set language = 'de' where id <= " + people.get(40));
        change("update consent set state = 'unsubscribed', stopped_at = now() where contact_id = " + first);
        change("update consent set state = 'held', held_from = 'subscribed' where contact_id = " + people.get(2));
        change("update consent set mention_sent_at = now()");
        change("update consent set occasional_spent_at = now() where class = 'occasional'");
        change("update address set status = 'unreachable' where contact_id = " + people.get(3));
        change("update address set contact_id = %d where contact_id = %d".formatted(people.get(5), people.get(4)));
        change("update address set channel = 'other' where contact_id = " + people.get(6));
        change("delete from consent where contact_id = " + people.get(7));
        await(store.fold(world.pool));
        assertCounted(122);
        assertThat(world.number("select count(*) from standing_change")).isZero();
        assertThat(world.number("select count(*) from standing_total where contacts = 0"))
                .as("combinations that nobody has any more")
                .isZero();
    }

    @Test
    void whatIsRolledBackWasNeverCounted() {
        List<Long> people = world.people(2, "regular", "subscribed", "fake");
        var tried = world.pool.withTransaction(transaction -> transaction
                .query("update consent set state = 'unsubscribed', stopped_at = now() where contact_id = "
                        + people.get(0))
                .execute()
                .compose(done -> transaction.query("select 1 / 0").execute()));
        assertThatThrownBy(() -> await(tried)).isNotNull();
        assertCounted(2);
    }

    /** A combination of tags is somebody's: it goes with the last who has it. */
    @Test
    void aCombinationGoesWithTheLastWhoHasIt() {
        List<Long> people = world.people(3, "regular", "subscribed", "fake");
        world.execute(
                "update contact set tags = '{alone}' where id in (%d, %d)".formatted(people.get(0), people.get(1)));
        String left = "select count(*) from facet where tags @> '{alone}'";
        world.execute("delete from consent where contact_id = " + people.get(0));
        assertThat(world.number(left)).isEqualTo(1);
        await(store.fold(world.pool));
        world.execute("update contact set tags = '{}' where id = " + people.get(1));
        assertThat(world.number(left)).isZero();
        world.execute(
                "update contact set tags = '{alone}' where id in (%d, %d)".formatted(people.get(1), people.get(2)));
        world.execute("delete from consent where contact_id in (%d, %d)".formatted(people.get(1), people.get(2)));
        assertThat(world.number(left)).isZero();
    }
}
