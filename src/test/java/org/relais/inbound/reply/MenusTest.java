package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.NeedsDatabase;

/** The same words and buttons get the same answers on every channel, once each, whatever is delivered again. */
@NeedsDatabase
class MenusTest {
    private static final String PHONE = "33612345678";
    private static final long CHAT = 9001;

    private final Fixture fixture = new Fixture();
    private final Answers answers = new Answers(fixture);
    private long events;

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void everyCommandHasItsAnswerInThePersonsLanguage(String channel) {
        say(channel, "START");
        assertThat(answers.last())
                .contains("Bienvenue")
                .contains("la vie du quartier")
                .contains("STOP");
        say(channel, "aide");
        assertThat(answers.last()).contains("LANGUE").contains("la vie du quartier");
        say(channel, "ACTIONS");
        assertThat(answers.last()).contains("pas d’action pour vous");
        say(channel, "stats");
        assertThat(answers.last()).contains("rien à compter");
        say(channel, "langue anglais");
        assertThat(answers.last()).contains("in English");
        say(channel, "/help");
        assertThat(answers.last()).contains("LANGUAGE").contains("life around here");
        say(channel, "actions");
        assertThat(answers.last()).contains("nothing for you to do");
        say(channel, "unstop");
        assertThat(answers.last()).contains("already receive");
        assertThat(answers.all()).hasSize(8);
        assertThat(fixture.count("inbound_message where kind <> 'understood'"))
                .as("none of it is left to organisers")
                .isZero();
        assertThat(fixture.count("inbound_message where kind = 'understood' and state = 'answered'"))
                .as("and all of it stands in the conversation")
                .isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void theMenuOfLanguagesIsAnsweredByButtonNumberOrLabel(String channel) {
        say(channel, "START");
        say(channel, "Langue");
        JsonArray buttons = answers.spec("reply").getJsonArray("buttons");
        assertThat(buttons).hasSize(2);
        press(channel, buttons.getJsonObject(1).getString("payload"));
        assertThat(answers.last()).contains("in English");
        say(channel, "LANGUAGE");
        fixture.sent();
        say(channel, "1");
        assertThat(answers.last()).contains("en français");
        say(channel, "langue");
        fixture.sent();
        say(channel, "english");
        assertThat(answers.last()).contains("in English");
        assertThat(fixture.rows("select language from contact").get(0).getString(0))
                .isEqualTo("en");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void aButtonThatNobodyKnowsAnyMoreSaysSo(String channel) {
        say(channel, "START");
        press(channel, "r1:call:result:7:reached");
        assertThat(answers.last()).contains("plus possible");
        assertThat(fixture.count("inbound_message where kind <> 'understood'")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void aStartAfterAStopBeginsANewSubscription(String channel) {
        say(channel, "START");
        say(channel, "STOP");
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.count("delivery where purpose = 'confirmation'")).isOne();
        long before = answers.all().size();
        for (String words : new String[] {"AIDE", "langue", "ACTIONS", "Bonjour", "oui"}) {
            say(channel, words);
        }
        assertThat(answers.all()).as("nothing is said to who has stopped").hasSize((int) before);
        say(channel, channel.equals("telegram") ? "/start" : "Start");
        assertThat(state()).isEqualTo("subscribed");
        assertThat(answers.last()).contains("Bienvenue");
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void aReceiptForWhatNobodyUnderstandsIsWholeAfterADayWithoutOneAndShortOtherwise(String channel) {
        say(channel, "START");
        long before = answers.all().size();
        say(channel, "Je peux apporter une table");
        assertThat(answers.last()).contains("transmis à l’Asso du quartier");
        say(channel, "et deux chaises");
        fixture.now.updateAndGet(now -> now.plus(Duration.ofHours(23)));
        say(channel, "et une nappe");
        assertThat(answers.all()).hasSize((int) before + 3);
        assertThat(answers.all().subList((int) before, (int) before + 3))
                .as("nobody reads the same twice running")
                .doesNotHaveDuplicates();
        assertThat(answers.last()).doesNotContain("transmis");
        fixture.now.updateAndGet(now -> now.plus(Duration.ofHours(25)));
        say(channel, "et des couverts");
        assertThat(answers.all()).hasSize((int) before + 4);
        assertThat(answers.last()).contains("transmis à l’Asso du quartier");
        assertThat(fixture.count("inbound_message where state = 'new'")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void whateverIsDeliveredAgainIsAnsweredOnce(String channel) {
        for (String words :
                List.of("START", "aide", "langue", "Je peux apporter une table", "trop de messages", "STOP")) {
            JsonObject webhook = text(channel, words);
            Future<HttpResponse<Buffer>> first = later(channel, webhook);
            Future<HttpResponse<Buffer>> second = later(channel, webhook);
            assertThat(Fixture.wait(first).statusCode()).isEqualTo(200);
            assertThat(Fixture.wait(second).statusCode()).isEqualTo(200);
            fixture.work();
            Map<String, Long> after = counts();
            assertThat(Fixture.wait(later(channel, webhook)).statusCode()).isEqualTo(200);
            fixture.work();
            assertThat(counts()).as(words).isEqualTo(after);
        }
        assertThat(counts())
                .isEqualTo(Map.of(
                        "reply",
                        4L,
                        "question",
                        1L,
                        "confirmation",
                        1L,
                        "inbound_message",
                        5L,
                        "inbox",
                        6L,
                        "ledger",
                        4L));
    }

    private Map<String, Long> counts() {
        return Map.of(
                "reply", fixture.count("delivery where purpose = 'reply'"),
                "question", fixture.count("delivery where purpose = 'question'"),
                "confirmation", fixture.count("delivery where purpose = 'confirmation'"),
                "inbound_message", fixture.count("inbound_message"),
                "inbox", fixture.count("inbox"),
                "ledger", fixture.count("ledger_event"));
    }

    private JsonObject text(String channel, String words) {
        Instant at = fixture.now.updateAndGet(now -> now.plusSeconds(2));
        long event = ++events;
        return channel.equals("telegram")
                ? PlatformWebhooks.telegramText(event, CHAT, words, at)
                : PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid." + event, PHONE, words, at));
    }

    private Future<HttpResponse<Buffer>> later(String channel, JsonObject webhook) {
        return channel.equals("telegram") ? fixture.telegramLater(webhook) : fixture.whatsAppLater(webhook);
    }

    private void say(String channel, String words) {
        assertThat(Fixture.wait(later(channel, text(channel, words))).statusCode())
                .isEqualTo(200);
        fixture.work();
    }

    private void press(String channel, String payload) {
        Instant at = fixture.now.updateAndGet(now -> now.plusSeconds(2));
        long event = ++events;
        JsonObject webhook = channel.equals("telegram")
                ? PlatformWebhooks.telegramPress(event, CHAT, payload, "label")
                : PlatformWebhooks.whatsApp(
                        PlatformWebhooks.replyButton("wamid." + event, PHONE, payload, "label", at));
        assertThat(Fixture.wait(later(channel, webhook)).statusCode()).isEqualTo(200);
        fixture.work();
    }

    private String state() {
        return fixture.rows("select state from consent").get(0).getString(0);
    }
}
