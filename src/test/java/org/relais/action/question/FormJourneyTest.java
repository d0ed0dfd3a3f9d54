package org.relais.action.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** Questions on one screen where the app has forms: made at the platform, filled in, and refused where they can't be. */
@NeedsDatabase
class FormJourneyTest {
    private static final String NUMBER = "100200300400500";

    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static JsonObject step(String id, String answer, String text) {
        return new JsonObject().put("id", id).put("answer", answer).put("text", new JsonObject().put("fr", text));
    }

    private static JsonObject option(String id, String label) {
        return new JsonObject().put("id", id).put("label", new JsonObject().put("fr", label));
    }

    private static JsonObject questions() {
        return new JsonObject()
                .put("language", "fr")
                .put("asForm", true)
                .put(
                        "steps",
                        new JsonArray()
                                .add(step("come", "choice", "Viendrez-vous ?")
                                        .put(
                                                "options",
                                                new JsonArray()
                                                        .add(option("yes", "Oui"))
                                                        .add(option("no", "Non"))))
                                .add(step("people", "number", "À combien ?")
                                        .put("least", 1)
                                        .put("most", 50))
                                .add(step("where", "place", "D’où ?"))
                                .add(step("why", "text", "Pourquoi ? ${form.x}").put("required", false)));
    }

    private static String draft(String title, JsonObject questions, long... contacts) {
        JsonArray audience = new JsonArray();
        for (long contact : contacts) {
            audience.add(contact);
        }
        String action = "/actions/"
                + WORLD.created(
                        "/actions",
                        new JsonObject()
                                .put("kind", "question")
                                .put("title", title)
                                .put("message", ApiBody.message("Une enquête : " + title))
                                .put("audience", new JsonObject().put("contacts", audience)));
        WORLD.put(action + "/questions", questions);
        return action;
    }

    /** An open action that these phones have the offer of. */
    private static String opened(String title, List<String> phones, long... contacts) {
        String action = draft(title, questions(), contacts);
        long before = WORLD.phones.now();
        WORLD.post(action + "/open", new JsonObject());
        phones.forEach(phone -> assertThat(ServiceFixture.text(WORLD.phones.next(phone, before)))
                .contains(title));
        return action;
    }

    /** What comes after the offer's button. */
    private static JsonObject form(String phone) {
        long before = WORLD.phones.now();
        WORLD.phones.pressAndWait(phone, "Répondre");
        JsonObject opens = WORLD.phones.next(phone, before);
        assertThat(opens.getString("kind")).isEqualTo("flow");
        assertThat(ServiceFixture.text(opens)).contains("4 questions sur un seul écran");
        assertThat(ServiceFixture.labels(opens)).containsExactly("Répondre");
        return opens.getJsonObject("form");
    }

    private static JsonObject values(String come, String people, String where, String why) {
        return new JsonObject()
                .put("q0", come)
                .put("q1", people)
                .put("q2", where)
                .put("q3", why);
    }

    private static String filled(String phone, JsonObject values) {
        long before = WORLD.phones.now();
        WORLD.phones.waited("/phones/" + phone + "/fill", new JsonObject().put("values", values));
        return ServiceFixture.text(WORLD.phones.next(phone, before));
    }

    /** The same as the app's answer, with a token of one's own choosing. */
    private static String sent(String phone, String token, JsonObject values) {
        long before = WORLD.phones.now();
        String digits = phone.replaceAll("\\D", "");
        JsonObject reply = new JsonObject()
                .put("name", "flow")
                .put("body", "Sent")
                .put("response_json", values.copy().put("flow_token", token).encode());
        JsonObject message = new JsonObject()
                .put("from", digits)
                .put("id", "wamid." + token + before)
                .put("timestamp", Long.toString(System.currentTimeMillis() / 1000))
                .put("type", "interactive")
                .put("interactive", new JsonObject().put("type", "nfm_reply").put("nfm_reply", reply));
        JsonObject value = new JsonObject()
                .put("messaging_product", "whatsapp")
                .put("metadata", new JsonObject().put("phone_number_id", NUMBER))
                .put("messages", new JsonArray().add(message));
        WORLD.phones.waited(
                "/phones/" + phone + "/events",
                new JsonObject().put("kind", "change").put("value", value));
        return ServiceFixture.text(WORLD.phones.next(phone, before));
    }

