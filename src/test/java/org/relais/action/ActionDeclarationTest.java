package org.relais.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.ServiceUnderTest;
import org.relais.action.ActionWorld.Volunteer;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.NoticeBody;

/** What has to be said of an action before it is offered (Regulation (EU) 2024/900), of every kind, by the API and the page. */
@NeedsDatabase
class ActionDeclarationTest {
    @RegisterExtension
    static final ActionWorld WORLD = new ActionWorld();

    @AfterEach
    void nobodyIsConcerned() {
        WORLD.rows("update organisation set political = false");
    }

    private static void political() {
        ApiClient.Caller owner = WORLD.caller(Role.OWNER);
        owner.ok(owner.put("/political-advertising", new JsonObject().put("concerned", true)));
    }

    private static JsonObject declared(String kind) {
        return new JsonObject().put("kind", kind);
    }

    private static JsonObject draft(String kind) {
        JsonObject draft =
                ShareActionTest.draft("Rendez-vous").put("kind", kind).put("audience", ApiBody.everyone());
        if (!kind.equals("share")) {
            draft.getJsonObject("message").remove("share");
        }
        return draft;
    }

    /** A draft from which nothing is missing but what is said of it; its address. */
    private static String complete(JsonObject draft) {
        String one = "/actions/" + WORLD.created("/actions", draft);
        JsonObject step = new JsonObject()
                .put("id", "why")
                .put("answer", "text")
                .put("text", new JsonObject().put("fr", "Pourquoi ?"));
        switch (draft.getString("kind")) {
            case "event" ->
                WORLD.put(
                        one + "/event",
                        new JsonObject()
                                .put("title", "Réunion")
                                .put(
                                        "startsAt",
                                        Instant.now().plus(Duration.ofDays(30)).toString())
                                .put("place", "12 rue des Lilas"));
            case "question" ->
                WORLD.put(
                        one + "/questions",
                        new JsonObject().put("language", "fr").put("steps", new JsonArray().add(step)));
            case "call" -> {
                WORLD.put(
                        one + "/calls/script",
                        new JsonObject()
                                .put("language", "fr")
                                .put("steps", new JsonArray().add(step.copy().put("next", "end")))
                                .put("results", List.of("reached", "no_answer", "removed")));
                WORLD.onWhatsApp("À appeler");
                WORLD.post(one + "/calls/list", new JsonObject().put("audience", ApiBody.everyone()));
            }
            default -> {}
        }
        return one;
    }

    private static JsonObject replaced(String one, JsonObject draft) {
        return WORLD.put(one, draft.copy().put("version", WORLD.get(one).getInteger("version")));
    }

    private static ConsoleClient organiser() {
        return ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
    }

    private static String[] form(String kind, String declaration) {
        return new String[] {
            "kind",
            kind,
            "title",
            "Rendez-vous",
            "version",
            "1",
            "body_fr",
            "Un coup de main ?",
            "share_fr",
            "Venez",
            "audience",
            "everyone",
            "remind_hours",
            "24",
            "remind_times",
            "1",
            "declaration",
            declaration
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"share", "call", "event", "question"})
    void eachKindSaysWhatItIsBeforeItOpens(String kind) {
        Volunteer volunteer = WORLD.onTelegram("Ada " + kind, "fr");
        JsonObject draft = draft(kind).put("audience", ApiBody.contacts(volunteer.contactId()));
        String one = complete(draft);
        political();
        assertThat(WORLD.organiser.post(one + "/open", null).fault("declaration"))
                .contains("political");
        assertThat(WORLD.get(one).getString("state")).isEqualTo("draft");
        assertThat(WORLD.count("broadcast b where title = 'Rendez-vous' and state = 'draft'"))
                .as("an offer that was not used is deleted")
                .isZero();

        ConsoleClient console = organiser();
        assertThat(console.get(one).body())
                .contains("Is it political?")
                .contains(one + "/edit#declaration-part")
                .doesNotContain(one + "/open");
        assertThat(console.get(one + "/edit").body())
                .contains("id=\"declaration-part\"")
                .contains("value=\"not_political\"")
                .doesNotContain("value=\"political_advertising\"");

        JsonObject read = replaced(one, draft.put("declaration", declared("not_political")));
        assertThat(read.getJsonObject("declaration")).isEqualTo(declared("not_political"));
        assertThat(console.get(one).body()).contains(one + "/open").contains("<dt>Declared</dt>");
        JsonObject opened = WORLD.post(one + "/open", null);
        assertThat(opened.getString("state")).isEqualTo("open");
        assertThat(opened.getString("stateReason")).isNull();
        assertThat(WORLD.get("/broadcasts/" + opened.getJsonArray("broadcasts").getLong(0))
                        .getJsonObject("declaration"))
                .as("the offer is a broadcast of which the same was said")
                .isEqualTo(declared("not_political"));
        volunteer.next();
    }

