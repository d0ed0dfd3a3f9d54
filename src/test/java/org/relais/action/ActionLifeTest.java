package org.relais.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.action.ActionWorld.Volunteer;
import org.relais.delivery.Outbox;
import org.relais.demo.DemoConfig;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;

/** Ends, ceilings, races, and people who turn out to be one or are erased: nothing is lost from the figures. */
@NeedsDatabase
class ActionLifeTest {
    @RegisterExtension
    static final ActionWorld WORLD = new ActionWorld();

    @Test
    void whatIsStillQueuedWhenItsTimeIsOverIsNotSent() {
        Volunteer ada = WORLD.onTelegram("Ada", "fr");
        Volunteer bo = WORLD.onTelegram("Bo", "fr");
        long id = WORLD.opened(ShareActionTest.draft("Trop tard").put("endsAt", "2099-01-01T00:00:00Z"), ada);
        ada.next();
        WORLD.idle();
        WORLD.rows("update sender set status = 'paused', status_reason = 'test'");
        try {
            WORLD.post("/actions/" + id + "/assign", ApiBody.contacts(bo.contactId()));
            WORLD.organiser.until(
                    "/broadcasts/" + offers(id).get(1),
                    broadcast -> broadcast.getJsonObject("progress").getLong("queued") == 1);
            WORLD.rows("update action set ends_at = now() - interval '1 second' where id = " + id);
            assertThat(WORLD.organiser
                            .until("/actions/" + id, action -> action.getString("state")
                                    .equals("ended"))
                            .getJsonObject("figures")
                            .getLong("offered"))
                    .isEqualTo(1);
            WORLD.organiser.until(
                    "/broadcasts/" + offers(id).get(1),
                    broadcast -> broadcast.getJsonObject("progress").getLong("cancelled") == 1);
        } finally {
            WORLD.rows("update sender set status = 'active', status_reason = null");
        }
        assertThat(ada.press("J’en suis")).contains("Trop tard").contains("est terminé");
        WORLD.idle();
        assertThat(bo.unseen()).isZero();
        assertThat(WORLD.figures(id).getLong("offered")).isEqualTo(1);
    }

    private static List<Long> offers(long actionId) {
        return WORLD.get("/actions/" + actionId).getJsonArray("broadcasts").stream()
                .map(broadcast -> ((Number) broadcast).longValue())
                .toList();
    }

    @Test
    void whatAProcessLeftHalfOpenIsSentByTheNext() {
        Volunteer cleo = WORLD.onTelegram("Cléo", "fr");
        long id = WORLD.opened(ShareActionTest.draft("Reprise"), cleo);
        cleo.next();
        WORLD.idle();
        // As if the process had ended between the commit of an offer and its broadcast.
        Volunteer dora = WORLD.onTelegram("Dora", "fr");
        long broadcast = WORLD.created(
                "/broadcasts", ApiBody.broadcast("Reprise", ApiBody.contacts(dora.contactId()), "Oubliée"));
        WORLD.rows(
                "insert into action_offer (broadcast_id, organisation_id, action_id, created_by, created_at) values ("
                        + broadcast + ", " + WORLD.service.organisationId() + ", " + id
                        + ", 'test', now() - interval '2 minutes')");
        assertThat(dora.nextText()).contains("Oubliée");
    }

    @Test
    void ceilingsCountUnitsInAllAndByDay() {
        Volunteer emil = WORLD.onTelegram("Emil", "fr");
        long id =
                WORLD.opened(ShareActionTest.draft("Plafonds").put("perDay", 2).put("perVolunteer", 3), emil);
        emil.next();
        emil.press("J’en suis");
        InstantSource today = InstantSource.system();
        InstantSource tomorrow = InstantSource.offset(today, Duration.ofDays(1));
        assertThat(allowance(today, emil, id, 0)).isEqualTo(Allowance.MORE);
        assertThat(allowance(today, emil, id, 1)).isEqualTo(Allowance.MORE);
        assertThat(allowance(today, emil, id, 1)).isEqualTo(Allowance.NOT_TODAY);
        assertThat(allowance(tomorrow, emil, id, 0)).isEqualTo(Allowance.MORE);
        assertThat(allowance(tomorrow, emil, id, 1)).isEqualTo(Allowance.NO_MORE);
        assertThat(WORLD.figures(id).getLong("units")).isEqualTo(3);
    }

