package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.consent.ConsentEvent;
import org.relais.consent.stopword.RightsKind;
import org.relais.contact.NameIndex;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.NeedsDatabase;

/** The rooms over real HTTP: who sees what, who may do what, and what is left when something is refused. */
@NeedsDatabase
class ConsolePagesTest {
    private static final String CSV = "téléphone,nom\n0612345601,Zoé\n12,Trop court\n0612345602,Bob\n";

    /** The place of a text's argument; the configuration of scripts is none. */
    private static final Pattern UNFILLED = Pattern.compile("\\{[a-z][a-z-]*}");

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console",
                "/console/contacts",
                "/console/contacts?q=zoe&state=subscribed&class=member&tag=x&before=99",
                "/console/contacts?state=nonsense&before=nonsense",
                "/console/contacts?q=%00&tag=%00x&state=%00",
                "/console/imports",
                "/console/inbox",
                "/console/inbox/messages",
                "/console/inbox/rights",
                "/console/channels",
                "/console/settings",
                "/console/settings/safeguards"
            })
    void everyPageIsThereForEverybodyInBothLanguages(String path) {
        for (String language : Translations.LANGUAGES) {
            for (Role role : List.of(Role.OWNER, Role.ORGANISER, Role.VIEWER, Role.READER)) {
                HttpResponse<String> page = site.signIn(role, language).get(path);
                assertThat(page.statusCode()).as(path + " for " + role).isEqualTo(200);
                assertThat(page.body())
                        .contains("<html lang=\"" + language + "\"", "<h1>")
                        .doesNotContain("<owner>")
                        .doesNotContainPattern(UNFILLED);
            }
        }
    }

    /** The page with all that it needs, compressed as it is sent; what it needs is kept for good by its name. */
    @ParameterizedTest
    @CsvSource({
        "/console, 40000",
        "/console/contacts, 58000",
        "/console/contacts/new, 40000",
        "/console/imports/new, 40000",
        "/console/inbox, 40000",
        "/console/inbox/messages, 40000",
        "/console/channels, 40000",
        "/console/settings, 43000"
    })
    void aFirstVisitIsLightAndALaterOneIsThePageOnly(String path, int most) {
        ConsoleSite.Reader reader = site.signIn(Role.OWNER, "fr");
        String page = reader.get(path).body();
        assertThat(weight(reader, page)).as(path).isLessThan(most);
        assertThat(compressed(page)).as(path + " again").isLessThan(20_000);
    }

    @Test
    void theFirstPageOfAStrangerIsLighterStill() {
        ConsoleSite.Reader stranger = site.stranger();
        String page = stranger.get("/console").body();
        assertThat(page).contains("console.").doesNotContain("htmx");
        assertThat(weight(stranger, page)).isLessThan(34_000);
    }

    private static int weight(ConsoleSite.Reader reader, String page) {
        int weight = compressed(page);
        Matcher files =
                Pattern.compile("(?:href|src)=\"(/console/asset/[^\"]+)\"").matcher(page);
        Set<String> seen = new HashSet<>();
        while (files.find()) {
            if (seen.add(files.group(1))) {
                HttpResponse<String> file = reader.get(files.group(1));
                assertThat(file.headers().firstValue("cache-control").orElse(""))
                        .contains("max-age=31536000", "immutable");
                assertThat(files.group(1)).matches(".+\\.[0-9a-f]{12}\\.[a-z]+");
                weight += compressed(file.body());
            }
        }
        assertThat(seen).hasSizeGreaterThan(3);
        return weight;
    }

    private static int compressed(String content) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream compressing = new GZIPOutputStream(bytes)) {
            compressing.write(content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.size();
    }

    @Test
    void controlCharactersAreNeitherSearchedForNorKept() {
        long contact = site.subscriber("Nulle", "+33612345690");
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        assertThat(reader.get("/console/contacts?q=Nul%00le%07").body()).contains("Nulle");
        reader.post("/console/contacts/" + contact + "/stop", "words", "Plus\u0000 rien\n merci");
        assertThat(reader.get("/console/contacts/" + contact).body()).contains("Plus rien\n merci");
    }

    @Test
    void theBareAddressLeadsToTheConsole() {
        HttpResponse<String> answer = site.stranger().get("/");
        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("location")).hasValue("/console");
    }

    @Test
    void namesAndWordsAreShownAsTheyAreAndNeverRun() {
        String evil = "<script>alert(1)</script>";
        long contact = site.held(evil, "+33612345670", "\"><img src=x onerror=alert(2)>");
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        for (String path : List.of(
                "/console/contacts",
                "/console/contacts/" + contact,
                "/console/inbox",
                "/console/contacts?q=%3Cscript%3Ealert(1)%3C/script%3E&tag=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")) {
            assertThat(reader.get(path).body())
                    .as(path)
                    .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                    .doesNotContain(evil, "<img src=x");
        }
    }

    @Test
    void anotherOrganisationsPeopleAreNotThere() {
        long foreign = site.stranger(site.other, "Étrangère", "+33612345671");
        ConsoleSite.Reader reader = site.signIn(Role.OWNER, "en");
        assertThat(reader.get("/console/contacts/" + foreign).statusCode()).isEqualTo(404);
        assertThat(reader.post("/console/contacts/" + foreign + "/stop").statusCode())
                .isEqualTo(404);
        assertThat(reader.post("/console/inbox/holds/" + foreign + "/stop")
                        .headers()
                        .firstValue("location"))
                .hasValue("/console/inbox");
        assertThat(site.state(foreign)).isEqualTo("pending");
        assertThat(reader.get("/console/contacts").body()).doesNotContain("Étrangère");

        ConsoleSite.Reader elsewhere = site.signIn(site.other, Role.OWNER, "en");
        long sender = site.rows("select id from sender").get(0).getLong("id");
        assertThat(elsewhere.post("/console/channels/" + sender + "/pause").statusCode())
                .isEqualTo(404);
        long token = site.rows(
                        """
                        insert into api_token (organisation_id, name, token_hash, created_by, created_at)
                        values ($1, 'theirs', sha256('x'), 'command', now()) returning id
                        """,
                        site.organisation.id())
                .get(0)
                .getLong("id");
        assertThat(elsewhere
                        .post("/console/settings/tokens/" + token + "/revoke")
                        .statusCode())
                .isEqualTo(404);
        long owner = site.rows("select min(id) as id from organiser where organisation_id = $1", site.organisation.id())
                .get(0)
                .getLong("id");
        assertThat(elsewhere
                        .post("/console/settings/people/" + owner + "/remove")
                        .statusCode())
                .isEqualTo(404);
        assertThat(elsewhere.post("/console/settings/people/" + owner + "/link").statusCode())
                .isEqualTo(404);
        assertThat(elsewhere.get("/console/imports/1").statusCode()).isEqualTo(404);
        assertThat(elsewhere.get("/console/imports/1/refused.csv").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/contacts/1/stop",
                "/console/inbox/holds/1/stop",
                "/console/inbox/holds/1/release",
                "/console/inbox/rights/1",
                "/console/inbox/messages/1",
                "/console/inbox/messages/1/answer",
                "/console/channels/1/pause",
                "/console/channels/1/resume",
                "/console/imports",
                "/console/imports/1/commit",
                "/console/imports/1/cancel",
                "/console/settings/organisation",
                "/console/settings/welcome",
                "/console/settings/hours",
                "/console/settings/rules",
                "/console/settings/people/invitations",
                "/console/settings/people/invitations/1/revoke",
                "/console/settings/people/1/link",
                "/console/settings/people/1/role",
                "/console/settings/people/1/remove",
                "/console/settings/people/1/sessions/end",
                "/console/settings/people/1/sessions/1/end",
                "/console/settings/links",
                "/console/settings/tokens",
                "/console/settings/tokens/1/revoke",
                "/console/settings/safeguards/override",
                "/console/settings/safeguards/withdraw"
            })
    void whoMayOnlyLookChangesNothingAndNeitherDoesAnotherSite(String path) {
        assertThat(site.signIn(Role.VIEWER, "en").post(path).statusCode()).isEqualTo(403);
        if (path.startsWith("/console/settings")) {
            assertThat(site.signIn(Role.ORGANISER, "en").post(path).statusCode())
                    .isEqualTo(403);
        }
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        assertThat(owner.send(site.request(path)
                                .header("Origin", "https://evil.example")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("form=" + owner.formToken())))
                        .statusCode())
                .isEqualTo(403);
        assertThat(owner.send(site.request(path)
                                .header("Origin", site.url(""))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(HttpRequest.BodyPublishers.ofString("form=wrong")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void viewersSeeNoFormsButTheirOwn() {
        long contact = site.subscriber("Vue", "+33612345672");
        ConsoleSite.Reader viewer = site.signIn(Role.VIEWER, "en");
        for (String path :
                List.of("/console/contacts/" + contact, "/console/inbox", "/console/channels", "/console/imports")) {
            assertThat(viewer.get(path).body())
                    .doesNotContain(
                            "action=\"/console/contacts",
                            "method=\"post\" action=\"/console/inbox",
                            "action=\"/console/channels",
                            "/console/imports/new");
        }
        assertThat(viewer.get("/console/imports/new").statusCode()).isEqualTo(403);
    }

    @Test
    void anOrganiserStopsAPersonForGood() {
        long contact = site.subscriber("Amélie", "+33612345673");
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        assertThat(reader.get("/console/contacts/" + contact).body())
                .contains(
                        "Subscribed",
                        "+33 6 12 34 56 73",
                        "Consent given",
                        "START",
                        "May receive",
                        "WhatsApp: only by a template");
        // Of two numbers of one person it is enough to have written from one.
        site.rows(
                """
                insert into address (organisation_id, contact_id, channel, kind, identifier, last_inbound_at,
                                     created_at)
                select organisation_id, contact_id, channel, kind, '+33698765400', $2, $2
                from address where contact_id = $1 and channel = 'whatsapp'
                """,
                contact,
                site.now.get().atOffset(ZoneOffset.UTC));
        assertThat(reader.get("/console/contacts/" + contact).body())
                .contains("May receive")
                .doesNotContain("only by a template");
        HttpResponse<String> stopped =
                reader.post("/console/contacts/" + contact + "/stop", "words", "Ne m’écrivez plus, merci");
        assertThat(stopped.statusCode()).isEqualTo(303);
        assertThat(site.state(contact)).isEqualTo("unsubscribed");
        String page = reader.get("/console/contacts/" + contact).body();
        assertThat(page)
                .contains("The stop is recorded", "Asked to stop", "Ne m’écrivez plus, merci", "Unsubscribed")
                .contains("console · Ana &lt;organiser&gt;".replace("console · ", ""))
                .doesNotContain("Stop all messages");
        assertThat(reader.get("/console/contacts/" + contact).body()).doesNotContain("The stop is recorded");
        assertThat(site.rows("select from suppression where organisation_id = $1", site.organisation.id()))
                .isNotEmpty();
    }

    private static List<String> numbers(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    @Test
    void theListIsAFileNarrowedAsThePageIsAndOfWhoWasTicked() {
        long one = site.subscriber("Fichier =1+1", "+33612345851");
        long two = site.subscriber("Fichier Deux", "+33612345852");
        site.subscriber("Autre Personne", "+33612345853");
        ConsoleSite.Reader organiser = site.signIn(Role.ORGANISER, "en");
        HttpResponse<String> file = organiser.get("/console/contacts.csv?q=fichier&sort=oldest");
        assertThat(file.headers().firstValue("content-type")).hasValue("text/csv; charset=utf-8");
        assertThat(file.body().lines().toList())
                .hasSize(3)
                .last()
                .asString()
                .startsWith(two + ";")
                .contains("Fichier Deux", "WhatsApp", "+33 6 12 34 58 52", "Subscribed");
        assertThat(file.body()).contains("Category", "Fichier =1+1");
        assertThat(organiser
                        .post("/console/contacts/selected", "do", "export", "contact", Long.toString(one))
                        .headers()
                        .firstValue("location"))
                .hasValue("/console/contacts.csv?picked=" + one);
        assertThat(organiser
                        .get("/console/contacts.csv?picked=" + one + ",x,99999999")
                        .body()
                        .lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith(one + ";"));
        assertThat(site.rows("select from audit_event where action = 'contact.list-export'"))
                .hasSize(2);
        assertThat(organiser.get("/console/contacts?q=fichier").body())
                .contains("/console/contacts.csv?sort=newest&amp;q=fichier");
        assertThat(organiser.get("/console/contacts.csv?q=fichier").body().lines())
                .as("the newest first, as on the page")
                .element(1)
                .asString()
                .startsWith(two + ";");
        assertThat(organiser
                        .get("/console/contacts.csv?picked=" + one + "," + two)
                        .body())
                .containsSubsequence("Fichier Deux", "Fichier =1+1");
        assertThat(organiser.get("/console/contacts?q=fichier&sort=name").body())
                .contains("/console/contacts.csv?sort=name&amp;q=fichier");
        site.apply(ConsentEvent.stop(site.organisation.id(), one, ConsoleSite.START, EventSource.WEBHOOK)
                .from("whatsapp", "s"));
        for (String sort : List.of("name", "seen", "state", "class")) {
            for (String narrowed : List.of("", "&q=fichier")) {
                List<String> shown = numbers(
                        "href=\"/console/contacts/([0-9]+)\" title",
                        organiser
                                .get("/console/contacts?sort=" + sort + narrowed)
                                .body());
                assertThat(numbers(
                                "(?m)^([0-9]+);",
                                organiser
                                        .get("/console/contacts.csv?sort=" + sort + narrowed)
                                        .body()))
                        .as(sort + narrowed)
                        .startsWith(shown.toArray(String[]::new));
            }
        }
        ConsoleSite.Reader reader = site.signIn(Role.READER, "en");
        assertThat(reader.get("/console/contacts.csv").statusCode()).isEqualTo(403);
        assertThat(reader.get("/console/contacts").body()).doesNotContain("contacts.csv");
    }

    @Test
    void aColumnOfAFileIsCorrectedOnThePageAndStandsInTheDownload() {
        long contact = site.subscriber("Colonne Seule", "+33612345861");
        site.rows(
                "update contact set area = 'Lyon', variables = '{\"mail\": \"old@example.org\", \"street\": \"1 rue\"}'"
                        + " where id = $1",
                contact);
        ConsoleSite.Reader organiser = site.signIn(Role.ORGANISER, "en");
        assertThat(organiser.get("/console/contacts/" + contact).body())
                .contains("name=\"variable_mail\"", "value=\"old@example.org\"");
        assertThat(organiser
                        .post(
                                "/console/contacts/" + contact + "/details",
                                "name",
                                "Colonne Seule",
                                "area",
                                "Lyon",
                                "variable_mail",
                                "new@example.org",
                                "variable_street",
                                "",
                                "variable_unknown",
                                "x")
                        .statusCode())
                .isEqualTo(303);
        assertThat(site.rows(
                        "select from contact where id = $1 and variables = '{\"mail\": \"new@example.org\"}'", contact))
                .hasSize(1);
        assertThat(organiser
                        .get("/console/contacts.csv?picked=" + contact)
                        .body()
                        .lines())
                .anyMatch(line -> line.contains("mail"))
                .anyMatch(line -> line.contains("Lyon") && line.contains("new@example.org"));
    }

    @Test
    void aPersonsPageNamesTheBroadcastsTheyGot() {
        long contact = site.subscriber("Nomen", "+33612345671");
        site.rows(
                """
                with m as (
                    insert into message (organisation_id, spec, created_at)
                    values ($1, '{"language": "fr", "body": {"fr": "Venez"}, "buttons": []}', now())
                    returning id, organisation_id
                ), b as (
                    insert into broadcast (organisation_id, title, message_id, audience, created_by, created_at, started_at,
                                           expanded_at, finished_at, state)
                    select organisation_id, 'Fête <du> quartier', id, '{"everyone": true}', 'Ana', now(), now(), now(), now(),
                           'finished' from m
                    returning id, message_id
                )
                insert into delivery (organisation_id, contact_id, message_id, broadcast_id, not_before, queued_at, settled_at,
                                      priority, state, reason, purpose)
                select $1, $2, message_id, id, now(), now(), now(), 2, 'failed', 'timeout', 'broadcast' from b
                returning id
                """,
                site.organisation.id(),
                contact);
        assertThat(site.signIn(Role.ORGANISER, "en")
                        .get("/console/contacts/" + contact)
                        .body())
                .containsSubsequence("Messages", "Fête &lt;du&gt; quartier", "Venez");
    }

    @Test
    void callsToAPersonStandAmongWhatWasSaidButNotWhoCalled() {
        long contact = site.subscriber("Appelée", "+33612345841");
        long volunteer = site.subscriber("Bénévole", "+33612345842");
        site.rows(
                """
                with m as (
                    insert into message (organisation_id, spec, created_at)
                    values ($1, '{"language": "fr", "body": {"fr": "Venez"}, "buttons": []}', now()) returning id
                ), a as (
                    insert into action (organisation_id, kind, title, message_id, audience, created_by, created_at)
                    select $1, 'call', 'Appeler le quartier', id, '{"everyone": true}', 'Ana', now() from m returning id
                ), s as (
                    insert into call_script (organisation_id, action_id, version, script, created_by, created_at)
                    select $1, id, 1, $4, 'test', now() from a returning id
                ), e as (
                    insert into call_entry (organisation_id, action_id, contact_id, state, reason, next_at, added_at)
                    select $1, id, $2, 'closed', 'reached', now(), now() from a returning id
                ), t as (
                    insert into call_attempt (organisation_id, action_id, entry_id, script_id, contact_id, volunteer_id,
                                              handed_out_at, lease_until, ended_at, result, only_contact, sender_id)
                    select $1, a.id, e.id, s.id, $2, $3, now(), now(), now(), 'reached', false,
                           (select min(id) from sender where organisation_id = $1)
                    from a, s, e returning id
                )
                insert into call_answer (attempt_id, organisation_id, question, choice, at)
                select id, $1, 'party', 'yes', now() from t returning attempt_id
                """,
                site.organisation.id(),
                contact,
                volunteer,
                new JsonObject(
                        """
                        {"language": "en", "steps": [{"id": "party", "text": {"en": "Will you come?"},
                          "options": [{"id": "yes", "label": {"en": "Yes"}}]}]}
                        """));
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        for (String page : List.of("/console/contacts/", "/console/inbox/people/")) {
            assertThat(reader.get(page + contact).body())
                    .contains("Appeler le quartier", "Talked to them", "Will you come?", "<dd dir=\"auto\">Yes</dd>")
                    .doesNotContain("612345842", "No message and no call");
        }
    }

    @Test
    void everybodyIsListedByNameAndWhoIsLookedForToo() {
        site.subscriber("AA Zoé", "+33612345801");
        long second = site.subscriber("aa Émile", "+33612345802");
        site.subscriber("AA Eva", "+33612345803");
        ConsoleSite.Reader reader = site.signIn(Role.VIEWER, "en");
        assertThat(reader.get("/console/contacts?sort=name").body())
                .containsSubsequence("aria-sort=\"ascending\"", "aa Émile", "AA Eva", "AA Zoé");
        assertThat(reader.get("/console/contacts?q=aa").body())
                .contains("href=\"/console/contacts?sort=name&amp;q=aa\"")
                .containsSubsequence("aria-sort=\"descending\"", "AA Eva", "aa Émile", "AA Zoé");
        for (String column : List.of("name", "seen", "state", "class")) {
            assertThat(reader.get("/console/contacts?q=aa&sort=" + column).body())
                    .as(column)
                    .containsSubsequence("aa Émile", "AA Eva", "AA Zoé");
        }
        assertThat(reader.get("/console/contacts?q=aa&sort=name&state=subscribed&before=" + second)
                        .body())
                .contains("AA Eva", "AA Zoé")
                .doesNotContain("aa Émile");
    }

    @Test
    void aSearchCountsEachStateAndAListIsSortedByIt() {
        long stays = site.subscriber("Groupe Ana", "+33612345811");
        long leaves = site.subscriber("Groupe Béa", "+33612345812");
        site.apply(ConsentEvent.stop(site.organisation.id(), leaves, ConsoleSite.START, EventSource.WEBHOOK)
                .from("whatsapp", "groupe"));
        site.rows("update contact set tags = '{groupé}' where id = any ($1) returning id", (Object)
                new Long[] {stays, leaves});
        ConsoleSite.Reader reader = site.signIn(Role.VIEWER, "en");
        for (String of : List.of("", "&state=unsubscribed")) {
            assertThat(reader.get("/console/contacts?q=groupe" + of).body())
                    .as("searching %s", of)
                    .contains("All <span>2</span>", "Subscribed <span>1</span>", "Unsubscribed <span>1</span>");
        }
        assertThat(reader.get("/console/contacts?q=groupe&state=unsubscribed").body())
                .doesNotContain("on this page")
                .doesNotContain("Groupe Ana");
        String tagged = "/console/contacts?tag=group%C3%A9&sort=";
        assertThat(reader.get(tagged + "newest").body())
                .containsSubsequence("Groupe Béa", "Groupe Ana")
                .contains("sort=state&amp;tag=group%C3%A9\">Consent</a>");
        assertThat(reader.get(tagged + "state").body())
                .containsSubsequence("aria-sort=\"ascending\"", "Groupe Ana", "Groupe Béa");
        assertThat(reader.get(tagged + "class").body()).contains("Groupe Ana", "Groupe Béa");
        assertThat(reader.get(tagged + "state&of=unsubscribed").body())
                .as("behind a page that ended among them")
                .contains("Groupe Béa")
                .doesNotContain("Groupe Ana");
    }

    @Test
    void evidenceAndDataAreGivenAndTheGivingIsKept() {
        long contact = site.subscriber("Preuve", "+33612345678");
        String path = "/console/contacts/" + contact;
        HttpResponse<String> proof = site.signIn(Role.VIEWER, "fr").get(path + "/proof.pdf");
        assertThat(proof.statusCode()).isEqualTo(200);
        assertThat(proof.body()).startsWith("%PDF");
        assertThat(site.signIn(Role.VIEWER, "fr").get(path + "/data.json").statusCode())
                .isEqualTo(403);
        assertThat(site.signIn(Role.ORGANISER, "fr").get(path + "/data.json").body())
                .contains("Preuve", "+33612345678");
        assertThat(site.signIn(Role.ORGANISER, "fr").get(path + "/data").body())
                .as("the same to be read, in words")
                .contains("Toutes les données de Preuve", "<dt>Nom</dt><dd dir=\"auto\">Preuve</dd>", "33612345678")
                .contains("Registre du consentement", "Accord donné")
                .doesNotContain("opt_in", "occurredAt", "basisEvent");
        site.rows(
                """
                insert into rights_request (organisation_id, contact_id, kind, text, received_at, due_at)
                values ($1, $2, 'access', 'Que savez-vous de moi ?', now(), now() + interval '30 days')
                """,
                site.organisation.id(),
                contact);
        assertThat(site.signIn(Role.ORGANISER, "fr").get(path + "/data").body())
                .as("what was asked for by right is a part of its own, in words")
                .contains("Demandes sur ses données", "Demande d’accès à ses données", "ouverte")
                .doesNotContain("<bdi>open</bdi>");
        assertThat(site.signIn(Role.VIEWER, "fr").get(path + "/data").statusCode())
                .isEqualTo(403);
        assertThat(site.rows(
                        "select from audit_event where action = any ('{contact.export,contact.read}') and subject = $1",
                        "contact:" + contact))
                .hasSize(3);
        assertThat(site.signIn(Role.OWNER, "fr").get("/console/settings/audit").body())
                .contains("a téléchargé les données de", "a ouvert les données de");
        ConsoleSite.Reader elsewhere = site.signIn(site.other, Role.OWNER, "fr");
        assertThat(elsewhere.get(path + "/proof.pdf").statusCode()).isEqualTo(404);
        assertThat(elsewhere.get(path + "/data.json").statusCode()).isEqualTo(404);
        assertThat(elsewhere.get(path + "/data").statusCode()).isEqualTo(404);
    }

    @Test
    void whatOneMessageAsksForStandsOnOneCard() {
        long contact = site.subscriber("Deux Droits", "+33612345599");
        for (String right : List.of("erasure", "access")) {
            site.rows(
                    """
                    insert into rights_request (organisation_id, contact_id, kind, text, received_at, due_at)
                    values ($1, $2, $3, 'Envoyez mes données, puis effacez-les', '2025-11-20T10:00Z', '2025-12-20T10:00Z')
                    returning id
                    """,
                    site.organisation.id(),
                    contact,
                    right);
        }
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        for (String page : List.of("/console/inbox?show=rights", "/console/inbox/rights")) {
            String body = owner.get(page).body();
            assertThat(body)
                    .as(page)
                    .contains("Demande d’accès à ses données et demande d’effacement</")
                    .containsSubsequence(
                            "Envoyez-lui le lien de ses données",
                            ">Envoyer un lien dans la discussion</button>",
                            "<a role=\"button\" class=\"quiet small\" href=\"/console/contacts/" + contact + "/data\"",
                            "Une fois ses données remises, effacez-les",
                            "class=\"danger quiet small\" href=\"/console/contacts/" + contact + "#erase\"")
                    .containsOnlyOnce("role=\"button\" class=\"quiet small\" href=\"/console/inbox/people/" + contact);
            assertThat(body.split("puis effacez-les", -1)).as(page).hasSize(2);
        }
        site.held("Doute Plié", "+33612345598", "je ne sais plus");
        String folded = owner.get("/console/inbox").body();
        assertThat(folded.split("<details class=\"fold\" id=\"\\w+-\\d+\" open>", -1))
                .as("on a phone a row each, of which the first is open")
                .hasSize(2);
        assertThat(folded)
                .containsSubsequence(
                        "<details class=\"fold\" id=\"asked-",
                        "<span>Deux Droits <small>Demande d’accès à ses données et demande d’effacement</small></span>");
        owner.post("/console/contacts/" + contact + "/erase", "sure", "yes");
        assertThat(owner.get("/console/inbox/rights").body())
                .as("what was carried out, and not only answered")
                .contains(">Effacé</span>");
        assertThat(owner.get("/console/contacts/" + contact).body())
                .as("what is still open leads to where it is closed")
                .contains(">Clore cette demande</a>");
    }

    @Test
    void anOwnerErasesAPersonAndOnlyAfterSayingSo() {
        long contact = site.subscriber("Efface Moi", "+33612345677");
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        String path = "/console/contacts/" + contact;
        assertThat(site.signIn(Role.ORGANISER, "en")
                        .post(path + "/erase", "sure", "yes")
                        .statusCode())
                .isEqualTo(403);
        for (String right : List.of("erasure", "access")) {
            site.rows(
                    """
                    insert into rights_request (organisation_id, contact_id, kind, received_at, due_at)
                    values ($1, $2, $3, now(), now() + interval '30 days')
                    """,
                    site.organisation.id(),
                    contact,
                    right);
        }
        assertThat(owner.get(path).body())
                .contains("<a href=\"#erase\">Erase this person</a>", "<details id=\"erase\" open>");
        for (String elsewhere : List.of("/console/inbox?show=rights", "/console/inbox/people/" + contact)) {
            assertThat(owner.get(elsewhere).body()).as(elsewhere).contains(path + "#erase");
        }
        owner.post(path + "/erase");
        assertThat(owner.get(path).body()).contains("Tick the box", "Efface Moi");
        owner.post(path + "/erase", "sure", "yes");
        assertThat(site.rows(
                        "select kind, closed_by from rights_request where state = 'done' and contact_id = $1", contact))
                .as("what was asked for is done, and the other right is still to be answered")
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("kind")).isEqualTo("erasure");
                    assertThat(row.getString("closed_by")).startsWith("organiser:");
                });
        assertThat(owner.get(path).body())
                .contains("Erased person", "were erased on 25 November 2026", "Data erased")
                .doesNotContain("Efface Moi", "12 34 56 77");
        assertThat(owner.get("/console/contacts").body()).doesNotContain("Efface Moi");
        assertThat(owner.get("/console/inbox/rights").body()).contains("Erased person (no. " + contact + ")");
        assertThat(owner.get("/console/settings/audit").body())
                .contains("erased the data of", "erased person no. " + contact);
    }

    @Test
    void aSearchFindsByNameNumberTagAndStateAndPagesAreCut() {
        site.stranger(site.organisation, "Éléonore Dupont", "+33612340001");
        ConsoleSite.Reader reader = site.signIn(Role.VIEWER, "en");
        assertThat(reader.get("/console/contacts?q=eleonore").body()).contains("Éléonore Dupont");
        for (String number :
                List.of("0612340001", "%2B33612340001", "06+12+34+00+01", "340001", "06+12", "%2B33+6", "234")) {
            assertThat(reader.get("/console/contacts?q=" + number).body())
                    .as(number)
                    .contains("Éléonore Dupont");
        }
        assertThat(reader.get("/console/contacts?q=eleonore&state=subscribed").body())
                .contains("Nobody matches");
        assertThat(reader.get("/console/contacts?q=%25").body()).contains("Nobody matches");

        site.rows(
                """
                with born as (
                    insert into contact (organisation_id, name, tags, created_at, updated_at)
                    select $1, 'Foule ' || n, '{foule}', now(), now() from generate_series(1, 120) n returning id
                ), said as (
                    insert into ledger_event (organisation_id, contact_id, kind, occurred_at, recorded_at, source)
                    select $1, id, 'created', now(), now(), 'system' from born returning id, contact_id
                )
                insert into consent (contact_id, organisation_id, class, state, changed_at, basis_event_id)
                select contact_id, $1, 'member', 'pending', now(), id from said
                """,
                site.organisation.id());
        String path = "/console/contacts?tag=foule";
        int pages = 0;
        int people = 0;
        while (path != null) {
            String page = reader.get(path.replace("&amp;", "&")).body();
            Matcher rows = Pattern.compile("Foule \\d+\\s*</a>").matcher(page);
            while (rows.find()) {
                people++;
            }
            Matcher next = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"").matcher(page);
            path = next.find() ? next.group(1) : null;
            pages++;
        }
        assertThat(pages).isEqualTo(3);
        assertThat(people).isEqualTo(120);
    }

    @Test
    void holdsAreSettledByWhoeverHasReadTheLastWords() {
        long first = site.held("Paul", "+33612345674", "euh bof arrêt ?");
        long second = site.held("Jeanne", "+33612345675", "je sais plus");
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        assertThat(reader.get("/console/inbox").body()).contains("euh bof arrêt ?", "Paul", "Jeanne");
        String seen = site.now.get().toString();

        assertThat(reader.post("/console/inbox/holds/" + first + "/release", "seen", "2020-01-01T00:00:00Z")
                        .statusCode())
                .isEqualTo(303);
        assertThat(reader.get("/console/inbox").body()).contains("The person has written since");
        assertThat(site.state(first)).isEqualTo("held");
        assertThat(reader.post("/console/inbox/holds/" + first + "/release", "seen", "nonsense")
                        .statusCode())
                .isEqualTo(303);
        assertThat(site.state(first)).isEqualTo("held");

        assertThat(reader.post("/console/inbox/holds/" + first + "/release", "seen", seen, "from", "contact")
                        .headers()
                        .firstValue("location"))
                .hasValue("/console/contacts/" + first);
        assertThat(site.state(first)).isEqualTo("subscribed");
        assertThat(reader.post("/console/inbox/holds/" + second + "/stop").statusCode())
                .isEqualTo(303);
        assertThat(site.state(second)).isEqualTo("unsubscribed");
        assertThat(reader.post("/console/inbox/holds/" + second + "/stop").statusCode())
                .isEqualTo(303);
        assertThat(reader.get("/console/inbox").body()).contains("Nothing is left to decide");
    }

    @Test
    void aRightIsAnsweredOnceAndARefusalGivesItsReason() {
        long contact = site.subscriber("Droit", "+33612345676");
        Actor actor = new Actor(site.organisation.id(), "organiser:1", Role.OWNER, Door.CONSOLE);
        var asked = site.rights
                .record(
                        actor,
                        contact,
                        RightsKind.ACCESS,
                        site.now.get().minus(Duration.ofDays(2)),
                        "Qu’avez-vous sur moi ?")
                .await();
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        assertThat(reader.get("/console/inbox").body())
                .contains(
                        "Request for access to their data", "Qu’avez-vous sur moi ?", "To be done by 23 December 2026");
        for (String from : List.of("", "?from=rights&after=0")) {
            String action = "/console/inbox/rights/" + asked.id() + from;
            HttpResponse<String> reasonless = reader.post(action, "state", "refused");
            assertThat(reasonless.statusCode()).isEqualTo(422);
            assertThat(reasonless.body())
                    .contains("A refusal must give its reason", "Qu’avez-vous", action.replace("&", "&amp;"));
            String tooLong = "Parce que " + "x".repeat(4_000);
            assertThat(reader.post(action, "state", "refused", "note", tooLong).body())
                    .contains("4,000", tooLong, action.replace("&", "&amp;"));
        }
        assertThat(reader.get("/console/inbox").body())
                .contains(
                        "Qu’avez-vous",
                        "class=\"row\" href=\"/console/contacts/" + contact,
                        "/console/contacts/" + contact + "/data");
        reader.post("/console/inbox/rights/" + asked.id(), "state", "done", "note", "Envoyé");
        assertThat(reader.get("/console/inbox").body())
                .contains("The request is closed")
                .doesNotContain("Qu’avez-vous");
        assertThat(reader.get("/console/inbox/rights").body()).contains("Envoyé");
        reader.post("/console/inbox/rights/" + asked.id(), "state", "done");
        assertThat(reader.get("/console/inbox").body()).contains("closed already");
    }

    @Test
    void aChannelIsPausedAndResumed() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        long sender = site.rows("select id from sender").get(0).getLong("id");
        reader.post("/console/channels/" + sender + "/pause", "reason", "Facture <impayée>");
        assertThat(reader.get("/console/channels").body()).contains("Facture &lt;impayée&gt;", "Paused");
        assertThat(reader.get("/console").body())
                .contains("WhatsApp\u00a0· Numéro principal is paused")
                .containsOnlyOnce("id=\"waiting\"");
        reader.post("/console/channels/" + sender + "/resume");
        assertThat(site.rows("select from sender where status = 'paused'")).isEmpty();
        assertThat(site.rows("select action from audit_event where action like 'sender.%'"))
                .hasSize(2);
    }

    @Test
    void anOwnerChangesTheOrganisationAndFaultsStandAtTheirFields() {
        ConsoleSite.Reader owner = site.signIn(site.other, Role.OWNER, "en");
        String[] good = {
            "name",
            "Les Voisins",
            "purpose-fr",
            "le quartier",
            "purpose-en",
            "the neighbourhood",
            "language",
            "fr",
            "timeZone",
            "Europe/Brussels",
            "country",
            "BE",
            "consentOnly",
            "yes",
            "from",
            "10:00",
            "until",
            "19:30",
            "day-1",
            "yes",
            "day-6",
            "yes",
            "mentionEveryDays",
            "0",
            "occasionalRetentionDays",
            "30",
            "regularSilenceDays",
            "365",
            "nameOf",
            "de Nos Voisins"
        };
        // As "relais organisation … --purpose fr=…" leaves it: what another form asks for is not asked for here.
        site.rows("update organisation set purpose = purpose - 'en' where id = " + site.other.id() + " returning id");
        for (String part : List.of("hours", "rules", "organisation", "welcome")) {
            assertThat(owner.post("/console/settings/" + part, good).statusCode())
                    .isEqualTo(303);
        }
        var saved =
                site.organisations.find(site.pool(), site.other.id()).await().orElseThrow();
        assertThat(saved.name()).isEqualTo("Les Voisins");
        assertThat(saved.nameOf()).isEqualTo("de Nos Voisins");
        assertThat(saved.purpose())
                .containsExactlyInAnyOrderEntriesOf(Map.of("fr", "le quartier", "en", "the neighbourhood"));
        assertThat(owner.get("/console/settings/welcome").body()).contains("les messages de Nos Voisins");
        assertThat(owner.get("/console/settings").body())
                .contains("<option value=\"Asia/Kolkata\">Kolkata (UTC+5:30)</option>")
                .containsOnlyOnce("<option value=\"Europe/Brussels\" selected>Brussels (UTC+")
                .contains("/console/settings/welcome")
                .contains("10:00 to 19:30, Mon, Sat", "Only to people who agreed; erased after 30 days");
        assertThat(saved.consentOnly()).isTrue();
        assertThat(saved.rules().days()).hasSize(2);
        assertThat(saved.timeZone().getId()).isEqualTo("Europe/Brussels");
        assertThat(saved.kind()).isEqualTo(site.other.kind());

        String[] bad = good.clone();
        bad[1] = "";
        bad[9] = "Mars/Olympus";
        bad[17] = "09:00";
        bad[23] = "900";
        bad[25] = "61";
        bad[29] = "Les Voisins";
        Map<String, List<String>> faults = Map.of(
                "organisation", List.of("1 to 200 characters", "Choose a time zone"),
                "hours", List.of("Must be later"),
                "rules", List.of("from 0 to 365", "from 1 to 60", "value=\"900\""));
        faults.forEach((part, words) -> {
            HttpResponse<String> refused = owner.post("/console/settings/" + part, bad);
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains(words).contains("The rest is kept. <a href=\"#" + part + "\">");
            faults.forEach((other, others) -> assertThat(
                            part.equals(other) || !refused.body().contains(others.get(0)))
                    .as("what is wrong in " + other + " is not told of " + part)
                    .isTrue());
        });
        HttpResponse<String> misnamed = owner.post("/console/settings/welcome", bad);
        assertThat(misnamed.statusCode()).isEqualTo(422);
        assertThat(misnamed.body()).contains("Begins with “de”", "The rest is kept.");
        assertThat(site.organisations.find(site.pool(), site.other.id()).await().orElseThrow())
                .isEqualTo(saved);
    }

    @Test
    void theWelcomeIsReadAsItGoesOutInEachLanguage() {
        ConsoleSite.Reader owner = site.signIn(site.other, Role.OWNER, "en");
        String page = "/console/settings/welcome";
        String[] said = {
            "nameOf", "", "purpose-fr", "le quartier", "purpose-en", "the <b>block</b>", "purpose-es", "el barrio"
        };
        assertThat(owner.post(page, said).statusCode()).isEqualTo(303);
        assertThat(owner.get(page + "?look=fr").body()).contains("Bienvenue", "le quartier", "répondez STOP");
        assertThat(owner.get(page + "?look=en").body()).contains("the &lt;b&gt;block&lt;/b&gt;");
        assertThat(owner.get(page + "?look=es").body()).contains("el barrio").doesNotContain("general phrase here");
        assertThat(owner.get(page + "?look=it").body()).doesNotContain("lang=\"it\" dir=\"auto\">le quartier");
        said[3] = "la rue";
        String[] looked = java.util.Arrays.copyOf(said, said.length + 2);
        looked[said.length] = "look";
        looked[said.length + 1] = "fr";
        assertThat(owner.post(page + "/preview", looked).body())
                .contains("la rue")
                .doesNotContain("<html");
        assertThat(site.signIn(site.other, Role.VIEWER, "en")
                        .post(page + "/preview", "look", "fr")
                        .body())
                .as("nothing was saved, and whoever may not change it sees what stands")
                .contains("le quartier");
    }

    @Test
    void whoeverReadsAGeneralPhraseInsteadOfWhyWeWriteIsCountedWhereItIsWritten() {
        long italian = site.subscriber("Ada", "+33639980977");
        site.rows("update contact set language = 'it' where id = $1 returning id", italian);
        assertThat(site.signIn(Role.OWNER, "en")
                        .get("/console/settings/welcome")
                        .body())
                .contains("id=\"purpose-it-hint\">1 person reads a general phrase here.")
                .doesNotContain("purpose-es-hint\">");
    }

    @Test
    void anOwnerSaysWhatThePublicPagesLinkTo() {
        ConsoleSite.Reader owner = site.signIn(site.other, Role.OWNER, "en");
        String path = "/console/settings/links";
        String legal = "https://voisins.example.org/legal";
        assertThat(owner.post(path, "legalUrl", " " + legal + " ", "privacyUrl", "")
                        .statusCode())
                .isEqualTo(303);
        assertThat(owner.get("/console/settings").body()).contains("value=\"" + legal + "\"");
        for (String bad : List.of(
                "voisins.example.org",
                "http://voisins.example.org/",
                "HTTPS://voisins.example.org/",
                "https://voisins.example.org/a b",
                "https://voisins.example.org@example.com/",
                "javascript:alert(1)",
                "https://voisins.example.org/" + "a".repeat(2_000))) {
            HttpResponse<String> refused = owner.post(path, "legalUrl", "", "privacyUrl", bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(422);
            assertThat(refused.body()).contains("id=\"privacyUrl-fault\"", "value=\"" + bad + "\"");
        }
        assertThat(owner.get("/console/settings").body()).contains("value=\"" + legal + "\"");
        assertThat(owner.post(path, "legalUrl", "", "privacyUrl", "").statusCode())
                .isEqualTo(303);
        assertThat(owner.get("/console/settings").body()).doesNotContain(legal);
    }

    @Test
    void aTokenIsShownOnceAndRevoked() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "en");
        HttpResponse<String> made =
                owner.post("/console/settings/tokens", "name", "Tableur", "role", "viewer", "days", "30");
        assertThat(made.statusCode()).isEqualTo(303);
        assertThat(made.body()).isEmpty();
        assertThat(site.signIn(Role.OWNER, "fr").get("/console/settings").body())
                .doesNotContain("relais_");
        HttpResponse<String> once = owner.get("/console/settings");
        Matcher secret = Pattern.compile("relais_[A-Za-z0-9_-]{43}").matcher(once.body());
        assertThat(secret.find()).isTrue();
        assertThat(owner.get("/console/settings").body()).contains("Tableur").doesNotContain(secret.group());
        long id = site.rows("select id from api_token where name = 'Tableur'")
                .get(0)
                .getLong("id");
        assertThat(owner.post("/console/settings/tokens/" + id + "/revoke").statusCode())
                .isEqualTo(303);
        assertThat(owner.get("/console/settings").body()).doesNotContain("Tableur");
        assertThat(owner.post("/console/settings/tokens/" + id + "/revoke").statusCode())
                .isEqualTo(404);
        HttpResponse<String> refused =
                owner.post("/console/settings/tokens", "name", " ", "role", "king", "days", "-1");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("1 to 100 characters", "Choose a role", "from 1 to 3650");
    }

    private static HttpResponse<String> upload(ConsoleSite.Reader reader, String csv, String... fields) {
        return uploadNamed("gens.csv", reader, csv, fields);
    }

    private static HttpResponse<String> uploadNamed(
            String name, ConsoleSite.Reader reader, String csv, String... fields) {
        String border = "----border";
        StringBuilder body = new StringBuilder();
        List<String> all = new java.util.ArrayList<>(List.of("form", reader.formToken()));
        all.addAll(List.of(fields));
        for (int i = 0; i < all.size(); i += 2) {
            body.append("--")
                    .append(border)
                    .append("\r\nContent-Disposition: form-data; name=\"")
                    .append(all.get(i))
                    .append("\"\r\n\r\n")
                    .append(all.get(i + 1))
                    .append("\r\n");
        }
        body.append("--")
                .append(border)
                .append("\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: text/csv\r\n\r\n")
                .append(csv)
                .append("\r\n--")
                .append(border)
                .append("--\r\n");
        return reader.send(site.request("/console/imports")
                .header("Origin", site.url(""))
                .header("Content-Type", "multipart/form-data; boundary=" + border)
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private static String until(ConsoleSite.Reader reader, String path, String words) {
        return Await.found(words, () -> reader.get(path).body(), page -> page.contains(words));
    }

    @Test
    void aFileIsCheckedThenDecidedThenIn() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        HttpResponse<String> sent = upload(reader, CSV, "kind", "contacts", "region", "FR");
        assertThat(sent.statusCode()).isEqualTo(303);
        String columns = sent.headers().firstValue("location").orElseThrow();
        assertThat(columns).endsWith("/columns");
        String path = columns.replace("/columns", "");
        assertThat(reader.get(columns).body()).contains("gens.csv", "Zoé", "Other information", "this country: France");
        assertThat(reader.get("/console/imports").body()).contains("To be completed", "Say what the columns hold");
        assertThat(reader.get(path).headers().firstValue("location")).hasValue(columns);
        reader.post(columns, consent("phone", "name"));
        String checked = until(reader, path, "Import 2 people");
        assertThat(checked).contains("gens.csv", "Lines left out", "Line 3", "phone number is too short");
        assertThat(site.rows("select from contact where name = 'Zoé'")).isEmpty();
        HttpResponse<String> refused = reader.get(path + "/refused.csv");
        assertThat(refused.headers().firstValue("content-type").orElseThrow()).startsWith("text/csv");
        assertThat(refused.body()).contains("Trop court", "Reason");

        assertThat(checked).contains("name=\"readings\" value=\"1\"");
        for (HttpResponse<String> other : List.of(
                reader.post(path + "/commit"),
                reader.post(path + "/commit", "readings", "0"),
                reader.post(path + "/commit", "readings", "x"))) {
            assertThat(other.statusCode()).isEqualTo(409);
            assertThat(other.body()).contains("Something changed in the meantime");
        }
        assertThat(reader.post(path + "/commit", "readings", "1").statusCode()).isEqualTo(303);
        assertThat(until(reader, path, "people added")).contains("Imported");
        assertThat(site.rows("select from contact where name in ('Zoé', 'Bob') and tags @> '{mai}'"))
                .hasSize(2);
        reader.post(path + "/commit");
        assertThat(reader.get(path).body()).contains("no longer waits for a decision");
        assertThat(reader.get("/console/imports").body()).contains("gens.csv", "Imported");
    }

    @Test
    void theDateIsNotAskedAgainWhereAColumnGivesIt() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        for (String heading : List.of("Date de l’accord", "Date de l'accord", "Date accord")) {
            String columns = upload(
                            reader,
                            "Téléphone;" + heading + "\n06 39 98 71 01;03/02/2019\n06 39 98 71 02;\n",
                            "kind",
                            "contacts",
                            "region",
                            "FR")
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            assertThat(reader.get(columns).body())
                    .as(heading)
                    .contains("<option value=\"date\" selected>", "class=\"given\" data-column=\"date\"");
            String[] said = {
                "column0", "phone", "column1", "date", "class", "regular", "source", "Stand", "wording", "Texte",
                "date", ""
            };
            assertThat(reader.post(columns, said).statusCode()).isEqualTo(303);
            String path = columns.replace("/columns", "");
            assertThat(until(reader, path, "Import one person"))
                    .as("a line without a date is refused")
                    .contains("Line 3", "date");
            assertThat(reader.get(columns).body()).contains("value=\"Stand\"");
            said[3] = "ignore";
            HttpResponse<String> missing = reader.post(columns, said);
            assertThat(missing.statusCode()).isEqualTo(422);
            assertThat(missing.body()).contains("A date is missing").doesNotContain("A day in the past");
        }
        String last = site.rows("select id from import_job order by id desc limit 1")
                .get(0)
                .getLong("id")
                .toString();
        String path = "/console/imports/" + last;
        assertThat(reader.post(path + "/commit", "readings", "1").statusCode()).isEqualTo(303);
        until(reader, path, "Imported");
        assertThat(site.rows("select from consent where changed_at::date = '2019-02-03'"))
                .hasSize(1);
    }

    @Test
    void aFileThatChangesACategorySaysOfWhomBeforeAndInTheLedgerAfterwards() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        for (String kind : List.of("regular", "member", "regular")) {
            String columns = upload(reader, "phone,name\n0612345681,Rosa Bien\n", "kind", "contacts", "region", "FR")
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            String path = columns.replace("/columns", "");
            String[] said = {
                "column0",
                "phone",
                "column1",
                "name",
                "class",
                kind,
                "source",
                "Stand",
                "wording",
                "Text",
                "date",
                "2026-04-05"
            };
            assertThat(reader.post(columns, said).statusCode()).isEqualTo(303);
            String checked = until(reader, path, "Import one person");
            if (kind.equals("member")) {
                assertThat(checked).contains("id=\"changing\"", "Rosa Bien</bdi> – Regular contact → Member");
            } else {
                assertThat(checked).as("nobody becomes less than they are").doesNotContain("id=\"changing\"");
            }
            reader.post(path + "/commit", "readings", "1");
            until(reader, path, "Imported");
        }
        long rosa = site.rows("select contact_id from address where identifier = '+33612345681'")
                .get(0)
                .getLong("contact_id");
        assertThat(reader.get("/console/contacts/" + rosa).body()).containsOnlyOnce("Regular contact → Member");
    }

    @Test
    void wherePeopleComeFromIsNotAskedWhenAColumnSaysIt() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String columns = upload(
                        reader, "phone,origin\n0612345671,Market\n0612345672,\n", "kind", "contacts", "region", "FR")
                .headers()
                .firstValue("location")
                .orElseThrow();
        String path = columns.replace("/columns", "");
        assertThat(reader.get(columns).body())
                .contains("class=\"given\" data-column=\"source\"", "optional where the file says it");
        String[] said = {
            "column0",
            "phone",
            "column1",
            "source",
            "class",
            "regular",
            "source",
            "",
            "wording",
            "Text",
            "date",
            "2026-04-05"
        };
        assertThat(reader.post(columns, said).statusCode()).isEqualTo(303);
        assertThat(until(reader, path, "Import one person"))
                .as("a line whose column is empty is refused")
                .contains("Line 3", "origin");
        said[3] = "ignore";
        HttpResponse<String> missing = reader.post(columns, said);
        assertThat(missing.statusCode()).isEqualTo(422);
        assertThat(missing.body()).contains("where these people come");
        said[3] = "source";
        said[7] = "Stand";
        reader.post(columns, said);
        assertThat(until(reader, path, "Import 2 people")).doesNotContain("Lines left out");
        reader.post(path + "/cancel");
    }

    @Test
    void rowsWithoutAnythingAreNoFaultAndOthersAreToldHowToBeMended() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String columns = upload(
                        reader,
                        "téléphone;nom\n0612345611;Zoé\n;;;;;\n ; \n0612345612;Bob;trop\n",
                        "kind",
                        "contacts",
                        "region",
                        "FR")
                .headers()
                .firstValue("location")
                .orElseThrow();
        String path = columns.replace("/columns", "");
        reader.post(columns, consent("phone", "name"));
        assertThat(until(reader, path, "Importer"))
                .contains("Pas autant de cellules que de titres", "Ligne 5", "– 3 cellules")
                .doesNotContain("Ligne 3", "Ligne 4", ">vide<", "id=\"mend\"");
        reader.post(path + "/commit", "readings", "1");
        assertThat(until(reader, path, "id=\"mend\"")).contains("importez-le à nouveau");
    }

    @Test
    void whatIsWrongWithAnUploadIsSaidAndNothingIsLeft() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        HttpResponse<String> refused = upload(reader, CSV, "kind", "people", "region", "france");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Choose what the file holds", "Choose a country");
        assertThat(upload(reader, "", "kind", "contacts", "region", "FR").body())
                .contains("This file is empty");
        Await.until(
                "no file is left, which is deleted while the answer is under way",
                () -> site.uploads.toFile().list().length == 0);
        HttpResponse<String> open = upload(
                reader, "phone;name\n;\n;;;\n0612345601;Zoé\nJean;\"Perrache\n", "kind", "suppression", "region", "BE");
        assertThat(open.statusCode()).isEqualTo(422);
        assertThat(open.body())
                .as("while another can still be chosen, with what was said besides")
                .contains(
                        "can’t be read. Line 5: a quotation mark opens here and never closes: “Jean;\"Perrache”",
                        "value=\"suppression\" checked",
                        "value=\"BE\" selected");
        HttpResponse<String> unreadable = upload(reader, "a,b\n1,2\n", "kind", "contacts", "region", "FR");
        String columns = unreadable.headers().firstValue("location").orElseThrow();
        String path = columns.replace("/columns", "");
        assertThat(reader.post(columns, consent("phone", "phone")).body())
                .containsSubsequence(
                        "<li><a href=\"#column1\">Two columns can’t hold the same",
                        "id=\"column0\" name=\"column0\" aria-invalid=\"true\" aria-describedby=\"column1-fault\"",
                        "id=\"column1\" name=\"column1\" aria-invalid=\"true\"",
                        "id=\"column1-fault\">Two columns can’t hold the same");
        assertThat(reader.post(columns, consent("name", "ignore")).body()).contains("nobody could be reached");
        HttpResponse<String> unsaid = reader.post(columns, "column0", "phone", "column1", "ignore");
        assertThat(unsaid.statusCode()).isEqualTo(422);
        assertThat(unsaid.body())
                .contains(
                        "No column says the category", "where these people come", "A date is missing", "Give the text");
        assertThat(reader.post(
                                columns,
                                "column0",
                                "phone",
                                "column1",
                                "ignore",
                                "class",
                                "friend",
                                "source",
                                "",
                                "date",
                                "2030-01-01",
                                "tags",
                                "x".repeat(51))
                        .body())
                .contains("Choose a category", "where these people come", "in the past", "At most 20 tags");
        reader.post(columns, consent("phone", "ignore"));
        assertThat(until(reader, path, "<q>1</q>"))
                .contains("not a phone number")
                .as("no row is good")
                .doesNotContain("If you import now");
    }

    private static String[] consent(String first, String second) {
        return new String[] {
            "column0",
            first,
            "column1",
            second,
            "class",
            "member",
            "source",
            "Adhésion",
            "date",
            "2026-05-01",
            "wording",
            "Bulletin v2",
            "tags",
            "import, mai"
        };
    }

    @Test
    void whatALineDoesNotSayOfItsConsentIsSaidWithoutSendingTheFileAgain() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String columns = upload(
                        reader,
                        "phone,class,source,date,wording\n"
                                + "0612345661,member,Form,2026-03-01,Form v1\n0612345662,member,,2026-03-02,Form v1\n"
                                + "0612345663,,Form,2026-03-02,Form v1\n",
                        "kind",
                        "contacts",
                        "region",
                        "FR")
                .headers()
                .firstValue("location")
                .orElseThrow();
        String path = columns.replace("/columns", "");
        String[] inside = {
            "column0", "phone", "column1", "class", "column2", "source", "column3", "date", "column4", "wording"
        };
        assertThat(reader.get(columns).body()).contains("say it already");
        reader.post(columns, inside);
        assertThat(until(reader, path, "Import one person"))
                .contains("href=\"" + columns + "#consent\"", "Say it for the whole file");

        List<String> told = new java.util.ArrayList<>(List.of(inside));
        told.addAll(List.of("class", "regular", "source", "Market", "date", "2026-04-05", "wording", "Sheet"));
        assertThat(reader.post(columns, told.toArray(String[]::new)).statusCode())
                .isEqualTo(303);
        assertThat(until(reader, path, "Import 3 people")).doesNotContain("Lines left out");
        assertThat(reader.get(columns).body())
                .contains("value=\"Market\"", "value=\"2026-04-05\"", ">Sheet</textarea>");
        reader.post(path + "/commit", "readings", "2");
        until(reader, path, "people added");
        assertThat(site.rows("select from consent where class = 'regular' and contact_id in "
                        + "(select contact_id from address where identifier = '+33612345663')"))
                .hasSize(1);
    }

    private static String columnsOf(ConsoleSite.Reader reader, String csv) {
        return upload(reader, csv, "kind", "contacts", "region", "FR")
                .headers()
                .firstValue("location")
                .orElseThrow();
    }

    @Test
    void aSecondNumberUnderTheSameTitleIsReadWhereTheFirstIsEmpty() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String columns =
                columnsOf(reader, "Nom,Téléphone,Téléphone\nHugo,,0612345671\nInès,0612345672,0612345673\nLéo,,12\n");
        assertThat(reader.get(columns).body())
                .contains("Même titre que la colonne 2\u00a0: ce numéro est lu sur les lignes où elle est vide.");
        List<String> said = new java.util.ArrayList<>(List.of(consent("name", "phone")));
        said.addAll(List.of("column2", "phone"));
        reader.post(columns, said.toArray(String[]::new));
        assertThat(until(reader, columns.replace("/columns", ""), "Importer 2 personnes"))
                .contains("Hugo", "Inès", "<q>12</q>");
    }

    @Test
    void aFileThatIsNeitherASheetNorATextByItsNameIsRefusedAtOnce() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        assertThat(uploadNamed("note.pdf", reader, "bonjour\n", "kind", "contacts", "region", "FR")
                        .body())
                .contains("note.pdf n’est pas lisible. Ce n’est ni un classeur");
    }

    @Test
    void rowsThatAreRefusedAreGroupedWithExamplesAndTheWayOut() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String columns = columnsOf(
                reader,
                "phone,name,\n0612345650,Bon,\n12,Court,\n13,Court aussi,\n14,Encore,\n15,Toujours,\n0612345650,Bon,\n");
        assertThat(reader.get(columns).body())
                .as("no column says the category")
                .contains("– à choisir –")
                .doesNotContain("Ce que dit le fichier");
        String path = columns.replace("/columns", "");
        reader.post(columns, consent("phone", "name"));
        String checked = until(reader, path, "Importer une ligne");
        assertThat(checked.split("class=\"box fault-kind\"", -1))
                .as("two kinds of fault")
                .hasSize(3);
        String most = checked.substring(checked.indexOf("fault-kind"), checked.lastIndexOf("fault-kind"));
        assertThat(most)
                .contains(
                        "4 lignes</span>",
                        "(colonne «\u00a0phone\u00a0»)",
                        "Ligne 3",
                        "<q>12</q>",
                        "Ligne 4",
                        "Ligne 5",
                        "… et une autre")
                .doesNotContain("<q>15</q>");
        assertThat(checked.substring(checked.lastIndexOf("fault-kind")))
                .contains(
                        "figure plusieurs fois",
                        "une ligne</span>",
                        "Ligne 7",
                        "<q>0612345650 · Bon</q>",
                        "comme à la ligne")
                .doesNotContain("figure déjà");
        assertThat(checked.split("/refused.csv", -1)).as("offered once").hasSize(2);
        assertThat(checked)
                .as("one number for what is left out, and for what is downloaded")
                .containsPattern("figure call\"><strong>5</strong><span>lignes laissées de côté, dont une en double")
                .contains(
                        "Télécharger les 5 lignes laissées de côté",
                        "Le même numéro ou identifiant figure plusieurs fois");
    }

    @Test
    void aRemedyIsOfferedForWhomItLetsInAndSaysWhatItDid() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String columns = columnsOf(
                reader, "phone,langue\n0612345651,fr\n0612345652,fr\n0612345655,fr\n0612345653,elfique\n12,klingon\n");
        assertThat(reader.get(columns).body()).contains("«\u00a0elfique\u00a0» ne ressemble pas à une langue");
        String path = columns.replace("/columns", "");
        reader.post(columns, consent("phone", "language"));
        assertThat(until(reader, path, "Importer 3 personnes"))
                .contains(
                        "Faire entrer une ligne sans langue",
                        "Aussi\u00a0: le numéro de téléphone est trop court (colonne «\u00a0phone\u00a0») <q>12</q>",
                        "Ligne 6 (voir plus haut)");
        String again =
                reader.post(path + "/language").headers().firstValue("location").orElseThrow();
        assertThat(again).isEqualTo(path + "?was=3");
        assertThat(until(reader, again, "Importer 4 personnes"))
                .contains("Une ligne de plus entrerait.", "Une ligne reste à corriger")
                .doesNotContain("Faire entrer");
        String hopeless = columnsOf(reader, "phone,langue\n0612345654,fr\n12,klingon\n13,fr\n");
        String other = hopeless.replace("/columns", "");
        reader.post(hopeless, consent("phone", "language"));
        assertThat(until(reader, other, "Importer une personne"))
                .contains("Cette ligne a aussi d’autres défauts")
                .doesNotContain("Faire entrer");
        assertThat(reader.get(other + "?was=1").body()).contains("Autant de lignes entreraient qu’avant.");
    }

    @Test
    void aLineWithoutALanguageYieldsToTheOneThatHasItsPerson() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String columns = columnsOf(
                reader,
                "phone,langue\n0612345661,xx\n06 12 34 56 61,fr\n0612345662,xx\n0612345662,yy\n+4420,fr\n0612345663,fr\n");
        String path = columns.replace("/columns", "");
        reader.post(columns, consent("phone", "language"));
        assertThat(until(reader, path, "Importer 2 personnes"))
                .contains("Faire entrer une ligne sans langue", "comme à la ligne 3", "comme à la ligne 4")
                .as("a number with its country is no other country's")
                .doesNotContain("Numéros d’un autre pays");
        String again =
                reader.post(path + "/language").headers().firstValue("location").orElseThrow();
        assertThat(until(reader, again, "Importer 3 personnes"))
                .contains("Une ligne de plus entrerait.", "comme à la ligne 3", "comme à la ligne 4")
                .doesNotContain("comme à la ligne 2", "Faire entrer");
    }

    @Test
    void theColumnsOfTheListAreChosenAndKept() {
        ConsoleSite.Reader reader = site.signIn(Role.VIEWER, "fr");
        site.subscriber("Une Abonnée", "+33612349971");
        assertThat(reader.get("/console/contacts?state=subscribed").body())
                .contains("class=\"of-tags\"", "action=\"/console/contacts/columns?sort=newest&amp;state=subscribed\"")
                .doesNotContain("class=\"of-area\"", "class=\"of-seen\"");
        assertThat(reader.post(
                                "/console/contacts/columns?sort=newest&state=subscribed",
                                "column",
                                "area",
                                "column",
                                "seen",
                                "column",
                                "nonsense")
                        .headers()
                        .firstValue("location"))
                .hasValue("/console/contacts?sort=newest&state=subscribed");
        assertThat(reader.get("/console/contacts").body())
                .contains("class=\"of-area\"", "class=\"of-seen\"", "Dernier signe")
                .doesNotContain("class=\"of-tags\"", "<td class=\"of-state\"");
    }

    @Test
    void whoeverIsTickedIsAddedToACallList() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        long one = site.subscriber("À Appeler", "+33612349972");
        HttpResponse<String> picked = reader.post("/console/contacts/selected", "do", "list", "contact", "" + one);
        assertThat(picked.headers().firstValue("location")).hasValue("/console/call-lists?picked=" + one);
    }

    @Test
    void aTagIsGivenToThoseWhoAreTickedAndTheyStayTicked() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        long one = site.subscriber("Cochée Une", "+33612349973");
        String selected = "/console/contacts/selected?sort=name&q=coch%C3%A9e";
        String back = reader.post(selected, "do", "tag", "tag", "sono", "contact", "" + one)
                .headers()
                .firstValue("location")
                .orElseThrow();
        assertThat(back).startsWith("/console/contacts?").contains("q=coch", "picked=" + one);
        assertThat(reader.get(back).body())
                .contains("One person has the tag “sono”.", "value=\"" + one + "\" checked", "list=\"known-tags\"");
        reader.post(selected, "do", "untag", "tag", " ", "contact", "" + one);
        assertThat(reader.get(back).body()).contains("Write the tag first.");
    }

    @Test
    void aLineWithoutANumberSaysWhoItIs() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String columns = columnsOf(reader, "Nom,Téléphone,Quartier\nSans Numéro,,Sud\n");
        reader.post(columns, consent("name", "phone"));
        assertThat(until(reader, columns.replace("/columns", ""), "fault-kind"))
                .contains(">vide</span> – <bdi>Sans Numéro · Sud</bdi>")
                .doesNotContain("Déjà connue", "dit STOP");
    }

    @Test
    void theEndOfAnImportLeadsToExactlyThePeopleItAdded() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        site.subscriber("Connue Avant", "+33612349961");
        String columns =
                columnsOf(reader, "phone,name\n0612349961,Connue Avant\n0612349962,Neuve Une\n0612349963,Neuve Deux\n");
        String path = columns.replace("/columns", "");
        reader.post(columns, consent("phone", "name"));
        until(reader, path, "Importer 3 personnes");
        reader.post(path + "/commit", "readings", "1");
        site.subscriber("Venue Après", "+33612349964");
        String list = "/console/contacts?import=" + path.replaceAll("\\D", "");
        assertThat(until(reader, path, "Voir les 2 personnes ajoutées"))
                .contains("href=\"" + list + "\"", "/console/broadcasts/new?import=", ">Leur écrire (2)</a>")
                .contains("2 personnes sont entrées dans vos contacts", "qu’avec un modèle approuvé");
        assertThat(reader.get(list).body())
                .contains("2 personnes", "Neuve Une", "Neuve Deux", "href=\"" + path + "\"")
                .doesNotContain("Connue Avant", "Venue Après");
        assertThat(reader.get("/console/contacts?import=9999").statusCode()).isEqualTo(404);
    }

    @Test
    void whatHasToBeSaidOfAFileIsMarkedBeforeItIsMissed() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String columns = columnsOf(reader, "phone,Inscrit le\n0612345665,12/03/2026\n");
        assertThat(reader.get(columns).body())
                .contains("class=\"must\" data-column=\"source\"", "Prise pour la date de l’accord")
                .containsPattern("(?s)name=\"column1\".*?value=\"date\" selected");
        assertThat(reader.post(columns, "column0", "phone", "column1", "variable", "class", "regular")
                        .body())
                .contains("Dites d’où viennent ces personnes.", "Donnez le texte accepté.")
                .doesNotContain("caractères au plus", "Prise pour la date");
    }

    @Test
    void whatIsKnownStaysUnlessOneSwitchSaysOtherwiseAndTheCheckCountsIt() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        long person = site.subscriber("Fatou Connue", "+33612345655");
        String columns = columnsOf(reader, "phone,name\n0612345655,Fatou Autre\n");
        String path = columns.replace("/columns", "");
        assertThat(reader.get(columns).body())
                .containsPattern("name=\"replace\" value=\"yes\" role=\"switch\" aria-describedby");
        reader.post(columns, consent("phone", "name"));
        String careful = until(reader, path, "Importer une personne");
        assertThat(careful)
                .contains(
                        "ce que vous savez d’elle reste",
                        "«\u00a0Fatou Connue\u00a0» reste",
                        "href=\"" + columns + "#replace\"")
                .doesNotContain("notice warn\" id=\"conflicting");

        List<String> replacing = new java.util.ArrayList<>(List.of(consent("phone", "name")));
        replacing.addAll(List.of("replace", "yes"));
        reader.post(columns, replacing.toArray(String[]::new));
        String warned = until(reader, path, "deviendrait «\u00a0Fatou Autre\u00a0»");
        assertThat(warned).contains("notice warn", "qui remplaceraient les siennes", "Garder plutôt");
        assertThat(reader.get(columns).body()).containsPattern("name=\"replace\"[^>]* checked");
        reader.post(path + "/commit", "readings", "2");
        assertThat(until(reader, path, "Importé")).contains("ont été remplacées");
        assertThat(site.rows("select name from contact where id = " + person)
                        .get(0)
                        .getString("name"))
                .isEqualTo("Fatou Autre");
    }

    @Test
    void theSampleFileIsGoodAsItIs() {
        for (String language : List.of("fr", "en")) {
            ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, language);
            String sample = reader.get("/console/imports/sample.csv").body();
            String columns = upload(reader, sample, "kind", "contacts", "region", "FR")
                    .headers()
                    .firstValue("location")
                    .orElseThrow();
            String path = columns.replace("/columns", "");
            List<String> fields = new java.util.ArrayList<>();
            assertThat(reader.get(columns).body())
                    .as("known by their headings, and folded")
                    .contains("<details class=\"box\" id=\"recognised\">");
            for (String meaning : List.of("phone", "name", "language", "tags", "class", "source", "date", "wording")) {
                int column = fields.size() / 2;
                fields.addAll(List.of("column" + column, meaning));
                assertThat(reader.get(columns).body())
                        .as("recognised by itself")
                        .containsPattern(
                                "(?s)name=\"column" + column + "\".*?value=\"" + meaning + "\" selected.*?</select>");
            }
            reader.post(columns, fields.toArray(String[]::new));
            until(reader, path, language.equals("fr") ? "Importer 2 personnes" : "Import 2 people");
            reader.post(path + "/cancel");
        }
    }

    @Test
    void anImportIsGivenUp() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        String columns = upload(reader, "nom;numéro\nAnn;0612345690\n", "kind", "suppression", "region", "FR")
                .headers()
                .firstValue("location")
                .orElseThrow();
        assertThat(reader.get(columns).body())
                .containsPattern(
                        "(?s)name=\"column0\".*value=\"ignore\" selected.*name=\"column1\".*value=\"phone\" selected");
        assertThat(reader.get(columns).body()).as("nothing to be agreed to").doesNotContain("id=\"consent\"");
        reader.post(columns, "column0", "ignore", "column1", "phone");
        String path = columns.replace("/columns", "");
        until(reader, path, "To be decided");
        assertThat(reader.post(path + "/cancel").headers().firstValue("location"))
                .hasValue("/console/imports");
        assertThat(reader.get(path).body()).contains("Nothing was imported");
    }

    @Test
    void anOrganiserAnswersFromTheInboxAndSeesHowFarTheAnswerGot() {
        long contact = site.subscriber("Louise", "+33612345640");
        long message = site.wrote(contact, "À quelle heure est la réunion ?");
        site.wrote(site.subscriber("Marcel", "+33612345971"), "Et où ?");
        String page = "/console/inbox/messages/" + message;
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String conversation = "/console/inbox/people/" + contact;
        assertThat(reader.get("/console/inbox").body())
                .contains("href=\"" + conversation + "\"", "Louise")
                .as("how long it can be answered")
                .containsPattern("WhatsApp&nbsp;· <span class=\"clock\" data-until=\"[^\"]+\"");
        assertThat(reader.get(page).headers().firstValue("location")).hasValue(conversation);
        assertThat(reader.get(conversation).body())
                .contains("action=\"" + page + "/answer\"", "WhatsApp, qui l’accepte jusqu’au")
                // Who waits stands beside it, and who is open is marked.
                .containsSubsequence("class=\"waiting-list\"", "href=\"" + conversation + "\" aria-current=\"page\"");
        assertThat(reader.post(page + "/answer", "text", " ").statusCode()).isEqualTo(422);
        assertThat(reader.post(page + "/answer", "text", "x".repeat(4_097)).statusCode())
                .isEqualTo(422);

        assertThat(reader.post(page + "/answer", "text", "À 18 h,\nporte de gauche")
                        .statusCode())
                .isEqualTo(303);
        assertThat(reader.get(conversation).body())
                .contains("À 18\u00a0h,\nporte de gauche", "Ana &lt;organiser&gt;", "part dès que possible");
        Row sent = site.rows(
                        """
                        select d.purpose, d.not_after, d.state, a.identifier, e.actor, e.action
                        from delivery d
                        join organiser_answer w on w.delivery_id = d.id
                        join address a on a.id = d.address_id
                        join audit_event e on e.subject = 'inbound_message:' || w.message_id
                        where w.message_id = $1
                        """,
                        message)
                .get(0);
        assertThat(sent.getString("purpose")).isEqualTo("reply");
        assertThat(sent.getOffsetDateTime("not_after").toInstant())
                .isEqualTo(ConsoleSite.START.plus(Duration.ofHours(24)));
        assertThat(sent.getString("identifier")).isEqualTo("+33612345640");
        assertThat(sent.getString("actor")).startsWith("organiser:");
        assertThat(sent.getString("action")).isEqualTo("inbound_message.answer");

        assertThat(site.signIn(Role.VIEWER, "fr")
                        .post(page + "/answer", "text", "moi aussi")
                        .statusCode())
                .isEqualTo(403);
        assertThat(site.signIn(site.other, Role.OWNER, "fr")
                        .post(page + "/answer", "text", "moi aussi")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anAnswerSettlesAllThatWasShownAndNothingThatCameAfter() {
        long contact = site.subscriber("Colette", "+33612345644");
        String conversation = "/console/inbox/people/" + contact;
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        long first = site.wrote(contact, "When is it?");
        assertThat(reader.get(conversation).body()).contains("/console/inbox/messages/" + first + "/answer");
        long shown = site.wrote(contact, "And where?");
        assertThat(reader.get(conversation).body())
                .contains("form=\"answering\" name=\"shown\" value=\"" + shown + "\"");
        long later = site.wrote(contact, "May I bring my son?");
        assertThat(reader.post(
                                "/console/inbox/messages/" + first + "/answer",
                                "text",
                                "At six, at the town hall",
                                "shown",
                                "" + shown)
                        .statusCode())
                .isEqualTo(303);
        assertThat(site.rows("select id, state from inbound_message where contact_id = $1 order by id", contact))
                .extracting(row -> row.getLong("id") + " " + row.getString("state"))
                .containsExactly(first + " answered", shown + " answered", later + " new");
        long latest = site.wrote(contact, "Or my daughter?");
        reader.post(conversation + "/done", "shown", "" + later);
        reader.post("/console/inbox/read", "state", "answered", "person", "" + contact, "shown", "" + later);
        assertThat(site.rows("select id from inbound_message where contact_id = $1 and state = 'new'", contact))
                .as("what came while the page was read goes on waiting")
                .extracting(row -> row.getLong("id"))
                .containsExactly(latest);
        long answerable = waitingMessages();
        site.apply(ConsentEvent.stop(site.organisation.id(), contact, site.now.get(), EventSource.WEBHOOK));
        assertThat(waitingMessages()).as("nothing to answer any more").isEqualTo(answerable - 1);
        assertThat(reader.get(conversation).body())
                .contains(
                        "Nothing can be sent any more", ">File without an answer</button>", "value=\"" + latest + "\"")
                .doesNotContain(">Mark as answered</button>", "<textarea id=\"answer\"", "id=\"take\"");
        String waiting = reader.get("/console/inbox?show=messages").body();
        assertThat(waiting).containsPattern("only to read: (one person|\\d+ people) who ha(s|ve) stopped");
        String theirs = waiting.substring(waiting.indexOf(">Colette<"));
        assertThat(theirs.substring(0, theirs.indexOf("</li>")))
                .as("no plain question any more")
                .contains("Has asked to stop: nothing can be answered.", "Unsubscribed")
                .doesNotContain("Question");
    }

    @Test
    void whatIsPutOffIsCountedAndShownNowhereUntilItComesBack() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        long contact = site.subscriber("Later Lucy", "+33612345645");
        long before = waitingMessages();
        site.wrote(contact, "Call me some time");
        assertThat(waitingMessages()).isEqualTo(before + 1);
        assertThat(reader.get("/console").body()).contains("Later Lucy");
        reader.post("/console/inbox/people/" + contact + "/snooze", "hours", "24");
        assertThat(waitingMessages()).isEqualTo(before);
        assertThat(reader.get("/console").body()).doesNotContain("Later Lucy");
        assertThat(reader.get("/console/inbox?show=later").body()).contains("Later Lucy");
        site.rows(
                "update inbox_case set snoozed_until = $2 where contact_id = $1",
                contact,
                site.now.get().atOffset(java.time.ZoneOffset.UTC));
        assertThat(waitingMessages()).as("the time is over").isEqualTo(before + 1);
        reader.post("/console/inbox/people/" + contact + "/snooze", "hours", "24");
        site.rows("update inbox_case set snoozed_at = snoozed_at - interval '1 second' where contact_id = $1", contact);
        assertThat(waitingMessages())
                .as("what was written since brings all back")
                .isEqualTo(before + 1);
        assertThat(reader.get("/console").body()).contains("Later Lucy");
    }

    @Test
    void theInboxIsSearchedForWordsOfMessagesNotesAndLabels() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        long contact = site.subscriber("Wordy Walter", "+33612345646");
        site.wrote(contact, "J’ai encore perdu ma fourchette à huîtres, et je la cherche depuis hier");
        String conversation = "/console/inbox/people/" + contact;
        reader.post(conversation + "/notes", "note", "Collectionne les tire-bouchons");
        reader.post(conversation + "/labels", "labels", "ustensiles");
        for (String word : List.of("HUITRES", "tire-bouchon", "ustensil")) {
            assertThat(reader.get("/console/inbox?q=" + word).body())
                    .as(word)
                    .contains("Wordy Walter", "href=\"" + conversation + "\"", "the newest 2,000 messages")
                    .doesNotContain("Nobody matches");
        }
        assertThat(reader.get("/console/inbox?q=parapluie").body()).contains("Nobody matches");
        assertThat(reader.get("/console/inbox?q=parapluie").body()).doesNotContain("Wordy Walter");
    }

    private static long waitingMessages() {
        return site.inbox.waiting(site.organisation.id()).await().writers();
    }

    @Test
    void whatWasWrittenIsFoundAgainByItsWordsItsWriterAndWhatWasDoneAboutIt() {
        long writer = site.subscriber("Éloïse Archive", "+33612345987");
        long cake = site.wrote(writer, "J’apporte un gâteau. Mon numéro : 06 99 88 77 66");
        long maybe = site.wrote(writer, "peut-être, je vous dis demain");
        long tap = site.wrote(writer, "Bouton archivé");
        site.rows("update inbound_message set kind = 'understood', state = 'answered' where id = any ($1)", (Object)
                new Long[] {maybe, tap});
        site.rows("update inbound_message set content = 'tap' where id = $1", tap);
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String path = "/console/inbox/messages";
        assertThat(reader.get(path + "?q=eloise").body())
                .contains("J’apporte un gâteau", "peut-être, je vous dis demain", "compris par Relais")
                .doesNotContain("Bouton archivé");
        assertThat(reader.get(path + "?show=new&q=GATEAU").body())
                .contains("J’apporte un gâteau", "Marquer lu")
                .doesNotContain("peut-être, je vous");
        assertThat(reader.get(path + "?show=understood").body())
                .contains("peut-être, je vous dis demain")
                .doesNotContain("J’apporte un gâteau");
        String here = path + "?show=new&q=GATEAU";
        assertThat(reader.post(path + "/" + cake + "?show=new&q=GATEAU", "state", "read")
                        .headers()
                        .firstValue("location"))
                .hasValue(here);
        assertThat(reader.get(here).body()).contains("Aucun message ne correspond");
        assertThat(reader.get(path + "?show=read&q=GATEAU").body())
                .contains("J’apporte un gâteau", "Lu par Ana &lt;organiser&gt;");
        assertThat(reader.get(path + "?q=06+99+88").body()).contains("J’apporte un gâteau");
        assertThat(site.signIn(Role.READER, "fr").get(path + "?q=06+99+88").body())
                .as("no number is found by who may not see it")
                .doesNotContain("J’apporte un gâteau");
    }

    @Test
    void answersKeptWithTheirActionAreListedOnceWithWhatWasUnderstood() {
        long writer = site.subscriber("Simone Sondage", "+33612345988");
        long[] answers = {site.wrote(writer, "Mardi"), site.wrote(writer, "Deux")};
        long action = site.rows(
                        """
                        with m as (
                            insert into message (organisation_id, spec, created_at)
                            values ($1, '{"language": "fr", "body": {"fr": "Venez"}, "buttons": []}', now()) returning id
                        )
                        insert into action (organisation_id, kind, title, message_id, audience, created_by, created_at)
                        select $1, 'question', 'Quel soir ?', id, '{"everyone": true}', 'test', now() from m returning id
                        """,
                        site.organisation.id())
                .get(0)
                .getLong("id");
        site.rows(
                """
                update inbound_message set kind = 'understood', state = 'answered', content = 'elsewhere', text = '',
                       about = 'question:' || $1::text
                where id = any ($2)
                """,
                String.valueOf(action),
                new Long[] {answers[0], answers[1]});
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        String path = "/console/inbox/messages";
        assertThat(reader.get(path + "?q=simone").body()).doesNotContain("Quel soir");
        assertThat(reader.get(path + "?show=understood&q=simone").body())
                .containsOnlyOnce("<a class=\"clip\" href=\"/console/actions/" + action
                        + "\">A répondu à «\u00a0Quel soir ?\u00a0»</a>");
    }

    @Test
    void nobodyIsAnsweredWhoStoppedOrIsHeldOrWroteTooLongAgo() {
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "en");
        long stopped = site.subscriber("Arrêtée", "+33612345641");
        long held = site.subscriber("En suspens", "+33612345642");
        long late = site.subscriber("Tardive", "+33612345643");
        long[] messages = {site.wrote(stopped, "Un"), site.wrote(held, "Deux"), site.wrote(late, "Trois")};
        site.apply(ConsentEvent.stop(site.organisation.id(), stopped, ConsoleSite.START, EventSource.WEBHOOK));
        site.apply(ConsentEvent.hold(site.organisation.id(), held, ConsoleSite.START, EventSource.WEBHOOK));
        site.rows(
                "update address set last_inbound_at = last_inbound_at - interval '24 hours' where contact_id = $1",
                late);
        long[] people = {stopped, held, late};
        String[] reasons = {"asked for no more messages", "may have asked to stop", "in the last 24 hours"};
        for (int at = 0; at < messages.length; at++) {
            String page = "/console/inbox/messages/" + messages[at];
            assertThat(reader.get("/console/inbox/people/" + people[at]).body())
                    .contains(at == 1 ? "It is a stop" : reasons[at])
                    .doesNotContain("/answer\"");
            HttpResponse<String> refused = reader.post(page + "/answer", "text", "My careful answer");
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(refused.body()).contains(reasons[at], "Nothing was sent", "My careful answer");
        }
        assertThat(site.rows(
                        "select from delivery where contact_id = any ($1)", (Object) new Long[] {stopped, held, late}))
                .isEmpty();
        assertThat(site.rows("select from inbound_message where id = any ($1) and state <> 'new'", (Object)
                        new Long[] {messages[0], messages[1], messages[2]}))
                .isEmpty();
        site.rows("update inbound_message set kind = 'hold' where id = $1", messages[1]);
        assertThat(reader.get("/console/inbox/messages?q=En+suspens").body())
                .contains("href=\"/console/inbox/people/" + held + "\">Stop to decide</a>")
                .doesNotContain("Mark as read");
    }

    @Test
    void aButtonPressedTwiceMakesOneThing() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        Matcher key = Pattern.compile("name=\"once\" value=\"([^\"]+)\"")
                .matcher(owner.get("/console/settings").body());
        assertThat(key.find()).isTrue();
        String[] form = {"name", "Deux fois", "role", "viewer", "days", "", "once", key.group(1)};
        String made = "select from api_token where name like 'Deux fois%'";
        assertThat(owner.post("/console/settings/tokens", form).statusCode()).isEqualTo(303);
        HttpResponse<String> again = owner.post("/console/settings/tokens", form);
        assertThat(again.statusCode()).isEqualTo(303);
        assertThat(again.headers().firstValue("location")).hasValue("/console/settings");
        assertThat(owner.get("/console/settings").body()).contains("relais_");
        assertThat(site.rows(made)).hasSize(1);
        // What was filled in differently is another form, and one that was refused may be sent again.
        form[1] = "Deux fois, mais autrement";
        assertThat(owner.post("/console/settings/tokens", form).statusCode()).isEqualTo(303);
        form[1] = "";
        assertThat(owner.post("/console/settings/tokens", form).statusCode()).isEqualTo(422);
        assertThat(owner.post("/console/settings/tokens", form).statusCode()).isEqualTo(422);
        assertThat(site.rows(made)).hasSize(2);
        // Another node has only the database to know it by; so has this one after a while.
        form[1] = "Deux fois";
        site.now.set(ConsoleSite.START.plus(Duration.ofMinutes(3)));
        try {
            assertThat(owner.post("/console/settings/tokens", form).statusCode())
                    .isEqualTo(303);
            assertThat(owner.get("/console").body()).contains("avait déjà été envoyé");
        } finally {
            site.now.set(ConsoleSite.START);
        }
        assertThat(site.rows(made)).hasSize(2);
    }

    @Test
    void peopleAreFoundByTheWordsOfTheirNameWhateverTheAccents() {
        long elodie = site.subscriber("Élodie N’Guyễn-Œuvrard", "+33612345650");
        site.subscriber("Ana \"la reine\" \\ d'Été", "+33612345651");
        ConsoleSite.Reader reader = site.signIn(Role.ORGANISER, "fr");
        NameIndex index = new NameIndex(site.pool());
        for (int round = 0; round < 2; round++) {
            for (String found : List.of("elodie", "ELOD", "%C3%A9lo%20guyen", "oeuv", "guye%20ELO", "Elo%CC%81die")) {
                assertThat(reader.get("/console/contacts?q=" + found).body())
                        .as(found)
                        .contains("Élodie N’Guyễn-Œuvrard");
            }
            for (String missed : List.of("lodie", "elodie%20martin", "%27%3A*%20%7C%20%27x", "%5C", "---")) {
                assertThat(reader.get("/console/contacts?q=" + missed).body())
                        .as(missed)
                        .doesNotContain("Élodie N’Guyễn-Œuvrard");
            }
            assertThat(reader.get("/console/contacts?q=%22la%20rei%20ete").body())
                    .contains("la reine");
            index.catchUp().await();
            assertThat(site.rows("select from contact_name_todo")).isEmpty();
        }
        reader.post("/console/contacts/" + elodie + "/details", "name", "Zoé Dupré");
        assertThat(reader.get("/console/contacts?q=elodie").body())
                .doesNotContain("/console/contacts/" + elodie + "\"");
        assertThat(reader.get("/console/contacts?q=dupre").body()).contains("/console/contacts/" + elodie + "\"");
        site.signIn(Role.OWNER, "fr").post("/console/contacts/" + elodie + "/erase", "sure", "yes");
        assertThat(site.rows("select words::text from contact_name where contact_id = $1", elodie)
                        .get(0)
                        .getString(0))
                .isEmpty();
    }

    @Test
    void ownersReadWhoDidWhatAndNarrowIt() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        for (int made = 0; made < 60; made++) {
            owner.post("/console/settings/tokens", "name", "Jeton " + made, "role", "viewer", "days", "");
        }
        String page = owner.get("/console/settings/audit?kind=token").body();
        assertThat(page)
                .contains(
                        "<strong><bdi>Ana &lt;owner&gt;</bdi></strong> a créé le jeton d’API <bdi>Jeton 59</bdi>",
                        "avec le rôle «\u00a0Lecture seule\u00a0»",
                        "rel=\"next\"")
                .containsOnlyOnce("<h2>25 novembre 2026</h2>")
                .as("never a number alone")
                .doesNotContain("token:");
        Matcher next = Pattern.compile("href=\"(/console/settings/audit\\?[^\"]*before=[^\"]+)\" rel=\"next\"")
                .matcher(page);
        assertThat(next.find()).isTrue();
        assertThat(next.group(1)).contains("kind=token");
        assertThat(owner.get(next.group(1).replace("&amp;", "&")).body()).contains("a créé le jeton d’API");
        assertThat(owner.get("/console/settings/audit?word=CREE+le+jeton+d%E2%80%99api+jeton+7")
                        .body())
                .contains("a créé le jeton d’API <bdi>Jeton 7</bdi>")
                .doesNotContain("Jeton 8", "rel=\"next\"");
        Matcher further = Pattern.compile("href=\"([^\"]*before=[^\"]+)\" rel=\"next\"")
                .matcher(owner.get("/console/settings/audit?word=jeton").body());
        assertThat(further.find()).as("more lines have the word than a page").isTrue();
        assertThat(owner.get(further.group(1).replace("&amp;", "&")).body())
                .contains("a créé le jeton d’API <bdi>Jeton 0</bdi>");
        assertThat(owner.get("/console/settings/audit?until=2026-11-24").body()).contains("Rien ne correspond");
        assertThat(owner.get("/console/settings/audit?from=2026-11-25&until=2026-11-25&kind=token")
                        .body())
                .contains("a créé le jeton d’API");
        assertThat(owner.get("/console/settings/audit?from=demain&actor=nobody").body())
                .contains("n’est pas lisible", "Rien ne correspond");
        assertThat(site.signIn(site.other, Role.OWNER, "fr")
                        .get("/console/settings/audit")
                        .body())
                .doesNotContain("a créé le jeton d’API");
        assertThat(owner.get("/console/settings/audit.csv?kind=token").body().lines())
                .hasSizeGreaterThan(60)
                .first(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .contains("Qui;A fait");
        assertThat(owner.get("/console/settings/audit.csv?kind=token&until=2026-11-24")
                        .body()
                        .lines())
                .hasSize(1);
        assertThat(owner.get("/console/settings/audit.csv?kind=token").body())
                .contains("Ana <owner>;a créé le jeton d’API Jeton 59;avec le rôle")
                .doesNotContain("console.sign-in");
        for (Role role : List.of(Role.ORGANISER, Role.VIEWER)) {
            assertThat(site.signIn(role, "fr").get("/console/settings/audit").statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void thatNoPriceIsKnownIsSaidOnceAndNotOfEachLine() {
        site.rows(
                """
                insert into charge_change (organisation_id, month, channel, country, category, billable, broadcast_id,
                                           action_id, message_id, messages)
                values ($1, '2019-03-01', 'fake', 'FR', 'service', true, 0, 0, 0, 7) returning messages
                """,
                site.organisation.id());
        assertThat(site.signIn(Role.OWNER, "en")
                        .get("/console/settings/spending?month=2019-03")
                        .body())
                .contains("7 messages are billed, and no price has been filled in")
                .doesNotContain("muted\">no price<", "id=\"spent\"");
    }

    @Test
    void theTrailIsReadInSentencesWithLinks() {
        ConsoleSite.Reader owner = site.signIn(Role.OWNER, "fr");
        long person = site.subscriber("Suivie", "+33612345652");
        site.rows(
                """
                insert into audit_event (organisation_id, actor, action, subject, detail, at)
                select $1, 'organiser:' || o.id, deed, subject, replace(detail, 'OWNER', 'organiser:' || o.id)::jsonb, now()
                from (values
                    ('call.correct', 'action:999999', '{"call": 5, "from": "no_answer", "to": "reached"}'),
                    ('inbox_case.assign', 'contact:' || $2, '{"to": "OWNER"}'),
                    ('inbox_case.assign', 'contact:' || $2, '{"to": null}'),
                    ('sender.add', 'sender:999999', '{"channel": "telegram", "externalId": "4711"}'),
                    ('organiser.action-give', 'organiser:999999', '{"actionId": 5}')) as done (deed, subject, detail),
                    (select min(id) as id from organiser where organisation_id = $1 and role = 'owner') o
                returning id
                """,
                site.organisation.id(),
                Long.toString(person));
        assertThat(owner.get("/console/settings/audit").body())
                .contains(
                        "c’est «\u00a0On s’est parlé\u00a0»",
                        "au lieu de «\u00a0Pas de réponse\u00a0»",
                        "a confié la conversation de <a href=\"/console/contacts/" + person
                                + "\" dir=\"auto\">Suivie</a> à Ana",
                        "a rendu libre la conversation de <a",
                        "<bdi>sur Telegram</bdi>",
                        "<a href=\"/console/actions/5\">l’action n°\u00a05</a>")
                .as("nothing that only programs need, and no way to what is gone")
                .doesNotContain(
                        "externalId", "4711", "href=\"/console/actions/999999", "href=\"/console/channels/999999");
    }
}
