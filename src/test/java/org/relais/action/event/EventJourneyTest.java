package org.relais.action.event;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.NeedsDatabase;

/** From the organiser's form over the public page and the phones to the figures. */
@NeedsDatabase
class EventJourneyTest {
    @RegisterExtension
    static final EventWorld WORLD = new EventWorld();

    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    /** In ten days at six in the evening in Paris. */
    private static Instant evening() {
        return Instant.now()
                .atZone(PARIS)
                .plusDays(10)
                .truncatedTo(ChronoUnit.DAYS)
                .withHour(18)
                .toInstant();
    }

    private static String code(JsonObject event) {
        return event.getString("page").replaceAll(".*/e/", "");
    }

    private static String asked(String phone, JsonObject event) {
        boolean telegram = phone.startsWith("telegram") || phone.startsWith("tg");
        String first = WORLD.said(phone, (telegram ? "/start " : "JOIN ") + code(event));
        assertThat(first).contains("Réunion du quartier 🎉", "12 rue des Lilas", "Viendrez-vous");
        return first;
    }

    @Test
    void aStrangerComesByThePageAnswersAgreesAndIsReminded() {
        JsonObject event = WORLD.event(EventWorld.details(evening()).put("mapUrl", "https://maps.example/?q=12+rue"));
        String address = event.getString("page");
        assertThat(WORLD.page(address, "fr").body())
                .contains(address.replaceAll(".*/", "") + "/data\">Vos données</a>")
                .doesNotContain("Politique de confidentialité");
        assertThat(WORLD.page(address + "/data", "fr").body())
                .contains("Vos données, en clair", "Envoyez STOP à tout moment", "href=\"../");
        assertThat(WORLD.page(address + "0/data", "fr").statusCode()).isEqualTo(404);
        ApiClient.Caller owner = WORLD.caller(Role.OWNER);
        owner.ok(owner.put("/public-page", new JsonObject().put("privacyUrl", "https://amis.example.org/vie-privee")));
        HttpResponse<String> page = WORLD.page(event.getString("page"), "fr");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Réunion du quartier 🎉", "12 rue des Lilas", "18\u00a0h", "maps.example")
                .as("what its organisers write, before the ways to answer")
                .containsSubsequence("<blockquote lang=\"fr\"", "Offre", "class=\"button whatsapp\"")
                .contains("href=\"https://amis.example.org/vie-privee\"", "Politique de confidentialité");
        assertThat(page.body().length()).isLessThan(30_000);
        String join = found(page.body(), "http://localhost:\\d+/wa\\.me/33199001234\\?text=[^\"]+");
        String phone = WORLD.whatsappPhone("Amina");
        String question = WORLD.said(phone, decoded(join.substring(join.indexOf("text=") + 5)));
        assertThat(question).contains("Réunion du quartier 🎉", "18\u00a0h", "Viendrez-vous", "https://maps.example");

        long before = WORLD.phones.now();
        WORLD.phones.pressAndWait(phone, "Oui");
        List<String> answers = WORLD.received(phone, before, 2);
        assertThat(answers.get(0))
                .contains("nous comptons sur vous", "18\u00a0h", "12 rue des Lilas", event.getString("calendar"))
                .contains("il nous faut votre accord");
        assertThat(answers.get(1)).contains("Acceptez-vous");
        assertThat(WORLD.standing(event, "Amina")).isEqualTo("yes");
        assertThat(WORLD.rows("select class, state from consent where contact_id = " + WORLD.contact("Amina"))
                        .get(0)
                        .getString("state"))
                .isEqualTo("pending");
        assertThat(WORLD.pressed(phone, "Oui")).contains("Bienvenue");

        // Reminders stand in the queue at the right instants: the day before at the same time of day, two hours before.
        List<Row> queued = reminders("Amina");
        assertThat(queued).hasSize(2);
        Instant start = Instant.parse(event.getString("startsAt"));
        assertThat(queued.get(0).getOffsetDateTime("not_before").toInstant())
                .isEqualTo(start.atZone(PARIS).minusDays(1).toInstant());
        assertThat(queued.get(1).getOffsetDateTime("not_before").toInstant())
                .isEqualTo(start.minus(Duration.ofHours(2)));

        // A change of mind takes them back.
        WORLD.said(phone, "JOIN " + code(event));
        assertThat(WORLD.pressed(phone, "Non")).contains("une autre fois");
        assertThat(reminders("Amina")).isEmpty();
        assertThat(takenBack("Amina")).containsExactly("event_answer_changed");
        assertThat(WORLD.standing(event, "Amina")).isEqualTo("no");
        JsonObject figures = WORLD.get("/actions/" + event.getLong("actionId") + "/event/figures");
        assertThat(figures.getLong("no")).isOne();
        assertThat(figures.getLong("yes")).isZero();
        assertThat(figures.getJsonArray("days").getJsonObject(0).getLong("withdrawn"))
                .isOne();
    }

