package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.StopJudge;

/** Marketing templates by the endpoint of their own, with an account that demands it and two nodes that send. */
@NeedsDatabase
class MarketingMessagesTest {
    private static final String MARK = "Grand rassemblement";
    private static final String TEXT = MARK + ". Bonjour {{first_name}}, rendez-vous {{place}} samedi.";
    private static final int PEOPLE = 24;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path files;

    private SenderNodes nodes;
    private ApiClient.Caller here;
    private long number;

    @BeforeEach
    void connect() {
        nodes = new SenderNodes(files);
        here = nodes.owner(nodes.start());
        ApiClient.Caller there = nodes.owner(nodes.start());
        number = here.post("/channels", number("yes")).json().getLong("id");
        for (ApiClient.Caller caller : List.of(here, there)) {
            Await.until("it is known", () -> caller.get("/channels").items().stream()
                    .anyMatch(sender -> ((JsonObject) sender).getBoolean("configured")));
        }
        nodes.phones.patch(
                "/senders/" + SenderNodes.NUMBER + "/condition", new JsonObject().put("marketingMessages", "required"));
    }

    @AfterEach
    void stop() {
        nodes.close();
    }

    private static JsonObject number(String marketing) {
        JsonObject number = SenderNodes.number();
        number.getJsonObject("fields").put("marketingMessages", marketing);
        return number;
    }

    @Test
    void onlyMarketingTemplatesGoThisWayUnchangedAndUnwatched() {
        template("annonce", "marketing");
        template("rappel", "utility");
        String phone = subscribed(1);
        JsonObject marketing = arrived(phone, "annonce");
        assertThat(marketing.getJsonObject("request"))
                .contains(
                        Map.entry("message_activity_sharing", false),
                        Map.entry("product_policy", "CLOUD_API_FALLBACK"));
        assertThat(marketing.getString("header")).as("a headline of Meta's").isNull();
        assertThat(arrived(phone, "rappel").getJsonObject("request").fieldNames())
                .doesNotContain("message_activity_sharing", "product_policy");
        Await.until(
                "both are settled by their receipts",
                () -> nodes.count("delivery where broadcast_id is not null and state in ('delivered', 'read')") == 2);

        here.patch(
                "/channels/" + number, new JsonObject().put("fields", new JsonObject().put("marketingMessages", "no")));
        long refused = send("annonce");
        Await.until(
                "the account's refusal stops the template",
                () -> nodes.count("broadcast where id = $1 and state = 'paused' and state_reason = '131063'", refused)
                        == 1);
    }

    @Test
    void nothingBeginsByItAfterAnAnsweredStop() {
        template("annonce", "marketing");
        List<String> phones = new ArrayList<>();
        for (int person = 1; person <= PEOPLE; person++) {
            phones.add(subscribed(person));
        }
        StopJudge judge = new StopJudge(nodes.phones, MARK);
        nodes.phones.stopAndWait(phones.get(0), "STOP");
        nodes.phones.put("/switches", new JsonObject().put("hold", "before"));
        send("annonce");
        nodes.phones.get("/counters?holding=1&timeoutMillis=120000");
        for (String phone : phones.subList(1, PEOPLE / 2)) {
            nodes.phones.write(phone, "STOP");
        }
        nodes.phones.put("/switches", new JsonObject());
        Await.until("all stopped", () -> nodes.count("consent where state = 'unsubscribed'") == PEOPLE / 2);
        Await.until(
                "all is sent",
                () -> nodes.count("delivery where state in ('queued', 'sending')") == 0
                        && nodes.count("broadcast where state = 'finished'") == 1);
        assertThat(judge.late()).as("messages after an answered stop").isZero();
        assertThat(judge.twice(phones)).isZero();
        assertThat(nodes.phones
                        .get("/messages?limit=1000&text=" + MARK.replace(" ", "%20"))
                        .getInteger("count"))
                .isBetween(PEOPLE / 2, PEOPLE - 1);
        assertThat(nodes.phones
                        .get("/messages?limit=1&text=" + MARK.replace(" ", "%20") + "&phone=" + phones.get(0))
                        .getInteger("count"))
                .isZero();
    }

    private void template(String name, String category) {
        ApiClient.Answer answer = here.post(
                "/templates",
                new JsonObject()
                        .put("sender", number)
                        .put("name", name)
                        .put("language", "fr")
                        .put("category", category)
                        .put("body", TEXT)
                        .put("mention", "none")
                        .put(
                                "examples",
                                new JsonObject().put("first_name", "Ana").put("place", "à la gare")));
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        Await.until(
                "it is approved",
                () -> nodes.count("sender_template where name = $1 and status = 'approved'", name) == 1);
    }

    /** Somebody whose window has closed since they joined. */
    private String subscribed(int person) {
        String phone = nodes.phones.whatsappPhone(String.format("+3363998%04d", person), "Person " + person);
        long before = nodes.phones.now();
        nodes.phones.writeAndWait(phone, "START");
        assertThat(nodes.phones.next(phone, before).getString("text")).contains("STOP");
        nodes.rows("update address set last_inbound_at = now() - interval '3 days' returning id");
        return phone;
    }

    private JsonObject arrived(String phone, String template) {
        long before = nodes.phones.now();
        send(template);
        return nodes.phones.next(phone, before);
    }

    private long send(String template) {
        JsonObject wording = new JsonObject()
                .put("language", "fr")
                .put("text", TEXT)
                .put("parameters", new JsonArray().add("{{first_name|à vous}}").add("{{mention}}"));
        JsonObject message = ApiBody.message(MARK + ". Rendez-vous samedi")
                .put(
                        "template",
                        new JsonObject().put("name", template).put("wordings", new JsonObject().put("fr", wording)));
        long id = here.post(
                        "/broadcasts",
                        new JsonObject()
                                .put("title", template)
                                .put("audience", ApiBody.everyone())
                                .put("message", message))
                .json()
                .getLong("id");
        ApiClient.Answer sent = here.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
        assertThat(sent.status()).as(sent.body()).isBetween(200, 299);
        return id;
    }
}
