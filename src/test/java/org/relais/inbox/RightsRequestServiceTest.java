package org.relais.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.consent.stopword.RightsKind;
import org.relais.database.Database;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.inbox.RightsCase.State;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** A right exercised in a person's own words waits for its answer with the legal deadline, besides any stop. */
@NeedsDatabase
class RightsRequestServiceTest {
    private static final long CHAT = 9001;

    private final Fixture fixture = new Fixture();
    private final RightsRequestService requests =
            new RightsRequestService(fixture.pool(), new AuditStore(fixture.clock), fixture.clock);
    private final Actor organiser = new Actor(fixture.organisationId, "organiser:7", Role.ORGANISER, Door.CONSOLE);
    private long updates;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void erasureIsAskedOnceWithItsDeadlineBesidesTheStop() {
        say("/start");
        fixture.now.set(Instant.parse("2027-01-31T09:00:00Z"));
        say("supprimez mes données");
        assertThat(state()).isEqualTo("unsubscribed");
        say("supprimez mes données");
        List<RightsCase> open = open();
        assertThat(open).hasSize(1);
        assertThat(open.get(0).kind()).isEqualTo(RightsKind.ERASURE);
        assertThat(open.get(0).text()).isEqualTo("supprimez mes données");
        assertThat(open.get(0).dueAt())
                .as("a month, and no longer than the month is")
                .isEqualTo(Instant.parse("2027-02-28T09:00:02Z"));
        assertThat(open.get(0).overdue(Instant.parse("2027-03-01T00:00:00Z"))).isTrue();
        assertThat(fixture.rows("select detail from ledger_event where kind = 'rights_request' order by id"))
                .extracting(row -> row.getJsonObject("detail").getString("request"))
                .containsExactly("opened", "repeated");
        assertThat(fixture.count("delivery where purpose = 'confirmation'")).isOne();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Où avez-vous trouvé mon numéro ?    | ORIGIN
                    Where did you get my number?        | ORIGIN
                    Je m'oppose au traitement de mes données | OBJECTION
                    Please delete all my data           | ERASURE
                    """)
    void everyRightOpensItsRequest(String words, RightsKind right) {
        say("/start");
        say(words);
        assertThat(open()).extracting(RightsCase::kind).containsExactly(right);
    }

    @Test
    void whoAsksWhereTheDataComeFromIsAskingAndNotStopping() {
        say("/start");
        say("Où avez-vous trouvé mon numéro ?");
        assertThat(state()).isNotEqualTo("unsubscribed");
        assertThat(fixture.rows("select text from inbound_message where kind = 'message'"))
                .extracting(row -> row.getString("text"))
                .as("organisers read it")
                .containsExactly("Où avez-vous trouvé mon numéro ?");
    }

    @Test
    void aRightIsCountedOnceAndNotAsAMessageToo() {
        InboxService inbox = new InboxService(fixture.pool(), new AuditStore(fixture.clock), fixture.clock);
        say("/start");
        say("Where did you get my number?");
        assertThat(Await.result(inbox.waiting(fixture.organisationId))).isEqualTo(new InboxService.Waiting(0, 1, 0));
        assertThat(Await.result(inbox.unread(fixture.organisationId, 10))).isEmpty();
        say("When do you meet?");
        assertThat(Await.result(inbox.waiting(fixture.organisationId)))
                .as("what comes besides waits for itself")
                .isEqualTo(new InboxService.Waiting(0, 1, 1));
        assertThat(Await.result(inbox.unread(fixture.organisationId, 10)))
                .extracting(InboundMessage::text)
                .containsExactly("When do you meet?");
    }

    @Test
    void aStopDoesNotEndTheRightToAsk() {
        say("/start");
        say("STOP");
        say("Where did you get my number?");
        assertThat(open()).extracting(RightsCase::kind).containsExactly(RightsKind.ORIGIN);
        assertThat(
                        fixture.count(
                                "delivery where purpose = 'reply' and id > (select max(id) from delivery where purpose = 'confirmation')"))
                .isZero();
    }

    @Test
    void anEditAsksTooButWordsOfOthersDoNot() {
        say("/start");
        JsonObject forwarded = PlatformWebhooks.telegramText(++updates, CHAT, "Where did you get my number?", tick());
        forwarded
                .getJsonObject("message")
                .put("forward_origin", new JsonObject().put("type", "user").put("date", 1_795_000_000));
        assertThat(fixture.telegram(forwarded)).isEqualTo(200);
        assertThat(fixture.telegram(PlatformWebhooks.telegramGroupText(
                        ++updates, CHAT, -500, "Where did you get my number?", tick())))
                .isEqualTo(200);
        fixture.work();
        assertThat(open()).isEmpty();
        assertThat(fixture.telegram(
                        PlatformWebhooks.telegramEdit(++updates, CHAT, "Where did you get my number?", tick())))
                .isEqualTo(200);
        fixture.work();
        assertThat(open()).hasSize(1);
    }

    @Test
    void anAnswerClosesItAndIsWrittenDown() {
        say("supprimez mes données");
        long id = open().get(0).id();
        assertThat(Fixture.wait(requests.close(organiser, id, State.DONE, "  Effacé le 3 décembre ")))
                .isTrue();
        RightsCase closed =
                Fixture.wait(requests.find(fixture.organisationId, id)).orElseThrow();
        assertThat(closed.state()).isEqualTo(State.DONE);
        assertThat(closed.closedBy()).isEqualTo("organiser:7");
        assertThat(closed.note()).isEqualTo("Effacé le 3 décembre");
        assertThat(closed.overdue(Instant.MAX)).isFalse();
        assertThat(open()).isEmpty();
        assertThat(Fixture.wait(requests.close(organiser, id, State.DONE, null)))
                .as("once")
                .isFalse();
        assertThat(fixture.count(
                        "audit_event where action = 'rights_request.done' and subject = 'rights_request:" + id + "'"))
                .isOne();
        assertThat(
                        fixture.count(
                                "ledger_event where kind = 'rights_request' and actor = 'organiser:7' and detail ->> 'request' = 'done'"))
                .isOne();
        say("supprimez mes données");
        assertThat(open()).as("asked again is a new request").hasSize(1);
    }

    @Test
    void whatCanNotBeTakenNamesItsFieldAndChangesNothing() {
        say("supprimez mes données");
        RightsCase one = open().get(0);
        assertThatThrownBy(() -> Fixture.wait(requests.close(organiser, one.id(), State.REFUSED, " ")))
                .hasStackTraceContaining("note: must give the reason");
        assertThatThrownBy(() -> Fixture.wait(requests.close(organiser, one.id(), State.OPEN, null)))
                .hasStackTraceContaining("state: must be done or refused");
        assertThatThrownBy(() -> Fixture.wait(requests.close(organiser, one.id(), State.DONE, "x".repeat(4_001))))
                .hasStackTraceContaining("note: must not have more than 4000 characters");
        assertThatThrownBy(() -> Fixture.wait(requests.record(
                        organiser,
                        one.contactId(),
                        RightsKind.ACCESS,
                        fixture.now.get().plusSeconds(1),
                        null)))
                .hasStackTraceContaining("receivedAt: must not be in the future");
        assertThatThrownBy(() ->
                        Fixture.wait(requests.record(organiser, 4_711_000, RightsKind.ACCESS, fixture.now.get(), null)))
                .hasStackTraceContaining("no contact 4711000");
        Actor stranger = new Actor(fixture.organisationId + 1, "organiser:8", Role.OWNER, Door.CONSOLE);
        assertThat(Fixture.wait(requests.close(stranger, one.id(), State.DONE, null)))
                .isFalse();
        assertThat(open()).containsExactly(one);
    }

    @Test
    void whatCameByLetterIsWrittenDownWithTheDayItCame() {
        say("Bonjour");
        long contactId = fixture.rows("select id from contact").get(0).getLong(0);
        Instant came = fixture.now.get().minusSeconds(10 * 86_400);
        RightsCase one = Fixture.wait(
                requests.record(organiser, contactId, RightsKind.ACCESS, came, "Courrier du 15\0 novembre"));
        assertThat(one.receivedAt()).isEqualTo(came);
        assertThat(one.recordedBy()).isEqualTo("organiser:7");
        assertThat(one.text()).isEqualTo("Courrier du 15 novembre");
        RightsCase again =
                Fixture.wait(requests.record(organiser, contactId, RightsKind.ACCESS, fixture.now.get(), null));
        assertThat(again).as("the first one keeps its deadline").isEqualTo(one);
        assertThat(fixture.count("audit_event where action = 'rights_request.opened'"))
                .isOne();
    }

    @Test
    void theNearestDeadlineComesFirstPageByPage() {
        for (int index = 0; index < 5; index++) {
            assertThat(fixture.telegram(PlatformWebhooks.telegramText(
                            ++updates, 100 + index, "Where did you get my number?", tick())))
                    .isEqualTo(200);
        }
        fixture.work();
        List<RightsCase> first = Fixture.wait(requests.page(fixture.organisationId, State.OPEN, 0, 3));
        List<RightsCase> second = Fixture.wait(
                requests.page(fixture.organisationId, State.OPEN, first.get(2).id(), 3));
        assertThat(first).hasSize(3);
        assertThat(second).hasSize(2);
        assertThat(first.get(2).dueAt()).isBeforeOrEqualTo(second.get(0).dueAt());
        assertThat(second).doesNotContainAnyElementsOf(first);
    }

    @Test
    void whatALinkAnsweredIsFoundAmongAllThatWasEverAnswered() {
        fixture.rows(
                """
                insert into rights_request (organisation_id, contact_id, kind, received_at, due_at, state, closed_at, closed_by,
                                            link_hash, link_until)
                select %d, n, 'access', now(), now(), 'done', now(), 'organiser:7',
                       case when n <= 2 then sha256(n::text::bytea) end,
                       case when n <= 2 then timestamptz '2026-12-31T00:00:00Z' end
                from generate_series(1, 3000) n
                """
                        .formatted(fixture.organisationId));
        fixture.rows("analyze rights_request");
        fixture.rows("select pg_stat_force_next_flush()");
        Pool one = Database.pool(fixture.vertx, fixture.database.address(), 1);
        long before = read(one);

        assertThat(Fixture.wait(new RightsRequestService(one, new AuditStore(fixture.clock), fixture.clock)
                        .linked(fixture.organisationId, 10)))
                .extracting(RightsCase::contactId)
                .containsExactlyInAnyOrder(1L, 2L);

        assertThat(read(one) - before).isLessThan(20);
        Fixture.wait(one.close());
    }

    /** Requests and their entries that were read until now, those of this connection among them. */
    private static long read(Pool pool) {
        Fixture.wait(pool.query("select pg_stat_force_next_flush()").execute());
        return Fixture.wait(pool.query(
                                """
                                select (select seq_tup_read from pg_stat_user_tables where relname = 'rights_request')
                                       + (select sum(idx_tup_read) from pg_stat_user_indexes
                                          where relname = 'rights_request')::bigint
                                """)
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private Instant tick() {
        return fixture.now.updateAndGet(now -> now.plusSeconds(2));
    }

    private void say(String text) {
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(++updates, CHAT, text, tick())))
                .isEqualTo(200);
        fixture.work();
    }

    private List<RightsCase> open() {
        return Fixture.wait(requests.page(fixture.organisationId, State.OPEN, 0, 10));
    }

    private String state() {
        return fixture.rows("select state from consent").get(0).getString(0);
    }
}
