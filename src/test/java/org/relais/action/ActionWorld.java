package org.relais.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.relais.ServiceUnderTest;
import org.relais.delivery.Outbox;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl;

/** The whole service with an organiser's program and volunteers on both channels. */
public final class ActionWorld implements BeforeAllCallback, AfterAllCallback {
    private static final Pattern LINK = Pattern.compile("https?://[a-z0-9.:]+/s/[0-9A-Za-z/]+");

    private int people;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private ServiceUnderTest service;

    @SuppressWarnings("NullAway.Init")
    private SandboxControl phones;

    @SuppressWarnings("NullAway.Init")
    private ApiClient api;

    @Override
    public void beforeAll(ExtensionContext context) {
        service = ServiceUnderTest.start();
        phones = service.sandbox();
        api = new ApiClient(service.address() + "/api/v1", service.token(service.organisationId(), Role.ORGANISER));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        service.close();
    }

    public ServiceUnderTest service() {
        return service;
    }

    public SandboxControl phones() {
        return phones;
    }

    /** Somebody with a phone who has joined and speaks a language. */
    public final class Volunteer {
        private final String phone;
        private final long contactId;
        private long seen;

        private Volunteer(String phone, long contactId) {
            this.phone = phone;
            this.contactId = contactId;
            this.seen = phones.now();
        }

        public String phone() {
            return phone;
        }

        public long contactId() {
            return contactId;
        }

        /** The next message that has not been looked at yet. */
        public JsonObject next() {
            JsonObject message = phones.next(phone, seen);
            seen = message.getLong("sequence");
            return message;
        }

        public String nextText() {
            return next().getString("text", "");
        }

        /** Writes, and returns the text of the next message. */
        public String say(String text) {
            phones.writeAndWait(phone, text);
            return nextText();
        }

        /** Presses a button by its label, and returns the text of the next message. */
        public String press(String label) {
            phones.pressAndWait(phone, label);
            return nextText();
        }

        /** How many messages have come that were not looked at. */
        public int unseen() {
            return phones.get("/messages?phone=" + phone + "&after=" + seen).getInteger("count");
        }
    }

    public Volunteer onTelegram(String name, String language) {
        return joined(phones.telegramPhone(7_600_000 + ++people, name), "/start", name, language);
    }

    public Volunteer onWhatsApp(String name, String language) {
        return joined(phones.whatsappPhone(String.format("+336399805%02d", ++people), name), "START", name, language);
    }

    private Volunteer joined(String phone, String words, String name, String language) {
        long before = phones.now();
        phones.writeAndWait(phone, words);
        phones.next(phone, before);
        before = phones.now();
        phones.writeAndWait(phone, "LANGUAGE " + language);
        phones.next(phone, before);
        long contact = rows("select id from contact where name = '" + name + "' and merged_into is null")
                .get(0)
                .getLong("id");
        return new Volunteer(phone, contact);
    }

    public JsonObject get(String path) {
        return called(() -> api.get(path));
    }

    public JsonObject post(String path, JsonObject body) {
        return called(() -> api.post(path, body));
    }

    public JsonObject until(String path, Predicate<JsonObject> wanted) {
        return called(() -> api.until(path, wanted));
    }

    /** An opened action for these people; returns its id. */
    public long opened(JsonObject draft, Volunteer... volunteers) {
        JsonArray contacts = new JsonArray();
        for (Volunteer volunteer : volunteers) {
            contacts.add(volunteer.contactId());
        }
        long id = post("/actions", draft.copy().put("audience", new JsonObject().put("contacts", contacts)))
                .getLong("id");
        assertThat(post("/actions/" + id + "/open", new JsonObject()).getString("state"))
                .isEqualTo("open");
        return id;
    }

    /** The figures of an action once all its offers have been sent. */
    public JsonObject figures(long actionId) {
        return get("/actions/" + actionId + "/figures").getJsonObject("figures");
    }

    /** Lets the last words of everybody in an action be so many hours older, and reminds whoever is due. */
    public int remindAfter(long actionId, int hours) {
        rows("update delivery set settled_at = settled_at - interval '" + hours + " hours' where broadcast_id in "
                + "(select broadcast_id from action_offer where action_id = " + actionId + ")");
        rows("update assignment set active_at = active_at - interval '" + hours
                + " hours', reminded_at = reminded_at - interval '" + hours + " hours' where action_id = " + actionId);
        InstantSource clock = InstantSource.system();
        return ServiceUnderTest.wait(
                new Reminders(service.pool(), new Outbox(clock), organisation -> {}, clock).remind());
    }

    public List<Row> rows(String sql) {
        return StreamSupport.stream(
                        ServiceUnderTest.wait(service.pool().query(sql).execute())
                                .spliterator(),
                        false)
                .toList();
    }

    public long count(String fromWhere) {
        return rows("select count(*) from " + fromWhere).get(0).getLong(0);
    }

    /** Waits until nothing is queued or on its way any more. */
    public void idle() {
        Await.until("nothing is queued", () -> count("delivery where state in ('queued', 'sending')") == 0);
    }

    /** One-tap links under a message, or in its text. */
    public static List<String> links(JsonObject message) {
        return LINK.matcher(message.encode())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    /** Labels of the buttons under a message. */
    public static List<String> labels(JsonObject message) {
        return message.getJsonArray("buttons", new JsonArray()).stream()
                .map(button -> ((JsonObject) button).getString("label"))
                .toList();
    }

    private interface Call {
        JsonObject run() throws IOException, InterruptedException;
    }

    private static JsonObject called(Call call) {
        try {
            return call.run();
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
