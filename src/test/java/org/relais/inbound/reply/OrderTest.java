package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.inbound.intake.Intake;
import org.relais.inbound.intake.WebhookRoutes;
import org.relais.testing.NeedsDatabase;

/** What counts is when it happened, not when we heard of it. */
@NeedsDatabase
class OrderTest {
    private static final String PHONE = "33612345678";
    private static final Instant START = Fixture.START;

    private final Fixture fixture = new Fixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aStartOlderThanANewerStopChangesNothingAndIsNotAnswered() {
        text("wamid.1", "STOP", START);
        text("wamid.2", "START", START.minusSeconds(60));
        fixture.work();
        assertThat(state()).isEqualTo("unsubscribed");
        assertThat(fixture.count("delivery where purpose = 'reply'")).isZero();
        assertThat(outcome("wamid.2")).isEqualTo("late");
    }

    @Test
    void aStopDeliveredAWeekLateStillApplies() {
        text("wamid.1", "START", START.minusSeconds(8 * 86_400));
        text("wamid.2", "STOP", START.minusSeconds(7 * 86_400));
        assertThat(state()).isEqualTo("unsubscribed");
    }

    @Test
    void aStopOlderThanANewerStartChangesNothing() {
        text("wamid.1", "START", START);
        text("wamid.2", "STOP", START.minusSeconds(60));
        fixture.work();
        assertThat(state()).isEqualTo("subscribed");
        assertThat(fixture.enforcer.asked).isEmpty();
        assertThat(fixture.count("delivery where purpose = 'confirmation'")).isZero();
        assertThat(outcome("wamid.2")).isEqualTo("late");
    }

    @Test
    void withinOneSecondOfThePlatformsClockArrivalDecidesForWhatArrivesInIt() {
        fixture.now.set(START.plusMillis(300));
        text("wamid.1", "STOP", START);
        fixture.now.set(START.plusMillis(700));
        text("wamid.2", "START", START);
        assertThat(state()).isEqualTo("subscribed");
        fixture.now.set(START.plusMillis(900));
        text("wamid.3", "STOP", START);
        assertThat(state()).isEqualTo("unsubscribed");
    }

    @Test
    void aStartOfTheSameSecondThatWasHeldUpUndoesNoStop() {
        fixture.now.set(START.plusMillis(300));
        text("wamid.1", "STOP", START);
        fixture.now.set(START.plusSeconds(30));
        text("wamid.2", "START", START);
        assertThat(state()).isEqualTo("unsubscribed");
    }

