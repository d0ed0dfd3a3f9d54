package org.relais.template.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.relais.action.ActionType;
import org.relais.demo.DemoConfig;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.ServiceFixture;

/** Templates from their first draft to their end, with the platform's reviewers and webhooks played by the sandbox. */
@NeedsDatabase
class TemplateCatalogueTest {
    @RegisterExtension
    static final ServiceFixture WORLD = new ServiceFixture();

    private static final String TEXT = "Bonjour {{first_name}}, rendez-vous {{place}} samedi.";
    private static int made;

    private long number;

    @BeforeEach
    void findTheNumber() {
        number = WORLD.rows("select id from sender where channel = 'whatsapp'")
                .get(0)
                .getLong("id");
        review("APPROVED");
    }

    private static void review(String decision) {
        WORLD.phones.patch("/senders/100200300400500/condition", new JsonObject().put("review", decision));
    }

    private JsonObject draft(String name, String body) {
        return new JsonObject()
                .put("sender", number)
                .put("name", name)
                .put("language", "fr")
                .put("category", "utility")
                .put("body", body)
                .put("mention", "none");
    }

    private String named() {
        return named(TEXT);
    }

    private String named(String text) {
        String name = "rendez_vous_" + ++made;
        WORLD.post(
                "/templates",
                draft(name, text)
                        .put(
                                "examples",
                                new JsonObject().put("first_name", "Ana").put("place", "à la gare")));
        until(name, "approved");
        return name;
    }

    private static JsonObject until(String name, String status) {
        return Await.found(
                name + " is " + status, () -> listed(name), found -> status.equals(found.getString("status")));
    }

    private static JsonObject listed(String name) {
        return WORLD.get("/templates").getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(template -> template.getString("name").equals(name))
                .findFirst()
                .orElse(new JsonObject());
    }

    private static void event(String kind, String name, JsonObject more) {
        WORLD.phones.post(
                "/events",
                new JsonObject()
                        .put("sender", "100200300400500")
                        .put("kind", kind)
                        .put("name", name)
                        .mergeIn(more));
    }

    private static JsonObject broadcast(String template, String text, String... parameters) {
        JsonObject wording = new JsonObject()
                .put("language", "fr")
                .put("text", text)
                .put("parameters", new JsonArray(List.of((Object[]) parameters)));
        return new JsonObject()
                .put("title", template)
                .put("audience", ApiBody.everyone())
                .put(
                        "message",
                        ApiBody.message("Rendez-vous samedi")
                                .put(
                                        "template",
                                        new JsonObject()
                                                .put("name", template)
                                                .put("wordings", new JsonObject().put("fr", wording))));
    }

    private static long running(String template) {
        long id = WORLD.created("/broadcasts", broadcast(template, TEXT, "{{first_name|à vous}}", "{{mention}}"));
        WORLD.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
        return id;
    }

    private void due(String in) {
        WORLD.rows(
                "update sender_health set templates_due = now() + interval '" + in + "' where sender_id = " + number);
    }

    private static void isPausedBy(long broadcast, String reason) {
        Await.until(
                "it waits because of " + reason,
                () -> WORLD.count("broadcast where id = " + broadcast + " and state = 'paused' and state_reason = '"
                                + reason + "'")
                        == 1);
    }

    @Test
    void isHandedInApprovedAndArrivesWithItsNamedPlaces() {
        String name = "salut_" + ++made;
        review("PENDING");
        due("1 hour");
        JsonObject taken = WORLD.post(
                "/templates",
                draft(name, TEXT)
                        .put(
                                "examples",
                                new JsonObject().put("first_name", "Ana").put("place", "à la gare"))
                        .put("buttons", new JsonArray().add(new JsonObject().put("label", "J’en suis"))));
        assertThat(taken.getString("status")).isEqualTo("pending");
        assertThat(taken.getJsonArray("places")).containsExactly("first_name", "place");
        String soon = "sender_health where sender_id = " + number
                + " and templates_due between now() + interval '1 minute' and now() + interval '6 minutes'";
        assertThat(WORLD.count(soon))
                .as("asked for soon, should no webhook come")
                .isEqualTo(1);
        due("0");
        Await.until("and soon again while it waits", () -> WORLD.count(soon) == 1);
        ApiClient.Answer early =
                WORLD.organiser.post("/broadcasts", broadcast(name, TEXT, "{{first_name|à vous}}", "{{mention}}"));
        assertThat(early.status()).isEqualTo(400);
        assertThat(early.fault("message.template.wordings.fr")).contains("pending");
        event("message_template_status_update", name, new JsonObject().put("event", "APPROVED"));
        assertThat(until(name, "approved").getJsonArray("buttons")).hasSize(1);

        String phone = WORLD.onWhatsApp("Zoé");
        WORLD.rows("update address set last_inbound_at = now() - interval '3 days' where contact_id = "
                + WORLD.contact("Zoé"));
        long before = WORLD.phones.now();
        running(name);
        assertThat(ServiceFixture.text(WORLD.phones.next(phone, before)))
                .startsWith("Bonjour Zoé, rendez-vous ")
                .contains("STOP");
        assertThat(WORLD.count("audit_event where action = 'template.create' and subject = 'template:" + name + "'"))
                .isEqualTo(1);
    }

