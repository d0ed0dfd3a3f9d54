package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.ServiceUnderTest;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.NeedsDatabase;

/** The public pages over real HTTP: what they show, what they refuse and what they count. */
@NeedsDatabase
class SharePagesTest {
    @RegisterExtension
    static final ShareWorld WORLD = new ShareWorld();

    private static final int MOST_BYTES = 30 * 1024;

    private static String code(long message, long volunteer) {
        return WORLD.codes().code(new ShareLink(message, volunteer));
    }

    private static String code(Map<String, String> texts) {
        return code(WORLD.message(ShareWorld.spec(texts)), WORLD.contactRow("Vera", "fr"));
    }

    private static String page(String code) {
        return WORLD.address(code, "m");
    }

    @Test
    void thePageShowsTheMessageAndWhoIsBehindIt() {
        long message = WORLD.message(ShareWorld.spec(Map.of("fr", "Réunion <b>demain</b>\n\nà 18 h !", "en", "Meeting"))
                .put("image", "https://images.example.org/a.jpg"));
        String code = code(message, WORLD.contactRow("Vera", "fr"));
        HttpResponse<String> french = WORLD.reader("fr-FR,fr;q=0.9,en;q=0.5").get(page(code));
        assertThat(french.statusCode()).isEqualTo(200);
        assertThat(french.body())
                .contains(
                        "<html lang=\"fr\" dir=\"ltr\">",
                        "Réunion &lt;b>demain&lt;/b>",
                        "à 18\u00a0h\u00a0!",
                        "Ce message vient des Amis du quartier\u00a0: la vie du quartier.",
                        "property=\"og:title\" content=\"Un message des Amis du quartier\"",
                        "property=\"og:description\" content=\"Réunion",
                        "property=\"og:image\" content=\"https://images.example.org/a.jpg\"",
                        "property=\"og:url\" content=\"" + page(code) + "\"",
                        "Rejoindre sur WhatsApp",
                        "Rejoindre sur Telegram",
                        "href=\"" + code + "/data\"")
                .doesNotContain("<script", "style=", "Vera", " onclick");
        assertThat(french.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(french.headers().firstValue("cache-control")).hasValue("no-store");
        assertThat(french.body())
                .contains(
                        "class=\"tick\" aria-hidden=\"true\"></span><span>Dire mon prénom",
                        "name=\"name\" value=\"yes\"")
                .as("languages first; the choice before what it is about")
                .containsSubsequence("hreflang=\"en\"", "<h1>", "Dire mon prénom", "Rejoindre sur WhatsApp")
                .contains(code + "_fr")
                .doesNotContain(code + "_fr_n");
        assertThat(WORLD.reader("fr").get(page(code) + "?lang=fr&name=yes").body())
                .contains("✓</span><span>Dire mon prénom", code + "_fr_n")
                .contains("aria-checked=\"true\"")
                .doesNotContain("name=\"name\" value=\"yes\"");
        assertThat(WORLD.reader("es").get(page(code)).body()).contains("name=\"lang\" value=\"es\"");
        String groups = code(message, 0);
        assertThat(WORLD.reader("fr").get(page(groups) + "?lang=fr&name=yes").body())
                .as("nobody to be told who joined by a group's link")
                .contains("Rejoindre sur WhatsApp", groups + "_fr")
                .doesNotContain("Dire mon prénom", groups + "_fr_n");
        assertThat(WORLD.reader("en").get(page(code)).body()).contains("Meeting", "Join on Telegram");
        assertThat(WORLD.reader("fr").get(page(code) + "?lang=en").body()).contains("Meeting");
        assertThat(WORLD.reader("de").get(page(code)).body()).contains("Réunion", code + "_de", "Eine Nachricht von");
        assertThat(WORLD.reader("en").get(page(code) + "/data").body())
                .contains("Your data, in plain words", "we count that the page was opened");
    }

    @Test
    void everythingTogetherIsUnderThirtyKilobytes() {
        String longest = "Un long message, avec des accents à foison é è ê et des émojis 🎉. ".repeat(14);
        String code = code(Map.of("fr", longest, "en", longest));
        HttpResponse<byte[]> html = WORLD.reader("fr").bytes(page(code));
        HttpResponse<byte[]> style = WORLD.reader("fr").bytes(WORLD.service.address() + "/public/page.css");
        HttpResponse<byte[]> icon = WORLD.reader("fr").bytes(WORLD.service.address() + "/public/icon.svg");
        HttpResponse<byte[]> square = WORLD.reader("fr").bytes(page(code) + "/qr.svg");
        assertThat(html.body().length + style.body().length + icon.body().length + square.body().length)
                .isBetween(5_000, MOST_BYTES);
        assertThat(style.headers().firstValue("content-type").orElseThrow()).startsWith("text/css");
        assertThat(new String(html.body(), StandardCharsets.UTF_8)).doesNotContain("<script");
    }

    @Test
    void theOrganisationsOwnLegalPagesAreLinked() {
        String page = page(code(Map.of("fr", "Salut")));
        assertThat(WORLD.reader("fr").get(page).body()).doesNotContain("Mentions légales", "Politique de");
        ApiClient.Caller owner = WORLD.caller(Role.OWNER);
        owner.ok(owner.put(
                "/public-page",
                new JsonObject()
                        .put("legalUrl", "https://amis.example.org/mentions")
                        .put("privacyUrl", "https://amis.example.org/vie-privee")));
        assertThat(WORLD.reader("fr").get(page).body())
                .contains(
                        "href=\"https://amis.example.org/mentions\"",
                        "Mentions légales",
                        "href=\"https://amis.example.org/vie-privee\"");
        String own = page.replace("/m/", "/s/");
        for (String other : List.of(page + "/data", own, own + "/copy")) {
            assertThat(WORLD.reader("fr").get(other).body())
                    .as(other)
                    .contains(
                            "<footer>",
                            "href=\"https://amis.example.org/mentions\"",
                            "href=\"https://amis.example.org/vie-privee\"");
        }
        ApiClient.Answer refused = owner.put("/public-page", new JsonObject().put("legalUrl", "amis.example.org"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("legalUrl", "must be a web address");
        assertThat(WORLD.caller(Role.ORGANISER)
                        .put("/public-page", new JsonObject())
                        .status())
                .isEqualTo(403);
        assertThat(WORLD.rows("select detail from audit_event where action = 'organisation.links'"))
                .singleElement()
                .satisfies(row -> assertThat(row.getJsonObject("detail").getString("privacyUrl"))
                        .isEqualTo("https://amis.example.org/vie-privee"));
        assertThat(owner.ok(owner.put("/public-page", new JsonObject())).getString("legalUrl"))
                .isNull();
        assertThat(WORLD.reader("fr").get(page).body()).doesNotContain("amis.example.org");
        assertThat(WORLD.reader("fr").get(own).body()).doesNotContain("<footer>");
    }

    @Test
    void alteredGuessedAndEndedCodesAreOnePlainPage() {
        long message = WORLD.message(ShareWorld.spec(Map.of("fr", "Salut")));
        long volunteer = WORLD.contactRow("Vera", "fr");
        String code = code(message, volunteer);
        assertThat(WORLD.reader("fr").get(page(code)).statusCode()).isEqualTo(200);
        String plain = WORLD.reader("fr").get(page("A1b2C3d4E5f6G7")).body();
        assertThat(plain)
                .contains("Cette page n’existe pas", "Demandez un nouveau lien à qui vous l’a envoyé.")
                .as("who follows a link of a friend is no organiser")
                .doesNotContain("Amis du quartier", "href=\"../\"", "Aller à l’accueil");
        for (String bad : new String[] {
            code.substring(1),
            code + "A",
            code.toLowerCase(java.util.Locale.ROOT),
            code(message, 999_999),
            code(999_999, volunteer)
        }) {
            HttpResponse<String> answer = WORLD.reader("fr").get(page(bad));
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(plain);
        }
        assertThat(WORLD.reader("en").get(WORLD.address(code, "s", "fax")).body())
                .contains("There is no such page");
        assertThat(WORLD.reader("en").get(WORLD.service.address() + "/m/").statusCode())
                .isEqualTo(404);
        assertThat(WORLD.reader("en").get(page("%00%ff")).statusCode()).isEqualTo(400);
        String nowhere = WORLD.service.address() + "/nowhere";
        assertThat(WORLD.reader("fr").get(nowhere).body()).contains("Resource not found");
        HttpResponse<String> lost = WORLD.reader("fr").page(nowhere);
        assertThat(lost.statusCode()).isEqualTo(404);
        assertThat(lost.body()).contains("Cette page n’existe pas", "mal recopiée", "href=\"./\"");

        assertThat(ServiceUnderTest.wait(new ShareStore()
                        .end(
                                WORLD.service.pool(),
                                WORLD.service.organisationId(),
                                message,
                                Instant.now(),
                                "test",
                                Instant.now())))
                .isTrue();
        for (String ended : new String[] {
            page(code), page(code) + "/qr.svg", WORLD.address(code, "s"), WORLD.address(code, "s", "whatsapp")
        }) {
            assertThat(WORLD.reader("fr").get(ended).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aCodeOfAnotherOrganisationsVolunteerLeadsNowhere() {
        long other = WORLD.service.createOrganisation("autre");
        long stranger = WORLD.rows("insert into contact (organisation_id, created_at, updated_at) values (" + other
                        + ", now(), now()) returning id")
                .get(0)
                .getLong("id");
        long message = WORLD.message(ShareWorld.spec(Map.of("fr", "Salut")));
        assertThat(WORLD.reader("fr").get(page(code(message, stranger))).statusCode())
                .isEqualTo(404);
    }

    @Test
    void whoeverTriesCodesOutIsSoonSentAway() {
        ShareWorld.Reader guesser = WORLD.reader("en");
        int tries = 0;
        while (guesser.get(page("A1b2C3d4E5f6G" + tries % 10)).statusCode() == 404) {
            tries++;
        }
        assertThat(tries).isBetween(5, 60);
        HttpResponse<String> busy = guesser.get(page(code(Map.of("fr", "Salut"))));
        assertThat(busy.statusCode()).isEqualTo(429);
        assertThat(busy.headers().firstValue("retry-after")).isPresent();
        assertThat(busy.body()).contains("One moment");
        assertThat(WORLD.reader("en").get(page(code(Map.of("fr", "Salut")))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aReaderCountsOnceHoweverOftenTheyComeBack() {
        long message = WORLD.message(ShareWorld.spec(Map.of("fr", "Salut")));
        long vera = WORLD.contactRow("Vera", "fr");
        String code = code(message, vera);
        ShareWorld.Reader reader = WORLD.reader("fr");
        for (int time = 0; time < 5; time++) {
            assertThat(reader.get(page(code)).statusCode()).isEqualTo(200);
            assertThat(reader.get(WORLD.address(code, "s")).statusCode()).isEqualTo(200);
            assertThat(reader.get(WORLD.address(code, "s", "telegram")).statusCode())
                    .isEqualTo(303);
        }
        assertThat(WORLD.reader("fr").get(page(code)).statusCode()).isEqualTo(200);
        // Two telephones of one household are two readers, two addresses of one IPv6 network are one.
        ShareWorld.Reader home = WORLD.reader("fr").from("2001:db8:7:1::1");
        assertThat(home.get(page(code)).statusCode()).isEqualTo(200);
        assertThat(home.from("2001:db8:7:1:ffff::2").get(page(code)).statusCode())
                .isEqualTo(200);
        assertThat(WORLD.rows("select kind, app, volunteer_id, count(*) as times from share_event where message_id = "
                        + message + " group by 1, 2, 3 order by 1"))
                .extracting(row -> row.getString("kind") + " " + row.getString("app") + " "
                        + row.getLong("volunteer_id") + " " + row.getLong("times"))
                .containsExactly(
                        "opened null " + vera + " 1", "shared telegram " + vera + " 1", "visit null " + vera + " 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WhatsApp/2.23.20.0 A",
                "TelegramBot (like TwitterBot)",
                "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) Version/9.0.1"
                        + " Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                "Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots",
                "curl/8.5.0"
            })
    void aRobotSeesThePreviewAndIsNotCounted(String agent) {
        long message = WORLD.message(ShareWorld.spec(Map.of("fr", "Salut")));
        String code = code(message, WORLD.contactRow("Vera", "fr"));
        ShareWorld.Reader robot = WORLD.reader("").as(agent);
        assertThat(robot.get(page(code)).body()).contains("og:title");
        assertThat(robot.get(WORLD.address(code, "s", "whatsapp")).statusCode()).isEqualTo(303);
        assertThat(WORLD.reader("fr").send("HEAD", page(code)).statusCode()).isEqualTo(200);
        assertThat(WORLD.count("share_event where message_id = " + message)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/440]"
            })
    void aTelephoneIsCounted(String agent) {
        long message = WORLD.message(ShareWorld.spec(Map.of("fr", "Salut")));
        assertThat(WORLD.reader("fr")
                        .as(agent)
                        .get(page(code(message, WORLD.contactRow("Vera", "fr"))))
                        .statusCode())
                .isEqualTo(200);
        assertThat(WORLD.count("share_event where message_id = " + message)).isOne();
    }

    @Test
    void everyAppOpensWithTheVolunteersTextReady() {
        long message = WORLD.message(
                ShareWorld.spec(Map.of("fr", "{{first_name|Quelqu’un}} t’invite & c’est gratuit 🎉", "en", "Come!")));
        String code = code(message, WORLD.contactRow("Anne-Sophie O'Neil", "fr"));
        String text = "Anne-Sophie t’invite & c’est gratuit 🎉\n\nLes Amis du quartier\u00a0: la vie du quartier\n"
                + page(code);
        ShareWorld.Reader volunteer = WORLD.reader("en");
        assertThat(location(volunteer, code, "whatsapp")).isEqualTo("https://wa.me/?text=" + text);
        assertThat(location(volunteer, code, "telegram"))
                .startsWith("https://t.me/share/url?url=" + page(code) + "&text=Anne-Sophie");
        assertThat(location(volunteer, code, "sms")).isEqualTo("sms:?body=" + text);
        assertThat(location(volunteer, code, "email"))
                .isEqualTo("mailto:?subject=Un message des Amis du quartier&body=" + text.replace("\n", "\r\n"));
        assertThat(volunteer.get(WORLD.address(code, "s", "copy")).body())
                .contains("Anne-Sophie t’invite &amp; c’est gratuit 🎉", page(code), "Copier le texte");
        assertThat(volunteer.get(WORLD.address(code, "s")).body()).contains("Partager sur WhatsApp", "qr.png");
        // Friends read nothing of the volunteer's.
        assertThat(WORLD.reader("fr").get(page(code)).body())
                .contains("Quelqu’un t’invite")
                .doesNotContain("Anne-Sophie");
    }

    /** Bold on our pages, with its marks where the app shows them as such, and else without. */
    @Test
    void whatIsBoldIsShownSoAndCopiedWithoutMarks() {
        long message = WORLD.message(ShareWorld.spec(Map.of("fr", "Signe la *pétition*.")));
        String code = code(message, WORLD.contactRow("Vera", "fr"));
        ShareWorld.Reader volunteer = WORLD.reader("fr");
        for (String path : List.of(page(code), WORLD.address(code, "s"), WORLD.address(code, "s", "copy"))) {
            assertThat(volunteer.get(path).body())
                    .contains("Signe la <span class=\"bold\">pétition</span>.")
                    .doesNotContain("*");
        }
        assertThat(location(volunteer, code, "whatsapp")).contains("Signe la *pétition*.");
        for (String app : List.of("telegram", "sms", "email")) {
            assertThat(location(volunteer, code, app)).contains("Signe la pétition.");
        }
    }

    @Test
    void aPosterLeadsToThePage() throws Exception {
        String code = code(Map.of("fr", "Salut"));
        HttpResponse<byte[]> png = WORLD.reader("fr").bytes(page(code) + "/qr.png");
        assertThat(png.headers().firstValue("content-type")).hasValue("image/png");
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png.body()));
        assertThat(image.getWidth()).isGreaterThanOrEqualTo(1_000);
        assertThat(read(image)).isEqualTo(page(code));

        HttpResponse<String> svg = WORLD.reader("fr").get(page(code) + "/qr.svg");
        assertThat(svg.headers().firstValue("content-type")).hasValue("image/svg+xml");
        assertThat(read(drawn(svg.body()))).isEqualTo(page(code));
    }

    @Test
    void rightToLeftTextKeepsItsDirection() {
        String code = code(Map.of("ar", "مرحبا بالجميع في الحي، السبت 10:00 🎉"));
        String page = WORLD.reader("ar").get(page(code)).body();
        assertThat(page).contains("<blockquote lang=\"ar\" dir=\"rtl\">", "مرحبا بالجميع");
    }

    private static String location(ShareWorld.Reader reader, String code, String app) {
        HttpResponse<String> answer = reader.get(WORLD.address(code, "s", app));
        assertThat(answer.statusCode()).isEqualTo(303);
        return URLDecoder.decode(answer.headers().firstValue("location").orElseThrow(), StandardCharsets.UTF_8);
    }

    private static String read(BufferedImage image) throws Exception {
        int[] pixels = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        return new QRCodeReader()
                .decode(new BinaryBitmap(
                        new HybridBinarizer(new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels))))
                .getText();
    }

    /** The runs of the path, eight pixels a module. */
    private static BufferedImage drawn(String svg) {
        Matcher box = Pattern.compile("viewBox=\"0 0 (\\d+) \\d+\"").matcher(svg);
        assertThat(box.find()).isTrue();
        int side = Integer.parseInt(box.group(1)) * 8;
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
        java.awt.Graphics2D pen = image.createGraphics();
        pen.setColor(java.awt.Color.WHITE);
        pen.fillRect(0, 0, side, side);
        pen.setColor(java.awt.Color.BLACK);
        Matcher run = Pattern.compile("M(\\d+) (\\d+)h(\\d+)v1H\\d+z").matcher(svg.substring(svg.lastIndexOf("<path")));
        while (run.find()) {
            pen.fillRect(
                    8 * Integer.parseInt(run.group(1)),
                    8 * Integer.parseInt(run.group(2)),
                    8 * Integer.parseInt(run.group(3)),
                    8);
        }
        pen.dispose();
        return image;
    }
}
