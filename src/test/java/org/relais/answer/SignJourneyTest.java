package org.relais.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.NeedsDatabase;

/** What an organisation that says less says by signs, and what in words all the same. */
@NeedsDatabase
class SignJourneyTest {
    @RegisterExtension
    static final AnswerWorld WORLD = new AnswerWorld();

    @BeforeAll
    static void sayLess() {
        ApiClient.Caller owner = WORLD.caller(Role.OWNER);
        owner.ok(owner.put("/acknowledgements", new JsonObject().put("less", true)));
    }

    @Test
    void whoSaysLessNotesBySignsAndConfirmsAStopInWords() {
        String telegram = WORLD.onTelegram("Rosa");
        String whatsapp = WORLD.onWhatsApp("Saïd");
        // While their number is asked for, only a message can take the question away.
        WORLD.said(telegram, "AIDE");
        long broadcast = WORLD.ask("Lundi prochain ?", List.of(WORLD.contact("Rosa"), WORLD.contact("Saïd")));
        assertThat(WORLD.said(whatsapp, "oui avec plaisir"))
                .as("the organiser's own words")
                .isEqualTo("À samedi, devant la mairie !");
        long before = WORLD.phones.now();
        WORLD.phones.pressAndWait(whatsapp, "Une autre date ?");
        JsonObject sign = WORLD.phones.next(whatsapp, before);
        assertThat(sign.getString("kind")).isEqualTo("reaction");
        assertThat(sign.getString("text")).isEqualTo("👍");
        before = WORLD.phones.now();
        WORLD.phones.writeAndWait(telegram, "je ne peux pas");
        WORLD.eventually(() -> WORLD.phones
                .call("GET", "/ui/phones/" + telegram + "/chat", null)
                .body()
                .contains("👍"));
        worked();
        WORLD.idle();
        assertThat(WORLD.phones.received(telegram, before, 0))
                .as("no message of its own")
                .isEmpty();
        assertThat(WORLD.answers(broadcast))
                .containsExactlyInAnyOrder("Rosa: Je ne peux pas (words)", "Saïd: Une autre date ? (tap)");
        for (String phone : List.of(telegram, whatsapp)) {
            long stop = WORLD.phones.now();
            WORLD.phones.stopAndWait(phone, "STOP");
            assertThat(AnswerWorld.text(WORLD.phones.next(phone, stop))).startsWith("C’est noté");
        }
    }

    @ParameterizedTest
    @CsvSource({"whatsapp, 131009, response, Zoé", "whatsapp, 131009, status, Yann", "telegram, 400, response, Xavier"})
    void aSignThatThePlatformRefusesIsSaidInWordsOnce(String channel, int code, String by, String name) {
        boolean telegram = channel.equals("telegram");
        String phone = telegram ? WORLD.onTelegram(name) : WORLD.onWhatsApp(name);
        if (telegram) {
            WORLD.said(phone, "AIDE");
        }
        long broadcast = WORLD.ask("Mardi prochain ?", List.of(WORLD.contact(name)));
        // On Telegram the tick on the button goes first.
        JsonObject refused =
                new JsonObject().put("errorCode", code).put("errorBy", by).put("failTimes", telegram ? 2 : 1);
        WORLD.phones.put("/phones/" + phone + "/switches", refused);
        long before = WORLD.phones.now();
        WORLD.phones.writeAndWait(phone, "je ne peux pas");
        JsonObject words = WORLD.phones.next(phone, before);
        assertThat(words.getString("kind")).isNotEqualTo("reaction");
        assertThat(AnswerWorld.text(words)).startsWith("C’est noté");
        WORLD.eventually(() -> WORLD.count("delivery where state in ('queued', 'sending')") == 0);
        assertThat(WORLD.phones.received(phone, before, 1)).hasSize(1);
        assertThat(WORLD.answers(broadcast)).containsExactly(name + ": Je ne peux pas (words)");
        assertThat(WORLD.count("delivery d join contact c on c.id = d.contact_id join message m on m.id = d.message_id"
                        + " where m.spec ? 'sign' and d.retries = 1 and d.reason is null and c.name = '" + name + "'"))
                .isEqualTo(1);
    }

    private static void worked() {
        WORLD.eventually(() -> WORLD.count("inbox where processed_at is null and kind <> 'STATUS'") == 0);
    }
}
