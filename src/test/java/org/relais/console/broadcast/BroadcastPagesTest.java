package org.relais.console.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.MarkedText;
import org.relais.channel.TextStyle;
import org.relais.console.ConsoleSite;
import org.relais.contact.Contact;
import org.relais.contact.ContactStore;
import org.relais.delivery.DeliveryWorld;
import org.relais.inbox.ThreadCursor;
import org.relais.inbox.ThreadEntry;
import org.relais.inbox.ThreadService;
import org.relais.organisation.Actor;
import org.relais.organisation.ContactRules;
import org.relais.organisation.Organisation;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.Role;
import org.relais.template.PersonalVariables;
import org.relais.testing.NeedsDatabase;

/** The console's room for broadcasts, page by page, over HTTP. */
@NeedsDatabase
class BroadcastPagesTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.UK);

    private static BroadcastSite site;
    private ConsoleSite.Reader organiser;

    @BeforeAll
    static void open() {
        site = new BroadcastSite();
        site.people(3, "subscribed", "vip");
        site.people(5, "subscribed", "");
        site.people(2, "unsubscribed", "");
    }

    @AfterAll
    static void close() {
        site.close();
    }

    @BeforeEach
    void signIn() {
        organiser = site.site.signIn(Role.ORGANISER, "en");
    }

    @AfterEach
    void forget() {
        site.gate = io.vertx.core.Future.succeededFuture();
    }

    private static final String[] GOOD = {
        "title", "Fête de quartier", "body_fr", "Bonjour {{first_name|à vous}}, venez !", "audience", "everyone"
    };

    private String create(String... fields) {
        HttpResponse<String> answer = organiser.post("/console/broadcasts", fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return location(answer);
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("location").orElseThrow();
    }

    private static String[] with(String... more) {
        List<String> all = new ArrayList<>(List.of(GOOD));
        for (int at = 0; at < more.length; at += 2) {
            int before = all.indexOf(more[at]);
            if (before >= 0 && before % 2 == 0) {
                all.set(before + 1, more[at + 1]);
            } else {
                all.add(more[at]);
                all.add(more[at + 1]);
            }
        }
        return all.toArray(String[]::new);
    }

    @Test
    void theListIsEmptyUntilSomethingIsWritten() {
        ConsoleSite.Reader stranger = site.site.signIn(site.site.other, Role.OWNER, "fr");
        assertThat(stranger.get("/console/broadcasts").body()).contains("Rien n’a encore été envoyé.");

        String page = create(with("title", "A title that is listed"));
        assertThat(organiser.get("/console/broadcasts").body()).contains("A title that is listed", "Draft", page);
        assertThat(stranger.get("/console/broadcasts").body()).doesNotContain("A title that is listed");
        assertThat(stranger.get(page).statusCode()).isEqualTo(404);
        assertThat(stranger.post(page + "/send", "version", "1").statusCode()).isEqualTo(404);
        assertThat(stranger.get(page + "/live").statusCode()).isEqualTo(404);
        assertThat(stranger.get(page + "/people").statusCode()).isEqualTo(404);
    }

    @Test
    void howManyAreReachedFollowsWhomTheComposerChooses() {
        assertThat(organiser
                        .post("/console/broadcasts/reach", "audience", "tags", "tag", "vip")
                        .body())
                .contains("3 people")
                .doesNotContain("can be reached");
        assertThat(organiser
                        .post("/console/broadcasts/reach", "audience", "everyone")
                        .body())
                .contains("8 of 10 can be reached");
        assertThat(organiser
                        .post("/console/broadcasts/reach", "audience", "tags")
                        .body())
                .as("as long as no tag is chosen")
                .doesNotContain("people");
    }

    @Test
    void theListIsNarrowedByKindAndTitle() {
        String page = create(with("title", "Collecte & goûter"));
        assertThat(organiser.get("/console/broadcasts?show=drafts&q=gouter").body())
                .contains(page, "value=\"gouter\"", "href=\"/console/broadcasts?show=own&amp;q=gouter\"");
        assertThat(organiser.get("/console/broadcasts?show=actions").body())
                .doesNotContain(page)
                .contains("No broadcast matches.");
        assertThat(organiser.get("/console/broadcasts?show=nonsense&before=1").body())
                .contains("There are no older broadcasts.");
    }

    @Test
    void theFormExplainsVariablesAndOffersTags() {
        String form = organiser.get("/console/broadcasts/new").body();
        assertThat(form).contains("{{first_name|", "vip", "Person 1", "Message in French", "Message in English");
    }

    @Test
    void aDraftShowsPreviewCountAndReasons() {
        String page = create(with("share_fr", "Venez & amenez", "share_url", "https://q.example/x?a=1&b=2"));
        String shown = organiser.get(page).body();
        assertThat(shown)
                .contains("Bonjour Person, venez\u00a0!", "STOP", "asked for no more messages")
                .contains("https://wa.me/?text=Venez%20%26%20amenez")
                .contains("The draft is saved.");
        assertThat(shown.replaceAll("\\s+", " ")).contains(">8</strong> people will get it", "2 people will not:");
        assertThat(site.site.signIn(Role.VIEWER, "fr").get(page).body())
                .contains("ne veulent plus de messages")
                .doesNotContain("ne veut plus de messages");
    }

    @Test
    void whatIsPassedOnIsSeenOnceItIsSent() {
        String page = create(with("share_fr", "Venez"));
        organiser.post(page + "/send", "version", "1");
        assertThat(organiser.get(page).body()).contains(">Envoyer à un ami</span>", ">Autres façons ↗</span>");
    }

    @Test
    void aSecondTextIsOneByBeingWritten() {
        assertThat(create(with("variant_body_fr", " "))).isNotEmpty();
        String page = create(with("variant_body_fr", "Salut, venez !"));
        assertThat(organiser.get(page).body()).contains("Two texts, drawn at random: 4 people get one, 4 the other.");
        assertThat(organiser.get(page + "/edit").body()).contains("Salut, venez !");

        assertThat(organiser
                        .post(page, with("version", "1", "variant_body_fr", ""))
                        .statusCode())
                .isEqualTo(303);
        long person = site.count("select min(id) as n from contact where name like 'Person%'");
        assertThat(organiser.get(page + "/find?variant=b&q=Person").body())
                .as("it has one text now")
                .contains("name=\"look\" value=\"a\"");
        assertThat(organiser
                        .post(page + "/test", "contact", Long.toString(person), "look", "b")
                        .statusCode())
                .isEqualTo(303);
    }

    /** Its tab says so where it is written, and the page what keeps it from being sent. */
    @Test
    void aTextThatLacksALanguageOfTheOtherIsKeptAndNamed() {
        String page = create(with("body_en", "Hello, come along!", "variant_body_fr", "Salut, venez !"));
        assertThat(organiser.get(page + "/edit").body())
                .containsOnlyOnce("badge warn\">missing")
                .containsPattern("variant_tab_en\"[^>]*>English <span class=\"badge warn\">missing");
        assertThat(organiser.get(page + "/send").headers().firstValue("location"))
                .hasValue(page);
        assertThat(organiser.get(page).body())
                .as("once, with the way to where it is written, and with no way past it")
                .containsOnlyOnce("Text B is not written in English")
                .contains("href=\"" + page + "/edit#variant_tab_en\">Write text B in English<")
                .doesNotContain("href=\"" + page + "/send\"", "id=\"schedule\"");
        assertThat(preview("a", with("body_en", "Hello!", "variant_body_fr", "Salut !")))
                .contains("Text B is not written in English");
        assertThat(preview("a", with("variant_body_fr", "Salut !", "variant_body_en", "Hello!")))
                .contains("Text A is not written in English");
        assertThat(preview("a", with("body_en", "Hello!", "variant_body_en", "Hi!")))
                .contains("Text B is not written in French");
    }

    @Test
    void aComparisonIsFetchedAgainOnlyAsLongAsSomethingComes() {
        String[] two = with("audience", "tag", "tag", "vip", "variant", "on", "variant_body_fr", "Salut, venez !");
        String page = create(two);
        organiser.post(page + "/send", "version", "1");
        DeliveryWorld.eventually("finished", () -> organiser.get(page).body().contains("badge good\">Sent<"));
        assertThat(organiser.get(page).body()).contains("<section id=\"compared\">", "text A was sent to");

        List<String> asked = new ArrayList<>(List.of(two));
        asked.addAll(List.of("label_0_fr", "Je viens"));
        String answered = create(asked.toArray(String[]::new));
        organiser.post(answered + "/send", "version", "1");
        DeliveryWorld.eventually(
                "finished", () -> organiser.get(answered).body().contains("badge good\">Sent<"));
        assertThat(organiser.get(answered).body()).contains("hx-trigger=\"relais:renewed from:#progress throttle:3s\"");
    }

    @Test
    void aFaultInOneTextHidesNothingOfTheOther() {
        String[] first = with("body_fr", "Bonjour {{nobody_knows}}", "variant", "on", "variant_body_fr", "Salut !");
        assertThat(preview("b", first)).contains("Salut\u00a0!");
        assertThat(preview("a", first)).contains("nobody_knows").doesNotContain("Salut\u00a0!");
        String[] second = with("variant", "on", "variant_body_fr", "Salut {{");
        assertThat(preview("a", second)).contains("Bonjour Person, venez\u00a0!");
        assertThat(preview("b", second)).doesNotContain("Bonjour Person");
        assertThat(preview("b", with("body_fr", "", "variant", "on", "variant_body_fr", "Salut !")))
                .contains("Salut\u00a0!");
    }

    private String preview(String look, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of("look", look));
        return organiser
                .post("/console/broadcasts/preview", all.toArray(String[]::new))
                .body();
    }

    @Test
    void aBrakeIsComposedSaidBeforeSendingAndDecidedOn() {
        HttpResponse<String> wrong =
                organiser.post("/console/broadcasts", with("brake", "on", "brake_percent", "ten", "brake_stops", "3"));
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("<li><a href=\"#brake_percent\">");
        assertThat(wrong.body()).contains("id=\"brake_percent-fault\">", "value=\"ten\"");

        String page = create(with("brake", "on", "brake_percent", "20", "brake_stops", "3", "brake_minutes", "15"));
        assertThat(organiser.get(page + "/edit").body())
                .contains("name=\"brake\" value=\"on\" checked", "value=\"20\"");
        assertThat(organiser.get(page + "/send").body())
                .contains("20 % of the people get it first. The rest follows 15 minutes after")
                .contains("more than 3 % of them stop or 5 % of the messages");

        long held = site.count(
                """
                with held as (
                    update broadcast set state = 'paused', state_reason = 'brake_stops', started_at = now(), brake_stage = 'watch',
                           brake_found = '{"sent": 40, "stopped": 3, "failed": 0}'
                    where id = %s returning 1
                )
                select count(*) from held
                """
                        .formatted(page.substring(page.lastIndexOf('/') + 1)));
        assertThat(held).isEqualTo(1);
        assertThat(organiser.get(page).body())
                .contains("of the 40 people of the first part, 3 stopped, more than 3 %")
                .contains("Go on: send the rest", "Cancel the rest", "name=\"reason\" value=\"brake_stops\"");
        organiser.post(page + "/resume");
        assertThat(organiser.get(page).body())
                .as("by a page from before it was held")
                .contains("Nothing was done", "Go on: send the rest");
        assertThat(organiser.get(page + "/cancel").body()).contains("Nobody else will get it");
        assertThat(organiser.post(page + "/cancel").statusCode()).isEqualTo(303);
        assertThat(organiser.get(page).body())
                .contains("Cancelled", "3 stopped")
                .doesNotContain("Go on: send the rest");
    }

    @Test
    void theLivePreviewFollowsTheFormWithoutStoringAnything() {
        long before = site.count("select count(*) from message");
        String looks = organiser
                .post(
                        "/console/broadcasts/preview",
                        "body_fr",
                        "Salut {{first_name|toi}}",
                        "body_en",
                        "Hi {{first_name|you}}",
                        "audience",
                        "tags",
                        "tag",
                        "vip")
                .body();
        assertThat(looks).contains("Salut Person", "Hi Person").doesNotContain("<html");
        assertThat(looks.replaceAll("\\s+", " ")).contains(">3</strong> people will get it");
        String wrong = organiser
                .post("/console/broadcasts/preview", "body_fr", "Salut {{first_name}}", "audience", "everyone")
                .body();
        assertThat(wrong)
                .contains(
                        "French – First name is not known for everybody", "Salut {{first_name}}", "people will get it")
                .doesNotContain("No preview yet");
        assertThat(site.count("select count(*) from message")).isEqualTo(before);
    }

    @Test
    void aMessageIsShownBeforeAnybodyIsChosen() {
        String looks = organiser
                .post("/console/broadcasts/preview", "body_fr", "Salut la ville", "audience", "tags")
                .body();
        assertThat(looks).contains("Salut la ville").doesNotContain("No preview yet", "will get it");
    }

    @Test
    void aMessageThatIsNotBegunIsWarnedOfNothing() {
        String looks = organiser
                .post("/console/broadcasts/preview", "title", "", "body_fr", " ", "body_en", "", "audience", "everyone")
                .body();
        assertThat(looks)
                .contains("Your message will appear here, as people will read it.")
                .doesNotContain("No preview yet", "notice", "will get it");
    }

    @Test
    void whatIsWrongStandsAtItsFieldAndNothingTypedIsLost() {
        HttpResponse<String> answer = organiser.post(
                "/console/broadcasts",
                with(
                        "title", "",
                        "body_fr", "Bonjour {{first_name <b>\"quoted\"</b>",
                        "share_url", "javascript:alert(1)",
                        "share_fr", "partage",
                        "label_1_fr", "Un bouton",
                        "url_1", "nowhere"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body())
                .contains("id=\"title-fault\">Please fill this in.")
                .contains("id=\"body_fr-fault\">A variable is begun and not ended")
                .contains("id=\"share_url-fault\">Please give an address")
                .contains("id=\"url_1-fault\">Please give an address")
                .contains("Bonjour {{first_name &lt;b&gt;\"quoted\"&lt;/b&gt;")
                .contains("value=\"javascript:alert(1)\"", "value=\"Un bouton\"");
        assertThat(site.site
                        .signIn(Role.OWNER, "fr")
                        .post("/console/broadcasts", with("title", ""))
                        .body())
                .contains("À remplir.");
    }

    /** Whoever finds a fault says it in English; the page says it in the reader's language. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    title | | À remplir.
                    body_fr | Bonjour {{age } | Une variable est commencée et pas terminée
                    body_fr | Bonjour {{a b}} | Une variable porte un nom en lettres
                    body_fr | Bonjour {{name}} | Nom complet n’est pas connu pour tout le monde
                    body_fr | Bonjour {{age}} | Il n’y a pas de variable « age »
                    body_fr | Bonjour {{prenom}} | Il n’y a pas de variable « prenom » : écrivez [Prénom].
                    body_fr | Bonjour {{body}} | La variable « body » n’a pas de sens ici
                    share_url | nulle part | Donnez une adresse
                    label_0_en | Only English | À remplir.
                    label_0_fr | Un libellé bien trop long pour un bouton | caractères
                    audience | tags | Choisissez au moins une étiquette
                    """)
    void faultsAreSaidInTheReadersLanguage(String field, String text, String words) {
        ConsoleSite.Reader french = site.site.signIn(Role.ORGANISER, "fr");
        String page = french.post("/console/broadcasts", with(field, text == null ? "" : text, "share_fr", "Venez"))
                .body();
        assertThat(page).contains(words).doesNotContain("must ", " is required", "characters");
        String tooLong = french.post("/console/broadcasts", with("body_fr", "x".repeat(4_090)))
                .body();
        assertThat(tooLong).contains("mention légale et liens compris");
        String both = french.post(
                        "/console/broadcasts",
                        with("body_fr", "Bonjour {{prenom}}", "label_0_fr", "Un libellé bien trop long pour un bouton"))
                .body();
        assertThat(both)
                .as("what stands in the way is said at once, a variable among it")
                .contains("href=\"#body_fr\"", "href=\"#label_0_fr\"");
    }

    @Test
    void aDraftIsEditedAndAConflictIsExplained() {
        String page = create(with("title", "First"));
        assertThat(organiser.get(page + "/edit").body()).contains("value=\"First\"", "name=\"version\" value=\"1\"");
        assertThat(organiser.post(page, with("title", "Hers", "version", "1")).statusCode())
                .isEqualTo(303);

        HttpResponse<String> late = organiser.post(page, with("title", "His", "version", "1"));
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body())
                .contains("Somebody else changed this draft", "value=\"His\"", "name=\"version\" value=\"2\"");
        assertThat(organiser.get(page).body()).contains("Hers").doesNotContain("His");

        assertThat(organiser.post(page, with("title", "His", "version", "2")).statusCode())
                .isEqualTo(303);
        assertThat(organiser.get(page).body()).contains("His");
    }

    @Test
    void whatTheFormDoesNotShowIsKept() {
        long id = Long.parseLong(create(GOOD).replaceAll(".*/", ""));
        site.sql(
                """
                update broadcast set audience = '{"areas": ["75020"], "languages": ["fr"]}', channel = 'fake',
                       not_after = '2999-01-01T00:00:00Z' where id = %d
                """
                        .formatted(id));
        site.sql(
                """
                update message set spec = spec || '{"image": "https://q.example/a.png"}'
                                 || '{"body": {"fr": "Bonjour", "ar": "مرحبا"}}'
                where id = (select message_id from broadcast where id = %d)
                """
                        .formatted(id));
        assertThat(organiser.get("/console/broadcasts/" + id + "/edit").body())
                .contains("value=\"kept\" checked", "Area 75020", "value=\"https://q.example/a.png\"");

        HttpResponse<String> saved = organiser.post(
                "/console/broadcasts/" + id,
                with("audience", "kept", "version", "1", "body_fr", "Bonsoir", "image", "https://q.example/a.png"));
        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(303);
        assertThat(site.count(
                        """
                        select count(*) from broadcast b join message m on m.id = b.message_id
                        where b.id = %d and b.audience = '{"areas": ["75020"], "languages": ["fr"]}'
                          and b.channel = 'fake' and b.not_after is not null
                          and m.spec->>'image' = 'https://q.example/a.png'
                          and m.spec->'body' = '{"fr": "Bonsoir", "ar": "مرحبا"}'
                        """
                                .formatted(id)))
                .isEqualTo(1);
    }

    /** Whoever has no scripts reads "[First name]" in what is said to them, and writes it. */
    @Test
    void aVariableIsReadByItsNameAndAMisspeltOneWarnedAbout() {
        String[] named = with("body_fr", "Bonjour [first name], [Full name, or you], à [Organisation]");
        assertThat(organiser.get(create(named) + "/edit").body())
                .contains(">Bonjour {{first_name|à vous}}, {{name|you}}, à {{organisation}}</textarea>");
        String[] other = with(
                "body_fr", "Bonjour [Prénom], [nom complet, sinon toi], [Full name, sinon you], [Nos sujets, or us]");
        assertThat(organiser.get(create(other) + "/edit").body())
                .as("the names of the console's other language")
                .contains(">Bonjour {{first_name|à vous}}, {{name|toi}}, {{name|you}}, {{purpose|us}}</textarea>");
        String page = create(with("body_fr", "Bonjour [First nane], à [Lieu]"));
        for (String path : List.of(page, page + "/send")) {
            assertThat(organiser.get(path).body())
                    .contains("<code>[First nane]</code> → write [First name] instead", "<code>[Lieu]</code></li>");
        }
    }

    @Test
    void oneBraceAroundTheNameOfAVariableIsWarnedAboutAndNotSaved() {
        String[] loose = with("body_fr", "Bonjour {prénom}, [URGENT] {{first_name|toi}}");
        assertThat(preview("a", loose))
                .contains(
                        "sent to those who read this text as it stands",
                        "<code>{prénom}</code> → write [First name] instead");
        assertThat(organiser.post("/console/broadcasts", loose).body())
                .contains("href=\"#body_fr\"", "{prénom} would be read as it stands");
        assertThat(preview("a", with("body_fr", "Bonjour [URGENT]"))).doesNotContain("<code>[URGENT]</code>");
    }

    @Test
    void theConfirmationSaysHowManyAndSendsOnlyWhatItShowed() {
        String page = create(with("audience", "tags", "tag", "vip"));
        assertThat(organiser.get(page + "/send").body()).contains("Send to 3 people", "name=\"version\" value=\"1\"");
        organiser.post(page, with("title", "Changed", "version", "1", "audience", "tags", "tag", "vip"));

        HttpResponse<String> late = organiser.post(page + "/send", "version", "1");
        assertThat(location(late)).isEqualTo(page);
        assertThat(organiser.get(page).body()).contains("That was no longer possible", "Draft");

        assertThat(organiser.post(page + "/send", "version", "2").statusCode()).isEqualTo(303);
        DeliveryWorld.eventually("finished", () -> organiser.get(page).body().contains("badge good\">Sent<"));
        String done = organiser.get(page).body().replaceAll("\\s+", " ");
        assertThat(done)
                .as("its steps at once, whoever loads it anew")
                .contains("<li id=\"step-sent\"", "<strong>3</strong>")
                .doesNotContain("of 3 sent", "data-live");
        assertThat(organiser.get(page + "/people?state=accepted").body())
                .contains("Person 1", "Person 2", "Person 3", "/console/contacts/");
        assertThat(organiser.get(page + "/people?state=failed").body())
                .as("the choice above says the same")
                .contains("Nothing has failed in this broadcast.", "selected>Failed (0)<");
        long writer = site.site
                .rows("select id from contact where name = 'Person 1' and tags = '{vip}'")
                .get(0)
                .getLong("id");
        site.site.wrote(writer, "I bring a cake");
        site.sql("update inbound_message set received_at = now() + interval '1 minute' where text = 'I bring a cake'");
        for (String path : List.of(page, page + "/funnel")) {
            assertThat(organiser.get(path).body().replaceAll("\\s+", " "))
                    .as("with no button to answer by, what was written is the answer")
                    .contains(
                            "<div class=\"figure\"><strong>1</strong><span>wrote</span></div>",
                            "id=\"who-wrote\" href=\"" + page + "/people?state=wrote\"",
                            "id=\"write-wrote\" href=\"/console/inbox/people/" + writer + "\" title=\"Reply\">");
        }
        assertThat(organiser.get(page + "/people?state=wrote").body())
                .contains("Person 1", "I bring a cake", ">Reply<")
                .doesNotContain("Request about their data");
        site.sql("insert into rights_request (organisation_id, contact_id, kind, event_key, received_at, due_at)"
                + " select organisation_id, contact_id, 'access', event_key, now(), now() from inbound_message"
                + " where text = 'I bring a cake'");
        assertThat(organiser.get(page + "/people?state=wrote").body())
                .as("a request about their data is not answered like a message")
                .contains("I bring a cake", "href=\"/console/inbox/rights\">Request about their data<")
                .doesNotContain(">Reply<");
        site.sql("delete from rights_request");
        site.sql("delete from inbound_message where text = 'I bring a cake'");
    }

    @Test
    void thePeopleOfABroadcastAreListedEvenTheErased() {
        String page = create(with("audience", "tags", "tag", "vip"));
        organiser.post(page + "/send", "version", "1");
        DeliveryWorld.eventually("finished", () -> organiser.get(page).body().contains("badge good\">Sent<"));
        assertThat(organiser.get(page).body())
                .as("a place for each person's name, not the word for people without one")
                .contains("Bonjour [First name], venez\u00a0!")
                .doesNotContain("à vous");
        assertThat(organiser.get(page + "/people").body()).contains("Person 1", "Person 2", "Person 3", "Sent");
        assertThat(organiser.get(page + "/people?state=nonsense").body()).contains("Person 2");
        assertThat(organiser.get(page + "/people").body()).contains("3 people: sent to 3.");
        assertThat(organiser.get(page + "/people?q=per+2").body())
                .contains("Person 2", "value=\"per 2\"")
                .doesNotContain("Person 1");
        assertThat(organiser.get(page + "/people?q=Nemo").body())
                .contains("Nobody on this list is called “Nemo”.", "href=\"" + page + "/people?state=");
        ConsoleSite.Reader french = site.site.signIn(Role.VIEWER, "fr");
        site.sql("update contact set name = '', erased_at = now() where name = 'Person 1' and tags = '{vip}'");
        try {
            assertThat(organiser.get(page + "/people").body())
                    .contains("Erased person", "Person 2")
                    .doesNotContain("Person 1");
            assertThat(french.get(page + "/people").body()).contains("Personne effacée");
        } finally {
            site.sql("update contact set name = 'Person 1', erased_at = null where name = '' and tags = '{vip}'");
        }
    }

    @Test
    void aTestGoesToSomebodyFoundByName() {
        String page = create(GOOD);
        String found = organiser.get(page + "/find?q=person+1").body();
        assertThat(found)
                .contains("Person 1", "Send a test", "asked for no more messages")
                .doesNotContain("<html");
        assertThat(organiser.get(page + "?q=zzz").body()).contains("Nobody of that name.");
        long allowed = site.count("select min(contact_id) from consent where state = 'subscribed'");
        long stopped = site.count("select min(contact_id) from consent where state = 'unsubscribed'");

        organiser.post(page + "/test", "contact", Long.toString(allowed));
        assertThat(organiser.get(page).body()).contains("The test is on its way.");
        organiser.post(page + "/test", "contact", Long.toString(stopped));
        assertThat(organiser.get(page).body()).contains("No test was sent to this person: asked for no more messages.");
        organiser.post(page + "/test");
        assertThat(organiser.get(page).body()).contains("Choose somebody first.");
        assertThat(site.count("select count(*) from delivery where purpose = 'test' and contact_id = " + stopped))
                .isZero();
        assertThat(organiser.get(page + "?person=" + allowed).body()).contains("Bonjour Person", "Shown for Person 1.");
        assertThat(organiser.get(page + "?person=987654").body()).contains("Draft");
    }

    @Test
    void aScheduleIsSetInTheOrganisationsTimeAndTakenBack() {
        String page = create(GOOD);
        HttpResponse<String> past = organiser.post(page + "/schedule", "at", "2020-01-01T10:00");
        assertThat(past.statusCode()).isEqualTo(422);
        assertThat(past.body()).contains("Please choose a time in the future", "value=\"2020-01-01T10:00\"");
        assertThat(organiser.post(page + "/schedule", "at", "tomorrow").body()).contains("Choose a day and a time.");

        LocalDateTime at = LocalDateTime.now(ZoneId.of("Europe/Paris"))
                .plusDays(3)
                .withHour(9)
                .withMinute(30)
                .withSecond(0)
                .withNano(0);
        organiser.post(page + "/schedule", "at", at.toString());
        assertThat(organiser.get(page).body())
                .contains("Scheduled", "Starts on", "09:30", "It starts by itself on", "id=\"unschedule-first\"")
                .doesNotContain("hx-trigger=\"load, change\"");
        String newer = create(GOOD);
        assertThat(organiser.get("/console/broadcasts").body())
                .as("what is still to leave stands first")
                .containsSubsequence("href=\"" + page + "\"", "href=\"" + newer + "\"");
        organiser.post(page + "/unschedule");
        assertThat(organiser.get(page).body()).contains("It is a draft again.");
    }

    @Test
    void aWindowThatIsOpenNowCountsAsClosedAtTheTimeOfAScheduledStart() {
        long allowed = site.count("select min(contact_id) from consent where state = 'subscribed'");
        site.channel.withWindow(24);
        site.sql("update address set last_inbound_at = now() where contact_id = " + allowed);
        site.sql("update contact set last_seen_at = now() where id = " + allowed);
        String page = create(GOOD);
        assertThat(organiser.get(page).body()).contains("<strong class=\"big\">1</strong>");
        LocalDateTime soon =
                LocalDateTime.now(ZoneId.of("Europe/Paris")).plusHours(38).withNano(0);
        organiser.post(page + "/schedule", "at", soon.toString());
        assertThat(organiser.get(page).body())
                .contains("<strong class=\"nobody\">Nobody will get it</strong>", "if nobody writes until then")
                .contains("will not have written in the 24 hours before")
                .doesNotContain("written in the last 24 hours");
        assertThat(organiser.get(page + "/later?planned=yes&at=" + soon).body())
                .contains("will not have written in the 24 hours before");
        site.channel.withWindow(0);
        organiser.post(page + "/unschedule");
    }

    @Test
    void itIsPausedResumedAndCancelled() {
        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        String page = create(GOOD);
        organiser.post(page + "/send", "version", "1");
        DeliveryWorld.eventually("sending", () -> organiser.get(page).body().contains("Sending"));
        organiser.post(page + "/pause");
        assertThat(organiser.get(page).body()).contains("Paused", "Resume", "data-live=\"" + page + "/live\"");
        organiser.post(page + "/resume");
        assertThat(organiser.get(page).body()).contains("Sending goes on.", "href=\"" + page + "/cancel\"");
        assertThat(organiser.get(page + "/cancel").body())
                .contains("Cancel this broadcast?", "Nobody has received it yet.", "will not get it");
        assertThat(organiser.get(page).body()).contains("Sending");
        organiser.post(page + "/cancel");
        answer.complete();
        DeliveryWorld.eventually("over", () -> !organiser.get(page).body().contains("data-live"));
        assertThat(organiser.get(page).body()).contains("Cancelled");
        assertThat(organiser.get(page + "/cancel").statusCode()).isEqualTo(303);
        organiser.post(page + "/resume");
        assertThat(organiser.get(page).body()).contains("That was no longer possible");
    }

    @Test
    void aConversationShowsWhatWasSentAsItWasReadInTheLanguageItWasSentIn() {
        long person = site.site
                .rows("select min(id) as id from contact where tags = '{vip}'")
                .get(0)
                .getLong("id");
        String page = create(with(
                "body_fr", "Bonsoir {{first_name|à vous}}, venez *nombreux*.",
                "body_en", "Good evening {{first_name|you}}.",
                "audience", "tags",
                "tag", "vip"));
        organiser.post(page + "/send", "version", "1");
        DeliveryWorld.eventually("over", () -> organiser.get(page).body().contains("badge good\">Sent<"));
        site.sql("update contact set language = 'en' where id = " + person);
        ThreadService threads =
                new ThreadService(site.site.pool(), new ChannelRegistry(List.of(site.channel)), PersonalVariables.NONE);
        Contact now = new ContactStore()
                .find(site.site.pool(), site.site.organisation.id(), person)
                .await()
                .orElseThrow();
        assertThat(threads.page(now, ThreadCursor.NOW, 10).await().entries())
                .filteredOn(ThreadEntry.Sent.class::isInstance)
                .extracting(sent -> ((ThreadEntry.Sent) sent).text())
                .anyMatch(text -> text.text().startsWith("Bonsoir ")
                        && text.pieces().contains(new MarkedText.Piece("nombreux", List.of(TextStyle.Kind.BOLD))))
                .noneMatch(text -> text.text().startsWith("Good evening"));
        site.sql("update contact set language = 'fr' where id = " + person);
    }

    @Test
    void aPausedChannelIsSaidBeforeAndAfterSending() {
        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        String page = create(GOOD);
        assertThat(organiser.get(page + "/send").body()).contains("id=\"departures\"");
        site.sql("update sender set status = 'paused'");
        assertThat(organiser.get(page + "/send").body())
                .contains("is paused: nothing leaves from it for now.")
                .doesNotContain("id=\"departures\"");
        organiser.post(page + "/send", "version", "1");
        assertThat(organiser.get(page).body()).contains("is paused: nothing leaves from it for now.");
        site.sql("update sender set status = 'active'");
        assertThat(organiser.get(page).body()).doesNotContain("nothing leaves from it");
        answer.complete();
    }

    @Test
    void whenItLeavesIsSaidOutsideTheContactHoursAndFollowsTheirChange() {
        ZonedDateTime tomorrow = LocalDate.now(PARIS).plusDays(1).atTime(9, 0).atZone(PARIS);
        ZonedDateTime later = tomorrow.plusDays(1);
        site.sql("update organisation set contact_from = '09:00', contact_until = '20:00', time_zone = 'Europe/Paris',"
                + " contact_days = '{" + later.getDayOfWeek().getValue() + "}'");
        String page = create(GOOD);
        organiser.post(page + "/send", "version", "1");
        DeliveryWorld.eventually("it waits", () -> organiser.get(page).body().contains("id=\"contact-hours\""));
        assertThat(organiser.get(page).body()).contains("leaves from " + TIME.format(later) + " on");

        ContactRules rules = site.site.organisation.rules();
        hours(new ContactRules(
                LocalTime.of(9, 0),
                LocalTime.of(20, 0),
                Set.of(tomorrow.getDayOfWeek()),
                0,
                false,
                60,
                rules.regularSilenceDays()));
        assertThat(organiser.get(page).body()).contains("leaves from " + TIME.format(tomorrow) + " on");
        assertThat(site.site.rows("select distinct not_before from delivery where queued and broadcast_id = "
                        + page.substring(page.lastIndexOf('/') + 1)))
                .singleElement()
                .satisfies(row -> assertThat(row.getOffsetDateTime("not_before").toInstant())
                        .isEqualTo(tomorrow.toInstant()));

        hours(rules.atAnyHour());
        DeliveryWorld.eventually("it leaves", () -> !organiser.get(page).body().contains("id=\"contact-hours\""));
    }

    private void hours(ContactRules rules) {
        OrganisationService service =
                new OrganisationService(site.site.pool(), site.site.tokens, InstantSource.system());
        Organisation before = DeliveryWorld.await(service.find(site.site.organisation.id()));
        DeliveryWorld.await(service.update(Actor.command(before.id()), before.with(before.consentOnly(), rules)));
    }

    @Test
    void whyItStandsStillIsSaidWhenNobodyPausedIt() {
        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        String page = create(GOOD);
        organiser.post(page + "/send", "version", "1");
        DeliveryWorld.eventually("sending", () -> organiser.get(page).body().contains("Sending"));
        site.sql("update broadcast set state = 'paused', state_reason = '132015' where id = "
                + page.substring(page.lastIndexOf('/') + 1));
        assertThat(organiser.get(page).body())
                .contains("Paused", "the platform refuses this message:", "(code 132015)");
        organiser.post(page + "/cancel");
        assertThat(organiser.get(page).body()).doesNotContain("132015");
        assertThat(organiser.get(page + "/funnel").body())
                .as("what is over is awaited no more")
                .doesNotContain("Nothing has been sent yet.");
        // Requests that are never answered would hold the node's few connections, and with them the next test.
        answer.complete();
    }

    @Test
    void aDraftIsCopiedAndDeleted() {
        String page = create(with("title", "Original"));
        String copy = location(organiser.post(page + "/copy"));
        assertThat(copy).endsWith("/edit").isNotEqualTo(page + "/edit");
        assertThat(organiser.get(copy).body()).contains("This is the copy.", "value=\"Original (2)\"");
        String again = location(organiser.post(copy.replace("/edit", "/copy")));
        assertThat(organiser.get(again).body()).contains("value=\"Original (3)\"");
        assertThat(organiser.get(location(organiser.post(page + "/copy"))).body())
                .as("two copies of the same are told apart")
                .contains("value=\"Original (4)\"");
        assertThat(location(organiser.post(page + "/delete"))).isEqualTo("/console/broadcasts");
        assertThat(organiser.get(page).statusCode()).isEqualTo(404);
    }

    @Test
    void whoMayOnlyLookChangesNothing() {
        String page = create(with("title", "Look only"));
        ConsoleSite.Reader viewer = site.site.signIn(Role.VIEWER, "en");
        assertThat(viewer.get(page).body()).contains("Look only").doesNotContain(page + "/send", "Send a test");
        assertThat(viewer.get("/console/broadcasts").body()).doesNotContain("/console/broadcasts/new");
        assertThat(viewer.get("/console/broadcasts/new").statusCode()).isEqualTo(403);
        assertThat(viewer.post("/console/broadcasts", GOOD).statusCode()).isEqualTo(403);
        for (String step : List.of(
                "send", "pause", "resume", "release", "cancel", "delete", "copy", "test", "schedule", "unschedule")) {
            assertThat(viewer.post(page + "/" + step, "version", "1").statusCode())
                    .as(step)
                    .isEqualTo(403);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/broadcasts/999999",
                "/console/broadcasts/x",
                "/console/broadcasts/999999/send",
                "/console/broadcasts/999999/edit",
                "/console/broadcasts/999999/people",
                "/console/broadcasts/999999/live"
            })
    void whatIsNotThereIsNotFound(String path) {
        assertThat(organiser.get(path).statusCode()).isEqualTo(404);
    }

    /** What is counted a moment after the bar would contradict it: it stands there once nothing leaves, and on its own page. */
    @Test
    void whileMessagesLeaveNothingStandsBesideTheBarThatContradictsIt() {
        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        String page = create(GOOD);
        organiser.post(page + "/send", "version", "1");
        String of = " broadcast_id = " + page.substring(page.lastIndexOf('/') + 1);
        DeliveryWorld.eventually(
                "all are claimed",
                () -> site.site
                                .rows("select from delivery where state = 'sending' and" + of)
                                .size()
                        == 8);
        site.sql(
                "update delivery set state = 'accepted', lease_until = null, settled_at = now() where id = (select min(id) from delivery"
                        + " where" + of + ")");
        DeliveryWorld.eventually(
                "one has gone", () -> organiser.get(page).body().contains("1 of 8 sent"));
        assertThat(organiser.get(page).body()).contains("id=\"moving\"").doesNotContain("id=\"step-sent\"");
        assertThat(organiser.get(page + "/funnel?beside=yes").body())
                .contains("id=\"moving\"")
                .doesNotContain("id=\"step-sent\"");
        assertThat(organiser.get(page + "/funnel").body())
                .contains("id=\"step-sent\"")
                .doesNotContain("id=\"moving\"");
        answer.complete();
        DeliveryWorld.eventually(
                "all have gone", () -> organiser.get(page).body().contains("badge good\">Sent<"));
        assertThat(organiser.get(page).body()).contains("id=\"step-sent\"").doesNotContain("id=\"moving\"");
    }

    @Test
    void theStreamTellsTheStandingTheEndAndCloses() throws IOException, InterruptedException {
        Promise<Void> answer = Promise.promise();
        site.gate = answer.future();
        String page = create(GOOD);
        organiser.post(page + "/send", "version", "1");
        List<String> events = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        site.site
                                .request(page + "/live")
                                .header("Cookie", "relais-session=" + organiser.cookie("relais-session"))
                                .GET()
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                all.append(line).append('\n');
                if (line.startsWith("event: ")) {
                    events.add(line.substring(7));
                }
                if (line.contains("0 of 8 sent")) {
                    answer.tryComplete();
                }
            }
        }
        assertThat(events)
                .startsWith("chip", "state", "outcomes", "everybody", "sent", "paused", "progress")
                .endsWith("chip", "state", "outcomes", "everybody", "sent", "paused", "progress", "over");
        assertThat(all).contains("0 of 8 sent", "badge good\">Sent<");
        // Who connects again when all is over is told so at once.
        assertThat(organiser.get(page + "/live").body()).contains("event: over");
    }

    @Test
    void anApprovedTemplateIsChosenAndItsFaultsAreSaidBesideTheirFields() {
        ConsoleSite.Reader reader = site.site.signIn(Role.ORGANISER, "en");
        HttpResponse<String> faulty = reader.post(
                "/console/broadcasts",
                with(
                        "body_fr",
                        "Bonjour",
                        "template_name",
                        "Mon Modèle",
                        "template_language_fr",
                        "FR!",
                        "template_text_fr",
                        "{{1}} vous écrit : {{2}}",
                        "template_parameters_fr",
                        "{{body}}"));
        assertThat(faulty.statusCode()).isEqualTo(422);
        assertThat(faulty.body())
                .contains(
                        "small letters, digits and _",
                        "Meta’s, such as fr or en_US",
                        "1 of 2 are filled",
                        "value=\"Mon Modèle\"");
        HttpResponse<String> made = reader.post(
                "/console/broadcasts",
                with(
                        "body_fr",
                        "Bonjour",
                        "template_name",
                        "appel_2",
                        "template_language_fr",
                        "fr",
                        "template_text_fr",
                        "Message : {{1}} {{2}}",
                        "template_parameters_fr",
                        "{{body}}\r\n{{mention}}\r\n"));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        String path = made.headers().firstValue("location").orElseThrow();
        JsonObject template = site.site
                .rows("select spec from message order by id desc limit 1")
                .get(0)
                .getJsonObject("spec")
                .getJsonObject("template");
        assertThat(template.getString("name")).isEqualTo("appel_2");
        assertThat(template.getJsonObject("wordings").getJsonObject("fr").getJsonArray("parameters"))
                .containsExactly("{{body}}", "{{mention}}");
        assertThat(reader.get(path + "/edit").body()).contains("value=\"appel_2\"", "{{body}}\n{{mention}}");

        assertThat(reader.post(path + "/send", "version", "1").statusCode()).isEqualTo(303);
        assertThat(reader.get(path).body())
                .as("the list of templates has it no more: its text alone")
                .contains("(template Appel 2)", "<p class=\"bubble\">Message : Bonjour");
        site.sql(
                """
                with own as (
                    insert into sender (organisation_id, channel, external_id, name, created_at)
                    select organisation_id, 'whatsapp', 'with-templates', 'Asso', now() from broadcast limit 1
                    returning organisation_id, id)
                insert into sender_template (organisation_id, sender_id, name, language, external_id, category, status,
                                             quality, content)
                select organisation_id, id, 'appel_2', 'fr', '9', 'marketing', 'approved', 'green',
                       '{"header": "Samedi", "body": "Message : {{1}} {{2}}", "footer": "Asso du quartier",
                         "buttons": [{"kind": "REPLY", "label": "Je viens", "value": ""}]}'
                from own
                """);
        assertThat(reader.get(path).body())
                .as("as it is read")
                .contains(
                        "<strong class=\"above\">Samedi</strong>Message : Bonjour",
                        "<small class=\"below\">Asso du quartier</small>",
                        "<span class=\"key\">Je viens</span>");
    }

    @Test
    void whatCannotBeWrittenDownIsNotDone() {
        ConsoleSite.Reader reader = site.site.signIn(Role.ORGANISER, "en");
        String path = reader.post("/console/broadcasts", with("body_fr", "Bonjour"))
                .headers()
                .firstValue("location")
                .orElseThrow();
        site.site.asAdministrator("alter table audit_event rename to audit_event_gone");
        try {
            assertThat(reader.post(path + "/delete").statusCode()).isEqualTo(500);
            assertThat(reader.post("/console/broadcasts", with("title", "Unwitnessed", "body_fr", "Bonjour"))
                            .statusCode())
                    .isEqualTo(500);
        } finally {
            site.site.asAdministrator("alter table audit_event_gone rename to audit_event");
        }
        assertThat(reader.get(path).statusCode()).isEqualTo(200);
        assertThat(reader.get("/console/broadcasts").body()).doesNotContain("Unwitnessed");
        assertThat(reader.post(path + "/delete").statusCode()).isEqualTo(303);
        assertThat(site.site.rows(
                        "select action from audit_event where subject = $1 order by id",
                        "broadcast:" + path.replaceAll(".*/", "")))
                .extracting(row -> row.getString("action"))
                .containsExactly("broadcast.create", "broadcast.delete");
    }
}
