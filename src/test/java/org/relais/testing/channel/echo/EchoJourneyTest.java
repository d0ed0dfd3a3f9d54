package org.relais.testing.channel.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.relais.ServiceUnderTest;
import org.relais.demo.DemoConfig;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** The third channel in the whole service, through the doors that everybody uses. */
@NeedsDatabase
class EchoJourneyTest {
    private static final String EVIDENCE = "class=regular&source=Market&date=2026-11-07&wording=News%20v3";

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    @DisplayName("A channel of its own package only is imported, listed, sent on, heard and stopped")
    void aChannelOfItsOwnPackage() throws Exception {
        try (EchoPlatform platform = new EchoPlatform();
                ServiceUnderTest service = ServiceUnderTest.start(
                        new JsonObject().put(EchoChannel.KIND, platform.section(DemoConfig.ORGANISATION)))) {
            ApiClient.Caller api =
                    new ApiClient(service.address()).as(service.token(service.organisationId(), Role.ORGANISER));

            imported(api);
            long ada = listed(api, "@ada_l");
            long grace = listed(api, "@grace_h");
            JsonObject known = api.ok(api.post(
                    "/contacts",
                    new JsonObject()
                            .put("name", "Alan")
                            .put("language", "en")
                            .put(
                                    "addresses",
                                    new JsonArray()
                                            .add(new JsonObject()
                                                    .put("channel", "echo")
                                                    .put("kind", "handle")
                                                    .put("identifier", "@alan_t")))
                            .put(
                                    "consent",
                                    new JsonObject()
                                            .put("class", "regular")
                                            .put("source", "Market")
                                            .put("at", "2026-11-07T10:00:00Z")
                                            .put("wording", "News v3"))));
            assertThat(known.encode()).contains("@alan_t");
            String page = console(service, "/console/contacts/" + ada);
            assertThat(page).contains("Echo", "@ada_l");
            assertThat(console(service, "/console/channels")).contains("Echo", EchoPlatform.VOICE);
            assertThat(api.read("/channels").encode()).contains("echo");

            assertThat(send(api, platform, ada, "Bonjour Ada").getString("to")).isEqualTo("@ada_l");

            assertThat(hear(service, "@ada_l", "1", "Je voudrais en savoir plus sur samedi"))
                    .isEqualTo(200);
            JsonObject inbox = api.until("/inbox", found -> found.encode().contains("en savoir plus"));
            assertThat(inbox.encode()).contains("echo");

            assertThat(hear(service, "@ada_l", "2", "STOP")).isEqualTo(200);
            assertThat(api.read("/contacts/" + ada).getJsonObject("consent").getString("state"))
                    .isEqualTo("unsubscribed");
            JsonObject confirmed = nextTo(platform, "@ada_l");
            assertThat(confirmed.getString("text")).contains("START");
            assertThat(send(api, platform, ada, grace, "Encore").getString("to"))
                    .isEqualTo("@grace_h");
            assertThat(platform.quiet()).isTrue();
        }
    }

    /** The file's column is headed as the channel says; a cell that is none of its identifiers is refused. */
    private static void imported(ApiClient.Caller api) {
        JsonObject job = api.upload(
                "/imports?" + EVIDENCE,
                """
                Nom;Pseudo Echo
                Ada;@ada_l
                Grace;@grace_h
                Nobody;not a handle
                """);
        String path = "/imports/" + job.getLong("id");
        JsonObject checked = api.until(path, found -> found.getString("state").equals("checked"));
        assertThat(checked.getJsonObject("rows").getInteger("good")).isEqualTo(2);
        assertThat(checked.getJsonArray("faults").getJsonObject(0).encode()).contains("@ada_l");
        api.ok(api.post(path + "/commit", null));
        JsonObject finished = api.until(path, found -> found.getString("state").equals("finished"));
        assertThat(finished.getJsonObject("merged").getInteger("created")).isEqualTo(2);
    }

    private static long listed(ApiClient.Caller api, String handle) throws IOException, InterruptedException {
        JsonObject contact = api.all("/contacts").stream()
                .filter(found -> found.encode().contains("\"" + handle + "\""))
                .findFirst()
                .orElseThrow();
        JsonObject address = contact.getJsonArray("addresses").getJsonObject(0);
        assertThat(address.getString("channel")).isEqualTo("echo");
        assertThat(address.getString("kind")).isEqualTo("handle");
        return contact.getLong("id");
    }

    private static JsonObject send(ApiClient.Caller api, EchoPlatform platform, long contact, String text)
            throws IOException, InterruptedException {
        return send(api, platform, contact, contact, text);
    }

    private static JsonObject send(ApiClient.Caller api, EchoPlatform platform, long one, long other, String text)
            throws IOException, InterruptedException {
        JsonArray people = one == other
                ? new JsonArray().add(one)
                : new JsonArray().add(one).add(other);
        JsonObject draft = new JsonObject()
                .put("title", text)
                .put("audience", new JsonObject().put("contacts", people))
                .put("channel", "echo")
                .put("message", ApiBody.message(text));
        String path = "/broadcasts/" + api.ok(api.post("/broadcasts", draft)).getLong("id");
        api.ok(api.post(path + "/send", null));
        JsonObject message = platform.next();
        assertThat(message.getString("text")).contains(text);
        api.until(path, found -> found.getString("state").equals("finished"));
        return message;
    }

    /** The answers to what was written come first, in whatever order. */
    private static JsonObject nextTo(EchoPlatform platform, String handle) throws InterruptedException {
        JsonObject message = platform.next();
        while (!message.getString("text").contains("START")) {
            assertThat(message.getString("to")).isEqualTo(handle);
            message = platform.next();
        }
        return message;
    }

    private int hear(ServiceUnderTest service, String from, String id, String text)
            throws IOException, InterruptedException {
        JsonObject body = new JsonObject()
                .put(
                        "said",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", id)
                                        .put("from", from)
                                        .put("text", text)));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(service.address() + "/webhook/echo/" + EchoPlatform.VOICE))
                .header("Content-Type", "application/json")
                .header(EchoChannel.SECRET_HEADER, EchoPlatform.secret())
                .timeout(Await.BOUND)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    /** A page as an organiser reads it. */
    private String console(ServiceUnderTest service, String path) throws IOException, InterruptedException {
        AccessStore access = new AccessStore(InstantSource.system());
        String token = new Tokens(new SecureRandom()).create("");
        ServiceUnderTest.wait(access.saveOrganiser(
                        service.pool(), service.organisationId(), "echo@example.org", "Echo reader", Role.VIEWER, "en")
                .compose(organiser -> access.createSignInLink(
                        service.pool(), organiser.id(), Tokens.hash(token), Duration.ofHours(1))));
        HttpResponse<Void> signedIn = http.send(
                HttpRequest.newBuilder(URI.create(service.address() + "/sign-in/" + token))
                        .header("Origin", service.address())
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        String cookie =
                signedIn.headers().firstValue("set-cookie").orElseThrow().split(";")[0];
        HttpResponse<String> page = http.send(
                HttpRequest.newBuilder(URI.create(service.address() + path))
                        .header("Cookie", cookie)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(page.statusCode()).isEqualTo(200);
        return page.body();
    }
}