    @Test
    void whoJoinsLaterIsShownTheNextEventThatIsForThem() {
        Instant soon = Instant.now().plus(Duration.ofHours(3)).truncatedTo(ChronoUnit.SECONDS);
        JsonObject event = WORLD.forEverybody(EventWorld.details(soon).put("title", "Fête du port"));
        String fatou = joined(WORLD.whatsappPhone("Fatou"), "START");
        assertThat(WORLD.said(fatou, "Qu’est-ce que je peux faire pour aider ?"))
                .contains("Fête du port", "Viendrez-vous");
        assertThat(WORLD.said(fatou, "oui avec plaisir"))
                .contains("nous comptons sur vous")
                .containsOnlyOnce("Fête du port");
        assertThat(WORLD.standing(event, "Fatou")).isEqualTo("yes");
        String gael = joined(WORLD.telegramPhone("Gaël"), "/start");
        assertThat(WORLD.said(gael, "C’est quand la fête ?")).contains("Fête du port");
        assertThat(WORLD.pressed(gael, "Non")).contains("une autre fois");
        WORLD.isFor(event.getLong("actionId"), 0);
    }

    /** The welcome, and what is open already. */
    private static String joined(String phone, String word) {
        long before = WORLD.phones.now();
        WORLD.phones.writeAndWait(phone, word);
        assertThat(WORLD.received(phone, before, 2).get(1)).contains("Fête du port", "Viendrez-vous");
        return phone;
    }

    @Test
    void whoStopsOnThePageReadsThereWhatTheyGiveUp() {
        JsonObject event = WORLD.event(EventWorld.details(evening()).put("title", "Fête du canal"));
        String zoe = WORLD.onTelegram("Zoé");
        WORLD.said(zoe, "/start " + code(event));
        WORLD.pressed(zoe, "Oui");
        assertThat(WORLD.standing(event, "Zoé")).isEqualTo("yes");
        String page = WORLD.service.unsubscribePage(WORLD.contact("Zoé"));
        assertThat(WORLD.page(page, "fr").body()).doesNotContain("Fête du canal");
        assertThat(WORLD.posted(page, ""))
                .contains("C’est fait", "inscription à «\u00a0Fête du canal\u00a0» est annulée");
        String other = WORLD.onTelegram("Yves");
        assertThat(other).isNotBlank();
        assertThat(WORLD.posted(WORLD.service.unsubscribePage(WORLD.contact("Yves")), ""))
                .contains("C’est fait")
                .doesNotContain("est annulée");
    }