    @Test
    void arrivalIsWhenTheWebhookCameHoweverLongItWaitedForItsTurn() {
        try (Fixture busy = new Fixture(
                new Intake.Settings(20_000, 1_000, 1, Duration.ofSeconds(8)), WebhookRoutes.Settings.DEFAULT)) {
            busy.whatsApp(PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.1", "33700000001", "START", START)));
            SqlConnection holder = Fixture.wait(busy.pool().getConnection());
            Transaction held = Fixture.wait(holder.begin());
            Fixture.wait(holder.query("select from contact for update").execute());
            long before = busy.intake.commits();
            Future<?> first = busy.whatsAppLater(
                    PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.2", "33700000001", "STOP", START)));
            Fixture.until(() -> busy.intake.commits() > before);
            busy.now.set(START.plusMillis(300));
            Future<Intake.Acceptance> second = busy.intake.accept(List.of(start()));
            busy.now.set(START.plusMillis(500));
            Fixture.wait(held.rollback());
            Fixture.wait(holder.close());
            Fixture.wait(first);
            assertThat(Fixture.wait(second)).isEqualTo(Intake.Acceptance.STORED);
            assertThat(busy.rows("select occurred_at from ledger_event where kind = 'opt_in' order by id desc")
                            .get(0)
                            .getOffsetDateTime(0)
                            .toInstant())
                    .isEqualTo(START.plusMillis(300));
        }
    }

    private static InboundEvent start() {
        return said("wamid.3", "START");
    }

    private static InboundEvent said(String wamid, String words) {
        return new EventBuilder("whatsapp", PlatformWebhooks.PHONE_NUMBER_ID, wamid, START)
                .from(List.of(new AddressId("whatsapp", AddressKind.PHONE, "+" + PHONE)))
                .kind(InboundEvent.Kind.TEXT)
                .text(words)
                .build();
    }

    /** Over two nodes at once, many under way at a time: each waits for the others of its person, and nobody else does. */
    @ParameterizedTest
    @CsvSource({"STOP,START,STOP,unsubscribed", "START,STOP,START,subscribed"})
    void ofTwoHundredWordsInOneSecondTheLastOneHolds(String first, String second, String last, String state) {
        text("wamid.0", "START", START.minusSeconds(60));
        Intake other = fixture.secondIntake();
        Map<Integer, String> orders = Map.of(50, first, 100, second, 150, last);
        List<Future<?>> answers = new ArrayList<>();
        for (int word = 1; word <= 200; word++) {
            fixture.now.set(START.plusMillis(word * 4L));
            answers.add((word % 2 == 0 ? fixture.intake : other)
                    .accept(List.of(said("wamid." + word, orders.getOrDefault(word, "Bonjour " + word)))));
        }
        assertThat(fixture.whatsApp(
                        PlatformWebhooks.whatsApp(PlatformWebhooks.text("wamid.other", "33700000009", "STOP", START))))
                .isEqualTo(200);
        Fixture.wait(Future.all(answers));
        assertThat(state()).isEqualTo(state);
        assertThat(fixture.count("pg_stat_database where datname = current_database() and deadlocks > 0"))
                .isZero();
        fixture.work();
        assertThat(state()).isEqualTo(state);
        assertThat(fixture.count("inbox where processed_at is null")).isZero();
    }

    /** The keys of messages on WhatsApp say nothing of their order. */
    @Test
    void whatSomebodyWritesInOneGoIsReadInThatOrder() {
        text("wamid.start", "START", START.minusSeconds(60));
        JsonObject[] messages = IntStream.range(0, 40)
                .mapToObj(
                        place -> PlatformWebhooks.text("wamid." + (place * 7_919 % 40), PHONE, "Ligne " + place, START))
                .toArray(JsonObject[]::new);
        assertThat(fixture.whatsApp(PlatformWebhooks.whatsApp(messages))).isEqualTo(200);
        fixture.work();
        assertThat(fixture
                        .rows(
                                "select substr(text, 7)::int as place from inbound_message where kind = 'message' order by id")
                        .stream()
                        .map(row -> row.getInteger("place")))
                .containsExactlyElementsOf(IntStream.range(0, 40).boxed().toList());
    }

    /** The question was there before it could be answered, whatever the platform's clock says. */
    @Test
    void anAnswerToTheQuestionOfAHoldIsNoOlderThanTheQuestion() {
        text("wamid.1", "START", START.minusSeconds(60));
        fixture.now.set(START.plusMillis(400));
        text("wamid.2", "faut arrêter là", START);
        fixture.work();
        assertThat(state()).isEqualTo("held");
        long hold = fixture.rows("select id from ledger_event where kind = 'hold'")
                .get(0)
                .getLong(0);
        fixture.now.set(START.plusMillis(1_200));
        assertThat(fixture.whatsApp(PlatformWebhooks.whatsApp(PlatformWebhooks.replyButton(
                        "wamid.3", PHONE, "r1:hold:continue:" + hold, "Continuer", START.minusSeconds(2)))))
                .isEqualTo(200);
        fixture.work();

        assertThat(state()).isEqualTo("subscribed");
        assertThat(outcome("wamid.3")).isEqualTo("answered");
    }

    @Test
    void aButtonOnAnOldMessageAfterAStopChangesNothingAndIsNotAnswered() {
        long chat = 9001;
        fixture.telegram(PlatformWebhooks.telegramText(1, chat, "/start", START));
        fixture.work();
        long before = fixture.count("delivery");
        fixture.telegram(PlatformWebhooks.telegramText(2, chat, "STOP", START.plusSeconds(60)));
        fixture.work();
        assertThat(fixture.count("delivery")).isEqualTo(before + 1);
        for (String payload :
                new String[] {"r1:lang:set:en", "r1:hold:continue:1", "r1:optin:yes", "oui", "r1:call:take:1"}) {
            assertThat(fixture.telegram(
                            PlatformWebhooks.telegramPress(payload.hashCode() & 0xffff, chat, payload, "Oui")))
                    .isEqualTo(200);
        }
        fixture.work();
        assertThat(fixture.count("delivery")).isEqualTo(before + 1);
        assertThat(fixture.rows("select state from consent order by contact_id")
                        .get(0)
                        .getString(0))
                .isEqualTo("unsubscribed");
    }

    private void text(String wamid, String text, Instant at) {
        assertThat(fixture.whatsApp(PlatformWebhooks.whatsApp(PlatformWebhooks.text(wamid, PHONE, text, at))))
                .isEqualTo(200);
    }

    private String state() {
        return fixture.rows("select state from consent order by contact_id")
                .get(0)
                .getString(0);
    }

    private String outcome(String wamid) {
        return fixture.rows("select outcome from inbox where event_key like '%" + wamid + "%'")
                .get(0)
                .getString(0);
    }
}
