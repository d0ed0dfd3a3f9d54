package org.relais.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** Answers to the buttons of a broadcast, from phones on both platforms. */
@NeedsDatabase
class AnswerJourneyTest {
    @RegisterExtension
    static final AnswerWorld WORLD = new AnswerWorld();

    @Test
    void aTapOnTelegramIsTickedWhereItWasPressedAndCountsOnce() {
        String phone = WORLD.onTelegram("Amina");
        long broadcast = WORLD.ask("Samedi, venez-vous ?", List.of(WORLD.contact("Amina")));

        assertThat(WORLD.pressed(phone, "Je viens")).isEqualTo("À samedi, devant la mairie !");
        WORLD.eventually(() -> WORLD.buttonsOn(phone).contains("✓ Je viens"));
        assertThat(WORLD.buttonsOn(phone)).containsExactly("✓ Je viens", "Je ne peux pas", "Une autre date ?");
        long before = WORLD.count("delivery");
        WORLD.phones.pressAndWait(phone, "✓ Je viens");
        worked();

        assertThat(WORLD.answers(broadcast)).containsExactly("Amina: Je viens (tap)");
        assertThat(WORLD.count("delivery")).as("a second tap says nothing").isEqualTo(before);
        assertThat(WORLD.counted(broadcast)).isEqualTo(new JsonObject().put("yes", 1));
        noCard("Amina");
    }

    @Test
    void whatIsSaidToWhoAnswersNamesThem() {
        String telegram = WORLD.onTelegram("Zita");
        String whatsapp = WORLD.onWhatsApp("Yves");
        JsonObject message = AnswerWorld.message("Ce soir, venez-vous ?");
        message.getJsonArray("buttons")
                .getJsonObject(0)
                .put("acknowledgement", new JsonObject().put("fr", "Merci {{first_name|à vous}}, à samedi !"));
        WORLD.send(
                message,
                new JsonObject().put("contacts", new JsonArray(List.of(WORLD.contact("Zita"), WORLD.contact("Yves")))));

        assertThat(WORLD.pressed(telegram, "Je viens")).isEqualTo("Merci Zita, à samedi !");
        assertThat(WORLD.said(whatsapp, "oui avec plaisir")).isEqualTo("Merci Yves, à samedi !");
    }

    @Test
    void aChangedMindReplacesTheAnswerAndTheTick() {
        String phone = WORLD.onTelegram("Bruno");
        long broadcast = WORLD.ask("Dimanche, venez-vous ?", List.of(WORLD.contact("Bruno")));
        WORLD.pressed(phone, "Je viens");
        WORLD.eventually(() -> WORLD.buttonsOn(phone).contains("✓ Je viens"));

        WORLD.phones.pressAndWait(phone, "Je ne peux pas");
        WORLD.eventually(() -> WORLD.buttonsOn(phone).contains("✓ Je ne peux pas"));

        assertThat(WORLD.buttonsOn(phone)).containsExactly("Je viens", "✓ Je ne peux pas", "Une autre date ?");
        assertThat(WORLD.answers(broadcast)).containsExactly("Bruno: Je ne peux pas (tap)");
        assertThat(WORLD.counted(broadcast)).isEqualTo(new JsonObject().put("no", 1));
        assertThat(WORLD.count("broadcast_answer where broadcast_id = " + broadcast))
                .as("what was answered before stays written down")
                .isEqualTo(2);
        noCard("Bruno");
    }

    @Test
    void whoJoinsAndWhoSaysYesGetTheMessagesThatStayOpen() {
        String early = WORLD.onTelegram("Maud");
        long question = WORLD.ask("Vous aidez dimanche ?", List.of(WORLD.contact("Maud")));
        long welcome = WORLD.open("Bienvenue parmi nous !", new JsonObject().put("occasion", "joined"));
        long thanks = WORLD.open(
                "Merci, voici le programme.",
                new JsonObject()
                        .put("occasion", "answered")
                        .put(
                                "answer",
                                new JsonObject().put("broadcast", question).put("payload", "yes")));

        String phone = WORLD.onTelegram("Nour");
        WORLD.eventually(() -> WORLD.read(phone).contains("Bienvenue parmi nous !"));
        WORLD.phones.pressAndWait(early, "Je viens");
        WORLD.eventually(() -> WORLD.read(early).contains("Merci, voici le programme."));

        assertThat(WORLD.read(early)).doesNotContain("Bienvenue parmi nous !");
        assertThat(WORLD.read(phone)).doesNotContain("Merci, voici le programme.");
        JsonObject shown = WORLD.get("/broadcasts/" + welcome).getJsonObject("welcome");
        assertThat(shown.getLong("entered")).isEqualTo(1);
        WORLD.post("/broadcasts/" + welcome + "/cancel", new JsonObject());
        WORLD.post("/broadcasts/" + thanks + "/cancel", new JsonObject());
    }

