package org.relais.action.referral;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.action.event.EventWorld;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** A volunteer's cards, what comes of them, and everybody who must not be written to. */
@NeedsDatabase
class NamedJourneyTest {
    @RegisterExtension
    static final EventWorld WORLD = new EventWorld();

    private static final Pattern LINK = Pattern.compile("https://wa\\.me/(\\d+)\\?text=([^\"\\\\\\s]+)");

    private static int assignments;

    /** A share action with named sharing in which these people take part. */
    private static long action(int perDay, String... volunteers) {
        long action = WORLD.action("share", "Action");
        WORLD.rows(
                "update message set spec = spec || '{\"share\": {\"text\": {\"fr\": \"Samedi, fête du quartier & danse 🎉\"}}}'"
                        + " where id = (select message_id from action where id = " + action + ")");
        for (String volunteer : volunteers) {
            WORLD.rows("insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at,"
                    + " accepted_at, active_at) values (" + WORLD.service.organisationId() + ", " + action + ", "
                    + WORLD.contact(volunteer) + ", " + (900_000_000L + ++assignments)
                    + ", 'accepted', now(), now(), now())");
        }
        WORLD.put("/actions/" + action + "/named", new JsonObject().put("perDay", perDay));
        return action;
    }

    /** Sends a card and returns the next message. */
    private static String card(String phone, String name, String number) {
        long before = WORLD.phones.now();
        WORLD.phones.waited(
                "/phones/" + phone + "/contact",
                new JsonObject().put("name", name).put("number", number));
        return EventWorld.text(WORLD.phones.next(phone, before));
    }

    /** Confirms and returns the message with the link. */
    private static JsonObject link(String phone) {
        long before = WORLD.phones.now();
        WORLD.phones.pressAndWait(phone, "Préparer le message");
        JsonObject first = WORLD.phones.next(phone, before);
        assertThat(LINK.matcher(first.encode()).find()).as(first.encode()).isTrue();
        return first;
    }

    private static String draft(JsonObject message, String digits) {
        Matcher matcher = LINK.matcher(message.encode());
        assertThat(matcher.find()).isTrue();
        assertThat(matcher.group(1)).isEqualTo(digits);
        return URLDecoder.decode(matcher.group(2), StandardCharsets.UTF_8);
    }

    private static List<Row> consent(String number) {
        return WORLD.rows("select s.class, s.state, s.occasional_spent, c.name from address a join consent s on"
                + " s.contact_id = a.contact_id join contact c on c.id = a.contact_id where a.identifier = '" + number
                + "'");
    }

    @Test
    void fromACardToAFriendWhoJoins() {
        String amina = WORLD.onTelegram("Amina");
        long action = action(10, "Amina");
        String friend = WORLD.phones.whatsappPhone("+33639982001", "Léa");
        assertThat(card(amina, "ليا Léa 🌻", "00 33 6 39 98 20 01"))
                .contains("Les Amis du quartier", "la vie du quartier", "une seule fois", "60 jours");
        // Until the volunteer goes on, nobody knows the person.
        assertThat(consent("+33639982001")).isEmpty();

        JsonObject message = link(amina);
        assertThat(EventWorld.text(message)).contains("ليا Léa 🌻", "seul message possible");
        String draft = draft(message, "33639982001");
        assertThat(draft)
                .startsWith("Bonjour, je vous écris une seule fois pour Les Amis du quartier\u00a0: la vie du quartier."
                        + " Votre numéro vient de mon carnet d’adresses. Pour qu’il soit effacé définitivement")
                .contains("Samedi, fête du quartier & danse 🎉", "/u/", "/m/");
        Row row = consent("+33639982001").get(0);
        assertThat(row.getString("class") + " " + row.getString("state") + " " + row.getBoolean("occasional_spent"))
                .isEqualTo("occasional pending true");
        // The name is the volunteer's; nothing but the number is kept of the person.
        assertThat(row.getString("name")).isEmpty();
        assertThat(WORLD.rows("select first_contact_refusal from messageable_contact m join address a on"
                                + " a.contact_id = m.contact_id where a.identifier = '+33639982001'")
                        .get(0)
                        .getString(0))
                .isEqualTo("occasional_spent");

        assertThat(WORLD.pressed(amina, "C’est envoyé")).contains("Vous avez écrit à une personne");
        assertThat(WORLD.pressed(amina, "C’est envoyé")).contains("déjà noté");
        assertThat(WORLD.pressed(amina, "Préparer le message")).contains("a expiré");
        assertThat(WORLD.get("/actions/" + action + "/named").getJsonObject("figures"))
                .isEqualTo(new JsonObject("{\"brought\": 1, \"sent\": 1, \"joined\": 0, \"removed\": 0}"));

        assertThat(WORLD.said(friend, "JOIN " + code(draft))).contains("Acceptez-vous");
        List<String> welcome = WORLD.pressedFor(friend, "Oui", 2);
        assertThat(welcome.get(0)).contains("Bienvenue");
        assertThat(welcome.get(1)).contains("Samedi, fête du quartier & danse 🎉");
        assertThat(WORLD.get("/actions/" + action + "/named")
                        .getJsonObject("figures")
                        .getInteger("joined"))
                .isOne();
        // Everything that the friend ever got answers what they wrote, with what they came for.
        assertThat(WORLD.phones.get("/messages?phone=" + friend).getJsonArray("messages"))
                .hasSize(3);
    }

