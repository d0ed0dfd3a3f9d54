package org.relais.action.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.consent.ConsentEvent;
import org.relais.contact.ConsentClass;
import org.relais.ledger.EventSource;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** Volunteers on their phones, from ACTIONS to the organiser's figures. */
@NeedsDatabase
class CallJourneyTest {
    @RegisterExtension
    static final CallWorld WORLD = new CallWorld();

    @Test
    void aVolunteerOnTelegramIsLedFromTheCardToTheResult() {
        String ana = WORLD.onTelegram("Ana");
        String number = WORLD.callee("Zoé 🌻 شذى");
        long action = WORLD.action(Scripts.vote(), List.of(number), "Ana");
        long start = WORLD.phones.now();
        List<String> given = WORLD.firstContact(ana);
        assertThat(given.get(0)).contains("Zoé 🌻", "شذى", "+33 6 39 98 ").doesNotContain("tel:");
        assertThat(given.get(1))
                .contains(
                        "Commencez par dire",
                        "Les Amis du quartier",
                        "la vie du quartier",
                        "dont vous suivez l’actualité",
                        "vous retirer");
        assertThat(WORLD.pressed(ana, "On a décroché")).contains("Irez-vous voter");
        assertThat(WORLD.pressed(ana, "Non")).contains("retient", "Écrivez ce que la personne répond");
        // A number typed as an answer is an answer, not the choice of that place.
        assertThat(WORLD.said(ana, "1")).contains("Merci de votre temps");
        // Twice the same answer to an earlier question changes nothing.
        assertThat(WORLD.pressed(ana, "Non")).contains("déjà noté");
        // Nothing comes after the last step: there is one way on, to how it ended.
        assertThat(WORLD.pressed(ana, "Fin de l’appel")).contains("Comment l’appel");
        List<String> after = WORLD.pressedFor(ana, "On s’est parlé", 2);
        assertThat(after.get(0)).contains("C’est noté", "On s’est parlé", "premier appel");
        assertThat(after.get(1)).contains("Merci", "Appels");

        // The number is gone from the chat, and from our own copy.
        WORLD.eventually(() -> WORLD.shown(ana, start).stream().noneMatch(text -> text.contains("+33 6 39")));
        assertThat(WORLD.shown(ana, start)).anyMatch(text -> text.contains("le numéro a été retiré"));
        assertThat(WORLD.count("message where spec::text like '%"
                        + number.replaceAll("(\\+33)(.)(..)(..)(..)(..)", "$1 $2 $3 $4 $5 $6") + "%'"))
                .isZero();

        JsonObject figures = WORLD.figures(action);
        assertThat(figures.getLong("calls")).isOne();
        assertThat(figures.getJsonObject("results").getLong("reached")).isOne();
        assertThat(figures.getJsonObject("list").getJsonObject("closed").getLong("reached"))
                .isOne();
        assertThat(figures.getJsonArray("answers").encode())
                .contains("{\"question\":\"vote\",\"choices\":{\"no\":1},\"words\":0}")
                .contains("{\"question\":\"why\",\"choices\":{},\"words\":1}");
        assertThat(figures.getJsonArray("volunteers").getJsonObject(0).getString("name"))
                .isEqualTo("Ana");
        assertThat(figures.getJsonArray("days")).hasSize(1);
        assertThat(WORLD.count("assignment where state = 'done' and action_id = " + action))
                .isOne();
        assertThat(WORLD.count("delivery d join call_attempt t on t.card_delivery_id = d.id where t.action_id = "
                        + action + " and d.state in ('accepted', 'delivered', 'read')"))
                .as("as many cards as calls")
                .isOne();
        // Old buttons still find their call.
        assertThat(WORLD.pressed(ana, "On a décroché")).contains("déjà noté");
    }