    @Test
    void onWhatsAppAShortReplySaysThatItIsNoted() {
        String phone = WORLD.onWhatsApp("Chloé");
        long broadcast = WORLD.ask("Lundi, venez-vous ?", List.of(WORLD.contact("Chloé")));

        assertThat(WORLD.pressed(phone, "Je viens")).isEqualTo("À samedi, devant la mairie !");
        assertThat(WORLD.pressed(phone, "Une autre date ?"))
                .isEqualTo("C’est noté\u00a0: «\u00a0Une autre date ?\u00a0».");
        long before = WORLD.count("delivery");
        WORLD.phones.pressAndWait(phone, "Une autre date ?");
        worked();

        assertThat(WORLD.count("delivery")).isEqualTo(before);
        assertThat(WORLD.answers(broadcast)).containsExactly("Chloé: Une autre date ? (tap)");
        noCard("Chloé");
    }

    @Test
    void wordsAreTheSameAnswerOnBothPlatforms() {
        String whatsapp = WORLD.onWhatsApp("Dora");
        String telegram = WORLD.onTelegram("Emil");
        String number = WORLD.onWhatsApp("Fatou");
        long broadcast =
                WORLD.ask("Mardi ?", List.of(WORLD.contact("Dora"), WORLD.contact("Emil"), WORLD.contact("Fatou")));

        assertThat(WORLD.said(whatsapp, "oui avec plaisir")).isEqualTo("À samedi, devant la mairie !");
        assertThat(WORLD.said(telegram, "je ne peux pas"))
                .isEqualTo("C’est noté pour «\u00a0Mardi ?\u00a0»\u00a0: «\u00a0Je ne peux pas\u00a0».");
        assertThat(WORLD.said(number, "3"))
                .isEqualTo("C’est noté pour «\u00a0Mardi ?\u00a0»\u00a0: «\u00a0Une autre date ?\u00a0».");

        WORLD.eventually(() -> WORLD.buttonsOn(telegram).contains("✓ Je ne peux pas"));
        assertThat(WORLD.answers(broadcast))
                .containsExactly(
                        "Dora: Je viens (words)", "Emil: Je ne peux pas (words)", "Fatou: Une autre date ? (words)");
        assertThat(WORLD.counted(broadcast))
                .isEqualTo(new JsonObject().put("no", 1).put("other", 1).put("yes", 1));
        noCard("Dora");
        noCard("Emil");
        noCard("Fatou");
    }

    @Test
    void afterAStopATapIsWrittenDownAndNothingIsSaid() {
        String telegram = WORLD.onTelegram("Gaspard");
        String whatsapp = WORLD.onWhatsApp("Hawa");
        long broadcast = WORLD.ask("Mercredi ?", List.of(WORLD.contact("Gaspard"), WORLD.contact("Hawa")));
        WORLD.phones.stopAndWait(telegram, "STOP");
        WORLD.phones.stopAndWait(whatsapp, "STOP");
        WORLD.eventually(
                () -> WORLD.count("delivery where purpose = 'confirmation' and state not in ('queued', 'sending')"
                                + " and contact_id in (" + WORLD.contact("Gaspard") + ", " + WORLD.contact("Hawa")
                                + ")")
                        == 2);
        worked();
        long before = WORLD.count("delivery");

        WORLD.phones.pressAndWait(telegram, "Je viens");
        WORLD.phones.pressAndWait(whatsapp, "Je viens");
        worked();

        assertThat(WORLD.answers(broadcast)).containsExactly("Gaspard: Je viens (tap)", "Hawa: Je viens (tap)");
        assertThat(WORLD.count("delivery")).as("no acknowledgement").isEqualTo(before);
        assertThat(WORLD.buttonsOn(telegram)).contains("Je viens");
    }