    private static long answers(String name) {
        return WORLD.count("question_answer where contact_id = " + WORLD.contact(name));
    }

    /** Its fields are those of the languages written in; every other one, and further answers, open beside them. */
    @Test
    void theFormOfTheConsoleOpensWhatIsUsedAndKeepsEveryLanguage() {
        WORLD.onWhatsApp("Lea Forme");
        String path = draft("Formulaire", questions(), WORLD.contact("Lea Forme")) + "/questions";
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        String page = console.get(path).body();
        assertThat(page.substring(0, page.indexOf("of-choice")))
                .contains("name=\"s0_fr\"", "name=\"s0_en\"")
                .doesNotContain("name=\"s0_es\"");
        assertThat(page)
                .contains("Add a language", "value=\"speak-es\"", "More answers", "name=\"s0_o9_fr\"")
                .doesNotContain("name=\"s0_es\"");
        String spanish = console.post(
                        path, "s0_id", "come", "s0_fr", "Viendrez-vous ?", "s0_kind", "choice", "do", "speak-es")
                .body();
        assertThat(spanish)
                .contains("name=\"s0_es\"", "name=\"s0_o0_es\"", "Viendrez-vous ?")
                .doesNotContain("value=\"speak-es\"");
        String[] fields = {
            "s0_id",
            "come",
            "s0_fr",
            "Viendrez-vous ?",
            "s0_es",
            "\u00bfVienes?",
            "s0_kind",
            "choice",
            "s0_o0_id",
            "yes",
            "s0_o0_fr",
            "Oui",
            "s0_o0_es",
            "S\u00ed",
            "s0_o1_id",
            "no",
            "s0_o1_fr",
            "Non",
            "s0_o1_es",
            "No",
            "s0_o2_id",
            "a1",
            "s0_o2_fr",
            "Plus tard",
            "s0_o2_es",
            "Luego",
            "s0_o4_id",
            "a3",
            "s0_o4_fr",
            "Jamais",
            "s0_o4_es",
            "Nunca",
            "keep_days",
            "30"
        };
        HttpResponse<String> saved = console.post(path, fields);
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
        String again = console.get(path).body();
        assertThat(again.substring(0, again.indexOf("of-choice"))).contains("name=\"s0_es\"", "\u00bfVienes?");
        assertThat(again).contains("value=\"Luego\"", "value=\"Nunca\"", "value=\"Jamais\"");
    }

    /** Before it is opened: the questions and their answers count as the invitation does. */
    @Test
    void whoWouldBeAskedInAnotherLanguageIsCounted() {
        WORLD.onWhatsApp("Nell Forme");
        WORLD.rows("update contact set language = 'en' where name = 'Nell Forme' returning id");
        JsonObject questions = questions();
        String path = draft("Langues", questions, WORLD.contact("Nell Forme"));
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        String lacking = "1 person will read the questions and their answers in French";
        assertThat(console.get(path).body()).contains(lacking, "/questions?tab=en\">Write it</a>");
        assertThat(console.get(path + "/open").body()).contains(lacking);
        questions
                .getJsonArray("steps")
                .forEach(step -> ((JsonObject) step).getJsonObject("text").put("en", "In English?"));
        WORLD.put(path + "/questions", questions);
        assertThat(console.get(path).body()).contains(lacking);
        questions.getJsonArray("steps").getJsonObject(0).getJsonArray("options").forEach(option -> ((JsonObject) option)
                .getJsonObject("label")
                .put("en", "Yes" + ((JsonObject) option).getString("id")));
        WORLD.put(path + "/questions", questions);
        assertThat(console.get(path).body()).doesNotContain("their answers in French");
        WORLD.put(path + "/questions", questions.put("thanks", new JsonObject().put("fr", "À lundi !")));
        assertThat(console.get(path).body())
                .contains("1 person will read the thanks in French", "/questions?tab=en#at-end\">Write it</a>");
    }

