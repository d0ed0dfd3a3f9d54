package org.relais.group;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.action.ActionWorld;
import org.relais.action.ActionWorld.Volunteer;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;

/** From a bot that is added to a group to the friends who enter it by a volunteer's link, over HTTP alone. */
@NeedsDatabase
class GroupJourneyTest {
    @RegisterExtension
    static final ActionWorld WORLD = new ActionWorld();

    /** Says yes, reads what is passed on, and returns the link that comes behind it. */
    private static String link(Volunteer volunteer, TestGroup group) {
        volunteer.next();
        volunteer.share("J’en suis");
        String told = volunteer.nextText();
        assertThat(told).contains("«\u00a0" + group.title() + "\u00a0»", "compte pour vous");
        return told.replaceAll("(?s).*(https://t\\.me/\\+\\S+).*", "$1");
    }

    private static long entries(long action) {
        return WORLD.get("/shares/" + WORLD.get("/actions/" + action).getLong("shareId"))
                .getJsonObject("figures")
                .getLong("entries");
    }

    @Test
    void aFriendEntersByAVolunteersLinkAndCountsForThem() {
        TestGroup group = TestGroup.create(WORLD, "Équipe 11e", "inviting");
        assertThat(group.listed().getString("ability")).isEqualTo("invites");
        assertThat(group.listed().getString("kind")).isEqualTo("group");
        Volunteer amina = WORLD.onTelegram("Amina", "fr");
        Volunteer ben = WORLD.onWhatsApp("Ben", "fr");
        Volunteer carl = WORLD.onTelegram("Carl", "fr");
        long id = WORLD.opened(group.draft("Grandir"), amina, ben, carl);
        String aminas = link(amina, group);
        String bens = link(ben, group);
        link(carl, group);
        assertThat(aminas).isNotEqualTo(bens);
        assertThat(WORLD.count("invite_link where code like 'relais-%' and length(code) <= 32"))
                .isGreaterThanOrEqualTo(2);

        // A friend enters, goes and comes back: one person. Another comes by the other's link.
        String friend = WORLD.telegramPhone("Chloé");
        group.enter(friend, aminas);
        assertThat(amina.nextText()).contains("Équipe 11e", "par votre lien", "la première personne");
        group.leave(friend);
        group.enter(friend, aminas);
        group.leave(friend);
        group.enter(friend, bens);
        assertThat(entries(id)).as("each person once in a group").isOne();
        group.enter(WORLD.telegramPhone("Dora"), aminas);
        WORLD.idle();
        assertThat(amina.unseen()).as("told once a day").isZero();
        assertThat(entries(id)).isEqualTo(2);
        assertThat(amina.say("MES STATS")).contains("2 personnes sont entrées dans un groupe par vos liens");
        assertThat(ben.say("MES STATS")).doesNotContain("entrée");

        // Their own does not count, and of who entered nothing is kept that names them.
        group.enter(amina.phone(), aminas);
        assertThat(entries(id)).isEqualTo(2);
        // Another volunteer is a friend like any other.
        group.enter(carl.phone(), aminas);
        assertThat(entries(id)).isEqualTo(3);
        assertThat(WORLD.count("contact where name in ('Chloé', 'Dora')")).isZero();
        assertThat(WORLD.count("inbox where event::text like '%Chloé%'")).isZero();
        assertThat(WORLD
                        .get("/shares/" + WORLD.get("/actions/" + id).getLong("shareId") + "/volunteers")
                        .getJsonArray("items")
                        .stream()
                        .map(JsonObject.class::cast)
                        .filter(each -> each.getLong("contactId") == amina.contactId())
                        .map(each -> each.getJsonObject("figures").getLong("entries")))
                .containsExactly(3L);
    }