    @Test
    void aStopIsNoAnswer() {
        String phone = WORLD.onTelegram("Ines");
        JsonObject message = AnswerWorld.message("Jeudi ?");
        message.getJsonArray("buttons").add(AnswerWorld.button("STOP", "stop")).remove(2);
        long broadcast = WORLD.send(message, only("Ines"));
        WORLD.phones.pressAndWait(phone, "STOP");
        worked();

        assertThat(WORLD.answers(broadcast)).isEmpty();
        assertThat(WORLD.rows("select state from consent where contact_id = " + WORLD.contact("Ines"))
                        .get(0)
                        .getString("state"))
                .isEqualTo("unsubscribed");
    }

    @Test
    void anErasureLeavesTheFigureAndNothingElse() {
        String phone = WORLD.onTelegram("Jonas");
        long contact = WORLD.contact("Jonas");
        long broadcast = WORLD.ask("Vendredi ?", List.of(contact));
        WORLD.pressed(phone, "Je viens");
        WORLD.phones.pressAndWait(phone, "Je ne peux pas");
        worked();
        WORLD.idle();
        JsonObject export = WORLD.caller(Role.OWNER).read("/contacts/" + contact + "/export");
        assertThat(export.getJsonArray("answers").stream().map(each -> ((JsonObject) each).getString("answer")))
                .containsExactly("Je viens", "Je ne peux pas");

        WORLD.erase(contact);

        assertThat(WORLD.count("broadcast_answer where contact_id = " + contact))
                .isZero();
        assertThat(WORLD.count("broadcast_answer where broadcast_id = " + broadcast))
                .isOne();
        assertThat(WORLD.counted(broadcast)).isEqualTo(new JsonObject().put("no", 1));
        JsonObject funnel = WORLD.get("/broadcasts/" + broadcast + "/funnel");
        assertThat(funnel.getJsonObject("total").getInteger("answered"))
                .as("as the bars have it")
                .isOne();
        assertThat(funnel.getJsonObject("byChannel").fieldNames()).containsExactly("telegram");
    }

    @Test
    void theNextMessageGoesToThoseWhoSaidYesAndAnotherToThoseWhoSaidNothing() {
        String yes = WORLD.onTelegram("Kim");
        String no = WORLD.onWhatsApp("Lou");
        String silent = WORLD.onTelegram("Max");
        long broadcast = WORLD.ask(
                "Samedi prochain ?", List.of(WORLD.contact("Kim"), WORLD.contact("Lou"), WORLD.contact("Max")));
        WORLD.pressed(yes, "Je viens");
        WORLD.pressed(no, "Je ne peux pas");
        JsonObject answers = WORLD.get("/broadcasts/" + broadcast + "/answers?payload=yes");
        assertThat(answers.getJsonArray("items").stream().map(each -> ((JsonObject) each).getString("name")))
                .containsExactly("Kim");
        assertThat(answers.getJsonArray("buttons").stream().map(each -> ((JsonObject) each).getInteger("people")))
                .containsExactly(1, 1, 0);
        JsonObject funnel = WORLD.get("/broadcasts/" + broadcast + "/funnel");
        assertThat(funnel.getJsonObject("total").getInteger("sent")).isEqualTo(3);
        assertThat(funnel.getJsonObject("byChannel").getJsonObject("telegram").getInteger("answered"))
                .isEqualTo(1);

        long before = WORLD.phones.now();
        long thanks = WORLD.send(plain("À samedi !"), answered(broadcast, "yes"));
        long again = WORLD.send(plain("Vous ne nous avez pas répondu."), answered(broadcast, null));

        assertThat(WORLD.received(yes, before, 1)).allMatch(text -> text.startsWith("À samedi !"));
        assertThat(WORLD.received(silent, before, 1)).allMatch(text -> text.startsWith("Vous ne nous avez pas"));
        assertThat(recipients(thanks)).containsExactly("Kim");
        assertThat(recipients(again)).containsExactly("Max");
        assertThat(WORLD.organiser
                        .post("/broadcasts", draft(answered(987_654_321, "yes")))
                        .fault("audience.answers[0].broadcast"))
                .contains("none of the organisation");
        assertThat(WORLD.organiser
                        .get("/broadcasts/" + broadcast + "/recipients.csv")
                        .body())
                .contains(";yes;Je viens;", "Lou", "Max");
    }