    /** Whom somebody brings is shown to organisers, takes no place, and goes with the answer. */
    @Test
    void whomSomebodyBringsIsNoted() {
        JsonObject event = WORLD.event(EventWorld.details(evening()).put("capacity", 2));
        String answers = "/actions/" + event.getLong("actionId") + "/event";
        String ines = WORLD.onTelegram("Inès");
        asked(ines, event);
        WORLD.pressed(ines, "Oui");
        assertThat(WORLD.said(ines, "on sera trois")).contains("3 en tout. Réunion du quartier");
        WORLD.eventually(() -> companions(answers) == 2);
        JsonObject line = WORLD.get(answers + "/answers").getJsonArray("items").getJsonObject(0);
        assertThat(line.getInteger("companions")).isEqualTo(2);
        String jules = WORLD.onWhatsApp("Jules");
        assertThat(asked(jules, event)).doesNotContain("liste d’attente");
        WORLD.said(ines, "finalement je viens seule");
        WORLD.eventually(() -> companions(answers) == 0);
        WORLD.said(ines, "je viens avec ma sœur");
        WORLD.eventually(() -> companions(answers) == 1);
        WORLD.pressed(ines, "Non");
        WORLD.eventually(() -> companions(answers) == 0);
        assertThat(WORLD.get(answers + "/answers")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getInteger("companions"))
                .isZero();
    }

    private static long companions(String event) {
        return WORLD.get(event + "/figures").getLong("companions");
    }

    @Test
    void aPlaceThatBecomesFreeGoesToTheFirstWhoWaits() {
        JsonObject event = WORLD.event(EventWorld.details(evening()).put("capacity", 1));
        assertThat(WORLD.page(event.getString("page"), "fr").body()).contains("Places libres\u00a0: 1");
        String boris = WORLD.onTelegram("Boris");
        String chloe = WORLD.onWhatsApp("Chloé");
        String daoud = WORLD.onTelegram("داود 👋");
        asked(boris, event);
        assertThat(WORLD.pressed(boris, "Oui")).contains("nous comptons sur vous", "rappellerons");
        assertThat(WORLD.page(event.getString("page"), "fr").body())
                .contains("Toutes les places sont prises")
                .doesNotContain("Places libres");
        assertThat(asked(chloe, event)).contains("liste d’attente");
        assertThat(WORLD.pressed(chloe, "Oui")).contains("C’est complet", "numéro 1");
        asked(daoud, event);
        assertThat(WORLD.pressed(daoud, "Oui")).contains("numéro 2");
        // Double taps change nothing.
        assertThat(WORLD.pressed(chloe, "Oui")).contains("déjà", "numéro 1");
        assertThat(WORLD.count("event_turn where action_id = " + event.getLong("actionId")))
                .isEqualTo(3);

        long before = WORLD.phones.now();
        assertThat(WORLD.pressed(boris, "Non")).contains("une autre fois");
        assertThat(EventWorld.text(WORLD.phones.next(chloe, before)))
                .contains("Une place s’est libérée", "Réunion du quartier 🎉", "STOP");
        assertThat(WORLD.standing(event, "Chloé")).isEqualTo("yes");
        assertThat(WORLD.standing(event, "داود 👋")).isEqualTo("waiting");
        assertThat(reminders("Chloé")).hasSize(2);

        // More places: the next is told too.
        before = WORLD.phones.now();
        WORLD.put(
                "/actions/" + event.getLong("actionId") + "/event",
                details(event).put("capacity", 2));
        assertThat(EventWorld.text(WORLD.phones.next(daoud, before))).contains("Une place s’est libérée");
        JsonObject answers = WORLD.get("/actions/" + event.getLong("actionId") + "/event/answers?standing=yes");
        assertThat(answers.getJsonArray("items").stream().map(item -> ((JsonObject) item).getString("name")))
                .containsExactlyInAnyOrder("Chloé", "داود 👋");
        // Pages tell by this who came up from the waiting list.
        assertThat(WORLD.count("event_answer a join event_turn t on t.action_id = a.action_id and t.at = a.since "
                        + "and t.cause = 'place' where a.standing = 'yes' and a.action_id = "
                        + event.getLong("actionId")))
                .isEqualTo(2);
        assertThat(WORLD.rows("select sequence from event where action_id = " + event.getLong("actionId"))
                        .get(0)
                        .getInteger("sequence"))
                .isZero();
    }

