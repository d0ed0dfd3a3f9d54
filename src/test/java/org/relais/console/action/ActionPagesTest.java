package org.relais.console.action;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relais.action.ActionCloser;
import org.relais.action.ActionKinds;
import org.relais.action.ActionService;
import org.relais.action.referral.ReferralService;
import org.relais.action.share.ShareKind;
import org.relais.broadcast.BroadcastService;
import org.relais.consent.ConsentEvent;
import org.relais.console.ConsoleFeature;
import org.relais.console.ConsoleSite;
import org.relais.console.broadcast.BroadcastSite;
import org.relais.delivery.Outbox;
import org.relais.group.InviteLinks;
import org.relais.ledger.EventSource;
import org.relais.organisation.Role;
import org.relais.share.ShareService;
import org.relais.spending.SpendingService;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** The pages of actions over HTTP: who may do what, what is wrong beside its field, and what came of it. */
@NeedsDatabase
class ActionPagesTest {
    private static BroadcastSite world;
    private static ConsoleSite site;
    private static List<Long> people;

    @BeforeAll
    static void open() {
        world = new BroadcastSite(ActionPagesTest::room);
        site = world.site;
        people = world.people(4, "subscribed", "choir");
        world.people(1, "unsubscribed", "choir");
        world.sql("update contact set area = '75020' where id = " + people.get(0));
        world.sql("update contact set name = 'ליאת בן־דוד' where id = " + people.get(1));
    }

