package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.relais.ServiceUnderTest;
import org.relais.organisation.Role;
import org.relais.template.MessageSpecCodec;
import org.relais.template.MessageStore;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl;

/** The whole service with people who join, share and read: phones on the sandbox, readers over plain HTTP. */
final class ShareWorld implements BeforeAllCallback, AfterAllCallback {
    static final String TELEPHONE =
            "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";

    private static final Pattern LINK = Pattern.compile("https?://[a-z0-9.:]+/s/[0-9A-Za-z/]+");

    private final HttpClient client = HttpClient.newHttpClient();
    private final MessageStore messages = new MessageStore();
    private int people;
    private int readers;

    @SuppressWarnings("NullAway.Init") // set before all tests
    ServiceUnderTest service;

    @SuppressWarnings("NullAway.Init")
    SandboxControl phones;

    @Override
    public void beforeAll(ExtensionContext context) {
        service = ServiceUnderTest.start();
        phones = service.sandbox();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        service.close();
    }

    /** A phone that has not written yet. */
    String telegramPhone(String name) {
        return phones.telegramPhone(7_500_000 + ++people, name);
    }

    String whatsappPhone(String name) {
        return phones.whatsappPhone(String.format("+336399804%02d", ++people), name);
    }

    /** Lets somebody join by themselves, and returns when they have been welcomed. */
    String volunteer(String name) {
        String phone = telegramPhone(name);
        said(phone, "/start");
        return phone;
    }

    /** Writes from a phone and returns the next message that it gets. */
    String said(String phone, String text) {
        long before = phones.now();
        phones.writeAndWait(phone, text);
        return text(phones.next(phone, before));
    }

    /** Presses a button and returns the next message. */
    String pressed(String phone, String label) {
        long before = phones.now();
        phones.pressAndWait(phone, label);
        return text(phones.next(phone, before));
    }

    static String text(JsonObject message) {
        return message.getString("text", "");
    }

    /** The contact of that name. */
    long contact(String name) {
        return rows("select id from contact where name = '" + name + "' and merged_into is null")
                .get(0)
                .getLong("id");
    }

    /** Sends a message with a text to share to everybody as an organiser would; returns the message's id. */
    long broadcast(JsonObject message) {
        ApiClient api =
                new ApiClient(service.address() + "/api/v1", service.token(service.organisationId(), Role.ORGANISER));
        try {
            JsonObject draft = new JsonObject()
                    .put("title", "Partage")
                    .put("message", message)
                    .put("audience", new JsonObject().put("everyone", true));
            long id = api.post("/broadcasts", draft).getLong("id");
            assertThat(api.post("/broadcasts/" + id + "/send", new JsonObject()).getLong("id"))
                    .isEqualTo(id);
            return rows("select message_id from broadcast where id = " + id)
                    .get(0)
                    .getLong("message_id");
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
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

    List<Row> rows(String sql) {
        return StreamSupport.stream(
                        ServiceUnderTest.wait(service.pool().query(sql).execute())
                                .spliterator(),
                        false)
                .toList();
    }

    long count(String fromWhere) {
        return rows("select count(*) from " + fromWhere).get(0).getLong(0);
    }

    /** One-tap links under a message, or in its text. */
    static List<String> links(JsonObject message) {
        return LINK.matcher(message.encode())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /** What somebody of whom nothing is known would read on Telegram. */
    String preview(JsonObject message) {
        ApiClient api =
                new ApiClient(service.address() + "/api/v1", service.token(service.organisationId(), Role.ORGANISER));
        try {
            long id = api.post(
                            "/broadcasts",
                            new JsonObject()
                                    .put("title", "Essai")
                                    .put("message", message)
                                    .put("audience", new JsonObject().put("everyone", true)))
                    .getLong("id");
            return api.get("/broadcasts/" + id + "/preview").getJsonArray("items").stream()
                    .map(JsonObject.class::cast)
                    .filter(one -> one.getString("channel").equals("telegram"))
                    .findFirst()
                    .orElseThrow()
                    .encode();
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    void erase(long contactId) {
        ApiClient api =
                new ApiClient(service.address() + "/api/v1", service.token(service.organisationId(), Role.OWNER));
        try {
            assertThat(api.delete("/contacts/" + contactId).getBoolean("erased"))
                    .isTrue();
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
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
            try {
                return client.send(request, handler);
            } catch (IOException fault) {
                throw new UncheckedIOException(fault);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }
}
