package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.ApiBody.everyone;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.demo.DemoConfig;
import org.relais.feed.webhook.WebhookReceiver;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.NoticeBody;

/** One day of an organisation by the API alone: every documented field of an answer is seen in a real one, and all that is sent is documented. */
@NeedsDatabase
class ApiJourneyTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    /** What only a broken ledger, a part that left, a spent first contact, or weeks of use show. */
    private static final Set<String> RARE = Set.of(
            "Verification.broken",
            "LedgerFault.position",
            "LedgerFault.fault",
            "LedgerFault.message",
            "LedgerFault.event",
            "LedgerDifference.difference",
            "LedgerDifference.message",
            "LedgerDifference.contact",
            "ProofAddress.leftAt",
            "ProofConsent.onlyContactAt",
            // A week of experience.
            "SenderHealth.usualSilenceSeconds");

    /** Answers about people who call, answer and share, and about federations: the journeys of these features read them, by the same client. */
    private static final Set<String> ELSEWHERE = Set.of(
            "Answer",
            "Assigned",
            "Call",
            "CallAnswers",
            "CallCorrected",
            "CallDay",
            "CallPage",
            "CallVolunteer",
            "EventAnswer",
            "EventAnswerPage",
            "Federation",
            "FeedDetail",
            "LeftOut",
            "LookAlike",
            "LookAlikes",
            "ProofDelivery",
            "ProofEvent",
            "QuestionCount",
            "QuestionResult",
            "QuestionResults",
            "QuestionWords",
            "QuestionWordsPage",
            "Released",
            "Section",
            "ShareTree",
            "ShareTreeNode",
            "Unreached",
            "UnreachedList",
            "UploadedPicture",
            "WebhookRefusal");

    @Test
    void everyDocumentedFieldIsInARealAnswer() {
        WORLD.api.checkRequests();
        long occasional = writeDownAPersonAndFindThem();
        long doubtful = holdAndInbox();
        pauseUntilADay();
        broadcasts(doubtful);
        answered(doubtful);
        braked(occasional, doubtful);
        senders();
        groups();
        actions(doubtful);
        callsAndEvents();
        questions();
        audiences();
        places();
        spending();
        linkedChats();
        feed();
        imports();
        rightsAndProof(occasional);
        access();
        people();
        safeguards();
        political();
        Set<String> unseen = new TreeSet<>(WORLD.api.schema().unseen());
        unseen.removeAll(RARE);
        unseen.removeIf(field -> ELSEWHERE.contains(field.substring(0, field.indexOf('.'))));
        assertThat(unseen).isEmpty();
    }

    private static long writeDownAPersonAndFindThem() {
        JsonObject person = new JsonObject()
                .put("name", "Inès")
                .put("language", "fr")
                .put("addresses", ApiBody.number("06 12 34 05 01"))
                .put(
                        "consent",
                        new JsonObject()
                                .put("class", "occasional")
                                .put("source", "Carnet d'un bénévole")
                                .put("at", "2026-11-01T00:00:00Z"));
        long id = WORLD.created("/contacts", person);
        assertThat(WORLD.organiser.post("/contacts", person).json().getLong("contactId"))
                .isEqualTo(id);
        JsonObject tags = ApiBody.contacts(id, 999_999).put("add", new JsonArray().add("carnet"));
        assertThat(WORLD.post("/contacts/tags", tags).getInteger("changed")).isEqualTo(1);
        assertThat(WORLD.viewer
                        .get("/contacts?class=occasional&search=In%C3%A8s")
                        .items())
                .hasSize(1);
        return id;
    }

    /** A bot is made administrator of a group, which other organisations hear nothing of. */
    private static void groups() {
        String group = WORLD.service
                .sandbox()
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("group", true)
                                .put("userId", "-5151")
                                .put("name", "Équipe 11e"))
                .getString("id");
        WORLD.service.sandbox().waited("/phones/" + group + "/events", new JsonObject().put("kind", "bot"));
        JsonObject listed = WORLD.viewer.get("/groups").items().getJsonObject(0);
        assertThat(listed.getString("ability")).isEqualTo("invites");
        assertThat(WORLD.stranger.get("/groups").items()).isEmpty();
        JsonObject elsewhere = new JsonObject()
                .put("kind", "event")
                .put("title", "Fête")
                .put("groupId", listed.getLong("id"))
                .put("audience", new JsonObject().put("everyone", true))
                .put("message", ApiBody.message("Venez", "Come"));
        assertThat(WORLD.organiser.post("/actions", elsewhere).fault("groupId")).contains("kind share");
    }

    /** Somebody says how long they wish to hear nothing. */
    private static void pauseUntilADay() {
        WORLD.said(WORLD.onTelegram("Rolande"), "Je pars trois semaines, pas la peine de m’écrire d’ici là");
        Await.until("the day on which the pause ends is told", () -> WORLD.viewer.get("/holds").items().stream()
                .map(JsonObject.class::cast)
                .map(hold -> hold.getJsonObject("pause"))
                .anyMatch(pause -> pause != null && pause.getString("endsAt") != null));
    }

    /** Somebody writes what may be a stop; an organiser sees it, and that it was none. */
    private static long holdAndInbox() {
        String phone = WORLD.onTelegram("Omar");
        long before = WORLD.service.sandbox().now();
        WORLD.service.sandbox().stopAndWait(phone, "trop de messages");
        WORLD.service.sandbox().next(phone, before);
        JsonObject held = Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get("/holds").json(),
                holds -> !holds.getJsonArray("items").isEmpty()
                        && holds.getJsonArray("items").getJsonObject(0).getJsonObject("question") != null);
        JsonObject hold = held.getJsonArray("items").getJsonObject(0);
        assertThat(hold.getJsonArray("words")).containsExactly("trop de messages");
        long contact = hold.getLong("contactId");

        JsonObject message = WORLD.viewer.get("/inbox?state=new").items().getJsonObject(0);
        assertThat(message.getString("text")).isEqualTo("trop de messages");
        assertThat(message.getString("kind")).isEqualTo("hold");
        String inbox = "/inbox/" + message.getLong("id");
        assertThat(message.getString("refusal")).isEqualTo("held");
        JsonObject answer = new JsonObject().put("text", "Vous ne recevrez plus rien, si c’est ce que vous voulez.");
        assertThat(WORLD.organiser.post(inbox + "/answers", answer).status()).isEqualTo(409);
        assertThat(WORLD.organiser.post(inbox + "/answers", new JsonObject()).fault("text"))
                .contains("required");
        assertThat(WORLD.viewer.post(inbox + "/answers", answer).status()).isEqualTo(403);
        assertThat(WORLD.stranger.post(inbox + "/answers", answer).status()).isEqualTo(404);
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post(inbox + "/read", null))
                        .getString("state"))
                .isEqualTo("read");
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post(inbox + "/answered", null))
                        .getString("state"))
                .isEqualTo("answered");
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(inbox)).getString("stateBy"))
                .startsWith("token:");

        String settle = "/contacts/" + contact + "/settle";
        assertThat(WORLD.organiser
                        .post(settle, new JsonObject().put("decision", "release"))
                        .fault("seen"))
                .contains("required");
        assertThat(WORLD.organiser
                        .post(settle, new JsonObject().put("decision", "forget"))
                        .fault("decision"))
                .contains("stop, release");
        JsonObject early = new JsonObject().put("decision", "release").put("seen", "2020-01-01T00:00:00Z");
        assertThat(WORLD.organiser.post(settle, early).status()).isEqualTo(409);
        assertThat(WORLD.stranger
                        .post(settle, new JsonObject().put("decision", "stop"))
                        .status())
                .isEqualTo(404);
        assertThat(WORLD.viewer
                        .post(settle, new JsonObject().put("decision", "stop"))
                        .status())
                .isEqualTo(403);
        JsonObject release = new JsonObject().put("decision", "release").put("seen", hold.getString("heldAt"));
        assertThat(WORLD.organiser.ok(WORLD.organiser.post(settle, release)).getString("settled"))
                .isEqualTo("released");
        assertThat(WORLD.organiser.post(settle, release).status()).isEqualTo(404);
        long sent = WORLD.service.sandbox().now();
        JsonObject answered = WORLD.organiser.ok(WORLD.organiser.post(inbox + "/answers", answer));
        assertThat(answered.getString("state")).isEqualTo("answered");
        assertThat(answered.getJsonArray("answers").getJsonObject(0).getString("by"))
                .startsWith("token:");
        assertThat(WORLD.service.sandbox().next(phone, sent).encode()).contains("Vous ne recevrez plus rien");
        assertThat(WORLD.viewer
                        .get("/contacts/" + contact + "/ledger")
                        .items()
                        .getJsonObject(0)
                        .getString("kind"))
                .isEqualTo("release");
        return contact;
    }

    /** An action is offered to somebody and answered; what it passes on is opened. */
    private static void actions(long contact) {
        JsonObject opened = WORLD.organiser.ok(WORLD.organiser.post(
                "/actions/" + WORLD.created("/actions", ActionsApiTest.share("Samedi", contact)) + "/open", null));
        String one = "/actions/" + opened.getLong("id");
        WORLD.viewer.ok(WORLD.viewer.get(one + "/spending"));
        Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get(one).json(),
                action -> action.getJsonObject("figures").getLong("offered") == 1);
        ServiceCounts.run(
                WORLD.service,
                "insert into share_event (organisation_id, message_id, volunteer_id, kind, at) values ("
                        + WORLD.service.organisationId() + ", " + opened.getLong("shareId") + ", " + contact
                        + ", 'opened', now())");
        assertThat(WORLD.put(one + "/declaration", new JsonObject().put("kind", "not_political"))
                        .getJsonObject("declaration")
                        .getString("kind"))
                .isEqualTo("not_political");
        assertThat(WORLD.viewer.get("/actions").items()).isNotEmpty();
        thanked(opened.getLong("id"));
        assertThat(WORLD.viewer.get(one + "/volunteers").items()).hasSize(1);
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(one + "/figures")).getJsonArray("days"))
                .hasSize(1);
        String shared = "/shares/" + opened.getLong("shareId");
        assertThat(WORLD.viewer.get("/shares").items()).isNotEmpty();
        assertThat(WORLD.viewer.get(shared + "/volunteers").items()).hasSize(1);
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(shared)).getJsonArray("days"))
                .hasSize(1);
    }

    /** A call action with its script, an event with its date, and a share action that may go to an address book. */
    private static void callsAndEvents() {
        String call = draft("call");
        JsonObject script = new JsonObject()
                .put("language", "fr")
                .put(
                        "steps",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", "vote")
                                        .put("text", new JsonObject().put("fr", "Irez-vous voter ?"))
                                        .put(
                                                "options",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("id", "yes")
                                                                .put("label", new JsonObject().put("fr", "Oui"))
                                                                .put("next", "end"))
                                                        .add(new JsonObject()
                                                                .put("id", "no")
                                                                .put("label", new JsonObject().put("fr", "Non")))))
                                .add(new JsonObject()
                                        .put("id", "why")
                                        .put("text", new JsonObject().put("fr", "Pourquoi ?"))
                                        .put("answer", "text")
                                        .put("next", "end")))
                .put("results", new JsonArray().add("reached").add("no_answer").add("removed"));
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.put(call + "/calls/script", script))
                        .getInteger("version"))
                .isEqualTo(1);
        JsonObject settings = new JsonObject()
                .put("leaseMinutes", 20)
                .put("attempts", 2)
                .put("retryMinutes", 120)
                .put("origin", new JsonObject().put("fr", "annuaire du quartier"));
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.put(call + "/calls/settings", settings))
                        .getInteger("attempts"))
                .isEqualTo(2);
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(call + "/calls/figures")).getInteger("calls"))
                .isZero();

        JsonObject phones = new JsonObject().put("phones", new JsonArray().add("06 12 34 05 01"));
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post(call + "/calls/list", phones))
                        .getInteger("added"))
                .isEqualTo(1);
        String entry = call + "/calls/list/"
                + WORLD.viewer
                        .get(call + "/calls/list")
                        .items()
                        .getJsonObject(0)
                        .getLong("id");
        assertThat(WORLD.viewer.delete(entry).status()).isEqualTo(403);
        assertThat(WORLD.organiser.ok(WORLD.organiser.delete(entry)).getBoolean("takenOut"))
                .isTrue();
        assertThat(WORLD.viewer
                        .get(call + "/calls/list")
                        .items()
                        .getJsonObject(0)
                        .getString("reason"))
                .isEqualTo("taken_out");
        assertThat(WORLD.stranger.delete(entry).status()).isEqualTo(404);
        String result = call + "/calls/results/1";
        assertThat(WORLD.organiser
                        .put(result, new JsonObject().put("result", "call_back"))
                        .fault("result"))
                .contains("removed");
        assertThat(WORLD.organiser
                        .put(result, new JsonObject().put("result", "reached"))
                        .status())
                .isEqualTo(404);

        String event = draft("event");
        JsonObject when = new JsonObject()
                .put("title", "Réunion")
                .put("startsAt", Instant.now().plus(Duration.ofDays(30)).toString())
                .put("place", "12 rue des Lilas")
                .put("capacity", 80);
        JsonObject placeless = when.copy();
        placeless.remove("place");
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.put(event + "/event", placeless))
                        .getString("place"))
                .as("a draft may wait for its place")
                .isEmpty();
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.put(event + "/event", when))
                        .getInteger("capacity"))
                .isEqualTo(80);
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(event + "/event/figures")).getInteger("yes"))
                .isZero();

        String share = draft("share");
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.put(share + "/named", new JsonObject().put("perDay", 5)))
                        .getBoolean("enabled"))
                .isTrue();
        assertThat(WORLD.viewer
                        .ok(WORLD.viewer.get(share + "/named"))
                        .getJsonObject("figures")
                        .getInteger("brought"))
                .isZero();
    }

    private static void questions() {
        JsonObject come = new JsonObject()
                .put("id", "come")
                .put("answer", "choice")
                .put("text", new JsonObject().put("fr", "Viendrez-vous ?"))
                .put(
                        "options",
                        new JsonArray()
                                .add(new JsonObject().put("id", "yes").put("label", new JsonObject().put("fr", "Oui")))
                                .add(new JsonObject()
                                        .put("id", "no")
                                        .put("label", new JsonObject().put("fr", "Non"))
                                        .put("next", "end")));
        JsonObject people = new JsonObject()
                .put("id", "people")
                .put("answer", "number")
                .put("text", new JsonObject().put("fr", "À combien ?"))
                .put("least", 1)
                .put("most", 20)
                .put("required", false)
                .put("next", "end");
        JsonObject form = new JsonObject()
                .put("language", "fr")
                .put("keepDays", 20)
                .put("thanks", new JsonObject().put("fr", "Merci, nous vous dirons le résultat."))
                .put("steps", new JsonArray().add(come).add(people));
        String action = draft("question");
        WORLD.organiser.ok(WORLD.organiser.put(action + "/questions", form));
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(action + "/questions")).getJsonArray("steps"))
                .hasSize(2);
        JsonObject links = new JsonObject().put("legalUrl", null).put("privacyUrl", "https://example.org/privacy");
        WORLD.owner.ok(WORLD.owner.put("/public-page", links));
        assertThat(WORLD.viewer.ok(WORLD.viewer.get("/public-page"))).isEqualTo(links);
        assertThat(WORLD.viewer.ok(WORLD.viewer.get("/acknowledgements")).getBoolean("less"))
                .isFalse();
        assertThat(WORLD.viewer.ok(WORLD.viewer.get("/number-request")).getBoolean("asked"))
                .isTrue();
    }

    /** Political advertising to nobody, with everything that its notice may say. */
    private static void political() {
        assertThat(WORLD.viewer.ok(WORLD.viewer.get("/organisation")).getString("name"))
                .isNotBlank();
        WORLD.owner.ok(WORLD.owner.put("/political-advertising", new JsonObject().put("concerned", false)));
        assertThat(WORLD.viewer.ok(WORLD.viewer.get("/political-advertising")).getBoolean("concerned"))
                .isFalse();
        JsonObject declaration = NoticeBody.declaration("2020-01-01")
                .put("controller", "Fédération")
                .put("payer", "Ana");
        declaration.getJsonObject("sponsor").put("establishment", "Lyon").put("registration", "W751");
        declaration.getJsonObject("amounts").put("benefits", "Une salle");
        JsonObject members = new JsonObject().put("classes", new JsonArray().add("member"));
        long id = WORLD.created(
                "/broadcasts", ApiBody.broadcast("Vote", members, "Votez").put("declaration", declaration));
        assertThat(WORLD.viewer.read("/broadcasts/" + id).getJsonObject("declaration"))
                .isEqualTo(declaration);
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()));
        assertThat(WORLD.put("/broadcasts/" + id + "/notice", declaration).getInteger("version"))
                .isEqualTo(2);
        assertThat(WORLD.viewer.read("/broadcasts/" + id + "/notice").getString("address"))
                .contains("/a/");
        long report = WORLD.rows("insert into notice_report (organisation_id, broadcast_id, text, received_at) values ("
                        + WORLD.service.organisationId() + ", " + id + ", 'x', now()) returning id")
                .get(0)
                .getLong("id");
        assertThat(WORLD.viewer.get("/notice-reports").items()).hasSize(1);
        WORLD.organiser.ok(WORLD.organiser.post("/notice-reports/" + report + "/close", null));
    }

    /** Somebody sends where they are. */
    private static void places() {
        String phone = WORLD.onTelegram("Salomé");
        WORLD.phones.waited(
                "/phones/" + phone + "/events",
                new JsonObject().put("kind", "location").put("latitude", 45.75).put("longitude", -4.85));
        Await.found(
                "the place is in the inbox",
                () -> WORLD.viewer.get("/inbox?state=new").items(),
                messages -> messages.encode().contains("45.75"));
    }

    /** What happened is read by one program, and posted to another. */
    private static void feed() {
        assertThat(WORLD.viewer.get("/events?after=0&limit=20").items()).isNotEmpty();
        try (WebhookReceiver program = new WebhookReceiver()) {
            JsonObject made = WORLD.owner.ok(WORLD.owner.post(
                    "/webhooks", new JsonObject().put("url", program.address()).put("kinds", List.of("stop"))));
            String webhook = "/webhooks/" + made.getLong("id");
            assertThat(WORLD.owner
                            .ok(WORLD.owner.post(webhook + "/secret", null))
                            .getString("secret"))
                    .isNotEqualTo(made.getString("secret"));
            WORLD.owner.ok(WORLD.owner.post(webhook + "/replay", new JsonObject().put("after", 0)));
            assertThat(WORLD.owner.get("/webhooks").items()).hasSize(1);
            WORLD.owner.ok(WORLD.owner.delete(webhook));
        }
    }

    /** The address of a new draft of an action of that kind. */
    private static String draft(String kind) {
        JsonObject draft = ActionsApiTest.share("Brouillon", 1L).put("kind", kind);
        if (!kind.equals("share")) {
            draft.getJsonObject("message").remove("share");
        }
        return "/actions/" + WORLD.created("/actions", draft);
    }

    /** What was agreed to, what retention has removed, and an owner's word on a platform's terms. */
    private static void safeguards() {
        long organisation = WORLD.service.organisationId();
        ServiceCounts.run(
                WORLD.service,
                "insert into wording values (" + organisation + ", 'form', 1, 'fr', 'J’accepte.', 'test', now())");
        assertThat(WORLD.viewer.get("/wordings").items()).isNotEmpty();
        Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get("/retention").json(),
                runs -> !runs.getJsonArray("items").isEmpty());
        ServiceCounts.run(WORLD.service, "update organisation set kind = 'party' where id = " + organisation);
        JsonObject statement = new JsonObject().put("statement", "J’ai lu les conditions et j’en réponds moi-même.");
        assertThat(WORLD.organiser
                        .put("/channel-policies/whatsapp/override", statement)
                        .status())
                .isEqualTo(403);
        assertThat(WORLD.owner
                        .ok(WORLD.owner.put("/channel-policies/whatsapp/override", statement))
                        .getBoolean("barred"))
                .isFalse();
        assertThat(WORLD.viewer.get("/channel-policies").items()).hasSize(1);
    }

    private static void broadcasts(long contact) {
        JsonObject french = new JsonObject().put("fr", "Venez");
        JsonObject message = ApiBody.message("*Bonjour* {{first_name|à vous}}")
                .put("image", "https://example.org/affiche.png")
                .put(
                        "buttons",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("label", french)
                                        .put("payload", "yes")
                                        .put("acknowledgement", new JsonObject().put("fr", "À samedi")))
                                .add(new JsonObject().put("label", french).put("url", "https://example.org")))
                .put("share", new JsonObject().put("text", french).put("url", "https://example.org"))
                .put(
                        "template",
                        ApiBody.template("appel", "Bonjour {{1}}. {{2}}", "{{first_name|à vous}}", "{{mention}}"));
        WORLD.phones.post(
                "/templates",
                new JsonObject()
                        .put("account", DemoConfig.BUSINESS_ACCOUNT_ID)
                        .put("name", "appel")
                        .put("language", "fr")
                        .put("body", "Bonjour {{1}}. {{2}}"));
        WORLD.organiser.ok(WORLD.organiser.post("/templates/refresh", null));
        JsonObject draft = new JsonObject()
                .put("title", "Tout")
                .put("message", message)
                .put("notAfter", Instant.now().plusSeconds(86_400).toString())
                .put("brake", new JsonObject().put("percent", 20).put("minutes", 0))
                .put(
                        "variant",
                        new JsonObject()
                                .put("body", new JsonObject().put("fr", "Salut {{first_name|à vous}}"))
                                .put("template", message.getJsonObject("template")))
                .put("audience", everyone());
        long id = WORLD.created("/broadcasts", draft);
        JsonObject narrow = new JsonObject()
                .put(
                        "tags",
                        new JsonObject()
                                .put("any", new JsonArray().add("a"))
                                .put("all", new JsonArray().add("b"))
                                .put("none", new JsonArray().add("c")))
                .put("areas", new JsonArray().add("75020"))
                .put("languages", new JsonArray().add("fr"))
                .put("classes", new JsonArray().add("member"))
                .put("contacts", new JsonArray().add(contact));
        WORLD.organiser.ok(WORLD.organiser.put(
                "/broadcasts/" + id, draft.copy().put("audience", narrow).put("version", 1)));
        WORLD.organiser.ok(WORLD.organiser.put("/broadcasts/" + id, draft.put("version", 2)));
        JsonObject first = new JsonObject()
                .put("title", "Premier contact")
                .put("purpose", "first_contact")
                .put("audience", everyone())
                .put(
                        "message",
                        ApiBody.message("Nous organisons un marché.")
                                .put("origin", new JsonObject().put("fr", "un carnet d’adresses")));
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts", first));
        for (String look : List.of("/preview", "/preview?variant=b", "/count", "/audience", "/progress")) {
            WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id + look));
        }
        JsonArray tested = WORLD.organiser
                .post("/broadcasts/" + id + "/test", ApiBody.contacts(contact).put("variant", "b"))
                .items();
        WORLD.viewer.ok(
                WORLD.viewer.get("/deliveries/" + tested.getJsonObject(0).getLong("deliveryId")));
        WORLD.viewer.ok(WORLD.viewer.get("/broadcasts"));
    }

    /** An audience is counted, kept under a name, changed and forgotten. */
    private static void audiences() {
        long broadcast =
                WORLD.viewer.get("/broadcasts").items().getJsonObject(0).getLong("id");
        long action = WORLD.viewer.get("/actions").items().getJsonObject(0).getLong("id");
        JsonObject all = new JsonObject(
                """
                {"rows": [
                  {"tags": ["vip"]}, {"join": "or", "areas": ["75020"]}, {"join": "or", "languages": ["fr"]},
                  {"join": "and", "channels": ["telegram"]}, {"join": "or", "classes": ["member"]},
                  {"join": "or", "consented": {"from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}},
                  {"join": "or", "answered": {"broadcast": %1$d, "payloads": ["yes"], "answered": false}},
                  {"join": "or", "survey": {"action": %2$d, "step": "come", "choices": ["yes"], "least": 1, "most": 5}},
                  {"join": "or", "did": {"deed": "called", "action": %2$d, "days": 30}},
                  {"join": "except", "received": {"broadcast": %1$d, "read": true}},
                  {"join": "except", "silent": {"days": 90}},
                  {"join": "or", "variable": {"name": "quartier", "values": ["Belleville"]}}]}
                """
                        .formatted(broadcast, action));
        JsonObject kept = new JsonObject().put("name", "Équipe").put("audience", all);
        JsonObject counted =
                WORLD.viewer.ok(WORLD.viewer.post("/audiences/count", new JsonObject().put("audience", everyone())));
        assertThat(counted.getLong("people")).isPositive();
        JsonObject created = WORLD.organiser.ok(WORLD.organiser.post("/audiences", kept));
        assertThat(created.getJsonObject("audience").getJsonArray("rows")).hasSize(12);
        String path = "/audiences/" + created.getLong("id");
        assertThat(WORLD.organiser.post("/audiences", kept).status()).isEqualTo(400);
        assertThat(WORLD.viewer.post("/audiences", kept).status()).isEqualTo(403);
        JsonObject changed = kept.copy().put("name", "Tout le monde").put("audience", everyone());
        WORLD.organiser.ok(WORLD.organiser.put(path, changed.put("version", 1)));
        assertThat(WORLD.organiser.put(path, changed).status()).isEqualTo(409);
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(path)).getInteger("version"))
                .isEqualTo(2);
        assertThat(WORLD.viewer.get("/audiences").items()).hasSize(1);
        WORLD.organiser.ok(WORLD.organiser.delete(path));
        assertThat(WORLD.viewer.get(path).status()).isEqualTo(404);
    }

    /** Somebody gets a broadcast; what they answer is an audience for the next. */
    private static void answered(long contact) {
        JsonObject asking = ApiBody.broadcast("Un", ApiBody.contacts(contact), "Bonjour");
        asking.getJsonObject("message")
                .put(
                        "buttons",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("label", new JsonObject().put("fr", "Je viens"))
                                        .put("payload", "yes")));
        asking.put("variant", new JsonObject().put("body", new JsonObject().put("fr", "Salut")));
        long id = WORLD.created("/broadcasts", asking);
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()));
        Await.found(
                "it has arrived",
                () -> WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id + "/funnel")),
                funnel -> funnel.encode().contains("\"from\""));
        WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id + "/answers"));
        JsonObject answer = new JsonObject()
                .put("broadcast", id)
                .put("payloads", new JsonArray().add("yes"))
                .put("answered", false);
        long next = WORLD.created(
                "/broadcasts",
                ApiBody.broadcast("Deux", new JsonObject().put("answers", new JsonArray().add(answer)), "Et alors ?"));
        JsonObject rule = new JsonObject()
                .put("occasion", "answered")
                .put("answer", new JsonObject().put("broadcast", id).put("payload", "yes"))
                .put("delayMinutes", 60)
                .put("earlier", true);
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + next + "/open", rule));
        WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + next));
    }

    /** Whoever says yes to an action is thanked. */
    private static void thanked(long action) {
        long id = WORLD.created("/broadcasts", ApiBody.broadcast("Merci", ApiBody.everyone(), "Merci !"));
        JsonObject rule = new JsonObject().put("occasion", "took_part").put("action", action);
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + id + "/open", rule));
        WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id));
    }

    /** Of two the one that can be reached gets it first, and is not waited for; the other alone is nobody to judge by. */
    private static void braked(long unreachable, long other) {
        JsonObject both = ApiBody.broadcast("Frein", ApiBody.contacts(unreachable, other), "Bonjour");
        long waiting = brakedFor(both, 30, broadcast -> "watch"
                .equals(broadcast.getJsonObject("brake").getString("stage")));
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + waiting + "/release", null));

        JsonObject nobody = ApiBody.broadcast("Frein", ApiBody.contacts(unreachable), "Bonjour");
        long id = brakedFor(nobody, 0, broadcast -> "brake_nobody".equals(broadcast.getString("stateReason")));
        String resume = "/broadcasts/" + id + "/resume";
        ApiClient.Answer unseen = WORLD.organiser.post(resume, null);
        assertThat(unseen.status()).isEqualTo(409);
        assertThat(unseen.json().getString("detail")).contains("brake_nobody");
        WORLD.organiser.ok(WORLD.organiser.post(resume, new JsonObject().put("reason", "brake_nobody")));
        JsonObject over = Await.found(
                "the rest had its turn",
                () -> WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id)),
                broadcast -> broadcast.getString("state").equals("finished"));
        assertThat(over.getJsonObject("progress").getInteger("recipients")).isEqualTo(1);
        assertThat(over.getJsonObject("brake").getString("stage")).isEqualTo("rest");
        assertThat(over.getJsonObject("brake").getJsonObject("found").getInteger("stopped"))
                .isZero();
    }

    private static long brakedFor(JsonObject draft, int minutes, Predicate<JsonObject> until) {
        JsonObject brake = new JsonObject().put("percent", 50).put("minutes", minutes);
        long id = WORLD.created("/broadcasts", draft.copy().put("brake", brake));
        WORLD.organiser.ok(WORLD.organiser.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()));
        JsonObject reached = Await.found(
                "its brake has come so far", () -> WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + id)), until);
        return reached.getLong("id");
    }

    /** A bot is connected, looked at, and alarms. */
    private static void senders() {
        JsonObject bot = new JsonObject()
                .put("channel", "telegram")
                .put("name", "Un robot")
                .put(
                        "fields",
                        new JsonObject()
                                .put("token", "987650000:" + "B".repeat(35))
                                .put("username", "UnRobotBot"));
        assertThat(WORLD.organiser.post("/channels", bot).status()).isEqualTo(403);
        assertThat(WORLD.owner.post("/channels", bot).fault("fields.token")).contains("refused by the platform");
        WORLD.phones.post("/senders/telegram", bot.getJsonObject("fields"));
        JsonObject made = WORLD.owner.ok(WORLD.owner.post("/channels", bot));
        String one = "/channels/" + made.getLong("id");
        WORLD.phones.patch("/senders/UnRobotBot/condition", new JsonObject().put("tokenRevoked", true));
        assertThat(WORLD.owner
                        .ok(WORLD.owner.post(one + "/checks/identity", null))
                        .getString("state"))
                .isEqualTo("failed");
        ServiceCounts.run(
                WORLD.service,
                """
                insert into sender_health (sender_id, looked_at, heard_at, written_at, accepted_at, alarm, suspected_since,
                                           alarmed_since)
                values (%d, now(), now(), now(), now(), '{"code": "webhook.none", "state": "FAILED", "arguments": {}}', now(),
                        now())
                on conflict (sender_id) do update set looked_at = now(), heard_at = now(), written_at = now(),
                    accepted_at = now(), alarm = excluded.alarm, suspected_since = now(), alarmed_since = now()
                """
                        .formatted(made.getLong("id")));
        assertThat(WORLD.viewer
                        .ok(WORLD.viewer.get(one + "/health"))
                        .getJsonObject("alarm")
                        .getBoolean("broadcastsWait"))
                .isTrue();
        long number = WORLD.viewer.get("/channels").items().stream()
                .map(JsonObject.class::cast)
                .filter(sender -> sender.getString("channel").equals("whatsapp"))
                .findFirst()
                .orElseThrow()
                .getLong("id");
        WORLD.owner.ok(WORLD.owner.post("/channels/" + number + "/checks/identity", null));
        assertThat(WORLD.viewer
                        .ok(WORLD.viewer.get("/channels/" + number + "/health"))
                        .getJsonObject("recipients")
                        .getLong("most"))
                .isEqualTo(100_000);
        WORLD.owner.ok(WORLD.owner.delete(one));
        WORLD.organiser.ok(WORLD.organiser.post(
                "/templates",
                new JsonObject()
                        .put(
                                "sender",
                                WORLD.rows("select id from sender where channel = 'whatsapp'")
                                        .get(0)
                                        .getLong("id"))
                        .put("name", "nouvel_appel")
                        .put("language", "fr")
                        .put("category", "marketing")
                        .put("body", "Un appel pour vous.")
                        .put(
                                "buttons",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("label", "Voir")
                                                .put("url", "https://example.org")))));
        WORLD.organiser.ok(WORLD.organiser.post("/templates/refresh", null));
        WORLD.viewer.ok(WORLD.viewer.get("/templates"));
    }

    private static void spending() {
        JsonObject rates = new JsonObject()
                .put("currency", "EUR")
                .put("csv", "channel,country,category,price\nwhatsapp,*,*,0.05\ntelegram,*,*,0");
        assertThat(WORLD.organiser.put("/spending/rates", rates).status()).isEqualTo(403);
        WORLD.owner.ok(WORLD.owner.put("/spending/rates", rates));
        WORLD.viewer.ok(WORLD.viewer.get("/spending/rates"));
        WORLD.owner.ok(WORLD.owner.put("/spending/ceiling", new JsonObject().put("ceiling", 1_000_000)));
        WORLD.onWhatsApp("Noé Blanc");
        Await.until(
                "what arrived is counted",
                () -> !WORLD.viewer.read("/spending").getJsonArray("lines").isEmpty());
        long draft =
                WORLD.created("/broadcasts", ApiBody.broadcast("Ce que coûte un envoi", ApiBody.everyone(), "Bonjour"));
        assertThat(WORLD.viewer
                        .ok(WORLD.viewer.get("/broadcasts/" + draft + "/count"))
                        .getJsonObject("cost")
                        .getLong("messages"))
                .isPositive();
        WORLD.viewer.ok(WORLD.viewer.get("/broadcasts/" + draft + "/spending"));
        WORLD.owner.ok(WORLD.owner.put("/spending/ceiling", new JsonObject()));
    }

    /** An organiser's own chat is linked, tested in and forgotten, by an owner. */
    private static void linkedChats() {
        ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        assertThat(WORLD.organiser.get("/linked-chats").status()).isEqualTo(403);
        String one = "/linked-chats/"
                + WORLD.owner.get("/linked-chats").items().getJsonObject(0).getLong("organiserId");
        String code = WORLD.owner.ok(WORLD.owner.post(one + "/code", null)).getString("code");
        assertThat(WORLD.said(WORLD.whatsappPhone("Odile"), code)).contains("Ana");
        assertThat(WORLD.owner
                        .get("/linked-chats")
                        .items()
                        .getJsonObject(0)
                        .getJsonObject("chat")
                        .getString("channel"))
                .isEqualTo("whatsapp");
        JsonObject test = new JsonObject()
                .put("variant", "a")
                .put("broadcast", WORLD.created("/broadcasts", ApiBody.broadcast("Essai", everyone(), "Bonjour")));
        assertThat(WORLD.organiser.post(one + "/test", test).status()).isEqualTo(403);
        assertThat(WORLD.owner.ok(WORLD.owner.post(one + "/test", test)).getLong("deliveryId"))
                .isPositive();
        WORLD.owner.ok(WORLD.owner.delete(one));
    }

    private static void imports() {
        JsonObject job = WORLD.organiser.ok(WORLD.organiser.call(
                "POST",
                "/imports?class=member&source=Adhésions&date=2026-01-01&wording=v1".replace("é", "%C3%A9"),
                "phone\n06 12 34 05 02\nwrong\n",
                "text/csv"));
        Await.found(
                "what the test waits for",
                () -> WORLD.viewer.get("/imports/" + job.getLong("id")).json(),
                found -> found.getString("state").equals("checked"));
        WORLD.viewer.ok(WORLD.viewer.get("/imports"));
    }

    private static void rightsAndProof(long contact) {
        JsonObject asked = WORLD.organiser.ok(WORLD.organiser.post(
                "/rights-requests",
                new JsonObject()
                        .put("contactId", contact)
                        .put("right", "access")
                        .put("text", "Lettre")));
        String request = "/rights-requests/" + asked.getLong("id");
        assertThat(WORLD.viewer.get("/rights-requests?state=open").items()).hasSize(1);
        assertThat(WORLD.viewer.ok(WORLD.viewer.get(request)).getBoolean("overdue"))
                .isFalse();
        assertThat(WORLD.stranger.get(request).status()).isEqualTo(404);
        assertThat(WORLD.organiser
                        .post(request + "/close", new JsonObject().put("state", "refused"))
                        .fault("note"))
                .contains("reason");
        JsonObject done = new JsonObject().put("state", "done").put("note", "Copie envoyée");
        assertThat(WORLD.viewer.post(request + "/close", done).status()).isEqualTo(403);
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.post(request + "/close", done))
                        .getString("state"))
                .isEqualTo("done");
        assertThat(WORLD.organiser.post(request + "/close", done).status()).isEqualTo(409);
        assertThat(WORLD.organiser
                        .post(
                                "/rights-requests",
                                new JsonObject().put("contactId", 999_999).put("right", "access"))
                        .status())
                .isEqualTo(404);
        assertThat(WORLD.organiser.post("/rights-requests", new JsonObject()).fault("right"))
                .contains("required");

        JsonObject proof = WORLD.viewer.ok(WORLD.viewer.get("/contacts/" + contact + "/proof"));
        assertThat(proof.getJsonObject("verification").getBoolean("intact")).isTrue();
        assertThat(WORLD.viewer
                        .get("/contacts/" + contact + "/proof.pdf?language=fr")
                        .body())
                .startsWith("%PDF");
        assertThat(WORLD.viewer.get("/contacts/" + contact + "/export").status())
                .isEqualTo(403);
        assertThat(WORLD.organiser
                        .ok(WORLD.organiser.get("/contacts/" + contact + "/export"))
                        .encode())
                .contains("Inès");
        for (String look : List.of("/proof", "/proof.pdf", "/export")) {
            assertThat(WORLD.stranger.get("/contacts/" + contact + look).status())
                    .as(look)
                    .isEqualTo(404);
        }

        assertThat(WORLD.organiser.delete("/contacts/" + contact).status()).isEqualTo(403);
        assertThat(WORLD.stranger.delete("/contacts/" + contact).status()).isEqualTo(404);
        WORLD.owner.ok(WORLD.owner.delete("/contacts/" + contact));
        assertThat(WORLD.viewer.get("/contacts/" + contact).status()).isEqualTo(404);
        JsonObject after = WORLD.viewer.ok(WORLD.viewer.get("/contacts/" + contact + "/proof"));
        assertThat(after.encode()).doesNotContain("Inès").doesNotContain("612340501");
        assertThat(after.getJsonObject("contact").getString("erasedAt")).isNotBlank();
    }

    private static void access() {
        WORLD.viewer.ok(WORLD.viewer.get("/channels"));
        WORLD.viewer.ok(WORLD.viewer.get("/channels/kinds"));
        WORLD.viewer.ok(WORLD.viewer.get("/deliveries?contact=1"));
        WORLD.owner.ok(WORLD.owner.post(
                "/tokens", new JsonObject().put("name", "Un programme").put("role", "viewer")));
        WORLD.viewer.ok(WORLD.viewer.get("/tokens"));
        WORLD.viewer.ok(WORLD.viewer.get("/ledger"));
        WORLD.viewer.ok(WORLD.viewer.get("/ledger/verify"));
    }

    /** An owner and somebody who only looks sign in; the owner stays. */
    private static void people() {
        for (Role role : List.of(Role.OWNER, Role.VIEWER)) {
            ConsoleClient.signIn(WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), role);
        }
        assertThat(WORLD.organiser.get("/organisers").status()).isEqualTo(403);
        JsonObject invited = new JsonObject()
                .put("name", "Inès")
                .put("email", "owner@example.org")
                .put("role", "viewer");
        assertThat(WORLD.owner.post("/invitations", invited).status()).isEqualTo(409);
        assertThat(WORLD.owner
                        .post("/invitations", invited.copy().put("email", "x"))
                        .fault("email"))
                .isNotBlank();
        JsonObject made =
                WORLD.owner.ok(WORLD.owner.post("/invitations", invited.copy().put("email", "ines@example.org")));
        assertThat(made.getString("link")).contains("/invitation/");
        assertThat(WORLD.owner.get("/invitations").items()).hasSize(1);
        WORLD.owner.ok(WORLD.owner.delete("/invitations/" + made.getLong("id")));
        assertThat(WORLD.owner.delete("/invitations/" + made.getLong("id")).status())
                .isEqualTo(404);
        String viewer = person("viewer");
        assertThat(WORLD.owner
                        .patch(person("owner"), new JsonObject().put("role", "viewer"))
                        .status())
                .isEqualTo(409);
        assertThat(WORLD.owner.delete(person("owner")).status()).isEqualTo(409);
        assertThat(WORLD.owner
                        .patch(viewer, new JsonObject().put("role", "king"))
                        .fault("role"))
                .isNotBlank();
        WORLD.owner.ok(WORLD.owner.patch(viewer, new JsonObject().put("role", "organiser")));
        assertThat(WORLD.owner.get(viewer + "/sessions").items()).isNotEmpty();
        long session =
                WORLD.owner.get(viewer + "/sessions").items().getJsonObject(0).getLong("id");
        WORLD.owner.ok(WORLD.owner.delete(viewer + "/sessions/" + session));
        assertThat(WORLD.owner.delete(viewer + "/sessions/" + session).status()).isEqualTo(404);
        WORLD.owner.ok(WORLD.owner.delete(viewer + "/sessions"));
        coordinates(viewer);
        WORLD.owner.ok(WORLD.owner.delete(viewer));
        assertThat(WORLD.owner.delete(viewer).status()).isEqualTo(404);
    }

    /** An action is given to who is a coordinator, and taken back. */
    private static void coordinates(String person) {
        String action = "/actions/"
                + WORLD.rows("select min(id) as id from action").get(0).getLong("id");
        assertThat(WORLD.owner.call("PUT", person + action, null).status()).isEqualTo(404);
        WORLD.owner.ok(WORLD.owner.patch(person, new JsonObject().put("role", "coordinator")));
        assertThat(WORLD.organiser.call("PUT", person + action, null).status()).isEqualTo(403);
        WORLD.owner.ok(WORLD.owner.call("PUT", person + action, null));
        WORLD.owner.ok(WORLD.owner.call("PUT", person + action, null));
        assertThat(WORLD.count("audit_event where action = 'organiser.action-give'"))
                .as("given once more, it stays given")
                .isEqualTo(1);
        assertThat(WORLD.owner.get(person + "/actions").items()).hasSize(1);
        assertThat(WORLD.owner.call("PUT", person + "/actions/999999", null).status())
                .isEqualTo(404);
        WORLD.owner.ok(WORLD.owner.delete(person + action));
        assertThat(WORLD.owner.delete(person + action).status()).isEqualTo(404);
        assertThat(WORLD.owner.get(person + "/actions").items()).isEmpty();
    }

    private static String person(String name) {
        return WORLD.owner.get("/organisers").items().stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("email").equals(name + "@example.org"))
                .map(one -> "/organisers/" + one.getLong("id"))
                .findFirst()
                .orElseThrow();
    }
}