    /** An action that lasts for months has more calls than should be held in memory: the file is written as it is read. */
    @Test
    void everyCallIsInTheFileWhichIsSentPageByPage() {
        WORLD.onTelegram("=Cal");
        long action = WORLD.action(Scripts.vote(), List.of(WORLD.callee("Dan")), "=Cal");
        WORLD.rows(
                """
                with called as (
                    insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                              handed_out_at, lease_until, ended_at, cleared_at, result, only_contact,
                                              sender_id)
                    select e.organisation_id, e.action_id, e.id, s.id, e.contact_id, %d, now(), now(), now(), now(), 'refused', false,
                           (select min(id) from sender where organisation_id = e.organisation_id)
                    from call_entry e join call_script s on s.action_id = e.action_id cross join generate_series(1, 2100)
                    where e.action_id = %d
                    returning id, organisation_id
                )
                insert into call_answer (attempt_id, organisation_id, question, words, at)
                select id, organisation_id, 'why', 'Pluie; vent', now() from called where id %% 2 = 0
                """
                        .formatted(WORLD.contact("=Cal"), action));
        ApiClient.Answer file = WORLD.organiser.get("/actions/" + action + "/calls/calls.csv");
        assertThat(file.headers().firstValue("transfer-encoding")).hasValue("chunked");
        List<String> rows = file.body().lines().toList();
        assertThat(rows).hasSize(2_101).doesNotHaveDuplicates();
        assertThat(rows.get(0))
                .isEqualTo(
                        "\uFEFFcall;given at;ended at;volunteer;volunteer name;contact;contact name;result;call back at;vote;why");
        assertThat(rows.subList(1, rows.size()))
                .extracting(row -> Long.parseLong(row.split(";", 2)[0]))
                .isSorted();
        assertThat(rows.subList(1, rows.size()))
                .allMatch(row -> row.contains(";'=Cal;") && row.contains(";Dan;refused;;;"));
        assertThat(rows).filteredOn(row -> row.endsWith(";\"Pluie; vent\"")).hasSize(1_050);
    }

    @Test
    void onWhatsAppResultsAreAListAndNumbersAnswerToo() {
        String bruno = WORLD.onWhatsApp("Bruno");
        long action = WORLD.action(Scripts.vote(), List.of(WORLD.callee("Cora"), WORLD.callee("Dia")), "Bruno");
        assertThat(WORLD.firstContact(bruno).get(0)).contains("Cora", "+33 6 39 98");
        assertThat(WORLD.said(bruno, "3")).contains("Comment l’appel");
        assertThat(WORLD.said(bruno, "4")).contains("C’est noté", "Ne veut pas parler", "On continue");
        // A second tap on the same result.
        long before = WORLD.phones.now();
        WORLD.phones.pressAndWait(bruno, "Ne veut pas parler");
        assertThat(WORLD.received(bruno, before, 1).get(0)).contains("déjà noté");
        List<String> second = WORLD.pressedFor(bruno, "Contact suivant", 2);
        assertThat(second.get(0)).contains("Dia");
        assertThat(WORLD.pressed(bruno, "Contact suivant")).as("one at a time").contains("déjà un contact");
        assertThat(WORLD.said(bruno, "bla bla")).contains("Choisissez une des réponses");
        // No answer: to be called again, but not at once.
        assertThat(WORLD.pressed(bruno, "Pas de réponse")).contains("2 appels");
        assertThat(WORLD.pressed(bruno, "Contact suivant")).contains("Personne ne peut être appelé");
        assertThat(WORLD.said(bruno, "plus tard")).contains("Très bien", "2 appels");
        JsonObject figures = WORLD.figures(action);
        assertThat(figures.getJsonObject("results").getMap())
                .isEqualTo(
                        new JsonObject().put("refused", 1).put("no_answer", 1).getMap());
        assertThat(figures.getJsonObject("list").getLong("waiting")).isOne();
        // What was typed while somebody was called says something of them, and goes with them.
        String typed =
                "inbound_message where kind = 'understood' and contact_id = " + WORLD.contact("Bruno") + " and text = ";
        assertThat(WORLD.count(typed + "'4'")).isOne();
        WORLD.erase(WORLD.contact("Cora"));
        assertThat(WORLD.count(typed + "'4'")).isZero();
        assertThat(WORLD.count(typed + "'bla bla'"))
                .as("said with another on the telephone")
                .isOne();
    }

