package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.NoticeBody;

/** From the organiser's message over a volunteer's phone and a friend's browser to the friend's yes. */
@NeedsDatabase
class ShareJourneyTest {
    @RegisterExtension
    static final ShareWorld WORLD = new ShareWorld();

    private static final JsonObject MESSAGE = ShareWorld.spec(Map.of(
                    "fr", "Samedi à 10 h, fête du quartier 🎉\n\nOn vous attend & on danse !",
                    "en", "Saturday at 10, street party 🎉"))
            .put("body", new JsonObject().put("fr", "{{first_name|Bonjour}}, faites passer l’invitation !"));

    @Test
    void aFriendOfAFriendJoinsAndTheTreeKnowsByWhom() {
        String amina = WORLD.onTelegram("Amina");
        long before = WORLD.phones.now();
        long message = WORLD.broadcast(MESSAGE);
        List<String> links = ShareWorld.links(WORLD.phones.next(amina, before));
        assertThat(links).hasSize(1).allMatch(link -> link.matches(".*/s/[0-9A-Za-z]{10,16}"));

        // Amina shares with Bruno, whose phone speaks English.
        HttpResponse<String> redirect = WORLD.reader("fr").get(links.get(0) + "/whatsapp");
        assertThat(redirect.statusCode()).isEqualTo(303);
        String draft = decoded(redirect.headers().firstValue("location").orElseThrow());
        assertThat(draft)
                .startsWith("https://wa.me/?text=Samedi à 10 h, fête du quartier 🎉")
                .contains("Les Amis du quartier\u00a0: la vie du quartier\n");
        String page = draft.substring(draft.lastIndexOf('\n') + 1);
        HttpResponse<String> read = WORLD.reader("en-GB,en;q=0.9").get(page);
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.body()).contains("Saturday at 10, street party 🎉", "Join Les Amis du quartier");

        String bruno = WORLD.whatsappPhone("Bruno");
        String joinText = query(link(read.body(), "http://localhost:\\d+/wa\\.me/33199001234\\?text=[^\"]+"), "text");
        assertThat(joinText).matches("JOIN [0-9A-Za-z]{10,16}_en");
        assertThat(WORLD.said(WORLD.whatsappPhone("Dora"), joinText))
                .as("in the language of the page")
                .contains("Do you agree");
        assertThat(WORLD.said(bruno, joinText + " s’il vous plaît"))
                .contains("Les Amis du quartier", "la vie du quartier", "Acceptez-vous");
        assertThat(state("Bruno")).isEqualTo("occasional pending");
        assertThat(WORLD.count("share_join where message_id = " + message)).isZero();
        long told = WORLD.phones.now();
        List<String> welcomed = WORLD.pressedFor(bruno, "Oui", 2);
        assertThat(welcomed.get(0)).contains("Bienvenue");
        assertThat(welcomed.get(1)).as("what he came for").contains("fête du quartier 🎉", "on danse");
        assertThat(ShareWorld.text(WORLD.phones.next(amina, told)))
                .contains("Quelqu’un vient de s’inscrire grâce à vous", "la première personne")
                .doesNotContain("Bruno");
        assertThat(state("Bruno")).isEqualTo("regular subscribed");
        evidenceNames("Bruno", joinText.substring("JOIN ".length()));

        // Bruno gets the next message and brings Chloé on Telegram, with a yes in her own words.
        before = WORLD.phones.now();
        long second = WORLD.broadcast(MESSAGE);
        JsonObject received = WORLD.phones.next(bruno, before);
        assertThat(ShareWorld.links(received)).as("one link button").hasSize(1);
        assertThat(ShareWorld.links(WORLD.phones.next(amina, before)))
                .as("Amina gets it too")
                .hasSize(1);
        String brunos = ShareWorld.links(received).get(0).replace("/s/", "/m/");
        String start = query(
                link(
                        WORLD.reader("fr").get(brunos).body(),
                        "http://localhost:\\d+/t\\.me/RelaisDemoBot\\?start=[^\"]+"),
                "start");
        String chloe = WORLD.telegramPhone("Chloé");
        assertThat(WORLD.said(chloe, "/start " + start)).contains("Acceptez-vous");
        told = WORLD.phones.now();
        WORLD.phones.writeAndWait(chloe, "oui d’accord");
        assertThat(WORLD.received(chloe, told, 2).get(0)).contains("Bienvenue");
        assertThat(ShareWorld.text(WORLD.phones.next(bruno, told))).contains("grâce à vous");

