package org.relais.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.action.ActionWorld.Volunteer;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;

/** A share action from the organiser's form over phones on both channels to the figures, with every wrong turn. */
@NeedsDatabase
class ShareActionTest {
    @RegisterExtension
    static final ActionWorld WORLD = new ActionWorld();

    private static final String TELEPHONE =
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36";

    static JsonObject draft(String title) {
        return new JsonObject()
                .put("kind", "share")
                .put("title", title)
                .put(
                        "message",
                        ApiBody.message("{{first_name|Bonjour}}, un coup de main ?", "{{first_name|Hello}}, a hand?")
                                .put(
                                        "share",
                                        new JsonObject()
                                                .put(
                                                        "text",
                                                        new JsonObject()
                                                                .put("fr", "Samedi 10 h, venez 🎉")
                                                                .put("en", "Saturday at 10 🎉"))));
    }

    @Test
    void theWholeLoopOnBothChannels() throws Exception {
        Volunteer amina = WORLD.onTelegram("Amina", "fr");
        Volunteer ben = WORLD.onWhatsApp("Ben", "en");
        Volunteer chloe = WORLD.onWhatsApp("Chloé", "fr");
        Volunteer dan = WORLD.onTelegram("Dan", "en");
        long id = WORLD.opened(draft("Fête du quartier"), amina, ben, chloe, dan);

        JsonObject offer = amina.next();
        assertThat(offer.getString("text")).contains("Amina, un coup de main", "STOP");
        assertThat(ActionWorld.labels(offer)).containsExactly("J’en suis", "Pas cette fois");
        assertThat(ben.nextText()).contains("Ben, a hand?");
        chloe.next();
        dan.next();

        // A tap, the same tap again, and the same verb as a number.
        WORLD.phones.pressAndWait(amina.phone(), "J’en suis");
        JsonObject bubble = amina.next();
        assertThat(bubble.getString("text"))
                .as("can be forwarded as it is")
                .matches("(?s)Samedi 10 h, venez 🎉\n\nLes Amis du quartier\u00a0: la vie du quartier\n"
                        + "http://[a-z0-9.:]+/m/[0-9A-Za-z]{10,16}");
        assertThat(ActionWorld.labels(bubble)).isEmpty();
        JsonObject links = amina.next();
        assertThat(links.getString("text")).contains("Fête du quartier", "rien ne part sans vous");
        assertThat(ActionWorld.labels(links))
                .containsExactly("Envoyer à un ami", "Copier le texte", "Autres façons", "C’est fait");
        assertThat(links.encode())
                .as("copied with the link")
                .contains(bubble.getString("text").split("\n")[3]);
        assertThat(amina.press("J’en suis")).contains("déjà noté").contains("Fête du quartier");
        assertThat(amina.press("Reprendre")).contains("Samedi 10 h, venez 🎉");
        assertThat(amina.nextText()).contains("rien ne part sans vous");
        WORLD.phones.writeAndWait(ben.phone(), "1");
        assertThat(ben.nextText()).startsWith("Saturday at 10 🎉\n\n").contains("/m/");
        JsonObject english = ben.next();
        assertThat(english.getString("text"))
                .contains("Thank you for passing “Fête du quartier” on", "1. It’s done")
                .doesNotContain("http");
        assertThat(ActionWorld.labels(english)).containsExactly("Share");
        assertThat(ActionWorld.links(english)).hasSize(1).allMatch(link -> link.matches(".*/s/\\w{10,16}"));
        assertThat(chloe.press("Pas cette fois")).contains("sans vous pour").contains("ACTIONS");
        assertThat(chloe.press("Pas cette fois")).contains("déjà noté");
        assertThat(balance(id, 4)).isEqualTo("2 accepted, 1 declined, 1 silent, 0 done");

        // Opening an app by one's own link is sharing; saying so is enough as well.
        tap(ActionWorld.links(links).get(0).replaceFirst("(/telegram)?$", "/sms"));
        assertThat(amina.nextText()).contains("vous avez terminé").contains("première action");
        assertThat(ben.say("1")).contains("you have done").contains("first action");
        assertThat(ben.say("it’s done")).contains("already");
        assertThat(ben.press("Not this time")).contains("already");
        assertThat(balance(id, 4)).isEqualTo("2 accepted, 1 declined, 1 silent, 2 done");

        // A no may become a yes, from the list that ACTIONS shows.
        assertThat(chloe.say("actions")).contains("1. ", "Fête du quartier", "sans vous pour l’instant");
        assertThat(chloe.say("1")).contains("un coup de main");
        assertThat(chloe.press("J’en suis")).startsWith("Samedi 10 h, venez 🎉");
        assertThat(chloe.nextText()).contains("rien ne part sans vous");
        assertThat(balance(id, 4)).isEqualTo("3 accepted, 0 declined, 1 silent, 2 done");
        assertThat(amina.say("MES STATS")).contains("accepté 1 action", "terminé 1", "partagé 1 fois");
        assertThat(dan.say("MY STATS")).contains("nothing to count yet");

        // After the end every button is answered, and nothing changes.
        assertThat(WORLD.post("/actions/" + id + "/end", new JsonObject()).getString("state"))
                .isEqualTo("ended");
        assertThat(dan.press("Count me in")).contains("is over");
        assertThat(chloe.say("C’est fait")).contains("est terminé");
        assertThat(dan.say("ACTIONS")).contains("nothing for you to do");
        assertThat(balance(id, 4)).isEqualTo("3 accepted, 0 declined, 1 silent, 2 done");
        everyViewAgrees(id);
    }