    @Test
    void twoPeopleRacingForTheLastPlaceGetOne() {
        JsonObject event = WORLD.event(EventWorld.details(evening()).put("capacity", 1));
        List<String> phones =
                List.of(WORLD.onTelegram("Racer one"), WORLD.onTelegram("Racer two"), WORLD.onWhatsApp("Racer three"));
        phones.forEach(phone -> asked(phone, event));
        long before = WORLD.phones.now();
        phones.forEach(
                phone -> WORLD.phones.post("/phones/" + phone + "/press", new JsonObject().put("button", "Oui")));
        long seats = phones.stream()
                .map(phone -> EventWorld.text(WORLD.phones.next(phone, before)))
                .filter(text -> text.contains("nous comptons sur vous"))
                .count();
        assertThat(seats).isOne();
        assertThat(WORLD.count("event_answer where standing = 'yes' and action_id = " + event.getLong("actionId")))
                .isOne();
        assertThat(WORLD.count("event_answer where standing = 'waiting' and action_id = " + event.getLong("actionId")))
                .isEqualTo(2);
    }

    @Test
    void aChangeAndACancellationReachThoseWhoComeOnceAndTheirCalendars() {
        JsonObject event = WORLD.event(EventWorld.details(evening()));
        String emil = WORLD.onTelegram("Emil");
        String fanny = WORLD.onWhatsApp("Fanny");
        String gaston = WORLD.onTelegram("Gaston");
        String honorine = WORLD.onTelegram("Honorine");
        asked(honorine, event);
        WORLD.pressed(honorine, "Peut-être");
        asked(emil, event);
        WORLD.pressed(emil, "Oui");
        asked(fanny, event);
        WORLD.pressed(fanny, "Oui");
        asked(gaston, event);
        WORLD.pressed(gaston, "Non");
        VEvent first = calendar(event);
        assertThat(first.getSequence().getValue()).isZero();

        long before = WORLD.phones.now();
        String path = "/actions/" + event.getLong("actionId") + "/event";
        Instant later = Instant.parse(event.getString("startsAt")).plus(Duration.ofDays(1));
        JsonObject changed = WORLD.put(path, EventWorld.details(later).put("place", "Salle Jean-Jaurès"));
        for (String phone : List.of(emil, fanny)) {
            assertThat(EventWorld.text(WORLD.phones.next(phone, before)))
                    .contains("du nouveau", "Salle Jean-Jaurès", "Venez-vous toujours");
        }
        // Nobody is still to be told of the change when it is cancelled.
        WORLD.phones.next(honorine, before);
        VEvent second = calendar(event);
        assertThat(second.getUid().getValue()).isEqualTo(first.getUid().getValue());
        assertThat(second.getSequence().getValue()).isOne();
        assertThat(second.getDateStart().getValue().toInstant())
                .isEqualTo(Instant.parse(changed.getString("startsAt")));
        assertThat(second.getLocation().getValue()).isEqualTo("Salle Jean-Jaurès");
        assertThat(reminders("Emil").get(1).getOffsetDateTime("not_before").toInstant())
                .isEqualTo(Instant.parse(changed.getString("startsAt")).minus(Duration.ofHours(2)));
        assertThat(reminders("Emil")).hasSize(2);

        assertThat(takenBack("Emil")).containsExactly("event_changed");

        String note = "La salle est inondée.\n{{name}}, on se retrouve *jeudi* au marché.";
        JsonObject cancelled = WORLD.post(path + "/cancel", new JsonObject().put("note", note));
        assertThat(cancelled.getString("cancelNote")).isEqualTo(note);
        for (String phone : List.of(emil, fanny)) {
            assertThat(WORLD.received(phone, before, 2).get(1))
                    .contains("C’est annulé", "Réunion du quartier 🎉")
                    .contains("\n\nLa salle est inondée.\n{{name}}, on se retrouve ")
                    .contains(" au marché.\n\n");
        }
        List<String> told = WORLD.received(honorine, before, 2);
        assertThat(told.get(0)).contains("Salle Jean-Jaurès", "peut-être").doesNotContain("nous comptons sur vous");
        assertThat(told.get(1)).contains("C’est annulé");
        assertThat(WORLD.page(event.getString("calendar"), "fr").body()).contains("METHOD:CANCEL", "STATUS:CANCELLED");
        assertThat(calendar(event).getSequence().getValue()).isEqualTo(2);
        assertThat(reminders("Emil")).isEmpty();
        assertThat(takenBack("Emil")).containsExactly("event_cancelled", "event_changed");
        assertThat(takenBack("Gaston")).isEmpty();
        assertThat(WORLD.pressed(emil, "Oui")).contains("annulé", "\n\nLa salle est inondée.");
        assertThat(WORLD.phones.get("/idle?timeoutMillis=120000").getBoolean("idle"))
                .isTrue();
        assertThat(WORLD.phones
                        .get("/messages?phone=" + gaston + "&after=" + before)
                        .getInteger("count"))
                .isZero();
        assertThat(WORLD.phones
                        .get("/messages?phone=" + fanny + "&after=" + before)
                        .getInteger("count"))
                .isEqualTo(2);
        assertThat(WORLD.page(event.getString("page"), "en").body())
                .contains("This event is cancelled", "La salle est inondée.")
                .doesNotContain("wa.me");
    }