    @Test
    void twoVolunteersWhoRaceForOneContactNeverBothGetIt() {
        String elsa = WORLD.onTelegram("Elsa");
        String fadi = WORLD.onWhatsApp("Fadi");
        long action = WORLD.action(Scripts.vote(), List.of(WORLD.callee("Gil")), "Elsa", "Fadi");
        for (String phone : List.of(elsa, fadi)) {
            WORLD.said(phone, "ACTIONS");
            long before = WORLD.phones.now();
            WORLD.phones.writeAndWait(phone, "1");
            WORLD.phones.next(phone, before);
        }
        long before = WORLD.phones.now();
        for (String phone : List.of(elsa, fadi)) {
            WORLD.phones.post("/phones/" + phone + "/press", new JsonObject().put("button", "Recevoir un contact"));
        }
        List<String> texts = new ArrayList<>();
        texts.add(String.join("\n", WORLD.received(elsa, before, 1)));
        texts.add(String.join("\n", WORLD.received(fadi, before, 1)));
        assertThat(texts.stream().filter(text -> text.contains("+33 6 39 98"))).hasSize(1);
        // Whether the other one has it already, or is just being given it.
        assertThat(texts.stream()
                        .filter(text -> text.contains("chez d’autres bénévoles")
                                || text.contains("Personne ne peut être appelé")))
                .hasSize(1);
        assertThat(WORLD.count("call_attempt where action_id = " + action)).isOne();
    }

    @Test
    void aLeaseThatEndsWhileTypingGivesTheContactBackAndTheResultCanStillBeTold() {
        String hana = WORLD.onTelegram("Hana");
        String ivo = WORLD.onTelegram("Ivo");
        long action = WORLD.action(Scripts.vote(), List.of(WORLD.callee("Jo")), "Hana", "Ivo");
        long start = WORLD.phones.now();
        WORLD.firstContact(hana);
        WORLD.pressed(hana, "On a décroché");
        WORLD.pressed(hana, "Non");
        WORLD.silence(action);
        WORLD.eventually(() -> WORLD.shown(hana, start).stream().noneMatch(text -> text.contains("+33 6 39 98")));
        WORLD.eventually(() ->
                WORLD.shown(hana, start).stream().anyMatch(text -> text.contains("Jo est de nouveau dans la liste")));
        assertThat(WORLD.said(hana, "elle hésite")).contains("Jo est de nouveau dans la liste");
        assertThat(WORLD.count(
                        "call_answer a join call_attempt t on t.id = a.attempt_id where words is not null and t.action_id = "
                                + action))
                .isZero();
        // Somebody else has taken it up since: nothing can be told any more.
        assertThat(WORLD.firstContact(ivo).get(0)).contains("Jo");
        assertThat(WORLD.pressed(hana, "Dire le résultat")).contains("passé à un autre bénévole");
        // And once it is back, the last who had it can tell.
        long quiet = WORLD.phones.now();
        WORLD.silence(action);
        assertThat(CallWorld.text(WORLD.phones.next(ivo, quiet))).contains("Jo est de nouveau dans la liste");
        assertThat(WORLD.pressed(ivo, "On a décroché")).contains("de nouveau dans la liste");
        assertThat(WORLD.pressed(ivo, "Dire le résultat")).contains("Comment l’appel");
        assertThat(WORLD.pressed(ivo, "On s’est parlé")).contains("C’est noté");
        assertThat(WORLD.figures(action).getJsonObject("results").getMap())
                .isEqualTo(new JsonObject().put("expired", 1).put("reached", 1).getMap());
        assertThat(WORLD.count("action_event where kind = 'unit' and action_id = " + action))
                .as("as many pieces of work as calls with a result")
                .isOne();
    }

