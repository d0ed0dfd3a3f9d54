package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.AddressStore;
import org.relais.database.Database;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.InboxWorker;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.NeedsDatabase;

/**
 * What PostgreSQL plans while there is hardly anybody serves its connection for long: a stop and a stranger's first
 * message concern one person, and go through that person's rows only when there are thousands of others since.
 */
@NeedsDatabase
class InboundPlanTest {
    private static final int OTHERS = 3_000;
    private static final int RUSH = Integer.getInteger("relais.attack.rush", 1_000);
    private static final int FIRST_CHAT = 100_000;

    /** What the same connection does next is counted before its answer, not a second or more later. */
    private static final String TOLD_AT_ONCE = "select pg_stat_force_next_flush();";

    private final Fixture fixture = new Fixture();
    private long update = 1;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aStopAndAFirstMessageReadFewRowsHoweverManyCameSince() {
        fixture.worker.start();
        // Each kind of plan is made now, on tables with one or two rows.
        for (int person = 1; person <= 3; person++) {
            takeIn(person, "Bonjour");
            takeIn(person, "STOP");
        }
        crowd();
        long before = read();

        takeIn(FIRST_CHAT + 5, "STOP");
        takeIn(FIRST_CHAT + OTHERS + 1, "Bonjour");

        Fixture.wait(fixture.worker.stop());
        // A connection that ends tells what it did.
        Fixture.wait(fixture.database.steps().close());
        Fixture.until(() -> read() > before);
        assertThat(read() - before).isLessThan(OTHERS / 4);
    }

    /** As a node plans that starts when thousands of people were imported and PostgreSQL has not counted them yet. */
    @Test
    void thePersonOfAnAddressIsFoundWithoutStatisticsByTheAddressAlone() {
        crowd();
        long before = read();

        Database other = fixture.anotherNodesDatabase();
        String chat = Long.toString(FIRST_CHAT + 5);
        assertThat(Fixture.wait(new AddressStore()
                        .named(
                                other.steps(),
                                fixture.organisationId,
                                List.of(new AddressId("telegram", AddressKind.of("chat"), chat)))))
                .hasSize(1);

        Fixture.wait(other.close());
        Fixture.until(() -> read() > before);
        assertThat(read() - before).isLessThan(50);
    }

    /** What comes in while nobody works it, an event of each of many people, is looked through once and not for each of them. */
    @Test
    void aRushIsReadOnceWhileTheStatisticsAreOfAQuietInbox() {
        fixture.worker.start();
        takeIn(1, "Bonjour");
        Fixture.wait(fixture.worker.stop());
        fixture.administer("analyze");
        assertThat(fixture.telegram(
                        PlatformWebhooks.telegramText(update++, 2, "Bonjour", Fixture.START.plusSeconds(60 * update))))
                .isEqualTo(200);
        fixture.rows(TOLD_AT_ONCE
                + """
                insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event, person)
                select channel, sender_external_id, 'rush-' || n, kind, platform_time, received_at, event,
                       n
                from inbox cross join generate_series(1, %d) n where processed_at is null
                """
                        .formatted(RUSH));
        long before = readInbox();

        fixture.worker.start();
        Fixture.until(() -> fixture.count("inbox where processed_at is null") == 0);
        Fixture.wait(fixture.worker.stop());

        Fixture.wait(fixture.database.steps().close());
        Fixture.until(() -> readInbox() - before >= RUSH);
        assertThat(readInbox() - before).isLessThan(RUSH * 60L);
    }

    /** What one person writes in a rush is worked one after the other, and is not looked through anew for each. */
    @Test
    void aRushOfOnePersonIsNotLookedThroughForEachOfTheirMessages() {
        fixture.worker.start();
        takeIn(1, "Bonjour");
        Fixture.wait(fixture.worker.stop());
        assertThat(fixture.telegram(
                        PlatformWebhooks.telegramText(update++, 2, "Bonjour", Fixture.START.plusSeconds(60 * update))))
                .isEqualTo(200);
        fixture.rows(TOLD_AT_ONCE
                + """
                insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event, person)
                select channel, sender_external_id, 'rush-' || n, kind, platform_time, received_at, event, person
                from inbox cross join generate_series(1, %d) n where processed_at is null
                """
                        .formatted(RUSH));
        assertThat(fixture.telegram(
                        PlatformWebhooks.telegramText(update++, 3, "Bonjour", Fixture.START.plusSeconds(60 * update))))
                .isEqualTo(200);
        long before = readInbox();

        InboxWorker worker = fixture.workerThatIsWoken();
        worker.start();
        Fixture.until(() -> fixture.count("inbox where processed_at is null") == 0);
        Fixture.wait(worker.stop());

        Fixture.wait(fixture.database.steps().close());
        Fixture.until(() -> readInbox() - before >= RUSH);
        assertThat(readInbox() - before).isLessThan(RUSH * 60L);
    }

