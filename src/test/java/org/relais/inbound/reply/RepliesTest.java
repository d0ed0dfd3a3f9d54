package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.Command;
import org.relais.conversation.Conversation;
import org.relais.conversation.ConversationStore;
import org.relais.conversation.OptInQuestion;
import org.relais.conversation.Reply;
import org.relais.conversation.ReplyResult;
import org.relais.template.MessageSpec;
import org.relais.testing.NeedsDatabase;

/** What people get back, once the webhook has been answered. */
@NeedsDatabase
class RepliesTest {
    private static final long CHAT = 9001;
    private static final Instant START = Fixture.START;
    /** A first contact that ends with our question. */
    private static final String COMPOSED = "{\"language\": \"fr\", \"body\": {\"fr\": \"Venez samedi.\"}}";
    /** The same in an approved template of other words. */
    private static final String UNASKED =
            """
            {"language": "fr", "body": {"fr": "Venez samedi."},
             "template": {"name": "premier", "wordings": {"fr": {"language": "fr", "text": "Venez samedi."}}}}
            """;

    private final Fixture fixture = new Fixture();
    private final Answers answers = new Answers(fixture);
    private long updates;

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aNewPersonByStartIsRegularWithThatMessageAsEvidenceAndWelcomedWithTheMention() {
        say("/start");
        assertThat(consent()).isEqualTo("regular subscribed");
        Row event = fixture.rows(
                        """
                        select e.channel, e.source, t.text, t.reference
                        from ledger_event e join ledger_text t on t.event_id = e.id
                        where e.kind = 'opt_in'
                        """)
                .get(0);
        assertThat(event.getString("channel")).isEqualTo("telegram");
        assertThat(event.getString("source")).isEqualTo("webhook");
        assertThat(event.getString("text")).isEqualTo("/start");
        assertThat(event.getString("reference")).isNotBlank();
        assertThat(answers.all()).hasSize(1);
        assertThat(answers.all().get(0))
                .contains("Bienvenue")
                .contains("Asso du quartier")
                .contains("la vie du quartier")
                .contains("STOP");
        say("/start");
        assertThat(answers.all().get(1)).contains("déjà");
    }

    @Test
    void helpIsAnsweredInThePersonsLanguage() {
        say("/start");
        say("AIDE");
        assertThat(answers.last()).contains("LANGUE").contains("la vie du quartier");
        say("LANGUAGE English");
        assertThat(answers.last()).contains("in English");
        say("HELP");
        assertThat(answers.last()).contains("life around here");
        assertThat(fixture.rows("select language from contact").get(0).getString(0))
                .isEqualTo("en");
    }

    @Test
    void languageAsksAndAButtonOrItsNumberAnswers() {
        say("/start");
        say("LANGUE");
        assertThat(answers.spec("reply").getJsonArray("buttons").stream()
                        .map(button -> ((JsonObject) button).getString("payload"))
                        .toList())
                .as("the organisation's own language first, then those that have every text")
                .containsExactly("r1:lang:set:fr", "r1:lang:set:en");
        assertThat(answers.last())
                .as("the others can be written")
                .contains("Deutsch")
                .contains("Español");
        press("r1:lang:set:en");
        assertThat(answers.last()).contains("in English");
        say("LANGUAGE");
        fixture.sent();
        say("1");
        assertThat(answers.last()).contains("en français");
        say("langue DEUTSCH");
        assertThat(answers.last()).contains("auf Deutsch");
        say("Sprache Französisch");
        assertThat(answers.last()).contains("en français");
        press("r1:lang:set:xx");
        assertThat(answers.last()).contains("en français");
        say("langue klingon");
        assertThat(answers.spec("reply").getJsonArray("buttons"))
                .as("asked again")
                .hasSize(2);
    }

    @Test
    void unknownWordsGoToTheOrganisersAndAReceiptInFullGoesOutOncePerDay() {
        say("/start");
        say("Je peux apporter une table samedi");
        say("Et deux chaises");
        assertThat(fixture.rows("select text, state, kind from inbound_message where kind = 'message' order by id"))
                .extracting(row -> row.getString("text") + "/" + row.getString("state") + "/" + row.getString("kind"))
                .containsExactly("Je peux apporter une table samedi/new/message", "Et deux chaises/new/message");
        assertThat(answers.all()).hasSize(3);
        assertThat(answers.all().get(1)).contains("transmis");
        assertThat(answers.last()).contains("Merci").doesNotContain("transmis");
        fixture.now.set(START.plus(Duration.ofHours(25)));
        say("Toujours partante");
        assertThat(answers.all()).hasSize(4);
        assertThat(answers.last()).contains("transmis");
    }

