package org.relais.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.channel.ChannelRegistry;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.database.CopiedDatabase;
import org.relais.database.Database;
import org.relais.ledger.LedgerDayStore;
import org.relais.template.PersonalVariables;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TestDatabase;
import org.relais.testing.TestOrganisation;

/** A conversation of 5,000 messages, and a month of an organisation with many years, are read by a page's rows only. */
@NeedsDatabase
class ThreadPlanTest {
    private static final int MESSAGES = 5_000;
    private static final int PAGE = 40;

    private final Vertx vertx = Vertx.vertx();
    private final Database database = CopiedDatabase.open(vertx, TestDatabase.fresh(), 4);
    private final TestOrganisation organisation = TestOrganisation.create(this::ids, "asso");

    @AfterEach
    void close() {
        database.close().await();
        vertx.close().await();
    }

    private List<Long> ids(String sql) {
        return StreamSupport.stream(
                        Await.result(database.pool().query(sql).execute()).spliterator(), false)
                .map(row -> row.getLong(0))
                .toList();
    }

    private long number(String sql) {
        return ids(sql).get(0);
    }

    @Test
    void aPageOfALongConversationReadsAPage() {
        long sender = organisation.sender("whatsapp", "100");
        long person = organisation.people(1).on("whatsapp").make().get(0);
        Pool walks = Database.walkingPool(vertx, database.address(), 1);
        ThreadService threads = new ThreadService(walks, new ChannelRegistry(List.of()), PersonalVariables.NONE);
        Contact contact = Await.result(new ContactStore().find(database.pool(), organisation.id(), person))
                .orElseThrow();
        // Planned while there is nothing, as a service plans that has just been started.
        assertThat(Await.result(threads.page(contact, ThreadCursor.NOW, PAGE)).more())
                .isFalse();
        ids(
                """
                insert into inbound_message (organisation_id, contact_id, sender_id, event_key, text, received_at)
                select %1$d, %2$d, %3$d, n::text, 'Bonjour ' || n, now() + n * interval '1 second'
                from generate_series(1, %4$d) n
                returning id
                """
                        .formatted(organisation.id(), person, sender, MESSAGES));
        long before = read("inbound_message");

        ThreadService.Thread newest = Await.result(threads.page(contact, ThreadCursor.NOW, PAGE));
        assertThat(newest.entries()).hasSize(PAGE);
        assertThat(newest.more()).isTrue();
        assertThat(newest.entries().get(PAGE - 1))
                .isInstanceOfSatisfying(ThreadEntry.Received.class, last -> assertThat(last.text())
                        .isEqualTo("Bonjour " + MESSAGES));
        ThreadService.Thread older = Await.result(threads.page(contact, newest.from(), PAGE));
        assertThat(older.entries()).hasSize(PAGE).doesNotContainAnyElementsOf(newest.entries());
        assertThat(Await.result(threads.since(contact, newest.from(), true)).entries())
                .isEqualTo(newest.entries());

        Await.result(walks.close());
        Await.until("PostgreSQL counts the rows", () -> read("inbound_message") > before);
        assertThat(read("inbound_message") - before).isLessThan(2 * (2 * PAGE + 200) + 50);
    }

    /** What is missing keeps its place: the newest of one part is not taken for that of another. */
    @Test
    void aVersionHasAllPartsOfAConversationThatHasNone() {
        long person = organisation.people(1).on("whatsapp").make().get(0);
        assertThat(Await.result(new ThreadStore().versions(database.pool(), List.of(person)))
                        .get(person)
                        .newest()
                        .split("/", -1))
                .hasSize(5);
    }

    /** Whoever wrote the word first is the oldest of all: without a bound all would be read. */
    @Test
    void wordsAreLookedForInTheNewestOnly() {
        long sender = organisation.sender("whatsapp", "100");
        List<Long> people = organisation.people(MESSAGES).on("whatsapp").make();
        ids(
                """
                insert into inbound_message (organisation_id, contact_id, sender_id, event_key, text, received_at)
                select organisation_id, id, %d, id::text, 'Un Café n° ' || id - %d, now() from contact order by contact.id
                returning id
                """
                        .formatted(sender, people.get(0)));
        ids(
                """
                insert into contact_note (organisation_id, contact_id, text, written_by, written_at)
                select organisation_id, id, 'Aime le café', 'organiser:1', now() from contact order by id returning id
                """);
        ids(
                """
                insert into inbox_case (organisation_id, contact_id, labels)
                select organisation_id, id, '{café}' from contact order by id returning contact_id
                """);
        Await.result(database.pool().query("analyze").execute());
        Pool walks = Database.walkingPool(vertx, database.address(), 1);
        long[] before = {read("inbound_message"), read("contact_note"), read("inbox_case")};
        InboxWordStore words = new InboxWordStore();
        assertThat(Await.result(words.find(walks, organisation.id(), "CAFE", 100, 7)))
                .extracting(InboxWords::place)
                .containsOnly(InboxWords.Place.values())
                .hasSize(21);
        assertThat(Await.result(words.find(walks, organisation.id(), "n° 1", 100, 7)))
                .isEmpty();
        Await.result(walks.close());
        Await.until("PostgreSQL counts the rows", () -> read("inbox_case") > before[2]);
        assertThat(read("inbound_message") - before[0]).isLessThan(2 * 2 * 100 + 50);
        assertThat(read("contact_note") - before[1]).isLessThan(2 * 100 + 50);
        assertThat(read("inbox_case") - before[2]).isLessThan(2 * 100 + 50);
    }

    @Test
    void aMonthIsReadByItsDays() {
        ids(
                """
                insert into ledger_day (organisation_id, day, joined, stopped)
                select %d, date '2016-01-01' + n, n, 1 from generate_series(0, 3900) n
                returning joined
                """
                        .formatted(organisation.id()));
        LocalDate last = LocalDate.of(2026, 3, 31);
        List<LedgerDayStore.Day> month = Await.result(
                new LedgerDayStore().between(database.pool(), organisation.id(), last.minusDays(29), last));
        assertThat(month).hasSize(30).allMatch(day -> day.stopped() == 1);
        assertThat(month.get(29).day()).isEqualTo(last);
    }

    private long read(String table) {
        return number(
                """
                select (select coalesce(sum(seq_tup_read), 0) from pg_stat_user_tables where relname = '%1$s')::bigint
                       + (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes where relname = '%1$s')::bigint
                """
                        .formatted(table));
    }
}
