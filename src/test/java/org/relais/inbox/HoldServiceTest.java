package org.relais.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.conversation.words.PaceWish.Pace;
import org.relais.inbound.reply.Fixture;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.inbox.HoldService.Settled;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** What an organiser sees of a hold, and how it is settled when the person does not answer. */
@NeedsDatabase
class HoldServiceTest {
    private static final String PHONE = "33612345678";
    private static final long CHAT = 9001;

    /** Holds again: what is neither a wish for less, which answers the question, nor a second refusal, which is a stop. */
    private static final String DOUBTFUL = "Arrêtez de m'envoyer des sondages, le reste ça va";

    private final Fixture fixture = new Fixture();
    private final HoldService holds =
            new HoldService(fixture.pool(), fixture.consent, new AuditStore(fixture.clock), fixture.clock, List.of());
    private final Actor organiser = new Actor(fixture.organisationId, "organiser:7", Role.ORGANISER, Door.CONSOLE);
    private long events;

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void whoIsHeldIsListedWithTheWordsAndTheQuestion(String channel) {
        say(channel, "START");
        say(channel, "trop de messages");
        say(channel, "Bonjour");
        say(channel, DOUBTFUL);
        List<HeldPerson> held = page();
        assertThat(held).hasSize(1);
        HeldPerson person = held.get(0);
        assertThat(person.channel()).isEqualTo(channel);
        assertThat(person.consentClass()).isEqualTo(ConsentClass.REGULAR);
        assertThat(person.interrupted()).isEqualTo(ConsentState.SUBSCRIBED);
        assertThat(person.words()).containsExactly("trop de messages", DOUBTFUL);
        assertThat(person.rule()).isNotBlank();
        assertThat(person.question().text()).contains("Asso du quartier");
        assertThat(person.question().state()).isEqualTo("queued");
        assertThat(fixture.count("consent where state = 'held'")).isOne();
        assertThat(fixture.count("delivery where purpose = 'question'")).isOne();
    }

    @Test
    void aWishForLessIsAThirdChoice() {
        say("telegram", "/start");
        say("telegram", "trop de messages");
        HeldPerson person = page().get(0);
        assertThat(person.wishesLess()).isTrue();
        assertThat(Fixture.wait(holds.release(organiser, person.contactId(), person.heldAt(), Pace.MONTH)))
                .isEqualTo(Settled.RELEASED);
        assertThat(state()).isEqualTo("subscribed");
        assertThat(fixture.count("contact where pace = 'month'")).isOne();
        assertThat(fixture.count("audit_event where action = 'hold.release' and detail ->> 'pace' = 'month'"))
                .isOne();
    }

    @Test
    void aReleaseGivesBackWhatTheHoldInterrupted() {
        say("telegram", "/start");
        say("telegram", "trop de messages");
        HeldPerson person = page().get(0);
        assertThat(refusal()).isEqualTo("held");
        assertThat(Fixture.wait(holds.release(organiser, person.contactId(), person.heldAt())))
                .isEqualTo(Settled.RELEASED);
        assertThat(state()).isEqualTo("subscribed");
        assertThat(refusal()).isNull();
        assertThat(page()).isEmpty();
        Row event = fixture.rows("select actor, source from ledger_event where kind = 'release'")
                .get(0);
        assertThat(event.getString("actor")).isEqualTo("organiser:7");
        assertThat(event.getString("source")).isEqualTo("console");
        assertThat(fixture.rows("select state, state_by from inbound_message where kind = 'hold'"))
                .extracting(row -> row.getString("state") + " " + row.getString("state_by"))
                .containsExactly("read organiser:7");
        assertThat(fixture.count("audit_event where action = 'hold.release' and actor = 'organiser:7'"))
                .isOne();
        say("telegram", "trop de messages");
        assertThat(fixture.count("delivery where purpose = 'question'"))
                .as("a new hold asks anew")
                .isEqualTo(2);
    }

