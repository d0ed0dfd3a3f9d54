package org.relais.console.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relais.action.ActionCloser;
import org.relais.action.ActionKinds;
import org.relais.action.ActionService;
import org.relais.action.Assignments;
import org.relais.action.call.CallCorrections;
import org.relais.action.call.CallService;
import org.relais.action.call.Calls;
import org.relais.action.event.Events;
import org.relais.action.referral.ReferralService;
import org.relais.action.share.ShareKind;
import org.relais.audience.AudienceCondition.Deed;
import org.relais.broadcast.BroadcastService;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.stopword.StopDetector;
import org.relais.console.ConsoleFeature;
import org.relais.console.ConsoleSite;
import org.relais.console.broadcast.BroadcastSite;
import org.relais.database.Paging;
import org.relais.database.Timestamps;
import org.relais.delivery.Outbox;
import org.relais.group.InviteLinks;
import org.relais.organisation.Role;
import org.relais.share.ShareService;
import org.relais.spending.SpendingService;
import org.relais.testing.NeedsDatabase;

/** What calls and events have besides: their forms with every fault beside its field, and who may open them. */
@NeedsDatabase
class KindPagesTest {
    private static final String NEXT_YEAR = java.time.Year.now().plusYears(1) + "-01-01T10:00";

    private static BroadcastSite world;
    private static ConsoleSite site;

    @BeforeAll
    static void open() {
        world = new BroadcastSite(KindPagesTest::room);
        site = world.site;
        world.people(3, "subscribed", "choir");
        site.subscriber("Nour", "+33612345677");
    }

    private static List<ConsoleFeature> room(ConsoleSite opened, BroadcastService broadcasts) {
        Outbox outbox = new Outbox(BroadcastSite.NOW);
        Events events = new Events(opened.pool(), outbox, broadcasts, null, organisation -> {}, BroadcastSite.NOW);
        Calls calls = Calls.create(
                opened.pool(),
                opened.consent,
                new Assignments(outbox, BroadcastSite.NOW),
                new Calls.Sending(outbox, new ChannelRegistry(List.of()), organisation -> {}),
                StopDetector.load(),
                BroadcastSite.NOW);
        CallService callService = new CallService(opened.pool(), opened.audit, BroadcastSite.NOW);
        CallCorrections corrections =
                new CallCorrections(opened.pool(), opened.consent, opened.audit, BroadcastSite.NOW);
        ActionKinds kinds = new ActionKinds(List.of(
                new ShareKind(new InviteLinks(new Random(1), InstantSource.system())), events.kind(), calls.kind()));
        ActionCloser ending = new ActionCloser(opened.pool(), broadcasts, kinds, outbox, BroadcastSite.NOW);
        ActionService actions = new ActionService(opened.pool(), broadcasts, kinds, ending, BroadcastSite.NOW);
        return List.of(new ActionPages(
                opened.pool(),
                actions,
                new OpenConfirmation(
                        new SpendingService(opened.pool(), BroadcastSite.NOW), BroadcastSite.linkedChats(opened)),
                Set.of(),
                List.of(
                        new SharePages(
                                opened.pool(),
                                actions,
                                new ReferralService(opened.pool(), BroadcastSite.NOW),
                                new ShareService(opened.pool(), java.util.Optional.empty(), BroadcastSite.NOW),
                                BroadcastSite.NOW),
                        new CallPages(
                                actions,
                                callService,
                                corrections,
                                new CallListPages(
                                        opened.pool(),
                                        callService,
                                        corrections,
                                        (organisation, limit) ->
                                                opened.imports().page(organisation, Paging.NEWEST, limit))),
                        new EventPages(actions, events, BroadcastSite.NOW)),
                BroadcastSite.NOW));
    }

    @AfterAll
    static void close() {
        world.close();
    }

    private static String created(ConsoleSite.Reader reader, String kind) {
        HttpResponse<String> created = reader.post(
                "/console/actions",
                "kind",
                kind,
                "title",
                "What " + kind,
                "body_fr",
                "Un coup de main ?",
                "audience",
                "tags",
                "tag",
                "choir",
                "remind_hours",
                "24",
                "remind_times",
                "0");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(303);
        return created.headers().firstValue("location").orElseThrow().replaceFirst("/(script|questions)$", "");
    }

    private static void sees(ConsoleSite.Reader reader, HttpResponse<String> answer, String path, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(reader.get(path).body()).contains(words);
    }