    /** What more there may be after so many further units. */
    private static Allowance allowance(InstantSource clock, Volunteer volunteer, long actionId, int units) {
        Assignments assignments = new Assignments(new Outbox(clock), clock);
        long organisation = WORLD.service.organisationId();
        return ServiceUnderTest.wait(WORLD.service.pool().withTransaction(tx -> new ActionStore()
                .find(tx, organisation, actionId)
                .compose(action -> new AssignmentStore()
                        .find(tx, organisation, actionId, volunteer.contactId())
                        .compose(assignment -> (units == 0
                                        ? Future.<Void>succeededFuture()
                                        : assignments.unit(
                                                tx, action.orElseThrow(), assignment.orElseThrow(), new JsonObject()))
                                .compose(counted ->
                                        assignments.allowance(tx, action.orElseThrow(), assignment.orElseThrow()))))));
    }

    @Test
    void theCeilingOfADayHoldsAcrossActions() {
        Volunteer lea = WORLD.onTelegram("Léa", "fr");
        WORLD.opened(ShareActionTest.draft("Première"), lea);
        lea.next();
        WORLD.opened(ShareActionTest.draft("Seconde").put("perDay", 1), lea);
        lea.next();
        // The second one's ceiling counts what was taken on in the first.
        assertThat(lea.share("J’en suis")).contains("Seconde");
        WORLD.idle();
        long third = WORLD.opened(ShareActionTest.draft("Troisième").put("perDay", 1), lea);
        while (!lea.nextText().contains("un coup de main")) {
            // What followed the yes comes before the offer.
        }
        assertThat(lea.press("J’en suis")).contains("tout ce que nous vous demandions aujourd’hui", "Troisième");
        assertThat(WORLD.count("assignment where state = 'accepted' and action_id = " + third))
                .isZero();
        WORLD.rows("update assignment set accepted_at = accepted_at - interval '1 day' where contact_id = "
                + lea.contactId() + " and accepted_at is not null");
        assertThat(lea.share("J’en suis")).contains("Troisième").doesNotContain("demandions");
    }

    @Test
    void whoCanNotBeWrittenToIsLeftOutOfAnAssignmentWithTheReason() {
        Volunteer max = WORLD.onTelegram("Max", "fr");
        Volunteer nina = WORLD.onWhatsApp("Nina", "fr");
        Volunteer omar = WORLD.onTelegram("Omar", "fr");
        long id = WORLD.opened(ShareActionTest.draft("À la main"), max);
        max.next();
        WORLD.phones.stopAndWait(nina.phone(), "STOP");
        WORLD.idle();
        JsonObject assigned = WORLD.post(
                "/actions/" + id + "/assign", ApiBody.contacts(max.contactId(), nina.contactId(), omar.contactId()));
        assertThat(assigned.getJsonArray("assigned")).isEqualTo(new JsonArray().add(omar.contactId()));
        assertThat(assigned.getJsonArray("before")).isEqualTo(new JsonArray().add(max.contactId()));
        assertThat(assigned.getJsonArray("leftOut").getJsonObject(0))
                .isEqualTo(new JsonObject().put("contactId", nina.contactId()).put("reason", "unsubscribed"));
        WORLD.organiser.until(
                "/broadcasts/" + assigned.getLong("broadcastId"),
                broadcast -> broadcast.getString("state").equals("finished"));
        JsonObject nobody = WORLD.post("/actions/" + id + "/assign", ApiBody.contacts(nina.contactId()));
        assertThat(nobody.getValue("broadcastId")).isNull();
        assertThat(nobody.getJsonArray("leftOut")).hasSize(1);
    }

