package org.relais.inbox.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** What people send besides words, from their phone on either platform to the organiser's eyes and ears. */
@NeedsDatabase
class MediaTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static int people;

    @ParameterizedTest
    @CsvSource({
        "telegram, photo, picture, image/jpeg, inline",
        "telegram, voice, voice, audio/ogg, inline",
        "telegram, sticker, sticker, image/webp, inline",
        "telegram, video, video, video/mp4, inline",
        "telegram, document, file, application/pdf, attachment",
        "whatsapp, image, picture, image/jpeg, inline",
        "whatsapp, audio, voice, audio/ogg, inline",
        "whatsapp, sticker, sticker, image/webp, inline",
        "whatsapp, video, video, video/mp4, inline",
        "whatsapp, document, file, application/pdf, attachment"
    })
    void isFetchedAndShownToTheOrganisationOnly(
            String channel, String kind, String content, String type, String disposition) throws Exception {
        Sent sent = sent(channel, new JsonObject().put("kind", kind));
        JsonObject message = until(sent, "kept");
        assertThat(message.getString("content")).isEqualTo(content);
        assertThat(message.getJsonObject("media").getString("type")).isEqualTo(type);
        HttpResponse<byte[]> file = bytes(WORLD.organiser, message.getLong("id"));
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(header(file, "Content-Type")).isEqualTo(type);
        assertThat(header(file, "Content-Disposition")).startsWith(disposition);
        assertThat(header(file, "X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(header(file, "Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
        assertThat(file.body()).hasSize(message.getJsonObject("media").getInteger("size"));
        assertThat(new String(file.body(), StandardCharsets.ISO_8859_1)).doesNotContain("SandboxPhone1", "+48.8566");
        assertThat(sent.answer()).contains("Merci");
    }

    @Test
    void nobodySeesItWithoutSigningIn() throws Exception {
        long id = until(sent("telegram", new JsonObject().put("kind", "photo")), "kept")
                .getLong("id");
        String page = "/console/inbox/messages/" + id + "/media";
        HttpResponse<byte[]> nobody = HTTP.send(
                HttpRequest.newBuilder(URI.create(WORLD.service.address() + page))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(new String(nobody.body(), StandardCharsets.ISO_8859_1)).doesNotContain("JFIF");
        assertThat(nobody.statusCode()).isIn(302, 303, 401);
        HttpResponse<String> viewer = console(Role.VIEWER).get(page.substring("/console".length()));
        assertThat(viewer.statusCode()).isEqualTo(200);
        assertThat(viewer.headers().firstValue("Content-Type")).contains("image/jpeg");
    }

    @Test
    void soundIsAnsweredInParts() throws Exception {
        long id = until(sent("whatsapp", new JsonObject().put("kind", "audio")), "kept")
                .getLong("id");
        HttpResponse<byte[]> part = bytes(WORLD.organiser, id, "Range", "bytes=0-3");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(new String(part.body(), StandardCharsets.ISO_8859_1)).isEqualTo("OggS");
        assertThat(header(part, "Content-Range")).startsWith("bytes 0-3/");
        assertThat(bytes(WORLD.organiser, id, "Range", "bytes=999999999-").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "<html><script>alert(1)</script>"
            })
    void whatCouldRunIsSavedAndNeverShown(String content) throws Exception {
        JsonObject event = new JsonObject()
                .put("kind", "document")
                .put("fileName", "photo\u202Egnp.exe\"; filename=x")
                .put("mimeType", "image/svg+xml")
                .put("base64", Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8)));
        long id = until(sent("telegram", event), "kept").getLong("id");
        HttpResponse<byte[]> file = bytes(WORLD.organiser, id);
        assertThat(header(file, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(header(file, "Content-Disposition"))
                .startsWith("attachment; filename=\"relais-" + id + ".bin\"; filename*=UTF-8''photo_gnp.exe%22%3B")
                .doesNotContain("\u202E");
    }

    @Test
    void aPlaceIsALink() {
        Sent sent = sent(
                "whatsapp",
                new JsonObject().put("kind", "location").put("latitude", 45.75).put("longitude", -4.85));
        JsonObject media = until(sent, "kept").getJsonObject("media");
        assertThat(media.getDouble("latitude")).isEqualTo(45.75);
        assertThat(media.getDouble("longitude")).isEqualTo(-4.85);
        assertThat(console(Role.VIEWER).get("/inbox/people/" + sent.contact()).body())
                .contains("mlat=45.75&amp;mlon=-4.85");
    }

    @Test
    void wordsUnderAPictureStandBesideIt() {
        Sent sent = sent("telegram", new JsonObject().put("kind", "photo").put("caption", "Voici la salle ce soir"));
        JsonObject message = until(sent, "kept");
        assertThat(message.getString("text")).isEqualTo("Voici la salle ce soir");
        assertThat(message.getString("content")).isEqualTo("picture");
    }

    @Test
    void aStopUnderAPictureIsAStopAndALaterPictureIsNeitherAnsweredNorKept() {
        String phone = WORLD.onTelegram("Stopped" + ++people);
        long before = WORLD.phones.now();
        WORLD.phones.waited(
                "/phones/" + phone + "/events",
                new JsonObject().put("kind", "photo").put("caption", "STOP").put("stop", true));
        WORLD.received(phone, before, 1);
        WORLD.phones.waited("/phones/" + phone + "/events", new JsonObject().put("kind", "photo"));
        WORLD.eventually(() -> WORLD.count("inbox where processed_at is null") == 0);
        WORLD.idle();
        assertThat(WORLD.phones.received(phone, before, 1)).hasSize(1);
        assertThat(WORLD.count("inbound_message where kind <> 'understood' and contact_id = "
                        + WORLD.contact("Stopped" + people)))
                .isZero();
        assertThat(WORLD.count("inbox where event ? 'media'")).isZero();
    }

    @Test
    void whatIsTooLargeIsSaidAtOnce() {
        JsonObject event = new JsonObject().put("kind", "document").put("size", MediaFetcher.MOST_BYTES + 1);
        for (String channel : List.of("telegram", "whatsapp")) {
            Sent sent = sent(channel, event);
            assertThat(until(sent, "failed").getJsonObject("media").getString("reason"))
                    .isEqualTo("too_large");
            assertThat(console(Role.ORGANISER)
                            .get("/inbox/people/" + sent.contact())
                            .body())
                    .contains("16 MB")
                    .doesNotContain("/media\">");
        }
    }

    @Test
    void aFailureIsShownAndTriedAgainByAButton() {
        WORLD.phones.patch("/switches", new JsonObject().put("filesOff", true));
        Sent sent = sent("whatsapp", new JsonObject().put("kind", "image"));
        JsonObject message = until(sent, "failed");
        assertThat(message.getJsonObject("media").getString("reason")).isEqualTo("gone");
        ConsoleClient organiser = console(Role.ORGANISER);
        assertThat(organiser.get("/inbox/people/" + sent.contact()).body())
                .contains("could not be fetched", "Try again");
        WORLD.phones.patch("/switches", new JsonObject().put("filesOff", false));
        String path = "/inbox/" + message.getLong("id") + "/media";
        assertThat(organiser
                        .post("/inbox/messages/" + message.getLong("id") + "/media")
                        .statusCode())
                .isEqualTo(303);
        assertThat(until(sent, "kept").getJsonObject("media").getString("reason"))
                .isNull();
        assertThat(WORLD.organiser.post(path, null).status()).isEqualTo(409);
    }

    @Test
    void anOutageIsTriedAgainByItself() {
        WORLD.phones.patch("/switches", new JsonObject().put("filesOff", true));
        Sent sent = sent("telegram", new JsonObject().put("kind", "voice"));
        Row waiting = Await.found(
                        "one try has failed",
                        () -> WORLD.rows("select m.due_at > now() as later, m.message_id from inbound_media m join"
                                + " inbound_message i on i.id = m.message_id where m.reason = 'gone' and m.state = 'waiting'"
                                + " and i.contact_id = " + sent.contact()),
                        rows -> !rows.isEmpty())
                .get(0);
        assertThat(waiting.getBoolean("later")).isTrue();
        WORLD.phones.patch("/switches", new JsonObject().put("filesOff", false));
        // Its time comes.
        WORLD.rows("update inbound_media set due_at = now() where message_id = " + waiting.getLong("message_id")
                + " returning message_id");
        assertThat(until(sent, "kept").getJsonObject("media").getString("type")).isEqualTo("audio/ogg");
    }

    @Test
    void isPartOfTheDisclosureAndGoesWithThePerson() {
        Sent sent = sent("telegram", new JsonObject().put("kind", "photo"));
        long id = until(sent, "kept").getLong("id");
        ApiClient.Caller owner = WORLD.caller(Role.OWNER);
        String export = owner.get("/contacts/" + sent.contact() + "/export").body();
        assertThat(export).contains("\"type\":\"jpeg\"").contains("\"base64\":\"/9j/4AAQ");
        WORLD.erase(sent.contact());
        assertThat(WORLD.count("inbound_media where message_id = " + id)).isZero();
        assertThat(WORLD.count("inbox where event::text like '%AgAD%' and contact_id = " + sent.contact()))
                .isZero();
    }

    @Test
    void isRemovedWhenItsTimeIsOver() {
        Sent sent = sent("telegram", new JsonObject().put("kind", "photo"));
        JsonObject message = until(sent, "kept");
        Sent recent = sent("telegram", new JsonObject().put("kind", "sticker"));
        until(recent, "kept");
        WORLD.rows("update inbound_message set received_at = now() - interval '11 years' where id = "
                + message.getLong("id") + " returning id");
        assertThat(Await.result(new InboundMediaStore().remove(WORLD.service.pool(), Instant.now(), 100)))
                .isEqualTo(1);
        assertThat(until(sent, "removed").getJsonObject("media").getInteger("size"))
                .isZero();
        assertThat(until(recent, "kept").getJsonObject("media").getInteger("size"))
                .isPositive();
        assertThat(WORLD.organiser
                        .get("/inbox/" + message.getLong("id") + "/media")
                        .status())
                .isEqualTo(404);
    }

    private record Sent(long contact, String answer) {}

    private static Sent sent(String channel, JsonObject event) {
        String name = "Sender" + ++people;
        String phone = channel.equals("telegram") ? WORLD.onTelegram(name) : WORLD.onWhatsApp(name);
        long before = WORLD.phones.now();
        WORLD.phones.waited("/phones/" + phone + "/events", event);
        return new Sent(WORLD.contact(name), ServiceFixture.text(WORLD.phones.next(phone, before)));
    }

    /** The person's newest message, once what came with it is so. */
    private static JsonObject until(Sent sent, String state) {
        long id = Await.found(
                        "what came is " + state,
                        () -> WORLD.rows(
                                "select m.message_id from inbound_media m join inbound_message i on i.id = m.message_id"
                                        + " where i.contact_id = " + sent.contact() + " and m.state = '" + state + "'"),
                        rows -> !rows.isEmpty())
                .get(0)
                .getLong(0);
        return WORLD.get("/inbox/" + id);
    }

    private static ConsoleClient console(Role role) {
        return ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), role);
    }

    private static HttpResponse<byte[]> bytes(ApiClient.Caller caller, long message, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(WORLD.service.address() + "/api/v1/inbox/" + message + "/media"))
                .header("Authorization", "Bearer " + caller.token());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