    @Test
    void aCallBackComesBackAtItsTime() {
        String kim = WORLD.onTelegram("Kim");
        long action = WORLD.action(Scripts.vote(), List.of(WORLD.callee("Léa")), "Kim");
        WORLD.firstContact(kim);
        WORLD.pressed(kim, "Autre résultat");
        assertThat(WORLD.pressed(kim, "Rappeler plus tard")).contains("Quand la personne");
        assertThat(WORLD.pressed(kim, "Un autre moment")).contains("Écrivez l’heure");
        assertThat(WORLD.said(kim, "10h75")).contains("n’a pas pu être lue");
        assertThat(WORLD.said(kim, "01/01/2020 10h")).contains("passée ou trop lointaine");
        assertThat(WORLD.said(kim, "demain 10h")).contains("à rappeler", "10:00", "On continue");
        assertThat(WORLD.pressed(kim, "Contact suivant"))
                .contains("à rappeler plus tard", "Prochain appel possible", "10:00");
        assertThat(WORLD.said(kim, "je peux appeler quand ?")).contains("Prochain appel possible", "10:00");
        Row entry = WORLD.rows(
                        "select turn, state, next_at > now() as later from call_entry where action_id = " + action)
                .get(0);
        assertThat(entry.getInteger("turn")).isZero();
        assertThat(entry.getBoolean("later")).isTrue();
        WORLD.rows("update call_entry set next_at = now() where action_id = " + action);
        assertThat(WORLD.pressedFor(kim, "Contact suivant", 2).get(0)).contains("Léa", "+33 6 39 98");
        assertThat(WORLD.pressed(kim, "Pas de réponse")).contains("C’est noté");
    }

    @Test
    void whoAsksToBeRemovedGetsNothingMoreOnAnyChannel() {
        String marc = WORLD.onTelegram("Marc");
        String number = WORLD.callee("Nora");
        long nora = WORLD.contact("Nora");
        WORLD.action(Scripts.vote(), List.of(number), "Marc");
        WORLD.firstContact(marc);
        WORLD.pressed(marc, "Autre résultat");
        assertThat(WORLD.pressedFor(marc, "Demande de retrait", 2).get(0))
                .contains("ne contacteront plus cette personne");
        Row stop = WORLD.rows(
                        "select source, actor, state_after from ledger_event where kind = 'opt_out' and contact_id = "
                                + nora)
                .get(0);
        assertThat(stop.getString("source")).isEqualTo("volunteer");
        assertThat(stop.getString("actor")).isEqualTo("volunteer:" + WORLD.contact("Marc"));
        assertThat(stop.getString("state_after")).isEqualTo("unsubscribed");
        WORLD.eventually(() -> WORLD.count("call_attempt where owed_stop is not null") == 0);
        long before = WORLD.phones.now();
        long broadcast = WORLD.sent("Après", ApiBody.contacts(nora, WORLD.contact("Marc")), "Bonjour");
        assertThat(CallWorld.text(WORLD.phones.next(marc, before))).contains("Bonjour");
        WORLD.eventually(() -> WORLD.count("delivery where state = 'suppressed' and broadcast_id = " + broadcast
                        + " and contact_id = " + nora)
                == 1);
        assertThat(WORLD.count("delivery where contact_id = " + nora + " and state in ('accepted', 'delivered', 'read')"
                        + " and queued_at > (select recorded_at from ledger_event where kind = 'opt_out' and contact_id = "
                        + nora + ")"))
                .isZero();
        // Told twice, done once.
        assertThat(WORLD.pressed(marc, "Demande de retrait")).contains("déjà noté");
    }

    @Test
    void aResultIsCorrectedAtOnceAndARemovalNever() {
        String pia = WORLD.onTelegram("Pia");
        String number = WORLD.callee("Quim");
        long action = WORLD.action(Scripts.vote(), List.of(number, WORLD.callee("Rita")), "Pia");
        WORLD.firstContact(pia);
        WORLD.pressed(pia, "Autre résultat");
        assertThat(WORLD.pressed(pia, "Mauvais numéro")).contains("ne sera plus montré");
        assertThat(WORLD.said(pia, "corriger")).contains("Comment l’appel à Quim");
        assertThat(WORLD.pressed(pia, "On s’est parlé")).contains("corrigé pour Quim", "On s’est parlé");
        assertThat(WORLD.figures(action).getJsonObject("results").getMap())
                .isEqualTo(new JsonObject().put("reached", 1).getMap());
        assertThat(WORLD.count("address where status_reason = 'wrong_number' and identifier = '" + number + "'"))
                .isZero();
        assertThat(WORLD.count("action_event where kind = 'unit' and action_id = " + action))
                .as("one call is one unit")
                .isOne();
        WORLD.pressed(pia, "Corriger");
        assertThat(WORLD.pressed(pia, "Demande de retrait")).contains("ne contacteront plus cette personne");
        assertThat(WORLD.pressed(pia, "Corriger")).as("an old button").contains("rien à corriger");
        assertThat(WORLD.pressed(pia, "On s’est parlé")).contains("déjà noté");
        assertThat(WORLD.figures(action).getJsonObject("results").getMap())
                .isEqualTo(new JsonObject().put("removed", 1).getMap());
        assertThat(WORLD.rows("select state from consent where contact_id = " + WORLD.contact("Quim"))
                        .get(0)
                        .getString("state"))
                .isEqualTo("unsubscribed");
        // What was long ago stays.
        assertThat(WORLD.pressedFor(pia, "Contact suivant", 2).get(0)).contains("Rita");
        WORLD.pressed(pia, "Pas de réponse");
        WORLD.rows("update call_attempt set ended_at = ended_at - interval '11 minutes' where action_id = " + action);
        assertThat(WORLD.pressed(pia, "Corriger")).contains("rien à corriger");
    }