    @Test
    void twoProgramsThatAnswerEachOtherComeToAnEnd() {
        say("/start");
        for (int turn = 0; turn < 24; turn++) {
            say("Je peux apporter " + (turn + 2) + " tables samedi");
        }
        assertThat(answers.all()).as("the welcome and twenty receipts").hasSize(21);
        assertThat(fixture.count("inbound_message where kind = 'message'")).isEqualTo(24);
    }

    @Test
    void theInboxKeepsNoWordsOnceTheyAreWorked() {
        say("/start");
        say("Mon adresse est 3 rue des Lilas");
        assertThat(fixture.count("inbox where event::text like '%Lilas%'")).isZero();
    }

    @Test
    void commandsThatNoPartAnswersHaveAnAnswerOfTheirOwn() {
        say("/start");
        say("ACTIONS");
        assertThat(answers.last()).contains("pas d’action pour vous");
        say("/mystats");
        assertThat(answers.last()).contains("rien à compter");
    }

    @Test
    void aPartAnswersWhatIsItsOwnAndSeesWhoAsks() {
        List<Reply> seen = new ArrayList<>();
        fixture.handlers.add((tx, reply) -> {
            seen.add(reply);
            return Future.succeededFuture(
                    reply.command() == Command.ACTIONS
                            ? Optional.of(ReplyResult.of(
                                    MessageSpec.of("fr", "Trois appels"), MessageSpec.of("fr", "Un tract")))
                            : Optional.empty());
        });
        say("/start");
        say("actions");
        assertThat(answers.all()).endsWith("Trois appels", "Un tract");
        assertThat(seen).hasSize(1);
        assertThat(seen.get(0).kind()).isEqualTo(Reply.Kind.COMMAND);
        assertThat(seen.get(0).organisationId()).isEqualTo(fixture.organisationId);
        press("r1:call:result:7:reached");
        assertThat(seen.get(1).button().arguments()).containsExactly("7", "reached");
        assertThat(answers.last()).contains("plus possible");
    }

    @Test
    void aForgedOrForeignPayloadDoesNothing() {
        say("/start");
        say("trop de messages");
        long hold = holdEvent();
        fixture.telegram(PlatformWebhooks.telegramText(70, 666, "/start", START));
        fixture.telegram(PlatformWebhooks.telegramPress(71, 666, "r1:hold:continue:" + hold, "Continuer"));
        fixture.work();
        assertThat(consent()).isEqualTo("regular held");
        press("r1:hold:continue:" + (hold + 1_000));
        press("r1:hold:continue");
        press("r9:hold:continue:" + hold);
        assertThat(consent()).isEqualTo("regular held");
        press("r1:hold:continue:" + hold);
        assertThat(consent()).isEqualTo("regular subscribed");
    }

    @Test
    void aHoldAsksOnceIsListedAndIsSettledByItsAnswer() {
        say("/start");
        say("faut arrêter là");
        assertThat(consent()).isEqualTo("regular held");
        assertThat(fixture.enforcer.asked).isNotEmpty();
        say("comment on arrête ?");
        assertThat(fixture.count("delivery where purpose = 'question'")).isOne();
        assertThat(fixture.count("inbound_message where kind = 'hold'")).isOne();
        JsonObject question = answers.spec("question");
        assertThat(question.getJsonArray("buttons")).hasSize(2);
        long answersBefore = answers.all().size();
        fixture.sent();
        say("Bonjour");
        assertThat(answers.all()).as("nothing but the question is sent").hasSize((int) answersBefore);
        say("non");
        assertThat(consent()).isEqualTo("regular subscribed");
        assertThat(answers.last()).contains("continuerez");
    }

    @Test
    void yesToAHoldIsAStopAndSoIsItsButton() {
        say("/start");
        say("faut arrêter là");
        fixture.sent();
        say("oui");
        assertThat(consent()).isEqualTo("regular unsubscribed");
        assertThat(fixture.count("delivery where purpose = 'confirmation'")).isOne();
        say("START");
        say("trop de messages");
        press("r1:hold:stop");
        assertThat(consent()).isEqualTo("regular unsubscribed");
        assertThat(fixture.count("delivery where purpose = 'confirmation'")).isEqualTo(2);
    }

    @Test
    void aDoubleOptInIsAgreedToByYesWithTheWordingAsEvidence() {
        say("Bonjour");
        openOptIn();
        say("oui");
        assertThat(consent()).isEqualTo("regular subscribed");
        Row event = fixture.rows("select wording, language, detail from ledger_event where kind = 'opt_in'")
                .get(0);
        assertThat(event.getString("wording")).isEqualTo("join@1/fr");
        assertThat(event.getJsonObject("detail").getString("reference")).isEqualTo("link:42");
        assertThat(answers.last()).contains("Bienvenue");
        assertThat(fixture.count("conversation")).isZero();
    }

