package org.relais.picture;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.Browser.button;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.FilePayload;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Browser;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsBrowser;
import org.relais.testing.ServiceFixture;

/** A picture from the organiser's disk to the phones, by the API and by the composer, with a script and without. */
@NeedsBrowser
class PictureJourneyTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    @RegisterExtension
    static final Browser BROWSER = new Browser();

    private static final Pattern ADDRESS = Pattern.compile("name=\"image\"[^>]* value=\"([^\"]*)\"");
    private static final Pattern ERROR = Pattern.compile("id=\"image-fault\"[^>]*>([^<]*)<");

    private static HttpResponse<byte[]> fetched(String method, String address)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(address))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }

    private static ApiClient.Answer uploaded(Buffer bytes, String type) {
        return WORLD.organiser.call("POST", "/pictures", bytes, type);
    }

    @Test
    void byTheApiItIsAnAddressThatBothPlatformsAreGiven() throws Exception {
        String telegram = WORLD.onTelegram("Nour");
        String whatsapp = WORLD.onWhatsApp("Walid");
        String address = WORLD.organiser
                .ok(uploaded(PictureSamples.photograph(), "image/jpeg"))
                .getString("image");
        assertThat(address).matches(Pattern.quote(WORLD.service.address()) + "/pictures/[A-Za-z0-9_-]{43}\\.jpg");
        long before = WORLD.phones.now();
        JsonObject draft = ApiBody.broadcast("Affiche", ApiBody.everyone(), "Venez samedi.");
        draft.getJsonObject("message").put("image", address);
        WORLD.post("/broadcasts/" + WORLD.created("/broadcasts", draft) + "/send", ApiBody.evenIfNobody());
        for (String phone : new String[] {telegram, whatsapp}) {
            JsonObject message = WORLD.phones.next(phone, before);
            assertThat(message.getString("media")).as(phone).isEqualTo(address);
            assertThat(ServiceFixture.text(message)).contains("Venez samedi.");
        }

        HttpResponse<byte[]> picture = fetched("GET", address);
        assertThat(picture.statusCode()).isEqualTo(200);
        assertThat(picture.headers().map())
                .containsEntry("content-type", List.of("image/jpeg"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("cache-control", List.of("public, max-age=86400, immutable"));
        assertThat(PictureSamples.text(Buffer.buffer(picture.body()))).doesNotContain("Exif", "12 rue des Lilas");
        assertThat(ImageIO.read(new ByteArrayInputStream(picture.body()))).isNotNull();
        HttpResponse<byte[]> head = fetched("HEAD", address);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("content-length")).hasValue("" + picture.body().length);
        for (String nothing : new String[] {"", "x".repeat(43) + ".jpg", address.replaceAll(".*/|jpg", "") + "png"}) {
            assertThat(fetched("GET", WORLD.service.address() + "/pictures/" + nothing)
                            .statusCode())
                    .as(nothing)
                    .isEqualTo(404);
        }
    }

    @Test
    void theApiSaysWhatIsNoPicture() throws IOException {
        assertThat(uploaded(Buffer.buffer("GIF89a"), "image/png").fault("")).contains("a JPEG or a PNG");
        assertThat(uploaded(PictureSamples.png(300, 3), "image/png").fault("")).contains("too many pixels");
        assertThat(uploaded(Buffer.buffer(new byte[PictureService.MOST_BYTES + 1]), "image/png")
                        .status())
                .isEqualTo(413);
        assertThat(uploaded(PictureSamples.photograph(), "text/csv").status()).isEqualTo(415);
        WORLD.rows(
                """
                insert into picture (organisation_id, name, bytes, created_at)
                select organisation_id, 'q' || lpad(n::text, 42, '0') || '.png', '\\x00', now()
                from sender cross join generate_series(1, 200) n where channel = 'telegram' returning id
                """);
        assertThat(uploaded(PictureSamples.photograph(), "image/jpeg").fault(""))
                .contains("200 pictures");
        WORLD.rows("delete from picture where name like 'q0%' returning id");
    }

    /** As a browser does without scripts. */
    @Test
    void withoutScriptsItIsKeptOverWhateverElseIsWrong() throws IOException {
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        String[] good = {"title", "Affiche", "body_fr", "Venez ! " + "é".repeat(1_500), "audience", "everyone"};
        HttpResponse<String> heavy =
                console.upload("/broadcasts", "picture", Buffer.buffer(new byte[PictureService.MOST_BYTES + 1]), good);
        assertThat(heavy.statusCode()).isEqualTo(422);
        assertThat(found(ERROR, heavy)).isEqualTo("a.bin: This image is too heavy: 5 MB at most.");
        assertThat(heavy.body()).contains("Venez ! é");
        HttpResponse<String> text = console.upload("/broadcasts", "picture", Buffer.buffer("bonjour"), good);
        assertThat(found(ERROR, text)).startsWith("a.bin: This is no image that can be sent");

        HttpResponse<String> untitled = console.upload(
                "/broadcasts", "picture", PictureSamples.photograph(), "body_fr", "Venez !", "audience", "everyone");
        assertThat(untitled.statusCode()).isEqualTo(422);
        String address = found(ADDRESS, untitled);
        assertThat(address).startsWith(WORLD.service.address() + "/pictures/");
        HttpResponse<String> saved = console.upload(
                "/broadcasts",
                "picture",
                Buffer.buffer(),
                "title",
                "Affiche",
                "body_fr",
                "Venez !",
                "audience",
                "everyone",
                "image",
                address);
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
        String draft = saved.headers().firstValue("location").orElseThrow().replace("/console", "");
        String shown = "<img src=\"" + URI.create(address).getPath() + "\"";
        assertThat(console.get(draft).body()).contains(shown);
        assertThat(console.get(draft + "/send").body()).contains(shown);
        assertThat(console.get(draft + "/edit").body()).contains(shown);

        remains(address);
        HttpResponse<String> without = console.post(
                draft,
                "title",
                "Affiche",
                "version",
                "1",
                "body_fr",
                "Venez !",
                "audience",
                "everyone",
                "image",
                address,
                "image_none",
                "on");
        assertThat(without.statusCode()).isEqualTo(303);
        assertThat(console.get(draft).body()).doesNotContain(shown);
        WORLD.rows("update message set created_at = now() - interval '20 years' returning id");
        WORLD.rows("update picture set created_at = now() - interval '8 days' returning id");
        removeOld();
        assertThat(WORLD.count("picture where '" + address + "' like '%' || name"))
                .isZero();
    }

    /** What a draft names stays, however old it is. */
    private static void remains(String address) {
        WORLD.rows("update message set created_at = now() - interval '20 years' returning id");
        WORLD.rows("update picture set created_at = now() - interval '20 years' returning id");
        removeOld();
        assertThat(WORLD.count("picture where '" + address + "' like '%' || name"))
                .isOne();
    }

    private static void removeOld() {
        Vertx vertx = Vertx.vertx();
        new PictureService(
                        vertx,
                        WORLD.service.pool(),
                        new Tokens(new SecureRandom()),
                        InstantSource.system(),
                        WORLD.service.address())
                .removeOld()
                .await();
        vertx.close().await();
    }

    private static String found(Pattern pattern, HttpResponse<String> page) {
        Matcher matcher = pattern.matcher(page.body());
        assertThat(matcher.find()).as(page.body()).isTrue();
        return matcher.group(1).strip();
    }

    @Test
    void theComposerShowsItAtOnceAndSoDoThePagesAfter() throws IOException {
        WORLD.onTelegram("Ines");
        for (int width : new int[] {1280, 390}) {
            Page page = WORLD.signedIn(BROWSER.open("fr-FR", width, 900, width == 390), Role.OWNER, "fr");
            page.navigate(WORLD.service.address() + "/console/broadcasts/new");
            page.locator("#title").fill("Affiche " + width);
            page.locator("#body_fr").fill("Venez samedi.");
            page.locator("summary", new Page.LocatorOptions().setHasText("Image"))
                    .click();
            page.locator("#picture").setInputFiles(new FilePayload("a.png", "image/png", "bonjour".getBytes()));
            assertThat(page.locator("#image-fault"))
                    .containsText(Pattern.compile("^a\\.png\u00a0: .*choisissez un JPEG ou un PNG"));
            page.locator("#picture")
                    .setInputFiles(new FilePayload(
                            "a.jpg", "image/jpeg", PictureSamples.photograph().getBytes()));
            assertThat(page.locator(".pictured img")).isVisible();
            assertThat(page.locator("#image-fault")).hasCount(0);
            page.locator("#picture-part").scrollIntoViewIfNeeded();
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.whole(page, "picture-compose-" + width);
            if (width == 390) {
                button(page, "Aperçu").click();
            }
            assertThat(page.locator("#looks .phone:visible .screen img")).isVisible();
            Browser.picture(page, "picture-phone-" + width);
            if (width == 390) {
                button(page, "Fermer l’aperçu").click();
            }
            page.locator("button[form=compose]:visible, #compose .last button:visible")
                    .click();
            assertThat(page.locator(".phone:visible .screen img").first()).isVisible();
            page.locator("a[href$='/send']").click();
            assertThat(page.locator(".phone:visible .screen img").first()).isVisible();
            page.locator("form[action$='/send'] button").click();
            assertThat(page.locator(".head .badge")).hasText("Parti");
            if (width == 390) {
                page.locator("#message summary").click();
            }
            assertThat(page.locator("#message .bubble img")).isVisible();
            assertThat(Browser.layoutFaults(page)).isEmpty();
            Browser.whole(page, "picture-result-" + width);
            page.context().close();
        }
        assertThat(BROWSER.complaints()).isEmpty();
    }

    @Test
    void anActionTakesOneAsABroadcastDoes() throws IOException {
        Page page = WORLD.signedIn(BROWSER.open("fr-FR", 390, 900, true), Role.OWNER, "fr");
        page.navigate(WORLD.service.address() + "/console/actions/new?kind=share");
        page.locator("#title").fill("Affiche à passer");
        page.locator("#body_fr").fill("Faites passer l’affiche de samedi ?");
        page.locator("#share_fr").fill("Samedi, place des Tilleuls.");
        page.locator("summary", new Page.LocatorOptions().setHasText("Image")).click();
        page.locator("#picture")
                .setInputFiles(new FilePayload(
                        "a.jpg", "image/jpeg", PictureSamples.photograph().getBytes()));
        assertThat(page.locator(".pictured img")).isVisible();
        assertThat(Browser.layoutFaults(page)).isEmpty();
        Browser.whole(page, "picture-action-compose");
        page.locator("button[form=compose]:visible, #compose .last button:visible")
                .first()
                .click();
        assertThat(page.locator(".phone:visible .screen img").first()).isVisible();
        page.locator("a[href$='/edit']").click();
        page.locator("[name=image_none]").check();
        page.locator("button[form=compose]:visible, #compose .last button:visible")
                .first()
                .click();
        assertThat(page.locator(".phone:visible").first()).isVisible();
        assertThat(page.locator(".phone:visible .screen img")).hasCount(0);
        assertThat(BROWSER.complaints()).isEmpty();
    }
}