    @Test
    void notesThatMayBeARequestOfRemovalAreAskedAbout() {
        String lou = WORLD.onTelegram("Lou");
        long action = WORLD.action(Scripts.vote(), List.of(WORLD.callee("Mona")), "Lou");
        WORLD.firstContact(lou);
        WORLD.pressed(lou, "On a décroché");
        WORLD.pressed(lou, "Non");
        // An answer in words is kept; that it is about messages is all that would be asked about.
        assertThat(WORLD.said(lou, "elle ne veut plus des voitures dans le centre"))
                .contains("Merci de votre temps");
        assertThat(WORLD.count(
                        "call_answer a join call_attempt t on t.id = a.attempt_id where a.words like '%voitures%'"
                                + " and t.action_id = " + action))
                .isOne();
        // What nobody asked for may be a request of removal.
        assertThat(WORLD.said(lou, "elle ne veut plus être appelée")).contains("demandé à ne plus être contactée");
        assertThat(WORLD.pressed(lou, "Non, continuer")).contains("Merci de votre temps");
        WORLD.said(lou, "elle demande à être retirée de la liste");
        assertThat(WORLD.pressedFor(lou, "Oui, la retirer", 2).get(0)).contains("ne contacteront plus cette personne");
        assertThat(WORLD.rows("select state from consent where contact_id = " + WORLD.contact("Mona"))
                        .get(0)
                        .getString("state"))
                .isEqualTo("unsubscribed");
        assertThat(WORLD.figures(action).getJsonObject("results").getLong("removed"))
                .isOne();
    }

    /** Neither an old button nor the end of the lease answers whether somebody asked to be removed. */
    @Test
    void whoMayHaveAskedToBeRemovedGoesToNobodyElseBeforeThatIsAnswered() {
        String ines = WORLD.onTelegram("Ines");
        String noe = WORLD.onTelegram("Noé");
        long action = WORLD.action(Scripts.vote(), List.of(WORLD.callee("Rosa")), "Ines", "Noé");
        WORLD.firstContact(ines);
        WORLD.pressed(ines, "On a décroché");
        assertThat(WORLD.said(ines, "elle ne veut plus être appelée")).contains("demandé à ne plus être contactée");
        assertThat(WORLD.pressed(ines, "Fin de l’appel")).contains("demandé à ne plus être contactée");
        long before = WORLD.phones.now();
        WORLD.silence(action);
        assertThat(ServiceFixture.text(WORLD.phones.next(ines, before))).contains("demandé à ne plus être contactée");
        WORLD.said(noe, "ACTIONS");
        assertThat(WORLD.said(noe, "1")).contains("personne n’attend");
        assertThat(WORLD.count("call_attempt where action_id = " + action)).isOne();
        assertThat(WORLD.pressed(ines, "Non, continuer")).contains("est de nouveau dans la liste");
        WORLD.firstContact(noe);
        assertThat(WORLD.count("call_attempt where action_id = " + action)).isEqualTo(2);
    }