    @Test
    void noToADoubleOptInIsAStop() {
        say("Bonjour");
        openOptIn();
        press(OptInQuestion.NO.encode());
        assertThat(consent()).isEqualTo("occasional unsubscribed");
        say("oui");
        assertThat(consent()).as("the question is not open any more").isEqualTo("occasional unsubscribed");
    }

    @Test
    void yesWithoutAnOpenQuestionIsNoConsent() {
        press(OptInQuestion.YES.encode());
        assertThat(consent()).as("a button that nobody sent").isEqualTo("occasional pending");
        say("oui");
        assertThat(consent()).as("now it is asked").isEqualTo("occasional pending");
        assertThat(answers.last()).contains("Acceptez-vous");
    }

    @Test
    void yesToTheFirstContactMakesRegularAndNoIsAStop() {
        say("Bonjour");
        spendFirstContact(COMPOSED);
        say("oui");
        assertThat(consent()).isEqualTo("regular subscribed");
        assertThat(agreedTo()).startsWith("first_contact@").endsWith("/fr");
    }

    @Test
    void yesToAFirstContactThatAskedNothingIsAskedWhetherItIsOne() {
        say("Bonjour");
        spendFirstContact(UNASKED);
        say("oui");
        assertThat(consent()).isEqualTo("occasional pending");
        assertThat(answers.last()).contains("Acceptez-vous");
        say("oui");
        assertThat(consent()).isEqualTo("regular subscribed");
        assertThat(agreedTo()).startsWith("join@");
    }

    @ParameterizedTest
    @ValueSource(strings = {COMPOSED, UNASKED})
    void noToTheFirstContactIsAStop(String spec) {
        say("Bonjour");
        spendFirstContact(spec);
        say("non");
        assertThat(consent()).isEqualTo("occasional unsubscribed");
        assertThat(fixture.count("delivery where purpose = 'confirmation'")).isOne();
    }

    @Test
    void anUnknownOrAlteredJoinPayloadAsksAndOnlyTheYesSubscribes() {
        say("/start spring-2027");
        assertThat(consent()).isEqualTo("occasional pending");
        assertThat(answers.last()).contains("Acceptez-vous");
        say("oui");
        assertThat(consent()).isEqualTo("regular subscribed");
        assertThat(answers.last()).contains("Bienvenue");
        assertThat(fixture.rows("select detail from ledger_event where kind = 'opt_in'")
                        .get(0)
                        .getJsonObject("detail")
                        .getString("reference"))
                .isEqualTo("other link spring-2027");
        say("/start spring-2028");
        assertThat(answers.last()).as("who has agreed is not asked again").doesNotContain("Acceptez-vous");
    }

    @Test
    void aLinkAfterAStopAsksAgainAndOnlyTheYesEndsTheStop() {
        say("/start");
        say("STOP");
        say("oui");
        assertThat(consent()).as("nothing was asked").isEqualTo("regular unsubscribed");
        say("/start spring-2027");
        assertThat(consent()).isEqualTo("regular unsubscribed");
        assertThat(answers.spec("stopped_reply").encode()).contains("Acceptez-vous");
        assertThat(fixture.count("delivery where purpose = 'stopped_reply'")).isOne();
        say("bonjour");
        assertThat(fixture.count("delivery where purpose = 'stopped_reply'"))
                .as("other words are not answered")
                .isOne();
        say("oui");
        assertThat(consent()).isEqualTo("regular subscribed");
        assertThat(answers.last()).contains("Bienvenue");
    }

    @Test
    void aPersonsEventsAreWorkedInTheirOrderWhoeverWorksThem() {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        fixture.handlers.add((tx, reply) -> {
            seen.add(reply.contactId() + ":" + reply.text());
            return Future.succeededFuture(Optional.of(ReplyResult.silent()));
        });
        for (int index = 0; index < 20; index++) {
            for (long chat = 1; chat <= 5; chat++) {
                assertThat(fixture.telegram(PlatformWebhooks.telegramText(
                                ++updates, 100 + chat, "message " + (char) ('a' + index), START)))
                        .isEqualTo(200);
            }
        }
        fixture.work();
        assertThat(seen).hasSize(100);
        seen.stream().map(line -> line.split(":")[0]).distinct().forEach(contact -> assertThat(seen.stream()
                        .filter(line -> line.startsWith(contact + ":"))
                        .toList())
                .isSorted());
    }