    private static List<ConsoleFeature> room(ConsoleSite opened, BroadcastService broadcasts) {
        ActionKinds kinds =
                new ActionKinds(List.of(new ShareKind(new InviteLinks(new Random(1), InstantSource.system()))));
        Outbox outbox = new Outbox(BroadcastSite.NOW);
        ActionCloser ending = new ActionCloser(opened.pool(), broadcasts, kinds, outbox, BroadcastSite.NOW);
        ActionService actions = new ActionService(opened.pool(), broadcasts, kinds, ending, BroadcastSite.NOW);
        return List.of(new ActionPages(
                opened.pool(),
                actions,
                new OpenConfirmation(
                        new SpendingService(opened.pool(), BroadcastSite.NOW), BroadcastSite.linkedChats(opened)),
                Set.of(),
                List.of(new SharePages(
                        opened.pool(),
                        actions,
                        new ReferralService(opened.pool(), BroadcastSite.NOW),
                        new ShareService(opened.pool(), java.util.Optional.empty(), BroadcastSite.NOW),
                        BroadcastSite.NOW)),
                BroadcastSite.NOW));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static String[] form(String title, String... more) {
        List<String> fields = new ArrayList<>(List.of(
                "kind",
                "share",
                "title",
                title,
                "body_fr",
                "Un coup de main ?",
                "body_en",
                "A hand?",
                "share_fr",
                "Samedi 10 h, venez",
                "share_en",
                "Saturday at 10",
                "remind_hours",
                "24",
                "remind_times",
                "1"));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    private static String created(ConsoleSite.Reader reader, String... fields) {
        HttpResponse<String> created = reader.post("/console/actions", fields);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(303);
        return created.headers().firstValue("location").orElseThrow();
    }

    /** Looks again until the page says so. */
    private static String until(ConsoleSite.Reader reader, String path, String words) {
        return Await.found(words, () -> reader.get(path).body(), page -> page.contains(words));
    }

    private static String step(String page, String name) {
        Matcher matcher = Pattern.compile("id=\"step-" + name + "\">(?s:.*?)<strong>([^<]*)</strong>")
                .matcher(page);
        assertThat(matcher.find()).as(name + " in " + page).isTrue();
        return matcher.group(1);
    }

    @Test
    void whatKeepsItFromBeingOpenedIsSaidBeforeAndNotAfter() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String page = created(reader, form("Without a sender"));
        assertThat(reader.get(page).body()).contains(page + "/open").doesNotContain("Before it is offered");
        world.sql("update organisation set purpose = '{}' where id = " + site.organisation.id());
        String obstacle = reader.get(page).body();
        world.sql("update organisation set purpose = '{\"fr\": \"la vie du quartier\"}' where id = "
                + site.organisation.id());
        assertThat(obstacle).contains("Settings of the organisation").doesNotContain(page + "/open");
        assertThat(reader.get(page).body()).contains(page + "/open");
    }

    @Test
    void fromTheDraftToTheFiguresThatAddUp() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        assertThat(reader.get("/console/actions/new").body()).contains("/console/actions/new?kind=share");
        String path = created(
                reader,
                form("Street party", "audience", "hand", "contact", "" + people.get(0), "contact", "" + people.get(1)));
        String draft = reader.get(path).body();
        assertThat(draft).contains("Street party", "people will get it", "Count me in", "Samedi 10\u00a0h");
        String edit = reader.get(path + "/edit").body();
        assertThat(edit).contains("value=\"" + people.get(0) + "\" checked", "ליאת בן־דוד");
        assertThat(reader.get(path + "/open").body())
                .contains("Offer the action to 2 people?", "class=\"phone ", "Un coup de main\u00a0?");
        world.sql("update consent set state = 'unsubscribed', stopped_at = now() where contact_id = " + people.get(1));
        assertThat(reader.get(path + "/open").body()).contains("Offer the action to one person of 2?");
        world.sql("update sender set status = 'paused'");
        assertThat(List.of(reader.get(path).body(), reader.get(path + "/open").body()))
                .allSatisfy(page -> assertThat(page).contains("is paused: nothing leaves from it for now."));
        world.sql("update sender set status = 'active'");
        assertThat(List.of(reader.get(path).body(), reader.get(path + "/open").body()))
                .noneSatisfy(page -> assertThat(page).contains("nothing leaves from it"));
        world.sql("update consent set state = 'subscribed', stopped_at = null where contact_id = " + people.get(1));
        assertThat(reader.post(path + "/open", "version", "9").statusCode()).isEqualTo(303);
        assertThat(reader.get(path).body()).contains("it has changed in the meantime", "Draft");

        assertThat(reader.post(path + "/open", "version", "1").statusCode()).isEqualTo(303);
        String run = until(reader, path, "2 people have got the offer");
        assertThat(run).contains("hx-get=\"" + path + "/live\"");
        assertThat(reader.get(path + "/live").body()).startsWith("<div id=\"live-figures\"");
        assertThat(reader.post(path, form("Another title")).statusCode()).isEqualTo(303);
        assertThat(reader.get(path).body()).contains("no longer a draft", "Street party");

        assertThat(reader.post(path + "/assign", "contact", "" + people.get(1), "contact", "" + people.get(2))
                        .statusCode())
                .isEqualTo(303);
        assertThat(reader.get(path).body()).contains("Offered to one more person. Another one had it before.");
        until(reader, path, "3 people have got the offer");
        String volunteers = reader.get(path + "/volunteers").body();
        assertThat(volunteers).contains("ליאת בן־דוד", "No answer yet");
        site.apply(ConsentEvent.stop(site.organisation.id(), people.get(1), site.now.get(), EventSource.WEBHOOK));
        // Actions are opened by another clock here.
        world.sql("update consent set stopped_at = now() where contact_id = " + people.get(1));
        assertThat(reader.get(path + "/volunteers").body())
                .as("who stopped is not waited for")
                .contains(
                        "<span class=\"badge plain\">Stopped without an answer</span>",
                        "By answer, then by name.",
                        "volunteers?answer=silent\">No answer yet <span class=\"muted\">2<",
                        "volunteers?answer=gone\">Stopped without an answer <span class=\"muted\">1<");
        assertThat(reader.get(path).body())
                .as("and every figure is that of its list")
                .containsSubsequence("2 have not answered yet</a>", "1 stopped without an answer</a>");
        assertThat(reader.get(path + "/volunteers?answer=gone").body())
                .contains("ליאת בן־דוד")
                .doesNotContain("Person 3", "id=\"write\"");
        assertThat(reader.get(path + "/volunteers?answer=silent").body())
                .as("those without an answer, of whom one is expected")
                .contains("No answer yet", "Person 3")
                .doesNotContain("ליאת בן־דוד");
        assertThat(reader.get(path + "/volunteers?answer=declined").body())
                .contains("?answer=silent\"", "Nobody so far.")
                .doesNotContain("Person 3");
        assertThat(reader.get(path + "/volunteers?name=pers").body())
                .contains("Person 3", "value=\"pers\"")
                .doesNotContain("ליאת בן־דוד");
        assertThat(reader.get(path + "/volunteers?name=Person+4").body())
                .as("who was not offered it")
                .contains("Nobody of that name here.", "Show everybody");
        HttpResponse<String> csv = reader.get(path + "/volunteers.csv");
        assertThat(csv.headers().firstValue("content-type").orElse("")).startsWith("text/csv");
        assertThat(csv.body().lines()).hasSize(4).first().asString().contains("standing");
        assertThat(reader.get(path + "/days.csv").body().lines().skip(1))
                .hasSize(1)
                .first()
                .asString()
                .contains(";3;0;0;0;0;0");

        assertThat(reader.get(path + "/end").body()).contains("Links that were shared stay open");
        assertThat(reader.post(path + "/end").statusCode()).isEqualTo(303);
        String ended = reader.get(path).body();
        assertThat(ended).contains("The action has ended.").doesNotContain("/assign");
        assertThat(reader.post(path + "/end").statusCode()).isEqualTo(303);
        assertThat(reader.get(path).body()).contains("That was no longer possible");
        assertThat(reader.get("/console/actions").body()).contains("Nobody has said yes yet, of 3 asked", "Ended");
        assertThat(reader.get("/console/actions?show=over").body()).contains("href=\"" + path + "\"");
        assertThat(reader.get("/console/actions?show=open").body()).doesNotContain("href=\"" + path + "\"");
        assertThat(reader.get("/console/actions?show=draft&before=1").body()).contains("There are no older ones.");
    }

