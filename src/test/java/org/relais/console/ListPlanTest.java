package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore;
import org.relais.action.ActionFiguresStore.Alike;
import org.relais.action.AssignmentState;
import org.relais.action.TestActions;
import org.relais.action.call.CallFiguresStore;
import org.relais.action.call.CallListStore;
import org.relais.action.event.AttendanceState;
import org.relais.action.event.AttendeeStore;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.ClosedWindows;
import org.relais.audience.Target;
import org.relais.broadcast.BroadcastListStore;
import org.relais.broadcast.BroadcastListStore.Kind;
import org.relais.broadcast.BroadcastListStore.Listed;
import org.relais.broadcast.BroadcastListStore.Offered;
import org.relais.broadcast.BroadcastListStore.Order;
import org.relais.broadcast.BroadcastResults;
import org.relais.consent.ConsentService;
import org.relais.consent.ContactListStore;
import org.relais.consent.ContactListStore.Filter;
import org.relais.consent.Fingerprints;
import org.relais.consent.ListedContact;
import org.relais.consent.Purpose;
import org.relais.consent.identity.ContactService;
import org.relais.consent.identity.IdentityService;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.inbox.InboxCase;
import org.relais.inbox.InboxCaseService;
import org.relais.inbox.InboxService;
import org.relais.inbox.MessageArchive;
import org.relais.organisation.AuditStore;
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

    @Test
    void fewOfThoseWhoBearACommonNameAreLookedAt() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Zéd Okapi'");
        world.execute(
                "update contact set name = 'Ada Martin' where id in (%d, %d)".formatted(people.get(1), people.get(9)));
        world.execute("insert into contact_name select organisation_id, id, name_vector(name) from contact");
        world.execute("delete from contact_name_todo");
        // The newest thousand, whose names are looked at first, a row and an entry of the key each.
        // Three versions of each row: all have been written twice since.
        assertAlike(people.get(0), 10, 2_000, 1_000);
        assertAlike(people.get(1), 1, 50, 2_000);
    }

    private void assertAlike(long contact, int expected, long most, long ofNames) {
        for (String table : List.of("contact_name", "contact", "consent")) {
            long read = read(table, pool -> alike(pool)
                    .lookAlikes(world.organisationId, contact)
                    .onSuccess(found -> assertThat(found).hasSize(expected)));
            assertThat(read).as(table).isLessThan(most + ("contact_name".equals(table) ? ofNames : 0));
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

    /** Those who stand so are the oldest: whoever went through the newest first would meet everybody else before. */
    @Test
    void thoseWhoStandAsFewDoAreListedWithoutGoingThroughTheOthers() {
        ContactListStore store = new ContactListStore();
        Filter early = new Filter(null, null, "early", null, null);
        assertThat(listed(store, world.pool, early, Long.MAX_VALUE, 2)).isEmpty();
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        List<Long> few = List.of(people.get(3), people.get(9), people.get(17));
        world.execute("update contact set tags = '{early}' where id = any ('{%d, %d, %d}')"
                .formatted(few.get(0), few.get(1), few.get(2)));
        world.execute(
                "update consent set state = 'unsubscribed', stopped_at = now() where contact_id = any ('{%d, %d}')"
                        .formatted(few.get(1), people.get(20)));
        Filter stopped = new Filter(ConsentState.UNSUBSCRIBED, null, null, null, null);
        Filter both = new Filter(ConsentState.UNSUBSCRIBED, ConsentClass.REGULAR, "early", null, null);
        for (String table : List.of("consent", "contact")) {
            assertThat(read(table, pool -> store.newest(pool, world.organisationId, early, Long.MAX_VALUE, 2)
                            .compose(page -> store.newest(pool, world.organisationId, early, few.get(1), 2))
                            .compose(page -> store.page(pool, world.organisationId, stopped, 0, 50))))
                    .as(table)
                    .isLessThan(100);
        }
        assertThat(listed(store, world.pool, early, Long.MAX_VALUE, 2)).containsExactly(few.get(2), few.get(1));
        assertThat(listed(store, world.pool, early, few.get(1), 2)).containsExactly(few.get(0));
        assertThat(listed(store, world.pool, both, Long.MAX_VALUE, 50)).containsExactly(few.get(1));
        assertThat(await(store.page(world.pool, world.organisationId, stopped, few.get(1), 50)))
                .extracting(ListedContact::contactId)
                .containsExactly(people.get(20));
        assertThat(listed(store, world.pool, new Filter(ConsentState.HELD, null, null, null, null), Long.MAX_VALUE, 50))
                .isEmpty();
        List<Filter> states =
                Stream.of(ConsentState.values()).map(Filter.ALL::inState).toList();
        Function<Pool, Future<List<ListedContact>>> end = pool -> store.byGroup(
                pool,
                world.organisationId,
                states.subList(ConsentState.SUBSCRIBED.ordinal(), states.size()),
                people.get(2),
                10);
        assertThat(await(end.apply(world.pool)))
                .as("the end of one state, and whom the others have")
                .extracting(ListedContact::contactId)
                .containsExactly(people.get(1), people.get(0), people.get(20), few.get(1));
        assertThat(read("consent", end::apply)).isLessThan(100);
    }

    private List<Long> listed(ContactListStore store, Pool pool, Filter filter, long before, int limit) {
        return await(store.newest(pool, world.organisationId, filter, before, limit)).stream()
                .map(ListedContact::contactId)
                .toList();
    }

    /** As the search reads names; whoever has none comes last, and a page begins where the one before it ended. */
    @Test
    void aPageByNameReadsThoseOfThePage() {
        // Who reads the table at that moment, if only to count it, would keep the vacuum from removing anything.
        world.execute("alter table contact set (autovacuum_enabled = off)");
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = ''");
        List<Long> named = List.of(people.get(77), people.get(5), people.get(4_000), people.get(6));
        List<String> names = List.of("abel", "Édith", "Eva", "Zoé");
        for (int place = 0; place < names.size(); place++) {
            world.execute("update contact set name = '%s' where id = %d".formatted(names.get(place), named.get(place)));
        }
        // Else what the updates have left would be met before those who have no name.
        world.execute("vacuum contact");
        world.execute("alter table contact reset (autovacuum_enabled)");
        List<Long> all = Stream.concat(named.stream(), people.stream().filter(id -> !named.contains(id)))
                .toList();
        assertByName(0, all.subList(0, 50));
        assertByName(all.get(2), all.subList(3, 53));
        assertByName(all.get(4_980), all.subList(4_981, OTHERS));
    }

    private void assertByName(long after, List<Long> expected) {
        long read = read("contact", pool -> new ContactListStore()
                .byName(pool, world.organisationId, after, 50)
                .onSuccess(found ->
                        assertThat(found).extracting(ListedContact::contactId).isEqualTo(expected)));
        // Its row for an entry of the index, and again by the key for what is shown of each.
        assertThat(read).isLessThan(300);
    }

    /** The latest day first, then those who never gave a sign; a page begins where the one before it ended. */
    @Test
    void aPageBySignOfLifeReadsThoseOfThePage() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set last_seen_at = '2026-03-01' where id % 2 = 0");
        world.execute("update contact set last_seen_at = '2026-04-01' where id = " + people.get(7));
        world.execute("vacuum analyze contact");
        List<Long> newest = new ArrayList<>(people);
        Collections.reverse(newest);
        List<Long> all = Stream.of(
                        Stream.of(people.get(7)),
                        newest.stream().filter(id -> id % 2 == 0 && !id.equals(people.get(7))),
                        newest.stream().filter(id -> id % 2 == 1 && !id.equals(people.get(7))))
                .flatMap(each -> each)
                .toList();
        LocalDate day = LocalDate.of(2026, 3, 1);
        int signs = (int) all.stream().filter(id -> id % 2 == 0).count() + (people.get(7) % 2 == 0 ? 0 : 1);
        assertBySign(LocalDate.of(9999, 12, 31), Long.MAX_VALUE, all.subList(0, 50));
        assertBySign(day, all.get(99), all.subList(100, 150));
        assertBySign(day, all.get(signs - 11), all.subList(signs - 10, signs + 40));
        assertBySign(null, all.get(signs + 39), all.subList(signs + 40, signs + 90));
    }

    private void assertBySign(@Nullable LocalDate day, long before, List<Long> expected) {
        long read = read("contact", pool -> new ContactListStore()
                .bySign(pool, world.organisationId, day, before, 50)
                .onSuccess(found ->
                        assertThat(found).extracting(ListedContact::contactId).isEqualTo(expected)));
        assertThat(read).isLessThan(400);
    }

    @Test
    void peopleAreCountedByCounters() {
        world.people(OTHERS, "regular", "subscribed", "fake");
        Target everyone = new Target(world.organisationId, Audience.EVERYONE, Purpose.BROADCAST, null);
        assertThat(read("consent", pool -> new AudienceStore()
                        .count(pool, everyone)
                        .onSuccess(reach -> assertThat(reach.messageable()).isEqualTo(OTHERS))
                        .compose(reach -> new ContactListStore().counts(pool, world.organisationId))
                        .onSuccess(counts ->
                                assertThat(counts.get(ConsentState.SUBSCRIBED)).isEqualTo(OTHERS))))
                .isLessThan(50);
    }

    /** Each figure of each row, by a statement that was planned while there was nothing. */
    @Test
    void aPageOfBroadcastsReadsWhatCameOfThem() {
        Pool pool = Database.walkingPool(vertx, world.address, 1);
        for (int time = 0; time < 10; time++) {
            assertThat(await(broadcasts(pool, Kind.ALL, ""))).isEmpty();
        }
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update broadcast set title = 'Réunion' where id = " + world.broadcastTo(people));
        answered(offered(people), 500);
        world.execute(
                """
                update broadcast set started_at = now() - interval '1 hour';
                update consent set state = 'unsubscribed', stopped_at = now() where contact_id <= %d;
                insert into charge_total
                select organisation_id, date_trunc('month', now()), 'fake', 'FR', 'marketing', true, id, 0, 0, 100 from broadcast;
                insert into spending_rate values (%d, 'fake', '*', '*', '2020-01-01', 0.071)
                """
                        .formatted(people.get(2), world.organisationId));
        world.execute("analyze");
        for (String table : List.of("delivery", "consent", "assignment", "contact", "address")) {
            long read =
                    readBy(pool, table, each -> broadcasts(each, Kind.ALL, "").onSuccess(found -> {
                        assertThat(found)
                                .extracting(one -> one.figures())
                                // The stops are the second one's, which came last.
                                .containsExactly(
                                        new Listed.Figures(OTHERS, OTHERS, 0, OTHERS, 0, 0, 500, 3),
                                        new Listed.Figures(OTHERS, OTHERS, 0, OTHERS, 0, 0, 0, 0));
                        assertThat(found)
                                .allSatisfy(one -> assertThat(one.cost()).isEqualByComparingTo("7.1"));
                    }));
            assertThat(read).as(table).isLessThan(300);
            for (Order order : Order.values()) {
                assertThat(readBy(pool, table, each -> sorted(each, order)
                                .onSuccess(found -> assertThat(found).hasSize(2))))
                        .as("%s by %s", table, order)
                        .isLessThan(300);
            }
        }
        assertThat(await(broadcasts(pool, Kind.OWN, "")))
                .extracting(one -> one.broadcast().title())
                .containsExactly("Réunion");
        assertThat(await(broadcasts(pool, Kind.ACTIONS, "")))
                .extracting(Listed::offered)
                .containsExactly(new Offered(world.number("select id from action"), "share"));
        assertThat(await(broadcasts(pool, Kind.ALL, "reunion"))).hasSize(1);
        assertThat(await(broadcasts(pool, Kind.ALL, "%"))).isEmpty();
        assertThat(await(broadcasts(pool, Kind.DRAFTS, ""))).isEmpty();
        await(pool.close());
    }

    @Test
    void whoeverChangesTheirAnswerToAnOfferIsCountedOnce() {
        answered(offered(), 20);
        world.execute("update assignment set answer = 'no' where id % 2 = 0; update assignment set active_at = now()");
        assertThat(world.numbers("select deliveries from broadcast_progress where state = 'answered' order by reason"))
                .containsExactly(10L, 10L);
        world.execute("update assignment set answer = 'no'");
        Pool pool = Database.pool(vertx, world.address, 1);
        assertThat(await(broadcasts(pool, Kind.ACTIONS, "")))
                .singleElement()
                .satisfies(one -> assertThat(one.figures().answers()).isEqualTo(20));
        await(pool.close());
    }

    private Future<List<Listed>> broadcasts(Pool pool, Kind kind, String title) {
        return listed(pool, new BroadcastListStore.Filter(kind, title));
    }

    private Future<List<Listed>> sorted(Pool pool, Order order) {
        return listed(pool, new BroadcastListStore.Filter(Kind.ALL, "", order));
    }

    private Future<List<Listed>> listed(Pool pool, BroadcastListStore.Filter filter) {
        return new BroadcastResults(vertx, pool, Set.of(), Instant::now, System::nanoTime)
                .page(world.organisationId, filter, Long.MAX_VALUE, 21);
    }

    @Test
    void anActionIsCountedWithoutGoingThroughEverybody() {
        long action = offered();
        Map<Long, ActionFiguresStore.Counts> expected =
                Map.of(action, new ActionFiguresStore.Counts(OTHERS, 0, 0, OTHERS, 0, 0, 0, 0));
        for (String table : List.of("delivery", "consent", "contact")) {
            long read = read(table, pool -> new ActionFiguresStore()
                    .of(pool, world.organisationId, List.of(action))
                    .onSuccess(counts -> assertThat(counts).isEqualTo(expected)));
            assertThat(read).as(table).isLessThan(50);
        }
    }

    /** Who stopped is found from those who stopped, who are few beside those it was offered to. */
    @Test
    void whoStoppedWithoutAnAnswerIsCountedFromThemAlone() {
        long action = offered();
        world.execute("update consent set state = 'unsubscribed', stopped_at = now() where contact_id % 100 = 0");
        world.execute("vacuum analyze consent");
        long stopped = world.numbers("select contact_id from consent where state = 'unsubscribed'")
                .size();
        Map<Long, ActionFiguresStore.Counts> expected =
                Map.of(action, new ActionFiguresStore.Counts(OTHERS, 0, 0, OTHERS - stopped, stopped, 0, 0, 0));
        for (String table : List.of("delivery", "consent", "contact")) {
            long read = read(table, pool -> new ActionFiguresStore()
                    .of(pool, world.organisationId, List.of(action))
                    .onSuccess(counts -> assertThat(counts).isEqualTo(expected)));
            assertThat(read).as(table).isLessThan(4 * stopped + 50);
        }
    }

    @Test
    void answersAreCountedWithoutReadingOtherDeliveries() {
        long action = offered();
        answered(action, 500);
        Map<Long, ActionFiguresStore.Counts> expected =
                Map.of(action, new ActionFiguresStore.Counts(OTHERS, 500, 0, OTHERS - 500, 0, 0, 0, 0));
        long read = read("delivery", pool -> new ActionFiguresStore()
                .of(pool, world.organisationId, List.of(action))
                .onSuccess(counts -> assertThat(counts).isEqualTo(expected)));
        // Two entries of the index each: the offer has been written again since it was queued.
        assertThat(read).isLessThan(1_100);
    }

    @Test
    void aPageOfVolunteersReadsThoseOfThePage() {
        Action action = TestActions.sharing(world.organisationId, offered());
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
            long read = read(table, pool -> new ActionFiguresStore()
                    .volunteers(pool, action, from, 50)
                    .onSuccess(found -> {
                        assertThat(found)
                                .extracting(ActionFiguresStore.OfVolunteer::contactId)
                                .isEqualTo(expected);
                        assertThat(found)
                                .allSatisfy(one ->
                                        assertThat(one.counts().offered()).isEqualTo(one.contactId() == twice ? 2 : 1));
                    }));
            assertThat(read).as(table).isLessThan(600);
        }
    }

    /** Where nearly all have answered, those who have not are far apart: a page looks at two thousand people and no more. */
    @Test
    void volunteersWhoStandAlikeAreFoundWithoutGoingThroughTheOthers() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        Action action = TestActions.sharing(world.organisationId, offered(people));
        answered(action.id(), OTHERS - 5);
        List<Long> declined = List.of(people.get(7), people.get(4_100));
        world.execute("update assignment set state = 'declined', declined_at = now() where contact_id in (%d, %d)"
                .formatted(declined.get(0), declined.get(1)));
        world.execute("vacuum analyze assignment");
        ActionFiguresStore figures = new ActionFiguresStore();
        assertThat(await(figures.silent(world.pool, action, people.get(4_000), 50)))
                .isEqualTo(new Alike(people.subList(OTHERS - 5, OTHERS), 0));
        assertThat(await(figures.silent(world.pool, action, people.get(4_000), 3)))
                .isEqualTo(new Alike(people.subList(OTHERS - 5, OTHERS - 2), people.get(OTHERS - 2)));
        for (String table : List.of("delivery", "contact", "assignment")) {
            assertThat(read(table, pool -> figures.silent(pool, action, 0, 50)
                            .onSuccess(found -> assertThat(found).isEqualTo(new Alike(List.of(), people.get(2_000))))))
                    .as(table)
                    .isLessThan(4 * 2_001 + 100);
            assertThat(read(table, pool -> figures.standing(
                                    pool, action, List.of(AssignmentState.DONE, AssignmentState.DECLINED), 0, 50)
                            .onSuccess(found -> assertThat(found).isEqualTo(new Alike(declined, 0)))
                            .compose(found -> figures.volunteers(pool, action, declined))
                            .onSuccess(found -> assertThat(found)
                                    .extracting(ActionFiguresStore.OfVolunteer::contactId)
                                    .isEqualTo(declined))))
                    .as(table)
                    .isLessThan(50);
        }
    }

    @Test
    void aPageOfAWaitingListReadsThoseOfThePage() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        long action = offered(people);
        world.execute(
                """
                insert into event (action_id, organisation_id, title, starts_at, ends_at, time_zone, place, changed_at)
                values (%1$d, %2$d, 'Fête', now() + interval '1 day', now() + interval '2 days', 'Europe/Paris', 'Ici', now());
                insert into event_answer (organisation_id, action_id, contact_id, standing, since, told)
                select %2$d, %1$d, id, 'waiting', now() - id * interval '1 second', 0 from contact
                """
                        .formatted(action, world.organisationId));
        world.execute("vacuum analyze event_answer");
        for (String table : List.of("event_answer", "contact")) {
            assertThat(read(table, pool -> new AttendeeStore()
                            .alike(pool, world.organisationId, action, AttendanceState.WAITING, 10, 50)
                            .onSuccess(found -> assertThat(found)
                                    .hasSize(50)
                                    .first()
                                    .extracting(AttendeeStore.Line::contactId)
                                    .isEqualTo(people.get(OTHERS - 11)))))
                    .as(table)
                    .isLessThan(200);
        }
    }

    /** Those who are called, those who wait, those whose calls are over; each in the order of its time. */
    @Test
    void aPageOfAListToCallReadsThoseOfThePage() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        long called = people.get(4) | 1;
        CallFiguresStore.Key action = new CallFiguresStore.Key(world.organisationId, offered(people));
        world.execute(
                """
                insert into call_entry (organisation_id, action_id, contact_id, state, reason, next_at, added_at)
                select %2$d, %1$d, id, case when id %% 2 = 0 then 'closed' else 'waiting' end,
                       case when id %% 2 = 0 then 'reached' end, now() - id * interval '1 second', now() from contact;
                update call_entry set state = 'leased' where contact_id = %3$d
                """
                        .formatted(action.actionId(), world.organisationId, called));
        world.execute("vacuum analyze call_entry");
        List<Long> newest = new ArrayList<>(people);
        Collections.reverse(newest);
        List<Long> all = Stream.of(
                        Stream.of(called),
                        newest.stream().filter(id -> id % 2 == 1 && id != called),
                        newest.stream().filter(id -> id % 2 == 0))
                .flatMap(each -> each)
                .toList();
        assertByTurn(action, 0, all.subList(0, 50));
        assertByTurn(action, all.get(49), all.subList(50, 100));
        assertByTurn(action, all.get(2_479), all.subList(2_480, 2_530));
        assertByTurn(action, all.get(4_979), all.subList(4_980, OTHERS));
    }

    private void assertByTurn(CallFiguresStore.Key action, long after, List<Long> expected) {
        long entry = after == 0 ? 0 : world.number("select id from call_entry where contact_id = " + after);
        for (String table : List.of("call_entry", "contact", "consent")) {
            long read = read(table, pool -> new CallListStore()
                    .byTurn(pool, action, null, null, entry, 50)
                    .onSuccess(found -> assertThat(found)
                            .extracting(CallListStore.Entry::contactId)
                            .isEqualTo(expected)));
            assertThat(read).as(table).isLessThan(200);
        }
    }

    @Test
    void aPageOfCallsWithAnAnswerReadsThoseOfThePage() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        long action = offered(people);
        world.execute(
                """
                with script as (
                    insert into call_script (organisation_id, action_id, version, script, created_by, created_at)
                    values (%2$d, %1$d, 1, '{}', 'Ana', now()) returning id
                ), listed as (
                    insert into call_entry (organisation_id, action_id, contact_id, state, reason, next_at, added_at)
                    select %2$d, %1$d, id, 'closed', 'reached', now(), now() from contact order by id
                    returning id, contact_id
                ), called as (
                    insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                              handed_out_at, lease_until, ended_at, result, only_contact, sender_id)
                    select %2$d, %1$d, listed.id, script.id, contact_id, %3$d, now(), now(), now(), 'reached', false,
                           (select min(id) from sender)
                    from listed, script
                    returning id
                )
                insert into call_answer (attempt_id, organisation_id, question, choice, at)
                select id, %2$d, 'come', case when id %% 2 = 0 then 'yes' else 'no' end, now() from called
                """
                        .formatted(action, world.organisationId, people.get(0)));
        world.execute("analyze");
        CallFiguresStore calls = new CallFiguresStore();
        CallFiguresStore.Key key = new CallFiguresStore.Key(world.organisationId, action);
        CallFiguresStore.Sought yes = new CallFiguresStore.Sought(List.of("reached"), null, "come", "yes");
        for (String table : List.of("call_attempt", "call_answer", "contact")) {
            assertThat(read(table, pool -> calls.latest(pool, key, Long.MAX_VALUE, yes, 21)
                            .onSuccess(
                                    found -> assertThat(found).hasSize(21).allSatisfy(call -> assertThat(call.answers())
                                            .containsEntry("come", "yes")))))
                    .as(table)
                    .isLessThan(400);
        }
        long deep = world.number("select min(id) + 100 from call_attempt where action_id = " + action);
        assertThat(read("call_attempt", pool -> calls.latest(pool, key, deep, yes, 21)
                        .onSuccess(found -> assertThat(found).hasSize(21).allSatisfy(call -> assertThat(call.id())
                                .isLessThan(deep)))))
                .as("a page begins where the one before it ended")
                .isLessThan(400);
    }

    @Test
    void theDaysOfAnActionReadEachDeliveryOnceAndNobodysContact() {
        Action action = TestActions.sharing(world.organisationId, offered());
        Function<Pool, Future<?>> days = pool -> new ActionFiguresStore()
                .days(pool, action.organisationId(), action.id())
                .onSuccess(found -> assertThat(found)
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
        world.execute("update contact set last_seen_at = now() where id = " + people.get(0));
        world.execute("analyze");
        Target everyone = new Target(world.organisationId, Audience.EVERYONE, Purpose.BROADCAST, null);
        ClosedWindows closed = new ClosedWindows(Set.of("fake"), Instant.now().minusSeconds(86_400));
        Function<Pool, Future<?>> count = pool -> new AudienceStore()
                .outsideWindow(pool, everyone, closed)
                .onSuccess(outside -> assertThat(outside.byChannels()).isEqualTo(Map.of("fake", OTHERS - 1L)));
        for (String table : List.of("address", "contact", "consent")) {
            assertThat(read(table, count)).as(table).isLessThan(50);
        }
    }

    @Test
    void aPageOfTheInboxReadsThoseOfThePage() {
        world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute(
                """
                insert into inbound_message (organisation_id, contact_id, sender_id, address_id, event_key, text, received_at)
                select a.organisation_id, a.contact_id, s.id, a.id, 'test-' || a.id, 'Oui', now() from address a, sender s
                """);
        world.execute("analyze");
        AuditStore audit = new AuditStore(Instant::now);
        InboxCaseService.Filter all = new InboxCaseService.Filter(null, null, false);
        long read = read("inbound_message", pool -> {
            InboxCaseService cases = new InboxCaseService(pool, audit, Instant::now);
            // PostgreSQL plans anew five times; what it keeps then is for any filter there may be.
            Future<List<InboxCase.Waiting>> page = Future.succeededFuture(List.of());
            for (int time = 0; time < 10; time++) {
                page = page.compose(before -> cases.waiting(world.organisationId, all, Long.MAX_VALUE, 51));
            }
            return page.onSuccess(found -> assertThat(found).hasSize(51));
        });
        assertThat(read).isLessThan(10 * 51 * 5);
        assertThat(read("inbound_message", pool -> new InboxService(pool, audit, Instant::now)
                        .waiting(world.organisationId)
                        .onSuccess(waiting ->
                                assertThat(waiting).isEqualTo(new InboxService.Waiting(0, 0, InboxService.COUNTED)))))
                .isLessThan(2 * InboxService.COUNTED + 50);
    }

    @Test
    void theArchiveOfMessagesLooksThroughAFewAtATime() {
        world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute(
                """
                insert into inbound_message (organisation_id, contact_id, sender_id, address_id, event_key, text, received_at)
                select a.organisation_id, a.contact_id, s.id, a.id, 'test-' || a.id, 'Oui', now() from address a, sender s
                """);
        Function<Pool, InboxService> inbox = pool -> new InboxService(pool, new AuditStore(Instant::now), Instant::now);
        MessageArchive.Filter all = new MessageArchive.Filter(MessageArchive.View.ALL, "");
        MessageArchive.Filter none = new MessageArchive.Filter(MessageArchive.View.NEW, "gâteau");
        for (String table : List.of("inbound_message", "contact")) {
            // Planned before anything is known of the table, and after.
            for (int time = 0; time < 2; time++) {
                assertThat(read(table, pool -> inbox.apply(pool)
                                .archive(world.organisationId, all, Long.MAX_VALUE, 50)
                                .onSuccess(page -> assertThat(page.messages()).hasSize(50))))
                        .as(table)
                        .isLessThan(2 * InboxService.SEARCHED + 500);
                assertThat(read(table, pool -> inbox.apply(pool)
                                .archive(world.organisationId, none, Long.MAX_VALUE, 50)
                                .onSuccess(page -> {
                                    assertThat(page.messages()).isEmpty();
                                    assertThat(page.next())
                                            .as("where to look on")
                                            .isNotNull();
                                })))
                        .as(table)
                        .isLessThan(3 * InboxService.SEARCHED + 500);
                world.execute("analyze");
            }
        }
    }

    /** An action that was offered to everybody. */
    private long offered() {
        return offered(world.people(OTHERS, "regular", "subscribed", "fake"));
    }

    private long offered(List<Long> people) {
        long action = world.offered(people);
        world.execute("analyze");
        return action;
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

    /** Rows and index entries of a table that are looked at meanwhile, on a connection of its own. */
    private long read(String table, Function<Pool, Future<?>> work) {
        Pool pool = Database.walkingPool(vertx, world.address, 1);
        long read = readBy(pool, table, work);
        await(pool.close());
        return read;
    }

    private long readBy(Pool pool, String table, Function<Pool, Future<?>> work) {
        world.execute("select pg_stat_force_next_flush()");
        long before = world.read(table);
        await(work.apply(pool));
        await(pool.query("select pg_stat_force_next_flush()").execute());
        return world.read(table) - before;
    }
}