        ShareFigures figures = new ShareFigures();
        long organisation = WORLD.service.organisationId();
        assertThat(ServiceUnderTest.wait(figures.tree(WORLD.service.pool(), organisation, WORLD.contact("Amina"))))
                .extracting(branch -> branch.name() + " by " + branch.broughtBy() + " at " + branch.depth())
                .containsExactly(
                        "Bruno by " + WORLD.contact("Amina") + " at 1", "Chloé by " + WORLD.contact("Bruno") + " at 2");
        ShareFigures.OfMessage first = ServiceUnderTest.wait(
                        figures.ofMessage(WORLD.service.pool(), organisation, message))
                .orElseThrow();
        assertThat(first.counts())
                .isEqualTo(new ShareFigures.Counts(
                        0, shared(ShareApp.of("whatsapp").orElseThrow()), 1, 1, 0));
        assertThat(first.volunteers()).isOne();
        assertThat(ServiceUnderTest.wait(figures.ofMessage(WORLD.service.pool(), organisation, second))
                        .orElseThrow()
                        .counts()
                        .joins())
                .isOne();
        assertThat(WORLD.said(amina, "MES STATS"))
                .isEqualTo("Vous avez partagé 1 fois.\n"
                        + "Vos liens ont été ouverts 1 fois.\n"
                        + "1 personne s’est inscrite par vos liens. Merci\u00a0!\n"
                        + "Avec les personnes qu’elles ont amenées à leur tour\u00a0: 2.");
        assertThat(WORLD.said(chloe, "MY STATS")).contains("rien à compter");