    @Test
    void whoeverCouldNotBeWrittenToAtTheOpeningIsOfferedItOnceTheyCan() {
        Volunteer pam = WORLD.onTelegram("Pam", "fr");
        Volunteer rita = WORLD.onWhatsApp("Rita", "fr");
        long id = WORLD.opened(ShareActionTest.draft("Plus tard"), pam, rita);
        rita.next();
        WORLD.idle();
        // As of an occasional contact who had had their one message, and has agreed since.
        WORLD.rows("update delivery set state = 'suppressed', reason = 'occasional' where broadcast_id is not null"
                + " and contact_id = " + rita.contactId());
        JsonObject assigned = WORLD.post("/actions/" + id + "/assign", ApiBody.contacts(rita.contactId()));
        assertThat(assigned.getJsonArray("assigned")).isEqualTo(new JsonArray().add(rita.contactId()));
        while (!rita.nextText().contains("un coup de main")) {
            // Whatever else she gets.
        }
        assertThat(WORLD.post("/actions/" + id + "/assign", ApiBody.contacts(rita.contactId()))
                        .getJsonArray("before"))
                .isEqualTo(new JsonArray().add(rita.contactId()));
    }

    @Test
    void twoTapsAtOnceAndAnEndInBetweenChangeThingsOnce() throws Exception {
        List<Volunteer> volunteers =
                List.of(WORLD.onTelegram("Fay", "en"), WORLD.onWhatsApp("Gil", "en"), WORLD.onTelegram("Hal", "en"));
        long id = WORLD.opened(ShareActionTest.draft("Race"), volunteers.toArray(Volunteer[]::new));
        volunteers.forEach(Volunteer::next);
        ExecutorService threads = Executors.newFixedThreadPool(7);
        try {
            CompletableFuture.allOf(Stream.concat(
                                    volunteers.stream()
                                            .flatMap(volunteer -> Stream.of(volunteer, volunteer))
                                            .map(volunteer -> (Runnable)
                                                    () -> WORLD.phones.pressAndWait(volunteer.phone(), "Count me in")),
                                    Stream.of((Runnable) () -> WORLD.post("/actions/" + id + "/end", new JsonObject())))
                            .map(run -> CompletableFuture.runAsync(run, threads))
                            .toArray(CompletableFuture[]::new))
                    .get();
        } finally {
            threads.shutdown();
        }
        for (Volunteer volunteer : volunteers) {
            List<String> answers = List.of(volunteer.nextText(), volunteer.nextText());
            assertThat(answers.stream().filter(answer -> answer.startsWith("Saturday at 10")))
                    .as("links at most once: %s", answers)
                    .hasSizeLessThanOrEqualTo(1);
        }
        WORLD.idle();
        // Nobody took part after the end, and whoever took part did so once.
        assertThat(WORLD.count("action_event e where e.action_id = " + id + " and e.kind = 'accepted' and e.id > "
                        + "(select min(id) from action_event where action_id = " + id + " and kind = 'ended')"))
                .isZero();
        assertThat(WORLD.count("(select assignment_id from action_event where action_id = " + id
                        + " and kind = 'accepted' group by assignment_id having count(*) > 1) twice"))
                .isZero();
        JsonObject figures = WORLD.figures(id);
        assertThat(figures.getLong("accepted") + figures.getLong("silent")).isEqualTo(3);
    }

    @Test
    void aNumberAnswersTheListAlsoWhenSomethingElseCameInBetween() {
        Volunteer ida = WORLD.onWhatsApp("Ida", "fr");
        long first = WORLD.opened(ShareActionTest.draft("Premier"), ida);
        ida.next();
        WORLD.opened(ShareActionTest.draft("Second avec un titre plus long que vingt caractères 🎉"), ida);
        ida.next();
        assertThat(ida.say("Actions")).contains("1. ", "Second avec un titre plus long", "2. ", "Premier");
        long news = WORLD.sent("Nouvelles", ApiBody.contacts(ida.contactId()), "Du nouveau");
        assertThat(ida.nextText()).contains("Du nouveau");
        assertThat(ida.say("2")).contains("un coup de main");
        assertThat(ida.say("1")).as("the first answer of the offer").startsWith("Samedi 10 h, venez");
        assertThat(ida.nextText()).contains("rien ne part sans vous");
        assertThat(WORLD.figures(first).getLong("accepted")).isEqualTo(1);
    }