    @Test
    void theVolunteersOwnStopAndPauseEndTheSession() {
        String olga = WORLD.onTelegram("Olga");
        String paul = WORLD.onTelegram("Paul");
        long action = WORLD.action(Scripts.vote(), List.of(WORLD.callee("Quentin")), "Olga", "Paul");
        WORLD.put("/actions/" + action + "/calls/settings", new JsonObject().put("attempts", 2));
        WORLD.firstContact(olga);
        assertThat(WORLD.said(olga, "Plus tard !")).contains("Très bien", "Pas d’appel");
        assertThat(WORLD.firstContact(paul).get(0)).contains("Quentin");
        WORLD.said(paul, "STOP");
        WORLD.eventually(() -> WORLD.count("call_attempt where ended_at is null and action_id = " + action) == 0);
        long before = WORLD.phones.now();
        assertThat(WORLD.pressedFor(olga, "Recevoir un contact", 2).get(0)).contains("Quentin");
        assertThat(WORLD.shown(paul, before)).isEmpty();
        assertThat(WORLD.figures(action).getJsonObject("results").getMap())
                .isEqualTo(new JsonObject().put("paused", 1).put("returned", 1).getMap());
        // Given back is not called: after this first call the list's two are not used up, and there is more to do.
        WORLD.pressed(olga, "Autre résultat");
        assertThat(WORLD.pressed(olga, "Pas de réponse")).contains("C’est noté");
        assertThat(WORLD.count("call_entry where state = 'waiting' and attempts = 1 and action_id = " + action))
                .isOne();
        assertThat(WORLD.said(olga, "Plus tard")).contains("1 appel passé");
        assertThat(WORLD.count("assignment where state = 'accepted' and action_id = " + action + " and contact_id = "
                        + WORLD.contact("Olga")))
                .as("who pauses has not finished")
                .isOne();
    }

    @Test
    void aPersonWhoStopsDuringTheCallIsNotCalledAndAWrongNumberIsNotShownAgain() {
        String rosa = WORLD.onTelegram("Rosa");
        String first = WORLD.callee("Sami");
        String second = WORLD.callee("Théo");
        long action = WORLD.action(Scripts.vote(), List.of(first, second), "Rosa");
        long start = WORLD.phones.now();
        assertThat(WORLD.firstContact(rosa).get(0)).contains("Sami");
        WORLD.pressed(rosa, "On a décroché");
        long before = WORLD.phones.now();
        WORLD.phones.stopAndWait(WORLD.phoneOf(first), "STOP");
        assertThat(CallWorld.text(WORLD.phones.next(rosa, before)))
                .as("told without asking")
                .contains("N’appelez pas cette personne", "On continue");
        assertThat(WORLD.count("call_attempt where result = 'stopped' and action_id = " + action))
                .isOne();
        WORLD.eventually(() -> WORLD.shown(rosa, start).stream().noneMatch(text -> text.contains("+33 6 39 98")));
        assertThat(WORLD.pressed(rosa, "Non")).contains("déjà noté");
        assertThat(WORLD.figures(action)
                        .getJsonObject("list")
                        .getJsonObject("closed")
                        .getLong("unsubscribed"))
                .isOne();
        assertThat(WORLD.pressedFor(rosa, "Contact suivant", 2).get(0)).contains("Théo");
        WORLD.pressed(rosa, "Autre résultat");
        assertThat(WORLD.pressedFor(rosa, "Mauvais numéro", 2).get(0)).contains("ne sera plus montré");
        assertThat(WORLD.rows("select status, status_reason from address where identifier = '" + second + "'")
                        .get(0)
                        .getString("status_reason"))
                .isEqualTo("wrong_number");
    }

    @Test
    void whereANumberComesFromByTheLedgerNeedNotBeSaidAgain() {
        String wilma = WORLD.onTelegram("Wilma");
        String number = WORLD.callee("Xénia");
        WORLD.service.apply(ConsentEvent.classChange(
                        WORLD.service.organisationId(),
                        WORLD.contact("Xénia"),
                        ConsentClass.OCCASIONAL,
                        Instant.now(),
                        EventSource.CONSOLE)
                .detail(new JsonObject().put("origin", "le stand du marché")));
        long action = WORLD.action(Scripts.vote(), List.of(number), "Wilma");
        assertThat(WORLD.get("/actions/" + action + "/calls/list")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("refusal"))
                .isNull();
        WORLD.rows("update action set state = 'draft', opened_at = null where id = " + action);
        assertThatThrownBy(() -> WORLD.post("/actions/" + action + "/open", new JsonObject()))
                .as("its message has no mention, and nothing else lacks")
                .hasMessageContaining("\"message.mention\"")
                .hasMessageNotContaining("\"origin\"");
        WORLD.rows("update action set state = 'open', opened_at = now() where id = " + action);
        assertThat(WORLD.firstContact(wilma).get(1)).contains("Votre numéro vient de", "le stand du marché");
    }

