package org.relais.action.question;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** A survey on both channels, up to results that agree with what was said; merge, erasure and the end of its time. */
@NeedsDatabase
class QuestionJourneyTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final Map<String, String> PHONES = new TreeMap<>();

    @BeforeAll
    static void people() {
        for (String name : List.of("Alba", "Cléo", "Dina", "Emil")) {
            PHONES.put(name, WORLD.onTelegram(name));
        }
        PHONES.put("Basile", WORLD.onWhatsApp("Basile"));
    }

    private static JsonObject step(String id, String answer, String text) {
        return new JsonObject().put("id", id).put("answer", answer).put("text", new JsonObject().put("fr", text));
    }

    private static JsonObject option(String id, String label, String next) {
        return new JsonObject()
                .put("id", id)
                .put("label", new JsonObject().put("fr", label))
                .put("next", next);
    }

    private static JsonObject form() {
        return new JsonObject()
                .put("language", "fr")
                .put("keepDays", 10)
                .put("thanks", new JsonObject().put("fr", "Merci à vous ! À lundi."))
                .put(
                        "steps",
                        new JsonArray()
                                .add(step("come", "choice", "Viendrez-vous ?")
                                        .put(
                                                "options",
                                                new JsonArray()
                                                        .add(option("yes", "Oui", "people"))
                                                        .add(option("no", "Non", "why"))
                                                        .add(option("maybe", "Je ne sais pas", "why"))))
                                .add(step("people", "number", "À combien ?").put("least", 1))
                                .add(step("where", "place", "D’où ?").put("next", "end"))
                                .add(step("why", "text", "Pourquoi ?").put("required", false)));
    }

    private static long opened(String title, String... names) {
        JsonArray contacts = new JsonArray();
        List.of(names).forEach(name -> contacts.add(WORLD.contact(name)));
        long action = WORLD.created(
                "/actions",
                new JsonObject()
                        .put("kind", "question")
                        .put("title", title)
                        .put("message", ApiBody.message("Une enquête : " + title))
                        .put("audience", new JsonObject().put("contacts", contacts)));
        assertThatThrownBy(() -> WORLD.post("/actions/" + action + "/open", new JsonObject()))
                .hasMessageContaining("needs at least one question");
        WORLD.put("/actions/" + action + "/questions", form());
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/open", new JsonObject());
        for (String name : names) {
            assertThat(ServiceFixture.text(WORLD.phones.next(PHONES.get(name), before)))
                    .contains(title);
        }
        return action;
    }

    private static JsonObject results(long action) {
        return WORLD.get("/actions/" + action + "/questions/results");
    }

    private static JsonObject result(long action, int step) {
        return results(action).getJsonArray("steps").getJsonObject(step);
    }

    private static Map<String, Integer> counts(long action, int step) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        result(action, step)
                .getJsonArray("counts")
                .forEach(each ->
                        counts.put(((JsonObject) each).getString("answer"), ((JsonObject) each).getInteger("people")));
        return counts;
    }

    private static void comes(String name, String people, String place) {
        String phone = PHONES.get(name);
        assertThat(WORLD.pressed(phone, "Répondre")).contains("Viendrez-vous");
        assertThat(WORLD.pressed(phone, "Oui")).contains("À combien");
        assertThat(WORLD.said(phone, people)).contains("D’où");
        assertThat(WORLD.said(phone, place))
                .contains("Merci à vous ! À lundi.\n\nVous êtes")
                .doesNotContain("terminé");
    }

    @Test
    void askedAnsweredCorrectedAndCounted() {
        long action = opened("Marche d’avril", "Alba", "Basile", "Cléo", "Dina");
        assertThatThrownBy(() -> WORLD.put("/actions/" + action + "/questions", form()))
                .hasMessageContaining("is no longer a draft");
        comes("Alba", "3", "Lille");
        comes("Basile", "on sera 10", "lille");
        // A double tap, and another answer to a question before: one answer a step.
        assertThat(WORLD.pressed(PHONES.get("Cléo"), "Répondre")).contains("Viendrez-vous");
        assertThat(WORLD.pressed(PHONES.get("Cléo"), "Oui")).contains("À combien");
        assertThat(WORLD.pressed(PHONES.get("Cléo"), "Oui")).contains("déjà noté");
        assertThat(WORLD.said(PHONES.get("Cléo"), "2")).contains("D’où");
        assertThat(WORLD.pressed(PHONES.get("Cléo"), "Non")).contains("Pourquoi");
        assertThat(WORLD.said(PHONES.get("Cléo"), "=1+1 ; \"trop loin\"")).contains("Merci");
        assertThat(WORLD.pressed(PHONES.get("Dina"), "Répondre")).contains("Viendrez-vous");

        assertThat(results(action).getInteger("people")).isEqualTo(3);
        assertThat(results(action).getInteger("finished")).isEqualTo(3);
        assertThat(counts(action, 0)).containsExactly(Map.entry("yes", 2), Map.entry("no", 1), Map.entry("maybe", 0));
        assertThat(counts(action, 1)).containsExactly(Map.entry("3", 1), Map.entry("10", 1));
        assertThat(result(action, 1).getDouble("median")).isEqualTo(6.5);
        assertThat(counts(action, 2)).containsValue(2).hasSize(1);
        assertThat(WORLD.get("/actions/" + action + "/questions/words/why").getJsonArray("items"))
                .singleElement()
                .satisfies(words ->
                        assertThat(((JsonObject) words).getString("words")).isEqualTo("=1+1 ; \"trop loin\""));
        String csv = WORLD.organiser
                .get("/actions/" + action + "/questions/answers.csv")
                .body();
        assertThat(csv.lines().toList())
                .hasSize(4)
                .anySatisfy(line -> assertThat(line).contains("Alba").endsWith("Oui;3;Lille;"))
                .anySatisfy(line ->
                        assertThat(line).contains("Cléo").contains(";Non;;;").contains("'=1+1"));
        assertThat(WORLD.get("/actions/" + action + "/figures")
                        .getJsonObject("figures")
                        .getInteger("done"))
                .isEqualTo(3);

        assertThat(WORLD.caller(Role.OWNER)
                        .get("/contacts/" + WORLD.contact("Cléo") + "/export")
                        .body())
                .contains("trop loin", "\"asked\"", "\"choice\":\"Non\"");
        WORLD.erase(WORLD.contact("Cléo"));
        assertThat(results(action).getInteger("people")).isEqualTo(2);
        assertThat(WORLD.count("question_answer where words like '%trop loin%'"))
                .isZero();

        WORLD.post("/actions/" + action + "/end", new JsonObject());
        assertThat(WORLD.pressed(PHONES.get("Dina"), "Oui")).contains("est terminé");
        WORLD.rows("update action set ended_at = now() - interval '11 days' where id = " + action + " returning id");
        long organisation = WORLD.service.organisationId();
        Await.result(WORLD.service.pool().withTransaction(tx -> new QuestionRetentionStore()
                .clear(tx, organisation, Instant.now(), 100)));
        // Counts of choices and numbers are left; nobody is, and no word.
        assertThat(results(action).getInteger("people")).isZero();
        assertThat(counts(action, 0)).containsEntry("yes", 2);
        assertThat(counts(action, 1)).hasSize(2);
        assertThat(counts(action, 2)).isEmpty();
        assertThat(WORLD.count("question_form where forgotten_at is not null and action_id = " + action))
                .isEqualTo(1);
    }

    @Test
    void manyNumbersAreTenBars() {
        long action = opened("Distances", "Emil");
        WORLD.rows("insert into contact (organisation_id, name, created_at, updated_at) select "
                + WORLD.service.organisationId() + ", 'N' || n, now(), now() from generate_series(1, 95) n"
                + " returning id");
        WORLD.rows("insert into question_answer (organisation_id, action_id, contact_id, step, number, answered_at)"
                + " select organisation_id, " + action + ", id, 'people', substr(name, 2)::int, now()"
                + " from contact where name ~ '^N[0-9]+$' returning id");
        assertThat(counts(action, 1)).hasSize(10).containsEntry("1–10", 10).containsEntry("91–100", 5);
        assertThat(result(action, 1).getInteger("least")).isEqualTo(1);
        assertThat(result(action, 1).getInteger("median")).isEqualTo(48);
    }
}