    /** They were told so: what an organiser thinks of their words does not break it. */
    @ParameterizedTest
    @ValueSource(
            strings = {"C’est bon, arrêtez un peu avec vos messages", "je fais une pause de 2 mois", "une pause svp"})
    void whoWasGrantedAPauseHasItUntilTheySaySo(String words) {
        InboxService inbox = new InboxService(fixture.pool(), new AuditStore(fixture.clock), fixture.clock);
        say("telegram", "/start");
        say("telegram", words);
        HeldPerson person = page().get(0);
        assertThat(person.pause()).isNotNull();
        assertThat(person.question().text()).contains("CONTINUER");
        assertThat(Fixture.wait(inbox.waiting(fixture.organisationId)).held()).isOne();

        assertThat(Fixture.wait(holds.release(organiser, person.contactId(), person.heldAt())))
                .isEqualTo(Settled.PAUSED);
        assertThat(state()).isEqualTo("held");
        assertThat(refusal()).isEqualTo("held");
        assertThat(page()).as("nothing is left to decide").isEmpty();
        assertThat(Fixture.wait(inbox.waiting(fixture.organisationId)).held()).isZero();
        assertThat(Fixture.wait(holds.find(fixture.organisationId, person.contactId()))
                        .orElseThrow()
                        .pause()
                        .kept())
                .isTrue();
        assertThat(fixture.rows("select action, actor from audit_event where action like 'hold.%'"))
                .extracting(row -> row.getString("action") + " " + row.getString("actor"))
                .containsExactly("hold.pause organiser:7");
        assertThat(fixture.count("ledger_event where kind = 'release'")).isZero();
        assertThat(fixture.count("inbound_message where kind = 'hold' and state = 'new'"))
                .isZero();

        say("telegram", DOUBTFUL);
        assertThat(page()).as("what they write since is to be read again").hasSize(1);
        say("telegram", "CONTINUER");
        assertThat(state()).isEqualTo("subscribed");
        assertThat(refusal()).isNull();
    }

    @Test
    void aReleaseSubscribesNobodyWhoNeverAgreed() {
        say("telegram", "trop de messages");
        HeldPerson person = page().get(0);
        assertThat(person.interrupted()).isEqualTo(ConsentState.PENDING);
        assertThat(Fixture.wait(holds.release(organiser, person.contactId(), person.heldAt())))
                .isEqualTo(Settled.RELEASED);
        assertThat(state()).isEqualTo("pending");
    }

    @Test
    void whatWasWrittenSinceIsToBeReadFirst() {
        say("telegram", "/start");
        say("telegram", "trop de messages");
        HeldPerson seen = page().get(0);
        say("telegram", DOUBTFUL);
        assertThat(Fixture.wait(holds.release(organiser, seen.contactId(), seen.heldAt())))
                .isEqualTo(Settled.NEWER_WORDS);
        assertThat(state()).isEqualTo("held");
        HeldPerson read = page().get(0);
        assertThat(Fixture.wait(holds.release(organiser, read.contactId(), read.heldAt())))
                .isEqualTo(Settled.RELEASED);
    }

