package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.testing.ApiBody.contacts;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.ServiceUnderTest;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.NoticeBody;
import org.relais.testing.ServiceNode;
import org.relais.testing.TableRows;
import org.relais.testing.TestDatabase;

/**
 * Every route of the document, walked by the owner of another organisation with the ids of this one: what has an id in its
 * address is not found and changes nothing, and what lists shows nothing of this organisation's.
 */
@NeedsDatabase
class OtherOrganisationTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    /** Ids of ours by the beginning of the route, the longest first that fits. */
    private static final Map<String, Object> IDS = new TreeMap<>();

    /** Bodies that are right, where the document's example leaves out what only a change needs. */
    private static final Map<String, JsonObject> BODIES = Map.of(
            "PUT /audiences/{id}", kept().put("version", 1),
            "PUT /broadcasts/{id}", ApiBody.broadcast("x", contacts(1L), "x").put("version", 1),
            "PUT /actions/{id}", ActionsApiTest.share("x", 1L).put("version", 1));

    private static long contact;
    private static long address;
    private static long entry;
    private static long call;
    private static long session;

    record Operation(String method, String path, @Nullable JsonObject body) {
        String name() {
            return method + " " + path;
        }

        boolean hasIds() {
            return path.contains("{");
        }

        /** With the ids of what is ours. */
        String address() {
            Object id = IDS.entrySet().stream()
                    .filter(known -> path.startsWith(known.getKey()))
                    .max(Map.Entry.comparingByKey(Comparator.comparingInt(String::length)))
                    .orElseThrow(() -> new AssertionError("no id of ours for " + path))
                    .getValue();
            return path.replace("{id}", id.toString())
                    .replace("{name}", "identity")
                    .replace("{channel}", id.toString())
                    .replace("{address}", Long.toString(address))
                    .replace("{step}", "why")
                    .replace("{session}", Long.toString(session))
                    .replace("{action}", String.valueOf(IDS.get("/actions/")))
                    .replace("{entry}", Long.toString(entry))
                    .replace("{call}", Long.toString(call));
        }
    }

    @BeforeAll
    static void haveOneOfEverything() {
        String phone = WORLD.onTelegram("Omar");
        WORLD.service.sandbox().stopAndWait(phone, "trop de messages");
        contact = WORLD.contact("Omar");
        IDS.put("/contacts/", contact);
        address = WORLD.viewer
                .get("/contacts/" + contact)
                .json()
                .getJsonArray("addresses")
                .getJsonObject(0)
                .getLong("id");
        IDS.put(
                "/channels/",
                WORLD.viewer.get("/channels").items().getJsonObject(0).getLong("id"));
        IDS.put("/channel-policies/", "whatsapp");
        JsonObject inbox = Await.found(
                "the message is in the inbox",
                () -> WORLD.viewer.get("/inbox?state=new").json(),
                found -> !found.getJsonArray("items").isEmpty());
        IDS.put("/inbox/", inbox.getJsonArray("items").getJsonObject(0).getLong("id"));
        IDS.put("/inbox/{id}/media", picture(WORLD.onTelegram("Paul")));
        IDS.put(
                "/rights-requests/",
                made("/rights-requests", json("contactId", contact, "right", "access", "text", "x")));
        IDS.put(
                "/imports/",
                WORLD.organiser
                        .upload(
                                "/imports?class=member&source=A&date=2026-01-01&wording=v1",
                                "phone\n06 12 34 05 02\nx\n")
                        .getLong("id"));
        long broadcast = made("/broadcasts", ApiBody.broadcast("Tout", contacts(contact), "Venez"));
        IDS.put("/broadcasts/", broadcast);
        long advertised = made(
                "/broadcasts",
                ApiBody.broadcast("Vote", json("classes", new JsonArray().add("member")), "Votez")
                        .put("declaration", NoticeBody.declaration("2020-01-01")));
        WORLD.post("/broadcasts/" + advertised + "/send", ApiBody.evenIfNobody());
        IDS.put("/broadcasts/{id}/notice", advertised);
        IDS.put(
                "/notice-reports/",
                WORLD.rows("insert into notice_report (organisation_id, broadcast_id, text, received_at) values ("
                                + WORLD.service.organisationId() + ", " + broadcast + ", 'x', now()) returning id")
                        .get(0)
                        .getLong("id"));
        IDS.put("/audiences/", made("/audiences", kept()));
        ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        IDS.put(
                "/linked-chats/",
                WORLD.owner
                        .read("/linked-chats")
                        .getJsonArray("items")
                        .getJsonObject(0)
                        .getLong("organiserId"));
        JsonObject organiser = WORLD.owner.get("/organisers").items().getJsonObject(0);
        IDS.put(
                "/invitations/",
                WORLD.owner
                        .ok(WORLD.owner.post(
                                "/invitations", json("name", "x", "email", "x@example.org", "role", "viewer")))
                        .getLong("id"));
        IDS.put("/organisers/", organiser.getLong("id"));
        session = WORLD.owner
                .get("/organisers/" + organiser.getLong("id") + "/sessions")
                .items()
                .getJsonObject(0)
                .getLong("id");
        long ada = WORLD.contact(named("Ada"));
        IDS.put(
                "/deliveries/",
                WORLD.organiser
                        .post("/broadcasts/" + broadcast + "/test", contacts(ada))
                        .items()
                        .getJsonObject(0)
                        .getLong("deliveryId"));
        IDS.put(
                "/tokens/",
                WORLD.owner
                        .ok(WORLD.owner.post("/tokens", json("name", "x", "role", "viewer")))
                        .getLong("id"));
        IDS.put(
                "/webhooks/",
                WORLD.owner
                        .ok(WORLD.owner.post("/webhooks", json("url", "http://10.0.0.1/relais")))
                        .getLong("id"));
        actions(ada);
    }

    private static long picture(String phone) {
        WORLD.phones.waited("/phones/" + phone + "/events", json("kind", "photo"));
        return Await.found(
                        "the picture is kept",
                        () -> WORLD.rows("select message_id from inbound_media where state = 'kept'"),
                        kept -> !kept.isEmpty())
                .get(0)
                .getLong("message_id");
    }

    private static void actions(long ada) {
        long share = made("/actions", ActionsApiTest.share("Samedi", ada));
        JsonObject opened = WORLD.post("/actions/" + share + "/open", new JsonObject());
        IDS.put("/actions/", share);
        IDS.put("/shares/", opened.getLong("shareId"));
        WORLD.put("/actions/" + share + "/named", json("perDay", 5));
        long event = draft("event");
        IDS.put("/actions/{id}/event", event);
        WORLD.put(
                "/actions/" + event + "/event",
                json(
                        "title", "Réunion",
                        "startsAt", Instant.now().plus(Duration.ofDays(30)).toString(),
                        "place", "12 rue des Lilas"));
        long questions = draft("question");
        IDS.put("/actions/{id}/questions", questions);
        WORLD.put(
                "/actions/" + questions + "/questions",
                json(
                        "language",
                        "fr",
                        "steps",
                        new JsonArray().add(json("id", "why", "answer", "text", "text", json("fr", "Pourquoi ?")))));
        long calls = draft("call");
        IDS.put("/actions/{id}/calls", calls);
        WORLD.put(
                "/actions/" + calls + "/calls/script",
                json(
                        "language",
                        "fr",
                        "steps",
                        new JsonArray()
                                .add(json(
                                        "id",
                                        "why",
                                        "text",
                                        json("fr", "Pourquoi ?"),
                                        "answer",
                                        "text",
                                        "next",
                                        "end")),
                        "results",
                        new JsonArray().add("reached").add("no_answer").add("removed")));
        WORLD.post(
                "/contacts",
                json(
                        "name", "Inès",
                        "addresses",
                                new JsonArray()
                                        .add(json(
                                                "channel",
                                                "whatsapp",
                                                "kind",
                                                "phone",
                                                "identifier",
                                                "06 12 34 05 01")),
                        "consent",
                                json("class", "regular", "source", "x", "at", "2026-11-01T00:00:00Z", "wording", "y")));
        WORLD.post("/actions/" + calls + "/calls/list", json("phones", new JsonArray().add("06 12 34 05 01")));
        entry = WORLD.viewer
                .get("/actions/" + calls + "/calls/list")
                .items()
                .getJsonObject(0)
                .getLong("id");
        // As if a volunteer had called and noted what came of it.
        call = WORLD.rows(
                        """
                        insert into call_attempt (organisation_id, action_id, entry_id, script_id, handed_out_at, lease_until,
                                                  ended_at, result, only_contact, sender_id)
                        select e.organisation_id, e.action_id, e.id, s.id, now(), now(), now(), 'no_answer', false,
                               (select min(id) from sender where organisation_id = e.organisation_id)
                        from call_entry e join call_script s on s.action_id = e.action_id where e.id = %d returning id
                        """
                                .formatted(entry))
                .get(0)
                .getLong("id");
    }

    @Test
    void nothingWithAnIdIsFoundAndNothingChanges() {
        nothingIsFoundBy(WORLD.stranger);
    }

    /** Their ids mean nothing there, and the front hands a request over by its token alone. */
    @Test
    void nothingWithAnIdIsFoundFromAnotherDatabase() {
        try (ServiceUnderTest.Node node = WORLD.service.nodeWith(TestDatabase.freshShard(1))) {
            Pool elsewhere = node.database(1).pool();
            String token = ServiceNode.token(elsewhere, ServiceNode.organisation(elsewhere, "elsewhere"), Role.OWNER);
            ApiClient api = new ApiClient(node.address());
            assertThat(api.as(WORLD.owner.token()).get("/contacts/" + contact).status())
                    .isEqualTo(200);
            nothingIsFoundBy(api.as(token));
        }
    }

    private static void nothingIsFoundBy(ApiClient.Caller stranger) {
        WORLD.idle();
        WORLD.eventually(() -> WORLD.count("call_attempt where cleared_at is null") == 0
                && WORLD.count("broadcast where state in ('expanding', 'sending')") == 0);
        // A token notes when it was used.
        stranger.read("/contacts");
        TableRows before = TableRows.read(WORLD.service.pool());
        List<String> found = new ArrayList<>();
        operations().filter(Operation::hasIds).forEach(operation -> {
            int status = stranger.call(operation.method(), operation.address(), operation.body())
                    .status();
            if (status != 403 && status != 404) {
                found.add(operation.name() + ": " + status);
            }
        });
        assertThat(found).isEmpty();
        assertThat(TableRows.read(WORLD.service.pool()).since(before))
                .filteredOn(line -> !line.startsWith("api_token "))
                .isEmpty();
    }

    /** The walk above would prove nothing with ids that are nobody's. */
    @Test
    void everythingWithAnIdIsFoundByItsOwnOrganisation() {
        List<String> missing = new ArrayList<>();
        operations()
                .filter(Operation::hasIds)
                .filter(operation -> operation.method().equals("GET"))
                .forEach(operation -> {
                    int status = WORLD.owner
                            .call(operation.method(), operation.address(), null)
                            .status();
                    if (status != 200) {
                        missing.add(operation.name() + ": " + status);
                    }
                });
        assertThat(missing).isEmpty();
        assertThat(WORLD.owner
                        .put(
                                "/actions/" + IDS.get("/actions/{id}/calls") + "/calls/results/" + call,
                                json("result", "x"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void listsShowNothingOfAnotherOrganisation() {
        List<String> shown = new ArrayList<>();
        operations()
                .filter(operation -> !operation.hasIds() && operation.method().equals("GET"))
                .filter(operation -> !operation.path().equals("/openapi.json"))
                .forEach(operation -> {
                    ApiClient.Answer answer = WORLD.stranger.get(operation.path());
                    boolean file =
                            answer.headers().firstValue("content-disposition").isPresent();
                    JsonObject json = answer.status() == 200 && !file ? answer.json() : new JsonObject();
                    // Their own token is all that they have; what a platform publishes is everybody's.
                    int own = operation.path().equals("/tokens") ? 1 : 0;
                    long theirs = json.getJsonArray("items", new JsonArray()).stream()
                            .filter(item ->
                                    !(item instanceof JsonObject object && object.getBoolean("published", false)))
                            .count();
                    if (theirs > own || answer.body().contains("Omar") || json.getLong("events", 0L) > 0) {
                        shown.add(operation.path());
                    }
                });
        assertThat(shown).isEmpty();
    }

    @Test
    void whatIsMadeCannotNameAnothersPeople() {
        JsonObject request = json("contactId", contact, "right", "access", "text", "x");
        assertThat(WORLD.stranger.post("/rights-requests", request).status()).isIn(400, 404);
        JsonObject broadcast = WORLD.stranger.ok(
                WORLD.stranger.post("/broadcasts", ApiBody.broadcast("x", contacts(contact), "Venez")));
        String own = "/broadcasts/" + broadcast.getLong("id");
        JsonObject reach = WORLD.stranger.read(own + "/count");
        assertThat(reach.getJsonObject("reach", reach).getLong("total", 0L)).isZero();
        assertThat(reach.encode()).doesNotContain("Omar");
        assertThat(WORLD.stranger.post(own + "/test", contacts(contact)).items())
                .containsExactly(json("contactId", contact, "deliveryId", null, "refusal", "unknown_contact"));
        assertThat(WORLD.stranger
                        .get("/deliveries?broadcast=" + IDS.get("/broadcasts/"))
                        .status())
                .isEqualTo(404);
    }

    /** Every operation of the document with the body of its example. */
    static Stream<Operation> operations() {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        return paths.fieldNames().stream().flatMap(path -> {
            JsonObject methods = paths.getJsonObject(path);
            return methods.fieldNames().stream()
                    .filter(method -> !method.equals("parameters"))
                    .map(method -> operation(method.toUpperCase(Locale.ROOT), path, methods.getJsonObject(method)));
        });
    }

    private static Operation operation(String method, String path, JsonObject operation) {
        JsonObject json = operation
                .getJsonObject("requestBody", new JsonObject())
                .getJsonObject("content", new JsonObject())
                .getJsonObject("application/json");
        if (json == null) {
            return new Operation(method, path, null);
        }
        JsonObject example = json.getJsonObject("example");
        if (example == null && json.containsKey("examples")) {
            JsonObject examples = json.getJsonObject("examples");
            example = examples.getJsonObject(examples.fieldNames().iterator().next())
                    .getJsonObject("value");
        }
        return new Operation(method, path, BODIES.getOrDefault(method + " " + path, example));
    }

    /** Lets somebody join, and waits until they are known. */
    private static String named(String name) {
        WORLD.onTelegram(name);
        return name;
    }

    private static JsonObject kept() {
        return json("name", "Tout le monde", "audience", json("everyone", true));
    }

    private static long made(String path, JsonObject body) {
        return WORLD.post(path, body).getLong("id");
    }

    private static long draft(String kind) {
        JsonObject draft = ActionsApiTest.share("Brouillon", contact).put("kind", kind);
        draft.getJsonObject("message").remove("share");
        return made("/actions", draft);
    }

    private static JsonObject json(Object... fields) {
        JsonObject json = new JsonObject();
        for (int at = 0; at < fields.length; at += 2) {
            json.put((String) fields[at], fields[at + 1]);
        }
        return json;
    }
}