    /** Written down or not: each question with its buttons and where an answer leads, up to the thanks. */
    @Test
    void theFormOfTheConsoleShowsWhatIsReadAsItIsWritten() {
        WORLD.onWhatsApp("Mia Forme");
        String path = draft("Aperçu", questions(), WORLD.contact("Mia Forme")) + "/questions";
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        String[] halfWritten = {
            "s0_id",
            "come",
            "s0_fr",
            "Viendrez-vous ?",
            "s0_kind",
            "choice",
            "s0_o0_id",
            "yes",
            "s0_o0_fr",
            "Oui",
            "s0_o1_id",
            "no",
            "s0_o1_fr",
            "Non",
            "s0_o1_next",
            "why",
            "s1_id",
            "people",
            "s1_fr",
            "À combien ?",
            "s1_kind",
            "number",
            "s1_least",
            "1",
            "s1_most",
            "x",
            "s1_next",
            "end",
            "s2_id",
            "why",
            "s2_fr",
            "Pourquoi {{name}} ?",
            "s2_kind",
            "text",
            "s2_skippable",
            "yes",
            "s3_id",
            "s4",
            "s3_kind",
            "choice"
        };
        HttpResponse<String> look = console.post(path + "/look", halfWritten);
        assertThat(look.statusCode()).as(look.body()).isEqualTo(200);
        assertThat(look.body())
                .containsSubsequence(
                        "Question 1",
                        "Viendrez-vous\u00a0?",
                        "Oui",
                        "Non",
                        "leads to: Question 3",
                        "Question 2",
                        "1 au moins",
                        "Then: End of the questions",
                        "Question 3",
                        "Pourquoi {{name}}\u00a0?",
                        "Passer",
                        "At the end",
                        "Aperçu",
                        "Corriger")
                .doesNotContain("Question 4", "<html");
        assertThat(console.post(path + "/look", "s0_id", "s1", "s0_kind", "nonsense")
                        .body())
                .contains("Write a first question");
    }