    @Test
    void aScriptIsWrittenCorrectedAndKept() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        assertThat(reader.get(path).body())
                .contains("Now write the script of the call.", "Not written yet", "Nobody to call yet")
                .doesNotContain(path + "/open");
        sees(reader, reader.post(path + "/open", "version", "1"), path, "what is missing stands below");
        String script = path + "/script";
        String[] longer = {
            "s0_id", "s1", "s0_fr", "Irez-vous voter ?", "s0_o0_id", "a1", "s0_o0_fr", "Oui", "s0_o0_next", "end",
            "s0_o1_id", "a2", "s0_o1_fr", "Non", "s1_id", "s2", "s1_fr", "Pourquoi {{name}} ?", "s1_words", "yes",
            "s1_next", "s1", "result", "reached"
        };
        String[] added = java.util.Arrays.copyOf(longer, longer.length + 2);
        added[longer.length] = "do";
        added[longer.length + 1] = "add";
        assertThat(reader.post(script, added).body()).contains("Step 3", "value=\"s3\"", "Irez-vous voter ?");
        added[longer.length + 1] = "copy-0";
        String copied = reader.post(script, added).body();
        assertThat(copied.split("Irez-vous voter \\?</textarea>", -1))
                .as("said twice")
                .hasSize(3);
        assertThat(copied)
                .contains("value=\"s3\"", "Duplicate", "3/20", "Skip steps depending on the answer")
                .containsSubsequence("value=\"s1\"", "value=\"s3\"", "value=\"s2\"");
        added[longer.length + 1] = "up-1";
        assertThat(reader.post(script, added).body()).containsSubsequence("Pourquoi", "Irez-vous");
        added[longer.length + 1] = "remove-0";
        assertThat(reader.post(script, added).body()).contains("Pourquoi").doesNotContain("Irez-vous", "Step 2");
        HttpResponse<String> wrong = reader.post(script, longer);
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("id=\"s1_fr-fault\"", "no variables", "Irez-vous voter ?");
        longer[17] = "Pourquoi ?";
        HttpResponse<String> circle = reader.post(script, longer);
        assertThat(circle.statusCode()).isEqualTo(422);
        assertThat(circle.body()).contains("id=\"s1_next-fault\"", "round in circles");
        longer[21] = "";
        HttpResponse<String> written = reader.post(script, longer);
        assertThat(written.headers().firstValue("location"))
                .as("the next step")
                .hasValueSatisfying(next -> assertThat(next).endsWith(path + "/list"));
        sees(reader, written, path, "2 steps");
        assertThat(reader.get(script).body())
                .contains("value=\"Oui\"", "Pourquoi ?")
                .containsPattern("value=\"reached\" checked")
                .doesNotContainPattern("value=\"refused\" checked");
    }

    @Test
    void aScriptIsAnOutlineThatIsRehearsedOnAPhone() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String script = created(reader, "call") + "/script";
        assertThat(reader.get(script).body())
                .containsPattern("<details open name=\"step\">")
                .contains("Write what is said first");
        String[] typed = {
            "s0_id",
            "s1",
            "s0_fr",
            "Irez-vous voter ?",
            "s0_o0_id",
            "a1",
            "s0_o0_fr",
            "Oui",
            "s0_o0_next",
            "end",
            "s0_o1_id",
            "a2",
            "s0_o1_fr",
            "Non",
            "s1_id",
            "s2",
            "s1_fr",
            "Pourquoi ?",
            "s1_words",
            "yes",
            "s1_next",
            "",
            "result",
            "reached",
            "do",
            "way-"
        };
        String begun = reader.post(script, typed).body();
        assertThat(begun)
                .as("folded lines, each with where its answers lead")
                .doesNotContain("<details open name=\"step\">")
                .contains("Oui\u00a0→\u00a0End of the call", "Non\u00a0→\u00a02")
                .contains("in their own words\u00a0→\u00a0End of the call", "value=\"up-1\"");
        assertThat(begun)
                .contains("Camille Martin", "Commencez par dire", "value=\"way-0.\"", "On a décroché")
                .doesNotContain("value=\"way-0.0.\"");
        typed[typed.length - 1] = "way-0.1.";
        String words = reader.post(script + "/look", typed).body();
        assertThat(words)
                .as("the branch that was chosen, and one way on from its last step")
                .containsPattern("(?s)>On a décroché<.*>Irez-vous voter.*own\"[^>]*>Non<.*>Pourquoi.*>Fin de l’appel<")
                .contains("id=\"line-1\" hx-swap-oob=\"true\"")
                .doesNotContain("<html");
        typed[typed.length - 1] = "way-0.0.";
        assertThat(reader.post(script + "/look", typed).body())
                .contains("Comment l’appel s’est-il terminé", "value=\"way-0.0.2.\"")
                .doesNotContain("dir=\"auto\">Pourquoi ?</div>", "Mauvais numéro");
        typed[typed.length - 1] = "way-0.0.1.";
        assertThat(reader.post(script + "/look", typed).body())
                .contains("The result is noted", "Start again")
                .doesNotContain("value=\"way-0.0.1.0.\"");
        typed[typed.length - 2] = "way";
        typed[typed.length - 1] = "9.x";
        typed[17] = "Pourquoi {{name}} ?";
        String wrong = reader.post(script, typed).body();
        assertThat(wrong)
                .as("a step with a fault stands open, and the others stay as they are")
                .containsPattern("(?s)<details>.*<details open>.*s1_fr-fault")
                .contains("{{name}}");
    }

    @Test
    void anOpenCallActionSaysWhatToSeeToFirst() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        long action = Long.parseLong(path.replaceAll(".*/", ""));
        site.rows(
                """
                update action set state = 'open', opened_at = now(), offer_id = message_id, reminder_id = message_id
                where id = $1 returning id
                """,
                action);
        assertThat(reader.get(path).body()).contains("The list is empty: add the people to call.");
        site.rows(
                """
                insert into call_entry (organisation_id, action_id, contact_id, next_at, added_at)
                select organisation_id, $1, id, now(), now() from contact where organisation_id = $2 order by id limit 1 returning id
                """,
                action,
                site.organisation.id());
        // Shortly after the opening nobody is told that nobody calls.
        assertThat(reader.get(path).body()).doesNotContain("nobody is calling");
        site.rows("update action set opened_at = timestamptz '2020-01-01' where id = $1 returning id", action);
        assertThat(reader.get(path).body())
                .contains("The action has not been offered to anybody yet: nobody is calling.")
                .containsSubsequence("id=\"next\"", "What the volunteers answered");
        site.rows(
                "update call_entry set state = 'closed', reason = 'reached' where action_id = $1 returning id", action);
        assertThat(reader.get(path).body()).contains("Everybody has been called.");
        site.rows("update action set state = 'ended', ended_at = now() where id = $1 returning id", action);
        assertThat(reader.get(path).body()).doesNotContain("id=\"next\"");
    }

    @Test
    void whoCannotBeCalledNowIsSaidWithTheTimeFromWhichOn() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        long draft = Long.parseLong(path.replaceAll(".*/", ""));
        long person = site.subscriber("Plus Tard", "+33612345784");
        long action = site.rows(
                        """
                with opened as (
                    insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,
                                        created_by, created_at, opened_at)
                    select organisation_id, kind, 'open', title, message_id, message_id, message_id, audience, created_by,
                           now(), now()
                    from action where id = $1 returning id, organisation_id, message_id
                ), sent as (
                    insert into delivery (organisation_id, contact_id, message_id, not_before, queued_at, settled_at,
                                          priority, state, reason, purpose)
                    select organisation_id, $2, message_id, now(), now(), now(), 2, 'failed', 'timeout', 'broadcast'
                    from opened returning id, organisation_id
                ), listed as (
                    insert into call_entry (organisation_id, action_id, contact_id, next_at, added_at)
                    select organisation_id, id, $2, '2099-01-05 12:00Z', now() from opened
                ), taken as (
                    insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at, accepted_at,
                                        active_at)
                select sent.organisation_id, opened.id, $2, sent.id, 'accepted', now(), now(), now()
                from sent, opened returning organisation_id, action_id, id
                        )
                        insert into action_event (organisation_id, action_id, assignment_id, kind, at)
                        select organisation_id, action_id, id, 'accepted', now() from taken returning action_id
                """,
                        draft,
                        person)
                .get(0)
                .getLong("action_id");
        assertThat(reader.get("/console/actions/" + action).body())
                .contains("One person waits for a call, but can’t be called now. Next call possible: ", "2099")
                .contains(". The person was called a short while ago, or asked for another time. <a")
                .doesNotContain("go on when they like");
    }

    @Test
    void whoMayNotBeCalledIsNeitherWaitedForNorCalled() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String path = created(reader, "call");
        long action = Long.parseLong(path.replaceAll(".*/", ""));
        List<Long> people = List.of(
                site.subscriber("Stop Un", "+33612345781"),
                site.subscriber("Stop Deux", "+33612345782"),
                site.subscriber("Encore", "+33612345783"));
        site.rows(
                """
                insert into call_entry (organisation_id, action_id, contact_id, next_at, added_at)
                select organisation_id, $1, id, now(), now() from contact where id = any ($2) returning id
                """,
                action,
                people.toArray(Long[]::new));
        site.rows(
                "update consent set state = 'unsubscribed', stopped_at = now() where contact_id = any ($1) returning contact_id",
                (Object) people.subList(0, 2).toArray(Long[]::new));
        // One of them was met by the sweep already.
        site.rows(
                "update call_entry set state = 'closed', reason = 'unsubscribed' where action_id = $1 and contact_id = $2 returning id",
                action,
                people.get(0));
        String list = path + "/list";
        assertThat(reader.get(list).body())
                .contains(
                        "À appeler <span class=\"muted\">1</span>",
                        "Non appelable <span class=\"muted\">2</span>",
                        "ne veut plus être contacté")
                .doesNotContain("pas appelable pour l’instant");
        assertThat(reader.get(list + "?state=waiting").body())
                .contains("Encore")
                .doesNotContain("Stop Un", "Stop Deux");
        assertThat(reader.get(list + "?state=uncallable").body())
                .contains("Stop Un", "Stop Deux", "Non appelable")
                .doesNotContain("Encore");
        assertThat(reader.get(list + "?state=closed").body()).doesNotContain("Stop", "Encore");
    }

    @Test
    void whoCanBeCalledLaterOnlyIsCountedApartAndComesAfterTheOthers() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String path = created(reader, "call");
        List<Long> people = List.of(
                site.subscriber("Attend Plus Tard", "+33612345791"),
                site.subscriber("Tout De Suite", "+33612345792"),
                site.subscriber("Aussi Maintenant", "+33612345793"));
        site.rows(
                """
                insert into call_entry (organisation_id, action_id, contact_id, next_at, added_at)
                select organisation_id, $1, id, now(), now() from contact where id = any ($2) order by id returning id
                """,
                Long.parseLong(path.replaceAll(".*/", "")),
                people.toArray(Long[]::new));
        site.rows("update consent set state = 'pending' where contact_id = $1 returning contact_id", people.get(0));
        assertThat(reader.get(path).body()).contains("2 personnes à appeler, et une plus tard");
        assertThat(reader.get(path + "/list").body())
                .contains(
                        "2 personnes à appeler, et une plus tard. Ensuite", "À appeler <span class=\"muted\">2</span>")
                .containsSubsequence("Aussi Maintenant", "Attend Plus Tard")
                .containsSubsequence("Tout De Suite", "Attend Plus Tard");
    }

    @Test
    void aListIsFilledByNumbersAndTags() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        String list = path + "/list";
        assertThat(reader.get(list).body())
                .contains("Nobody to call yet. Add people above.")
                .as("numbers of people who are contacts already are hardly ever typed")
                .containsSubsequence("value=\"tags\" checked", "value=\"everyone\"", "value=\"phones\"")
                .doesNotContain("value=\"phones\" checked");
        HttpResponse<String> wrong = reader.post(list, "audience", "phones", "phones", "Nour\n12");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("id=\"phones-fault\"", "2 entries are not numbers: Nour, 12. Nobody was added.")
                .doesNotContain("/console/imports/new");
        // What is no number stays in the field; the others needn't be looked for among them.
        HttpResponse<String> others = reader.post(list, "audience", "phones", "phones", "Nour\n06 12 34 56 77\n12");
        assertThat(others.statusCode()).isEqualTo(422);
        assertThat(others.body())
                .contains(
                        "id=\"said\">One person added.</p>",
                        "id=\"phones-fault\">2 entries are not numbers: Nour, 12.</small>",
                        ">Nour\n12</textarea>")
                .doesNotContain("Nobody was added");
        // All that is wrong is said at once, as it was written, with the way to mend it.
        assertThat(reader.post(list, "audience", "phones", "phones", "06 12 34 56 98\nabc")
                        .body())
                .contains(
                        "Nobody was added.",
                        "The number 06 12 34 56 98 is no contact’s: add the person",
                        "One entry is not a number: “abc”.",
                        ">abc\n06 12 34 56 98</textarea>",
                        "href=\"/console/contacts/new\"",
                        "href=\"/console/imports/new\"");
        assertThat(reader.post(list, "audience", "tags").body())
                .as("above all, and at the tags")
                .contains("href=\"#audience-fault\"", "value=\"choir\" aria-invalid=\"true\"")
                .containsSubsequence("value=\"tags\" checked", "id=\"audience-fault\"", "value=\"everyone\"");
        // The numbers that nobody has are left in the field.
        HttpResponse<String> some = reader.post(list, "audience", "phones", "phones", "06 12 34 56 77; +33612345699");
        assertThat(some.statusCode()).isEqualTo(422);
        assertThat(some.body())
                .contains(
                        "id=\"said\">Nobody was added. One was in it already.</p>",
                        "The number +33612345699 is no contact’s: add the person",
                        ">+33612345699</textarea>");
        assertThat(reader.post(list, "audience", "phones", "phones", "06 12 34 56 77 Nour\n+33612345699 - Zoé Martin")
                        .body())
                .as("a name behind a number")
                .contains("One was in it already.</p>", "The number +33612345699 is no contact’s")
                .doesNotContain("not a number");
        assertThat(reader.get(list + "?state=waiting").body()).contains("Nour", "Not called yet");
        assertThat(reader.post(list + "/count", "audience", "tags").body()).doesNotContain("<p>");
        assertThat(reader.post(list + "/count", "audience", "tags", "tag", "choir")
                        .body())
                .contains("Nobody would go into the list.", "3 have no number that can be called:")
                .containsPattern("href=\"/console/contacts/\\d+\"");
        assertThat(reader.post(list, "audience", "tags", "tag", "choir").statusCode())
                .isEqualTo(303);
        assertThat(reader.get(list).body())
                .contains("<p class=\"notice warn\" role=\"status\">")
                .contains(
                        "3 have no number: ",
                        "One person to call. Next:",
                        "href=\"" + path + "/script\">Write the call script");
        HttpResponse<String> settings = reader.post(path + "/calling", "lease", "500", "attempts", "x", "retry", "60");
        assertThat(settings.statusCode()).isEqualTo(422);
        assertThat(settings.body()).contains("id=\"lease-fault\"", "id=\"attempts-fault\"", "value=\"x\"");
        sees(reader, reader.post(path + "/calling", "lease", "20", "origin_fr", "un stand"), path, "are saved");
        assertThat(reader.get(path + "/calling").body())
                .contains("value=\"20\" selected", "un stand", "4\u00a0hours", "14\u00a0days")
                .doesNotContain("20160 ", "From 5");
        assertThat(reader.get(path + "/callers").body()).contains("Nobody has called yet.");
        assertThat(reader.get(path + "/calls.csv").body())
                .contains("call;given at;ended at;volunteer number;volunteer;person number;person;result;call back at");
    }

    @Test
    void thePagesOfAnActionStandBesideEachOtherOnEachOfThem() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        assertThat(reader.get(path + "/script").body())
                .contains("href=\"" + path + "/script\" aria-current=\"page\"", "href=\"" + path + "/list\"")
                .doesNotContain("href=\"" + path + "/volunteers\"");
        site.rows(
                """
                update action set state = 'open', opened_at = now(), offer_id = message_id, reminder_id = message_id
                where id = $1 returning id
                """,
                Long.parseLong(path.replaceAll(".*/", "")));
        for (String page :
                List.of("", "/list", "/calls", "/callers", "/script", "/volunteers", "/message", "/settings")) {
            assertThat(reader.get(path + page).body())
                    .as(page)
                    .containsOnlyOnce("id=\"pages\"")
                    .contains("href=\"" + path + page + "\" aria-current=\"page\"", "href=\"" + path + "/message\"");
        }
        assertThat(reader.get(path)
                        .body()
                        .split("id=\"pages\"")[1]
                        .split("</nav>")[0]
                        .split("<a "))
                .hasSize(8);
        assertThat(reader.get(path + "/callers").body())
                .contains("href=\"" + path + "/calls\" aria-current=\"true\"", ">By volunteer</a>");
        assertThat(reader.get(path + "/calling").body())
                .contains("href=\"" + path + "/settings\" aria-current=\"page\"");
        assertThat(reader.get(path + "/settings").body())
                .as("straight to what is missing")
                .contains("href=\"" + path + "/calling#");
        assertThat(reader.get(path + "/message").body()).contains("Un coup de main\u00a0?");
        String event = created(reader, "event");
        assertThat(reader.get(event + "/event").body()).contains("href=\"" + event + "/event\" aria-current=\"page\"");
    }

    @Test
    void whatNobodyWouldGetIsNotOpened() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "event");
        reader.post(
                path + "/event",
                "title",
                "Party",
                "starts_at",
                NEXT_YEAR,
                "place",
                "Square",
                "time_zone",
                "Europe/Paris");
        assertThat(reader.get(path).body()).contains(path + "/open\"").doesNotContain("Nobody would get it now.");
        site.rows(
                "update action set audience = '{\"tags\": [\"no such tag\"]}' where id = $1 returning id",
                Long.parseLong(path.replaceAll(".*/", "")));
        assertThat(reader.get(path).body())
                .contains("href=\"" + path + "/edit#for\"", "Nobody would get it now. Choose other people")
                .doesNotContain(path + "/open\"");
        assertThat(reader.get(path + "/edit").body()).contains("id=\"who\"");
        sees(reader, reader.get(path + "/open"), path, "Nobody would get it now.");
    }

    @Test
    void anEventNeedsADateAndAPlaceAndTellsItsConsequences() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "event");
        sees(reader, reader.post(path + "/open", "version", "1"), path, "what is missing stands below");
        HttpResponse<String> wrong = reader.post(
                path + "/event",
                "title",
                "Party",
                "starts_at",
                "2020-01-01T10:00",
                "capacity",
                "many",
                "map_url",
                "here",
                "time_zone",
                "Mars/Base");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(reader.get(path + "/event").body())
                .as("the zone is said, and the list of all is folded")
                .contains("<summary>In the time of Paris: change the time zone</summary>");
        assertThat(wrong.body())
                .contains("That date has passed.", "id=\"capacity-fault\"", "id=\"map_url-fault\"", "Europe/Paris")
                .contains("value=\"many\"");
        assertThat(reader.post(path + "/event", "title", "Party", "starts_at", NEXT_YEAR, "time_zone", "Europe/Paris")
                        .statusCode())
                .as("a draft may wait for its place")
                .isEqualTo(303);
        assertThat(reader.get(path).body()).contains("Say first where it is.").doesNotContain(path + "/open\"");
        sees(reader, reader.post(path + "/open", "version", "1"), path, "Say first where it is.");
        sees(
                reader,
                reader.post(
                        path + "/event",
                        "title",
                        "Party",
                        "starts_at",
                        NEXT_YEAR,
                        "place",
                        "ساحة السوق",
                        "time_zone",
                        "Europe/Paris",
                        "capacity",
                        "12"),
                path,
                "ساحة السوق");
        assertThat(reader.get(path + "/event").body()).contains("value=\"" + NEXT_YEAR + "\"", "value=\"12\"");
        assertThat(reader.get(path).body()).as("the draft").contains("· 12 places");
        assertThat(reader.get(path + "/open").body()).contains("ساحة السوق\u00a0· 12 places");
        assertThat(reader.post(path + "/open", "version", "1").statusCode()).isEqualTo(303);
        assertThat(reader.get(path).body())
                .contains("Answers to the invitation", "No place taken of 12")
                .doesNotContain("Nobody has been offered it yet.")
                .containsOnlyOnce("Invite more people");
        // Beside these five, of its own people as many as are queued by now: behind the page, and of what others have
        // added.
        site.rows(
                """
                insert into broadcast_change (broadcast_id, state, reason, difference)
                select broadcast_id, 'queued', '', 5 from action_offer where action_id = $1 returning broadcast_id
                """,
                Long.parseLong(path.replaceAll(".*/", "")));
        assertThat(reader.get(path).body())
                .containsPattern("([5-9]|\\d{2,}) people are being invited")
                .doesNotContain("Nobody has been offered it yet.");
        assertThat(reader.get(path + "/answers").body())
                .contains(
                        "Nobody so far.",
                        "?standing=all\" aria-current=\"page\">All answers <span class=\"muted\">0</span>");
        assertThat(reader.get(path + "/answers.csv").body()).contains("standing");
        assertThat(reader.get(path + "/event-days.csv").body()).contains("waiting list");
        assertThat(reader.get(path + "/cancel").headers().firstValue("location"))
                .as("an event is cancelled on one page")
                .hasValue(path + "/event/cancel");
        assertThat(reader.get(path + "/settings").body())
                .as("what is fixed, and where the rest is changed")
                .contains("Fixed when it was opened", path + "/event\"");
        assertThat(reader.get(path + "/event").body()).contains(path + "/event\" aria-current=\"page\"");
        assertThat(reader.get(path + "/event/cancel").body())
                .contains("Nobody has said yes", "Is read on the event’s page as you write it.")
                .as("nothing goes out")
                .doesNotContain("The message that goes out");
        String said = "The hall is flooded.";
        HttpResponse<String> tooLong = reader.post(path + "/event/cancel", "note", said + "!".repeat(300));
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(tooLong.body()).contains("id=\"note-fault\"", ">" + said + "!!!", "aria-invalid=\"true\"");
        assertThat(reader.get(path).body()).doesNotContain("badge bad\">Cancelled<");
        assertThat(reader.post(path + "/event/cancel/preview", "note", said).body())
                .containsPattern("C’est annulé[^<]*\n\n" + said + "</blockquote>")
                .containsPattern("It is cancelled[^<]*\n\n" + said + "</blockquote>");
        sees(reader, reader.post(path + "/event/cancel", "note", said), path, "badge bad\">Cancelled<");
        assertThat(reader.get(path).body())
                .as("cancelled, and nothing else, at once")
                .contains("badge bad\">Cancelled<", "Nobody had said yes")
                .containsOnlyOnce(said)
                .doesNotContain("Invite more people", ">Open<", "End the action", "places", "hx-get");
        assertThat(reader.get("/console/actions?show=over").body())
                .contains("href=\"" + path + "\"", "Nobody had said yes", "badge bad\">Cancelled<");
        assertThat(reader.get("/console/actions?show=open").body()).doesNotContain("href=\"" + path + "\"");
        // Its action ended with it; the pages' clock is behind the services'.
        site.rows(
                "update action set ends_at = $2 where id = $1 and ends_at < now() + interval '1 day' returning id",
                Long.parseLong(path.replaceAll(".*/", "")),
                site.clock.instant().atOffset(java.time.ZoneOffset.UTC));
        assertThat(reader.get(path).body())
                .as("no date is left to be changed")
                .doesNotContain("href=\"" + path + "/event\"");
        sees(reader, reader.get(path + "/event"), path, "no longer possible");
        sees(reader, reader.post(path + "/event", "title", "Party"), path, "no longer possible");
    }

    @Test
    void dateAndPlaceStandInTheFormOfAnEventAndFollowItsTitle() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        assertThat(reader.get("/console/actions/new?kind=event").body())
                .contains(
                        "name=\"starts_at\"",
                        "<option value=\"Europe/Paris\" selected>Paris (UTC+",
                        "Number of places</label>");
        assertThat(reader.get("/console/actions/new?kind=call").body()).doesNotContain("name=\"starts_at\"");
        for (String kind : List.of("event", "call", "share")) {
            assertThat(reader.get("/console/actions/new?kind=" + kind).body())
                    .as("begun in the organisation's language, in the English console as well")
                    .containsPattern("<textarea[^>]*name=\"body_fr\"[^>]*>Bonjour");
        }
        String[] fields = {
            "kind",
            "event",
            "title",
            "Party",
            "body_en",
            "Coming?",
            "audience",
            "everyone",
            "place",
            "Square",
            "starts_at",
            "2020-01-01T10:00",
            "time_zone",
            "Europe/Paris",
            "retention_days",
            "30"
        };
        fields[3] = "";
        fields[11] = NEXT_YEAR;
        assertThat(reader.post("/console/actions", fields).body()).contains("To be corrected before going on.");
        fields[3] = "Party";
        fields[11] = "2020-01-01T10:00";
        HttpResponse<String> past = reader.post("/console/actions", fields);
        assertThat(past.statusCode()).isEqualTo(422);
        assertThat(past.body()).contains("That date has passed.", "value=\"Square\"");
        fields[11] = NEXT_YEAR;
        assertThat(reader.post("/console/actions/preview", fields).body()).contains("Square");
        String path = reader.post("/console/actions", fields)
                .headers()
                .firstValue("location")
                .orElseThrow();
        assertThat(reader.get(path).body()).contains("Square");
        assertThat(reader.get("/console/actions").body())
                .as("an event's day is its own, not that on which it was written")
                .containsPattern("1 January %s[^<]*10:00[^<]*Square".formatted(NEXT_YEAR.substring(0, 4)));
        assertThat(reader.get(path + "/edit").body()).contains("value=\"Square\"", "value=\"" + NEXT_YEAR + "\"");
        assertThat(reader.get(path + "/event").body()).doesNotContain("name=\"title\"");
        String[] renamed =
                Stream.concat(Stream.of(fields), Stream.of("version", "1")).toArray(String[]::new);
        renamed[3] = "Ball";
        assertThat(reader.post(path, renamed).statusCode()).isEqualTo(303);
        assertThat(site.rows("select title from event where action_id = $1", Long.parseLong(path.replaceAll(".*/", "")))
                        .get(0)
                        .getString("title"))
                .as("it is called what its action is")
                .isEqualTo("Ball");
    }

    @Test
    void aPerhapsIsNoYes() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "event");
        long action = Long.parseLong(path.replaceAll(".*/", ""));
        sees(
                reader,
                reader.post(
                        path + "/event",
                        "title",
                        "Party",
                        "starts_at",
                        NEXT_YEAR,
                        "place",
                        "Square",
                        "time_zone",
                        "Europe/Paris"),
                path,
                "Square");
        site.rows(
                """
                update action set state = 'open', opened_at = now(), offer_id = message_id, reminder_id = message_id
                where id = $1 returning id
                """,
                action);
        site.rows(
                """
                insert into event_answer (organisation_id, action_id, contact_id, standing, since, told)
                select organisation_id, $1, id, 'maybe', now(), 0 from contact where organisation_id = $2 order by id limit 1
                returning id
                """,
                action,
                site.organisation.id());
        assertThat(reader.get(path).body())
                .containsSubsequence(
                        ">Maybe</span>",
                        "id=\"who-maybe\" href=\"" + path + "/answers?standing=maybe\"",
                        ">1</a></strong>",
                        "100%",
                        "id=\"write-maybe\" href=\"/console/broadcasts/new?to=",
                        ">No</span> <strong>0</strong>")
                .contains(">Answers</a>", ">Invited</a>")
                .contains("Everybody who has a place is reminded the day before and two hours before.")
                .doesNotContain("<span>yes</span>", "<span>done</span>")
                .as("nothing that is zero")
                .doesNotContain("No answer yet");
        assertThat(reader.get("/console/actions").body()).contains("Nobody has said yes yet");
        site.now.updateAndGet(now -> now.plusSeconds(120));
        assertThat(reader.get("/console").body()).contains("Nobody has said yes");
        site.rows("update event_answer set standing = 'waiting' where action_id = $1 returning id", action);
        site.now.updateAndGet(now -> now.plusSeconds(120));
        assertThat(reader.get("/console").body()).contains("One person said yes");
        assertThat(reader.get(path + "/answers").body()).doesNotContain("brings");
        site.rows("update event_answer set standing = 'yes', companions = 2 where action_id = $1 returning id", action);
        assertThat(reader.get(path).body())
                .contains("One person is coming&nbsp;· 2 companions announced, without a place");
        assertThat(reader.get(path + "/event").body())
                .as("how many hear of a change is said before it is saved")
                .contains("Changing date, place or name tells one person (1 yes).");
        assertThat(reader.get(path + "/end").body()).contains("The answer of one person stays (1\u00a0yes).");
        toldOfAChange(reader, path);
        assertThat(reader.get(path + "/answers").body())
                .contains(
                        ">+2</span>",
                        "brings 2 people",
                        "<p>One person is coming&nbsp;· 2 companions announced, without a place",
                        ">Yes <span")
                .as("what nobody said is no choice")
                .doesNotContain(">Maybe <span", ">Waiting for a place <span");
        assertThat(reader.get(path + "/answers?standing=silent").headers().firstValue("location"))
                .as("as a list is narrowed on a phone")
                .hasValue(path + "/volunteers?answer=silent");
        assertThat(reader.get(path + "/answers.csv").body()).contains("companions", ";Yes;2;");
        site.rows(
                "update event_answer set standing = 'stopped', companions = 0 where action_id = $1 returning id",
                action);
        assertThat(reader.get(path).body())
                .containsSubsequence("Stopped, place given up</span>", ">1</a></strong>")
                .as("a stop is no answer")
                .contains(">No</span> <strong>0</strong>");
        assertThat(reader.get(path + "/answers?standing=no").body()).contains("Nobody so far.");
        assertThat(reader.get(path + "/answers?standing=stopped").body()).doesNotContain("Nobody so far.");
        lookedUp(reader, path, action);
        site.rows("update action set state = 'ended', ended_at = now() where id = $1 returning id", action);
    }

    /** Beside the form of date and place stands what those who are told of a change read, before it is saved. */
    private static void toldOfAChange(ConsoleSite.Reader reader, String path) {
        String[] fields = {
            "title", "What event", "starts_at", NEXT_YEAR, "place", "Town hall", "time_zone", "Europe/Paris"
        };
        assertThat(reader.post(path + "/event/preview", fields).body())
                .contains("There is news", "Il y a du nouveau", "Town hall", ">Save and tell one person<");
        String later = java.time.LocalDateTime.parse(NEXT_YEAR).plusHours(1).toString();
        fields[3] = later;
        assertThat(reader.post(path + "/event/preview", fields).body())
                .as("another day, elsewhere")
                .contains("There is news", later.substring(11), "Town hall");
        fields[5] = "Square";
        assertThat(reader.post(path + "/event/preview", fields).body())
                .as("another day, at the same place")
                .contains("There is news", later.substring(11), "Square", ">Save and tell one person<");
        fields[3] = NEXT_YEAR;
        assertThat(reader.post(path + "/event/preview", fields).body())
                .contains(">Save<")
                .doesNotContain("There is news");
        fields[3] = "";
        assertThat(reader.post(path + "/event/preview", fields).body())
                .contains(">Save<")
                .doesNotContain("There is news");
    }

    /** The one who answered among those invited, and on the waiting list behind somebody who waits longer. */
    private static void lookedUp(ConsoleSite.Reader reader, String path, long action) {
        site.rows(
                """
                with offered as (
                    insert into broadcast (organisation_id, title, message_id, audience, state, created_by, created_at,
                                           started_at, expanded_at, finished_at)
                    select organisation_id, 't', message_id, '{}', 'finished', 'Ana', now(), now(), now(), now()
                    from action where id = $1 returning id, organisation_id, message_id
                ), offer as (
                    insert into action_offer (broadcast_id, organisation_id, action_id, created_by, created_at)
                    select id, organisation_id, $1, 'Ana', now() from offered
                ), sent as (
                    insert into delivery (organisation_id, contact_id, message_id, broadcast_id, not_before, queued_at,
                                          settled_at, priority, state, reason, purpose)
                    select o.organisation_id, a.contact_id, o.message_id, o.id, now(), now(), now(), 2, 'failed',
                           'timeout', 'broadcast'
                    from offered o join event_answer a on a.action_id = $1
                    returning id, organisation_id, contact_id
                ), part as (
                    insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at,
                                            accepted_at, active_at)
                    select organisation_id, $1, contact_id, id, 'accepted', now(), now(), now() from sent
                    returning id, organisation_id
                )
                insert into action_event (organisation_id, action_id, assignment_id, kind, at)
                select organisation_id, $1, id, 'accepted', now() from part returning id
                """,
                action);
        site.rows("update event_answer set standing = 'maybe' where action_id = $1 returning id", action);
        String name = site.rows(
                        "select c.name from event_answer a join contact c on c.id = a.contact_id where a.action_id = $1",
                        action)
                .get(0)
                .getString("name");
        String invited = path + "/volunteers";
        assertThat(reader.get(invited).body())
                .as("everybody, as its title says")
                .contains("?answer=all\" aria-current=\"page\">", "?answer=maybe\">")
                .as("nobody stands there")
                .doesNotContain("?answer=no\">");
        assertThat(reader.get(invited + "?answer=maybe").body())
                .contains(">" + name + "</bdi>", "?answer=maybe\" aria-current=\"page\">Maybe <span class=\"muted\">1<")
                .contains("name=\"answer\" value=\"maybe\"", "id=\"write\"")
                .doesNotContain(">Waiting for a place <");
        String known = "&name=" + name.replace(" ", "+");
        assertThat(reader.get(invited + "?answer=maybe" + known).body()).contains(">" + name + "</bdi>");
        assertThat(reader.get(invited + "?answer=no" + known).body())
                .as("a search keeps what the list is narrowed to")
                .doesNotContain(">" + name + "</bdi>")
                .contains("?answer=maybe" + known.replace("&", "&amp;") + "\"");
        String maybe = reader.get(invited + "?answer=maybe").body();
        String write = maybe.replaceAll("(?s).*id=\"write\" href=\"([^\"]*)\".*", "$1");
        assertThat(reader.get(write).body())
                .containsSubsequence(
                        "<h1>To the person who is perhaps coming to “What event”</h1>",
                        "name=\"title\" maxlength=\"200\" required value=\"What event: perhaps\"",
                        "name=\"audience\" value=\"kept\" checked> Who perhaps comes to “What event”</label>",
                        "href=\"/console/audiences/new?back=/broadcasts/new\"");
        for (Deed deed : Deed.values()) {
            String link = EventPages.write(action, deed);
            assertThat(reader.get(link).body())
                    .as(deed.word())
                    .containsPattern("<h1>To (whoever|the person who|the \\d+ people who) .*“What event”\\)?</h1>")
                    .containsPattern("name=\"title\" maxlength=\"200\" required value=\"What event: ")
                    .containsPattern("name=\"audience\" value=\"kept\" checked> Who .*“What event”");
        }
        for (String other : List.of("yes", "no", "silent")) {
            assertThat(reader.get(invited + "?answer=" + other).body())
                    .as(other)
                    .contains("Nobody so far.")
                    .doesNotContain(">" + name + "</bdi>");
        }
        List<Row> waiting = site.rows(
                """
                with longer as (
                    insert into event_answer (organisation_id, action_id, contact_id, standing, since, told)
                    select organisation_id, $1, id, 'waiting', now() - interval '1 hour', 0 from contact
                    where organisation_id = $2 order by id offset 1 limit 1
                    returning contact_id
                ), waits as (
                    update event_answer set standing = 'waiting' where action_id = $1 returning contact_id
                )
                select c.name from longer join contact c on c.id = longer.contact_id
                """,
                action,
                site.organisation.id());
        assertThat(reader.get(invited).body())
                .as("who waits stands in their order elsewhere")
                .contains("href=\"" + path + "/answers?standing=waiting\">Waiting for a place <");
        assertThat(reader.get(invited + "?answer=waiting").body())
                .as("one colour everywhere")
                .contains("<span class=\"badge warn\">", "id=\"write\"");
        assertThat(reader.get(path + "/answers?standing=waiting").body()).contains("id=\"write-waiting\"");
        assertThat(reader.get(path + "/answers?standing=waiting").body())
                .containsSubsequence(
                        "class=\"rank\">1<", waiting.get(0).getString("name"), "class=\"rank\">2<", ">" + name + "<");
    }

    @Test
    void viewersLookAndOthersSeeNothing() {
        ConsoleSite.Reader organiser = site.signIn(Role.ORGANISER, "en");
        String call = created(organiser, "call");
        String event = created(organiser, "event");
        ConsoleSite.Reader viewer = site.signIn(Role.VIEWER, "fr");
        assertThat(viewer.get(call).body())
                .contains("Texte des appels", "Appels&nbsp;· Bénévoles\u00a0: ")
                .doesNotContain(call + "/edit", call + "/cancel");
        assertThat(viewer.get(call + "/script").body()).doesNotContain("Enregistrer le texte");
        assertThat(viewer.get(call + "/list").body()).doesNotContain("Ajouter à la liste");
        for (String page : List.of(call + "/calling", event + "/event", event + "/event/cancel")) {
            assertThat(viewer.get(page).statusCode()).as(page).isEqualTo(403);
        }
        for (String step : List.of(call + "/script", call + "/list", call + "/calling", event + "/event")) {
            assertThat(viewer.post(step).statusCode()).as(step).isEqualTo(403);
        }
        ConsoleSite.Reader elsewhere = site.signIn(site.other, Role.OWNER, "en");
        for (String page : List.of("/script", "/list", "/calling", "/callers", "/calls.csv")) {
            assertThat(elsewhere.get(call + page).statusCode()).as(page).isEqualTo(404);
            assertThat(organiser.get(event + page).statusCode()).as(page).isEqualTo(404);
        }
        for (String page : List.of("/event", "/answers", "/event/cancel")) {
            assertThat(elsewhere.get(event + page).statusCode()).as(page).isEqualTo(404);
            assertThat(organiser.get(call + page).statusCode()).as(page).isEqualTo(404);
        }
    }

    @Test
    void peopleWhoWereTickedAreAddedToACallList() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String list = created(reader, "call") + "/list";
        long person = site.subscriber("Cochée", "+33612345611");
        assertThat(reader.get("/console/call-lists?picked=" + person).body())
                .contains("One person chosen", "action=\"" + list + "\"");
        sees(reader, reader.post(list, "audience", "picked", "picked", "" + person), list, "One person added.");
        assertThat(reader.get("/console/call-lists?picked=x").headers().firstValue("location"))
                .hasValue("/console/contacts");
    }

    @Test
    void somebodyIsTakenOutOfAListAndAnImportFillsOne() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        String list = path + "/list";
        long person = site.subscriber("Sortie", "+33612345688");
        sees(reader, reader.post(list, "audience", "phones", "phones", "0612345688"), list, "One person added.");
        long entry = entry(person);
        assertThat(reader.get(list).body()).contains(list + "/" + entry + "/out", "Take Sortie out of the list");
        assertThat(reader.post(path.replaceAll("\\d+$", "999999") + "/list/" + entry + "/out")
                        .statusCode())
                .isEqualTo(404);
        sees(reader, reader.post(list + "/" + entry + "/out"), list, "will not be called for this action");
        assertThat(reader.get(list + "?state=uncallable").body())
                .contains("Sortie", "taken out of the list")
                .doesNotContain("/out\"");
        assertThat(audited("call.take_out", path)).isEqualTo(1);
        assertThat(reader.get(list).body()).contains("Put Sortie back into the list");
        sees(
                reader,
                reader.post(list, "audience", "picked", "picked", Long.toString(person)),
                list,
                "One person added.");
        assertThat(reader.get(list).body()).contains("/out\"").doesNotContain("taken out of the list");
        assertThat(reader.post(list + "/" + entry + "/out").statusCode()).isEqualTo(303);
        assertThat(reader.post(list + "/999999/out").statusCode()).isEqualTo(404);
        assertThat(site.signIn(Role.VIEWER, "en")
                        .post(list + "/" + entry + "/out")
                        .statusCode())
                .isEqualTo(403);

        HttpResponse<String> none = reader.post(list, "audience", "import", "import", "5");
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(none.body()).contains("id=\"audience-fault\"");
        long imported = site.rows(
                        """
                        with job as (
                            insert into import_job (organisation_id, kind, state, file_name, options, created_by, decided_by,
                                                    created_at, checked_at, decided_at, file_sha256)
                            values ($1, 'contacts', 'finished', 'voisins.csv', '{}', 'organiser:1', 'organiser:1', now(),
                                    now(), now(), sha256('x')) returning id)
                        insert into import_row (import_id, row_number, line, phone)
                        select id, 1, 2, '+33612345688' from job returning import_id
                        """,
                        site.organisation.id())
                .get(0)
                .getLong("import_id");
        String other = created(reader, "call") + "/list";
        assertThat(reader.get(other).body()).contains("voisins.csv");
        sees(
                reader,
                reader.post(other, "audience", "import", "import", Long.toString(imported)),
                other,
                "One person added.");
    }

    @Test
    void whoCallsWhomNowIsToldToThoseWhoOrganiseIt() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        long person = listed(reader, path, "Appelée Maintenant", "612345681");
        long call = called(path, person, "reached");
        site.rows("update call_attempt set result = null, ended_at = null where id = $1 returning id", call);
        site.rows("update call_entry set state = 'leased', reason = null where contact_id = $1 returning id", person);
        site.rows(
                """
                update action set state = 'open', opened_at = now(), offer_id = message_id, reminder_id = message_id
                where id = $1 returning id
                """,
                Long.parseLong(path.replaceAll(".*/", "")));
        assertThat(reader.get(path).body())
                .containsSubsequence("On the phone now", "Bénévole", "Appelée Maintenant", "since ")
                .contains("No call completed, one under way");
        assertThat(site.signIn(Role.VIEWER, "en").get(path).body())
                .contains("No call completed, one under way")
                .doesNotContain("Appelée Maintenant");
    }

    @Test
    void everyPageOfAnActionCountsTheSameCalls() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        long person = listed(reader, path, "Comptée", "612345680");
        long call = called(path, person, "reached");
        site.rows(
                """
                insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                          handed_out_at, lease_until, ended_at, result, only_contact, sender_id)
                select organisation_id, action_id, entry_id, script_id, contact_id,
                       case when how <> 'open' then volunteer_id end, handed_out_at, lease_until,
                       case when how <> 'open' then ended_at end, nullif(how, 'open'), false, sender_id
                from call_attempt, unnest(array['no_answer', 'no_answer', 'expired', 'paused', 'open']) how
                where id = $1 returning id
                """,
                call);
        long made = site.rows(
                        """
                        select id from call_attempt
                        where action_id = $1 and result in ('reached', 'no_answer', 'call_back', 'refused', 'wrong_number',
                                                            'removed')
                        """,
                        Long.parseLong(path.replaceAll(".*/", "")))
                .size();
        assertThat(made).isEqualTo(3);
        assertThat(reader.get(path + "/live").body())
                .contains(
                        made + " calls completed, one under way",
                        "For 2 more calls the volunteers have not said how they went",
                        path + "/calls?result=none")
                .containsPattern("(?s)Talked to them.{0,400}>1</a></strong>.*No answer.{0,400}>2</a></strong>")
                .doesNotContain("Silence of the volunteer", "Given back");
        assertThat(reader.get(path + "/live").body())
                .contains(path + "/calls/write?result=reached")
                .doesNotContain("/calls/write?result=refused");
        assertThat(reader.get(path + "/calls/write?result=no_answer").headers().firstValue("location"))
                .hasValueSatisfying(to -> assertThat(to).matches("/console/broadcasts/new\\?picked=\\d+"));
        assertThat(reader.get(path + "/callers").body())
                .contains(">" + made + "<")
                .contains("No\u00a0answer\u00a02<", "For 2 more calls the volunteers have not said how they went")
                .doesNotContain("No result");
        String calls = reader.get(path + "/calls").body();
        assertThat(calls).as("all are all").contains(">All (" + (made + 2) + ")<", ">No result (2)<");
        assertThat(calls.split("<li id=\"call-", -1)).hasSize((int) made + 2 + 1);
        assertThat(reader.get(path + "/calls?result=none").body().split("<li id=\"call-", -1))
                .hasSize(3);
        site.rows(
                """
                insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                          handed_out_at, lease_until, ended_at, result, only_contact, sender_id)
                select organisation_id, action_id, entry_id, script_id, contact_id, $2, handed_out_at, lease_until, ended_at,
                       'expired', false, sender_id
                from call_attempt cross join generate_series(1, 9)
                where id = $1 returning id
                """,
                call,
                person);
        assertThat(reader.get(path + "/callers").body())
                .as("whoever only saw numbers made no call: neither rows nor the sentence count them")
                .containsSubsequence(
                        "class=\"number\"><a href=\"" + path + "/calls?name=",
                        ">" + made + "<",
                        "For 11 more calls the volunteers have not said how they went")
                .doesNotContain("Comptée", "No result", "class=\"number\">0<", ">In all<");
    }

    @Test
    void whatWasNotedInACallThatNobodyAnsweredIsNoAnswer() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        long person = listed(reader, path, "Absente", "612345679");
        long call = called(path, person, "reached");
        site.rows(
                """
                insert into call_answer (attempt_id, organisation_id, question, choice, at)
                select id, organisation_id, 'noted_before', 'yes', now() from call_attempt where id = $1 returning attempt_id
                """,
                call);
        assertThat(reader.get(path + "/calls").body()).contains("noted_before");
        String yes = path + "/calls?answer=noted_before:yes";
        assertThat(reader.get(path + "/live").body()).contains("href=\"" + yes + "\"");
        assertThat(reader.get(yes).body()).contains("Absente", "“yes” was the answer to “noted_before”");
        assertThat(reader.get(path + "/calls?answer=noted_before:no").body()).doesNotContain("Absente");
        for (String none : List.of("no_answer", "wrong_number")) {
            site.rows("update call_attempt set result = $2 where id = $1 returning id", call, none);
            assertThat(reader.get(path + "/calls").body()).doesNotContain("noted_before");
            assertThat(reader.get(path + "/live").body()).as(none).doesNotContain("noted_before");
        }
        site.rows("update call_attempt set result = 'reached' where id = $1 returning id", call);
        assertThat(reader.get(path + "/calls").body()).as("once corrected").contains("noted_before");
    }

    @Test
    void whoIsToBeCalledAgainIsSaidWithTheTimeFromWhichOn() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        long person = listed(reader, path, "Encore Une", "612345678");
        assertThat(reader.get(path + "/list").body())
                .contains("Not called yet", "<details class=\"box\" id=\"add\">")
                .doesNotContain("to be called back");
        site.rows(
                "update call_entry set attempts = 1, turn = 2, next_at = '2030-05-06T09:00Z' where contact_id = $1 returning id",
                person);
        assertThat(reader.get(path + "/list").body())
                .containsPattern("One try&nbsp;· not before [^<]*2030")
                .contains("<span class=\"badge warn\">To try again</span>");

        long promised = listed(reader, path, "Promise Tenue", "612345655");
        site.rows(
                "update call_entry set attempts = 1, turn = 0, next_at = $2::timestamptz + interval '1 day' where contact_id = $1 returning id",
                promised,
                Timestamps.sql(site.clock.instant()));
        assertThat(reader.get(path + "/list").body())
                .as("who is next comes first, a promise is one, and a near day has its name")
                .containsSubsequence("Promise Tenue", "not before tomorrow at ", "Call-back promised", "Encore Une");
        assertThat(reader.get(path + "/list?after=" + entry(promised)).body())
                .contains("Encore Une")
                .doesNotContain("Promise Tenue");
        assertThat(reader.get(path + "/live").body())
                .containsPattern("Promise Tenue[\\s\\S]*<span class=\"muted small\">tomorrow at ");
    }

    @Test
    void whoIsToBeCalledAndWhatWasSaidToThemIsFoundByName() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        long wanted = listed(reader, path, "Éloïse Trouvée", "612345690");
        listed(reader, path, "Autre Perdue", "612345691");
        called(path, wanted, "reached");
        for (String page :
                List.of("/list?name=", "/list?state=waiting&name=", "/calls?name=", "/calls?result=reached&name=")) {
            assertThat(reader.get(path + page + "nobody").body())
                    .as(page)
                    .contains(
                            "Nobody of that name here.",
                            "Show everybody",
                            "type=\"search\" name=\"name\" value=\"nobody\"");
        }
        assertThat(reader.get(path + "/list?name=trou+elo").body())
                .contains("Éloïse Trouvée")
                .doesNotContain("Autre Perdue");
        assertThat(reader.get(path + "/calls?name=ELOISE").body()).contains("Éloïse Trouvée");
        assertThat(reader.get(path + "/list").body()).contains("Éloïse Trouvée", "Autre Perdue");
    }

    @Test
    void aResultIsCorrectedButNeverAWishToBeRemoved() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = created(reader, "call");
        long person = listed(reader, path, "Rappelée", "612345689");
        long call = called(path, person, "reached");
        String calls = path + "/calls";
        assertThat(reader.get(calls).body()).contains("Rappelée", calls + "/" + call, "Talked to them");
        assertThat(reader.get(calls + "?result=reached").body()).contains("Rappelée");
        assertThat(reader.get(calls + "?result=refused").body())
                .contains("No call ended so")
                .doesNotContain("Rappelée");
        site.rows(
                "update call_entry set state = 'waiting', reason = null, turn = 0, next_at = '2026-11-28 09:00Z' where contact_id"
                        + " = $1 returning id",
                person);
        assertThat(reader.get(path + "/live").body()).contains("One call-back promised", "Rappelée");
        site.rows(
                "update call_entry set state = 'closed', reason = 'reached', turn = 1 where contact_id = $1 returning id",
                person);
        sees(reader, reader.post(calls + "/" + call, "result", "call_back"), calls, "Choose the right result");

        sees(reader, reader.post(calls + "/" + call, "result", "no_answer"), calls, "The result is corrected");
        assertThat(standing(person)).isEqualTo("waiting null");
        sees(reader, reader.post(calls + "/" + call, "result", "wrong_number"), calls, "The result is corrected");
        assertThat(standing(person)).isEqualTo("closed wrong_number");
        assertThat(addressStatus(person)).isEqualTo("unreachable");
        sees(reader, reader.post(calls + "/" + call, "result", "refused"), calls, "The result is corrected");
        assertThat(standing(person)).isEqualTo("closed refused");
        assertThat(addressStatus(person)).isEqualTo("active");
        assertThat(site.state(person)).isEqualTo("subscribed");

        sees(reader, reader.post(calls + "/" + call, "result", "removed"), calls, "The result is corrected");
        assertThat(site.state(person)).isEqualTo("unsubscribed");
        assertThat(standing(person)).isEqualTo("closed removed");
        sees(reader, reader.post(calls + "/" + call, "result", "reached"), calls, "that can’t be corrected");
        assertThat(reader.get(calls).body()).doesNotContain("action=\"" + calls + "/");
        assertThat(site.rows("select result from call_attempt where id = $1", call)
                        .get(0)
                        .getString("result"))
                .isEqualTo("removed");
        assertThat(audited("call.correct", path)).isEqualTo(4);

        assertThat(reader.post(calls + "/999999", "result", "reached").statusCode())
                .isEqualTo(404);
        assertThat(site.signIn(Role.VIEWER, "en")
                        .post(calls + "/" + call, "result", "reached")
                        .statusCode())
                .isEqualTo(403);
    }

    private static long entry(long person) {
        return site.rows("select id from call_entry where contact_id = $1", person)
                .get(0)
                .getLong("id");
    }

    private static String standing(long person) {
        var entry = site.rows("select state, reason from call_entry where contact_id = $1", person)
                .get(0);
        return entry.getString("state") + " " + entry.getString("reason");
    }

    private static String addressStatus(long person) {
        return site.rows("select status from address where contact_id = $1", person)
                .get(0)
                .getString("status");
    }

    private static int audited(String action, String path) {
        return site.rows(
                        "select from audit_event where action = $1 and subject = $2",
                        action,
                        "action:" + path.replaceAll(".*/", ""))
                .size();
    }

    /** Somebody new, on the list of an action, by their number without the country. */
    private static long listed(ConsoleSite.Reader reader, String path, String name, String number) {
        long person = site.subscriber(name, "+33" + number);
        reader.post(path + "/list", "audience", "phones", "phones", "0" + number);
        return person;
    }

    /** A volunteer has called and noted this; returns the call's id. */
    private static long called(String path, long person, String result) {
        long volunteer = site.subscriber("Bénévole", "+33612345687");
        site.wrote(volunteer, "Bonjour");
        return site.rows(
                        """
                        with spoken as (
                            insert into call_script (organisation_id, action_id, version, script, created_by, created_at)
                            values ($1, $2, 1, $6, 'test', now()) returning id
                        ), closed as (
                            update call_entry set state = 'closed', reason = $4, attempts = 1 where contact_id = $3
                            returning id
                        )
                        insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                                  handed_out_at, lease_until, ended_at, result, only_contact, address_id,
                                                  sender_id)
                        select $1, $2, closed.id, spoken.id, $3, $5, now(), now(), now(), $4, false,
                               (select id from address where contact_id = $3),
                               (select min(id) from sender where organisation_id = $1)
                        from spoken, closed
                        returning id
                        """,
                        site.organisation.id(),
                        Long.parseLong(path.replaceAll(".*/", "")),
                        person,
                        result,
                        volunteer,
                        new JsonObject(
                                """
                                {"language": "en", "steps": [{"id": "party", "text": {"en": "Will you come?"},
                                  "options": [{"id": "yes", "label": {"en": "Yes"}}]}]}
                                """))
                .get(0)
                .getLong("id");
    }
}
