package org.relais.console.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relais.channel.SendOutcome;
import org.relais.console.ConsoleSite;
import org.relais.delivery.DeliveryWorld;
import org.relais.organisation.Role;
import org.relais.testing.NeedsDatabase;

/** A group nobody of which can be written to: nothing is offered that could reach nobody, and the pages say so. */
@NeedsDatabase
class UnreachablePagesTest {
    private static BroadcastSite site;

    @BeforeAll
    static void open() {
        site = new BroadcastSite();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("location").orElseThrow();
    }

    /** A broadcast that has come to its end, by which its page has this badge. */
    private static String sent(ConsoleSite.Reader reader, String title, String body, String badge, String... more) {
        String[] typed = Stream.concat(Stream.of("title", title, "body_fr", body), Stream.of(more))
                .toArray(String[]::new);
        String page = location(reader.post("/console/broadcasts", typed));
        reader.post(page + "/send", "version", "1");
        DeliveryWorld.eventually("finished", () -> reader.get(page).body().contains(badge));
        return page;
    }

    private static void answered(String broadcast, long person, String payload, String label) {
        site.sql("insert into broadcast_answer (organisation_id, broadcast_id, contact_id, delivery_id, payload, label,"
                + " manner, answered_at) select organisation_id, broadcast_id, contact_id, id, '" + payload + "', '"
                + label + "', 'tap', now() from delivery where broadcast_id = " + broadcast + " and contact_id = "
                + person);
    }

    @Test
    void noMessageIsOfferedToAGroupThatNothingReaches() {
        List<Long> people = site.people(4, "subscribed", "");
        ConsoleSite.Reader organiser = site.site.signIn(Role.ORGANISER, "en");
        String page = sent(
                organiser,
                "Saturday",
                "Venez-vous ?",
                "badge good\">Sent<",
                "label_0_fr",
                "Oui",
                "label_1_fr",
                "Non",
                "audience",
                "everyone");
        String broadcast = page.replaceAll(".*/", "");
        answered(broadcast, people.get(0), "b1", "Oui");
        answered(broadcast, people.get(1), "b2", "Non");
        answered(broadcast, people.get(2), "b2", "Non");
        site.site.wrote(people.get(2), "Hélas, pas cette fois");
        site.sql("update broadcast_answer set manner = 'words' where contact_id = " + people.get(2));
        site.sql(
                "update inbound_message set kind = 'understood', state = 'answered', about = 'answer:' || (select delivery_id"
                        + " from broadcast_answer where contact_id = " + people.get(2) + ") where contact_id = "
                        + people.get(2));
        assertThat(organiser.get(page + "/people?answer=b2").body())
                .as("what was understood stands as it was written")
                .contains("answered in writing", "<q dir=\"auto\">Hélas, pas cette fois</q>");
        site.sql("update delivery set state = 'failed', reason = '131026' where broadcast_id = " + broadcast
                + " and contact_id = " + people.get(3));
        assertThat(organiser.get(page + "/people?state=failed").body())
                .as("what to do is said once, above the people whom it is about, and a code is not for the line")
                .containsSubsequence(
                        "id=\"remedies\"",
                        "Ask this person for a new number",
                        "href=\"/console/contacts/" + people.get(3) + "\"")
                .doesNotContain("(code 131026)</span>");
        site.sql("update delivery set state = 'failed', reason = '131047' where broadcast_id = " + broadcast
                + " and contact_id = " + people.get(3));
        site.sql("update delivery set state = 'suppressed', reason = 'window_closed' where broadcast_id = " + broadcast
                + " and contact_id = " + people.get(0));
        assertThat(organiser.get(page).body())
                .as("one reason to whoever reads it, and one remedy")
                .contains(
                        "<strong class=\"number\">2</strong>",
                        "title=\"code 131047\"",
                        "id=\"of-failed-131047\"",
                        "id=\"of-suppressed-window_closed\"",
                        "id=\"parted\"")
                .containsOnlyOnce("name=\"missed\"");
        site.sql("update delivery set state = 'accepted', reason = null where broadcast_id = " + broadcast
                + " and contact_id = " + people.get(0));
        site.sql("update delivery set state = 'accepted', reason = null where broadcast_id = " + broadcast
                + " and contact_id = " + people.get(3));
        site.sql("update consent set state = 'unsubscribed', stopped_at = now() where contact_id in (" + people.get(0)
                + ", " + people.get(1) + ")");

        String yes = "/console/broadcasts/new?answered=" + broadcast + ":b1";
        String no = "/console/broadcasts/new?answered=" + broadcast + ":b2";
        assertThat(organiser.get(page).body())
                .contains("id=\"who-b1\"", no, "/console/broadcasts/new?answered=" + broadcast + "!")
                .doesNotContain(yes);
        assertThat(organiser.get(page + "/people?answer=b1").body()).doesNotContain(yes);
        assertThat(organiser.get(page + "/people?answer=b2").body()).contains(no);
        assertThat(organiser.get(no).body()).contains("One of them cannot get a message now.", "1 of 2 can be reached");
        assertThat(organiser.get(yes).body())
                .contains(
                        "<a class=\"back\" href=\"" + page + "\">Results</a>",
                        "This person cannot get a message now: asked for no more messages.",
                        "none of 1 can be reached");

        String draft = location(organiser.post(
                "/console/broadcasts",
                "title",
                "Thanks",
                "body_fr",
                "Merci !",
                "audience",
                "answered",
                "answered",
                broadcast + ":b1"));
        assertThat(organiser.get(draft).body())
                .contains("Nobody will get it: asked for no more messages.", "One person will not:")
                .doesNotContain("href=\"" + draft + "/send\"");
        assertThat(organiser.get(draft + "/send").body())
                .contains("<h1>Nobody will get it</h1>")
                .doesNotContain("action=\"" + draft + "/send\"");
    }