    @Test
    void whatFailsIsTriedAgainAndInTheEndGivenUpWithoutHoldingUpOthers() {
        fixture.handlers.add((tx, reply) -> "bad".equals(reply.text())
                ? Future.failedFuture(new IllegalStateException("a fault"))
                : Future.succeededFuture(Optional.empty()));
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "bad", START));
        fixture.telegram(PlatformWebhooks.telegramText(2, CHAT, "after it", START.plusSeconds(1)));
        fixture.telegram(PlatformWebhooks.telegramText(3, 777, "Bonjour", START));
        fixture.worker.start();
        Fixture.until(() -> fixture.count("inbound_message") == 1);
        Fixture.until(() -> fixture.count("inbox where attempt = 1 and processed_at is null") == 1);
        for (int attempt = 2; attempt <= 10; attempt++) {
            int wanted = attempt;
            fixture.now.set(fixture.now.get().plus(Duration.ofMinutes(11)));
            fixture.worker.wake();
            Fixture.until(() -> fixture.count("inbox where attempt >= " + wanted) == 1);
        }
        fixture.work();
        assertThat(fixture.rows("select outcome, error from inbox where attempt = 10")
                        .get(0)
                        .getString("outcome"))
                .isEqualTo("dead");
        assertThat(fixture.count("inbound_message where text = 'after it'")).isOne();
    }

    /** As a later version wrote it, which was taken back. */
    @ParameterizedTest
    @CsvSource({"TEXT, none", "STATUS, none", "TEXT, stop"})
    void whatNobodyHereCanReadHoldsUpNobody(String kind, String effect) {
        fixture.rows(
                """
                insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event, effect,
                                   organisation_id, enforced_at)
                values ('telegram', '1', 'later', '%1$s', '%2$s', '%2$s', '{"kind": "LATER"}', nullif('%3$s', 'none'), %4$d, '%2$s') returning id
                """
                        .formatted(kind, fixture.now.get(), effect, fixture.organisationId));
        fixture.telegram(PlatformWebhooks.telegramText(1, CHAT, "Bonjour", START));
        fixture.telegram(PlatformWebhooks.telegramText(2, 777, "STOP", START));
        fixture.work();
        assertThat(fixture.count("inbound_message where text = 'Bonjour'")).isOne();
        assertThat(fixture.count("delivery where purpose = 'confirmation'")).isOne();
        assertThat(fixture.count("inbox where event_key = 'later' and attempt > 0 and processed_at is null"))
                .isOne();
    }

    private void say(String text) {
        Instant at = fixture.now.updateAndGet(now -> now.plusSeconds(2));
        assertThat(fixture.telegram(PlatformWebhooks.telegramText(++updates, CHAT, text, at)))
                .isEqualTo(200);
        fixture.work();
    }

    private void press(String payload) {
        fixture.now.updateAndGet(now -> now.plusSeconds(2));
        assertThat(fixture.telegram(PlatformWebhooks.telegramPress(++updates, CHAT, payload, "label")))
                .isEqualTo(200);
        fixture.work();
    }

    private String agreedTo() {
        return fixture.rows("select wording from ledger_event where kind = 'opt_in'")
                .get(0)
                .getString("wording");
    }

    private void openOptIn() {
        long contactId = fixture.rows("select id from contact").get(0).getLong(0);
        Conversation open = new OptInQuestion("Êtes-vous d’accord ?", "fr", "join@1/fr", "link:42")
                .conversation(contactId, fixture.now.get());
        Fixture.wait(new ConversationStore().put(fixture.pool(), fixture.organisationId, open, fixture.now.get()));
    }

    /** As delivery does before the attempt. */
    private void spendFirstContact(String spec) {
        fixture.rows(
                """
                with sent as (
                    insert into message (organisation_id, spec, created_at)
                    select organisation_id, '%s', now() from contact returning id)
                update delivery set purpose = 'first_contact', language = 'fr', message_id = sent.id from sent returning delivery.id
                """
                        .formatted(spec));
        fixture.rows("update consent set occasional_spent_at = '" + fixture.now.get()
                + "', occasional_delivery_id = (select max(id) from delivery) returning contact_id");
        fixture.rows("delete from conversation returning contact_id");
    }

    private long holdEvent() {
        return fixture.rows("select basis_event_id from consent where state = 'held'")
                .get(0)
                .getLong(0);
    }

    private String consent() {
        Row row = fixture.rows(
                        """
                        select s.class, s.state from consent s join address a on a.contact_id = s.contact_id
                        where a.identifier = '9001'
                        """)
                .get(0);
        return row.getString("class") + " " + row.getString("state");
    }
}
