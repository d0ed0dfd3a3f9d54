package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relais.consent.ConsentEvent;
import org.relais.consent.Purpose;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.database.Timestamps;
import org.relais.inbox.ThreadCursor;
import org.relais.inbox.ThreadEntry;
import org.relais.inbox.ThreadService;
import org.relais.ledger.EventSource;
import org.relais.organisation.Role;
import org.relais.template.PersonalVariables;
import org.relais.testing.NeedsDatabase;

/** The page of one person: what was said, what it was taken for, and what the ledger proves, in words. */
@NeedsDatabase
class PersonPageTest {
    private static ConsoleSite site;

    @BeforeAll
    static void open() {
        site = ConsoleSite.open();
        site.senders
                .register(site.pool(), site.organisation.id(), "whatsapp", "100", "Numéro principal")
                .await();
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @Test
    void wordsThatMayBeAStopStandAmongWhatWasSaidWithTheirDecision() {
        long held = site.held("Jeanne", "+33612345601", "Stop de m’appeler le soir");
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String path = "/console/contacts/" + held;
        assertThat(said(reader.get(path).body()))
                .contains("<q dir=\"auto\">Stop de m’appeler le soir</q>", "Peut-être un arrêt")
                .doesNotContain("décidé par");
        reader.post(
                "/console/inbox/holds/" + held + "/release",
                "seen",
                site.now.get().toString());
        assertThat(said(reader.get(path).body()))
                .contains("Stop de m’appeler le soir", "Pas un arrêt", "décidé par Ana &lt;organiser&gt;")
                .doesNotContain("Peut-être");
        assertThat(said(reader.get("/console/contacts/" + site.subscriber("Ordinaire", "+33612345602"))
                        .body()))
                .as("what they joined by is no stop")
                .doesNotContain("Arrêt", "arrêt");
    }

    @Test
    void whyNothingIsSentIsSaidAsTheLedgerKnowsIt() {
        long wrote = site.subscriber("Écrit", "+33612345603");
        long blocked = site.subscriber("Bloque", "+33612345604");
        long told = site.subscriber("Dit", "+33612345605");
        ConsentEvent stop = ConsentEvent.stop(site.organisation.id(), wrote, ConsoleSite.START, EventSource.WEBHOOK);
        site.apply(
                stop.from("whatsapp", "w").words("laissez-moi tranquille", "fr").detail(rule("leave me alone")));
        site.apply(ConsentEvent.stop(site.organisation.id(), blocked, ConsoleSite.START, EventSource.WEBHOOK)
                .from("whatsapp", "b")
                .detail(rule("131050")));
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        reader.post("/console/contacts/" + told + "/stop", "words", "Plus rien");
        List<Long> people = List.of(wrote, blocked, told);
        List<String> reasons = List.of(
                "la personne a demandé l’arrêt aujourd’hui à 11:00 en écrivant «\u00a0laissez-moi tranquille\u00a0»",
                "la personne a bloqué les messages de l’organisation dans WhatsApp, aujourd’hui à 11:00",
                "Ana &lt;organiser&gt; a enregistré l’arrêt de la personne aujourd’hui à 11:");
        for (int at = 0; at < people.size(); at++) {
            site.wrote(people.get(at), "Une question");
            for (String page : List.of("/console/contacts/", "/console/inbox/people/")) {
                assertThat(reader.get(page + people.get(at)).body())
                        .contains(reasons.get(at))
                        .doesNotContain("ou bloqué");
            }
        }
        assertThat(reader.get("/console/inbox/stops").body())
                .as("no message, and yet to be read")
                .containsSubsequence(
                        "Compris par Relais, dans leurs mots",
                        "/console/inbox/people/" + wrote,
                        "«\u00a0laissez-moi tranquille\u00a0»",
                        "Sans doute possible")
                .as("what was understood of words can be noted as no stop, here as on the person's page")
                .contains("action=\"/console/inbox/people/" + wrote + "/notes\"")
                .doesNotContain("/console/inbox/people/" + blocked + "/notes", "rien à faire")
                .contains("messages bloqués dans WhatsApp", "enregistré par Ana &lt;organiser&gt;");
        assertThat(reader.get("/console/inbox").body()).contains("href=\"/console/inbox/stops\"");
        assertThat(reader.get("/console/inbox/people/" + blocked).body())
                .as("its line in the conversation")
                .contains("Messages bloqués dans la messagerie")
                .doesNotContain("Arrêt demandé");
    }

    @Test
    void aClosedAccountIsToldAsSuchAndNotAsAStop() {
        long person = site.subscriber("Fermé", "+33612345607");
        site.rows(
                "update address set status = 'unreachable', status_reason = 'deactivated' where contact_id = $1 returning id",
                person);
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        assertThat(reader.get("/console/contacts/" + person).body())
                .contains(
                        "Ne recevra pas d’envoi\u00a0: la personne n’a plus de compte sur WhatsApp",
                        ">N’a plus de compte<")
                .doesNotContain("bloqué les messages", "Arrêt demandé");
        assertThat(reader.get("/console/inbox/stops").body()).doesNotContain("/console/inbox/people/" + person);
    }

    @Test
    void whoAsksForTheirDataGetsThemBeforeTheyAreErased() {
        long person = site.subscriber("Accès", "+33612345651");
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        String path = "/console/contacts/" + person;
        assertThat(owner.get(path).body()).contains("/erase\"").doesNotContain("id=\"access-first\"");
        owner.post(path + "/right", "right", "access", "date", "2026-01-05", "words", "");
        String page = owner.get(path).body();
        assertThat(page.substring(page.indexOf("/erase\"")))
                .contains("id=\"access-first\"", "Une demande d’accès attend encore", path + "/data\"");
    }

    @Test
    void aVolunteerWhoReportedAStopIsLedTo() {
        try (ConsoleSite own = ConsoleSite.open()) {
            long volunteer = own.subscriber("Jeanne", "+33612345661");
            long called = own.subscriber("Bilal", "+33612345662");
            own.apply(ConsentEvent.stop(own.organisation.id(), called, ConsoleSite.START, EventSource.VOLUNTEER)
                    .from(null, "call:1")
                    .by("volunteer:" + volunteer)
                    .detail(rule("asked_on_the_telephone")));
            assertThat(own.signIn(Role.ORGANISER, "fr")
                            .get("/console/contacts/" + called)
                            .body())
                    .contains("<a href=\"/console/contacts/" + volunteer + "\">Fiche n° " + volunteer + "</a>")
                    .doesNotContain("volunteer:");
        }
    }

    @Test
    void detailsArePutRightWhereTheyStand() {
        long person = site.subscriber("Corrigée", "+33612345641");
        String page = site.signIn(Role.ORGANISER, "fr")
                .get("/console/contacts/" + person)
                .body();
        assertThat(page.substring(page.indexOf("id=\"details\""), page.indexOf("id=\"paper\"")))
                .contains("Corriger ses informations", "/console/contacts/" + person + "/details");
    }

    @Test
    void whatIsPlannedComesAfterWhatWasSaidWithItsTimeAndWhyItWaits() {
        long person = site.subscriber("Prévue", "+33612345640");
        planned(person, "Demain, c’est la fête", "2026-12-24T17:00:00Z");
        site.wrote(person, "À quelle heure ?");
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String page = "/console/inbox/people/" + person;
        assertThat(reader.get(page).body())
                .containsSubsequence("À quelle heure", "Demain, c’est la fête", "partira le 24 déc. 2026")
                .doesNotContain("id=\"planned\"", "est en pause");
        assertThat(said(reader.get("/console/contacts/" + person).body()))
                .containsSubsequence("Demain, c’est la fête", "partira le 24 déc. 2026", "À quelle heure");
        planned(person, "C’est dans deux heures", "2026-12-25T17:00:00Z");
        site.rows("update sender set status = 'paused' where external_id = '100' returning id");
        assertThat(reader.get(page).body())
                .containsSubsequence("À quelle heure", "2 messages prévus, le premier le 24 déc. 2026", "est en pause");
        site.rows("update sender set status = 'active' where external_id = '100' returning id");
    }

    private static void planned(long person, String text, String at) {
        site.rows(
                """
                with written as (
                    insert into message (organisation_id, spec, created_at)
                    values ($1, jsonb_build_object('type', 'text', 'language', 'fr', 'body', jsonb_build_object('fr', $3::text)),
                            now())
                    returning id)
                insert into delivery (organisation_id, contact_id, message_id, sender_id, address_id, not_before, queued_at,
                                      priority, state, purpose)
                select $1, $2, written.id, (select id from sender where external_id = '100' and organisation_id = $1), a.id,
                       $4::text::timestamptz, now(), 2, 'queued', 'broadcast'
                from written, address a where a.contact_id = $2
                returning id
                """,
                site.organisation.id(),
                person,
                text,
                at);
    }

    @Test
    void whyMessagesWereNotSentIsSaidInFullOnce() {
        long person = site.subscriber("Manque", "+33612345643");
        for (int at = 0; at < 3; at++) {
            planned(person, "Texte " + at, "2026-12-24T17:00:00Z");
            site.rows(
                    """
                    update delivery set state = 'suppressed', settled_at = now(), reason = 'window_closed'
                    where contact_id = $1 and state = 'queued' returning id
                    """,
                    person);
        }
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        for (String page : List.of("/console/contacts/", "/console/inbox/people/")) {
            String body = reader.get(page + person).body();
            assertThat(body.split("WhatsApp demande alors un modèle", -1))
                    .as(page)
                    .hasSize(2);
            assertThat(body.split("&nbsp;· modèle nécessaire", -1)).as(page).hasSize(3);
            assertThat(body).as("one space before what stands after an hour").doesNotContainPattern("\\s&nbsp;·");
        }
    }

    @Test
    void aNumberThatIsLostIsStillKnownInTheListAndAnIdentifierOfThePlatformIsNot() {
        long person = site.subscriber("Perdue Numéro", "+33612345645");
        site.rows("update address set status = 'unreachable' where contact_id = $1 returning id", person);
        site.rows(
                """
                insert into address (organisation_id, contact_id, channel, kind, identifier, fingerprint, status, created_at)
                select organisation_id, contact_id, channel, 'bsuid', 'FR.11925943029133871234', sha256('x'), 'active', now()
                from address where contact_id = $1 returning id
                """,
                person);
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        assertThat(reader.get("/console/contacts?q=perdue").body())
                .contains(">Injoignable</span>")
                .containsPattern("\\+33\\D6\\D12\\D34\\D56\\D45")
                .doesNotContain("FR.119");
        String card = reader.get("/console/contacts/" + person).body();
        assertThat(card.replaceAll("\\D", ""))
                .as("what can be dialled comes first")
                .containsPattern("612345645.*11925943029133871234");
        assertThat(card.split("L’attribuer à quelqu’un d’autre", -1))
                .as("asked once")
                .hasSize(2);
        site.rows("delete from address where contact_id = $1 and kind = 'phone' returning id", person);
        assertThat(reader.get("/console/contacts?q=perdue").body())
                .contains("Compte WhatsApp")
                .doesNotContain("FR.119");
        site.rows("update address set status = 'unreachable' where contact_id = $1 returning id", person);
        assertThat(reader.get("/console/contacts?q=perdue").body()).containsPattern("badge warn\"[^>]*>Injoignable<");
    }

    @Test
    void whoHasNoAccountLeftIsSaidWithTheChannelWhereverAMessageFailed() {
        long person = site.subscriber("Grace Parti", "+33612345644");
        site.rows("update contact set language = 'en' where id = $1 returning id", person);
        planned(person, "Rappel jeudi", "2026-12-24T17:00:00Z");
        site.rows(
                """
                update delivery set state = 'failed', settled_at = now(), reason = 'deactivated'
                where contact_id = $1 returning id
                """,
                person);
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        for (String page :
                List.of("/console/contacts/%d", "/console/inbox/people/%d", "/console/contacts/%d/data?in=fr")) {
            assertThat(reader.get(page.formatted(person)).body())
                    .as(page)
                    .contains("la personne n’a plus de compte sur WhatsApp")
                    .doesNotContainPattern("\\{[a-z-]+}");
        }
        assertThat(reader.get("/console/contacts/" + person + "/data").body())
                .as("what is handed to somebody is in their language, around it the reader's")
                .contains("id=\"sheet\" lang=\"en\"", "no longer has an account on WhatsApp", "All data of", "Imprimer")
                .contains("href=\"?in=fr\" hreflang=\"fr\">En français");
    }

    @Test
    void whateverWasSentFromWhateverCauseIsShown() {
        long person = site.subscriber("Écrite", "+33612345642");
        for (Purpose purpose : Purpose.values()) {
            planned(person, "Texte " + purpose, "2026-12-24T17:00:00Z");
            site.rows(
                    """
                    update delivery set state = 'accepted', settled_at = now(), purpose = $2
                    where contact_id = $1 and state = 'queued' returning id
                    """,
                    person,
                    purpose.sqlName());
        }
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        for (String page : List.of("/console/contacts/", "/console/inbox/people/")) {
            assertThat(reader.get(page + person).body())
                    .contains("Réponse à sa demande, après l’arrêt", "Confirmation de l’arrêt");
        }
    }

    @Test
    void wordsTakenForAStopCanBeNotedAsNoneAndNothingIsSent() {
        long wrote = site.subscriber("Doute", "+33612345630");
        long said = site.subscriber("Stoppe", "+33612345631");
        for (long person : List.of(wrote, said)) {
            site.apply(ConsentEvent.stop(site.organisation.id(), person, ConsoleSite.START, EventSource.WEBHOOK)
                    .from("whatsapp", "m" + person)
                    .words(person == said ? "STOP" : "bof, tout ça…", "fr")
                    .detail(rule(person == said ? "keyword" : "resembles")));
        }
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String note = "/console/inbox/people/" + wrote + "/notes";
        assertThat(reader.get("/console/contacts/" + wrote).body())
                .contains("<blockquote class=\"said\" dir=\"auto\">bof, tout ça…</blockquote>", note);
        assertThat(reader.get("/console/contacts/" + said).body())
                .as("a word that is nothing else leaves no doubt")
                .doesNotContain("class=\"mistaken\"");
        reader.post(note, "note", "Son message n’était peut-être pas une demande d’arrêt.");
        assertThat(reader.get("/console/inbox/people/" + wrote).body())
                .contains("Son message n’était peut-être pas une demande d’arrêt.");
        assertThat(site.rows("select id from delivery where contact_id = $1", wrote))
                .isEmpty();
    }

    @Test
    void aFreeColumnIsCalledAsItsFileHeadedIt() {
        long person = site.subscriber("Colonnes", "+33612345632");
        site.rows(
                "update contact set variables = '{\"code_postal\": \"75020\", \"taille_t_shirt\": \"M\"}' where id = $1",
                person);
        site.rows(
                "update contact_column set title = 'Code postal' where name = 'code_postal' and organisation_id ="
                        + " (select organisation_id from contact where id = $1)",
                person);
        assertThat(site.signIn(Role.ORGANISER, "fr")
                        .get("/console/contacts/" + person)
                        .body())
                .contains("<dt>Code postal</dt>", "<dt>taille t shirt</dt>")
                .doesNotContain(">code_postal");
    }

    @Test
    void aLinkThatWasOpenedIsNoCommand() {
        long person = site.subscriber("Ouvre", "+33612345606");
        site.wrote(person, "/start 91DROX6MLLXSOf");
        site.rows("update inbound_message set kind = 'understood', state = 'answered' where contact_id = $1", person);
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        for (String page : List.of("/console/contacts/", "/console/inbox/people/")) {
            assertThat(reader.get(page + person).body())
                    .contains("A ouvert un lien d’invitation")
                    .doesNotContain("91DROX6MLLXSOf");
        }
    }

    @Test
    void whoseLinkWasOpenedIsNamed() {
        long owner = site.subscriber("Omar", "+33612345620");
        long friend = site.subscriber("Amie", "+33612345621");
        site.wrote(friend, "/start CODE");
        site.wrote(friend, "JOIN CODE");
        site.wrote(friend, "Join the march");
        site.rows("update inbound_message set kind = 'understood', state = 'answered' where contact_id = $1", friend);
        PersonalVariables links = new PersonalVariables() {
            @Override
            public Set<String> names() {
                return Set.of();
            }

            @Override
            public Map<String, String> values(long organisationId, long messageId, long contactId) {
                return Map.of();
            }

            @Override
            public Optional<Long> owner(String code) {
                return code.equals("CODE") ? Optional.of(owner) : Optional.empty();
            }
        };
        ThreadService threads = new ThreadService(site.pool(), site.platforms, links);
        Contact person = new ContactStore()
                .find(site.pool(), site.organisation.id(), friend)
                .await()
                .orElseThrow();
        assertThat(threads.page(person, ThreadCursor.NOW, 10).await().entries().stream()
                        .filter(entry -> !(entry instanceof ThreadEntry.Consent))
                        .map(entry -> entry instanceof ThreadEntry.Opened opened
                                ? "opened " + opened.name()
                                : ((ThreadEntry.Received) entry).text()))
                .containsExactlyInAnyOrder("opened Omar", "opened Omar", "Join the march");
    }

    @Test
    void whatProvesAnEventIsSaidInPlainWords() {
        long imported = site.stranger(site.organisation, "Importée", "+33612345607");
        site.rows(
                """
                insert into wording (organisation_id, name, language, version, text, approved_by, approved_at)
                values ($1, 'import', 'fr', 2, 'oui', 'service', now()) returning version
                """,
                site.organisation.id());
        site.apply(ConsentEvent.optIn(
                        site.organisation.id(),
                        imported,
                        ConsentEvent.OptIn.ORGANISER,
                        ConsoleSite.START,
                        EventSource.IMPORT)
                .from(null, "import/2/6b11c0ffee000000#4")
                .wording("import@2/fr", "fr")
                .detail(new JsonObject().put("origin", "réunion publique")));
        long started = site.stranger(site.organisation, "Commence", "+33612345608");
        site.apply(ConsentEvent.optIn(
                        site.organisation.id(),
                        started,
                        ConsentEvent.OptIn.START_COMMAND,
                        ConsoleSite.START,
                        EventSource.WEBHOOK)
                .from("telegram", "684937790")
                .words("/start", "fr")
                .wording("start@1/fr", "fr")
                .detail(rule("start")));
        site.apply(ConsentEvent.hold(site.organisation.id(), started, ConsoleSite.START, EventSource.WEBHOOK)
                .from("telegram", "684937791")
                .words("stop le soir", "fr")
                .detail(rule("stop writing to me, but only at times")));
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        assertThat(reader.get("/console/contacts/" + imported).body())
                .contains(
                        "<dd dir=\"auto\">oui<span class=\"sub muted\">Texte d’un fichier importé, version 2, en français",
                        "<a href=\"/console/imports/2\">Fichier importé n°\u00a02, ligne 4</a>",
                        "<dd dir=\"auto\">réunion publique</dd>")
                .doesNotContain("import@2/fr", "6b11");
        assertThat(reader.get("/console/contacts/" + started).body())
                .contains(
                        "Message d’accueil, version 1, en français",
                        "La discussion ouverte avec «\u00a0Démarrer\u00a0»",
                        "Accord donné</strong>&nbsp;· en ouvrant la discussion",
                        "Une phrase par laquelle on demande peut-être l’arrêt <code>stop writing to me, but only at times",
                        "Message reçu par Telegram <code>684937790</code>")
                .doesNotContain("start@1", "/start");
    }

    @Test
    void anotherContactIsLookedForAndJoinedOrGivenAnAddress() {
        long one = site.subscriber("Fatima Diallo", "+33612345610");
        long two = site.subscriber("Fatou D.", "+33612345611");
        site.subscriber("Fatoumata", "+33612345612");
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String path = "/console/contacts/" + one;
        assertThat(reader.get(path).body())
                .contains("Join two cards of one person")
                .doesNotContain("type=\"radio\"");
        assertThat(reader.get(path + "?with=nobody").body()).contains("Nobody else matches");
        assertThat(reader.get(path + "?with=fat").body())
                .contains("href=\"" + path + "/join?contact=" + two + "\"")
                .containsPattern("added [^<]+\u00a0· (no sign yet|last sign )")
                .as("nobody is joined with themself")
                .doesNotContain("/join?contact=" + one + "\"");
        long address = site.rows("select id from address where contact_id = $1", one)
                .get(0)
                .getLong("id");
        assertThat(reader.get(path + "?with=5611&address=" + address).body())
                .contains(
                        "name=\"contact\" value=\"" + two + "\"",
                        path + "/addresses/move?with=5611&amp;address=" + address)
                .doesNotContain(path + "/join?");
        assertThat(reader.get(path + "/join?contact=" + two).body())
                .containsSubsequence(
                        "name=\"named\" value=\"" + one + "\" checked", "name=\"named\" value=\"" + two + "\"");
        assertThat(reader.post(path + "/join", "contact", "" + two, "named", "" + two)
                        .statusCode())
                .isEqualTo(303);
        assertThat(site.rows("select name from contact where id = $1", one)
                        .get(0)
                        .getString("name"))
                .as("the name that was chosen, on the contact that stays")
                .isEqualTo("Fatou D.");
        assertThat(site.rows("select from contact where merged_into is not null and id = any ($1)", (Object)
                        new Long[] {one, two}))
                .hasSize(1);
        assertThat(reader.get(path).body())
                .as("which card went into which")
                .contains(
                        "Contact no. " + two + " was merged with this one",
                        "Contact no. " + two + " ends here: it becomes no. " + one);
    }

    /** What the older says stays, what it does not say comes from the other, and the stricter consent is both's. */
    @Test
    void twoOfOneNameStandSideBySideWithWhatStays() {
        long one = site.subscriber("Même Nom", "+33612345613");
        long two = site.subscriber("Même Nom", "+33612345614");
        site.rows("update contact set area = 'Nord', language = null where id = $1 returning id", one);
        site.rows("update contact set area = 'Sud', language = 'es' where id = $1 returning id", two);
        site.apply(ConsentEvent.stop(site.organisation.id(), two, ConsoleSite.START, EventSource.CONSOLE));
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String compared = "/console/contacts/" + two + "/join?contact=" + one;
        assertThat(reader.get("/console/contacts/" + two).body())
                .contains("href=\"" + compared + "\"", "same name", "+33 6 12 34 56 13");
        String page = reader.get(compared).body();
        assertThat(page)
                .containsSubsequence("the one that stays", "added ")
                .containsSubsequence("+33 6 12 34 56 13", "+33 6 12 34 56 14")
                .containsSubsequence("Stays:</span> <bdi>Nord", "Lost:</span> <bdi>Sud")
                .containsSubsequence("Language", "–", "Stays:</span> <bdi>Spanish")
                .contains("the stop of one holds for all their addresses");
        assertThat(reader.get("/console/contacts/" + two + "/join?contact=" + two)
                        .statusCode())
                .isEqualTo(404);
        assertThat(site.signIn(Role.READER, "en").get(compared).statusCode()).isEqualTo(403);
        assertThat(reader.post("/console/contacts/" + two + "/join", "contact", "" + one)
                        .statusCode())
                .isEqualTo(303);
        assertThat(reader.get("/console/contacts/" + one).body()).contains("Nord", "Spanish", "Unsubscribed");
    }

    @Test
    void anOnlyOwnerIsToldToSetAWayBackUntilThereIsOne() {
        try (ConsoleSite alone = ConsoleSite.open()) {
            ConsoleSite.Reader owner = alone.signIn(Role.OWNER, "en");
            assertThat(owner.get("/console").body()).contains("id=\"alone\"", "href=\"/console/account\"");
            assertThat(alone.signIn(Role.ORGANISER, "en").get("/console").body())
                    .doesNotContain("id=\"alone\"");
            alone.rows(
                    """
                    insert into organiser_password (organisation_id, organiser_id, hash, set_at)
                    select organisation_id, id, '$argon2id$x', now() from organiser
                    where organisation_id = $1 and role = 'owner' order by id limit 1 returning set_at
                    """,
                    alone.organisation.id());
            assertThat(owner.get("/console").body()).doesNotContain("id=\"alone\"");
            alone.rows("delete from organiser_password where organisation_id = $1", alone.organisation.id());
            assertThat(owner.get("/console").body()).contains("id=\"alone\"");
            alone.rows(
                    """
                    insert into organiser (organisation_id, email, name, role, created_at)
                    values ($1, 'second@example.org', 'Second', 'owner', now()) returning id
                    """,
                    alone.organisation.id());
            assertThat(owner.get("/console").body()).doesNotContain("id=\"alone\"");
        }
    }

    @Test
    void allThatIsHeldIsToldInWordsAndWithoutAnybodyElsesNumber() {
        long person = site.subscriber("Nadia Salle", "+33612345661");
        long friend = site.subscriber("Paul Amené", "+33612345662");
        site.rows("update contact set language = null where id = $1 returning id", person);
        site.apply(ConsentEvent.optIn(
                        site.organisation.id(),
                        person,
                        ConsentEvent.OptIn.ORGANISER,
                        Instant.parse("2026-10-01T00:00:00Z"),
                        EventSource.IMPORT)
                .from(null, "import/1/8e236b2dc75d1924#3")
                .detail(new JsonObject().put("origin", "réunion publique").put("evidence", "first_contact_yes")));
        planned(person, "Bonjour {{first_name|à vous}} ! *{{ville|Ici}}*, une heure ?", "2026-12-24T17:00:00Z");
        site.rows(
                """
                with text as (
                    update message m set spec = jsonb_set(spec, '{body,en}', '"Hello {{first_name|there}}"')
                        || '{"image": "https://images.example/fete.png",
                             "buttons": [{"label": {"en": "I’ll come", "fr": "Je viens"}, "payload": "yes"},
                                         {"label": {"en": "Another time", "fr": "Une autre fois"}, "payload": "no"}]}'
                    from delivery d where d.message_id = m.id and d.contact_id = $1 returning m.id)
                update delivery set state = 'read', settled_at = now(), read_at = now() where contact_id = $1 returning id
                """,
                person);
        planned(person, "Ce que l’arrêt a retenu", "2026-12-26T17:00:00Z");
        pressed(person, "J’en suis");
        imported("+33612345661");
        calls(person, friend);
        site.rows(
                """
                insert into share_join (organisation_id, message_id, volunteer_id, contact_id, joined_at)
                select $1, (select min(id) from message where organisation_id = $1), $2, $3, now() returning id
                """,
                site.organisation.id(),
                person,
                friend);
        String path = "/console/contacts/" + person + "/data";
        String french = held(site.signIn(Role.ORGANISER, "fr").get(path).body());
        String english = held(site.signIn(Role.ORGANISER, "en").get(path).body());
        for (String told : List.of(french, english)) {
            assertThat(told)
                    .as("neither a key nor a code")
                    .doesNotContainPattern("\\b[a-z]+[A-Z]|\\b[a-z]+_[a-z]|\\{\\{")
                    .doesNotContain("Hello", "v2", "BUTTON", "token:", ">" + friend + "<", "party")
                    .contains("Bonjour Nadia ! Ici, une heure ?", "réunion publique", "J’en suis")
                    .contains("Je viens, Une autre fois")
                    .as("where a picture lies is nothing to read")
                    .doesNotContain("images.example");
        }
        assertThat(french.substring(french.indexOf("Ce qui n’est pas parti, ou pas encore")))
                .as("what waits or was withheld is not told as sent")
                .contains("Ce que l’arrêt a retenu")
                .doesNotContain("Bonjour Nadia");
        assertThat(french.substring(0, french.indexOf("Ce qui n’est pas parti, ou pas encore")))
                .contains("Ce qui lui a été envoyé", "Bonjour Nadia")
                .doesNotContain("Ce que l’arrêt a retenu");
        assertThat(site.signIn(Role.ORGANISER, "fr").get(path).body())
                .as("what the law has told with a copy")
                .contains("Combien de temps", "3 place de Fontenoy", "STOP suffit");
        assertThat(french)
                .contains(
                        "<dt>1er oct. 2026</dt>",
                        "Acceptée",
                        "Une étape faite\u00a0· Pas de réponse",
                        "A été appelée",
                        "Ne veut pas parler",
                        "\u00a0· Peut-être",
                        "A amené quelqu’un",
                        "<dt>Origine de l’accord</dt>")
                .doesNotContain("Rappels");
        assertThat(english)
                .contains(
                        "Accepted",
                        "One step done\u00a0· No answer",
                        "Was called",
                        "Did not want to",
                        "\u00a0· Maybe",
                        "Brought somebody",
                        "<dt>Where they agreed</dt>");
    }

    @Test
    void allThatTheyWroteIsHandedToThemAlsoWhatWasAStopOrARightOnceEachAndInOrder() {
        long person = site.held("Chloé Mots", "+33612345663", "je ne sais plus");
        site.rows(
                """
                        insert into rights_request (organisation_id, contact_id, kind, event_key, text, received_at, due_at)
                        select $1, $2, kind, 'claim-1', 'Que savez-vous de moi ? Effacez tout', $3, $3 + interval '30 days'
                        from unnest('{access,erasure}'::text[]) kind returning id
                        """,
                site.organisation.id(),
                person,
                Timestamps.sql(site.now.get().minusSeconds(120)));
        long message = site.wrote(person, "À bientôt");
        site.rows(
                "update inbound_message set received_at = received_at - interval '1 minute' where id = $1 returning id",
                message);
        site.apply(ConsentEvent.stop(site.organisation.id(), person, site.now.get(), EventSource.WEBHOOK)
                .from("whatsapp", "stop-1")
                .words("STOP", "fr"));
        String path = "/console/contacts/" + person + "/data";
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String told = held(reader.get(path).body());
        String wrote = told.substring(told.indexOf("Ce que la personne a écrit"));
        wrote = wrote.substring(0, wrote.indexOf("Demandes sur ses données"));
        assertThat(wrote)
                .containsSubsequence(
                        "Que savez-vous de moi ? Effacez tout", "À bientôt", "je ne sais plus", "Arrêt demandé", "STOP")
                .containsOnlyOnce("Effacez tout");
        assertThat(new JsonObject(reader.get(path + ".json").body())
                        .getJsonArray("received").stream()
                                .map(JsonObject.class::cast)
                                .filter(one -> one.getString("record").equals("message"))
                                .map(one -> one.getString("text")))
                .as("the file has the same")
                .containsExactly(
                        "Que savez-vous de moi ? Effacez tout", "À bientôt", "START", "je ne sais plus", "STOP");
    }

    /** A button, which stands in the inbox as an event beside the message that it is. */
    private static void pressed(long person, String label) {
        site.wrote(person, label);
        site.rows(
                """
                with told as (
                    update inbound_message set kind = 'understood', content = 'tap', state = 'answered' where contact_id = $2)
                insert into inbox (channel, sender_external_id, event_key, kind, platform_time, received_at, event,
                                   organisation_id, contact_id)
                values ('whatsapp', '100', 'k' || $2::bigint::text, 'BUTTON', now(), now(), '{"eventKey": "k", "button": "r1:act:yes:1"}',
                        $1, $2) returning id
                """,
                site.organisation.id(),
                person);
    }

    private static void imported(String phone) {
        site.rows(
                """
                with job as (
                    insert into import_job (organisation_id, kind, state, file_name, options, created_by, created_at)
                    values ($1, 'contacts', 'uploaded', 'people.csv', '{}', 'owner', now()) returning id
                )
                insert into import_row (import_id, row_number, line, phone, name, tags, class, evidence_source, evidence_at,
                                        wording)
                select id, 1, 3, $2, 'Nadia Salle', '{à appeler}', 'regular', 'réunion publique', '2026-10-01Z', 'v2' from job
                returning import_id
                """,
                site.organisation.id(),
                phone);
    }

    /** The person has taken part in calls, and is called by somebody else. */
    private static void calls(long person, long volunteer) {
        site.rows(
                """
                with made as (
                    insert into action (organisation_id, kind, title, message_id, audience, created_by, created_at)
                    select $1, 'call', 'Inviter à la fête', min(id), '{}', 'test', now() from message where organisation_id = $1
                    returning id
                ), part as (
                    insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, answer, offered_at,
                                            accepted_at, active_at)
                    select $1, id, $2, -id, 'accepted', 'yes', now(), now(), now() from made returning id, action_id
                ), done as (
                    insert into action_event (organisation_id, action_id, assignment_id, kind, at, detail)
                    select $1, action_id, id, kind, now(), detail::jsonb from part, (values ('accepted', '{"answer": "yes"}'),
                        ('unit', '{"result": "no_answer"}'), ('thanked', '{}')) as e (kind, detail)
                ), script as (
                    insert into call_script (organisation_id, action_id, version, script, created_by, created_at)
                    select $1, id, 1, '{}', 'test', now() from made returning id, action_id
                ), entry as (
                    insert into call_entry (organisation_id, action_id, contact_id, state, reason, next_at, added_at)
                    select $1, id, $2, 'closed', 'refused', now(), now() from made returning id
                ), attempt as (
                    insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                              handed_out_at, lease_until, ended_at, result, only_contact, sender_id)
                    select $1, script.action_id, entry.id, script.id, c.called, c.calls, now(), now(), now(), 'refused', false,
                           (select min(id) from sender where organisation_id = $1)
                    from script, entry, (values ($2::bigint, $3::bigint), ($3::bigint, $2::bigint)) as c (called, calls) returning id
                )
                insert into call_answer (attempt_id, organisation_id, question, choice, at)
                select id, $1, 'party', 'maybe', now() from attempt returning attempt_id
                """,
                site.organisation.id(),
                person,
                volunteer);
    }

    private static String held(String page) {
        return page.substring(page.indexOf("class=\"held\""), page.indexOf("</main>"))
                .replaceAll("<(?!/?d[dt]\\b)[^>]*>", "")
                .replaceAll(" dir=\"auto\"", "");
    }

    private static JsonObject rule(String name) {
        return new JsonObject().put("rule", name);
    }

    /** The part of a page that shows what was said on either side. */
    @Test
    void everyAnswerIsSaidAndWhatTheyTakePartInStandsBeside() {
        long person = site.subscriber("Assidue", "+33612345651");
        site.wrote(person, "Oui");
        site.now.updateAndGet(now -> now.plusSeconds(3_600));
        site.wrote(person, "Oui");
        site.rows(
                "update inbound_message set kind = 'understood', content = 'tap', state = 'answered' where contact_id = $1",
                person);
        site.rows(
                """
                with written as (
                    insert into message (organisation_id, spec, created_at) values ($1, '{}', now()) returning id
                ), made as (
                    insert into action (organisation_id, kind, title, message_id, audience, created_by, created_at)
                    select $1, kind, 'Action ' || kind, written.id, '{}', 'test', now()
                    from written, unnest(array['event', 'call']) kind returning id, kind
                ), described as (
                    insert into event (action_id, organisation_id, title, starts_at, ends_at, time_zone, place, changed_at)
                    select id, $1, 'Fête', now(), now() + interval '1 hour', 'UTC', 'Place', now()
                    from made where kind = 'event' returning action_id
                ), part as (
                    insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, offered_at,
                                            accepted_at, active_at)
                    select $1, id, $2, -id, 'accepted', now(), now(), now() from made returning id, action_id
                ), answered as (
                    insert into event_answer (organisation_id, action_id, contact_id, standing, since, told)
                    select $1, action_id, $2, 'waiting', now(), 0 from described
                )
                insert into action_event (organisation_id, action_id, assignment_id, kind, at)
                select $1, action_id, part.id, 'unit', now()
                from part join made on made.id = action_id cross join generate_series(1, 2)
                where kind = 'call'
                returning id
                """,
                site.organisation.id(),
                person);
        String page = site.signIn(Role.ORGANISER, "fr")
                .get("/console/contacts/" + person)
                .body();
        assertThat(said(page).split(">Oui</q>", -1)).hasSize(3);
        assertThat(page)
                .containsSubsequence(
                        "id=\"actions\"", "Action call", "2 appels", "Action event", "En attente d’une place");
    }

    private static String said(String page) {
        return page.substring(page.indexOf("id=\"said\""), page.indexOf("id=\"ledger\""));
    }
}