    /** As {@code DeedsTest} wants it, here, where the platform's answers are in hand. */
    @Test
    void isHandedInAndAskedForAlikeByBothDoors() {
        review("PENDING");
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.OWNER);
        String byApi = "deed_a_" + ++made;
        String byConsole = "deed_c_" + ++made;
        String title = "L’été du deuxième étage";
        JsonObject taken = WORLD.post(
                "/templates", draft(byApi, "Une information pour vous.").put("title", title));
        assertThat(taken.getString("title")).isEqualTo(title);
        assertThat(console.post(
                                "/channels/templates",
                                "sender",
                                Long.toString(number),
                                "title",
                                title,
                                "name",
                                byConsole,
                                "language",
                                "fr",
                                "category",
                                "utility",
                                "body",
                                "Une information pour vous.",
                                "mention",
                                "none")
                        .statusCode())
                .isEqualTo(303);
        assertThat(kept(byConsole)).isEqualTo(kept(byApi)).hasSize(1);
        assertThat(audited("template.create", "template:" + byConsole))
                .isEqualTo(audited("template.create", "template:" + byApi))
                .hasSize(1);
        int before = audited("template.refresh", "templates").size();
        WORLD.post("/templates/refresh", null);
        assertThat(console.post("/channels/templates/refresh").statusCode()).isEqualTo(303);
        assertThat(audited("template.refresh", "templates").subList(before, before + 2))
                .hasSize(2)
                .containsOnly(new JsonObject());
        assertThat(kept(byConsole)).isEqualTo(kept(byApi)).hasSize(1);
        assertThat(kept(byApi).get(0).getString("title"))
                .as("the platform, which has no titles, takes none away")
                .isEqualTo(title);
        assertThat(console.get("/channels/templates").body()).contains(">" + title + "</strong>");
        assertThat(console.get("/settings/audit").body())
                .contains("<bdi>" + title + "</bdi>")
                .doesNotContain(byApi);
    }

    private static List<JsonObject> kept(String name) {
        return documents("to_jsonb(t) - 'name' - 'external_id'", "sender_template t where name = '" + name + "'");
    }

    private static List<JsonObject> audited(String action, String subject) {
        return documents(
                "detail", "audit_event where action = '" + action + "' and subject = '" + subject + "' order by id");
    }

    private static List<JsonObject> documents(String what, String from) {
        return WORLD.rows("select " + what + " as document from " + from).stream()
                .map(row -> row.getJsonObject("document"))
                .toList();
    }

    @Test
    void aRefusalIsListedWithItsReason() {
        review("REJECTED");
        String name = "refuse_" + ++made;
        WORLD.post("/templates", draft(name, "Une information pour vous."));
        assertThat(until(name, "rejected").getString("reason")).isEqualTo("INVALID_FORMAT");
        ApiClient.Answer again = WORLD.organiser.post("/templates", draft(name, "Une information pour vous."));
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.body()).contains("already exists");
    }

    @Test
    void theMentionIsAddedForThoseItIsFor() {
        JsonObject written = WORLD.post(
                "/templates", draft("m_" + ++made, "Une nouvelle pour vous.").put("mention", "written"));
        assertThat(written.getString("body"))
                .startsWith("Une nouvelle pour vous.\n\n")
                .contains("STOP");
        JsonObject first = WORLD.post(
                "/templates",
                draft("m_" + ++made, "Voici : {{1}} à lire.")
                        .put("mention", "first_contact")
                        .put("examples", new JsonObject().put("1", "un tract")));
        assertThat(first.getString("body"))
                .contains("{{1}}", "Voici : {{2}} à lire.\n\nRépondez OUI pour recevoir nos prochains messages.");
    }

    @Test
    void whatThePlatformWouldRefuseIsRefusedAtItsField() {
        assertThat(refused(draft("Nom", "Texte"), "name")).isNotNull();
        assertThat(refused(draft("nom", "{{1}} commence ainsi"), "body")).contains("begins or ends");
        assertThat(refused(draft("nom", "Un {{1}} et {{nom}} mêlés"), "body")).contains("gap");
        assertThat(refused(draft("nom", "Un {{1}} sans exemple"), "examples.1")).isNotNull();
        assertThat(refused(draft("nom", "Texte").put("footer", "{{1}}"), "footer"))
                .isNotNull();
        assertThat(refused(draft("nom", "Texte").put("sender", 999_999), "sender"))
                .isNotNull();
        assertThat(WORLD.caller(Role.VIEWER)
                        .post("/templates", draft("nom", "Texte"))
                        .status())
                .isEqualTo(403);
    }

    private static String refused(JsonObject draft, String field) {
        ApiClient.Answer answer = WORLD.organiser.post("/templates", draft);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        return answer.fault(field);
    }

    @Test
    void whatMayNotBeSentAnyMorePausesItsBroadcastWithTheReason() {
        WORLD.onWhatsApp("Ugo");
        String name = named();
        long waiting = standing(name);
        event("message_template_status_update", name, new JsonObject().put("event", "PAUSED"));
        isPausedBy(waiting, "template_paused");
        assertThat(WORLD.organiser
                        .post("/broadcasts", broadcast(name, TEXT, "{{first_name|à vous}}", "{{mention}}"))
                        .fault("message.template.wordings.fr"))
                .contains("paused");
        event("message_template_status_update", name, new JsonObject().put("event", "REINSTATED"));
        until(name, "approved");

        event(
                "template_category_update",
                name,
                new JsonObject().put("category", "MARKETING").put("notice", true));
        JsonObject noticed =
                Await.found("the notice is listed", () -> listed(name), found -> found.getValue("comingAt") != null);
        assertThat(noticed.getString("category")).isEqualTo("utility");
        assertThat(noticed.getString("comingCategory")).isEqualTo("marketing");
        event("message_template_quality_update", name, new JsonObject().put("quality", "RED"));
        Await.found("its quality is listed", () -> listed(name), found -> "red".equals(found.getString("quality")));

        WORLD.post("/broadcasts/" + waiting + "/resume", new JsonObject());
        event("template_category_update", name, new JsonObject().put("category", "MARKETING"));
        isPausedBy(waiting, "template_recategorised");
        assertThat(listed(name).getString("category")).isEqualTo("marketing");
        assertThat(listed(name).getValue("comingAt")).isNull();
        WORLD.post("/broadcasts/" + waiting + "/cancel", new JsonObject());
        WORLD.post("/channels/" + number + "/resume", new JsonObject());
    }

    @Test
    void whatOnlyASecondTextMayNotSendAnyMorePausesItsBroadcastToo() {
        WORLD.onWhatsApp("Lou");
        String first = named();
        String second = named();
        long waiting = standing(WORLD.created("/broadcasts", twoTexts(first, second, TEXT)));
        event("message_template_status_update", second, new JsonObject().put("event", "PAUSED"));
        isPausedBy(waiting, "template_paused");
        event("message_template_status_update", second, new JsonObject().put("event", "REINSTATED"));
        until(second, "approved");
        WORLD.post("/broadcasts/" + waiting + "/resume", new JsonObject());
        event("template_category_update", second, new JsonObject().put("category", "MARKETING"));
        isPausedBy(waiting, "template_recategorised");
        WORLD.post("/broadcasts/" + waiting + "/cancel", new JsonObject());
        WORLD.post("/channels/" + number + "/resume", new JsonObject());
    }

    @Test
    void eachOfTwoTextsGoesOutWithItsOwnApprovedTemplate() {
        String other = "Salut {{first_name}}, on vous attend {{place}} samedi.";
        String ana = WORLD.onWhatsApp("Ana de A");
        String bea = WORLD.onWhatsApp("Béa de B");
        List<Long> both = List.of(WORLD.contact("Ana de A"), WORLD.contact("Béa de B"));
        WORLD.rows("update address set last_inbound_at = now() - interval '3 days'");
        long draw = WORLD.created(
                "/broadcasts",
                twoTexts(named(), named(other), other).put("audience", ApiBody.contacts(both.get(0), both.get(1))));
        // A draw that parts the two, by the rule by which it is drawn.
        WORLD.rows("update broadcast set seed = " + ServiceFixture.drawOf(both, "0, 1") + " where id = " + draw
                + " returning id");
        long before = WORLD.phones.now();
        WORLD.post("/broadcasts/" + draw + "/send", ApiBody.evenIfNobody());
        assertThat(ServiceFixture.text(WORLD.phones.next(ana, before))).startsWith("Bonjour Ana, rendez-vous ");
        assertThat(ServiceFixture.text(WORLD.phones.next(bea, before))).startsWith("Salut Béa, on vous attend ");
    }

    @Test
    void ofASecondTextTooWhatIsNotApprovedIsRefusedAtItsField() {
        String first = named();
        review("PENDING");
        String pending = "attend_" + ++made;
        WORLD.post(
                "/templates",
                draft(pending, TEXT)
                        .put(
                                "examples",
                                new JsonObject().put("first_name", "Ana").put("place", "à la gare")));
        ApiClient.Answer early = WORLD.organiser.post("/broadcasts", twoTexts(first, pending, TEXT));
        assertThat(early.status()).isEqualTo(400);
        assertThat(early.fault("variant.template.wordings.fr")).contains("pending");
        assertThat(early.body()).doesNotContain("message.template");
        assertThat(WORLD.organiser
                        .post("/broadcasts", twoTexts(first, "nulle_part", TEXT))
                        .fault("variant.template.wordings.fr"))
                .contains("does not list");
        event("message_template_status_update", pending, new JsonObject().put("event", "APPROVED"));
        until(pending, "approved");
        assertThat(WORLD.created("/broadcasts", twoTexts(first, pending, TEXT))).isPositive();
    }

    /** With a template for each of its two texts; that of the first is {@link #TEXT}. */
    private static JsonObject twoTexts(String first, String second, String text) {
        JsonObject message =
                broadcast(second, text, "{{first_name|à vous}}", "{{mention}}").getJsonObject("message");
        return broadcast(first, TEXT, "{{first_name|à vous}}", "{{mention}}")
                .put(
                        "variant",
                        new JsonObject()
                                .put("body", message.getJsonObject("body"))
                                .put("template", message.getJsonObject("template")));
    }

    private long standing(String name) {
        return standing(WORLD.created("/broadcasts", broadcast(name, TEXT, "{{first_name|à vous}}", "{{mention}}")));
    }

    /** One that is under way, of whose messages none is sent yet: its sender is paused. */
    private long standing(long id) {
        WORLD.post("/channels/" + number + "/pause", new JsonObject());
        WORLD.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
        Await.until("it is queued", () -> WORLD.count("delivery where queued and broadcast_id = " + id) > 0);
        return id;
    }

    @Test
    void theButtonFindsWhatWasMadeElsewhereAndWhatIsGone() {
        String name = "ailleurs_" + ++made;
        WORLD.phones.post(
                "/templates",
                new JsonObject()
                        .put("account", DemoConfig.BUSINESS_ACCOUNT_ID)
                        .put("name", name)
                        .put("language", "fr")
                        .put("body", "Samedi : {{1}} !"));
        assertThat(WORLD.organiser
                        .post("/broadcasts", broadcast(name, "Samedi : {{1}} !", "{{mention}}"))
                        .fault("message.template.wordings.fr"))
                .contains("does not list");
        WORLD.post("/templates/refresh", new JsonObject());
        assertThat(listed(name).getString("status")).isEqualTo("approved");
        assertThat(WORLD.organiser
                        .post("/broadcasts", broadcast(name, "Dimanche : {{1}} !", "{{mention}}"))
                        .fault("message.template.wordings.fr.text"))
                .contains("approved text");
        WORLD.post("/broadcasts", broadcast(name, "Samedi : {{1}} !", "{{mention}}"));

        WORLD.phones.patch("/senders/100200300400500/condition", new JsonObject().put("tokenExpired", true));
        JsonObject failed = WORLD.post("/templates/refresh", new JsonObject());
        assertThat(failed.getJsonArray("senders").toString()).contains("token.expired");
        assertThat(listed(name).getString("status")).as("what was known stays").isEqualTo("approved");
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        String page = console.post("/channels/templates/refresh")
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .replaceFirst("^/console", "");
        assertThat(console.get(page).body())
                .as("a sender of the file is changed there")
                .contains("put it into the service’s configuration file")
                .doesNotContain("Change settings");
        WORLD.phones.patch("/senders/100200300400500/condition", new JsonObject().put("tokenExpired", false));
    }

    @Test
    void theConsoleListsThemWithTheirStateAndHandsOneIn() {
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        review("REJECTED");
        String name = "console_" + ++made;
        String[] fields = {
            "sender",
            String.valueOf(number),
            "name",
            name,
            "language",
            "fr",
            "category",
            "marketing",
            "body",
            "Bonjour {{1}}, une nouvelle.",
            "mention",
            "written",
            "examples",
            ""
        };
        HttpResponse<String> refused = console.post("/channels/templates", fields);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("id=\"examples-fault\"").contains("Bonjour {{1}}, une nouvelle.");
        fields[fields.length - 1] = "Ana";
        String[] byName = fields.clone();
        byName[9] = "Bonjour {{first_name}}, une nouvelle.";
        byName[byName.length - 1] = "";
        assertThat(console.post("/channels/templates/preview", byName).body())
                .as("nobody is asked for an example of a first name")
                .contains("Bonjour Amina, une nouvelle.");
        byName[9] = "Bonjour {{first_name}}, rendez-vous {{detail}} samedi.";
        byName[byName.length - 1] = "au marché";
        assertThat(console.post("/channels/templates/preview", byName).body())
                .contains("Bonjour Amina, rendez-vous au marché samedi.");
        assertThat(console.post("/channels/templates/preview", fields).body())
                .contains("Bonjour Ana, une nouvelle.")
                .contains("STOP");
        assertThat(console.post("/channels/templates", fields).statusCode()).isEqualTo(303);
        until(name, "rejected");
        assertThat(console.get("/channels/templates").body())
                .contains(name)
                .contains("refused by Meta, because of its form");
        assertThat(console.get("/channels/templates/new").statusCode()).isEqualTo(200);
        assertThat(console.post("/channels/templates/refresh").statusCode()).isEqualTo(303);
    }

    @Test
    void theNameIsMadeOfTheTitleAndAnotherOneOfTheWords() {
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        review("APPROVED");
        String[] fields = {
            "sender",
            String.valueOf(number),
            "title",
            " Fête d’été : à 19 h " + ++made,
            "language",
            "fr",
            "category",
            "marketing",
            "body",
            "La fête est samedi.",
            "mention",
            "written",
            "label_0",
            "Je viens"
        };
        assertThat(console.post("/channels/templates", fields).statusCode()).isEqualTo(303);
        String name = "fete_d_ete_a_19_h_" + made;
        until(name, "approved");
        String list = console.get("/channels/templates").body();
        assertThat(list).contains("Fête d’été : à 19 h " + made, "/console/broadcasts/new?template=" + name);
        assertThat(console.get("/broadcasts/new?template=" + name).body())
                .contains("<option value=\"" + name + "\" selected>")
                .as(
                        "it can be sent as it is: title and text are the template's, without the mention that it gets by itself")
                .contains("value=\"Fête d’été : à 19 h " + made + "\"", ">La fête est samedi.</textarea>")
                .as("its quick reply is the message's button")
                .containsPattern("name=\"label_0_fr\"[^>]*value=\"Je viens\"");
        String id = list.substring(list.indexOf("templates/new?like=") + "templates/new?like=".length())
                .replaceFirst("(?s)\\D.*", "");
        assertThat(console.get("/channels/templates/new?like=" + id).body()).contains("STOP", " 2\"");
        fields[3] = " ";
        assertThat(console.post("/channels/templates", fields).body()).containsPattern("id=\"title-fault\"[^>]*>[^<]+");
    }

    /** As people read it. */
    private static String title(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1).replace('_', ' ');
    }

    @Test
    void theComposerPicksOneAndMapsItsPlaces() {
        String name = named();
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        assertThat(console.get("/broadcasts/new").body())
                .contains("<option value=\"" + name + "\">" + title(name) + " (fr)");
        assertThat(console.post("/broadcasts/template", "template_name", name).body())
                .contains(
                        "In the place of [First name]",
                        "value=\"{{first_name|à vous}}\"",
                        "In the place of [place]",
                        "rendez-vous [place] samedi")
                .doesNotContain("name=\"template_text_fr\"");
        assertThat(console.get("/broadcasts/new?template=" + name).body())
                .as("what is to be written fills the place that says nothing of itself")
                .contains("value=\"{{first_name|à vous}}\"", "value=\"{{body}}\"", "data-place=\"{{organisation}}\"");
        String[] fields = {
            "title",
            "Choisi",
            "audience",
            "everyone",
            "body_fr",
            "Rendez-vous samedi",
            "template_name",
            name,
            "template_parameters_fr",
            "{{first_name|à vous}}",
            "template_parameters_fr",
            ""
        };
        HttpResponse<String> unfilled = console.post("/broadcasts", fields);
        assertThat(unfilled.statusCode()).isEqualTo(422);
        assertThat(unfilled.body()).contains("1 of 2 are filled", "value=\"{{first_name|à vous}}\"");
        fields[fields.length - 1] = "{{mention}}";
        assertThat(console.post("/broadcasts/preview", fields).body())
                .contains("rendez-vous Les Amis du quartier vous écrivent");
        assertThat(console.post("/broadcasts", fields).statusCode()).isEqualTo(303);
        assertThat(WORLD.rows("select spec #>> '{template,wordings,fr,text}' from message order by id desc limit 1")
                        .get(0)
                        .getString(0))
                .isEqualTo(TEXT);
    }

    @ParameterizedTest
    @EnumSource
    void anActionOfAnyKindPicksOneAsABroadcastDoes(ActionType type) {
        String kind = type.sqlName();
        String name = named();
        ConsoleClient console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        assertThat(console.get("/actions/new?kind=" + kind).body())
                .contains(
                        "<option value=\"" + name + "\">" + title(name) + " (fr)",
                        "hx-post=\"/console/broadcasts/template\"")
                .doesNotContain("name=\"template_text_fr\"");
        String[] fields = {
            "kind",
            kind,
            "title",
            "Choisi " + kind,
            "audience",
            "everyone",
            "remind_hours",
            "24",
            "remind_times",
            "1",
            "body_fr",
            "Venez samedi",
            "share_fr",
            "Samedi {{share_link}}",
            "template_name",
            name,
            "template_parameters_fr",
            "{{first_name|à vous}}",
            "template_parameters_fr",
            ""
        };
        HttpResponse<String> unfilled = console.post("/actions", fields);
        assertThat(unfilled.statusCode()).isEqualTo(422);
        assertThat(unfilled.body()).contains("1 of 2 are filled", "value=\"{{first_name|à vous}}\"");
        fields[fields.length - 1] = "{{mention}}";
        assertThat(console.post("/actions/preview", fields).body())
                .contains("rendez-vous Les Amis du quartier vous écrivent");
        HttpResponse<String> stored = console.post("/actions", fields);
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(303);
        assertThat(WORLD.rows("select spec #>> '{template,wordings,fr,text}' from message order by id desc limit 1")
                        .get(0)
                        .getString(0))
                .isEqualTo(TEXT);
        // Whoever makes a survey goes on to its questions.
        String edit =
                stored.headers().firstValue("location").orElseThrow().replaceFirst("^/console(/actions/\\d+).*", "$1")
                        + "/edit";
        assertThat(console.get(edit).body()).contains("In the place of [place]", "value=\"{{mention}}\"");

        event("message_template_status_update", name, new JsonObject().put("event", "PAUSED"));
        until(name, "paused");
        assertThat(console.get("/actions/new?kind=" + kind).body())
                .contains("<option value=\"" + name + "\" disabled>" + title(name) + " (paused)");
        HttpResponse<String> refused = console.post("/actions", fields);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("id=\"template_language_fr-all-fault\"")
                .contains("paused");
    }
}