    @Test
    void whoHasNotWrittenLatelyAnswersATemplateByItsButtonOrByNumber() {
        WORLD.phones.post(
                "/templates",
                new JsonObject()
                        .put("account", DemoConfig.BUSINESS_ACCOUNT_ID)
                        .put("name", "appel")
                        .put("language", "fr")
                        .put(
                                "components",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "BODY")
                                                .put("text", "Message : {{1}}"))
                                        .add(new JsonObject()
                                                .put("type", "BUTTONS")
                                                .put(
                                                        "buttons",
                                                        new JsonArray()
                                                                .add(quickReply("J’en suis"))
                                                                .add(quickReply("Pas cette fois"))))));
        WORLD.post("/templates/refresh", new JsonObject());
        Volunteer leo = WORLD.onWhatsApp("Léo", "fr");
        Volunteer mia = WORLD.onWhatsApp("Mia", "fr");
        WORLD.rows("update address set last_inbound_at = now() - interval '3 days' where contact_id in ("
                + leo.contactId() + ", " + mia.contactId() + ")");
        JsonObject draft = ShareActionTest.draft("Par modèle");
        draft.getJsonObject("message")
                .put("template", ApiBody.template("appel", "Message : {{1}}", "Un coup de main ? {{mention}}"));
        long id = WORLD.opened(draft, leo, mia);
        assertThat(leo.nextText()).contains("Un coup de main").contains("STOP");
        assertThat(mia.nextText()).contains("Un coup de main");
        assertThat(leo.share("J’en suis")).contains("rien ne part sans vous");
        assertThat(mia.say("2")).contains("sans vous");
        assertThat(mia.say("ACTIONS")).contains("1. Par modèle");
        assertThat(mia.say("1")).contains("un coup de main");
        assertThat(mia.say("j’en suis")).as("a label answers as well").startsWith("Samedi 10 h, venez");
        assertThat(WORLD.figures(id).getLong("accepted")).isEqualTo(2);
    }

    private static JsonObject quickReply(String text) {
        return new JsonObject().put("type", "QUICK_REPLY").put("text", text);
    }

    @Test
    void twoWhoAreOneAndOneWhoIsErasedStayInTheFigures() throws Exception {
        Volunteer jan = WORLD.onTelegram("Jan", "fr");
        Volunteer jean = WORLD.onWhatsApp("Jean", "fr");
        Volunteer kai = WORLD.onTelegram("Kai", "fr");
        long id = WORLD.opened(ShareActionTest.draft("Personnes"), jan, jean, kai);
        List.of(jan, jean, kai).forEach(Volunteer::next);
        jan.press("Pas cette fois");
        List.of(jean, kai).forEach(volunteer -> volunteer.share("J’en suis"));
        kai.press("C’est fait");
        long organisation = WORLD.service.organisationId();
        ActionPersonStore records = new ActionPersonStore();
        ServiceUnderTest.wait(WORLD.service
                .pool()
                .withTransaction(tx -> records.merged(tx, organisation, jean.contactId(), jan.contactId())));
        // The one that went further is the person's.
        List<Row> own = WORLD.rows(
                "select state from assignment where action_id = " + id + " and contact_id = " + jan.contactId());
        assertThat(own).extracting(row -> row.getString("state")).containsExactly("accepted");
        assertThat(ServiceUnderTest.wait(records.export(WORLD.service.pool(), organisation, jan.contactId()))
                        .getJsonObject(0)
                        .getString("title"))
                .isEqualTo("Personnes");

        WORLD.erase(kai.contactId());
        WORLD.idle();
        JsonObject figures = WORLD.figures(id);
        assertThat(figures.getLong("offered")).isEqualTo(3);
        assertThat(figures.getLong("accepted")).isEqualTo(2);
        assertThat(figures.getLong("declined")).isEqualTo(1);
        assertThat(figures.getLong("done")).isEqualTo(1);
        assertThat(WORLD.count("assignment where contact_id = " + kai.contactId()))
                .isZero();
        JsonArray volunteers = WORLD.get("/actions/" + id + "/volunteers").getJsonArray("items");
        assertThat(volunteers.getJsonObject(0).getLong("contactId")).isZero();
        assertThat(volunteers.getJsonObject(0).getString("name")).isEmpty();
        // What Kai was sent is everybody's: the others can still pass it on.
        assertThat(jean.press("J’en suis")).isNotEmpty();
        assertThat(WORLD.count("message m join action a on m.id in (a.content_id, a.offer_id) where a.id = " + id
                        + " and m.spec->'body'->>'fr' = '…'"))
                .isZero();
    }
}