    /** What is older than a platform's redeliveries goes, and what is kept beside it is not looked through for that. */
    @Test
    void oldEventsAreRemovedWithoutReadingAllThatIsKept() {
        fixture.rows(TOLD_AT_ONCE
                + """
                insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event,
                                   processed_at, outcome)
                select 'telegram', '7001', 'event-' || n, 'TEXT', at, at, '{}', at, case when n = 2 then 'dead' else 'ignored' end
                from generate_series(1, 30000) n
                cross join lateral (select timestamptz '%s' - case when n <= 3 then interval '9 days' else interval '7 days' end) t (at)
                """
                        .formatted(Fixture.START));
        // As autovacuum does within minutes of so many rows: the index knows their times.
        fixture.administer("vacuum inbox");
        long before = fetchedFromInbox();

        fixture.worker.start();
        Fixture.until(() -> fixture.count("inbox where id = 1") == 0);
        Fixture.wait(fixture.worker.stop());

        Fixture.wait(fixture.database.steps().close());
        Fixture.until(() -> fetchedFromInbox() > before);
        assertThat(fetchedFromInbox() - before).isLessThan(15_000);
        assertThat(fixture.rows("select event_key from inbox where id <= 4 order by id"))
                .extracting(row -> row.getString(0))
                .containsExactly("event-2", "event-4");
    }

    /** Rows of the inbox that were looked at, by whatever way, bitmaps too. */
    private long fetchedFromInbox() {
        return fixture.rows(
                        "select seq_tup_read + coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = 'inbox'")
                .get(0)
                .getLong(0);
    }

    /** Rows that were found by the indexes of what is open; whoever counts the table as a whole uses none of them. */
    private long readInbox() {
        return fixture.rows(
                        """
                        select sum(idx_tup_read)::bigint from pg_stat_user_indexes
                        where indexrelname in ('inbox_open', 'inbox_open_by_person')
                        """)
                .get(0)
                .getLong(0);
    }

    /** Answered, worked, and its reply queued. */
    private void takeIn(long chat, String text) {
        long replies = replies();
        assertThat(fixture.telegram(
                        PlatformWebhooks.telegramText(update++, chat, text, Fixture.START.plusSeconds(60 * update))))
                .isEqualTo(200);
        Fixture.until(() -> replies() > replies);
    }

    private long replies() {
        return fixture.count("delivery");
    }

    /** Subscribed people, and about as many rows of all that messages leave behind. */
    private void crowd() {
        fixture.rows(TOLD_AT_ONCE
                + """
                with born as (
                    insert into contact (organisation_id, name, language, created_at, updated_at)
                    select %1$d, 'Ada', 'fr', now(), now() from generate_series(1, %2$d)
                    returning id
                ), numbered as (
                    select id, row_number() over (order by id) as number from born
                ), said as (
                    insert into ledger_event (organisation_id, contact_id, kind, class, state_after, occurred_at,
                                              recorded_at, source)
                    select %1$d, id, 'opt_in', 'regular', 'subscribed', now() - interval '1 day', now(), 'system' from born
                    returning id, contact_id
                ), agreed as (
                    insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id)
                    select contact_id, %1$d, 'regular', 'subscribed', now() - interval '1 day', id from said
                ), listed as (
                    insert into suppression (organisation_id, fingerprint, key_id, reason, added_at)
                    select %1$d, sha256(number::text::bytea), 'k1', 'opt_out', now() from numbered
                ), spoken as (
                    insert into message (organisation_id, spec, created_at)
                    select %1$d, '{"language": "fr", "body": {"fr": "Bonjour"}}', now() from numbered
                ), heard as (
                    insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event,
                                       processed_at, outcome)
                    select 'telegram', '7001', 'crowd-' || number, 'TEXT', now(), now(), '{}', now(), 'ignored'
                    from numbered
                )
                insert into address (organisation_id, contact_id, channel, kind, identifier, sender_id, created_at)
                select %1$d, id, 'telegram', 'chat', (%3$d + number)::text, %4$d, now() from numbered
                """
                        .formatted(fixture.organisationId, OTHERS, FIRST_CHAT, fixture.telegram.id()));
    }

    /** Rows of these tables that PostgreSQL has looked at so far, by whatever way. */
    private long read() {
        return fixture.rows(
                        """
                        select sum(t.seq_tup_read + coalesce(i.read, 0))::bigint
                        from pg_stat_user_tables t
                        left join (select relid, sum(idx_tup_read) as read from pg_stat_user_indexes group by relid) i
                             using (relid)
                        where t.relname in ('contact', 'consent', 'address', 'suppression', 'message', 'inbox',
                                            'ledger_event', 'facet', 'inbound_message')
                        """)
                .get(0)
                .getLong(0);
    }
}
