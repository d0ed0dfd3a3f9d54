package org.relais.consent.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relais.consent.ConsentWorld.chat;
import static org.relais.consent.ConsentWorld.phone;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relais.action.ActionPersonStore;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentEvent.OptIn;
import org.relais.consent.ConsentWorld;
import org.relais.consent.Fingerprints;
import org.relais.consent.MissingKeyException;
import org.relais.consent.UnknownContactException;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.privacy.ErasureService.Erased;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactStore;
import org.relais.contact.PersonRecords;
import org.relais.database.Paging;
import org.relais.database.Rows;
import org.relais.delivery.DeliveryPersonStore;
import org.relais.imports.ImportPersonStore;
import org.relais.inbox.InboundPersonStore;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerKind;
import org.relais.ledger.LedgerSealer;
import org.relais.ledger.LedgerVerifier;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** A person who is erased is found in no column of any table, stays stopped, and leaves a ledger that still verifies. */
@NeedsDatabase
class ErasureTest {
    private static final String NUMBER = "+33677001122";

    private final ConsentWorld world = new ConsentWorld();
    private final List<PersonRecords> records = List.of(
            new DeliveryPersonStore(world.clock),
            new InboundPersonStore(),
            new ImportPersonStore(),
            new ActionPersonStore());
    private final ErasureService erasures =
            new ErasureService(world.pool(), world.consent, world.fingerprints, records, world.clock);
    private final PastEvents events = new PastEvents();
    private final Retention retention = new Retention(
            world.pool(),
            world.consent,
            world.fingerprints,
            new Retention.Kept(records, List.of(events)),
            world.clock,
            3);
    private final LedgerVerifier verifier = new LedgerVerifier(world.pool(), world.clock);

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void nothingPersonalIsLeftAnywhere() {
        long contact = knownEverywhere();
        assertThat(tablesThatSay("677001122"))
                .contains("address", "inbox", "inbound_message", "delivery", "ledger_text", "import_row");
        assertThat(tablesThatSay("Zébulon"))
                .contains(
                        "contact",
                        "inbox",
                        "inbound_message",
                        "conversation",
                        "delivery",
                        "message",
                        "ledger_text",
                        "import_row");
        new LedgerSealer(world.pool(), world.clock).seal().await();

        assertThat(erasures.erase(new Actor(world.organisation, "organiser:7", Role.OWNER, Door.CONSOLE), contact)
                        .await())
                .isEqualTo(new Erased(contact, true));

        assertThat(tablesThatSay("677001122")).isEmpty();
        assertThat(tablesThatSay("Zébulon")).isEmpty();
        assertThat(world.count("select count(*) from contact where erased_at is not null"))
                .isEqualTo(1);
        assertThat(world.rows("select state, reason from delivery order by id"))
                .extracting(Row::deepToString)
                .contains("[cancelled,erased]");
    }

    /** A test goes to one person, and is of a text that everybody gets. */
    @Test
    void theTextsOfABroadcastOutliveThoseWhoTriedThem() {
        long contact = world.subscriber(phone(NUMBER));
        world.rows(
                """
                with texts as (
                    insert into message (organisation_id, spec, created_at)
                    select $1, jsonb_build_object('language', 'fr', 'body', jsonb_build_object('fr', body)), now()
                    from unnest(array['Texte A', 'Texte B', 'Un essai seul']) body
                    returning id, spec #>> '{body,fr}' as body
                ), sending as (
                    insert into broadcast (organisation_id, title, message_id, variant_id, audience, created_by, created_at)
                    select $1, 't', a.id, b.id, '{}', 'x', now()
                    from texts a, texts b where a.body = 'Texte A' and b.body = 'Texte B'
                ), sender as (
                    insert into sender (organisation_id, channel, external_id, name, created_at)
                    values ($1, 'whatsapp', '1', 'x', now()) returning id
                )
                insert into delivery (organisation_id, contact_id, message_id, sender_id, address_id, not_before, queued_at,
                                      priority, state, purpose)
                select $1, $2, texts.id, sender.id, a.id, now(), now(), 1, 'read', 'test'
                from texts, sender, address a where a.contact_id = $2
                """,
                world.organisation,
                contact);
        erasures.erase(Actor.command(world.organisation), contact).await();
        assertThat(world.rows("select spec #>> '{body,fr}' as body from message order by 1"))
                .extracting(row -> row.getString("body"))
                .containsExactlyInAnyOrder("Texte A", "Texte B", "…");
    }

