package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.delivery.DeliveryWorld.await;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.relais.consent.ContactListStore;
import org.relais.consent.ContactListStore.Filter;
import org.relais.consent.ContactListStore.Total;
import org.relais.consent.ListedContact;
import org.relais.database.Database;
import org.relais.delivery.DeliveryWorld;
import org.relais.testing.NeedsDatabase;

/** A search finds everybody whom it should, and reads few rows however many people there are. */
@NeedsDatabase
@ExtendWith(VertxExtension.class)
class SearchPlanTest {
    private static final int OTHERS = 5_000;
    private static final List<String> TABLES = List.of("contact_name", "contact", "consent", "address");

    private DeliveryWorld world;
    private Pool pool;

    @BeforeEach
    void open(Vertx vertx) {
        world = new DeliveryWorld(vertx);
        world.sender("fake", "1");
        pool = Database.pool(vertx, world.address, 1);
    }

    @AfterEach
    void close() {
        await(pool.close());
        world.close();
    }

    /** Half of all may bear what was typed first: neither a page of them nor "more than 1,000" reads them all. */
    @Test
    void aSearchReadsAPageHoweverManyAreFound() {
        // Planned while there is nobody, as a service plans that has just been started.
        assertThat(found("m", Long.MAX_VALUE)).isEmpty();
        assertThat(found("5678", Long.MAX_VALUE)).isEmpty();
        // Otherwise autovacuum may count the addresses before there is a number among them: planned for a table
        // without.
        world.execute("alter table address set (autovacuum_enabled = off)");
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Ada Martin ' || id");
        world.execute(
                "update contact set merged_into = %d where id = %d".formatted(people.get(0), people.get(OTHERS - 1)));
        world.execute("update address set kind = 'phone', identifier = '+3367' || (10000000 + id)");
        indexed();
        // Entries of rows that were written again since are no part of what is judged.
        world.execute("vacuum");
        Map<String, Long> before = read();

        List<Long> newest = found("m", Long.MAX_VALUE);
        assertThat(newest).isEqualTo(reversed(people.subList(OTHERS - 51, OTHERS - 1)));
        assertThat(found("ada ma", newest.get(49))).isEqualTo(reversed(people.subList(OTHERS - 101, OTHERS - 51)));
        assertThat(await(new ContactListStore().page(pool, world.organisationId, Filter.of("M"), 0, 50)))
                .extracting(ListedContact::contactId)
                .isEqualTo(people.subList(0, 50));
        assertThat(total(world.organisationId, Filter.of("m"))).isEqualTo(new Total(1_000, true));
        String number = world.numbers(
                        "select right(identifier, 8)::bigint from address where contact_id = " + people.get(7))
                .get(0)
                .toString();
        assertThat(found(number, Long.MAX_VALUE)).contains(people.get(7));

        // The first thousand for each, and all for the count, which is content with ten thousand.
        assertRead(before, 11_000, 3_000);

        before = read();
        // As it is dialled at home, from abroad, and with or without what says so.
        String begins = number.substring(0, number.length() - 1);
        for (String typed :
                List.of("067" + begins, "06 7" + begins, "+33 67" + begins, "003367" + begins, "3367" + begins)) {
            assertThat(found(typed, Long.MAX_VALUE))
                    .as(typed)
                    .contains(people.get(7))
                    .hasSizeLessThanOrEqualTo(10);
        }
        assertThat(found("067", Long.MAX_VALUE))
                .as("of so many, who looks for one types on")
                .isEmpty();
        // Six searches, and for the last a thousand numbers, each in the index and in the table.
        assertRead(before, 7_000, 5_000);
    }

    private List<Long> found(String search, long before) {
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
        assertThat(found("zed", Long.MAX_VALUE))
                .containsExactly(people.get(OTHERS - 1), people.get(1_400), people.get(3));
        assertThat(found("zed", people.get(OTHERS - 1))).containsExactly(people.get(1_400), people.get(3));
        assertThat(total(world.organisationId, Filter.of("zed"))).isEqualTo(new Total(3, false));
    }

