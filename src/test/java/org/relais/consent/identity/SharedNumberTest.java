package org.relais.consent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** A messenger that hides numbers asks for one's own, once: it is trusted where it is the person's, and joins who it is. */
@NeedsDatabase
class SharedNumberTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final String SHARE = "Partager mon numéro";
    private static int people;

    private final String name = "Partage " + ++people;
    private final String number = String.format("3363998%04d", 6_000 + people);

    @AfterEach
    void askAgain() {
        ask(true);
    }

    @Test
    void isOfferedOnceWithItsReason() {
        String phone = telegram();
        JsonObject welcome = joins(phone);
        assertThat(ServiceFixture.text(welcome)).contains("Bienvenue", "un seul STOP arrêtera tout");
        assertThat(keyboard(phone)).containsExactly(SHARE, "Le garder pour moi");

        assertThat(WORLD.pressed(phone, "Le garder pour moi")).contains("rien n’est partagé");
        assertThat(keyboard(phone)).as("the keyboard goes away").isEmpty();
        WORLD.said(phone, "STOP");
        assertThat(WORLD.said(phone, "/start")).contains("Bienvenue").doesNotContain("numéro");
        assertThat(keyboard(phone)).as("never again").isEmpty();
    }

    @Test
    void isAnAddressThatNobodyWritesTo() {
        String phone = telegram();
        joins(phone);
        assertThat(WORLD.pressed(phone, SHARE)).contains("un seul STOP arrêtera tout");
        assertThat(keyboard(phone)).isEmpty();
        assertThat(addresses(WORLD.contact(name)))
                .containsExactlyInAnyOrder("telegram active", "whatsapp +" + number + " unreachable");
        WORLD.said(phone, "STOP");
        assertThat(WORLD.count("address a where a.contact_id = " + WORLD.contact(name)
                        + " and not exists (select from suppression u where u.fingerprint = a.fingerprint)"))
                .as("every address is listed")
                .isZero();
    }

    @Test
    void isNeitherMessagedNorCalledUntilTheyWriteFromIt() {
        shared();
        long one = WORLD.contact(name);
        long calls = WORLD.action("call", "Appels " + name);
        assertThat(listed(calls, one))
                .as("a number that nobody may call is none")
                .containsExactly(0L, 1L);

        WORLD.sent("Nouvelles", ApiBody.contacts(one), "Du nouveau");
        JsonObject onWhatsApp = ApiBody.broadcast("Ailleurs", ApiBody.contacts(one), "Du nouveau");
        long elsewhere = WORLD.created("/broadcasts", onWhatsApp.put("channel", "whatsapp"));
        WORLD.post("/broadcasts/" + elsewhere + "/send", ApiBody.evenIfNobody());
        WORLD.eventually(() -> WORLD.count("broadcast where state = 'finished' and id = " + elsewhere) == 1);
        WORLD.eventually(() -> sentTo(one).equals(List.of("telegram")));
        assertThat(WORLD.rows("select reachable_on from consent where contact_id = " + one)
                        .get(0)
                        .getString("reachable_on"))
                .isEqualTo("telegram");

        WORLD.phones.writeAndWait(WORLD.phones.whatsappPhone("+" + number, name), "Bonjour");
        WORLD.eventually(() -> addresses(one).contains("whatsapp +" + number + " active"));
        assertThat(listed(calls, one)).containsExactly(1L, 0L);
    }

    @Test
    void givesWhoIsInAListAlreadyToNobody() {
        shared();
        long one = WORLD.contact(name);
        long calls = WORLD.action("call", "Appels " + name);
        WORLD.rows("insert into call_entry (organisation_id, action_id, contact_id, next_at, added_at) values ("
                + WORLD.service.organisationId() + ", " + calls + ", " + one + ", now(), now()) returning id");
        JsonObject entry = WORLD.get("/actions/" + calls + "/calls/list")
                .getJsonArray("items")
                .getJsonObject(0);
        // Whoever looks may come before or after what closes it.
        assertThat(entry.encode()).contains("\"unreachable\"");
    }

    @Test
    void isNotShownToBeCalledForAnEvent() {
        shared();
        long one = WORLD.contact(name);
        long event = WORLD.action("event", "Réunion " + name);
        WORLD.isFor(event, 0);
        WORLD.put(
                "/actions/" + event + "/event",
                new JsonObject()
                        .put("title", "Réunion")
                        .put("startsAt", Instant.now().plus(9, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS))
                        .put("place", "12 rue des Lilas"));
        WORLD.rows("insert into event_answer (organisation_id, action_id, contact_id, standing, since, told) values ("
                + WORLD.service.organisationId() + ", " + event + ", " + one + ", 'yes', now(), 1) returning id");
        WORLD.rows("update address set status = 'unreachable', status_reason = 'blocked' where channel = 'telegram'"
                + " and contact_id = " + one + " returning id");
        JsonObject unreached = WORLD.get("/actions/" + event + "/event/unreached")
                .getJsonArray("items")
                .getJsonObject(0);
        assertThat(unreached.getString("reason")).isEqualTo("unreachable");
        assertThat(unreached.getString("phone")).isNull();
    }

    @Test
    void aStopFromItStopsBoth() {
        shared();
        long one = WORLD.contact(name);
        WORLD.phones.stopAndWait(WORLD.phones.whatsappPhone("+" + number, name), "STOP");
        assertThat(state(one)).isEqualTo("unsubscribed");
        WORLD.idle();
        WORLD.sent("Nouvelles", ApiBody.contacts(one), "Du nouveau");
        WORLD.idle();
        assertThat(sentTo(one)).isEmpty();
    }

    @Test
    void knownBeforeItStaysAsItWas() {
        long before = WORLD.created("/contacts", person());
        shared();
        assertThat(addresses(before)).containsExactlyInAnyOrder("telegram active", "whatsapp +" + number + " active");
        assertThat(listed(WORLD.action("call", "Appels " + name), before)).containsExactly(1L, 0L);
    }

    @Test
    void isOrdinaryOnceAnOrganiserAddsIt() {
        shared();
        long one = WORLD.contact(name);
        JsonObject written = ApiBody.number("+" + number).getJsonObject(0);
        WORLD.post("/contacts/" + one + "/addresses", written);
        WORLD.post("/contacts/" + one + "/addresses", written);
        assertThat(addresses(one)).contains("whatsapp +" + number + " active");
        assertThat(WORLD.count(
                        "ledger_event where kind = 'identity_change' and detail ? 'added' and contact_id = " + one))
                .as("done again, it changes nothing")
                .isOne();
    }

    @Test
    void isOrdinaryOnceAFileHasIt() {
        shared();
        long one = WORLD.contact(name);
        long id = WORLD.organiser
                .ok(WORLD.organiser.call(
                        "POST",
                        "/imports?class=regular&source=Stand&date=2026-11-07&wording=v3",
                        "phone;name\n+" + number + ";" + name + "\n",
                        "text/csv"))
                .getLong("id");
        WORLD.eventually(() -> imported(id, "checked"));
        assertThat(addresses(one)).contains("whatsapp +" + number + " unreachable");
        WORLD.post("/imports/" + id + "/commit", new JsonObject());
        WORLD.eventually(() -> imported(id, "finished"));
        assertThat(addresses(one)).containsExactlyInAnyOrder("telegram active", "whatsapp +" + number + " active");
        assertThat(WORLD.rows("select reachable_on from consent where contact_id = " + one)
                        .get(0)
                        .getString("reachable_on"))
                .isEqualTo("telegram,whatsapp");
    }

    @Test
    void joinsWhoeverHasIt() {
        String whatsapp = WORLD.phones.whatsappPhone("+" + number, name + " W");
        WORLD.said(whatsapp, "START");
        String phone = telegram();
        joins(phone);
        WORLD.pressed(phone, SHARE);
        long one = WORLD.contact(name + " W");
        assertThat(addresses(one)).contains("telegram active", "whatsapp +" + number + " active");
        assertThat(WORLD.count("ledger_event where kind = 'merge' and contact_id = " + one))
                .isOne();

        assertThat(WORLD.said(phone, "STOP")).contains("Telegram et WhatsApp");
        assertThat(state(one)).isEqualTo("unsubscribed");
    }

    @Test
    void ofSomebodyWhoHasStoppedStopsHereToo() {
        String whatsapp = WORLD.phones.whatsappPhone("+" + number, name + " W");
        WORLD.said(whatsapp, "START");
        WORLD.said(whatsapp, "STOP");
        String phone = telegram();
        joins(phone);
        assertThat(WORLD.pressed(phone, SHARE)).contains("ne vous écrivent plus", "START");
        assertThat(state(WORLD.contact(name + " W"))).isEqualTo("unsubscribed");
        assertThat(keyboard(phone)).isEmpty();
        assertThat(WORLD.said(phone, "/start")).contains("Bienvenue");
    }

    @Test
    void afterAStopIsListedAndEndsNothing() {
        String phone = telegram();
        joins(phone);
        WORLD.said(phone, "STOP");
        shareCard(phone, number, userId());
        WORLD.eventually(() -> addresses(WORLD.contact(name)).contains("whatsapp +" + number + " unreachable"));
        assertThat(state(WORLD.contact(name))).isEqualTo("unsubscribed");
        assertThat(WORLD.count("address a where a.contact_id = " + WORLD.contact(name)
                        + " and not exists (select from suppression u where u.fingerprint = a.fingerprint)"))
                .isZero();
    }

    @Test
    void aFriendsCardIsNobodysOwn() {
        String phone = telegram();
        joins(phone);
        assertThat(shareCard(phone, number, null)).contains("Ce contact n’est pas le vôtre");
        assertThat(shareCard(phone, number, 1L)).contains("Ce contact n’est pas le vôtre");
        assertThat(addresses(WORLD.contact(name))).containsExactly("telegram active");
        assertThat(WORLD.pressed(phone, SHARE)).contains("Merci");
    }

    @Test
    void wordsShareNothing() {
        String phone = telegram();
        joins(phone);
        assertThat(WORLD.said(phone, "oui")).contains("touchez le bouton");
        assertThat(addresses(WORLD.contact(name))).containsExactly("telegram active");
        assertThat(WORLD.said(phone, "non")).contains("rien n’est partagé");
    }

    @Test
    void nobodyIsAskedWhereItIsSwitchedOff() {
        ask(false);
        String phone = telegram();
        assertThat(ServiceFixture.text(joins(phone))).contains("Bienvenue").doesNotContain("numéro");
        assertThat(keyboard(phone)).isEmpty();
        shareCard(phone, number, userId());
        assertThat(addresses(WORLD.contact(name))).containsExactly("telegram active");
    }

    @Test
    void whoHidesBehindAUsernameIsAskedToo() {
        String phone = WORLD.phones
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "whatsapp")
                                .put("userId", "FR.77000" + people)
                                .put("name", name))
                .getString("id");
        JsonObject welcome = said(phone, "START");
        assertThat(ServiceFixture.text(welcome)).contains("Bienvenue", "un seul STOP arrêtera tout");
        assertThat(ServiceFixture.labels(welcome)).containsExactly("Share contact info");
        assertThat(addresses(WORLD.contact(name))).hasSize(1);
        assertThat(WORLD.pressed(phone, "Share contact info")).contains("Merci");
        assertThat(addresses(WORLD.contact(name))).hasSize(2).anyMatch(address -> address.endsWith("unreachable"));
    }

    private String telegram() {
        return WORLD.phones
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("userId", Long.toString(userId()))
                                .put("number", "+" + number)
                                .put("name", name))
                .getString("id");
    }

    private long userId() {
        return 7_650_000 + Integer.parseInt(number.substring(7));
    }

    /** Lets them join and share their number. */
    private void shared() {
        String phone = telegram();
        joins(phone);
        assertThat(WORLD.pressed(phone, SHARE)).contains("Merci");
    }

    private JsonObject person() {
        return new JsonObject()
                .put("addresses", ApiBody.number("+" + number))
                .put(
                        "consent",
                        new JsonObject()
                                .put("class", "regular")
                                .put("source", "Stand")
                                .put("at", "2026-11-07T10:30:00+01:00")
                                .put("wording", "v3"));
    }

    /** How many of the person went into a list of calls, and how many have no number that can be called. */
    private static List<Long> listed(long calls, long contact) {
        JsonObject added = WORLD.post(
                "/actions/" + calls + "/calls/list", new JsonObject().put("audience", ApiBody.contacts(contact)));
        return List.of(added.getLong("added"), added.getLong("withoutNumber"));
    }

    /** The channels on which broadcasts to the person went out. */
    private static List<String> sentTo(long contact) {
        return WORLD
                .rows("select a.channel from delivery d join address a on a.id = d.address_id"
                        + " where d.broadcast_id is not null and d.state in ('accepted', 'delivered', 'read')"
                        + " and d.contact_id = " + contact)
                .stream()
                .map(row -> row.getString("channel"))
                .toList();
    }

    private static boolean imported(long id, String state) {
        return WORLD.get("/imports/" + id).getString("state").equals(state);
    }

    private static JsonObject joins(String phone) {
        return said(phone, "/start");
    }

    private static JsonObject said(String phone, String text) {
        long before = WORLD.phones.now();
        WORLD.phones.writeAndWait(phone, text);
        return WORLD.phones.next(phone, before);
    }

    private static String shareCard(String phone, String number, @Nullable Long userId) {
        long before = WORLD.phones.now();
        JsonObject card = new JsonObject().put("name", "Ami").put("number", number);
        WORLD.phones.waited("/phones/" + phone + "/contact", userId == null ? card : card.put("userId", userId));
        return ServiceFixture.text(WORLD.phones.next(phone, before));
    }

    private static List<String> keyboard(String phone) {
        return WORLD.phones.get("/phones/" + phone).getJsonObject("conversations").stream()
                .map(conversation -> (JsonObject) conversation.getValue())
                .flatMap(conversation -> conversation.getJsonArray("keyboard", new JsonArray()).stream())
                .map(String.class::cast)
                .toList();
    }

    private static List<String> addresses(long contact) {
        return WORLD
                .rows(
                        "select channel || case when kind = 'phone' then ' ' || identifier else '' end || ' ' || status as line"
                                + " from address where contact_id = " + contact)
                .stream()
                .map(row -> row.getString("line"))
                .toList();
    }

    private static String state(long contact) {
        return WORLD.rows("select state from consent where contact_id = " + contact)
                .get(0)
                .getString("state");
    }

    private static void ask(boolean asked) {
        ApiClient.Caller owner = WORLD.caller(Role.OWNER);
        owner.ok(owner.put("/number-request", new JsonObject().put("asked", asked)));
    }
}
