package org.relais.action.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.ApiBody;
import org.relais.testing.NeedsDatabase;

/** An event offered to an audience like every action, on both channels, up to figures that agree. */
@NeedsDatabase
class EventOfferTest {
    @RegisterExtension
    static final EventWorld WORLD = new EventWorld();

    private static long draft(String... names) {
        JsonArray contacts = new JsonArray();
        List.of(names).forEach(name -> contacts.add(WORLD.contact(name)));
        return WORLD.created(
                "/actions",
                new JsonObject()
                        .put("kind", "event")
                        .put("title", "Réunion de mars")
                        .put(
                                "message",
                                ApiBody.message(
                                        "{{first_name|Bonjour}}, une réunion samedi ?",
                                        "{{first_name|Hello}}, a meeting on Saturday?"))
                        .put("audience", new JsonObject().put("contacts", contacts)));
    }

    private static JsonObject figures(long action) {
        return WORLD.get("/actions/" + action + "/figures").getJsonObject("figures");
    }

    @Test
    void offeredAnsweredChangedAndCounted() {
        Map<String, String> phones = Map.of(
                "Alba", WORLD.onTelegram("Alba"),
                "Basile", WORLD.onWhatsApp("Basile"),
                "Cléo", WORLD.onTelegram("Cléo"),
                "Dina", WORLD.onTelegram("Dina"));
        long action = draft("Alba", "Basile", "Cléo", "Dina");
        assertThatThrownBy(() -> WORLD.post("/actions/" + action + "/open", new JsonObject()))
                .hasMessageContaining("event")
                .hasMessageContaining("say when and where");
        JsonObject event = WORLD.put(
                "/actions/" + action + "/event",
                EventWorld.details(Instant.now().plus(Duration.ofDays(3))).put("capacity", 1));
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/open", new JsonObject());
        phones.forEach((name, phone) -> assertThat(EventWorld.text(WORLD.phones.next(phone, before)))
                .contains(name + ", une réunion samedi ?"));

        assertThat(WORLD.pressed(phones.get("Alba"), "Oui"))
                .contains("nous comptons sur vous", event.getString("calendar"));
        assertThat(WORLD.pressed(phones.get("Basile"), "Oui")).contains("numéro 1");
        assertThat(WORLD.pressed(phones.get("Cléo"), "Non")).isNotBlank();
        assertThat(WORLD.standing(event, "Cléo")).isEqualTo("no");
        // A double tap changes nothing, and whoever waits never reads that they come.
        assertThat(WORLD.pressed(phones.get("Alba"), "Oui")).contains("vous venez");
        assertThat(WORLD.pressed(phones.get("Basile"), "Oui")).contains("liste d’attente, numéro 1");
        assertThat(WORLD.said(phones.get("Basile"), "ACTIONS")).contains("(liste d’attente)");
        assertThat(WORLD.said(phones.get("Alba"), "ACTIONS")).contains("(vous venez)");
        assertThat(WORLD.count("event_turn where action_id = " + action)).isEqualTo(3);
        assertThat(figures(action).getInteger("offered")).isEqualTo(4);
        assertThat(figures(action).getInteger("accepted")).isEqualTo(2);
        assertThat(figures(action).getInteger("declined")).isOne();
        assertThat(figures(action).getInteger("silent")).isOne();

        // The place goes on; the message about it has a button that still finds its action and its offer.
        long free = WORLD.phones.now();
        WORLD.pressed(phones.get("Alba"), "Non");
        assertThat(EventWorld.text(WORLD.phones.next(phones.get("Basile"), free)))
                .contains("Une place s’est libérée");
        assertThat(WORLD.pressed(phones.get("Alba"), "Peut-être")).contains("peut-être");
        assertThat(WORLD.standing(event, "Alba")).isEqualTo("maybe");
        assertThat(WORLD.pressed(phones.get("Basile"), "Non")).isNotBlank();
        assertThat(WORLD.standing(event, "Basile")).isEqualTo("no");
        assertThat(WORLD.rows("select state from assignment where action_id = " + action + " and contact_id = "
                                + WORLD.contact("Basile"))
                        .get(0)
                        .getString("state"))
                .isEqualTo("declined");

        assertThat(WORLD.said(phones.get("Alba"), "ACTIONS")).contains("Réunion de mars");
        JsonObject counts = WORLD.get("/actions/" + action + "/event/figures");
        assertThat(counts.getInteger("maybe")).isOne();
        assertThat(counts.getInteger("no")).isEqualTo(2);
        assertThat(counts.getJsonArray("days").getJsonObject(0).getInteger("promoted"))
                .isOne();
    }