    @Test
    void anOccasionalContactIsToldWhereTheNumberComesFromAndCalledOnceInAll() {
        String wanda = WORLD.onTelegram("Wanda");
        String number = WORLD.callee("Xavier");
        long xavier = WORLD.contact("Xavier");
        WORLD.service.apply(ConsentEvent.classChange(
                WORLD.service.organisationId(), xavier, ConsentClass.OCCASIONAL, Instant.now(), EventSource.CONSOLE));
        long action = WORLD.action(Scripts.vote(), List.of(number), "Wanda");
        assertThat(WORLD.get("/actions/" + action + "/calls/list")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("refusal"))
                .isEqualTo("no_origin");
        WORLD.said(wanda, "ACTIONS");
        assertThat(WORLD.said(wanda, "1")).doesNotContain("1 personne attend");
        WORLD.rows("update action set state = 'draft', opened_at = null where id = " + action);
        assertThatThrownBy(() -> WORLD.post("/actions/" + action + "/open", new JsonObject()))
                .hasMessageContaining("\"origin\"");
        WORLD.rows("update action set state = 'open', opened_at = now() where id = " + action);
        WORLD.put(
                "/actions/" + action + "/calls/settings",
                new JsonObject().put("origin", new JsonObject().put("fr", "l’annuaire du quartier")));
        List<String> given = WORLD.firstContact(wanda);
        assertThat(given.get(0)).contains("Xavier");
        assertThat(given.get(1))
                .contains(
                        "Votre numéro vient de", "l’annuaire du quartier", "que cette fois", "retirer définitivement");
        assertThat(WORLD.count("consent where occasional_spent_at is not null and contact_id = " + xavier))
                .as("spent before the number was shown")
                .isOne();
        long before = WORLD.phones.now();
        WORLD.pressed(wanda, "Autre résultat");
        assertThat(WORLD.phones.next(wanda, before).encode())
                .contains("Demande de retrait")
                .doesNotContain("Rappeler plus tard");
        assertThat(WORLD.pressedFor(wanda, "Pas de réponse", 2).get(0)).contains("C’est noté");
        assertThat(WORLD.figures(action)
                        .getJsonObject("list")
                        .getJsonObject("closed")
                        .getLong("no_answer"))
                .isOne();
        long again = WORLD.action(Scripts.vote(), List.of(number), "Wanda");
        assertThat(WORLD.get("/actions/" + again + "/calls/list")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getString("refusal"))
                .isEqualTo("occasional_spent");
    }