    @Test
    void whatThePersonHasSettledIsNotSettledAgain() {
        say("telegram", "/start");
        say("telegram", "faut arrêter là");
        HeldPerson seen = page().get(0);
        fixture.sent();
        say("telegram", "oui");
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.count("inbound_message where kind = 'hold' and state = 'read'"))
                .as("the words wait for nobody any more")
                .isOne();
        assertThat(Fixture.wait(holds.release(organiser, seen.contactId(), seen.heldAt())))
                .isEqualTo(Settled.NOT_HELD);
        assertThat(Fixture.wait(holds.stop(organiser, seen.contactId()))).isEqualTo(Settled.NOT_HELD);
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.count("audit_event where action like 'hold.%'")).isZero();
    }

    @Test
    void aStopByAnOrganiserIsAStopLikeAnyOther() {
        say("telegram", "/start");
        say("telegram", "trop de messages");
        fixture.enforcer.asked.clear();
        long contactId = page().get(0).contactId();
        assertThat(Fixture.wait(holds.stop(organiser, contactId))).isEqualTo(Settled.STOPPED);
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.enforcer.asked).containsExactly(contactId);
        assertThat(fixture.count("suppression where reason = 'opt_out'")).isOne();
        assertThat(page()).isEmpty();
        press("r1:hold:continue:"
                + fixture.rows("select id from ledger_event where kind = 'hold'")
                        .get(0)
                        .getLong(0));
        assertThat(state()).as("the question's old button undoes no stop").isEqualTo("unsubscribed");
        // The stop counts from the database's clock, which is ahead of this world's.
        fixture.now.set(Instant.now().plusSeconds(60));
        say("telegram", "/start");
        assertThat(state()).as("the person's own act does").isEqualTo("subscribed");
    }

    @Test
    void pagesAreCutByTheHoldAndStayWithinOneOrganisation() {
        for (long chat = 1; chat <= 5; chat++) {
            assertThat(fixture.telegram(
                            PlatformWebhooks.telegramText(++events, 100 + chat, "trop de messages", Fixture.START)))
                    .isEqualTo(200);
        }
        fixture.work();
        List<HeldPerson> first = Fixture.wait(holds.page(fixture.organisationId, 0, 3));
        List<HeldPerson> second =
                Fixture.wait(holds.page(fixture.organisationId, first.get(2).holdEventId(), 3));
        assertThat(first).hasSize(3);
        assertThat(second).hasSize(2);
        assertThat(first)
                .extracting(HeldPerson::contactId)
                .doesNotContainAnyElementsOf(
                        second.stream().map(HeldPerson::contactId).toList());
        long other = fixture.rows(
                        """
                        insert into organisation (slug, name, kind, purpose, language, created_at)
                        values ('other', 'Autre', 'association', '{}', 'fr', '2026-01-01T00:00:00Z') returning id
                        """)
                .get(0)
                .getLong("id");
        Actor stranger = new Actor(other, "organiser:8", Role.OWNER, Door.CONSOLE);
        assertThat(Fixture.wait(holds.page(other, 0, 10))).isEmpty();
        assertThat(Fixture.wait(holds.find(other, first.get(0).contactId()))).isEmpty();
        assertThat(Fixture.wait(holds.stop(stranger, first.get(0).contactId()))).isEqualTo(Settled.NOT_HELD);
    }

    @Test
    void theWordsOfAHoldWaitOnceAndACardIsNamedAndNotKept() {
        InboxService inbox = new InboxService(fixture.pool(), new AuditStore(fixture.clock), fixture.clock);
        say("telegram", "/start");
        Instant at = fixture.now.updateAndGet(now -> now.plusSeconds(2));
        JsonObject update = PlatformWebhooks.telegramText(++events, CHAT, "", at);
        update.getJsonObject("message")
                .put(
                        "contact",
                        new JsonObject().put("phone_number", "+33612345699").put("first_name", "Zoe"))
                .remove("text");
        assertThat(fixture.telegram(update)).isEqualTo(200);
        fixture.work();
        say("telegram", "trop de messages");
        assertThat(Fixture.wait(inbox.waiting(fixture.organisationId))).isEqualTo(new InboxService.Waiting(1, 0, 1));
        List<InboundMessage> unread = Fixture.wait(inbox.unread(fixture.organisationId, 10));
        assertThat(unread).hasSize(1);
        assertThat(unread.get(0).content()).isEqualTo(InboundMessage.Content.CARD);
        assertThat(unread.get(0).text()).isEmpty();
        say("telegram", "STOP");
        assertThat(Fixture.wait(inbox.waiting(fixture.organisationId))).isEqualTo(new InboxService.Waiting(0, 0, 0));
        assertThat(fixture.count("inbound_message where kind = 'hold' and state = 'new'"))
                .isZero();
    }

    private void say(String channel, String text) {
        Instant at = fixture.now.updateAndGet(now -> now.plusSeconds(2));
        long event = ++events;
        assertThat(
                        channel.equals("telegram")
                                ? fixture.telegram(PlatformWebhooks.telegramText(event, CHAT, text, at))
                                : fixture.whatsApp(PlatformWebhooks.whatsApp(
                                        PlatformWebhooks.text("wamid." + event, PHONE, text, at))))
                .isEqualTo(200);
        fixture.work();
    }

    private void press(String payload) {
        fixture.now.updateAndGet(now -> now.plusSeconds(2));
        assertThat(fixture.telegram(PlatformWebhooks.telegramPress(++events, CHAT, payload, "label")))
                .isEqualTo(200);
        fixture.work();
    }

    private List<HeldPerson> page() {
        return Fixture.wait(holds.page(fixture.organisationId, 0, 10));
    }

    private String state() {
        return fixture.rows("select state from consent").get(0).getString(0);
    }

    private String refusal() {
        return fixture.rows("select refusal from messageable_contact").get(0).getString(0);
    }
}
