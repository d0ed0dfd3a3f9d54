package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relais.console.Translations;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.NoticeBody;
import org.relais.testing.TableRows;

/** Every deed that the API and the console both have leaves the same rows by either door, and one in the audit trail. */
@NeedsDatabase
class DeedsTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final ZoneId ZONE = ZoneId.of("Europe/Paris");
    private static final LocalDate DAY = LocalDate.now(ZONE).minusDays(10);
    private static final String GIVEN_AT = DAY.atStartOfDay(ZONE).toInstant().toString();
    private static final LocalDateTime SOON = LocalDateTime.now(ZONE)
            .plusDays(30)
            .withHour(18)
            .withMinute(0)
            .withSecond(0)
            .withNano(0);
    private static final String SOON_AT = SOON.atZone(ZONE).toInstant().toString();
    private static final String UNDER_WAY =
            """
            select (select count(*) from broadcast b where state in ('expanding', 'sending')
                      and not exists (select from welcome w where w.broadcast_id = b.id))
                 + (select count(*) from delivery d left join broadcast b on b.id = d.broadcast_id
                    where d.state in ('queued', 'sending') and b.state is distinct from 'paused')
            """;
    private static final String PROGRAM = "http://10.0.0.1/relais";
    private static final String DOUBTFUL = "trop de messages";

    private static ApiClient.Caller api;
    private static ConsoleClient console;
    private static long chats = 77_000_000;
    private static int numbers;
    private static long telegram;
    private static long whatsapp;
    private static int templates;
    private static long tester;
    private static long alike;
    private static long given;
    private static String added = "";

    @BeforeAll
    static void signIn() {
        api = WORLD.owner;
        console = ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.OWNER);
        for (Object channel : api.get("/channels").items()) {
            JsonObject sender = (JsonObject) channel;
            if (sender.getString("channel").equals("telegram")) {
                telegram = sender.getLong("id");
            } else {
                whatsapp = sender.getLong("id");
            }
        }
        // Nothing of a broadcast is sent on Telegram, so that what is running keeps running; WhatsApp is for dialogues.
        api.ok(api.post("/channels/" + telegram + "/pause", null));
        // The first import of a wording makes a version of it, whichever door it comes by.
        long first = uploaded();
        ok(api.post("/imports/" + first + "/commit", null));
        imported(first, "finished");
    }

    /**
     * One deed.
     *
     * @param audit its name in the audit trail
     * @param fixture makes what it is done to, and gives its id
     * @param done waits until nothing more comes of it
     */
    record Deed(
            String audit, Supplier<Long> fixture, Consumer<Long> byApi, Consumer<Long> byConsole, Consumer<Long> done) {
        Deed(String audit, Supplier<Long> fixture, Consumer<Long> byApi, Consumer<Long> byConsole) {
            this(audit, fixture, byApi, byConsole, id -> {});
        }

        @Override
        public String toString() {
            return audit;
        }
    }

    @ParameterizedTest
    @MethodSource({
        "contacts",
        "inbox",
        "imports",
        "audiences",
        "broadcasts",
        "actions",
        "kinds",
        "settings",
        "templates"
    })
    void leavesTheSameRowsByBothDoors(Deed deed) {
        List<String> byApi = rows(deed, deed.byApi());
        List<String> byConsole = rows(deed, deed.byConsole());
        assertThat(byConsole).isEqualTo(byApi);
        assertThat(byApi)
                .filteredOn(row -> row.startsWith("audit_event "))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("\"action\":\"" + deed.audit() + "\""));
        assertThat(List.of(
                        "audit." + deed.audit(),
                        "audit.kind." + deed.audit().substring(0, deed.audit().indexOf('.'))))
                .isSubsetOf(Translations.in("en").keys());
    }

    private static List<String> rows(Deed deed, Consumer<Long> door) {
        long id = deed.fixture().get();
        TableRows before = TableRows.read(WORLD.service.pool());
        door.accept(id);
        deed.done().accept(id);
        return TableRows.read(WORLD.service.pool()).since(before);
    }

    private static long webhook() {
        return api.ok(api.post("/webhooks", json("url", PROGRAM))).getLong("id");
    }

    /** Somebody else who has signed in once: what there was of them is gone with their access. */
    private static long colleague() {
        long before = number("select coalesce(max(id), 0) from organiser where email = 'organiser@example.org'");
        assertThat(api.delete("/organisers/" + before).status()).isIn(200, 404);
        ConsoleClient.signIn(
                WORLD.service.address(), WORLD.service.pool(), WORLD.service.organisationId(), Role.ORGANISER);
        return number("select id from organiser where email = 'organiser@example.org'");
    }

    /** Somebody new of that role, and an action, always the same, that could be given to them. */
    private static long coordinator() {
        long id = colleague();
        ok(api.patch("/organisers/" + id, json("role", "coordinator")));
        if (given == 0) {
            given = ok(api.post("/actions", actionDraft("share", "Confiée"))).getLong("id");
        }
        return id;
    }

    private static JsonObject invited() {
        WORLD.rows("delete from invitation returning id");
        return json("name", "Inès", "email", "ines@example.org", "role", "viewer");
    }

    private static long session(long organiser) {
        return number("select max(id) from console_session where organiser_id = " + organiser);
    }

    private static long address(long contact) {
        return api.get("/contacts/" + contact)
                .json()
                .getJsonArray("addresses")
                .getJsonObject(0)
                .getLong("id");
    }

    static Stream<Deed> contacts() {
        return Stream.of(
                new Deed(
                        "contact.update",
                        () -> contact("regular"),
                        id -> ok(api.patch(
                                "/contacts/" + id,
                                json("name", "Zoé", "language", "en", "area", "Est", "tags", List.of("a", "b")))),
                        id -> post(
                                "/contacts/" + id + "/details",
                                "name",
                                "Zoé",
                                "language",
                                "en",
                                "area",
                                "Est",
                                "tags",
                                "a, b")),
                new Deed(
                        "contact.stop",
                        () -> contact("regular"),
                        id -> ok(api.post("/contacts/" + id + "/stop", json("words", "plus rien"))),
                        id -> post("/contacts/" + id + "/stop", "words", "plus rien")),
                new Deed(
                        "contact.join",
                        () -> {
                            alike = contact("regular");
                            return contact("regular");
                        },
                        id -> ok(api.post("/contacts/" + id + "/join", json("contact", alike))),
                        id -> post("/contacts/" + id + "/join", "contact", Long.toString(alike), "sure", "yes")),
                new Deed(
                        "contact.address-add",
                        () -> {
                            added = Long.toString(++chats);
                            return contact("regular");
                        },
                        id -> ok(api.post(
                                "/contacts/" + id + "/addresses",
                                json("channel", "telegram", "kind", "chat", "identifier", added))),
                        id -> post("/contacts/" + id + "/addresses", "channel", "telegram", "identifier", added)),
                new Deed(
                        "contact.address-move",
                        () -> {
                            alike = contact("regular");
                            return contact("regular");
                        },
                        id -> ok(api.post(
                                "/contacts/" + id + "/addresses/" + address(id) + "/move", json("contact", alike))),
                        id -> post(
                                "/contacts/" + id + "/addresses/move",
                                "address",
                                Long.toString(address(id)),
                                "contact",
                                Long.toString(alike))),
                new Deed(
                        "contact.opt-in",
                        () -> contact("occasional"),
                        id -> ok(api.post(
                                "/contacts/" + id + "/opt-in",
                                json(
                                        "class",
                                        "member",
                                        "source",
                                        "Fiche",
                                        "at",
                                        GIVEN_AT,
                                        "wording",
                                        "Oui",
                                        "language",
                                        "en"))),
                        id -> post(
                                "/contacts/" + id + "/opt-in",
                                "class",
                                "member",
                                "source",
                                "Fiche",
                                "date",
                                DAY.toString(),
                                "wording",
                                "Oui")),
                new Deed(
                        "contact.erase",
                        () -> contact("regular"),
                        id -> ok(api.delete("/contacts/" + id)),
                        id -> post("/contacts/" + id + "/erase", "sure", "yes")),
                new Deed(
                        "contact.export",
                        () -> contact("regular"),
                        id -> ok(api.get("/contacts/" + id + "/export")),
                        id -> assertThat(console.get("/contacts/" + id + "/data.json")
                                        .statusCode())
                                .isEqualTo(200)),
                new Deed(
                        "rights_request.opened",
                        () -> contact("regular"),
                        id -> ok(api.post(
                                "/rights-requests",
                                json("contactId", id, "right", "access", "receivedAt", GIVEN_AT, "text", "Lettre"))),
                        id -> post(
                                "/contacts/" + id + "/right",
                                "right",
                                "access",
                                "date",
                                DAY.toString(),
                                "words",
                                "Lettre")),
                new Deed(
                        "rights_request.done",
                        DeedsTest::rightsRequest,
                        id -> ok(api.post("/rights-requests/" + id + "/close", json("state", "done", "note", "Fait"))),
                        id -> post("/inbox/rights/" + id, "state", "done", "note", "Fait")));
    }

    static Stream<Deed> inbox() {
        return Stream.of(
                new Deed(
                        "hold.stop",
                        DeedsTest::held,
                        id -> ok(api.post("/contacts/" + id + "/settle", json("decision", "stop"))),
                        id -> post("/inbox/holds/" + id + "/stop")),
                new Deed(
                        "hold.release",
                        DeedsTest::held,
                        id -> ok(api.post(
                                "/contacts/" + id + "/settle", json("decision", "release", "seen", heldAt(id)))),
                        id -> post("/inbox/holds/" + id + "/release", "seen", heldAt(id))),
                new Deed(
                        "hold.release",
                        DeedsTest::held,
                        id -> ok(api.post(
                                "/contacts/" + id + "/settle",
                                json("decision", "release", "seen", heldAt(id), "pace", "week"))),
                        id -> post("/inbox/holds/" + id + "/release", "seen", heldAt(id), "pace", "week")),
                new Deed(
                        "hold.pause",
                        DeedsTest::paused,
                        id -> ok(api.post(
                                "/contacts/" + id + "/settle", json("decision", "release", "seen", heldAt(id)))),
                        id -> post("/inbox/holds/" + id + "/release", "seen", heldAt(id))),
                new Deed(
                        "inbound_message.answer",
                        DeedsTest::message,
                        id -> ok(api.post("/inbox/" + id + "/answers", json("text", "Bonjour"))),
                        id -> post("/inbox/messages/" + id + "/answer", "text", "Bonjour")),
                new Deed(
                        "inbound_message.handle",
                        DeedsTest::message,
                        id -> ok(api.post("/inbox/" + id + "/answered", null)),
                        id -> post("/inbox/messages/" + id, "state", "answered")),
                new Deed(
                        "inbound_message.fetch",
                        DeedsTest::failedPicture,
                        id -> ok(api.post("/inbox/" + id + "/media", null)),
                        id -> post("/inbox/messages/" + id + "/media"),
                        id -> WORLD.eventually(() -> WORLD.count("inbound_media where message_id = " + id
                                        + " and state = 'failed' and attempt = 1")
                                == 1)),
                new Deed(
                        "inbound_message.read",
                        DeedsTest::message,
                        id -> ok(api.post("/inbox/" + id + "/read", null)),
                        id -> post("/inbox/messages/" + id, "state", "read")));
    }

    /** The platform has nothing under that id, whenever it is asked. */
    private static long failedPicture() {
        long id = message();
        WORLD.rows(
                """
                insert into inbound_media (message_id, organisation_id, file_id, state, reason, attempt)
                select id, organisation_id, '17', 'failed', 'gone', 3 from inbound_message where id = %d returning message_id
                """
                        .formatted(id));
        return id;
    }

    static Stream<Deed> imports() {
        return Stream.of(
                new Deed("import.upload", () -> 0L, id -> uploadedNumbers(), id -> uploadedByForm()),
                new Deed(
                        "import.commit",
                        DeedsTest::uploaded,
                        id -> ok(api.post("/imports/" + id + "/commit", null)),
                        id -> post("/imports/" + id + "/commit", "readings", "0"),
                        id -> imported(id, "finished")),
                new Deed(
                        "import.cancel",
                        DeedsTest::uploaded,
                        id -> ok(api.post("/imports/" + id + "/cancel", null)),
                        id -> post("/imports/" + id + "/cancel")));
    }

    static Stream<Deed> audiences() {
        return Stream.of(
                new Deed(
                        "audience.create",
                        DeedsTest::noAudience,
                        id -> kept("Proches"),
                        id -> post("/audiences", "name", "Proches", "kind_0", "silent", "days_0", "9")),
                new Deed(
                        "audience.update",
                        () -> noAudience() + kept("Proches"),
                        id -> ok(api.put("/audiences/" + id, silent("Loin").put("version", 1))),
                        id -> post(
                                "/audiences/" + id, "name", "Loin", "version", "1", "kind_0", "silent", "days_0", "9")),
                new Deed(
                        "audience.delete",
                        () -> noAudience() + kept("Proches"),
                        id -> ok(api.delete("/audiences/" + id)),
                        id -> post("/audiences/" + id + "/delete")));
    }

    private static long noAudience() {
        WORLD.rows("delete from saved_audience returning id");
        return 0;
    }

    private static long kept(String name) {
        return ok(api.post("/audiences", silent(name))).getLong("id");
    }

    private static JsonObject silent(String name) {
        return json("name", name, "audience", json("rows", List.of(json("silent", json("days", 9)))));
    }

    static Stream<Deed> broadcasts() {
        return Stream.of(
                new Deed(
                        "broadcast.create",
                        () -> 0L,
                        id -> broadcast(nobody()),
                        id -> post("/broadcasts", broadcastForm("Appel", "Bonjour"))),
                new Deed(
                        "broadcast.update",
                        () -> broadcast(nobody()),
                        id -> ok(api.put(
                                "/broadcasts/" + id,
                                ApiBody.broadcast("Autre", nobody(), "Bonsoir").put("version", 1))),
                        id -> post("/broadcasts/" + id, broadcastForm("Autre", "Bonsoir", "version", "1"))),
                new Deed(
                        "picture.upload",
                        () -> 0L,
                        id -> ok(api.call("POST", "/pictures", picture(), "image/*")),
                        id -> assertThat(console.upload("/broadcasts/picture", "picture", picture())
                                        .statusCode())
                                .isEqualTo(200)),
                step("delete", () -> broadcast(nobody()), id -> ok(api.delete("/broadcasts/" + id))),
                new Deed(
                        "broadcast.test",
                        () -> {
                            tester = contact("regular");
                            return broadcast(nobody());
                        },
                        id -> ok(api.post("/broadcasts/" + id + "/test", json("contacts", List.of(tester)))),
                        id -> post("/broadcasts/" + id + "/test", "contact", "" + tester)),
                new Deed(
                        "linked_chat.test",
                        () -> {
                            linkChat();
                            return broadcast(nobody());
                        },
                        id -> ok(api.post("/linked-chats/" + organiser() + "/test", json("broadcast", id))),
                        id -> post("/broadcasts/" + id + "/to-me")),
                new Deed(
                        "linked_chat.code",
                        () -> 0L,
                        id -> ok(api.post("/linked-chats/" + organiser() + "/code", null)),
                        id -> post("/my-chat")),
                new Deed(
                        "linked_chat.unlink",
                        DeedsTest::linkChat,
                        id -> ok(api.delete("/linked-chats/" + organiser())),
                        id -> post("/my-chat/unlink")),
                new Deed(
                        "broadcast.schedule",
                        () -> broadcast(nobody()),
                        id -> ok(api.post("/broadcasts/" + id + "/schedule", json("at", SOON_AT))),
                        id -> post("/broadcasts/" + id + "/schedule", "at", SOON.toString())),
                step("unschedule", () -> {
                    long id = broadcast(nobody());
                    ok(api.post("/broadcasts/" + id + "/schedule", json("at", SOON_AT)));
                    return id;
                }),
                new Deed(
                        "broadcast.send",
                        () -> broadcast(nobody()),
                        id -> ok(api.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody())),
                        id -> post("/broadcasts/" + id + "/send", "version", "1"),
                        id -> broadcastIs(id, "finished")),
                new Deed(
                        "broadcast.open",
                        () -> broadcast(nobody()),
                        id -> ok(api.post(
                                "/broadcasts/" + id + "/open", json("occasion", "joined", "delayMinutes", 120))),
                        id -> post(
                                "/broadcasts/" + id + "/open",
                                "version",
                                "1",
                                "occasion",
                                "joined",
                                "amount",
                                "2",
                                "unit",
                                "hours")),
                step("pause", DeedsTest::running),
                step("resume", () -> {
                    long id = running();
                    ok(api.post("/broadcasts/" + id + "/pause", null));
                    return id;
                }),
                new Deed(
                        "broadcast.resume",
                        DeedsTest::heldByBrake,
                        id -> ok(api.post("/broadcasts/" + id + "/resume", json("reason", "brake_nobody"))),
                        id -> post("/broadcasts/" + id + "/resume", "reason", "brake_nobody"),
                        id -> broadcastIs(id, "finished")),
                new Deed(
                        "broadcast.release",
                        DeedsTest::watched,
                        id -> ok(api.post("/broadcasts/" + id + "/release", null)),
                        id -> post("/broadcasts/" + id + "/release"),
                        id -> broadcastIs(id, "sending")),
                new Deed(
                        "broadcast.cancel",
                        DeedsTest::heldByBrake,
                        id -> ok(api.post("/broadcasts/" + id + "/cancel", null)),
                        id -> post("/broadcasts/" + id + "/cancel"),
                        DeedsTest::isOver),
                step("cancel", () -> broadcast(nobody())));
    }

    /** A broadcast whose brake holds it: none of these people may be written to. */
    private static long heldByBrake() {
        long id = braked("occasional");
        broadcastIs(id, "paused");
        return id;
    }

    /** A broadcast whose first part is never sent. */
    private static long watched() {
        long id = braked("regular");
        WORLD.eventually(() -> "watch"
                .equals(api.get("/broadcasts/" + id)
                        .json()
                        .getJsonObject("brake")
                        .getString("stage")));
        return id;
    }

    private static long braked(String consentClass) {
        JsonObject audience = ApiBody.contacts(contact(consentClass), contact(consentClass));
        JsonObject draft =
                ApiBody.broadcast("Frein", audience, "Bonjour").put("brake", json("percent", 50, "minutes", 0));
        long id = ok(api.post("/broadcasts", draft)).getLong("id");
        ok(api.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()));
        return id;
    }

    private static void isOver(long id) {
        WORLD.eventually(() -> api.get("/broadcasts/" + id).json().getString("finishedAt") != null);
    }

    /** Who is signed in to the console. */
    private static long organiser() {
        return WORLD.rows("select id from organiser where email = 'owner@example.org'")
                .get(0)
                .getLong("id");
    }

    private static long linkChat() {
        WORLD.rows(
                """
                insert into linked_chat (organisation_id, organiser_id, address_id, linked_at)
                select organisation_id, %d, id, now() from address where contact_id = %d
                on conflict (organisation_id, organiser_id) do update set address_id = excluded.address_id
                returning organiser_id
                """
                        .formatted(organiser(), contact("regular")));
        return 0;
    }

    static Stream<Deed> actions() {
        return Stream.of(
                new Deed(
                        "action.create",
                        () -> 0L,
                        id -> action("share"),
                        id -> post("/actions", actionForm("share", "Coup de main"))),
                new Deed(
                        "action.update",
                        () -> action("share"),
                        id -> ok(api.put(
                                "/actions/" + id, actionDraft("share", "Autre").put("version", 1))),
                        id -> post("/actions/" + id, actionForm("share", "Autre", "version", "1"))),
                new Deed(
                        "action.update",
                        () -> action("event"),
                        id -> ok(api.put(
                                "/actions/" + id,
                                actionDraft("event", "Dite")
                                        .put("declaration", json("kind", "not_political"))
                                        .put("version", 1))),
                        id -> post(
                                "/actions/" + id,
                                actionForm("event", "Dite", "version", "1", "declaration", "not_political"))),
                new Deed(
                        "action.open",
                        () -> action("share"),
                        id -> ok(api.post("/actions/" + id + "/open", null)),
                        id -> post("/actions/" + id + "/open", "version", "1"),
                        DeedsTest::offered),
                new Deed(
                        "action.declare",
                        DeedsTest::opened,
                        id -> ok(api.put("/actions/" + id + "/declaration", json("kind", "not_political"))),
                        id -> post("/actions/" + id + "/declare", "declaration", "not_political")),
                new Deed(
                        "action.end",
                        DeedsTest::opened,
                        id -> ok(api.post("/actions/" + id + "/end", null)),
                        id -> post("/actions/" + id + "/end")),
                new Deed(
                        "action.cancel",
                        () -> action("share"),
                        id -> ok(api.post("/actions/" + id + "/cancel", null)),
                        id -> post("/actions/" + id + "/cancel")),
                new Deed(
                        "share.end",
                        DeedsTest::opened,
                        id -> ok(api.post("/shares/" + shared(id) + "/end", null)),
                        id -> post("/actions/" + id + "/end-sharing")),
                new Deed(
                        "named.set",
                        () -> action("share"),
                        id -> ok(api.put("/actions/" + id + "/named", json("enabled", true, "perDay", 7))),
                        id -> post("/actions/" + id + "/named", "enabled", "yes", "per_day", "7")));
    }

    static Stream<Deed> kinds() {
        return Stream.of(
                new Deed(
                        "question.form",
                        () -> action("question"),
                        id -> ok(api.put("/actions/" + id + "/questions", questions())),
                        id -> post(
                                "/actions/" + id + "/questions",
                                "s0_id",
                                "come",
                                "s0_fr",
                                "Viendrez-vous ?",
                                "s0_kind",
                                "choice",
                                "s0_o0_id",
                                "yes",
                                "s0_o0_fr",
                                "Oui",
                                "s0_o1_id",
                                "no",
                                "s0_o1_fr",
                                "Non",
                                "s0_o1_next",
                                "end",
                                "s1_id",
                                "people",
                                "s1_fr",
                                "À combien ?",
                                "s1_kind",
                                "number",
                                "s1_least",
                                "1",
                                "s1_skippable",
                                "yes",
                                "keep_days",
                                "20")),
                new Deed(
                        "call.script",
                        () -> action("call"),
                        id -> ok(api.put("/actions/" + id + "/calls/script", script())),
                        id -> post(
                                "/actions/" + id + "/script",
                                "s0_id",
                                "s1",
                                "s0_fr",
                                "Pourquoi ?",
                                "s0_words",
                                "yes",
                                "result",
                                "reached")),
                new Deed(
                        "call.settings",
                        () -> action("call"),
                        id -> ok(api.put(
                                "/actions/" + id + "/calls/settings",
                                json("leaseMinutes", 20, "attempts", 2, "retryMinutes", 120))),
                        id -> post("/actions/" + id + "/calling", "lease", "20", "attempts", "2", "retry", "120")),
                new Deed(
                        "call.list",
                        DeedsTest::callable,
                        id -> ok(api.post("/actions/" + id + "/calls/list", json("phones", List.of(number())))),
                        id -> post("/actions/" + id + "/list", "audience", "phones", "phones", number())),
                new Deed(
                        "call.take_out",
                        DeedsTest::listed,
                        id -> ok(api.delete("/actions/" + id + "/calls/list/" + entry(id))),
                        id -> post("/actions/" + id + "/list/" + entry(id) + "/out")),
                new Deed(
                        "event.describe",
                        () -> action("event"),
                        // In the console an event is called as its action is.
                        id -> ok(api.put("/actions/" + id + "/event", event().put("title", "Coup de main"))),
                        id -> post(
                                "/actions/" + id + "/event",
                                "place",
                                "Mairie",
                                "starts_at",
                                SOON.toString(),
                                "time_zone",
                                "Europe/Paris",
                                "capacity",
                                "12")),
                new Deed(
                        "event.cancel",
                        () -> {
                            long id = action("event");
                            ok(api.put("/actions/" + id + "/event", event()));
                            return id;
                        },
                        id -> ok(api.post("/actions/" + id + "/event/cancel", null)),
                        id -> post("/actions/" + id + "/event/cancel")));
    }

    static Stream<Deed> templates() {
        return Stream.of(
                new Deed(
                        "template.create",
                        DeedsTest::unreviewed,
                        id -> ok(api.post(
                                "/templates",
                                json("sender", whatsapp, "name", "deed_" + id, "language", "fr", "category", "utility")
                                        .put("body", "À samedi, {{1}}.")
                                        .put("examples", json("1", "Ana"))
                                        .put("mention", "none"))),
                        id -> post(
                                "/channels/templates",
                                "sender",
                                String.valueOf(whatsapp),
                                "name",
                                "deed_" + id,
                                "language",
                                "fr",
                                "category",
                                "utility",
                                "body",
                                "À samedi, {{1}}.",
                                "examples",
                                "Ana",
                                "mention",
                                "none")),
                new Deed(
                        "template.refresh",
                        () -> {
                            ok(api.post("/templates/refresh", null));
                            return 0L;
                        },
                        id -> ok(api.post("/templates/refresh", null)),
                        id -> post("/channels/templates/refresh")));
    }

    /** Nobody reviews it, so that nothing more comes of it; completes with the number of its name. */
    private static long unreviewed() {
        WORLD.phones.patch("/senders/100200300400500/condition", json("review", "PENDING"));
        return ++templates;
    }

    static Stream<Deed> settings() {
        return Stream.of(
                new Deed(
                        "organisation.numbers",
                        () -> {
                            ok(api.put("/number-request", json("asked", true)));
                            return 0L;
                        },
                        id -> ok(api.put("/number-request", json("asked", false))),
                        id -> post("/settings/numbers")),
                new Deed(
                        "organisation.acknowledgements",
                        () -> {
                            ok(api.put("/acknowledgements", json("less", false)));
                            return 0L;
                        },
                        id -> ok(api.put("/acknowledgements", json("less", true))),
                        id -> post("/settings/acknowledgements", "less", "yes")),
                new Deed(
                        "organisation.political",
                        () -> {
                            ok(api.put("/political-advertising", json("concerned", true)));
                            // What others have left under way would stand still in its own time, by neither door.
                            WORLD.rows(
                                    "update broadcast set state = 'cancelled' where state = 'expanding' returning id");
                            WORLD.eventually(() ->
                                    WORLD.count("broadcast where state = 'cancelled' and finished_at is null") == 0);
                            return 0L;
                        },
                        id -> ok(api.put("/political-advertising", json("concerned", false))),
                        id -> post("/settings/political")),
                new Deed(
                        "notice.correct",
                        DeedsTest::advertised,
                        id -> ok(api.put("/broadcasts/" + id + "/notice", NoticeBody.declaration("2026-01-01"))),
                        id -> post("/broadcasts/" + id + "/notice", NoticeBody.form("2026-01-01"))),
                new Deed(
                        "notice_report.close",
                        () -> number(
                                "insert into notice_report (organisation_id, broadcast_id, text, email, received_at)"
                                        + " values (" + WORLD.service.organisationId() + ", " + advertised()
                                        + ", 'Faux', 'ana@example.org', now()) returning id"),
                        id -> ok(api.post("/notice-reports/" + id + "/close", null)),
                        id -> post("/inbox/reports/" + id)),
                new Deed(
                        "organisation.links",
                        () -> {
                            ok(api.put("/public-page", json()));
                            return 0L;
                        },
                        id -> ok(api.put("/public-page", json("legalUrl", "https://example.org/legal"))),
                        id -> post("/settings/links", "legalUrl", "https://example.org/legal", "privacyUrl", "")),
                new Deed(
                        "spending.ceiling",
                        () -> {
                            ok(api.put("/spending/ceiling", json()));
                            return 0L;
                        },
                        id -> ok(api.put("/spending/ceiling", json("ceiling", 900))),
                        id -> post("/settings/spending/ceiling", "ceiling", "900")),
                new Deed(
                        "spending.rates",
                        () -> {
                            ok(api.put("/spending/rates", json("currency", "CHF", "csv", "whatsapp,FR,*,0.07")));
                            return 0L;
                        },
                        id -> ok(api.put("/spending/rates", json("currency", "EUR", "csv", "whatsapp,FR,*,0.05"))),
                        id -> post("/settings/spending/rates", "currency", "EUR", "csv", "whatsapp,FR,*,0.05")),
                new Deed(
                        "sender.resume",
                        // With nothing left that would go out by it.
                        () -> {
                            paused(false);
                            return paused(true);
                        },
                        id -> ok(api.post("/channels/" + id + "/resume", null)),
                        id -> post("/channels/" + id + "/resume")),
                new Deed(
                        "sender.check",
                        // What the deed before has let go out ends before this is measured.
                        () -> paused(false),
                        id -> ok(api.post("/channels/" + id + "/checks/identity", null)),
                        id -> post("/channels/" + id + "/checks/identity")),
                new Deed(
                        "sender.release",
                        () -> alarming(telegram),
                        id -> ok(api.post("/channels/" + id + "/go-on", null)),
                        id -> post("/channels/" + id + "/go-on")),
                new Deed(
                        "sender.pause",
                        () -> paused(false),
                        id -> ok(api.post("/channels/" + id + "/pause", null)),
                        id -> post("/channels/" + id + "/pause")),
                new Deed(
                        "token.create",
                        () -> 0L,
                        id -> ok(api.post("/tokens", json("name", "Site", "role", "viewer"))),
                        id -> post("/settings/tokens", "name", "Site", "role", "viewer")),
                new Deed(
                        "token.revoke",
                        () -> api.post("/tokens", json("name", "Site", "role", "viewer"))
                                .json()
                                .getLong("id"),
                        id -> ok(api.delete("/tokens/" + id)),
                        id -> post("/settings/tokens/" + id + "/revoke")),
                new Deed(
                        "invitation.create",
                        () -> {
                            assertThat(invited().isEmpty()).isFalse();
                            return 0L;
                        },
                        id -> ok(api.post("/invitations", invited().put("language", "en"))),
                        id -> post(
                                "/settings/people/invitations",
                                "name",
                                "Inès",
                                "email",
                                "ines@example.org",
                                "role",
                                "viewer")),
                new Deed(
                        "invitation.revoke",
                        () -> ok(api.post("/invitations", invited())).getLong("id"),
                        id -> ok(api.delete("/invitations/" + id)),
                        id -> post("/settings/people/invitations/" + id + "/revoke")),
                new Deed(
                        "organiser.role",
                        DeedsTest::colleague,
                        id -> ok(api.patch("/organisers/" + id, json("role", "viewer"))),
                        id -> post("/settings/people/" + id + "/role", "role", "viewer")),
                new Deed(
                        "organiser.action-give",
                        DeedsTest::coordinator,
                        id -> ok(api.call("PUT", "/organisers/" + id + "/actions/" + given, null)),
                        id -> post("/settings/people/" + id + "/actions", "action", Long.toString(given))),
                new Deed(
                        "organiser.action-take",
                        () -> {
                            long id = coordinator();
                            ok(api.call("PUT", "/organisers/" + id + "/actions/" + given, null));
                            return id;
                        },
                        id -> ok(api.delete("/organisers/" + id + "/actions/" + given)),
                        id -> post("/settings/people/" + id + "/actions/" + given + "/take")),
                new Deed(
                        "organiser.session-end",
                        DeedsTest::colleague,
                        id -> ok(api.delete("/organisers/" + id + "/sessions/" + session(id))),
                        id -> post("/settings/people/" + id + "/sessions/" + session(id) + "/end")),
                new Deed(
                        "organiser.sessions-end",
                        DeedsTest::colleague,
                        id -> ok(api.delete("/organisers/" + id + "/sessions")),
                        id -> post("/settings/people/" + id + "/sessions/end")),
                new Deed(
                        "organiser.disable",
                        DeedsTest::colleague,
                        id -> ok(api.delete("/organisers/" + id)),
                        id -> post("/settings/people/" + id + "/remove")),
                new Deed(
                        "webhook.create",
                        () -> 0L,
                        id -> ok(api.post("/webhooks", json("url", PROGRAM))),
                        id -> post("/settings/webhooks", "url", PROGRAM, "told", "all")),
                new Deed(
                        "webhook.secret",
                        DeedsTest::webhook,
                        id -> ok(api.post("/webhooks/" + id + "/secret", null)),
                        id -> post("/settings/webhooks/" + id + "/secret")),
                new Deed(
                        "webhook.replay",
                        DeedsTest::webhook,
                        id -> ok(api.post("/webhooks/" + id + "/replay", json("after", 0))),
                        id -> post("/settings/webhooks/" + id + "/replay")),
                new Deed(
                        "webhook.delete",
                        DeedsTest::webhook,
                        id -> ok(api.delete("/webhooks/" + id)),
                        id -> post("/settings/webhooks/" + id + "/delete")));
    }

    /** A step of a broadcast that both doors take by the same name. */
    private static Deed step(String name, Supplier<Long> fixture) {
        return step(name, fixture, id -> ok(api.post("/broadcasts/" + id + "/" + name, null)));
    }

    private static Deed step(String name, Supplier<Long> fixture, Consumer<Long> byApi) {
        return new Deed("broadcast." + name, fixture, byApi, id -> post("/broadcasts/" + id + "/" + name));
    }

    private static long contact(String consentClass) {
        JsonObject consent = json("class", consentClass, "source", "Liste", "at", GIVEN_AT);
        if (!consentClass.equals("occasional")) {
            consent.put("wording", "Oui");
        }
        return contact(consent, json("channel", "telegram", "kind", "chat", "identifier", "" + ++chats));
    }

    private static long contact(JsonObject consent, JsonObject address) {
        return ok(api.post("/contacts", json("name", "Jumelle", "addresses", List.of(address), "consent", consent)))
                .getLong("id");
    }

    private static long rightsRequest() {
        return ok(api.post("/rights-requests", json("contactId", contact("regular"), "right", "access")))
                .getLong("id");
    }

    private static long held() {
        return held(DOUBTFUL);
    }

    private static long paused() {
        return held("je fais une pause de 2 mois");
    }

    private static long held(String words) {
        String phone = WORLD.onWhatsApp("Jumelle");
        long before = WORLD.service.sandbox().now();
        WORLD.service.sandbox().stopAndWait(phone, words);
        WORLD.service.sandbox().next(phone, before);
        return number("select max(contact_id) from consent where state = 'held'");
    }

    private static String heldAt(long contact) {
        return api.get("/holds").items().stream()
                .map(JsonObject.class::cast)
                .filter(hold -> hold.getLong("contactId") == contact)
                .map(hold -> hold.getString("heldAt"))
                .findFirst()
                .orElseThrow();
    }

    private static long message() {
        String phone = WORLD.onWhatsApp("Jumelle");
        long before = number("select coalesce(max(id), 0) from inbound_message");
        WORLD.service.sandbox().writeAndWait(phone, "À quelle heure samedi ?");
        String read = "select count(*) from inbound_message where receipted_at is not null and id > " + before;
        WORLD.eventually(() -> number(read) == 1);
        return number("select max(id) from inbound_message");
    }

    private static String file() {
        return "phone;name\n06 12 34 %02d %02d;Jumelle\n".formatted(70 + ++numbers / 100, numbers % 100);
    }

    private static long uploaded() {
        long id = ok(api.call(
                        "POST",
                        "/imports?class=regular&source=Stand&date=" + DAY + "&wording=Oui&tags=rue&fileName=rue.csv",
                        file(),
                        "text/csv"))
                .getLong("id");
        imported(id, "checked");
        return id;
    }

    /** Numbers alone: of other files the console asks what they hold before they are read. */
    private static String numbersAlone() {
        return "06 12 35 %02d %02d\n".formatted(++numbers / 100, numbers % 100);
    }

    private static void uploadedNumbers() {
        imported(
                ok(api.call("POST", "/imports?kind=suppression&fileName=stop.csv", numbersAlone(), "text/csv"))
                        .getLong("id"),
                "checked");
    }

    private static Buffer picture() {
        try (InputStream stream = DeedsTest.class.getResourceAsStream("/org/relais/sandbox/sample/picture.jpg")) {
            return Buffer.buffer(stream.readAllBytes());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static void uploadedByForm() {
        HttpResponse<String> answer =
                console.upload("/imports", "stop.csv", numbersAlone(), "kind", "suppression", "region", "FR");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        imported(number("select max(id) from import_job"), "checked");
    }

    private static void imported(long id, String state) {
        WORLD.eventually(
                () -> api.get("/imports/" + id).json().getString("state").equals(state));
    }

    private static JsonObject nobody() {
        return json("tags", json("any", List.of("personne")));
    }

    private static long broadcast(JsonObject audience) {
        return ok(api.post("/broadcasts", ApiBody.broadcast("Appel", audience, "Bonjour")))
                .getLong("id");
    }

    /** One that was sent to nobody, as political advertising. */
    private static long advertised() {
        long id = broadcast(nobody());
        ok(api.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()));
        broadcastIs(id, "finished");
        WORLD.rows("update broadcast set declaration = '" + NoticeBody.declaration("2025-01-01") + "' where id = " + id
                + " returning id");
        return id;
    }

    private static long running() {
        long id = broadcast(ApiBody.contacts(contact("regular")));
        ok(api.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()));
        broadcastIs(id, "sending");
        return id;
    }

    private static void broadcastIs(long id, String state) {
        WORLD.eventually(
                () -> api.get("/broadcasts/" + id).json().getString("state").equals(state));
    }

    private static String[] broadcastForm(String title, String text, String... more) {
        return with(List.of("title", title, "body_fr", text, "audience", "tags", "tag", "personne"), more);
    }

    private static JsonObject actionDraft(String kind, String title) {
        JsonObject draft = ApiBody.broadcast(title, nobody(), "Un coup de main ?")
                .put("kind", kind)
                .put("reminders", json("afterHours", 24, "times", 1, "silent", false));
        if (kind.equals("share")) {
            draft.getJsonObject("message").put("share", json("text", json("fr", "Venez samedi")));
        }
        return draft;
    }

    private static String[] actionForm(String kind, String title, String... more) {
        return with(
                List.of(
                        "kind",
                        kind,
                        "title",
                        title,
                        "body_fr",
                        "Un coup de main ?",
                        "share_fr",
                        "Venez samedi",
                        "audience",
                        "tags",
                        "tag",
                        "personne",
                        "remind_hours",
                        "24",
                        "remind_times",
                        "1"),
                more);
    }

    private static String[] with(List<String> fields, String... more) {
        List<String> all = new ArrayList<>(fields);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static long action(String kind) {
        return ok(api.post("/actions", actionDraft(kind, "Coup de main"))).getLong("id");
    }

    private static long opened() {
        long id = action("share");
        ok(api.post("/actions/" + id + "/open", null));
        offered(id);
        return id;
    }

    private static void offered(long action) {
        broadcastIs(
                api.get("/actions/" + action).json().getJsonArray("broadcasts").getLong(0), "finished");
    }

    private static long shared(long action) {
        return api.get("/actions/" + action).json().getLong("shareId");
    }

    private static JsonObject questions() {
        return json(
                "language",
                "fr",
                "keepDays",
                20,
                "steps",
                List.of(
                        json(
                                "id",
                                "come",
                                "answer",
                                "choice",
                                "text",
                                json("fr", "Viendrez-vous ?"),
                                "options",
                                List.of(
                                        json("id", "yes", "label", json("fr", "Oui")),
                                        json("id", "no", "label", json("fr", "Non"), "next", "end"))),
                        json(
                                "id",
                                "people",
                                "answer",
                                "number",
                                "least",
                                1,
                                "required",
                                false,
                                "text",
                                json("fr", "À combien ?"))));
    }

    private static JsonObject script() {
        return json(
                "language", "fr",
                "steps", List.of(json("id", "s1", "text", json("fr", "Pourquoi ?"), "answer", "text")),
                "results", List.of("reached"));
    }

    private static JsonObject event() {
        return json(
                "title", "Fête", "place", "Mairie", "startsAt", SOON_AT, "timeZone", "Europe/Paris", "capacity", 12);
    }

    /** A call action, and somebody with the number of {@link #number()}. */
    private static long callable() {
        numbers++;
        contact(
                json("class", "regular", "source", "Liste", "at", GIVEN_AT, "wording", "Oui"),
                json("channel", "whatsapp", "kind", "phone", "identifier", number()));
        return action("call");
    }

    private static String number() {
        return "+336123480%02d".formatted(numbers);
    }

    private static long listed() {
        long id = callable();
        ok(api.post("/actions/" + id + "/calls/list", json("phones", List.of(number()))));
        return id;
    }

    private static long entry(long action) {
        return api.get("/actions/" + action + "/calls/list")
                .items()
                .getJsonObject(0)
                .getLong("id");
    }

    private static long alarming(long sender) {
        Await.result(WORLD.service
                .pool()
                .query(
                        """
                        insert into sender_health (sender_id, looked_at, alarm, suspected_since, alarmed_since)
                        values (%d, now(), '{"code": "webhook.none", "state": "FAILED", "arguments": {}}', now(), now())
                        on conflict (sender_id) do update set looked_at = now(), alarm = excluded.alarm,
                            suspected_since = now(), alarmed_since = now(), released_by = null
                        """
                                .formatted(sender))
                .execute());
        return sender;
    }

    private static long paused(boolean paused) {
        ok(api.post("/channels/" + telegram + (paused ? "/pause" : "/resume"), null));
        if (!paused) {
            // What waited for it goes out now, to chats that nobody has; what that tells of them is no row of the deed.
            WORLD.eventually(() -> number(UNDER_WAY) == 0);
        }
        return telegram;
    }

    private static long number(String sql) {
        return WORLD.service
                .pool()
                .query(sql)
                .execute()
                .map(rows -> rows.iterator().next().getLong(0))
                .await();
    }

    private static JsonObject ok(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isBetween(200, 299);
        return answer.json();
    }

    private static void post(String path, String... fields) {
        HttpResponse<String> answer = console.post(path, fields);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    }

    private static JsonObject json(Object... fields) {
        JsonObject json = new JsonObject();
        for (int at = 0; at < fields.length; at += 2) {
            Object value = fields[at + 1];
            json.put((String) fields[at], value instanceof List<?> list ? new JsonArray(new ArrayList<>(list)) : value);
        }
        return json;
    }
}