    /** Of more than are looked up by name at once, before and after the index has seen them. */
    @Test
    void nobodyIsMissedWhomTheIndexHasNotSeenYet() {
        int many = 10_100;
        List<Long> people = world.people(many, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Ada Martin'");
        world.execute("update contact set tags = '{late}' where id in (%d, %d, %d)"
                .formatted(people.get(5_000), people.get(many - 2), people.get(many - 1)));
        world.execute("vacuum");
        Map<String, Long> before = read();
        assertThat(found("m", Long.MAX_VALUE)).isEqualTo(reversed(people.subList(many - 50, many)));
        assertRead(before, 1_000, 1_000);
        assertEverybody(people);
        indexed();
        assertEverybody(people);
    }

    private void assertEverybody(List<Long> people) {
        int many = people.size();
        assertThat(found("ada", people.get(50))).isEqualTo(reversed(people.subList(0, 50)));
        assertThat(await(new ContactListStore()
                        .page(pool, world.organisationId, Filter.of("mart"), people.get(many - 21), 50)))
                .extracting(ListedContact::contactId)
                .isEqualTo(people.subList(many - 20, many));
        Filter late = new Filter(null, null, "late", "m", null);
        assertThat(await(new ContactListStore().page(pool, world.organisationId, late, 0, 50)))
                .extracting(ListedContact::contactId)
                .containsExactly(people.get(5_000), people.get(many - 2), people.get(many - 1));
        assertThat(total(world.organisationId, late)).isEqualTo(new Total(3, false));
        assertThat(total(world.organisationId, Filter.of("m"))).isEqualTo(new Total(1_000, true));
    }

    /** Everybody bears the name, and the few who stand so are the oldest. */
    @Test
    void whoStandsAsFewDoIsSearchedAmongThem() {
        int many = 10_100;
        List<Long> people = world.people(many, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Ada Martin'");
        indexed();
        world.execute(
                "update contact set tags = '{early}' where id in (%d, %d)".formatted(people.get(5), people.get(9)));
        world.execute("update contact set tags = '{early}', name = 'Bea' where id = " + people.get(7));
        world.execute("vacuum");
        Map<String, Long> before = read();
        Filter early = new Filter(null, null, "early", "m", null);
        assertThat(await(new ContactListStore().newest(pool, world.organisationId, early, Long.MAX_VALUE, 50)))
                .extracting(ListedContact::contactId)
                .containsExactly(people.get(9), people.get(5));
        assertThat(total(world.organisationId, early)).isEqualTo(new Total(2, false));
        // The first thousand for the page and again for the count, and then those few.
        assertRead(before, 3_000, 6_000);
    }

    /** More than a page shows stand so, who are the oldest, and all bear the name. */
    @Test
    void whoStandsAsManyDoIsSearchedUntilThePageIsFull() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Ada Martin'");
        indexed();
        world.execute("update contact set tags = '{early}' where id <= " + people.get(2_999));
        world.execute("vacuum");
        Map<String, Long> before = read();
        Filter early = new Filter(null, null, "early", "m", null);
        assertThat(await(new ContactListStore().newest(pool, world.organisationId, early, Long.MAX_VALUE, 50)))
                .extracting(ListedContact::contactId)
                .isEqualTo(reversed(people.subList(2_950, 3_000)));
        // The first thousand, the numbers of those who stand so, and the names of a page.
        assertRead(before, 1_200, 5_000);
    }

    /** The index of names goes through all who bear a word: it is asked for the rare one alone. */
    @Test
    void ofTwoWordsTheRareOneIsLookedUp() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Ada Martin'");
        List<Long> few = List.of(people.get(3), people.get(1_400));
        world.execute("update contact set name = 'Zéd Martin' where id in (%d, %d)".formatted(few.get(0), few.get(1)));
        world.execute("update contact set name = 'Zéd Okapi' where id = " + people.get(5));
        indexed();
        world.execute("vacuum");
        Map<String, Long> before = read();
        assertThat(found("zed ma", Long.MAX_VALUE)).isEqualTo(reversed(few));
        assertThat(found("ma", people.get(1))).containsExactly(people.get(0));
        assertThat(found("ad ma", people.get(3))).isEqualTo(reversed(people.subList(0, 3)));
        // The first thousand, the sample of two hundred, and those who bear the rare word.
        assertRead(before, 1_300, 500);
    }

    @Test
    void aSmallOrganisationReadsNoNamesOfALargeOne() {
        world.people(OTHERS, "regular", "subscribed", "fake");
        long small = world.organisation("petits").id();
        world.sender(small, "fake", "2");
        List<Long> few = world.people(small, 10, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Ada Martin'");
        indexed();
        Map<String, Long> before = read();
        assertThat(await(new ContactListStore().newest(pool, small, Filter.of("m"), Long.MAX_VALUE, 50)))
                .extracting(ListedContact::contactId)
                .isEqualTo(reversed(few));
        assertThat(total(small, Filter.of("ada"))).isEqualTo(new Total(10, false));
        assertRead(before, 100, 500);
    }

    @Test
    void ofThoseWhoWereChangedSinceAFewAreLookedAt() {
        List<Long> people = world.people(OTHERS, "regular", "subscribed", "fake");
        world.execute("update contact set name = 'Ada Martin'");
        indexed();
        Instant since = Instant.now().plusSeconds(1_800);
        world.execute("update contact set updated_at = now() + interval '1 hour', name = 'Zéd Okapi' where id = "
                + people.get(7));
        world.execute("update consent set updated_at = now() + interval '1 hour' where contact_id = " + people.get(9));
        world.execute("vacuum analyze");
        Map<String, Long> before = read();
        assertThat(changed("m", since)).containsExactly(people.get(9));
        assertThat(changed("zed ok", since)).containsExactly(people.get(7));
        assertThat(changed("nobody", since)).isEmpty();
        assertRead(before, 100, 100);
    }

    private Total total(long organisationId, Filter filter) {
        return await(new ContactListStore().matches(pool, organisationId, filter))
                .total();
    }

    private List<Long> changed(String search, Instant since) {
        Filter filter = new Filter(null, null, null, search, since);
        return await(new ContactListStore().page(pool, world.organisationId, filter, 0, 50)).stream()
                .map(ListedContact::contactId)
                .toList();
    }

    private void indexed() {
        world.execute("insert into contact_name (organisation_id, contact_id, words)"
                + " select organisation_id, id, name_vector(name) from contact");
        world.execute("delete from contact_name_todo");
    }

    private void assertRead(Map<String, Long> before, long ofNames, long ofOthers) {
        Map<String, Long> after = read();
        assertThat(TABLES).allSatisfy(table -> assertThat(after.get(table) - before.get(table))
                .as(table)
                .isLessThan("contact_name".equals(table) ? ofNames : ofOthers));
    }

    /** Rows and index entries that have been looked at, by table. */
    private Map<String, Long> read() {
        world.execute("select pg_stat_force_next_flush()");
        await(pool.query("select pg_stat_force_next_flush()").execute());
        return TABLES.stream().collect(Collectors.toMap(table -> table, world::read));
    }
}