    @Test
    void fromTheOrganisersFormToTheThanksAtTheEnd() {
        String yann = WORLD.onTelegram("Yann");
        String number = WORLD.callee("Zita");
        long action = WORLD.created(
                "/actions",
                new JsonObject()
                        .put("kind", "call")
                        .put("title", "Appels du soir")
                        .put("perDay", 1)
                        .put("audience", ApiBody.contacts(WORLD.contact("Yann")))
                        .put("message", ApiBody.message("Voulez-vous appeler ?")));
        assertThatThrownBy(() -> WORLD.post("/actions/" + action + "/open", new JsonObject()))
                .hasMessageContaining("script")
                .hasMessageContaining("list");
        WORLD.put("/actions/" + action + "/calls/script", Scripts.vote());
        JsonObject listed = WORLD.post(
                "/actions/" + action + "/calls/list",
                new JsonObject()
                        .put(
                                "phones",
                                new JsonArray()
                                        .add(number)
                                        .add(WORLD.callee("Abel"))
                                        .add("+33 6 39 98 22 99")));
        assertThat(listed.getLong("added")).isEqualTo(2);
        assertThat(listed.getLong("unknown")).isOne();
        long before = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/open", new JsonObject());
        assertThat(CallWorld.text(WORLD.phones.next(yann, before))).contains("Voulez-vous appeler", "STOP");
        assertThat(WORLD.pressed(yann, "J’en suis")).contains("Merci d’appeler pour", "2 personnes attendent");
        assertThat(WORLD.pressed(yann, "J’en suis")).as("a second tap").doesNotContain("tel:");
        assertThat(WORLD.pressedFor(yann, "Recevoir un contact", 2).get(0)).contains("Zita", "+33 6 39 98");
        assertThat(WORLD.pressed(yann, "Recevoir un contact")).contains("il arrive, ou se trouve un peu plus haut");
        WORLD.pressed(yann, "Autre résultat");
        List<String> noted = WORLD.pressedFor(yann, "Ne veut pas parler", 2);
        assertThat(noted.get(0)).contains("C’est noté");
        assertThat(noted.get(1)).contains("tous vos appels d’aujourd’hui");
        long ending = WORLD.phones.now();
        WORLD.post("/actions/" + action + "/end", new JsonObject());
        assertThat(CallWorld.text(WORLD.phones.next(yann, ending))).contains("Merci", "Appels du soir");
        assertThat(WORLD.pressed(yann, "Recevoir un contact"))
                .as("after the end")
                .contains("terminé");
        JsonObject figures = WORLD.get("/actions/" + action + "/figures").getJsonObject("figures");
        assertThat(figures.getLong("done")).isOne();
        assertThatThrownBy(() -> WORLD.put("/actions/" + action + "/calls/script", Scripts.vote()))
                .hasMessageContaining("409");
    }

    @Test
    void aLongStepComesInPiecesThatEndWithTheirSentences() {
        String ugo = WORLD.onTelegram("Ugo");
        String sentence = "Nous demandons une salle pour les associations du quartier, ouverte le soir. ";
        String longText = sentence.repeat(4_096 / sentence.length() + 20).strip();
        long action = WORLD.action(
                Scripts.of(Scripts.step("long", longText), Scripts.step("end_of_it", "Merci")),
                List.of(WORLD.callee("Véra")),
                "Ugo");
        WORLD.firstContact(ugo);
        List<String> parts = WORLD.pressedFor(ugo, "On a décroché", 2);
        assertThat(parts).allMatch(part -> part.length() <= 4_096 && part.endsWith("ouverte le soir."));
        assertThat(String.join(" ", parts)).isEqualTo(longText);
        assertThat(WORLD.pressed(ugo, "Continuer")).contains("Merci");
        assertThat(WORLD.count("call_attempt where step = 1 and action_id = " + action))
                .isOne();
    }

    @Test
    void whatIsWrongWithAScriptOrAListIsSaidAndNothingIsChanged() {
        long action = WORLD.action(Scripts.vote(), List.of());
        JsonObject loop = Scripts.of(
                Scripts.step("one", "Bonjour"), Scripts.step("two", "Encore").put("next", "one"));
        assertThatThrownBy(() -> WORLD.put("/actions/" + action + "/calls/script", loop))
                .hasMessageContaining("steps[1].next")
                .hasMessageContaining("leads back to one");
        assertThatThrownBy(() -> WORLD.post(
                        "/actions/" + action + "/calls/list",
                        new JsonObject().put("phones", new JsonArray().add("12"))))
                .hasMessageContaining("phones[0]");
        assertThatThrownBy(() -> WORLD.post("/actions/" + action + "/calls/list", new JsonObject().put("import", 9999)))
                .hasMessageContaining("finished import");
        assertThatThrownBy(
                        () -> WORLD.put("/actions/" + action + "/calls/settings", new JsonObject().put("attempts", 99)))
                .hasMessageContaining("attempts");
        assertThat(WORLD.get("/actions/" + action + "/calls/script").getInteger("version"))
                .isOne();
        assertThat(WORLD.get("/actions/" + action + "/calls/list").getJsonArray("items"))
                .isEmpty();
        assertThat(WORLD.put(
                                "/actions/" + action + "/calls/settings",
                                new JsonObject()
                                        .put("leaseMinutes", 5)
                                        .put("origin", new JsonObject().put("fr", "annuaire")))
                        .getInteger("leaseMinutes"))
                .isEqualTo(5);
    }
}