    @Test
    void aDateThatCanNotBeIsSaidAtItsField() {
        WORLD.onTelegram("Dodo");
        long action = draft("Dodo");
        String path = "/actions/" + action + "/event";
        Instant soon = Instant.now().plus(Duration.ofDays(2));
        assertThatThrownBy(() -> WORLD.put(
                        path,
                        EventWorld.details(soon)
                                .put("endsAt", soon.minusSeconds(3600).toString())))
                .hasMessageContaining("endsAt")
                .hasMessageContaining("after startsAt");
        assertThatThrownBy(
                        () -> WORLD.put(path, EventWorld.details(Instant.now().plus(Duration.ofDays(3_000)))))
                .hasMessageContaining("startsAt")
                .hasMessageContaining("five years");
        assertThatThrownBy(
                        () -> WORLD.put(path, EventWorld.details(Instant.now().minusSeconds(60))))
                .hasMessageContaining("startsAt")
                .hasMessageContaining("past");
        WORLD.put(path, EventWorld.details(soon));
        WORLD.rows("update event set starts_at = now() - interval '1 hour', ends_at = now() + interval '1 hour'"
                + " where action_id = " + action);
        assertThatThrownBy(() -> WORLD.post("/actions/" + action + "/open", new JsonObject()))
                .hasMessageContaining("startsAt")
                .hasMessageContaining("past");
    }

    @Test
    void whoCancelsTheActionCancelsTheEvent() {
        String elsa = WORLD.onWhatsApp("Elsa");
        long action = draft("Elsa");
        WORLD.put(
                "/actions/" + action + "/event",
                EventWorld.details(Instant.now().plus(Duration.ofDays(3))));
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/open", new JsonObject());
        WORLD.phones.next(elsa, before);
        WORLD.pressed(elsa, "Oui");
        WORLD.post("/actions/" + action + "/cancel", new JsonObject());
        assertThat(WORLD.received(elsa, before, 3).get(2)).contains("C’est annulé");
        assertThat(WORLD.get("/actions/" + action + "/event").getString("cancelledAt"))
                .isNotNull();
        assertThat(WORLD.pressed(elsa, "Non")).contains("annulé").doesNotContain("terminé");
        assertThat(WORLD.count("event_answer where standing = 'yes' and action_id = " + action))
                .isOne();
    }

    @Test
    void whoStopsGivesTheirPlaceBackAndTheWaitingListMovesUp() {
        String gina = WORLD.onTelegram("Gina");
        String hugo = WORLD.onWhatsApp("Hugo");
        String ines = WORLD.onTelegram("Inès");
        long action = draft("Gina", "Hugo", "Inès");
        JsonObject details =
                EventWorld.details(Instant.now().plus(Duration.ofDays(3))).put("capacity", 1);
        JsonObject event = WORLD.put("/actions/" + action + "/event", details);
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/open", new JsonObject());
        for (String phone : List.of(gina, hugo, ines)) {
            WORLD.phones.next(phone, before);
        }
        WORLD.pressed(gina, "Oui");
        WORLD.pressed(hugo, "Oui");
        WORLD.pressed(ines, "Oui");
        // A change: whoever waits reads that they wait still.
        long change = WORLD.phones.now();
        WORLD.put("/actions/" + action + "/event", details.copy().put("place", "Salle Jean-Jaurès"));
        assertThat(EventWorld.text(WORLD.phones.next(gina, change))).contains("nous comptons sur vous");
        assertThat(EventWorld.text(WORLD.phones.next(hugo, change)))
                .contains("Salle Jean-Jaurès", "toujours sur la liste d’attente")
                .doesNotContain("comptons sur vous");
        WORLD.phones.next(ines, change);

        long free = WORLD.phones.now();
        WORLD.phones.stopAndWait(gina, "STOP");
        assertThat(EventWorld.text(WORLD.phones.next(hugo, free))).contains("Une place s’est libérée");
        assertThat(WORLD.standing(event, "Gina")).isEqualTo("stopped");
        assertThat(WORLD.standing(event, "Hugo")).isEqualTo("yes");
        assertThat(WORLD.standing(event, "Inès")).isEqualTo("waiting");
        JsonObject counts = WORLD.get("/actions/" + action + "/event/figures");
        assertThat(counts.getInteger("yes")).isOne();
        assertThat(counts.getInteger("waiting")).isOne();
        assertThat(counts.getInteger("no")).as("nobody said no").isZero();
        assertThat(counts.getInteger("stopped")).isOne();
        assertThat(figures(action).getInteger("accepted")).isEqualTo(2);
        assertThat(figures(action).getInteger("declined")).isOne();
    }