    @Test
    void aNoteThatCannotGoOutCancelsNothing() {
        JsonObject event = WORLD.event(EventWorld.details(evening()));
        String isaure = WORLD.onTelegram("Isaure");
        asked(isaure, event);
        WORLD.pressed(isaure, "Oui");
        String path = "/actions/" + event.getLong("actionId") + "/event";
        long before = WORLD.phones.now();
        for (String wrong : List.of("é".repeat(Event.LONGEST_NOTE + 1), " \n ")) {
            ApiClient.Answer answer =
                    WORLD.caller(Role.ORGANISER).post(path + "/cancel", new JsonObject().put("note", wrong));
            assertThat(answer.fault("note")).isNotEmpty();
        }
        assertThat(WORLD.get(path).getString("cancelledAt")).isNull();

        String longest = "é".repeat(Event.LONGEST_NOTE);
        WORLD.post(path + "/cancel", new JsonObject().put("note", longest));
        assertThat(WORLD.received(isaure, before, 1)).singleElement().asString().contains("\n\n" + longest + "\n\n");
    }

    @Test
    void anEventWhoseActionHasEndedIsMovedAndAnsweredAgain() {
        JsonObject event = WORLD.event(EventWorld.details(evening()));
        String melchior = WORLD.onTelegram("Melchior");
        asked(melchior, event);
        WORLD.pressed(melchior, "Oui");
        String action = "/actions/" + event.getLong("actionId");
        WORLD.post(action + "/end", new JsonObject());
        assertThat(WORLD.get(action).getString("state")).isEqualTo("ended");
        assertThat(reminders("Melchior")).as("the event takes place").hasSize(2);

        // What nobody is told of opens nothing.
        Instant begins = Instant.parse(event.getString("startsAt"));
        WORLD.put(action + "/event", EventWorld.details(begins).put("capacity", 30));
        assertThat(WORLD.get(action).getString("state")).isEqualTo("ended");

        long before = WORLD.phones.now();
        JsonObject moved = EventWorld.details(begins.plus(Duration.ofDays(1))).put("capacity", 30);
        WORLD.put(action + "/event", moved);
        JsonObject open = WORLD.get(action);
        assertThat(open.getString("state")).isEqualTo("open");
        assertThat(open.getString("endedAt")).isNull();
        assertThat(open.getString("endsAt")).as("it ends with its event").isGreaterThan(moved.getString("startsAt"));
        assertThat(WORLD.received(melchior, before, 1))
                .singleElement()
                .asString()
                .contains("du nouveau");
        assertThat(WORLD.pressed(melchior, "Non")).contains("Réunion du quartier");
        assertThat(WORLD.standing(event, "Melchior")).isEqualTo("no");

        // Ended again and called off it stays so.
        WORLD.post(action + "/end", new JsonObject());
        assertThat(WORLD.post(action + "/event/cancel", new JsonObject()).getString("cancelNote"))
                .isNull();
        WORLD.caller(Role.ORGANISER).put(action + "/event", EventWorld.details(begins.plus(Duration.ofDays(2))));
        assertThat(WORLD.get(action).getString("state")).isEqualTo("ended");
    }

