package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.OptInQuestion;
import org.relais.inbound.intake.HoldQuestion;
import org.relais.testing.NeedsDatabase;

/** A stop, from the webhook to its confirmation: commit, drain, answer, and only then the last word. */
@NeedsDatabase
class StopPathTest {
    private static final String PHONE = "33612345678";
    private static final long CHAT = 9001;
    private static final Instant START = Fixture.START;

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void isCommittedThenWaitedForThenAnsweredThenConfirmed() {
        subscribe();
        fixture.enforcer.hold();
        Future<HttpResponse<Buffer>> answer = stopLater("wamid.stop", START.plusSeconds(60));
        Fixture.until(() -> !fixture.enforcer.asked.isEmpty());
        // (1) is committed while (2) and (3) are still under way …
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.count("ledger_event where kind = 'opt_out'")).isOne();
        assertThat(answer.isComplete()).isFalse();
        // … and holds up nobody else.
        assertThat(fixture.whatsApp(
                        PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.x", "33700000000", "Bonjour", START))))
                .isEqualTo(200);
        assertThat(fixture.whatsApp(
                        PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.y", "33700000001", "STOPS", START))))
                .isEqualTo(200);
        fixture.worker.start();
        Fixture.until(() -> fixture.count("inbound_message") == 2);
        assertThat(confirmations()).isZero();
        assertThat(answer.isComplete()).isFalse();

        fixture.enforcer.release();
        assertThat(Fixture.wait(answer).statusCode()).isEqualTo(200);
        fixture.work();
        assertThat(confirmations()).isOne();
        JsonObject spec = fixture.rows(
                        """
                        select m.spec from delivery d join message m on m.id = d.message_id
                        where d.purpose = 'confirmation'
                        """)
                .get(0)
                .getJsonObject("spec");
        assertThat(spec.getJsonObject("body").getString("fr"))
                .contains("Asso du quartier")
                .contains("START");
    }

    @Test
    void aRedeliveryWaitsForTheSameDrainAndAddsNothing() {
        subscribe();
        fixture.enforcer.hold();
        Future<HttpResponse<Buffer>> first = stopLater("wamid.stop", START.plusSeconds(60));
        Fixture.until(() -> !fixture.enforcer.asked.isEmpty());
        Future<HttpResponse<Buffer>> second = stopLater("wamid.stop", START.plusSeconds(60));
        Fixture.until(() -> fixture.enforcer.asked.size() == 2);
        assertThat(first.isComplete() || second.isComplete()).isFalse();
        fixture.enforcer.release();
        assertThat(Fixture.wait(first).statusCode()).isEqualTo(200);
        assertThat(Fixture.wait(second).statusCode()).isEqualTo(200);
        int asked = fixture.enforcer.asked.size();
        assertThat(Fixture.wait(stopLater("wamid.stop", START.plusSeconds(60))).statusCode())
                .isEqualTo(200);
        assertThat(fixture.enforcer.asked)
                .as("what is over is not waited for again")
                .hasSize(asked);
        fixture.work();
        assertThat(confirmations()).isOne();
        assertThat(fixture.count("ledger_event where kind = 'opt_out'")).isOne();
    }

    @Test
    void aStopThatCouldNotBeDrainedIsNotAnsweredAndItsRedeliveryIs() {
        subscribe();
        fixture.enforcer.fail(true);
        assertThat(Fixture.wait(stopLater("wamid.stop", START.plusSeconds(60))).statusCode())
                .isEqualTo(503);
        assertThat(state()).isEqualTo("unsubscribed");
        fixture.enforcer.fail(false);
        fixture.enforcer.hold();
        Future<HttpResponse<Buffer>> again = stopLater("wamid.stop", START.plusSeconds(60));
        Fixture.until(() -> fixture.enforcer.asked.size() == 2);
        assertThat(again.isComplete()).isFalse();
        fixture.enforcer.release();
        assertThat(Fixture.wait(again).statusCode()).isEqualTo(200);
        fixture.work();
        assertThat(confirmations()).isOne();
        assertThat(fixture.count("ledger_event where kind = 'opt_out'")).isOne();
    }

    @Test
    void whenTheProcessDiesBetweenCommitAndDrainAnotherNodeSeesItThrough() {
        subscribe();
        fixture.enforcer.fail(true);
        assertThat(Fixture.wait(stopLater("wamid.stop", START.plusSeconds(60))).statusCode())
                .isEqualTo(503);
        fixture.enforcer.fail(false);
        int asked = fixture.enforcer.asked.size();
        fixture.worker.start();
        fixture.worker.wake();
        assertThat(confirmations())
                .as("the node that took it in is given its time")
                .isZero();
        fixture.now.set(START.plus(Duration.ofMinutes(5)));
        fixture.worker.wake();
        Fixture.until(() -> confirmations() == 1);
        assertThat(fixture.enforcer.asked.size()).isGreaterThan(asked);
        fixture.work();
        assertThat(confirmations()).isOne();
    }

    @Test
    void whatANodeCancelledBeforeItDiedIsToldByTheOneThatTakesItUp() {
        subscribe();
        fixture.enforcer.fail(true);
        assertThat(Fixture.wait(stopLater("wamid.stop", START.plusSeconds(60))).statusCode())
                .isEqualTo(503);
        // The welcome stands for whatever was queued: the first node had cancelled it when it died.
        fixture.rows("update delivery set state = 'cancelled', reason = 'stopped', settled_at = '"
                + fixture.now.get().plusSeconds(1) + "' where purpose = 'reply'");
        fixture.enforcer.fail(false);
        fixture.now.set(START.plus(Duration.ofMinutes(5)));
        fixture.work();
        assertThat(fixture.rows("select detail from ledger_event where kind = 'blocked'"))
                .extracting(row -> row.getJsonObject("detail").getInteger("cancelled"))
                .containsExactly(1);
        assertThat(confirmations()).isOne();
    }

    @Test
    void whenTheProcessDiesBetweenDrainAndConfirmationTheInboxStillOwesIt() {
        subscribe();
        assertThat(Fixture.wait(stopLater("wamid.stop", START.plusSeconds(60))).statusCode())
                .isEqualTo(200);
        // No worker has run yet: the process could have died here.
        assertThat(confirmations()).isZero();
        Fixture.until(() ->
                fixture.count("inbox where effect = 'stop' and processed_at is null and enforced_at is not null") == 1);
        fixture.work();
        assertThat(confirmations()).isOne();
    }

    @Test
    void whatIsStillInFlightAtTheBoundIsAnsweredAndTheConfirmationWaitsOn() {
        subscribe();
        fixture.enforcer.inFlight(List.of(4711L));
        assertThat(Fixture.wait(stopLater("wamid.stop", START.plusSeconds(60))).statusCode())
                .isEqualTo(200);
        Fixture.until(() -> fixture.count("ledger_event where kind = 'in_flight'") == 1);
        assertThat(fixture.rows("select detail from ledger_event where kind = 'in_flight'")
                        .get(0)
                        .getJsonObject("detail")
                        .getJsonArray("inFlight"))
                .containsExactly(4711);
        fixture.worker.start();
        Fixture.until(() -> fixture.count("inbox where effect = 'stop' and attempt > 0") == 1);
        assertThat(confirmations()).isZero();
        fixture.enforcer.inFlight(List.of());
        fixture.now.set(START.plus(Duration.ofMinutes(2)));
        fixture.work();
        assertThat(confirmations()).isOne();
    }

    /** Telegram tells no time of a press: it has that of the node, whose clock is ten minutes ahead. */
    @Test
    void aStopBehindAYesThatWasPressedIsLaterWhateverTheNodesClock() {
        Instant asked = START.plusSeconds(60);
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "/start somewhere", START));
        fixture.work();
        fixture.now.set(START.plus(Duration.ofMinutes(11)));
        JsonObject press = PlatformWebhooks.telegramPress(2, CHAT, OptInQuestion.YES.encode(), "Oui");
        press.getJsonObject("callback_query").getJsonObject("message").put("date", asked.getEpochSecond());
        fixture.telegram(press);
        fixture.work();
        assertThat(state()).isEqualTo("subscribed");
        fixture.now.set(START.plus(Duration.ofMinutes(13)));
        fixture.telegram(PlatformWebhooks.telegramText(3, CHAT, "STOP", asked.minusSeconds(30)));
        assertThat(state())
                .as("what was written before they were asked comes late")
                .isEqualTo("subscribed");

        assertThat(fixture.telegram(PlatformWebhooks.telegramText(4, CHAT, "STOP", asked.plusSeconds(60))))
                .isEqualTo(200);

        assertThat(state()).isEqualTo("unsubscribed");
        fixture.work();
        assertThat(confirmations()).isOne();
    }

    @Test
    void thereIsOneConfirmationPerEpisode() {
        subscribe();
        stop("wamid.1", START.plusSeconds(60));
        stop("wamid.2", START.plusSeconds(61));
        fixture.work();
        stop("wamid.3", START.plusSeconds(62));
        fixture.work();
        assertThat(confirmations()).isOne();
        text("wamid.4", "START", START.plusSeconds(120));
        fixture.work();
        assertThat(state()).isEqualTo("subscribed");
        stop("wamid.5", START.plusSeconds(180));
        stop("wamid.6", START.plusSeconds(181));
        fixture.work();
        assertThat(confirmations()).isEqualTo(2);
    }

    /** Platforms tell whole seconds, and their keys have no order: a start does not end a stop of its own second. */
    @Test
    void inOneWebhookAndOneSecondTheStopCounts() {
        for (List<String> words : List.of(List.of("START", "STOP"), List.of("STOP", "START"))) {
            for (String keys : List.of("ab", "ba")) {
                Instant at = fixture.now.get().plusSeconds(60);
                text("wamid.begin" + words + keys, "START", at);
                assertThat(state()).isEqualTo("subscribed");
                Instant second = at.plusSeconds(60);
                fixture.now.set(second);
                assertThat(fixture.whatsApp(PlatformWebhooks.whatsApp(
                                PlatformWebhooks.text(
                                        "wamid." + keys.charAt(0) + words + keys, PHONE, words.get(0), second),
                                PlatformWebhooks.text(
                                        "wamid." + keys.charAt(1) + words + keys, PHONE, words.get(1), second))))
                        .isEqualTo(200);
                assertThat(state()).as(words + " " + keys).isEqualTo("unsubscribed");
            }
        }
    }

    /** What a node believes of the time is no reason to think that a stop came before what it came behind. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3_600})
    void aNodeWhoseClockIsBehindTakesAStopForOne(int seconds) {
        subscribe();
        fixture.now.set(START.minusSeconds(seconds));
        assertThat(Fixture.wait(stopLater("wamid.stop", START.plusSeconds(60))).statusCode())
                .isEqualTo(200);
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.enforcer.asked).isNotEmpty();
        text("wamid.again", "START", START.plusSeconds(120));
        assertThat(state()).isEqualTo("subscribed");
    }

    /** Telegram tells no time of it. */
    @Test
    void aNodeWhoseClockIsBehindTakesAPressedStopForOne() {
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "/start", START));
        fixture.work();
        fixture.now.set(START.minusSeconds(3_600));
        fixture.telegram(PlatformWebhooks.telegramPress(2, CHAT, HoldQuestion.STOP.encode(), "Stop"));
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.enforcer.asked).isNotEmpty();
    }

    @Test
    void someoneUnknownWhoSaysStopIsRememberedAndConfirmedOnce() {
        stop("wamid.1", START);
        fixture.work();
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(confirmations()).isOne();
    }

    @Test
    void aStopOnOneChannelWaitsForThePersonNotTheAddress() {
        subscribe();
        stop("wamid.1", START.plusSeconds(60));
        assertThat(fixture.enforcer.asked)
                .contains(fixture.rows("select contact_id from address where identifier = '+" + PHONE + "'")
                        .get(0)
                        .getLong(0));
    }

    @Test
    void blockingTheBotIsAStopWithoutConfirmation() {
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "/start", START));
        fixture.telegram(PlatformWebhooks.telegramMember(2, CHAT, "kicked", START.plusSeconds(30)));
        fixture.work();
        assertThat(fixture.enforcer.asked).isNotEmpty();
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(confirmations()).isZero();
        fixture.telegram(PlatformWebhooks.telegramMember(3, CHAT, "member", START.plusSeconds(60)));
        fixture.work();
        assertThat(state()).as("to unblock is not to consent").isEqualTo("unsubscribed");
        assertThat(fixture.count("ledger_event where kind = 'platform_resume'")).isOne();
    }

    @Test
    void anEditToStopIsAStop() {
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "/start", START));
        fixture.telegram(PlatformWebhooks.telegramText(2, CHAT, "Bonjour", START.plusSeconds(10)));
        fixture.telegram(PlatformWebhooks.telegramEdit(3, CHAT, "STOP", START.plusSeconds(20)));
        assertThat(state()).isEqualTo("unsubscribed");
        fixture.telegram(PlatformWebhooks.telegramEdit(4, CHAT, "START", START.plusSeconds(30)));
        assertThat(state()).as("an edit is no opt-in").isEqualTo("unsubscribed");
    }

    @Test
    void whatIsSaidInAGroupIsNobodysStopAndIsNotKept() {
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "/start", START));
        fixture.telegram(PlatformWebhooks.telegramGroupText(2, CHAT, -500, "STOP", START.plusSeconds(10)));
        fixture.work();
        assertThat(state()).isEqualTo("subscribed");
        assertThat(fixture.count("inbox where event::text like '%STOP%'")).isZero();
        assertThat(fixture.count("inbound_message where text <> '/start'")).isZero();
    }

    /** The bot's own command is said to the bot: it counts for whoever wrote it, and for nobody else there. */
    @Test
    void theStopCommandInAGroupIsItsWritersStop() {
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "/start", START));
        fixture.telegram(PlatformWebhooks.telegramText(2, CHAT + 1, "/start", START));
        fixture.telegram(PlatformWebhooks.telegramGroupText(3, CHAT, -500, "/stop@another_bot", START.plusSeconds(5)));
        fixture.telegram(PlatformWebhooks.telegramGroupText(4, CHAT, -500, "/stop now", START.plusSeconds(6)));
        fixture.work();
        assertThat(state()).isEqualTo("subscribed");
        fixture.telegram(PlatformWebhooks.telegramGroupText(5, CHAT, -500, "/stop", START.plusSeconds(10)));
        fixture.work();
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.count("consent where state = 'subscribed'")).isOne();
    }

    @Test
    void forwardedWordsAreAskedAbout() {
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "/start", START));
        JsonObject update = PlatformWebhooks.telegramText(2, CHAT, "STOP", START.plusSeconds(10));
        update.getJsonObject("message")
                .put("forward_origin", new JsonObject().put("type", "user").put("date", START.getEpochSecond()));
        fixture.telegram(update);
        assertThat(state()).isEqualTo("held");
    }

    @Test
    void theQuickReplyOfATemplateThatSaysStopIsAStop() {
        subscribe();
        fixture.whatsApp(PlatformWebhooks.whatsApp(
                PlatformWebhooks.templateButton("wamid.b", PHONE, "STOP_PROMOTIONS", "STOP", START.plusSeconds(60))));
        assertThat(state()).isEqualTo("unsubscribed");
    }

    @Test
    void aQuickReplyWithTheWordOnEitherSideIsAStop() {
        subscribe();
        fixture.whatsApp(PlatformWebhooks.whatsApp(
                PlatformWebhooks.templateButton("wamid.b", PHONE, "STOP", "Plus tard", START.plusSeconds(60))));
        assertThat(state()).isEqualTo("unsubscribed");
        text("wamid.again", "START", START.plusSeconds(120));
        assertThat(state()).isEqualTo("subscribed");
        fixture.now.set(START.plusSeconds(180));
        fixture.whatsApp(PlatformWebhooks.whatsApp(
                PlatformWebhooks.templateButton("wamid.c", PHONE, "START", "Se désabonner", START.plusSeconds(180))));
        assertThat(state()).as("a stop beats a start on one button").isEqualTo("unsubscribed");
    }

    @Test
    void oneWebhookMayHoldManyPeopleAndAllAreWaitedFor() {
        JsonObject[] stops = new JsonObject[40];
        for (int index = 0; index < stops.length; index++) {
            stops[index] = PlatformWebhooks.text("wamid." + index, "336000000" + (10 + index), "STOP", START);
        }
        assertThat(fixture.whatsApp(PlatformWebhooks.whatsApp(stops))).isEqualTo(200);
        assertThat(fixture.enforcer.asked).doesNotHaveDuplicates().hasSize(40);
        fixture.work();
        assertThat(confirmations()).isEqualTo(40);
    }

    @Test
    void anEventForASenderThatNobodyHasChangesNothing() {
        JsonObject body = PlatformWebhooks.whatsAppValue(
                PlatformWebhooks.OTHER_PHONE_NUMBER_ID,
                new JsonObject()
                        .put(
                                "messages",
                                new io.vertx.core.json.JsonArray()
                                        .add(PlatformWebhooks.text("w", PHONE, "STOP", START))));
        assertThat(fixture.whatsApp(body)).isEqualTo(200);
        fixture.work();
        assertThat(fixture.count("contact")).isZero();
        assertThat(fixture.rows("select outcome from inbox").get(0).getString(0))
                .isEqualTo("unknown_sender");
    }

    private void subscribe() {
        text("wamid.start", "START", START);
        fixture.work();
        assertThat(state()).isEqualTo("subscribed");
        fixture.enforcer.asked.clear();
    }

    private void stop(String wamid, Instant at) {
        text(wamid, "STOP", at);
    }

    /** Our clock never lags behind the platform's: what it says of the future would count as now. */
    private void text(String wamid, String text, Instant at) {
        fixture.now.updateAndGet(now -> now.isBefore(at) ? at : now);
        assertThat(fixture.whatsApp(PlatformWebhooks.whatsApp(PlatformWebhooks.text(wamid, PHONE, text, at))))
                .isEqualTo(200);
    }

    private Future<HttpResponse<Buffer>> stopLater(String wamid, Instant at) {
        return fixture.whatsAppLater(PlatformWebhooks.whatsApp(PlatformWebhooks.text(wamid, PHONE, "STOP", at)));
    }

    private String state() {
        return fixture.rows("select state from consent where contact_id = (select min(contact_id) from address)")
                .get(0)
                .getString(0);
    }

    private long confirmations() {
        return fixture.count("delivery where purpose = 'confirmation'");
    }
}