    @Test
    void theStopAndItsProofStay() {
        long contact = knownEverywhere();
        erasures.erase(new Actor(world.organisation, "organiser:7", Role.OWNER, Door.CONSOLE), contact)
                .await();
        assertThat(world.enforced).contains(contact);
        assertThat(world.listed(world.organisation, phone(NUMBER))).isTrue();
        assertThat(world.ledger(contact))
                .containsExactly(
                        LedgerKind.CREATED,
                        LedgerKind.OPT_IN,
                        LedgerKind.OPT_OUT,
                        LedgerKind.OPT_OUT,
                        LedgerKind.ERASURE);
        assertThat(world.rows("select actor, detail, text_hash from ledger_event where kind = 'erasure'"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("actor")).isEqualTo("organiser:7");
                    assertThat(row.getJsonObject("detail"))
                            .isEqualTo(new JsonObject()
                                    .put("reason", "request")
                                    .put("addresses", 1)
                                    .put("listed", true));
                });
        new LedgerSealer(world.pool(), world.clock).seal().await();
        assertThat(verifier.verify(world.organisation).await().broken()).isNull();
        assertThat(world.count("select count(*) from ledger_event where text_hash is not null"))
                .isPositive();
    }

    @Test
    void whoComesBackAfterAnErasureIsStopped() {
        long contact = world.subscriber(phone(NUMBER));
        erasures.erase(Actor.command(world.organisation), contact).await();
        assertThat(world.consents
                        .find(world.pool(), world.organisation, contact)
                        .await())
                .isEmpty();
        IdentityService.Resolved again = world.seen(phone(NUMBER));
        assertThat(again.contactId()).isNotEqualTo(contact);
        assertThat(again.state()).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(world.count("select count(*) from messageable where refusal is null"))
                .isZero();
        // An organiser's file does not bring them back, a late START neither; their own new START does.
        world.apply(ConsentEvent.optIn(
                world.organisation, again.contactId(), OptIn.IMPORT, world.now.get(), EventSource.IMPORT));
        world.start(again.contactId(), world.ago(Duration.ofMinutes(30)));
        assertThat(world.state(again.contactId())).isEqualTo(ConsentState.UNSUBSCRIBED);
        world.now.set(world.now.get().plusSeconds(1));
        world.start(again.contactId(), world.now.get());
        assertThat(world.state(again.contactId())).isEqualTo(ConsentState.SUBSCRIBED);
        assertThat(world.listed(world.organisation, phone(NUMBER))).isFalse();
    }

    @Test
    void aMergedPersonIsErasedAsAWhole() {
        long older = world.subscriber(phone(NUMBER));
        long younger = world.subscriber(chat("677001122"));
        world.apply(ConsentEvent.hold(world.organisation, younger, world.now.get(), EventSource.WEBHOOK)
                .words("Zébulon hésite", "fr"));
        world.seen(phone(NUMBER), chat("677001122"));
        assertThat(erasures.erase(Actor.command(world.organisation), younger).await())
                .isEqualTo(new Erased(older, true));
        assertThat(tablesThatSay("677001122")).isEmpty();
        assertThat(tablesThatSay("Zébulon")).isEmpty();
        assertThat(world.listed(world.organisation, phone(NUMBER))).isTrue();
        assertThat(world.listed(world.organisation, chat("677001122"))).isTrue();
        new LedgerSealer(world.pool(), world.clock).seal().await();
        assertThat(verifier.verify(world.organisation).await().broken()).isNull();
    }

    @Test
    void doneAgainItChangesNothing() {
        long contact = world.subscriber(phone(NUMBER));
        erasures.erase(Actor.command(world.organisation), contact).await();
        long rows = world.count("select count(*) from ledger_event");
        assertThat(erasures.erase(Actor.command(world.organisation), contact).await())
                .isEqualTo(new Erased(contact, false));
        assertThat(world.count("select count(*) from ledger_event")).isEqualTo(rows);
    }

    @Test
    void otherPeopleAndOrganisationsAreLeftAlone() {
        long contact = world.subscriber(phone(NUMBER));
        long other = world.subscriber(phone("+33677001123"));
        assertThatThrownBy(() ->
                        erasures.erase(Actor.command(world.other), contact).await())
                .isInstanceOf(UnknownContactException.class);
        assertThat(world.state(contact)).isEqualTo(ConsentState.SUBSCRIBED);
        erasures.erase(Actor.command(world.organisation), contact).await();
        assertThat(world.state(other)).isEqualTo(ConsentState.SUBSCRIBED);
        assertThat(world.count("select count(*) from messageable where refusal is null"))
                .isEqualTo(1);
    }

    @Test
    void withoutAKeyNobodyIsErasedBecauseNobodyWouldBeRemembered() {
        long contact = world.subscriber(phone(NUMBER));
        ErasureService keyless =
                new ErasureService(world.pool(), world.consent, new Fingerprints(List.of()), records, world.clock);
        assertThatThrownBy(() -> keyless.erase(Actor.command(world.organisation), contact)
                        .await())
                .isInstanceOf(MissingKeyException.class);
        assertThat(world.state(contact)).isEqualTo(ConsentState.SUBSCRIBED);
    }

    @Test
    void retentionErasesWhoseTimeIsOverAndNobodyElse() {
        List<Long> occasional = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            occasional.add(occasional(chat("o" + i)));
        }
        long spentLater = occasional(chat("later"));
        long regular = world.subscriber(chat("regular"));
        long member = world.subscriber(chat("member"));
        world.apply(ConsentEvent.classChange(
                world.organisation, member, ConsentClass.MEMBER, world.now.get(), EventSource.CONSOLE));
        long stopped = world.subscriber(chat("stopped"));
        world.stop(stopped, world.now.get());
        assertThat(retention.run().await()).isEmpty();

        world.now.set(world.now.get().plus(Duration.ofDays(61)));
        world.rows(
                "update consent set occasional_spent_at = $1 where contact_id = $2",
                world.ago(Duration.ofDays(59)).atOffset(java.time.ZoneOffset.UTC),
                spentLater);
        assertThat(retention.run().await()).containsExactly(report(7, 0, 0, 0));
        assertThat(world.listed(world.organisation, chat("o3"))).isTrue();
        assertThat(world.seen(chat("o3")).state()).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(world.state(spentLater)).isEqualTo(ConsentState.PENDING);

        world.now.set(world.now.get().plus(Duration.ofDays(1_036)));
        world.seen(chat("member"));
        long active = world.subscriber(chat("active"));
        List<Retention.Report> reports = retention.run().await();
        assertThat(reports).containsExactly(report(2, 2, 0, 0));
        assertThat(world.listed(world.organisation, chat("stopped"))).isTrue();
        assertThat(world.listed(world.organisation, chat("regular"))).isFalse();
        assertThat(world.state(member)).isEqualTo(ConsentState.SUBSCRIBED);
        assertThat(world.state(active)).isEqualTo(ConsentState.SUBSCRIBED);
        assertThat(world.consents
                        .find(world.pool(), world.organisation, regular)
                        .await())
                .isEmpty();
        assertThat(world.count("select count(*) from messageable where refusal is null"))
                .isEqualTo(2);
        assertThat(retention.run().await()).isEmpty();
        new LedgerSealer(world.pool(), world.clock).seal().await();
        assertThat(verifier.verify(world.organisation).await().broken()).isNull();
    }

    /** "Reply STOP and they are erased for good": the first contact's own words. */
    @Test
    void whoAnswersTheFirstContactByAStopIsErasedADayLater() {
        long told = occasional(chat("told"));
        long asked = occasional(chat("asked"));
        long untold = occasional(chat("untold"));
        for (long spent : List.of(told, asked)) {
            world.rows(
                    "update consent set occasional_spent_at = $1 where contact_id = $2",
                    world.now.get().atOffset(java.time.ZoneOffset.UTC),
                    spent);
        }
        world.rows(
                """
                insert into rights_request (organisation_id, contact_id, kind, received_at, due_at)
                values ($1, $2, 'origin', $3, $3)
                """,
                world.organisation,
                asked,
                world.now.get().atOffset(java.time.ZoneOffset.UTC));
        for (long stopped : List.of(told, asked, untold)) {
            world.stop(stopped, world.now.get());
        }
        assertThat(retention.run().await()).isEmpty();

        world.now.set(world.now.get().plus(Duration.ofHours(25)));
        assertThat(retention.run().await()).containsExactly(report(1, 0, 0, 0));
        assertThat(world.listed(world.organisation, chat("told"))).isTrue();
        assertThat(world.seen(chat("told")).state()).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(world.state(asked)).isEqualTo(ConsentState.UNSUBSCRIBED);
        assertThat(world.state(untold)).isEqualTo(ConsentState.UNSUBSCRIBED);
    }

    @Test
    void whatWasCollectedForAnEventGoesWithIt() {
        long guest = world.subscriber(chat("guest"));
        long stoppedGuest = world.subscriber(chat("stopped-guest"));
        world.stop(stoppedGuest, world.now.get());
        long volunteer = world.subscriber(chat("volunteer"));
        events.people.addAll(List.of(guest, stoppedGuest));
        events.rows = 7;
        assertThat(retention.run().await()).containsExactly(report(0, 0, 2, 7));
        assertThat(world.count("select count(*) from consent where contact_id in ($1, $2)", guest, stoppedGuest))
                .isZero();
        assertThat(world.listed(world.organisation, chat("guest"))).isFalse();
        assertThat(world.listed(world.organisation, chat("stopped-guest"))).isTrue();
        assertThat(world.state(volunteer)).isEqualTo(ConsentState.SUBSCRIBED);
    }

    @Test
    void everyRunLeavesItsReport() {
        occasional(chat("o"));
        assertThat(retention.run().await()).isEmpty();
        world.now.set(world.now.get().plus(Duration.ofDays(61)));
        assertThat(retention.run().await()).hasSize(1);
        List<Retention.Report> kept =
                retention.reports(world.organisation, Paging.NEWEST, 10).await();
        assertThat(kept).extracting(Retention.Report::occasional).containsExactly(1L, 0L);
        assertThat(kept.get(0).at()).isEqualTo(world.now.get());
        assertThat(retention
                        .reports(world.organisation, Paging.before(kept.get(0).id()), 10)
                        .await())
                .containsExactly(kept.get(1));
        assertThat(retention.reports(world.other, Paging.NEWEST, 10).await())
                .extracting(Retention.Report::occasional)
                .containsExactly(0L, 0L);
        assertThat(world.rows("select detail from audit_event where action = 'retention.run'"))
                .extracting(row -> row.getJsonObject("detail").getLong("occasional"))
                .containsExactly(1L);
    }

    private Retention.Report report(long occasional, long silent, long eventPeople, long eventRows) {
        return new Retention.Report(0, world.organisation, world.now.get(), occasional, silent, eventPeople, eventRows);
    }

    /** Events that are over: the people who were known for them, and how much else is kept of them. */
    private final class PastEvents implements EventBoundData {
        private final List<Long> people = new java.util.ArrayList<>();
        private int rows;

        @Override
        public Future<List<Long>> people(SqlClient transaction, long organisationId, Instant now, int limit) {
            return transaction
                    .preparedQuery(
                            """
                            select id from contact
                            where organisation_id = $1 and id = any ($2) and erased_at is null
                            order by id limit $3
                            """)
                    .execute(Tuple.of(organisationId, people.toArray(Long[]::new), limit))
                    .map(Rows.all(row -> row.getLong("id")));
        }

        @Override
        public Future<Integer> remove(SqlClient transaction, long organisationId, Instant now, int limit) {
            int cleared = organisationId == world.organisation ? Math.min(limit, rows) : 0;
            rows -= cleared;
            return Future.succeededFuture(cleared);
        }

        @Override
        public Future<Void> close(SqlClient transaction, long organisationId, Instant now) {
            return Future.succeededFuture();
        }
    }

    @Test
    void whatIsHeldOnAPersonCanBeExported() {
        long contact = knownEverywhere();
        JsonArray deliveries =
                records.get(0).export(world.pool(), world.organisation, contact).await();
        assertThat(deliveries.encode()).contains("Zébulon").contains("\"state\":\"queued\"");
        JsonArray inbound =
                records.get(1).export(world.pool(), world.organisation, contact).await();
        assertThat(inbound.encode()).contains("je suis Zébulon").contains("conversation");
        JsonArray imports =
                records.get(2).export(world.pool(), world.organisation, contact).await();
        assertThat(imports).hasSize(2);
        assertThat(records.get(3)
                        .export(world.pool(), world.organisation, contact)
                        .await())
                .isEmpty();
        assertThat(records.get(0).export(world.pool(), world.other, contact).await())
                .isEmpty();
    }

    private long occasional(org.relais.contact.AddressId address) {
        long contact = world.seen(address).contactId();
        world.apply(ConsentEvent.classChange(
                world.organisation, contact, ConsentClass.OCCASIONAL, world.now.get(), EventSource.CONSOLE));
        return contact;
    }

    /** A subscriber of whom every table that can know a person knows something. */
    private long knownEverywhere() {
        long contact = world.subscriber(phone(NUMBER));
        new ContactStore()
                .update(
                        world.pool(),
                        world.organisation,
                        contact,
                        new ContactDetails(
                                "Zébulon",
                                "fr",
                                "Europe/Paris",
                                "Zébulonville",
                                List.of("Zébulon"),
                                new JsonObject().put("nom", "Zébulon"),
                                "Zébulon-77"),
                        world.now.get())
                .await();
        world.apply(ConsentEvent.stop(world.organisation, contact, world.now.get(), EventSource.WEBHOOK)
                .from("whatsapp", "wamid.677001122")
                .words("Zébulon ne veut plus", "fr"));
        long sender = world.rows(
                        "insert into sender (organisation_id, channel, external_id, name, created_at) values ($1, 'whatsapp', '1', 'x', now()) returning id",
                        world.organisation)
                .get(0)
                .getLong(0);
        world.rows(
                """
                insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event,
                                   organisation_id, contact_id, processed_at, outcome)
                values ('whatsapp', '1', 'wamid.1', 'MESSAGE', now(), now(),
                        '{"from": [{"kind": "phone", "identifier": "+33677001122"}], "text": "je suis Zébulon"}', $1, $2, now(), 'applied')
                """,
                world.organisation,
                contact);
        world.rows(
                """
                insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event, processed_at, outcome)
                values ('whatsapp', '1', 'status.677001122', 'STATUS', now(), now(),
                        '{"from": [{"kind": "phone", "identifier": "+33677001122"}]}', now(), 'applied')
                """);
        world.rows(
                """
                insert into inbound_message (organisation_id, contact_id, sender_id, event_key, text, received_at)
                values ($1, $2, $3, 'wamid.677001122', 'je suis Zébulon', now())
                """,
                world.organisation,
                contact,
                sender);
        world.rows(
                """
                insert into conversation (contact_id, organisation_id, state, data, updated_at, expires_at)
                values ($2, $1, 'call.result', '{"said": "Zébulon"}', now(), now())
                """,
                world.organisation,
                contact);
        world.rows(
                """
                with text as (
                    insert into message (organisation_id, spec, created_at)
                    values ($1, '{"language": "fr", "mention": false, "body": {"fr": "Merci Zébulon"}}', now()) returning id
                )
                insert into delivery (organisation_id, contact_id, message_id, sender_id, address_id, not_before, queued_at,
                                      priority, state, purpose, external_id, variables)
                select $1, $2, text.id, $3, a.id, now(), now(), 1, s.state, 'reply', 'wamid.677001122', '{"nom": "Zébulon"}'
                from text, address a, unnest(array['queued', 'read']) s (state) where a.contact_id = $2
                """,
                world.organisation,
                contact,
                sender);
        world.rows(
                """
                with job as (
                    insert into import_job (organisation_id, kind, state, file_name, options, created_by, created_at)
                    values ($1, 'contacts', 'uploaded', 'people.csv', '{}', 'owner', now()) returning id
                )
                insert into import_row (import_id, row_number, line, phone, name, cells, refusal)
                select id, 1, 2, '+33677001122', 'Zébulon', null, null::text[] from job
                union all
                select id, 2, 3, null, null, array['Zébulon', '06 77 00 11 22'], array['class'] from job
                """,
                world.organisation);
        return contact;
    }

    /** Every table with a row in which this text stands, whatever the column. */
    private List<String> tablesThatSay(String text) {
        return world
                .rows(
                        "select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' order by 1")
                .stream()
                .map(row -> row.getString(0))
                .filter(table -> world.count(
                                "select count(*) from " + table + " t where position('" + text + "' in t::text) > 0")
                        > 0)
                .toList();
    }
}