    /** In Telegram itself: the button, a chat, what the bot offers there, and the message that the friend reads. */
    @Test
    void sharedInTwoTapsInsideTheApp() {
        Volunteer nour = WORLD.onTelegram("Nour", "fr");
        Volunteer omar = WORLD.onTelegram("Omar", "fr");
        String friend = WORLD.telegramPhone("Prune");
        long id = WORLD.opened(draft("Sans quitter Telegram"), nour, omar);
        nour.next();
        omar.next();
        assertThat(offered(nour.phone(), friend, ""))
                .as("nothing before the yes")
                .isEmpty();
        WORLD.phones.pressAndWait(nour.phone(), "J’en suis");
        String bubble = nour.nextText();
        JsonObject ask = nour.next();
        String code = bubble.substring(bubble.lastIndexOf('/') + 1);

        JsonObject asked = new JsonObject().put("button", "Envoyer à un ami").put("to", friend);
        WORLD.phones.waited("/phones/" + nour.phone() + "/inline", asked);
        JsonArray items = offered(nour.phone());
        assertThat(items).hasSize(1);
        assertThat(items.getJsonObject(0).getString("title")).isEqualTo("Samedi 10 h, venez 🎉");
        assertThat(items.getJsonObject(0).getString("text")).isEqualTo(bubble);
        JsonObject sent = choose(nour);
        JsonArray read = WORLD.phones.get("/phones/" + friend).getJsonArray("history");
        assertThat(read).hasSize(1);
        assertThat(read.getJsonObject(0).getString("text")).isEqualTo(bubble);
        assertThat(read.getJsonObject(0).getString("author")).startsWith("Nour via @");
        assertThat(nour.nextText()).contains("vous avez terminé").contains("première action");
        assertThat(WORLD.figures(id).getLong("done")).isOne();

        // Each sending is a deed, and the same one told twice is one.
        assertThat(offered(nour.phone(), friend, code)).hasSize(1);
        choose(nour);
        assertThat(sent.getString("id")).startsWith(code + "-");
        JsonObject again = new JsonObject()
                .put("kind", "update")
                .put("field", "chosen_inline_result")
                .put(
                        "value",
                        new JsonObject()
                                .put("result_id", sent.getString("id"))
                                .put("query", code)
                                .put(
                                        "from",
                                        new JsonObject()
                                                .put(
                                                        "id",
                                                        Long.parseLong(
                                                                nour.phone().replaceAll("\\D", "")))
                                                .put("is_bot", false)
                                                .put("first_name", "Nour")));
        WORLD.phones.waited("/phones/" + nour.phone() + "/events", again);
        assertThat(nour.say("MES STATS")).contains("Vous avez partagé 2 fois");

        // All of one's own without a code; nothing to who is not asked, has another's code, or makes one up.
        assertThat(offered(nour.phone(), friend, "")).hasSize(1);
        assertThat(offered(friend, nour.phone(), code)).as("a stranger").isEmpty();
        assertThat(WORLD.count("contact where name = 'Prune'"))
                .as("and nothing is kept of them")
                .isZero();
        WORLD.phones.pressAndWait(omar.phone(), "J’en suis");
        assertThat(omar.nextText()).as("his own").contains("Samedi 10 h, venez");
        assertThat(offered(omar.phone(), friend, code)).as("another's code").isEmpty();
        assertThat(offered(nour.phone(), friend, code.substring(1))).isEmpty();
        assertThat(ActionWorld.labels(ask)).contains("Envoyer à un ami");

        // After a stop, and after the end.
        WORLD.phones.stopAndWait(nour.phone(), "STOP");
        assertThat(offered(nour.phone(), friend, code)).isEmpty();
        assertThat(offered(nour.phone(), friend, "")).isEmpty();
        assertThat(offered(omar.phone(), friend, "")).hasSize(1);
        WORLD.post("/actions/" + id + "/end", new JsonObject());
        assertThat(offered(omar.phone(), friend, "")).isEmpty();
        assertThat(WORLD.count("share_event where kind = 'shared' and item is not null"))
                .isEqualTo(2);
    }