    @ParameterizedTest
    @ValueSource(strings = {"share", "call", "event", "question"})
    void advertisingIsNeverAnAction(String kind) {
        JsonObject advertised = draft(kind).put("declaration", NoticeBody.declaration("2020-01-01"));
        assertThat(WORLD.organiser.post("/actions", advertised).fault("declaration.kind"))
                .contains("as a broadcast", "label");
        assertThat(organiser()
                        .post("/actions", form(kind, "political_advertising"))
                        .body())
                .contains("send it as a broadcast, whose label and notice go with it");
    }

    @Test
    void whatLeavesTheMembersIsNotToThemAlone() {
        JsonObject members = declared("own_members");
        assertThat(WORLD.organiser
                        .post("/actions", draft("share").put("declaration", members))
                        .fault("declaration.kind"))
                .contains("pass on");
        JsonObject passedOn = ShareActionTest.draft("Sondage")
                .put("kind", "question")
                .put("audience", ApiBody.everyone())
                .put("declaration", members);
        assertThat(WORLD.organiser.post("/actions", passedOn).fault("declaration.kind"))
                .contains("pass on");
        assertThat(WORLD.organiser
                        .post("/actions", draft("call").put("declaration", members))
                        .fault("declaration.kind"))
                .contains("calls", "outside the membership");
        ConsoleClient console = organiser();
        assertThat(console.post("/actions", form("share", "own_members")).body())
                .contains("What people pass on leaves your members");
        assertThat(console.post("/actions", form("call", "own_members")).body())
                .contains("Calls go to people of a list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "question"})
    void membersAreNotChosenFrom(String kind) {
        political();
        Volunteer volunteer = WORLD.onTelegram("Bo " + kind, "fr");
        JsonObject draft = draft(kind).put("declaration", declared("own_members"));
        JsonObject picked = draft.copy().put("audience", ApiBody.contacts(volunteer.contactId()));
        assertThat(WORLD.organiser.post("/actions", picked).fault("audience")).contains("chooses");

        String one = complete(draft);
        assertThat(WORLD.post(one + "/open", null).getString("state")).isEqualTo("open");
        volunteer.next();
        Volunteer later = WORLD.onTelegram("Cleo " + kind, "fr");
        WORLD.idle();
        assertThat(WORLD.organiser
                        .post(
                                one + "/assign",
                                ApiBody.contacts(later.contactId()).copy())
                        .fault("audience"))
                .contains("chooses");
        assertThat(later.unseen()).isZero();
    }

    @Test
    void theStatementThatOpensItHoldsIt() {
        long id = WORLD.created("/actions", draft("share"));
        political();
        Action seen = ServiceUnderTest.wait(
                        new ActionStore().find(WORLD.service.pool(), WORLD.service.organisationId(), id))
                .orElseThrow();
        assertThat(ServiceUnderTest.wait(new ActionStore()
                        .open(
                                WORLD.service.pool(),
                                seen,
                                new ActionStore.Messages(seen.messageId(), null, seen.messageId()),
                                Instant.now())))
                .isEmpty();
        assertThatThrownBy(() -> WORLD.rows(
                        "update action set declaration = '{\"kind\": \"political_advertising\"}' where id = " + id))
                .hasStackTraceContaining("action_declaration_check");
    }

    @Test
    void whatWasOpenBeforeIsOfferedToNobodyNewUntilItIsSaid() {
        Volunteer eve = WORLD.onTelegram("Eve", "fr");
        Volunteer fox = WORLD.onTelegram("Fox", "fr");
        Volunteer gil = WORLD.onTelegram("Gil", "fr");
        JsonObject reminders =
                new JsonObject().put("afterHours", 24).put("times", 2).put("silent", true);
        long id = WORLD.opened(ShareActionTest.draft("Avant").put("reminders", reminders), eve, fox);
        String one = "/actions/" + id;
        eve.next();
        fox.next();
        eve.share("J’en suis");
        political();
        assertThat(WORLD.get(one).getString("stateReason")).isEqualTo("undeclared");
        assertThat(WORLD.get("/actions").getJsonArray("items").getJsonObject(0).getString("stateReason"))
                .isEqualTo("undeclared");

        // Nobody new, also not those again who said nothing; who said yes is reminded and answered.
        assertThat(WORLD.organiser
                        .post(one + "/assign", ApiBody.contacts(gil.contactId()))
                        .fault("declaration"))
                .contains("political");
        assertThat(WORLD.remindAfter(id, 25, 1)).isEqualTo(1);
        assertThat(eve.nextText()).contains("Avant");
        assertThat(eve.press("Reprendre")).isNotEmpty();
        WORLD.idle();
        assertThat(fox.unseen()).isZero();
        assertThat(gil.unseen()).isZero();

        ConsoleClient console = organiser();
        assertThat(console.get(one).body())
                .contains("Held by Relais (undeclared)")
                .doesNotContain("id=\"assign\"");
        assertThat(WORLD.organiser
                        .put(one + "/declaration", declared("own_members"))
                        .fault("audience"))
                .contains("chooses");
        assertThat(WORLD.organiser
                        .put(one + "/declaration", NoticeBody.declaration("2020-01-01"))
                        .fault("kind"))
                .contains("as a broadcast");
        console.post(one + "/declare");
        console.post(one + "/declare", "declaration", "own_members");
        assertThat(console.get(one).body()).contains("Nothing was noted.");
        assertThat(WORLD.get(one).getJsonObject("declaration")).isNull();

        console.post(one + "/declare", "declaration", "not_political");
        assertThat(console.get(one).body()).contains("Noted: ").doesNotContain("id=\"undeclared\"");
        assertThat(console.get(one + "/settings").body()).contains("<dt>Declared</dt>");
        assertThat(WORLD.get(one).getJsonObject("declaration")).isEqualTo(declared("not_political"));
        assertThat(WORLD.get(one).getString("stateReason")).isNull();
        assertThat(WORLD.organiser
                        .put(one + "/declaration", declared("own_members"))
                        .status())
                .isEqualTo(409);
        WORLD.post(one + "/assign", ApiBody.contacts(gil.contactId()));
        assertThat(gil.nextText()).contains("un coup de main");
        WORLD.remindAfter(id, 25, 1);
        assertThat(fox.nextText()).contains("Avant");
    }

    @Test
    void anOfferThatHadNotBegunWaitsToo() {
        Volunteer hal = WORLD.onTelegram("Hal", "fr");
        Volunteer ida = WORLD.onTelegram("Ida", "fr");
        long id = WORLD.opened(ShareActionTest.draft("Reprise"), hal);
        hal.next();
        WORLD.idle();
        political();
        JsonObject forgotten = ApiBody.broadcast("Reprise", ApiBody.contacts(ida.contactId()), "Oubliée");
        long held = halfOpen(id, forgotten);
        halfOpen(
                id,
                ApiBody.broadcast("Reprise", ApiBody.contacts(hal.contactId()), "Dite")
                        .put("declaration", declared("not_political")));
        assertThat(hal.nextText()).as("it comes after the other").contains("Dite");
        assertThat(WORLD.get("/broadcasts/" + held).getString("state")).isEqualTo("draft");

        WORLD.put("/actions/" + id + "/declaration", declared("not_political"));
        assertThat(ida.nextText()).contains("Oubliée");
    }

    /** As if the process had ended between the commit of an offer and its broadcast. */
    private static long halfOpen(long actionId, JsonObject offer) {
        long broadcast = WORLD.created("/broadcasts", offer);
        WORLD.rows(
                "insert into action_offer (broadcast_id, organisation_id, action_id, created_by, created_at) values ("
                        + broadcast + ", " + WORLD.service.organisationId() + ", " + actionId
                        + ", 'test', now() - interval '2 minutes')");
        return broadcast;
    }
}
