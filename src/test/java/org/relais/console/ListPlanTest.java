package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;
import static org.relais.delivery.DeliveryWorld.eventually;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.action.Action;
import org.relais.action.ActionFigures;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.RemindRule;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.ClosedWindows;
import org.relais.audience.Target;
import org.relais.consent.ConsentService;
import org.relais.consent.ContactListStore;
import org.relais.consent.ContactListStore.Filter;
import org.relais.consent.Fingerprints;
import org.relais.consent.ListedContact;
import org.relais.consent.Purpose;
import org.relais.consent.identity.ContactService;
import org.relais.consent.identity.IdentityService;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.Keys;
import org.relais.testing.NeedsDatabase;

/** Pages that organisers open all day read few rows however many people there are. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class ListPlanTest {
    private static final int OTHERS = 5_000;

    private Vertx vertx;
    private DeliveryWorld world;

    @BeforeEach
    void open(Vertx started) {
        vertx = started;
        world = new DeliveryWorld(started);
        world.sender("fake", "1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aNameIsLookedUpAndNotFolded() {
        world.people(OTHERS, "regular", "subscribed", "fake");
        long zed = world.person();
        world.execute("update contact set name = 'Zéd Okapi' where id = " + zed);
        world.execute("insert into contact_name select organisation_id, id, name_vector(name) from contact");
        world.execute("delete from contact_name_todo");
        long read = read("contact", pool -> new ContactListStore()
                .newest(pool, world.organisationId, Filter.of("zed ok"), Long.MAX_VALUE, 50)
                .onSuccess(found -> assertThat(found).hasSize(1)));
        assertThat(read).isLessThan(50);
    }

    /** Half of all may bear what was typed first: neither a page of them nor "more than 1,000" reads them all. */
    @Test
    void aSearchReadsAPageHoweverManyAreFound() {
        Pool pool = Database.pool(vertx, world.address, 1);
        // Planned while there is nobody, as a service plans that has just been started.
        assertThat(found(pool, "m", Long.MAX_VALUE)).isEmpty();
        assertThat(found(pool, "5678", Long.MAX_VALUE)).isEmpty();
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Ada Martin ' || id");
        world.execute(
                "update contact set merged_into = %d where id = %d".formatted(people.get(0), people.get(OTHERS - 1)));
        world.execute("update address set kind = 'phone', identifier = '+3367' || (10000000 + id)");
        world.execute("insert into contact_name (organisation_id, contact_id, words)"
                + " select organisation_id, id, name_vector(name) from contact");
        world.execute("delete from contact_name_todo");
        // Entries of rows that were written again since are no part of what is judged.
        world.execute("vacuum");
        world.execute("select pg_stat_force_next_flush()");
        List<String> tables = List.of("contact_name", "contact", "consent", "address");
        Map<String, Long> before = tables.stream().collect(Collectors.toMap(table -> table, this::read));
        long scans = scans();

        List<Long> newest = found(pool, "m", Long.MAX_VALUE);
        assertThat(newest).isEqualTo(reversed(people.subList(OTHERS - 51, OTHERS - 1)));
        assertThat(found(pool, "ada ma", newest.get(49)))
                .isEqualTo(reversed(people.subList(OTHERS - 101, OTHERS - 51)));
        assertThat(await(new ContactListStore().page(pool, world.organisationId, Filter.of("M"), 0, 50)))
                .extracting(ListedContact::contactId)
                .isEqualTo(people.subList(0, 50));
        assertThat(await(new ContactListStore().count(pool, world.organisationId, Filter.of("m"))))
                .isEqualTo(new ContactListStore.Total(1_000, true));
        String number = world.numbers(
                        "select right(identifier, 8)::bigint from address where contact_id = " + people.get(7))
                .get(0)
                .toString();
        assertThat(found(pool, number, Long.MAX_VALUE)).contains(people.get(7));

        await(pool.close());
        eventually("PostgreSQL counts the scans", () -> scans() > scans);
        assertThat(tables).allSatisfy(table -> assertThat(read(table) - before.get(table))
                .as(table)
                // The first thousand for each, and all for the count, which is content with ten thousand.
                .isLessThan("contact_name".equals(table) ? 11_000 : 3_000));
    }

    private List<Long> found(Pool pool, String search, long before) {
        return await(new ContactListStore().newest(pool, world.organisationId, Filter.of(search), before, 50)).stream()
                .map(ListedContact::contactId)
                .toList();
    }

    private static List<Long> reversed(List<Long> ids) {
        List<Long> turned = new ArrayList<>(ids);
        Collections.reverse(turned);
        return turned;
    }

    @Test
    void whatIsRareAndNotAmongTheFirstIsFoundByItsName() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Zéd Okapi' where id in (%d, %d)"
                .formatted(people.get(3), people.get(1_400)));
        // The newest are not in the index of names yet.
        world.execute(
                """
                insert into contact_name (organisation_id, contact_id, words)
                select organisation_id, id, name_vector(name) from contact where id <= %1$d
                """
                        .formatted(people.get(OTHERS - 10)));
        world.execute("update contact_name_todo set first_id = %d".formatted(people.get(OTHERS - 9)));
        world.execute("update contact set name = 'Zédaria' where id = " + people.get(OTHERS - 1));
        Pool pool = Database.pool(vertx, world.address, 1);
        assertThat(found(pool, "zed", Long.MAX_VALUE))
                .containsExactly(people.get(OTHERS - 1), people.get(1_400), people.get(3));
        assertThat(found(pool, "zed", people.get(OTHERS - 1))).containsExactly(people.get(1_400), people.get(3));
        assertThat(await(new ContactListStore().count(pool, world.organisationId, Filter.of("zed"))))
                .isEqualTo(new ContactListStore.Total(3, false));
        await(pool.close());
    }

    @Test
    void fewOfThoseWhoBearACommonNameAreLookedAt() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Zéd Okapi'");
        world.execute(
                "update contact set name = 'Ada Martin' where id in (%d, %d)".formatted(people.get(1), people.get(9)));
        world.execute("insert into contact_name select organisation_id, id, name_vector(name) from contact");
        world.execute("delete from contact_name_todo");
        // Three versions of each row: all have been written twice since.
        assertAlike(people.get(0), 10, 2_000);
        assertAlike(people.get(1), 1, 50);
    }

    private void assertAlike(long contact, int expected, long most) {
        for (String table : List.of("contact_name", "contact", "consent")) {
            long read = read(table, pool -> alike(pool)
                    .lookAlikes(world.organisationId, contact)
                    .onSuccess(found -> assertThat(found).hasSize(expected)));
            // What the index of names has under a name is counted, whether or not the rows are read.
            assertThat(read).as(table).isLessThan(most + ("contact_name".equals(table) ? OTHERS : 0));
        }
    }

    private ContactService alike(Pool pool) {
        Fingerprints none = Keys.fingerprints();
        ConsentService consent = new ConsentService(pool, none, world.drain(), Instant::now);
        return new ContactService(pool, new IdentityService(none, List.of(), Instant::now), consent, Instant::now);
    }

    @Test
    void whoWasChangedSinceIsLookedUpByTheTime() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        Instant since = Instant.now().plusSeconds(1_800);
        world.execute("update contact set updated_at = now() + interval '1 hour' where id = " + people.get(7));
        world.execute("update consent set updated_at = now() + interval '1 hour' where contact_id = " + people.get(9));
        world.execute("analyze");
        Filter filter = new Filter(null, null, null, null, since);
        Function<Pool, Future<?>> list = pool -> new ContactListStore()
                .page(pool, world.organisationId, filter, 0, 50)
                .onSuccess(found -> assertThat(found)
                        .extracting(ListedContact::contactId)
                        .containsExactly(people.get(7), people.get(9)));
        assertThat(read("contact", list)).isLessThan(50);
        assertThat(read("consent", list)).isLessThan(50);
    }

    @Test
    void anActionIsCountedWithoutGoingThroughEverybody() {
        long action = offered();
        Map<Long, ActionFigures.Counts> expected =
                Map.of(action, new ActionFigures.Counts(OTHERS, 0, 0, OTHERS, 0, 0, 0));
        long read = read("delivery", pool -> new ActionFigures()
                .of(pool, world.organisationId, List.of(action))
                .onSuccess(counts -> assertThat(counts).isEqualTo(expected)));
        assertThat(read).isLessThan(50);
    }

    @Test
    void answersAreCountedWithoutReadingOtherDeliveries() {
        long action = offered();
        answered(action, 500);
        Map<Long, ActionFigures.Counts> expected =
                Map.of(action, new ActionFigures.Counts(OTHERS, 500, 0, OTHERS - 500, 0, 0, 0));
        long read = read("delivery", pool -> new ActionFigures()
                .of(pool, world.organisationId, List.of(action))
                .onSuccess(counts -> assertThat(counts).isEqualTo(expected)));
        // Two entries of the index each: the offer has been written again since it was queued.
        assertThat(read).isLessThan(1_100);
    }

    @Test
    void aPageOfVolunteersReadsThoseOfThePage() {
        Action action = action(offered());
        answered(action.id(), 500);
        List<Long> people = world.numbers("select id from contact order by id");
        world.execute("update contact set erased_at = now() where id in (%d, %d)"
                .formatted(people.get(4_000), people.get(4_001)));
        world.execute(
                "update contact set merged_into = %d where id = %d".formatted(people.get(550), people.get(4_500)));
        assertPage(
                action,
                0,
                Stream.concat(Stream.of(0L), people.stream().limit(49)).toList(),
                0);
        assertPage(action, people.get(520), people.subList(520, 570), people.get(550));
        assertPage(action, people.get(4_990), people.subList(4_990, 5_000), 0);
    }

    /** Fifty people from one on; whoever is two was offered it twice, as are the two who were erased. */
    private void assertPage(Action action, long from, List<Long> expected, long twice) {
        for (String table : List.of("delivery", "contact", "assignment", "action_event")) {
            long read = read(table, pool -> new ActionFigures()
                    .volunteers(pool, action, from, 50)
                    .onSuccess(found -> {
                        assertThat(found)
                                .extracting(ActionFigures.OfVolunteer::contactId)
                                .isEqualTo(expected);
                        assertThat(found)
                                .allSatisfy(one ->
                                        assertThat(one.counts().offered()).isEqualTo(one.contactId() == twice ? 2 : 1));
                    }));
            assertThat(read).as(table).isLessThan(600);
        }
    }

    @Test
    void theDaysOfAnActionReadEachDeliveryOnceAndNobodysContact() {
        Action action = action(offered());
        Function<Pool, Future<?>> days =
                pool -> new ActionFigures().days(pool, action).onSuccess(found -> assertThat(found)
                        .singleElement()
                        .satisfies(day -> assertThat(day.counts().offered()).isEqualTo(OTHERS)));
        // An entry of the index and a row each, where it is not the table that is read.
        assertThat(read("delivery", days)).isLessThanOrEqualTo(2 * OTHERS);
        assertThat(read("contact", days)).isZero();
    }

    @Test
    void whoIsOutsideTheWindowIsCountedByGroups() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update address set last_inbound_at = now() where contact_id = " + people.get(0));
        world.execute("analyze");
        Target everyone = new Target(world.organisationId, Audience.EVERYONE, Purpose.BROADCAST, null);
        ClosedWindows closed = new ClosedWindows(Set.of("fake"), Instant.now().minusSeconds(86_400));
        Function<Pool, Future<?>> count = pool -> new AudienceStore()
                .outsideWindow(pool, everyone, closed)
                .onSuccess(outside -> assertThat(outside).isEqualTo(Map.of("fake", OTHERS - 1L)));
        assertThat(read("address", count)).isLessThan(OTHERS + 100);
        assertThat(read("contact", count)).isLessThan(50);
    }

    /** An action that was offered to everybody. */
    private long offered() {
        long broadcast = world.broadcastTo(world.people(OTHERS, "regular", "subscribed", "fake"));
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
        world.execute("analyze");
        return world.number("select max(id) from action");
    }

    /** So many of them say yes. */
    private void answered(long action, int people) {
        world.execute(
                """
                with assigned as (
                    insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, answer, offered_at,
                                            accepted_at, active_at)
                    select d.organisation_id, o.action_id, d.contact_id, d.id, 'accepted', 'yes', now(), now(), now()
                    from action_offer o join delivery d on d.broadcast_id = o.broadcast_id
                    where o.action_id = %d order by d.contact_id limit %d
                    returning id, organisation_id, action_id
                )
                insert into action_event (organisation_id, action_id, assignment_id, kind, at)
                select organisation_id, action_id, id, 'accepted', now() from assigned
                """
                        .formatted(action, people));
        world.execute("analyze");
    }

    private Action action(long id) {
        return new Action(
                id,
                world.organisationId,
                ActionType.SHARE,
                ActionState.OPEN,
                "Fête",
                1,
                1L,
                null,
                1L,
                Audience.EVERYONE,
                null,
                null,
                new RemindRule(24, 0, false),
                "Ana",
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                1);
    }

    /** Rows and index entries of a table that are looked at meanwhile, on a connection of its own. */
    private long read(String table, Function<Pool, Future<?>> work) {
        world.execute("select pg_stat_force_next_flush()");
        long before = read(table);
        long scans = scans();
        Pool pool = Database.walkingPool(vertx, world.address, 1);
        await(work.apply(pool));
        // A connection that ends tells what it did.
        await(pool.close());
        eventually("PostgreSQL counts the scans", () -> scans() > scans);
        return read(table) - before;
    }

    private long scans() {
        return world.number(
                "select sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::bigint from pg_stat_user_tables");
    }

    private long read(String table) {
        return world.number(
                """
                select (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables where relname = '%1$s')::bigint
                       + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes where relname = '%1$s')::bigint
                """
                        .formatted(table));
    }
}
