package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.organisation.Role;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.TableRows;

/**
 * A coordinator with one action: every page and form that an owner finds is asked for, and what is not that action's, or one's
 * own access, is refused without a word of what stands there.
 */
@NeedsDatabase
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CoordinatorTest {
    @RegisterExtension
    static final ApiWorld WORLD = OtherOrganisationTest.WORLD;

    private static final List<String> NAMES = List.of("Omar", "Ada", "Paul", "Samedi", "Tout le monde", "Venez");

    private static ConsoleClient owner;
    private static ConsoleClient coordinator;
    private static Set<String> pages = new TreeSet<>();
    private static String own = "";
    private static String others = "";
    private static String person = "";
    private static long entry;
    private static long call;

    @BeforeAll
    static void haveOneOfEverything() {
        OtherOrganisationTest.haveOneOfEverything();
        owner = signIn(Role.OWNER);
        coordinator = signIn(Role.COORDINATOR);
        call = id("call_attempt");
        entry = id("call_entry");
        own = "/actions/"
                + WORLD.rows("select action_id from call_entry").get(0).getLong("action_id");
        others = "/actions/"
                + WORLD.rows("select id from action where kind = 'share' and state = 'open'")
                        .get(0)
                        .getLong("id");
        person = "/settings/people/"
                + WORLD.rows("select id from organiser where role = 'coordinator'")
                        .get(0)
                        .getLong("id");
        pages = ConsoleWalk.pages(owner);
    }

    private static long id(String table) {
        return WORLD.rows("select min(id) as id from " + table).get(0).getLong("id");
    }

    private static ConsoleClient signIn(Role role) {
        return ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), role);
    }

    @Test
    @Order(1)
    void whoHasNoActionSeesNone() {
        assertThat(coordinator.get("").headers().firstValue("location")).contains("/console/actions");
        assertThat(coordinator.get("/actions").body())
                .contains("No action has been given to you yet")
                .doesNotContain("Samedi", "Brouillon");
        assertThat(owner.get(own + "/settings").body()).contains("No coordinator has been given this action");
        assertThat(coordinator.get(own).statusCode()).isEqualTo(403);
    }

    @Test
    @Order(2)
    void anOwnerGivesAnAction() {
        assertThat(owner.get(person).body()).contains("Brouillon", "Samedi");
        owner.post(person + "/actions", "action", own.replace("/actions/", ""));
        owner.post(person + "/actions", "action", "999999");
        assertThat(WORLD.count("action_coordinator")).isEqualTo(1);
        assertThat(WORLD.count("audit_event where action = 'organiser.action-give'"))
                .isEqualTo(1);
        assertThat(coordinator.get("/actions").body()).contains("Brouillon").doesNotContain("Samedi");
        assertThat(owner.get(own + "/settings").body())
                .contains("id=\"coordinators\"", "href=\"/console" + person + "\"");
        assertThat(coordinator.get(own + "/settings").body())
                .contains("id=\"coordinators\"")
                .doesNotContain("/settings/people");
        assertThat(coordinator.get(own).body()).doesNotContain("offer it to others");
        assertThat(coordinator
                        .post(person + "/actions", "action", others.replace("/actions/", ""))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    @Order(3)
    void nothingButOnesOwnIsShown() {
        Set<String> shown = new TreeSet<>();
        for (String path : pages) {
            HttpResponse<String> page = coordinator.get(path);
            if (page.statusCode() == 200) {
                shown.add(path.replace(own, "/actions/own")
                        .replaceAll("\\?.*", "")
                        .replaceAll("channels/\\d+", "channels/0"));
                assertThat(page.body()).as(path).doesNotContain("12 34 05 01", "612340501", "/console/contacts/");
            } else if (!path.isEmpty()) {
                assertThat(page.statusCode()).as(path).isIn(403, 404);
                assertThat(page.body()).as(path).doesNotContain(NAMES);
            }
        }
        assertThat(pages).hasSizeGreaterThan(60);
        assertThat(shown)
                .contains("/account", "/actions", "/actions/own", "/actions/own/list", "/actions/own/calling")
                .isSubsetOf(
                        "/account",
                        "/actions",
                        "/actions/own",
                        "/actions/own/list",
                        "/actions/own/calls",
                        "/actions/own/callers",
                        "/actions/own/calling",
                        "/actions/own/script",
                        "/actions/own/volunteers",
                        "/actions/own/live",
                        "/actions/own/message",
                        "/actions/own/settings",
                        "/actions/own/named",
                        "/actions/own/end",
                        "/channels/0/picture");
        assertThat(ConsoleWalk.kinds(ConsoleWalk.pages(coordinator)))
                .as("no link of theirs leads to a closed door")
                .allSatisfy(path -> assertThat(path).matches("|/contacts|/account.*|/actions.*|/channels/0/picture"));
        assertThat(ConsoleWalk.pages(coordinator))
                .filteredOn(path -> !path.equals("/contacts"))
                .allSatisfy(path ->
                        assertThat(coordinator.get(path).statusCode()).as(path).isNotEqualTo(403));
    }

    @Test
    @Order(4)
    void noFormOfAnythingElseIsTaken() {
        Set<String> forms = ConsoleWalk.forms(owner, pages);
        forms.add(others + "/end");
        forms.add(others + "/assign");
        forms.add(own + "/open");
        forms.add(own + "/assign");
        forms.add(own + "/cancel");
        forms.add(own + "/list");
        forms.add(own + "/script");
        forms.removeIf(path -> path.startsWith("/account")
                || path.equals("/sign-out")
                || path.equals("/language")
                || path.equals(own + "/calling")
                || path.equals(own + "/end")
                || path.startsWith(own + "/list/")
                || path.startsWith(own + "/calls/"));
        assertThat(ConsoleWalk.kinds(forms)).hasSizeGreaterThan(30);
        WORLD.idle();
        TableRows before = TableRows.read(WORLD.service.pool());
        List<String> taken = new ArrayList<>();
        for (String path : forms) {
            HttpResponse<String> answer = coordinator.post(path);
            if (answer.statusCode() != 403) {
                taken.add(path + ": " + answer.statusCode());
            }
        }
        assertThat(taken).isEmpty();
        assertThat(TableRows.read(WORLD.service.pool()).since(before))
                .filteredOn(line -> !line.startsWith("console_session "))
                .isEmpty();
    }

    @Test
    @Order(5)
    void theirOwnActionIsRun() {
        assertThat(coordinator.post(own + "/calls/" + call, "result", "reached").statusCode())
                .isEqualTo(303);
        assertThat(WORLD.count("call_attempt where id = " + call + " and result = 'reached'"))
                .isEqualTo(1);
        // The ids are of another action's call and entry there: the door is closed before anybody looks.
        assertThat(coordinator.post(others + "/list/" + entry + "/out").statusCode())
                .isEqualTo(403);
        assertThat(coordinator.post(own + "/list/" + entry + "/out").statusCode())
                .isEqualTo(303);
        assertThat(WORLD.count("audit_event where action = 'call.correct' or action = 'call.take_out'"))
                .isPositive();
    }

    @Test
    @Order(6)
    void anOpenActionIsEndedAndNeitherCancelledNorOffered() {
        owner.post(person + "/actions", "action", others.replace("/actions/", ""));
        assertThat(WORLD.rows(
                        "insert into charge_change select organisation_id, date '2026-11-01', 'whatsapp', 'FR', 'marketing',"
                                + " true, 0, 0, message_id, 3 from action where id = " + others.replace("/actions/", "")
                                + " returning messages"))
                .hasSize(1);
        assertThat(owner.get(others).body()).contains("id=\"spent\"", "/settings/spending");
        assertThat(coordinator.get(others).body())
                .contains("href=\"/console" + others + "/end\"", "id=\"spent\"")
                .doesNotContain("/settings/spending", "/cancel\"", "/assign\"", ".csv", "/console/contacts/");
        assertThat(coordinator.get(others + "/volunteers").statusCode()).isEqualTo(200);
        assertThat(coordinator.post(others + "/cancel").statusCode()).isEqualTo(403);
        assertThat(coordinator.post(others + "/end").statusCode()).isEqualTo(303);
        assertThat(WORLD.rows("select state from action where id = " + others.replace("/actions/", ""))
                        .get(0)
                        .getString("state"))
                .isEqualTo("ended");
        owner.post(person + others + "/take");
    }

    @Test
    @Order(7)
    void whatIsTakenBackIsClosedAtOnce() {
        owner.post(person + own + "/take");
        assertThat(WORLD.count("action_coordinator")).isZero();
        assertThat(WORLD.count("audit_event where action = 'organiser.action-take'"))
                .isEqualTo(2);
        assertThat(coordinator.get(own).statusCode()).isEqualTo(403);
    }

    @Test
    @Order(8)
    void noTokenHasTheRole() {
        JsonObject token = new JsonObject().put("name", "x").put("role", "coordinator");
        assertThat(WORLD.owner.post("/tokens", token).fault("role")).contains("people");
        assertThat(owner.post("/settings/tokens", "name", "x", "role", "coordinator")
                        .statusCode())
                .isEqualTo(422);
    }
}
