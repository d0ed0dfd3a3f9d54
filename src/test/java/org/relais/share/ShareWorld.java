package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.ServiceUnderTest;
import org.relais.template.MessageSpecCodec;
import org.relais.template.MessageStore;
import org.relais.testing.ApiBody;
import org.relais.testing.Await;
import org.relais.testing.Http;
import org.relais.testing.ServiceFixture;

/** The whole service with people who join, share and read: phones on the sandbox, readers over plain HTTP. */
final class ShareWorld extends ServiceFixture {
    static final String TELEPHONE =
            "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";

    private final HttpClient client = HttpClient.newHttpClient();
    private final MessageStore messages = new MessageStore();
    private int readers;

    /** Sends a message with a text to share to everybody as an organiser would; returns the message's id. */
    long broadcast(JsonObject message) {
        long id = draft("Partage", message);
        assertThat(post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()).getLong("id"))
                .isEqualTo(id);
        return rows("select message_id from broadcast where id = " + id).get(0).getLong("message_id");
    }

    private long draft(String title, JsonObject message) {
        JsonObject draft =
                new JsonObject().put("title", title).put("message", message).put("audience", ApiBody.everyone());
        return post("/broadcasts", draft).getLong("id");
    }

    /** A shareable message in the database. */
    long message(JsonObject spec) {
        return ServiceUnderTest.wait(messages.insert(
                service.pool(), service.organisationId(), MessageSpecCodec.decode(spec), Instant.now()));
    }

    static JsonObject spec(Map<String, String> texts) {
        JsonObject share = new JsonObject();
        texts.forEach(share::put);
        String language =
                texts.containsKey("fr") ? "fr" : texts.keySet().iterator().next();
        return new JsonObject()
                .put("language", language)
                .put("body", new JsonObject().put(language, "Faites passer !"))
                .put("share", new JsonObject().put("text", share));
    }

    /** A contact that nobody wrote as. */
    long contactRow(String name, @Nullable String language) {
        return rows("insert into contact (organisation_id, name, language, created_at, updated_at) values ("
                        + service.organisationId() + ", '" + name.replace("'", "''") + "', "
                        + (language == null ? "null" : "'" + language + "'") + ", now(), now()) returning id")
                .get(0)
                .getLong("id");
    }

    /** The address of one of a volunteer's links as the service itself would write it. */
    String address(String code, String... rest) {
        return service.address() + "/" + rest[0] + "/" + code + (rest.length > 1 ? "/" + rest[1] : "");
    }

    ShareCodes codes() {
        return service.shareCodes();
    }

    /** What somebody of whom nothing is known would read on Telegram. */
    String preview(JsonObject message) {
        return get("/broadcasts/" + draft("Essai", message) + "/preview").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("channel").equals("telegram"))
                .findFirst()
                .orElseThrow()
                .encode();
    }

    /** A reader whom nobody has seen before, behind an address of their own. */
    Reader reader(String languages) {
        return new Reader("198.51." + ++readers / 200 + "." + (readers % 200 + 1), TELEPHONE, languages);
    }

    /** Somebody who opens pages; their address comes from a proxy in front of the service. */
    final class Reader {
        private final String forwarded;
        private final String agent;
        private final String languages;

        private Reader(String forwarded, String agent, String languages) {
            this.forwarded = forwarded;
            this.agent = agent;
            this.languages = languages;
        }

        Reader from(String address) {
            return new Reader(address, agent, languages);
        }

        Reader as(String userAgent) {
            return new Reader(forwarded, userAgent, languages);
        }

        HttpResponse<String> get(String address) {
            return send("GET", address);
        }

        HttpResponse<byte[]> bytes(String address) {
            return send(request("GET", address), HttpResponse.BodyHandlers.ofByteArray());
        }

        HttpResponse<String> post(String address, String type, String body) {
            HttpRequest request = HttpRequest.newBuilder(request("GET", address), (name, value) -> true)
                    .setHeader("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        }

        /** As a browser asks for a page. */
        HttpResponse<String> page(String address) {
            HttpRequest request = HttpRequest.newBuilder(request("GET", address), (name, value) -> true)
                    .setHeader("Accept", "text/html,*/*;q=0.8")
                    .build();
            return send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        }

        HttpResponse<String> send(String method, String address) {
            return send(request(method, address), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        }

        private HttpRequest request(String method, String address) {
            return HttpRequest.newBuilder(URI.create(address))
                    .timeout(Await.BOUND)
                    .header("User-Agent", agent)
                    .header("Accept-Language", languages)
                    .header("X-Forwarded-For", forwarded)
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
        }

        private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
            return Http.send(client, request, handler);
        }
    }
}