    private static String code(String draft) {
        return draft.substring(draft.lastIndexOf("/m/") + 3).strip();
    }

    @Test
    void theKnownTheSuppressedAndTheErasedAreRefusedInTheSameWords() {
        String boris = WORLD.onWhatsApp("Boris");
        action(20, "Boris");
        String member = WORLD.phones.whatsappPhone("+33639982011", "Membre");
        WORLD.said(member, "START");
        String stopped = WORLD.phones.whatsappPhone("+33639982012", "Stop");
        WORLD.said(stopped, "START");
        WORLD.said(stopped, "STOP");
        String erased = WORLD.phones.whatsappPhone("+33639982013", "Efface");
        WORLD.said(erased, "START");
        WORLD.erase("Efface");
        assertThat(consent("+33639982013")).isEmpty();
        String refused = "Nous ne pouvons pas préparer de message pour cette personne.";
        assertThat(card(boris, "Membre", "+33639982011")).isEqualTo(refused);
        assertThat(card(boris, "Stop", "+33639982012")).isEqualTo(refused);
        assertThat(card(boris, "Efface", "+33639982013")).isEqualTo(refused);
        assertThat(card(boris, "Rien", "+99912345678")).contains("pas de numéro");
        // No trace of who was asked for, but that the volunteer tried four times.
        assertThat(WORLD.count("named_try where volunteer_id = " + WORLD.contact("Boris")))
                .isEqualTo(4);
        assertThat(WORLD.count("named_contact where volunteer_id = " + WORLD.contact("Boris")))
                .isZero();
        assertThat(consent("+33639982013")).isEmpty();
    }

    @Test
    void onePersonIsBroughtByOneVolunteerOnly() {
        String chloe = WORLD.onTelegram("Chloé");
        String daoud = WORLD.onWhatsApp("Daoud");
        long action = action(10, "Chloé", "Daoud");
        card(chloe, "Tante", "+33639982021");
        card(daoud, "Voisine", "+33 6 39 98 20 21");
        long before = WORLD.phones.now();
        List.of(chloe, daoud)
                .forEach(phone -> WORLD.phones.post(
                        "/phones/" + phone + "/press", new JsonObject().put("button", "Préparer le message")));
        long links = List.of(chloe, daoud).stream()
                .filter(phone ->
                        LINK.matcher(WORLD.phones.next(phone, before).encode()).find())
                .count();
        assertThat(links).isOne();
        assertThat(consent("+33639982021")).hasSize(1);
        assertThat(WORLD.get("/actions/" + action + "/named")
                        .getJsonObject("figures")
                        .getInteger("brought"))
                .isOne();
        // Whoever comes later is refused at the card already.
        assertThat(card(daoud, "Voisine", "0033639982021")).contains("Nous ne pouvons pas");
    }