    @Test
    void tapsAfterTheEventAndFromStrangersChangeNothing() {
        JsonObject event = WORLD.event(EventWorld.details(evening()));
        String hana = WORLD.onTelegram("Hana");
        asked(hana, event);
        WORLD.pressed(hana, "Oui");
        // Forged, or of an event that this person was never asked about.
        String stranger = WORLD.onTelegram("Stranger");
        asked(stranger, WORLD.event(EventWorld.details(evening())));
        assertThat(WORLD.count("event_answer where action_id = " + event.getLong("actionId")))
                .isOne();

        WORLD.rows(
                "update event set starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour' where action_id = "
                        + event.getLong("actionId"));
        assertThat(WORLD.pressed(hana, "Non")).contains("est passé");
        assertThat(WORLD.standing(event, "Hana")).isEqualTo("yes");
        assertThat(WORLD.said(stranger, "/start " + code(event))).contains("est passé");
    }

    @Test
    void numbersAnswerWhereThereAreNoButtons() {
        JsonObject event = WORLD.event(EventWorld.details(evening()));
        String phone = WORLD.onWhatsApp("Ismaël");
        asked(phone, event);
        assertThat(WORLD.said(phone, "2")).contains("peut-être");
        assertThat(WORLD.standing(event, "Ismaël")).isEqualTo("maybe");
    }

    @Test
    void aReminderComesAndOneWhoHasSaidNoGetsNone() {
        JsonObject event = WORLD.event(EventWorld.details(evening()));
        String coming = WORLD.onTelegram("Jana");
        String not = WORLD.onTelegram("Karl");
        asked(coming, event);
        WORLD.pressed(coming, "Oui");
        asked(not, event);
        WORLD.pressed(not, "Oui");
        WORLD.pressed(not, "Non");
        long before = WORLD.phones.now();
        // Its time comes.
        WORLD.rows("update delivery set not_before = now() where id in (select n.delivery_id from event_notice n join"
                + " event_answer a on a.id = n.answer_id where n.kind = 'hours' and a.action_id = "
                + event.getLong("actionId") + ")");
        assertThat(EventWorld.text(WORLD.phones.next(coming, before))).contains("c’est bientôt", "12 rue des Lilas");
        assertThat(WORLD.phones
                        .get("/messages?phone=" + not + "&after=" + before)
                        .getInteger("count"))
                .isZero();
    }

    @Test
    void aWrongCodeIsAWrongLink() {
        JsonObject event = WORLD.event(EventWorld.details(evening()));
        String page = event.getString("page");
        String altered = page.substring(0, page.length() - 1) + (page.endsWith("a") ? "b" : "a");
        assertThat(WORLD.page(altered, "fr").statusCode()).isEqualTo(404);
        assertThat(WORLD.page(altered + ".ics", "fr").statusCode()).isEqualTo(404);
    }

