package org.relais.spending;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What is delivered is counted once and priced by the owner's rates; a ceiling pauses broadcasts, and no stop's confirmation. */
@NeedsDatabase
class SpendingTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final String RATES =
            """
            channel;country;category;price;from
            whatsapp;FR;service;0,25;2020-01-01
            whatsapp;*;*;9;2020-01-01
            """;

    private static ApiClient.Caller owner() {
        return WORLD.caller(Role.OWNER);
    }

    private static JsonObject load(String csv) {
        return owner().ok(owner().put(
                        "/spending/rates",
                        new JsonObject().put("currency", "EUR").put("csv", csv)));
    }

    private static long broadcast() {
        return WORLD.created(
                "/broadcasts",
                ApiBody.broadcast("Fête", ApiBody.everyone(), "Bonjour").put("channel", "whatsapp"));
    }

    private static List<JsonObject> lines(long broadcast) {
        return WORLD.get("/spending").getJsonArray("lines").stream()
                .map(JsonObject.class::cast)
                .filter(line -> Long.valueOf(broadcast).equals(line.getLong("broadcastId")))
                .toList();
    }

    private static long number() {
        return WORLD.organiser.get("/channels").items().stream()
                .map(JsonObject.class::cast)
                .filter(sender -> sender.getString("channel").equals("whatsapp"))
                .findFirst()
                .orElseThrow()
                .getLong("id");
    }

    @Test
    void whatIsDeliveredIsPricedAndACeilingPausesBroadcastsAndNoConfirmation() {
        String ana = WORLD.onWhatsApp("Ana Ruiz");
        String bo = WORLD.onWhatsApp("Bo Hansen");
        load(RATES);

        long first = broadcast();
        JsonObject cost = WORLD.get("/broadcasts/" + first + "/count").getJsonObject("cost");
        assertThat(cost.getLong("messages")).isEqualTo(2);
        assertThat(cost.getDouble("most"))
                .as("a text in no template is billed as a service")
                .isEqualTo(0.5);
        WORLD.post("/broadcasts/" + first + "/send", ApiBody.evenIfNobody());
        Await.until(
                "both are counted",
                () -> lines(first).stream()
                                .mapToLong(line -> line.getLong("messages"))
                                .sum()
                        == 2);
        assertThat(lines(first)).singleElement().satisfies(line -> {
            assertThat(line.getString("country")).isEqualTo("FR");
            assertThat(line.getString("category")).isEqualTo("service");
            assertThat(line.getDouble("cost")).isEqualTo(0.5);
            assertThat(line.getString("title")).isEqualTo("Fête");
        });
        Await.until(
                "what was read is counted no second time",
                () -> WORLD.get("/broadcasts/" + first)
                                .getJsonObject("progress")
                                .getLong("read")
                        == 2);
        assertThat(lines(first).get(0).getLong("messages")).isEqualTo(2);

        JsonObject sum = WORLD.get("/broadcasts/" + first + "/spending");
        assertThat(sum.getDouble("cost")).isEqualTo(0.5);
        assertThat(sum.getLong("billed")).isEqualTo(2);
        assertThat(sum.getLong("unrated") + sum.getLong("free")).isZero();
        assertThat(console().get("/broadcasts/" + first).body())
                .contains("id=\"spent\"", "0.50", "for 2 billed messages");
        assertThat(owner().get("/broadcasts/999999/spending").status()).isEqualTo(404);
        assertThat(owner().get("/actions/999999/spending").status()).isEqualTo(404);

        // Nothing leaves, so that the second one is under way for as long as it takes to look.
        WORLD.post("/channels/" + number() + "/pause", new JsonObject());
        long second = broadcast();
        WORLD.post("/broadcasts/" + second + "/send", ApiBody.evenIfNobody());
        JsonObject limited = owner().ok(owner().put("/spending/ceiling", new JsonObject().put("ceiling", 0)));
        assertThat(limited.getBoolean("reached")).isTrue();
        Await.until("it is paused", () -> "spending_ceiling"
                .equals(WORLD.get("/broadcasts/" + second).getString("stateReason")));
        WORLD.post("/channels/" + number() + "/resume", new JsonObject());
        long before = WORLD.phones.now();
        WORLD.phones.stopAndWait(ana, "STOP");
        assertThat(WORLD.received(ana, before, 1))
                .as("the confirmation waits for no money")
                .hasSize(1);
        assertThat(WORLD.get("/broadcasts/" + second).getString("state")).isEqualTo("paused");

        owner().ok(owner().put("/spending/ceiling", new JsonObject()));
        WORLD.post("/broadcasts/" + second + "/resume", new JsonObject());
        Await.until(
                "the rest is sent",
                () -> WORLD.get("/broadcasts/" + second).getString("state").equals("finished"));
        anActionShowsWhatItHasCost(bo);
    }

    private static ConsoleClient console() {
        return ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.OWNER);
    }

    /** Whoever has not stopped is offered it. */
    private static void anActionShowsWhatItHasCost(String volunteer) {
        long action = WORLD.created(
                "/actions",
                new JsonObject()
                        .put("kind", "share")
                        .put("title", "Partage")
                        .put("audience", ApiBody.everyone())
                        .put(
                                "message",
                                ApiBody.message("Un coup de main ?")
                                        .put(
                                                "share",
                                                new JsonObject().put("text", new JsonObject().put("fr", "Venez !")))));
        WORLD.post("/actions/" + action + "/open", null);
        JsonObject sum = Await.found(
                "its offer is counted",
                () -> WORLD.get("/actions/" + action + "/spending"),
                found -> found.getLong("billed") == 1);
        assertThat(sum.getDouble("cost")).isEqualTo(0.25);
        assertThat(console().get("/actions/" + action).body()).contains("id=\"spent\"", "One message was billed");

        WORLD.phones.writeAndWait(volunteer, "oui");
        JsonObject whole = Await.found(
                "what a yes is answered with is counted with it",
                () -> WORLD.get("/actions/" + action + "/spending"),
                found -> found.getLong("billed") == 3);
        assertThat(whole.getDouble("cost")).isEqualTo(0.75);
        assertThat(WORLD.get("/spending").getJsonArray("lines").stream()
                        .map(JsonObject.class::cast)
                        .filter(line -> Long.valueOf(action).equals(line.getLong("actionId")))
                        .mapToLong(line -> line.getLong("messages"))
                        .sum())
                .as("nothing of it stands among the messages that belong to nothing")
                .isEqualTo(3);
    }

    @Test
    void thePageShowsTheMonthAndRefusesWhatTheServiceRefuses() {
        ConsoleClient console = console();
        assertThat(console.get("/settings/spending").body()).contains("Price of a message", "Ceiling");
        assertThat(console.post("/settings/spending/rates", "currency", "EUR", "csv", "pigeon,FR,x,1")
                        .body())
                .contains("Line 1");
        assertThat(console.post("/settings/spending/ceiling", "ceiling", "many").statusCode())
                .isEqualTo(422);
    }

    @Test
    void anOwnerFillsInSinglePricesBesideThoseThatStand() {
        ConsoleClient console = console();
        String path = "/settings/spending/prices";
        String marketing = "price.whatsapp.PT.marketing";
        load("whatsapp,PT,service,0.02,2019-01-01");

        String[] two = {
            "currency",
            "EUR",
            "price.whatsapp.PT.service",
            "0.02",
            marketing,
            "0,0712",
            "channel",
            "whatsapp",
            "country",
            "pt",
            "category",
            "utility",
            "price",
            "0.03"
        };
        assertThat(console.post(path, two).statusCode()).isEqualTo(303);
        assertThat(portuguese(console)).containsExactlyInAnyOrder("service 0.02", "marketing 0.0712", "utility 0.03");

        assertThat(console.post(path, "currency", "EUR", marketing, "").statusCode())
                .isEqualTo(303);
        assertThat(portuguese(console)).containsExactlyInAnyOrder("service 0.02", "utility 0.03");
        assertThat(load("whatsapp,IT,service,0.02,2019-02-01").getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .filter(rate -> rate.getString("country").equals("PT")))
                .as("what counted before this month is not written again")
                .hasSize(2);

        assertThat(console.post(path, "currency", "EUR", "price.whatsapp.PT.utility", "much"))
                .satisfies(answer -> {
                    assertThat(answer.statusCode()).isEqualTo(422);
                    assertThat(answer.body()).contains("A price such as 0.07", "value=\"much\"");
                });
        assertThat(console.post(path, "currency", "EUR", "price", "1", "country", "Portugal", "channel", "whatsapp")
                        .body())
                .contains("the country in two letters");
    }

    /** Categories and prices of one country, as its form shows them. */
    private static List<String> portuguese(ConsoleClient console) {
        return Pattern.compile("name=\"price\\.whatsapp\\.PT\\.([a-z]+)\"[^>]* value=\"([^\"]+)\"")
                .matcher(console.get("/settings/spending").body())
                .results()
                .map(found -> found.group(1) + " " + found.group(2))
                .toList();
    }

    @Test
    void aTableThatIsNoneIsRefusedByItsLine() {
        for (String wrong : List.of(
                "whatsapp,FR,service",
                "whatsapp,France,service,1",
                "whatsapp,FR,service,-1",
                "pigeon,FR,service,1",
                "whatsapp,FR,service,1,tomorrow")) {
            ApiClient.Answer answer = owner().put(
                            "/spending/rates",
                            new JsonObject().put("currency", "EUR").put("csv", "whatsapp,FR,utility,0.1\n" + wrong));
            assertThat(answer.status()).as(wrong).isEqualTo(400);
            assertThat(answer.fault("csv")).as(wrong).contains("line 2");
        }
        assertThat(owner().put(
                                "/spending/rates",
                                new JsonObject().put("currency", "euro").put("csv", "x"))
                        .status())
                .isEqualTo(400);
        JsonArray loaded = load("whatsapp,DE,utility,0.1,2021-01-01\nwhatsapp,DE,utility,0.2,2021-01-01")
                .getJsonArray("items");
        assertThat(loaded.stream().map(JsonObject.class::cast).filter(rate -> rate.getString("country")
                        .equals("DE")))
                .singleElement()
                .satisfies(rate -> assertThat(rate.getDouble("price")).isEqualTo(0.2));
    }
}