    @Test
    void whatVolunteersDidWithTheirLinksAndTheEndOfThem() {
        ConsoleSite.Reader reader = site.signIn(Role.OWNER, "en");
        assertThat(reader.get("/console/actions/new?kind=share").body())
                .contains("placeholder=\"75020\"", "<option value=\"75020\"></option>");
        String path = created(reader, form("Links", "audience", "areas", "areas", "75020, 75020 ;"));
        assertThat(reader.post(path + "/open", "version", "1").statusCode()).isEqualTo(303);
        until(reader, path, "One person has got the offer");
        String id = path.substring(path.lastIndexOf('/') + 1);
        for (String event : List.of("'opened', null", "'shared', 'whatsapp'", "'shared', 'sms'", "'visit', null")) {
            world.sql("insert into share_event (organisation_id, message_id, volunteer_id, kind, app, at) select "
                    + "organisation_id, content_id, " + people.get(0) + ", " + event + ", now() from action where id = "
                    + id);
        }
        String run = reader.get(path).body();
        assertThat(run)
                .as("visits apart from people and shares")
                .doesNotContain("step-opened", "Opened their links", "class=\"figures rows\"")
                .containsSubsequence(
                        "id=\"visits\">One visit of the shared page<", "id=\"step-offered\"", "id=\"step-shares\"");
        assertThat(step(run, "shares")).isEqualTo("2");
        assertThat(run).containsSubsequence("<span dir=\"auto\">WhatsApp</span>", "<strong>1</strong>");
        assertThat(reader.get(path + "/sharers").body())
                .contains("Person 1", "aria-sort=\"descending\"><a href=\"" + path + "/sharers?sort=joins\">")
                .containsPattern(
                        "<td class=\"number\">2</td>\\s*<td class=\"number\">1</td>\\s*<td class=\"number\">–</td>")
                .contains("Shared 2 times in all, one visit, nobody joined.", ">Thank them</a>")
                .doesNotContain("page opened");
        assertThat(reader.get(path + "/sharers?name=person+1").body())
                .contains("Person 1", "sort=visits&amp;name=person+1");
        assertThat(reader.get(path + "/sharers?name=nobody").body()).contains("Nobody of that name here");
        for (int visit = 0; visit < 2; visit++) {
            world.sql("insert into share_event (organisation_id, message_id, volunteer_id, kind, at) select "
                    + "organisation_id, content_id, " + people.get(2) + ", 'visit', now() from action where id = "
                    + id);
        }
        assertThat(reader.get(path + "/sharers?sort=visits").body()).containsSubsequence("Person 3", "Person 1");
        assertThat(reader.get(path + "/sharers?sort=shared").body()).containsSubsequence("Person 1", "Person 3");
        assertThat(reader.get(path + "/sharers").body()).doesNotContain("answered “It’s done”");
        world.sql("insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at, "
                + "accepted_at, done_at, active_at) select d.organisation_id, o.action_id, "
                + people.get(1) + ", d.id, 'done', "
                + "now(), now(), now(), now() from action_offer o join delivery d using (broadcast_id) "
                + "where o.action_id = " + id);
        assertThat(reader.get(path + "/sharers").body())
                .as("whoever only said so is counted above, and stands here")
                .containsSubsequence("Person 1", "ליאת בן־דוד", "answered “It’s done”");
        assertThat(run).contains("End the action", "Close the shared pages").doesNotContain(path + "/cancel");
        assertThat(reader.get(path + "/end").body()).contains(path + "/cancel", "Cancel it instead");
        assertThat(reader.get(path + "/sharers.csv").body()).contains(";1;1;0;1;0;0;1;0");
        assertThat(reader.get(path + "/tree").body()).contains("Nobody has joined by these links yet");
        assertThat(reader.get(path + "/end-sharing").body()).contains("3 visits so far");
        assertThat(reader.post(path + "/end-sharing").statusCode()).isEqualTo(303);
        assertThat(reader.get(path).body()).contains("The sharing has ended").doesNotContain("/end-sharing\"");
        assertThat(reader.post(path + "/cancel").statusCode()).isEqualTo(303);
        assertThat(reader.get(path).body()).contains("Cancelled");
    }