    private static JsonArray offered(String phone, String to, String query) {
        WORLD.phones.waited(
                "/phones/" + phone + "/inline",
                new JsonObject().put("query", query).put("to", to));
        return offered(phone);
    }

    private static JsonArray offered(String phone) {
        JsonObject list = WORLD.phones.get("/phones/" + phone).getJsonObject("conversations").stream()
                .map(each -> ((JsonObject) each.getValue()).getJsonObject("inline"))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElseThrow();
        assertThat(list.getBoolean("answered")).isTrue();
        return list.getJsonArray("items");
    }

    private static JsonObject choose(Volunteer volunteer) {
        JsonObject item = offered(volunteer.phone()).getJsonObject(0);
        WORLD.phones.waited("/phones/" + volunteer.phone() + "/choose", new JsonObject().put("item", "1"));
        return item;
    }

    /** The figures, and that they agree with the deliveries to the unit. */
    private static String balance(long id, long sent) {
        WORLD.idle();
        JsonObject figures = WORLD.figures(id);
        long offered = figures.getLong("offered");
        assertThat(offered).isEqualTo(sent);
        assertThat(offered)
                .isEqualTo(WORLD.count("delivery where state in ('accepted', 'delivered', 'read') and broadcast_id in "
                        + "(select broadcast_id from action_offer where action_id = " + id + ")"));
        assertThat(figures.getLong("accepted") + figures.getLong("declined") + figures.getLong("silent"))
                .isEqualTo(offered);
        return figures.getLong("accepted") + " accepted, " + figures.getLong("declined") + " declined, "
                + figures.getLong("silent") + " silent, " + figures.getLong("done") + " done";
    }

    private static void everyViewAgrees(long id) {
        JsonObject all = WORLD.get("/actions/" + id + "/figures");
        JsonObject figures = all.getJsonObject("figures");
        JsonArray volunteers = WORLD.get("/actions/" + id + "/volunteers").getJsonArray("items");
        for (String name : List.of("offered", "accepted", "declined", "done", "units", "reminded")) {
            assertThat(sum(all.getJsonArray("days"), name)).as(name).isEqualTo(figures.getLong(name));
        }
        for (String name : List.of("offered", "accepted", "declined", "silent", "done", "units", "reminded")) {
            assertThat(volunteers.stream()
                            .mapToLong(each ->
                                    ((JsonObject) each).getJsonObject("figures").getLong(name))
                            .sum())
                    .as(name)
                    .isEqualTo(figures.getLong(name));
        }
        // The events and the standing of each volunteer say the same.
        assertThat(WORLD.count("action_part p join assignment s on s.id = p.assignment_id where p.action_id = " + id
                        + " and p.answer is distinct from case when s.state = 'done' then 'accepted' "
                        + "when s.state = 'offered' then null else s.state end"))
                .isZero();
    }

    private static long sum(JsonArray days, String name) {
        return days.stream().mapToLong(day -> ((JsonObject) day).getLong(name)).sum();
    }