    @Test
    void aPastEventLosesItsPeopleAndKeepsItsCounts() {
        JsonObject event = WORLD.event(EventWorld.details(evening()).put("retentionDays", 0));
        String phone = WORLD.onTelegram("Lena");
        asked(phone, event);
        WORLD.pressed(phone, "Oui");
        long action = event.getLong("actionId");
        WORLD.rows(
                "update event set starts_at = now() - interval '3 days', ends_at = now() - interval '2 days' where action_id = "
                        + action);
        // A guest who never agreed to more is known for the event alone.
        String guest = WORLD.whatsappPhone("Guest");
        WORLD.rows(
                "update event set starts_at = now() + interval '1 hour', ends_at = now() + interval '2 hours' where action_id = "
                        + action);
        asked(guest, event);
        WORLD.pressed(guest, "Oui");
        WORLD.rows(
                "update event set starts_at = now() - interval '3 days', ends_at = now() - interval '2 days' where action_id = "
                        + action);
        String said =
                "inbound_message where kind = 'understood' and text = 'Oui' and contact_id = " + WORLD.contact("Lena");
        assertThat(WORLD.count(said)).isOne();
        assertThat(cleared()).isOne();
        assertThat(WORLD.count(said)).as("nor do words of theirs tell it").isZero();
        assertThat(WORLD.count("inbound_message where content = 'elsewhere' and contact_id = " + WORLD.contact("Lena")))
                .isOne();
        assertThat(org.relais.ServiceUnderTest.wait(new EventRetentionStore()
                        .people(WORLD.service.pool(), WORLD.service.organisationId(), Instant.now(), 10)))
                .containsExactly(WORLD.contact("Guest"));
        // Erased with everything else of theirs; then nobody can be read from the event any more.
        WORLD.erase("Guest");
        assertThat(cleared()).isZero();
        assertThat(WORLD.count("event where forgotten_at is not null and action_id = " + action))
                .isOne();
        assertThat(WORLD.count(
                        "event_answer where action_id = " + action + " and contact_id is null and standing = 'yes'"))
                .isEqualTo(2);
        assertThat(WORLD.get("/actions/" + action + "/event/figures").getLong("yes"))
                .isEqualTo(2);
        assertThat(WORLD.get("/actions/" + action + "/event/answers").getJsonArray("items"))
                .isEmpty();
    }

    /** What the daily retention does of events. */
    private static int cleared() {
        long organisation = WORLD.service.organisationId();
        return org.relais.ServiceUnderTest.wait(WORLD.service.pool().withTransaction(tx -> new EventRetentionStore()
                .clear(tx, organisation, Instant.now(), 100)));
    }

    private static JsonObject details(JsonObject event) {
        return new JsonObject()
                .put("title", event.getString("title"))
                .put("startsAt", event.getString("startsAt"))
                .put("endsAt", event.getString("endsAt"))
                .put("place", event.getString("place"));
    }

    private static VEvent calendar(JsonObject event) {
        HttpResponse<String> file = WORLD.page(event.getString("calendar"), "fr");
        assertThat(file.statusCode()).isEqualTo(200);
        assertThat(file.headers().firstValue("content-type")).hasValue("text/calendar; charset=utf-8");
        ICalendar calendar = Biweekly.parse(file.body()).first();
        assertThat(calendar.validate(biweekly.ICalVersion.V2_0).isEmpty()).isTrue();
        return calendar.getEvents().get(0);
    }

    /** Why what was queued for this person was not sent. */
    private static List<String> takenBack(String name) {
        return WORLD
                .rows("select distinct reason from delivery where state = 'cancelled' and contact_id = "
                        + WORLD.contact(name) + " order by 1")
                .stream()
                .map(row -> row.getString("reason"))
                .toList();
    }

    private static List<Row> reminders(String name) {
        return WORLD.rows("select d.not_before from event_notice n join delivery d on d.id = n.delivery_id"
                + " where d.state = 'queued' and d.contact_id = " + WORLD.contact(name) + " order by d.not_before");
    }

    private static String found(String html, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(html);
        assertThat(matcher.find()).as(html).isTrue();
        return matcher.group();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