    @Test
    void everyFaultStandsBesideItsFieldAndNothingIsLost() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        HttpResponse<String> refused = reader.post(
                "/console/actions",
                "kind",
                "share",
                "title",
                "Fête <b>& co</b>",
                "body_fr",
                "Bonjour {{first_name",
                "per_day",
                "douze",
                "per_volunteer",
                "0",
                "remind_hours",
                "9999",
                "remind_times",
                "2",
                "ends_at",
                "demain",
                "audience",
                "tags");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("Fête &lt;b>", "value=\"douze\"", "id=\"per_day-fault\"", "Un nombre entier de 1 à 10000.")
                .contains("id=\"remind_hours-fault\"", "Un nombre entier de 1 à 720.", "id=\"ends_at-fault\"")
                .contains("id=\"audience-fault\"");
        HttpResponse<String> shareless = reader.post("/console/actions", "kind", "share", "title", "T", "body_fr", "B");
        assertThat(shareless.statusCode()).isEqualTo(422);
        assertThat(shareless.body()).contains("id=\"share-fault\"");
        HttpResponse<String> past = reader.post("/console/actions", form("P", "ends_at", "2020-01-01T10:00"));
        assertThat(past.statusCode()).isEqualTo(422);
        assertThat(past.body()).contains("id=\"ends_at-fault\"", "value=\"2020-01-01T10:00\"");
        assertThat(reader.post("/console/actions/preview", form("T", "audience", "hand"))
                        .body())
                .as("before anybody is chosen")
                .contains("Un coup de main\u00a0?")
                .doesNotContain("notice warn", "will get it");
        assertThat(reader.post("/console/actions/people", "who", "Person", "contact", "" + people.get(1))
                        .body())
                .contains("checked", "Person 3");
    }

    @Test
    void bothMessagesThatFollowAYesAreShown() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String draft = reader.get(created(reader, form("Fête"))).body();
        String passedOn = draft.substring(draft.indexOf("Après le oui"));
        assertThat(passedOn)
                .containsSubsequence(
                        "Samedi 10\u00a0h, venez", "Merci de faire passer «\u00a0Fête\u00a0»", "C’est fait");
    }

    @Test
    void volunteersMayWriteToPeopleTheyKnowWhereAnOrganiserSaysSo() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, form("People they know")) + "/named";
        assertThat(reader.get(path).body()).doesNotContainPattern("name=\"enabled\" value=\"yes\" checked");
        HttpResponse<String> refused = reader.post(path, "enabled", "yes", "per_day", "1000");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("id=\"per_day-fault\"", "value=\"1000\"", "from 1 to 100");
        assertThat(reader.post(path, "enabled", "yes", "per_day", "5").statusCode())
                .isEqualTo(303);
        assertThat(reader.get(path).body())
                .contains("It is saved.", "value=\"5\"")
                .containsPattern("name=\"enabled\" value=\"yes\" checked");
        assertThat(reader.get(path + ".csv").body()).contains("brought");
        assertThat(site.signIn(Role.VIEWER, "en").post(path, "per_day", "1").statusCode())
                .isEqualTo(403);
        assertThat(site.signIn(site.other, Role.OWNER, "en").get(path).statusCode())
                .isEqualTo(404);
    }

    @Test
    void twoWritersMeet() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, form("Two writers"));
        assertThat(reader.post(path, form("First", "version", "1")).statusCode())
                .isEqualTo(303);
        HttpResponse<String> late = reader.post(path, form("Second", "version", "1"));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("value=\"Second\"", "name=\"version\" value=\"2\"", "nothing is lost");
        assertThat(reader.post(path, form("Second", "version", "2")).statusCode())
                .isEqualTo(303);
        assertThat(reader.get(path).body()).contains("<h1 dir=\"auto\">Second</h1>");
    }

    @Test
    void viewersLookAndOthersSeeNothing() {
        String path = created(site.signIn(Role.ORGANISER, "en"), form("Seen by many"));
        ConsoleSite.Reader viewer = site.signIn(Role.VIEWER, "en");
        assertThat(viewer.get("/console/actions").body())
                .contains("Seen by many")
                .doesNotContain("/actions/new");
        assertThat(viewer.get(path).body()).doesNotContain(path + "/open", path + "/edit", path + "/cancel");
        for (String page : List.of("/edit", "/open", "/cancel")) {
            assertThat(viewer.get(path + page).statusCode()).as(page).isEqualTo(403);
        }
        for (String step : List.of("", "/open", "/end", "/cancel", "/assign", "/end-sharing")) {
            assertThat(viewer.post(path + step).statusCode()).as(step).isEqualTo(403);
        }
        ConsoleSite.Reader elsewhere = site.signIn(site.other, Role.OWNER, "en");
        assertThat(elsewhere.get("/console/actions").body()).contains("There is no action yet.");
        for (String page : List.of(
                "",
                "/live",
                "/edit",
                "/open",
                "/end",
                "/cancel",
                "/volunteers",
                "/volunteers.csv",
                "/days.csv",
                "/sharers",
                "/sharers.csv",
                "/tree",
                "/end-sharing")) {
            assertThat(elsewhere.get(path + page).statusCode()).as(page).isEqualTo(404);
        }
        for (String step : List.of("", "/open", "/end", "/cancel", "/assign", "/end-sharing")) {
            assertThat(elsewhere.post(path + step, form("x", "contact", "1")).statusCode())
                    .as(step)
                    .isEqualTo(404);
        }
        assertThat(viewer.get(path).body()).contains("Draft");
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, form("Witnessed", "audience", "everyone"));
        site.asAdministrator("alter table audit_event rename to audit_event_gone");
        try {
            assertThat(reader.post(path + "/cancel").statusCode()).isEqualTo(500);
        } finally {
            site.asAdministrator("alter table audit_event_gone rename to audit_event");
        }
        assertThat(reader.get(path).body()).contains("Draft");
        assertThat(reader.post(path + "/cancel").statusCode()).isEqualTo(303);
        assertThat(site.rows(
                        "select action from audit_event where subject = $1 order by id",
                        "action:" + path.replaceAll(".*/", "")))
                .extracting(row -> row.getString("action"))
                .containsExactly("action.create", "action.cancel");
    }
}
