package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Demo;
import org.relais.testing.SandboxControl;
import org.relais.testing.Slow;

/**
 * The promise, on the packaged jar, over two channels: two hundred people, a broadcast, ten of them answer STOP while
 * it runs, a second broadcast. What the platforms received is counted by the sandbox, which knows nothing of Relais.
 */
@Slow
class ShowIT {
    /** The demonstration has twelve of its own. */
    private static final int ON_EACH_CHANNEL = 94;

    private static final int PEOPLE = 200;
    private static final int STOPPING_ON_EACH = 5;
    private static final List<String> STATES = List.of(
            "queued", "sending", "accepted", "delivered", "read", "failed", "unknown", "suppressed", "cancelled");

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void nothingBeginsForThoseWhoStoppedAndTheBooksBalance(@TempDir Path directory) throws Exception {
        try (Demo demo = Demo.start(directory)) {
            ApiClient.Caller api = new ApiClient(demo.address("")).as(demo.printed("Token"));
            SandboxControl phones = new SandboxControl(demo.sandbox());
            List<String> people = Stream.concat(onWhatsApp(api, phones).stream(), onTelegram(phones).stream())
                    .toList();
            // The slowness of a platform far away: without it the broadcast is over before anybody can answer.
            phones.patch("/switches", new JsonObject().put("latencyMillis", 150));

            // Joining is worked after its webhook was answered: only a stop is done by then.
            long first = draft(api, "Première diffusion");
            api.until("/broadcasts/" + first + "/count", count -> count.getInteger("receiving") == PEOPLE);
            long before = phones.now();
            send(api, first);
            phones.get("/messages?after=" + before + "&text=diffusion&atLeast=20&timeoutMillis=120000");
            List<String> stopped = new ArrayList<>(people.subList(0, STOPPING_ON_EACH));
            stopped.addAll(people.subList(people.size() - STOPPING_ON_EACH, people.size()));
            stopAtOnce(phones, stopped);
            JsonObject running = api.read("/broadcasts/" + first);
            assertThat(running.getString("state"))
                    .as("the stops came while it ran")
                    .isEqualTo("sending");
            finished(api, first);

            JsonObject count = api.read("/broadcasts/" + draft(api, "Compte") + "/count");
            assertThat(count.getInteger("people")).isEqualTo(PEOPLE);
            assertThat(count.getInteger("receiving")).isEqualTo(PEOPLE - stopped.size());
            long second = draft(api, "Seconde diffusion");
            send(api, second);
            JsonObject progress = finished(api, second);
            assertThat(progress.getInteger("suppressed")).isEqualTo(stopped.size());
            assertThat(phones.get("/idle?timeoutMillis=120000").getBoolean("idle"))
                    .isTrue();

            onlyOneConfirmationEach(phones, stopped);
            theBooksBalance(api, phones, List.of(first, second));
            theLedgerKnows(api, stopped.size());
        }
    }

    /** They are imported with the proof of their consent, then write, which opens the window for free texts. */
    private static List<String> onWhatsApp(ApiClient.Caller api, SandboxControl phones) throws Exception {
        StringBuilder csv = new StringBuilder("telephone;prenom;nom;classe;source;date;texte;etiquettes\n");
        List<String> ids = new ArrayList<>();
        for (int index = 0; index < ON_EACH_CHANNEL; index++) {
            String number = "+336123456" + String.format("%02d", index);
            csv.append(number).append(";Camille;Numéro ").append(index);
            csv.append(";régulier;formulaire;01/09/2026;v1;spectacle\n");
            ids.add(phones.whatsappPhone(number, "Camille " + index));
        }
        long job = api.upload("/imports?fileName=camille.csv", csv.toString()).getLong("id");
        api.until("/imports/" + job, found -> !found.getString("state").matches("uploaded|checking"));
        api.ok(api.post("/imports/" + job + "/commit", new JsonObject()));
        JsonObject done =
                api.until("/imports/" + job, found -> found.getString("state").equals("finished"));
        assertThat(done.getJsonObject("merged").getInteger("created")).isEqualTo(ON_EACH_CHANNEL);
        everyoneWrites(phones, ids, "START");
        return ids;
    }