    @Test
    void whoAsksSomethingIsRemindedOfTheQuestionAsTheyReadItAndOfItsButtons() {
        String phone = WORLD.onTelegram("Iris Doe");
        assertThat(WORLD.rows("update contact set language = 'en' where name = 'Iris Doe' returning id"))
                .hasSize(1);
        JsonObject message = AnswerWorld.message("Bonjour {{first_name|à vous}} ! Repas de quartier samedi.");
        message.getJsonObject("body")
                .put("en", "Hello {{first_name|there}}! Neighbourhood meal on Saturday at seven. Are you coming?");
        message.getJsonArray("buttons").getJsonObject(0).getJsonObject("label").put("en", "I am coming");
        WORLD.send(message, new JsonObject().put("contacts", new JsonArray().add(WORLD.contact("Iris Doe"))));

        assertThat(WORLD.said(phone, "The bicycles in the yard belong to my cousin"))
                .endsWith("about: Neighbourhood meal on Saturday at seven. Are you coming? "
                        + "Answer with: I am coming · Je ne peux pas · Une autre date ?");
    }

    @Test
    void twoOpenQuestionsAreToldApartAndStatsCountBoth() {
        String phone = WORLD.onWhatsApp("Nina");
        List<Long> nina = List.of(WORLD.contact("Nina"));
        long first = WORLD.ask("Samedi, tenez-vous le stand ?", nina);
        long second = WORLD.ask("Dimanche, rangez-vous avec nous ?", nina);

        long before = WORLD.phones.now();
        WORLD.phones.writeAndWait(phone, "oui");
        JsonObject question = WORLD.phones.next(phone, before);
        assertThat(AnswerWorld.labels(question)).containsExactly("Dimanche, rangez-vo…", "Samedi, tenez-vous…");
        WORLD.pressed(phone, AnswerWorld.labels(question).get(1));
        assertThat(WORLD.answers(first)).containsExactly("Nina: Je viens (tap)");
        assertThat(WORLD.answers(second)).isEmpty();

        WORLD.said(phone, "non");
        assertThat(WORLD.answers(second)).as("only one still waits").containsExactly("Nina: Je ne peux pas (words)");
        assertThat(WORLD.said(phone, "MES STATS")).contains("Vous avez répondu à 2 questions.");
        noCard("Nina");
    }

    @Test
    void aTestIsAcknowledgedAndNotCounted() {
        String phone = WORLD.onTelegram("Odile");
        JsonObject draft = draft(only("Odile")).put("message", AnswerWorld.message("Essai ?"));
        long broadcast = WORLD.created("/broadcasts", draft);
        long before = WORLD.phones.now();
        WORLD.post("/broadcasts/" + broadcast + "/test", ApiBody.contacts(WORLD.contact("Odile")));
        WORLD.received(phone, before, 1);

        assertThat(WORLD.pressed(phone, "Je viens")).isEqualTo("À samedi, devant la mairie !");
        WORLD.eventually(() -> WORLD.buttonsOn(phone).contains("✓ Je viens"));
        assertThat(WORLD.count("broadcast_answer where contact_id = " + WORLD.contact("Odile")))
                .isZero();
        noCard("Odile");
    }

    @Test
    void ofTwoContactsThatAreOneTheLaterAnswerCounts() {
        String first = WORLD.onTelegram("Pablo");
        String second = WORLD.onWhatsApp("Pablo W");
        long from = WORLD.contact("Pablo");
        long into = WORLD.contact("Pablo W");
        long broadcast = WORLD.ask("Samedi, Pablo ?", List.of(from, into));
        WORLD.pressed(second, "Je viens");
        WORLD.pressed(first, "Je viens");
        WORLD.phones.pressAndWait(first, "Je ne peux pas");
        worked();
        assertThat(WORLD.counted(broadcast))
                .isEqualTo(new JsonObject().put("no", 1).put("yes", 1));

        long organisation = WORLD.service.organisationId();
        Await.result(WORLD.service.pool().withTransaction(tx -> new AnswerRecordStore()
                .merged(tx, organisation, from, into)));

        assertThat(WORLD.answers(broadcast)).containsExactly("Pablo W: Je ne peux pas (tap)");
        assertThat(WORLD.counted(broadcast)).isEqualTo(new JsonObject().put("no", 1));
    }

    private static JsonObject answered(long broadcast, @Nullable String payload) {
        JsonObject condition = new JsonObject().put("broadcast", broadcast);
        return new JsonObject()
                .put(
                        "answers",
                        new JsonArray()
                                .add(
                                        payload == null
                                                ? condition.put("answered", false)
                                                : condition.put("payloads", new JsonArray().add(payload))));
    }

    private static JsonObject plain(String text) {
        return ApiBody.message(text);
    }