    private static void tap(String link) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(link))
                .header("User-Agent", TELEPHONE)
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void remindersStopWhenItIsDoneOrDeclinedOrEnded() {
        Volunteer emma = WORLD.onTelegram("Emma", "fr");
        Volunteer farid = WORLD.onWhatsApp("Farid", "fr");
        Volunteer gus = WORLD.onTelegram("Gus", "en");
        JsonObject draft = draft("Rappels")
                .put(
                        "reminders",
                        new JsonObject().put("afterHours", 24).put("times", 2).put("silent", true));
        long id = WORLD.opened(draft, emma, farid, gus);
        List.of(emma, farid, gus).forEach(Volunteer::next);
        for (Volunteer volunteer : List.of(emma, farid)) {
            assertThat(volunteer.share("J’en suis")).contains("ou 1.");
        }
        WORLD.idle();
        assertThat(WORLD.remindAfter(id, 1, 0)).isZero();
        assertThat(WORLD.remindAfter(id, 24, 3)).isEqualTo(3);
        assertThat(emma.nextText()).contains("Rappels").contains("coup de main").contains("STOP");
        assertThat(farid.nextText()).contains("Rappels");
        assertThat(gus.nextText()).contains("A reminder").contains("Rappels");
        assertThat(WORLD.remindAfter(id, 1, 0)).as("not twice for one day").isZero();

        assertThat(emma.press("C’est fait")).contains("vous avez terminé");
        assertThat(gus.press("Not this time")).contains("not taking part");
        assertThat(WORLD.remindAfter(id, 24, 1)).isEqualTo(1);
        assertThat(farid.nextText()).contains("Rappels");
        assertThat(WORLD.remindAfter(id, 48, 0)).as("two are the most").isZero();
        WORLD.idle();
        assertThat(List.of(emma.unseen(), gus.unseen())).containsOnly(0);
        assertThat(WORLD.figures(id).getLong("reminded")).isEqualTo(4);
        everyViewAgrees(id);
    }

    @Test
    void aStopInTheMiddleEndsRemindersAndOffers() {
        Volunteer hana = WORLD.onTelegram("Hana", "fr");
        JsonObject draft = draft("Stop")
                .put("reminders", new JsonObject().put("afterHours", 1).put("times", 3));
        long id = WORLD.opened(draft, hana);
        hana.next();
        assertThat(hana.share("J’en suis")).contains("ou 1.");
        WORLD.phones.stopAndWait(hana.phone(), "STOP");
        assertThat(hana.nextText()).contains("ne vous écriront plus");
        assertThat(WORLD.remindAfter(id, 5, 0)).isZero();
        WORLD.phones.pressAndWait(hana.phone(), "C’est fait");
        WORLD.idle();
        assertThat(hana.unseen()).isZero();
        assertThat(WORLD.figures(id).getLong("done")).isZero();
    }

    @Test
    void aForgedButtonAndAStrangersTapDoNothing() {
        Volunteer ines = WORLD.onTelegram("Inès", "fr");
        Volunteer jo = WORLD.onWhatsApp("Jo", "fr");
        long id = WORLD.opened(draft("Pour Inès"), ines);
        ines.next();
        // Somebody who was never offered it holds a button of it, one of a kind there is not, and one of nothing.
        for (String payload : List.of("r1:act:yes:" + id, "r1:act:done:" + id, "r1:act:maybe:" + id)) {
            button(jo, payload);
            assertThat(jo.press("Moi")).contains("n’est pas pour vous");
        }
        button(jo, "r1:act:yes:999999");
        assertThat(jo.press("Moi")).contains("n’est plus possible");
        button(ines, "r1:act:maybe:" + id);
        assertThat(ines.press("Moi")).contains("Ce choix n’existe pas");
        button(ines, "r1:act:done:" + id);
        assertThat(ines.press("Moi"))
                .as("who was asked may do it without a yes")
                .contains("terminé");
        assertThat(WORLD.figures(id).getLong("done")).isEqualTo(1);
        assertThat(WORLD.count("assignment where contact_id = " + jo.contactId()))
                .isZero();
    }

    /** No organiser can make such a button, so it is put under a message that is ready to be sent. */
    private static void button(Volunteer volunteer, String payload) {
        JsonObject message = ApiBody.message("Un bouton")
                .put(
                        "buttons",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("label", new JsonObject().put("fr", "Moi"))
                                        .put("payload", "forged")));
        long broadcast = WORLD.created(
                "/broadcasts",
                new JsonObject()
                        .put("title", "Bouton")
                        .put("message", message)
                        .put("audience", ApiBody.contacts(volunteer.contactId())));
        assertThat(WORLD.rows(
                        """
                        update message set spec = replace(spec::text, '"forged"', '"%s"')::jsonb
                        where id = (select message_id from broadcast where id = %d) returning id
                        """
                                .formatted(payload, broadcast)))
                .hasSize(1);
        WORLD.post("/broadcasts/" + broadcast + "/send", ApiBody.evenIfNobody());
        volunteer.next();
    }

    @Test
    void peopleAssignedByHandAreOfferedItOnce() {
        Volunteer kim = WORLD.onTelegram("Kim", "en");
        Volunteer lea = WORLD.onWhatsApp("Léa", "fr");
        long id = WORLD.opened(draft("À la main"), kim);
        kim.next();
        JsonObject both = ApiBody.contacts(kim.contactId(), lea.contactId());
        JsonObject assigned = WORLD.post("/actions/" + id + "/assign", both);
        assertThat(assigned.getJsonArray("assigned")).containsExactly((int) lea.contactId());
        assertThat(assigned.getJsonArray("before")).containsExactly((int) kim.contactId());
        assertThat(lea.nextText()).contains("Léa, un coup de main");
        assertThat(WORLD.post("/actions/" + id + "/assign", both).getValue("broadcastId"))
                .isNull();
        assertThat(lea.press("J’en suis")).startsWith("Samedi 10 h");
        assertThat(lea.nextText()).contains("rien ne part sans vous");
        assertThat(balance(id, 2)).isEqualTo("1 accepted, 0 declined, 1 silent, 0 done");
        WORLD.idle();
        assertThat(kim.unseen()).isZero();
    }
}