    @Test
    void twoPeopleWhoTurnOutToBeOneHaveOneAnswerAndOnePlace() {
        String jo = WORLD.onTelegram("Jo");
        String jojo = WORLD.onWhatsApp("Jojo");
        String kira = WORLD.onTelegram("Kira");
        long action = draft("Jo", "Jojo", "Kira");
        JsonObject event = WORLD.put(
                "/actions/" + action + "/event",
                EventWorld.details(Instant.now().plus(Duration.ofDays(3))).put("capacity", 2));
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/open", new JsonObject());
        for (String phone : List.of(jo, jojo, kira)) {
            WORLD.phones.next(phone, before);
        }
        WORLD.pressed(jo, "Oui");
        WORLD.pressed(jojo, "Oui");
        assertThat(WORLD.pressed(kira, "Oui")).contains("numéro 1");
        assertThat(WORLD.pressed(jo, "Non")).isNotBlank();
        WORLD.phones.next(kira, before);
        WORLD.merge(WORLD.contact("Jo"), WORLD.contact("Jojo"));
        // Jo's no was the later word, in the event and in the action.
        Row one = WORLD.rows("select s.state, a.standing from contact c join assignment s on s.contact_id = c.id"
                        + " join event_answer a on a.contact_id = c.id and a.action_id = s.action_id"
                        + " where c.name in ('Jo', 'Jojo') and c.merged_into is null and s.action_id = " + action)
                .get(0);
        assertThat(one.getString("state")).isEqualTo("declined");
        assertThat(one.getString("standing")).isEqualTo("no");
        assertThat(WORLD.count("event_answer where action_id = " + action)).isEqualTo(2);
        JsonObject counts = WORLD.get("/actions/" + action + "/event/figures");
        assertThat(counts.getInteger("yes")).isOne();
        assertThat(counts.getInteger("no")).isOne();
        assertThat(WORLD.pressed(jo, "Oui")).contains("nous comptons sur vous");
        assertThat(WORLD.get("/actions/" + action + "/event/figures").getInteger("yes"))
                .isEqualTo(2);
    }

    @Test
    void afterTheEventWhoSaidYesHasDoneTheirPart() {
        String farid = WORLD.onTelegram("Farid");
        long action = draft("Farid");
        WORLD.put(
                "/actions/" + action + "/event",
                EventWorld.details(Instant.now().plus(Duration.ofDays(3))));
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/open", new JsonObject());
        WORLD.phones.next(farid, before);
        WORLD.pressed(farid, "Oui");
        WORLD.rows(
                "update event set starts_at = now() - interval '3 hours', ends_at = now() - interval '1 hour' where action_id = "
                        + action);
        WORLD.post("/actions/" + action + "/end", new JsonObject());
        assertThat(figures(action).getInteger("done")).isOne();
        assertThat(WORLD.pressed(farid, "Non")).isNotBlank();
        assertThat(WORLD.count("event_answer where standing = 'yes' and action_id = " + action))
                .isOne();
    }
}