    @Test
    void eachOfTwoTextsHasItsOwnResults() {
        List<String> phones = List.of(
                WORLD.onTelegram("Xenia"), WORLD.onWhatsApp("Yann"), WORLD.onTelegram("Zoé"), WORLD.onWhatsApp("Wim"));
        List<Long> people =
                Stream.of("Xenia", "Yann", "Zoé", "Wim").map(WORLD::contact).toList();
        long broadcast = WORLD.post("/broadcasts", twoTexts(people)).getLong("id");
        // A draw by which the first two get the second text.
        WORLD.rows("update broadcast set seed = " + ServiceFixture.drawOf(people, "1, 1, 0, 0") + " where id = "
                + broadcast + " returning id");
        long before = WORLD.phones.now();
        WORLD.post("/broadcasts/" + broadcast + "/send", ApiBody.evenIfNobody());
        WORLD.eventually(
                () -> WORLD.get("/broadcasts/" + broadcast).getString("state").equals("finished"));
        for (int person = 0; person < 4; person++) {
            assertThat(WORLD.received(phones.get(person), before, 1).get(0))
                    .startsWith(person < 2 ? "On vous attend dimanche." : "Venez dimanche.");
        }
        WORLD.pressed(phones.get(0), "Je viens");
        WORLD.pressed(phones.get(1), "Je ne peux pas");
        WORLD.passOn(phones.get(2), "whatsapp");
        // A platform's times may be cut off at the second: the stop must not seem to come before the message.
        WORLD.rows("update delivery set settled_at = settled_at - interval '10 seconds' where broadcast_id = "
                + broadcast + " returning id");
        WORLD.phones.stopAndWait(phones.get(3), "STOP");

        JsonObject variants = Await.found(
                "everything has arrived",
                () -> WORLD.get("/broadcasts/" + broadcast + "/funnel").getJsonObject("variants"),
                found -> found.getJsonObject("a").getInteger("sent")
                                + found.getJsonObject("b").getInteger("sent")
                        == 4);
        assertThat(variants.getJsonObject("a").copy().put("received", 0).put("read", 0))
                .isEqualTo(
                        new JsonObject(
                                """
                        {"sent": 2, "received": 0, "read": 0, "answered": 0, "shared": 1, "gone": 1, "stopped": 1, "recipients": 2, "answers": {}}
                        """));
        assertThat(variants.getJsonObject("b").copy().put("received", 0).put("read", 0))
                .isEqualTo(
                        new JsonObject(
                                """
                        {"sent": 2, "received": 0, "read": 0, "answered": 2, "shared": 0, "gone": 0, "stopped": 0, "recipients": 2,
                         "answers": {"no": 1, "yes": 1}}
                        """));
        assertThat(variants.getJsonObject("more").getMap()).containsEntry("answered", null);
        assertThat(WORLD.organiser
                        .get("/broadcasts/" + broadcast + "/recipients.csv")
                        .body()
                        .lines()
                        .skip(1)
                        .map(line -> line.substring(line.lastIndexOf(';') + 1)))
                .containsExactly("b", "b", "a", "a");
    }

    private static JsonObject twoTexts(List<Long> people) {
        JsonObject message = AnswerWorld.message("Venez dimanche.")
                .put("share", new JsonObject().put("text", new JsonObject().put("fr", "Dimanche, la fête !")));
        return new JsonObject()
                .put("title", "Dimanche")
                .put("message", message)
                .put("variant", new JsonObject().put("body", new JsonObject().put("fr", "On vous attend dimanche.")))
                .put("audience", new JsonObject().put("contacts", new JsonArray(people)));
    }

    private static JsonObject draft(JsonObject audience) {
        return new JsonObject()
                .put("title", "Suite")
                .put("message", plain("Bonjour"))
                .put("audience", audience);
    }

    private static List<String> recipients(long broadcast) {
        return WORLD
                .rows("select c.name from delivery d join contact c on c.id = d.contact_id where d.broadcast_id = "
                        + broadcast)
                .stream()
                .map(row -> row.getString("name"))
                .toList();
    }

    private static JsonObject only(String name) {
        return ApiBody.contacts(WORLD.contact(name));
    }

    /** Returns when every event has been worked. */
    private static void worked() {
        WORLD.eventually(() -> WORLD.count("inbox where processed_at is null and kind <> 'STATUS'") == 0);
    }

    private static void noCard(String name) {
        assertThat(WORLD.count("inbound_message where kind <> 'understood' and contact_id = " + WORLD.contact(name)))
                .as("nothing to read for the organisers")
                .isZero();
    }
}