    private static List<String> onTelegram(SandboxControl phones) {
        List<String> ids = new ArrayList<>();
        for (int index = 0; index < ON_EACH_CHANNEL; index++) {
            ids.add(phones.telegramPhone(7_300_000 + index, "Dominique " + index));
        }
        everyoneWrites(phones, ids, "/start");
        return ids;
    }

    private static void everyoneWrites(SandboxControl phones, List<String> ids, String text) {
        together(ids, id -> phones.writeAndWait(id, text));
    }

    private static void stopAtOnce(SandboxControl phones, List<String> ids) {
        together(ids, id -> phones.stopAndWait(id, "STOP"));
    }

    private static void together(List<String> ids, java.util.function.Consumer<String> deed) {
        CompletableFuture.allOf(ids.stream()
                        .map(id -> CompletableFuture.runAsync(() -> deed.accept(id)))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static long draft(ApiClient.Caller api, String title) throws Exception {
        JsonObject message = ApiBody.message("Bonjour {{name|à vous}}, ceci est une diffusion : " + title);
        return api.ok(api.post(
                        "/broadcasts",
                        new JsonObject()
                                .put("title", title)
                                .put("message", message)
                                .put("audience", ApiBody.everyone())))
                .getLong("id");
    }

    private static void send(ApiClient.Caller api, long id) throws Exception {
        api.ok(api.post("/broadcasts/" + id + "/send", new JsonObject()));
    }

    /** Waits for its end; then everybody is in exactly one state and the sums match. */
    private static JsonObject finished(ApiClient.Caller api, long id) throws Exception {
        JsonObject progress = api.until(
                        "/broadcasts/" + id, found -> found.getString("state").equals("finished"))
                .getJsonObject("progress");
        assertThat(STATES.stream()
                        .mapToInt(state -> progress.getInteger(state, 0))
                        .sum())
                .isEqualTo(progress.getInteger("recipients"))
                .isEqualTo(PEOPLE);
        List<JsonObject> deliveries = api.all("/deliveries?broadcast=" + id);
        assertThat(deliveries).hasSize(progress.getInteger("recipients"));
        Set<Long> contacts = new HashSet<>();
        deliveries.forEach(delivery -> assertThat(contacts.add(delivery.getLong("contactId")))
                .as("one message to a person")
                .isTrue());
        return progress;
    }

    private static void onlyOneConfirmationEach(SandboxControl phones, List<String> stopped) {
        JsonObject stops = phones.get("/stops");
        assertThat(stops.getInteger("one")).isEqualTo(stopped.size());
        assertThat(stops.getInteger("none")).isZero();
        assertThat(stops.getInteger("more")).isZero();
        for (String phone : stopped) {
            JsonArray received = phones.get("/messages?phone=" + phone).getJsonArray("messages");
            JsonObject last = received.getJsonObject(received.size() - 1);
            assertThat(last.getString("text")).contains("START").doesNotContain("diffusion");
        }
    }

    /** What Relais says it sent is what the phones have. */
    private static void theBooksBalance(ApiClient.Caller api, SandboxControl phones, List<Long> broadcasts)
            throws Exception {
        for (long broadcast : broadcasts) {
            long sent = api.all("/deliveries?broadcast=" + broadcast).stream()
                    .filter(delivery -> delivery.getString("state").matches("accepted|delivered|read"))
                    .count();
            String title = api.read("/broadcasts/" + broadcast).getString("title");
            JsonArray received = phones.get(
                            "/messages?limit=10000&text=" + SandboxControl.encoded("diffusion : " + title))
                    .getJsonArray("messages");
            assertThat(received.size()).isEqualTo(sent);
        }
    }

    private static void theLedgerKnows(ApiClient.Caller api, int stopped) throws Exception {
        assertThat(api.read("/ledger/verify").getBoolean("intact")).isTrue();
        assertThat(api.all("/ledger").stream()
                        .filter(event -> event.getString("kind").equals("opt_out")))
                .hasSize(stopped)
                .allSatisfy(event -> assertThat(event.getString("words")).isEqualTo("STOP"));
    }
}