        // Who has joined is not asked again, and is brought by nobody else.
        assertThat(WORLD.said(bruno, "JOIN " + WORLD.codes().code(new ShareLink(second, WORLD.contact("Chloé")))))
                .contains("déjà");
        assertThat(WORLD.count("share_join where message_id in (" + message + ", " + second + ")"))
                .isEqualTo(2);
    }

    /** Political advertising says what it is to a volunteer's friends as well: on their page, in its preview and in the chat. */
    @Test
    void politicalAdvertisingIsPassedOnWithItsLabel() {
        String farah = WORLD.onTelegram("Farah");
        long before = WORLD.phones.now();
        long id = WORLD.created(
                "/broadcasts",
                ApiBody.broadcast("Élection", ApiBody.everyone(), "")
                        .put("message", MESSAGE)
                        .put("declaration", NoticeBody.declaration("2020-01-01")));
        WORLD.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
        String page = ShareWorld.links(WORLD.phones.next(farah, before)).stream()
                .filter(link -> link.contains("/s/"))
                .findFirst()
                .orElseThrow()
                .replace("/s/", "/m/");
        String label = "Publicité politique de Les Amis. Au sujet de\u00a0: Élection municipale.";

        String read = WORLD.reader("fr").get(page).body();
        assertThat(read)
                .contains("name=\"description\" content=\"" + label, "property=\"og:description\" content=\"" + label);
        assertThat(read.substring(0, read.indexOf("<blockquote")))
                .contains(">" + label + " Notice de transparence\u00a0: <a href=\"" + WORLD.service.address() + "/a/");
        String gilles = WORLD.whatsappPhone("Gilles");
        WORLD.said(gilles, query(link(read, "http://localhost:\\d+/wa\\.me/33199001234\\?text=[^\"]+"), "text"));
        assertThat(WORLD.pressedFor(gilles, "Oui", 2).get(1))
                .startsWith(label)
                .contains("/a/", "\n\nSamedi à 10 h, fête du quartier 🎉");
    }

    /** What is passed on is the same with both, and each half holds links to one of them. */
    @Test
    void twoTextsAreToldApartAndTheirPagesEndTogether() {
        long id = WORLD.created(
                "/broadcasts",
                new JsonObject()
                        .put("title", "Deux textes")
                        .put("message", MESSAGE)
                        .put("audience", ApiBody.everyone())
                        .put("variant", new JsonObject().put("body", new JsonObject().put("fr", "Vous partagez ?"))));
        long plain = WORLD.message(MESSAGE);
        Row stored = WORLD.rows("select message_id, variant_id from broadcast where id = " + id)
                .get(0);
        long first = stored.getLong(0);
        long second = stored.getLong(1);
        assertThat(listed()).containsEntry(first, id + " a").containsEntry(second, id + " b");
        WORLD.post("/shares/" + second + "/end", new JsonObject().put("at", "2020-05-31T18:00:00Z"));
        for (long message : List.of(first, second)) {
            assertThat(WORLD.get("/shares/" + message).getString("endsAt")).startsWith("2020-05-31T18:00:00");
        }
        WORLD.post("/shares/" + first + "/end", new JsonObject().put("at", "2021-05-31T18:00:00Z"));
        assertThat(WORLD.get("/shares/" + second).getString("endsAt")).startsWith("2021-05-31");
        assertThat(WORLD.get("/shares/" + plain).getValue("endsAt")).isNull();
        assertThat(WORLD.get("/shares/" + plain).getValue("variant")).isNull();
        assertThat(WORLD.get("/shares/" + plain).getValue("broadcastId")).isNull();
        long single = WORLD.created(
                "/broadcasts",
                new JsonObject()
                        .put("title", "Un texte")
                        .put("message", MESSAGE)
                        .put("audience", ApiBody.everyone()));
        assertThat(listed()).containsValue(single + " null");
    }

    /** Of which broadcast, and which of its texts, each message is; by message. */
    private static Map<Long, String> listed() {
        Map<Long, String> listed = new HashMap<>();
        WORLD.get("/shares").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .forEach(share -> listed.put(
                        share.getLong("id"), share.getLong("broadcastId") + " " + share.getString("variant")));
        return listed;
    }

    /** A post for a group: who joins by it counts for the message, and nobody is told or in the tree. */
    @Test
    void whoJoinsByAPostInAGroupIsBroughtByNobody() {
        WORLD.onTelegram("Gaël");
        long message = WORLD.broadcast(MESSAGE);
        JsonObject share = WORLD.get("/shares/" + message);
        assertThat(share.getJsonObject("posts").fieldNames()).containsExactlyInAnyOrder("fr", "en");
        String post = share.getJsonObject("posts").getString("en");
        assertThat(post).startsWith("Saturday at 10, street party 🎉\n\nLes Amis du quartier: ");
        String page = post.substring(post.lastIndexOf('\n') + 1);
        assertThat(WORLD.reader("fr").get(page).body()).contains("fête du quartier 🎉", "Rejoindre");
        String code = page.substring(page.lastIndexOf('/') + 1);
        String hugo = WORLD.telegramPhone("Hugo");
        assertThat(WORLD.said(hugo, "/start " + code)).contains("Acceptez-vous");
        assertThat(WORLD.pressedFor(hugo, "Oui", 2).get(1)).contains("fête du quartier");
        WORLD.eventually(() -> WORLD.count("share_join where message_id = " + message) == 1);
        assertThat(WORLD.count("share_join where message_id = " + message + " and volunteer_id is null"))
                .isOne();
        JsonObject figures = WORLD.get("/shares/" + message).getJsonObject("figures");
        assertThat(figures.getLong("joins")).isOne();
        assertThat(figures.getLong("visits")).isOne();
        WORLD.post("/shares/" + message + "/end", new JsonObject());
        assertThat(WORLD.get("/shares/" + message).getJsonObject("posts").isEmpty())
                .isTrue();
    }

    @Test
    void silenceAndNoBringNobody() {
        WORLD.onTelegram("Dora");
        long message = WORLD.message(MESSAGE);
        String code = WORLD.codes().code(new ShareLink(message, WORLD.contact("Dora")));
        String silent = WORLD.telegramPhone("Silent");
        String refusing = WORLD.telegramPhone("Refusing");
        assertThat(WORLD.said(silent, "/start " + code)).contains("Acceptez-vous");
        assertThat(WORLD.said(refusing, "/start " + code)).contains("Acceptez-vous");
        assertThat(WORLD.pressed(refusing, "Non")).contains("ne vous écriront pas");

        long before = WORLD.phones.now();
        WORLD.broadcast(MESSAGE);
        assertThat(WORLD.phones.get("/idle?timeoutMillis=120000").getBoolean("idle"))
                .isTrue();
        for (String phone : List.of(silent, refusing)) {
            assertThat(WORLD.phones
                            .get("/messages?phone=" + phone + "&after=" + before)
                            .getInteger("count"))
                    .isZero();
        }
        assertThat(WORLD.count("share_join where message_id = " + message)).isZero();
        assertThat(state("Silent")).endsWith("pending");
        // Nothing of the two is in what is kept about sharing.
        assertThat(WORLD.count("share_event where message_id = " + message)).isZero();
    }

    @Test
    void anAlteredOrForeignCodeBringsNobodyToAnybody() {
        WORLD.onTelegram("Emil");
        long message = WORLD.message(MESSAGE);
        String code = WORLD.codes().code(new ShareLink(message, WORLD.contact("Emil")));
        String altered = (code.charAt(0) == 'a' ? "b" : "a") + code.substring(1);
        String stranger = WORLD.whatsappPhone("Stranger");
        assertThat(WORLD.said(stranger, "JOIN " + altered)).contains("Acceptez-vous");
        String other = WORLD.telegramPhone("Other");
        assertThat(WORLD.said(other, "/start " + altered)).contains("Acceptez-vous");
        String longer = WORLD.telegramPhone("Longer");
        assertThat(WORLD.said(longer, "/start " + "x".repeat(65))).contains("Acceptez-vous");
        assertThat(state("Longer")).as("nor does what no link can hold").endsWith("pending");
        assertThat(state("Other")).as("an altered link subscribes nobody").endsWith("pending");
        WORLD.said(other, "oui");
        assertThat(state("Other")).endsWith("subscribed");
        assertThat(WORLD.count("share_join where message_id = " + message)).isZero();
    }

    @Test
    void theSameYesTwiceIsOneJoin() {
        WORLD.onTelegram("Fanny");
        long message = WORLD.message(MESSAGE);
        String code = WORLD.codes().code(new ShareLink(message, WORLD.contact("Fanny")));
        WORLD.phones.patch("/switches", new JsonObject().put("duplicateWebhooks", 2));
        try {
            String friend = WORLD.telegramPhone("Twice");
            WORLD.said(friend, "/start " + code);
            WORLD.pressed(friend, "Oui");
        } finally {
            WORLD.phones.patch("/switches", new JsonObject().put("duplicateWebhooks", 0));
        }
        assertThat(WORLD.count("share_join where message_id = " + message)).isOne();
    }

    private static void evidenceNames(String name, String code) {
        Row evidence = WORLD.rows("select wording, language, detail from ledger_event where kind = 'opt_in'"
                        + " and contact_id = " + WORLD.contact(name))
                .get(0);
        assertThat(evidence.getString("wording")).isEqualTo("join@1/fr");
        assertThat(WORLD.rows("select text from wording where name = 'join' and version = 1 and language = 'fr'")
                        .get(0)
                        .getString("text"))
                .contains("Les Amis du quartier", "Acceptez-vous");
        assertThat(evidence.getString("language")).isEqualTo("fr");
        assertThat(evidence.getJsonObject("detail").getString("reference")).isEqualTo("share link " + code);
    }

    private static String state(String name) {
        Row row = WORLD.rows("select class, state from consent where contact_id = " + WORLD.contact(name))
                .get(0);
        return row.getString("class") + " " + row.getString("state");
    }

    private static Map<ShareApp, Long> shared(ShareApp once) {
        Map<ShareApp, Long> shared = new java.util.HashMap<>();
        for (ShareApp app : ShareApp.all()) {
            shared.put(app, app.equals(once) ? 1L : 0L);
        }
        return shared;
    }

    private static String link(String html, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(html);
        assertThat(matcher.find()).as(html).isTrue();
        return matcher.group();
    }

    private static String query(String link, String parameter) {
        String query = URI.create(link).getRawQuery();
        assertThat(query).startsWith(parameter + "=");
        return decoded(query.substring(parameter.length() + 1));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
