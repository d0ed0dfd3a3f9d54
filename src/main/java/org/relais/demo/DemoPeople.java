package org.relais.demo;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.relais.app.process.RunningProcess;

/** The demonstration's people: phones in the sandbox that join as anybody would, by writing from their phone. */
final class DemoPeople {
    private static final List<String> NAMES = List.of(
            "Amina Diallo",
            "Jean-Baptiste Lefèvre-Desrousseaux",
            "Chloé Martin",
            "Youssef Benali",
            "Zoë Ó Briain",
            "Paul Nguyen",
            "Inès Garcia",
            "Thomas Müller",
            "Fatou Ndiaye",
            "Léa Rousseau",
            "Omar الخطيب",
            "Grace Miller");

    private final WebClient client;
    private final String base;

    private DemoPeople(WebClient client, String base) {
        this.client = client;
        this.base = base;
    }

    /**
     * Puts the phones in place and lets everybody join; whoever stopped at an earlier start stays out.
     */
    static Future<Void> join(RunningProcess process, int sandboxPort, boolean firstStart) {
        WebClient client = WebClient.create(process.vertx());
        DemoPeople people = new DemoPeople(client, "http://localhost:" + sandboxPort + "/sandbox/api");
        return people.createPhones()
                .compose(created -> firstStart ? people.everyoneWrites() : Future.<Void>succeededFuture())
                .eventually(() -> {
                    client.close();
                    return Future.succeededFuture();
                });
    }

    /** How many there are. */
    static int count() {
        return NAMES.size();
    }

    private Future<Void> createPhones() {
        JsonArray phones = new JsonArray();
        for (int index = 0; index < NAMES.size(); index++) {
            phones.add(phone(index));
        }
        return post("/phones", phones.toBuffer());
    }

    private static JsonObject phone(int index) {
        JsonObject phone = new JsonObject()
                .put("name", NAMES.get(index))
                .put("language", index % 4 == 3 ? "en" : "fr")
                .put("started", true)
                .put("windowOpen", true);
        return onWhatsApp(index)
                ? phone.put("channel", "whatsapp").put("number", number(index))
                : phone.put("channel", "telegram").put("userId", userId(index));
    }

    private Future<Void> everyoneWrites() {
        List<Future<Void>> joining = new ArrayList<>();
        for (int index = 0; index < NAMES.size(); index++) {
            String phone = onWhatsApp(index) ? "wa-" + number(index).substring(1) : "tg-" + userId(index);
            String words = onWhatsApp(index) ? "START" : "/start";
            joining.add(post(
                    "/phones/" + phone + "/messages",
                    new JsonObject().put("text", words).put("wait", true).toBuffer()));
        }
        return Future.all(joining).mapEmpty();
    }

    private Future<Void> post(String path, Buffer body) {
        return send(HttpMethod.POST, path, body);
    }

    private Future<Void> send(HttpMethod method, String path, Buffer body) {
        return client.requestAbs(method, base + path)
                .putHeader("Content-Type", "application/json")
                .timeout(TimeUnit.SECONDS.toMillis(30))
                .sendBuffer(body)
                .compose(answer -> accepted(path, answer));
    }

    private static Future<Void> accepted(String path, HttpResponse<Buffer> answer) {
        return answer.statusCode() < 300
                ? Future.succeededFuture()
                : Future.failedFuture(new IllegalStateException(
                        "the sandbox answered " + answer.statusCode() + " to " + path + ": " + answer.bodyAsString()));
    }

    private static boolean onWhatsApp(int index) {
        return index % 2 == 0;
    }

    /** Numbers that ARCEP keeps for fiction. */
    private static String number(int index) {
        return "+336399801" + String.format("%02d", index);
    }

    private static String userId(int index) {
        return "70010" + String.format("%02d", index);
    }
}