    @Test
    void theAnswerOfSomebodyErasedCountsAlikeEverywhere() {
        List<Long> people = site.people(3, "subscribed", "erased");
        ConsoleSite.Reader owner = site.site.signIn(Role.OWNER, "en");
        String page = sent(
                owner,
                "Sunday",
                "Venez-vous dimanche ?",
                "badge good\">Sent<",
                "label_0_fr",
                "Oui",
                "label_1_fr",
                "Non",
                "audience",
                "tags",
                "tag",
                "erased");
        String broadcast = page.replaceAll(".*/", "");
        answered(broadcast, people.get(0), "b2", "Non");
        answered(broadcast, people.get(1), "b2", "Non");
        site.sql("delete from consent where contact_id = " + people.get(0));
        site.sql("update broadcast_answer set contact_id = null, delivery_id = null where contact_id = "
                + people.get(0));
        site.sql("update contact set name = '', erased_at = now() where id = " + people.get(0));
        DeliveryWorld.eventually("counted", () -> owner.get(page).body().contains("2 people chose an answer"));

        String result = owner.get(page).body().replaceAll("\\s+", " ");
        assertThat(result)
                .contains("<strong>2</strong><span>answers&nbsp;· 67%", "No answer</span>", "33%")
                .doesNotContain("id=\"who-gone\"");
        assertThat(result.replaceAll(".*id=\"step-answered\"(.*?)</li>.*", "$1"))
                .contains("<strong>2</strong>", "67%");
        assertThat(owner.get(page + "/people?answer=b2").body())
                .contains("Non (2)", "The total includes one person who was erased since")
                .contains("/console/contacts/" + people.get(1) + "\"")
                .doesNotContain("/console/contacts/" + people.get(0) + "\"");
        assertThat(owner.get(page + "/people?answer=b1").body()).doesNotContain("id=\"erased\"");
    }

    @Test
    void whoBlockedIsNotToBeCalledAndNoPercentageIsExplainedWhereThereIsNone() {
        site.people(2, "subscribed", "blocking");
        ConsoleSite.Reader organiser = site.site.signIn(Role.ORGANISER, "en");
        site.refusing = SendOutcome.of(SendOutcome.Kind.SUPPRESS, "blocked");
        String page = sent(
                organiser, "Blocked", "Venez !", "badge bad\">Nothing sent<", "audience", "tags", "tag", "blocking");
        site.refusing = null;
        assertThat(organiser.get(page).body())
                .contains("That is a stop: nothing more is sent to them.")
                .doesNotContain("Percentages are of");
    }

    @Test
    void aBroadcastOfWhichNothingWentOutIsNotCalledSent() {
        site.people(2, "subscribed", "lost");
        ConsoleSite.Reader organiser = site.site.signIn(Role.ORGANISER, "en");
        site.refusing = SendOutcome.of(SendOutcome.Kind.REJECTED, "131026");
        String page = sent(
                organiser,
                "Lost",
                "Venez !",
                "badge bad\">Nothing sent<",
                "label_0_fr",
                "Oui",
                "audience",
                "tags",
                "tag",
                "lost");
        site.refusing = null;

        assertThat(organiser.get(page).body().replaceAll("\\s+", " "))
                .contains(
                        "Nothing was sent: nobody got this message.",
                        "<strong>2</strong><span>failures</span>",
                        "2 of 2 people did not get this message")
                .doesNotContain("badge good\">Sent<", "Nobody has answered yet");
        assertThat(organiser.get("/console/broadcasts?q=Lost").body())
                .contains("badge bad\">Nothing sent<", "2 failures");
    }
}