    @Test
    void whatIsNoLinkOfOursCountsForNobody() {
        TestGroup group = TestGroup.create(WORLD, "Quartier", "inviting");
        Volunteer emma = WORLD.onTelegram("Emma", "fr");
        long id = WORLD.opened(group.draft("Sans lien"), emma);
        String link = link(emma, group);
        String code = WORLD.rows("select code from invite_link where contact_id = " + emma.contactId())
                .get(0)
                .getString("code");
        for (long creator : List.of(4711L, 0L)) {
            JsonObject invite = new JsonObject()
                    .put("invite_link", creator == 0 ? "https://t.me/+unknown" : link)
                    .put(
                            "creator",
                            new JsonObject()
                                    .put("id", creator == 0 ? bot() : creator)
                                    .put("is_bot", true))
                    .put("name", creator == 0 ? "relais-unknown" : code);
            JsonObject user =
                    new JsonObject().put("id", 8_800_001L).put("is_bot", false).put("first_name", "X");
            WORLD.phones.waited(
                    "/phones/" + emma.phone() + "/events",
                    new JsonObject()
                            .put("kind", "update")
                            .put("field", "chat_member")
                            .put(
                                    "value",
                                    new JsonObject()
                                            .put(
                                                    "chat",
                                                    new JsonObject()
                                                            .put("id", group.chat())
                                                            .put("type", "group"))
                                            .put("from", user)
                                            .put("date", 1_795_600_000L)
                                            .put(
                                                    "old_chat_member",
                                                    new JsonObject()
                                                            .put("user", user)
                                                            .put("status", "left"))
                                            .put(
                                                    "new_chat_member",
                                                    new JsonObject()
                                                            .put("user", user)
                                                            .put("status", "member"))
                                            .put("invite_link", invite)));
        }
        assertThat(entries(id)).isZero();
    }

    private static long bot() {
        return Long.parseLong(WORLD.rows("select external_id from sender where channel = 'telegram'")
                .get(0)
                .getString("external_id"));
    }

    @Test
    void withoutTheRightNothingIsPromisedUntilItIsGiven() {
        TestGroup group = TestGroup.create(WORLD, "Sans droit", "administrator");
        assertThat(group.listed().getString("ability")).isEqualTo("no_right");
        Volunteer farid = WORLD.onTelegram("Farid", "fr");
        WORLD.opened(group.draft("Pas encore"), farid);
        farid.next();
        farid.share("J’en suis");
        nothingIsToBeMade();
        assertThat(WORLD.count("invite_link where link is null and contact_id = " + farid.contactId()))
                .isOne();
        assertThat(farid.unseen()).isZero();
        group.bot("inviting");
        assertThat(farid.nextText()).contains("Sans droit", "https://t.me/+");

        // What the platform says to the wish itself counts as well.
        TestGroup gone = TestGroup.create(WORLD, "Disparu", "inviting");
        Volunteer gus = WORLD.onTelegram("Gus", "fr");
        WORLD.rows("update chat_group set chat = '-77777' where title = 'Disparu'");
        WORLD.opened(gone.draft("Disparu"), gus);
        gus.next();
        gus.share("J’en suis");
        Await.until(
                "the refusal is noted", () -> gone.listed().getString("ability").equals("removed"));
        assertThat(gus.unseen()).isZero();
        WORLD.rows("update chat_group set chat = '" + gone.chat() + "' where title = 'Disparu'");
        gone.bot("member");
        assertThat(gone.listed().getString("ability")).isEqualTo("no_administrator");
    }

    @Test
    void aStopInBetweenLeavesNoMessage() {
        TestGroup group = TestGroup.create(WORLD, "Silence", "administrator");
        Volunteer hana = WORLD.onTelegram("Hana", "fr");
        long id = WORLD.opened(group.draft("Silence"), hana);
        hana.next();
        hana.share("J’en suis");
        assertThat(waiting(id)).isOne();
        WORLD.phones.stopAndWait(hana.phone(), "STOP");
        assertThat(hana.nextText()).contains("START");
        assertThat(waiting(id)).as("who has stopped waits for nothing").isZero();
        group.bot("inviting");
        nothingIsToBeMade();
        WORLD.idle();
        assertThat(hana.unseen()).isZero();
        assertThat(WORLD.count("invite_link where link is not null and contact_id = " + hana.contactId()))
                .isZero();
    }