    @Test
    void limitsCancelAndWhoDoesNotTakePart() {
        String emil = WORLD.onTelegram("Emil");
        action(2, "Emil");
        String outsider = WORLD.onTelegram("Outsider");
        assertThat(card(outsider, "Qui", "+33639982031")).doesNotContain("une seule fois");
        assertThat(card(emil, "Un", "+33639982032")).contains("à une personne");
        assertThat(card(emil, "Deux", "+33639982033")).contains("à 2 personnes");
        assertThat(card(emil, "Trois", "+33639982034")).contains("davantage aujourd’hui");
        assertThat(WORLD.pressed(emil, "Annuler")).contains("rien n’a été gardé");
        assertThat(WORLD.count("conversation where contact_id = " + WORLD.contact("Emil")))
                .isZero();
        assertThat(consent("+33639982032")).isEmpty();
    }

    @Test
    void whoWantsNoContactIsStoppedForGood() {
        String fanny = WORLD.onTelegram("Fanny");
        long action = action(5, "Fanny");
        card(fanny, "Oncle", "+33639982041");
        link(fanny);
        assertThat(WORLD.pressed(fanny, "Ne plus contacter")).contains("n’écriront jamais");
        assertThat(consent("+33639982041").get(0).getString("state")).isEqualTo("unsubscribed");
        Row stop = WORLD.rows(
                        "select l.source, l.actor from ledger_event l join address a on a.contact_id = l.contact_id"
                                + " where a.identifier = '+33639982041' and l.kind = 'opt_out'")
                .get(0);
        assertThat(stop.getString("source")).isEqualTo("volunteer");
        assertThat(stop.getString("actor")).isEqualTo("contact:" + WORLD.contact("Fanny"));
        assertThat(WORLD.get("/actions/" + action + "/named")
                        .getJsonObject("figures")
                        .getInteger("removed"))
                .isOne();
        assertThat(WORLD.count("named_contact where removed_at is not null and action_id = " + action))
                .isOne();
        WORLD.eventually(() -> WORLD.count("named_contact where owed_stop is not null") == 0);
        assertThat(WORLD.pressed(fanny, "Ne plus contacter")).contains("n’écriront jamais");
        assertThat(WORLD.count("ledger_event l join address a on a.contact_id = l.contact_id"
                        + " where a.identifier = '+33639982041' and l.kind = 'opt_out'"))
                .isOne();
    }

    @Test
    void whoStopsByThemselvesCountsAsRemovedAlsoOnceErased() {
        String lena = WORLD.onTelegram("Lena");
        long action = action(5, "Lena");
        String friend = WORLD.phones.whatsappPhone("+33639982081", "Ami");
        card(lena, "Ami", "+33639982081");
        link(lena);
        assertThat(removed(action)).isZero();
        WORLD.said(friend, "STOP");
        assertThat(removed(action)).isOne();
        // Whoever has stopped before the volunteer wrote must not be written to.
        assertThat(WORLD.pressed(lena, "C’est envoyé")).contains("ne souhaite plus", "pas lui écrire");
        assertThat(WORLD.count("named_contact where sent_at is not null and action_id = " + action))
                .isZero();
        WORLD.erase(WORLD.rows("select contact_id from address where identifier = '+33639982081'")
                .get(0)
                .getLong(0));
        assertThat(removed(action)).isOne();
    }

    private static int removed(long action) {
        return WORLD.get("/actions/" + action + "/named")
                .getJsonObject("figures")
                .getInteger("removed");
    }

    @Test
    void anErasureLeavesNeitherNumberNorName() {
        String gaston = WORLD.onTelegram("Gaston");
        long action = action(5, "Gaston");
        card(gaston, "Zéphyrine", "+33639982051");
        link(gaston);
        long contact = WORLD.rows("select contact_id from address where identifier = '+33639982051'")
                .get(0)
                .getLong(0);
        WORLD.erase(contact);
        for (String held : List.of("Zéphyrine", "33639982051")) {
            assertThat(WORLD.count("delivery where variables::text like '%" + held + "%'"))
                    .isZero();
            assertThat(WORLD.count("message where spec::text like '%" + held + "%'"))
                    .isZero();
            assertThat(WORLD.count("conversation where data::text like '%" + held + "%'"))
                    .isZero();
        }
        assertThat(WORLD.count("address where identifier = '+33639982051'")).isZero();
        assertThat(WORLD.get("/actions/" + action + "/named")
                        .getJsonObject("figures")
                        .getInteger("brought"))
                .isOne();
    }