    @Test
    void filledInOnOneChannelAndAskedOnTheOther() {
        String alba = WORLD.onWhatsApp("Alba");
        String basile = WORLD.onTelegram("Basile");
        String cleo = WORLD.onWhatsApp("Cléo");
        String action = opened(
                "Marche",
                List.of(alba, basile, cleo),
                WORLD.contact("Alba"),
                WORLD.contact("Basile"),
                WORLD.contact("Cléo"));

        assertThat(form(alba).getJsonArray("fields")).hasSize(4);
        assertThat(WORLD.phones
                        .call("GET", "/ui/phones/" + alba + "/chat", null)
                        .body())
                .contains("Pourquoi ? $ {form.x}")
                .contains("Envoyer mes réponses");
        long before = WORLD.phones.now();
        assertThat(WORLD.phones
                        .call(
                                "POST",
                                "/ui/phones/" + alba + "/fill",
                                "f_q0=0&f_q1=12&f_q2=Lille&f_q3=Pour+l%E2%80%99h%C3%B4pital",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(200);
        assertThat(ServiceFixture.text(WORLD.phones.next(alba, before))).contains("Merci");
        // Sent again it is one answer, and another one takes its place.
        assertThat(filled(alba, values("Oui", "12", "Lille", "Pour l’hôpital"))).contains("déjà noté");
        assertThat(filled(alba, values("Non", "12", "Lille", ""))).contains("corrigé");
        assertThat(answers("Alba")).isEqualTo(4);

        assertThat(WORLD.pressed(basile, "Répondre")).contains("Viendrez-vous");

        // What is no answer is asked in the chat, with what is kept of the rest; so is all of it of who writes instead.
        JsonObject opens = form(cleo);
        assertThat(WORLD.said(cleo, "bonjour à vous")).contains("Viendrez-vous");
        assertThat(opens.getString("send")).isEqualTo("Envoyer mes réponses");
        assertThat(filled(cleo, values("0", "99", "Lens", ""))).contains("À combien");
        assertThat(WORLD.said(cleo, "4")).contains("Merci");

        JsonObject results = WORLD.get(action + "/questions/results");
        assertThat(results.getInteger("people")).isEqualTo(2);
        assertThat(results.getInteger("finished")).isEqualTo(2);
        assertThat(results.getJsonArray("steps").getJsonObject(0).getJsonArray("counts"))
                .extracting(count -> ((JsonObject) count).getInteger("people"))
                .containsExactly(1, 1);
        assertThat(WORLD.count("inbox where jsonb_exists(event, 'fields') and processed_at is not null"))
                .isZero();
    }

    @Test
    void anothersTokenAndAMadeUpOneChangeNothing() {
        String dina = WORLD.onWhatsApp("Dina");
        String emil = WORLD.onWhatsApp("Emil");
        opened("Pétition", List.of(dina, emil), WORLD.contact("Dina"), WORLD.contact("Emil"));
        String token = form(dina).getString("token");
        String own = form(emil).getString("token");
        JsonObject values = values("0", "3", "Metz", "");

        assertThat(sent(emil, token, values)).contains("sur un seul écran");
        assertThat(sent(emil, own.substring(0, own.length() - 2) + "zz", values))
                .contains("sur un seul écran");
        assertThat(answers("Emil")).isZero();
        assertThat(answers("Dina")).isZero();
        assertThat(sent(emil, own, values)).contains("Merci");
        assertThat(answers("Emil")).isEqualTo(4);

        WORLD.post("/actions/" + actionOf(own) + "/end", new JsonObject());
        assertThat(sent(dina, token, values)).contains("est terminé");
        assertThat(answers("Dina")).isZero();
    }

    @Test
    void whoWasMergedMayStillSendTheirForm() {
        String kim = WORLD.onWhatsApp("Kim");
        String lou = WORLD.onWhatsApp("Lou");
        opened("Deux en un", List.of(kim, lou), WORLD.contact("Kim"), WORLD.contact("Lou"));
        String before = form(lou).getString("token");
        assertThat(form(kim)).isNotNull();
        WORLD.rows("update contact set merged_into = %d where id = %d"
                .formatted(WORLD.contact("Kim"), WORLD.contact("Lou")));
        assertThat(sent(kim, before, values("0", "3", "Metz", ""))).contains("Merci");
        assertThat(answers("Kim")).isEqualTo(4);
    }

    private static String actionOf(String token) {
        return token.split(":")[3];
    }

    @Test
    void aStopInAFieldIsAStop() {
        String flora = WORLD.onWhatsApp("Flora");
        String gil = WORLD.onWhatsApp("Gil");
        opened("Enquête", List.of(flora, gil), WORLD.contact("Flora"), WORLD.contact("Gil"));
        assertThat(form(flora)).isNotNull();
        assertThat(filled(flora, values("1", "2", "Lyon", "Arrêtez de m’écrire")))
                .contains("START");
        assertThat(answers("Flora")).isZero();
        assertThat(WORLD.count("consent where state = 'unsubscribed' and contact_id = " + WORLD.contact("Flora")))
                .isEqualTo(1);

        // Words about one's data are heard as those of any message, and are no answer: what stands beside them is.
        assertThat(form(gil)).isNotNull();
        assertThat(filled(gil, values("1", "2", "Lyon", "Quelles données avez-vous sur moi ?")))
                .contains("demande");
        assertThat(answers("Gil")).isEqualTo(3);
        assertThat(WORLD.count("rights_request where contact_id = " + WORLD.contact("Gil")))
                .isEqualTo(1);
    }

    @Test
    void whatMayBeAStopInAFieldIsAskedAboutAndTheRestIsKept() {
        String hana = WORLD.onWhatsApp("Hana");
        String ivo = WORLD.onWhatsApp("Ivo");
        opened("Sondage", List.of(hana, ivo), WORLD.contact("Hana"), WORLD.contact("Ivo"));
        assertThat(form(hana)).isNotNull();
        assertThat(filled(hana, values("1", "2", "Lyon", "Trop de messages !"))).contains("messages");
        WORLD.eventually(() -> answers("Hana") == 3);
        assertThat(WORLD.count("consent where state = 'held' and contact_id = " + WORLD.contact("Hana")))
                .isEqualTo(1);

        // The words of a dialogue are asked about as well; who goes on is asked what is missing.
        assertThat(form(ivo)).isNotNull();
        assertThat(filled(ivo, values("1", "2", "Lyon", "fini"))).contains("Que souhaitez-vous arrêter");
        WORLD.eventually(() -> answers("Ivo") == 3);
        assertThat(WORLD.pressedFor(ivo, "Continuer", 2).get(1)).contains("Pourquoi");
        assertThat(WORLD.said(ivo, "pour le quartier")).contains("Merci");
    }

    @Test
    void aFormThatThePlatformHasNoMoreIsAskedInTheChat() {
        String iris = WORLD.onWhatsApp("Iris");
        String jean = WORLD.onWhatsApp("Jean");
        String action = opened("Perdu", List.of(iris, jean), WORLD.contact("Iris"), WORLD.contact("Jean"));
        String id = action.substring(action.lastIndexOf('/') + 1);
        WORLD.rows(
                "update question_form set published = (select jsonb_object_agg(key, '4242') from jsonb_each(published))"
                        + " where action_id = " + id);

        assertThat(WORLD.pressed(iris, "Répondre")).contains("Viendrez-vous");
        assertThat(WORLD.count("question_form where published = '{}' and action_id = " + id))
                .isEqualTo(1);
        assertThat(WORLD.pressed(jean, "Répondre")).contains("Viendrez-vous");
        assertThat(WORLD.pressed(iris, "Oui")).contains("À combien");
        assertThat(WORLD.count("delivery where state = 'failed' and reason = '131009'"))
                .isEqualTo(1);
    }

    @Test
    void whatCanBeNoFormIsSaidBeforeItIsOpened() {
        WORLD.onWhatsApp("Hugo");
        long hugo = WORLD.contact("Hugo");
        JsonObject branched = questions();
        branched.getJsonArray("steps")
                .getJsonObject(0)
                .getJsonArray("options")
                .getJsonObject(1)
                .put("next", "end");
        String action = draft("Branches", branched, hugo);
        assertThatThrownBy(() -> WORLD.post(action + "/open", new JsonObject()))
                .hasMessageContaining("asForm")
                .hasMessageContaining("lead elsewhere");

        WORLD.put(action + "/questions", questions());
        String condition = "/senders/" + NUMBER + "/condition";
        WORLD.phones.patch(condition, new JsonObject().put("edgesAway", new JsonArray().add("flows")));
        assertThatThrownBy(() -> WORLD.post(action + "/open", new JsonObject())).hasMessageContaining("did not answer");
        WORLD.phones.patch(condition, new JsonObject().put("edgesAway", new JsonArray()));
        // A sender that is paused makes none.
        WORLD.rows("update sender set status = 'paused', status_reason = '190' where channel = 'whatsapp'");
        assertThatThrownBy(() -> WORLD.post(action + "/open", new JsonObject())).hasMessageContaining("asForm");
        WORLD.rows("update sender set status = 'active', status_reason = null where channel = 'whatsapp'");
        assertThat(WORLD.get(action).getString("state")).isEqualTo("draft");
        WORLD.post(action + "/open", new JsonObject());
        assertThat(WORLD.get(action).getString("state")).isEqualTo("open");
        assertThat(WORLD.count("question_form where published <> '{}' and action_id = "
                        + action.substring(action.lastIndexOf('/') + 1)))
                .isEqualTo(1);
    }
}