    private static long waiting(long action) {
        return ServiceUnderTest.wait(
                        new InviteLinkStore().count(WORLD.service.pool(), WORLD.service.organisationId(), action))
                .waiting();
    }

    @Test
    void aShareIntoAGroupThatWasLeftIsNotOpened() {
        TestGroup group = TestGroup.create(WORLD, "Quitté", "inviting");
        Volunteer olga = WORLD.onTelegram("Olga", "fr");
        JsonObject draft = group.draft("Quitté")
                .put("audience", new JsonObject().put("contacts", new JsonArray().add(olga.contactId())));
        long id = WORLD.post("/actions", draft).getLong("id");
        group.bot("left");
        assertThat(WORLD.caller(Role.ORGANISER)
                        .post("/actions/" + id + "/open", new JsonObject())
                        .fault("groupId"))
                .contains("no longer in");
        ConsoleClient organiser = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        assertThat(organiser.get("/actions/" + id).body()).contains("is no longer in");
        assertThat(WORLD.get("/actions/" + id).getString("state")).isEqualTo("draft");

        group.bot("inviting");
        assertThat(WORLD.post("/actions/" + id + "/open", new JsonObject()).getString("state"))
                .isEqualTo("open");
    }

    @Test
    void aGroupThatBecomesASupergroupIsTheSame() {
        TestGroup group = TestGroup.create(WORLD, "Migrante", "inviting");
        Volunteer iris = WORLD.onTelegram("Iris", "fr");
        Volunteer jean = WORLD.onTelegram("Jean", "fr");
        long id = WORLD.opened(group.draft("Migration"), iris, jean);
        String link = link(iris, group);
        long known = group.listed().getLong("id");
        WORLD.phones.waited("/phones/" + group.phone() + "/events", new JsonObject().put("kind", "migrate"));
        assertThat(group.listed().getLong("id")).isEqualTo(known);
        assertThat(WORLD.count("address where identifier like '-%'"))
                .as("a group is no contact")
                .isZero();
        group.enter(WORLD.telegramPhone("Karim"), link);
        assertThat(iris.nextText()).contains("Migrante");
        assertThat(entries(id)).isOne();

        // Told by the refusal alone.
        WORLD.rows("update chat_group set chat = '" + group.chat() + "' where id = " + known);
        link(jean, group);
        assertThat(WORLD.count("chat_group where id = " + known + " and chat like '-100%'"))
                .isOne();
    }

    @Test
    void anErasureRevokesTheLink() {
        TestGroup group = TestGroup.create(WORLD, "Oubli", "inviting");
        Volunteer lea = WORLD.onTelegram("Léa", "fr");
        long id = WORLD.opened(group.draft("Oubli"), lea);
        String link = link(lea, group);
        group.enter(WORLD.telegramPhone("Max"), link);
        assertThat(lea.nextText()).contains("Oubli");
        WORLD.erase(lea.contactId());
        Await.until("the row goes with the link", () -> WORLD.count("invite_link where link = '" + link + "'") == 0);
        assertThat(WORLD.phones
                        .call(
                                "POST",
                                "/sandbox/api/phones/" + WORLD.telegramPhone("Nina") + "/open",
                                new JsonObject().put("payload", TestGroup.payload(link)))
                        .body())
                .contains("has expired");
        assertThat(entries(id)).as("the count stays").isOne();
    }

    private static void nothingIsToBeMade() {
        assertThat(ServiceUnderTest.wait(new InviteLinkStore().toMake(WORLD.service.pool(), Instant.now(), 20)))
                .isEmpty();
        WORLD.idle();
    }
}