    @Test
    void anOrganisationThatNeedsConsentTakesNoCards() {
        String hana = WORLD.onTelegram("Hana");
        action(5, "Hana");
        WORLD.rows("update organisation set consent_only = true where id = " + WORLD.service.organisationId());
        try {
            assertThat(card(hana, "Cousin", "+33639982061")).contains("sans son accord");
        } finally {
            WORLD.rows("update organisation set consent_only = false where id = " + WORLD.service.organisationId());
        }
        assertThat(consent("+33639982061")).isEmpty();
    }

    @Test
    void onAPageForThoseWhoSendNoCards() {
        String ines = WORLD.onTelegram("Inès");
        action(3, "Inès");
        ReferralCodes codes = new ReferralCodes(WORLD.service.linkKey(), WORLD.service.address());
        String page = codes.page(WORLD.contact("Inès"));
        WORLD.caller(Role.OWNER)
                .put("/public-page", new JsonObject().put("privacyUrl", "https://amis.example.org/vie-privee"));
        assertThat(WORLD.page(page, "fr").body())
                .contains("Les Amis du quartier", "une seule fois", "<form method=\"post\">")
                .contains("href=\"https://amis.example.org/vie-privee\"")
                .doesNotContain("wa.me");
        assertThat(WORLD.posted(page, "number=" + "1".repeat(300_000))).contains("<h1>Formulaire refusé</h1>");
        assertThat(WORLD.posted(page, "number=" + "1".repeat(12_000))).contains("<h1>");
        long before = WORLD.phones.now();
        String answer = WORLD.posted(page, "name=L%C3%A9o+%F0%9F%8C%BB&number=%2B33639982071");
        assertThat(draft(new JsonObject().put("page", answer), "33639982071")).contains("carnet d’adresses", "/u/");
        // The chat has the link too, with the buttons.
        assertThat(draft(WORLD.phones.next(ines, before), "33639982071")).contains("carnet d’adresses");
        assertThat(WORLD.pressed(ines, "C’est envoyé")).contains("Vous avez écrit à une personne");
        assertThat(consent("+33639982071").get(0).getBoolean("occasional_spent"))
                .isTrue();

        assertThat(WORLD.posted(page, "number=%2B33639982071"))
                .contains("Nous ne pouvons pas préparer de message pour cette personne.")
                .doesNotContain("wa.me");
        assertThat(WORLD.posted(page, "number=douze")).contains("pas de numéro");
        assertThat(WORLD.posted(page, "number=%2B33639982072")).contains("davantage aujourd’hui");
        // Several at once: the good ones are taken, and the lines of the others are named.
        action(8, "Inès");
        assertThat(WORLD.posted(page, "number=%2B33639982073%0D%0Adouze%0D%0A%2B33639982071%0D%0A%2B33639982074"))
                .contains(
                        "https://wa.me/33639982073",
                        "https://wa.me/33639982074",
                        "pour cette ligne : 3.",
                        "que nous puissions lire : ligne 2.");
        assertThat(consent("+33639982074")).hasSize(1);
        assertThat(WORLD.posted(page, "number=%2B33639982075%0A%2B33639982076"))
                .contains("https://wa.me/33639982075", "davantage aujourd’hui")
                .doesNotContain("33639982076");
        assertThat(WORLD.page(page.replaceFirst("/n/.", "/n/z"), "fr").statusCode())
                .isEqualTo(404);
        // Who has stopped brings nobody any more.
        WORLD.said(ines, "STOP");
        assertThat(WORLD.page(page, "fr").statusCode()).isEqualTo(404);
    }
}
