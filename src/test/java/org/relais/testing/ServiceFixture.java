package org.relais.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.microsoft.playwright.Page;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.relais.ServiceUnderTest;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;

/**
 * The whole service with an organisation that can send: its organiser's program, people with phones on both platforms, and
 * the rows behind. Fixtures of features add what is theirs. Register it as a static extension.
 */
public class ServiceFixture implements BeforeAllCallback, AfterAllCallback {
    private static final Pattern LINK = Pattern.compile("https?://[a-z0-9.:]+/s/[0-9A-Za-z/]+");

    @SuppressWarnings("NullAway.Init") // set before all tests
    public ServiceUnderTest service;

    @SuppressWarnings("NullAway.Init")
    public SandboxControl phones;

    @SuppressWarnings("NullAway.Init")
    public ApiClient api;

    @SuppressWarnings("NullAway.Init")
    public ApiClient.Caller organiser;

    private final AtomicInteger people = new AtomicInteger();

    @Override
    public void beforeAll(ExtensionContext context) {
        use(ServiceUnderTest.start());
    }

    /** The fixture of a service that the test has started itself. */
    public static ServiceFixture of(ServiceUnderTest started) {
        ServiceFixture fixture = new ServiceFixture();
        fixture.use(started);
        return fixture;
    }

    /** For a test that starts the service itself; {@link #afterAll} does not know of it. */
    public void use(ServiceUnderTest started) {
        service = started;
        phones = service.sandbox();
        api = new ApiClient(service.address());
        organiser = caller(Role.ORGANISER);
    }

    /** The page after somebody of this role, who reads this language, has signed in on it. */
    public Page signedIn(Page page, Role role, String language) {
        AccessStore access = new AccessStore(InstantSource.system());
        String token = new Tokens(new SecureRandom()).create("");
        Await.result(access.saveOrganiser(
                        service.pool(),
                        service.organisationId(),
                        role.sqlName() + "-" + language + "@example.org",
                        "Ana",
                        role,
                        language)
                .compose(organiser -> access.createSignInLink(
                        service.pool(), organiser.id(), Tokens.hash(token), Duration.ofHours(1))));
        page.navigate(service.address() + "/sign-in/" + token);
        page.locator("main form button").first().click();
        page.waitForURL(Pattern.compile(".*/console(/actions)?$"));
        return page;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    /** For a test of an engine that knows no extensions. */
    public void close() {
        try {
            LedgerCheck.everythingIsIntact(service.pool(), service.fingerprints());
        } finally {
            service.close();
        }
    }

    /** Somebody of the organisation, by the API. */
    public ApiClient.Caller caller(Role role) {
        return api.as(service.token(service.organisationId(), role));
    }

    // People and their phones

    /** A phone that has not written yet; its id. */
    public String telegramPhone(String name) {
        return phones.telegramPhone(7_600_000 + people.incrementAndGet(), name);
    }

    public String whatsappPhone(String name) {
        return phones.whatsappPhone(number(people.incrementAndGet()), name);
    }

    /** Lets somebody join by themselves, and returns their phone when they have been welcomed. */
    @CanIgnoreReturnValue
    public String onTelegram(String name) {
        String phone = telegramPhone(name);
        said(phone, "/start");
        return phone;
    }

    @CanIgnoreReturnValue
    public String onWhatsApp(String name) {
        String phone = whatsappPhone(name);
        said(phone, "START");
        return phone;
    }

    /** How many phones were made: the newest one's person. */
    protected int people() {
        return people.get();
    }

    /** A number kept for fiction. */
    protected static String number(int person) {
        return String.format("+3363998%04d", 5_000 + person);
    }

    /** Writes from a phone and returns the next message that it gets. */
    @CanIgnoreReturnValue
    public String said(String phone, String text) {
        long before = phones.now();
        phones.writeAndWait(phone, text);
        return text(phones.next(phone, before));
    }

    /** Presses a button by its label and returns the next message. */
    @CanIgnoreReturnValue
    public String pressed(String phone, String label) {
        return pressedFor(phone, label, 1).get(0);
    }

    /** Presses a button and returns so many messages. */
    @CanIgnoreReturnValue
    public List<String> pressedFor(String phone, String label, int messages) {
        long before = phones.now();
        phones.pressAndWait(phone, label);
        return received(phone, before, messages);
    }

    /** The texts of so many messages that came after a moment. */
    @CanIgnoreReturnValue
    public List<String> received(String phone, long after, int count) {
        return phones.received(phone, after, count).stream()
                .map(message -> text((JsonObject) message))
                .toList();
    }

    public static String text(JsonObject message) {
        return message.getString("text", "");
    }

    /** Labels of the buttons under a message. */
    public static List<String> labels(JsonObject message) {
        return message.getJsonArray("buttons", new JsonArray()).stream()
                .map(button -> ((JsonObject) button).getString("label"))
                .toList();
    }

    /** One-tap links under a message, or in its text. */
    public static List<String> links(JsonObject message) {
        return LINK.matcher(message.encode())
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }

    // The organiser's program; whatever is not answered with 2xx fails the test

    public JsonObject get(String path) {
        return organiser.read(path);
    }

    @CanIgnoreReturnValue
    public JsonObject post(String path, JsonObject body) {
        return organiser.ok(organiser.post(path, body));
    }

    @CanIgnoreReturnValue
    public JsonObject put(String path, JsonObject body) {
        return organiser.ok(organiser.put(path, body));
    }

    /** Posts what is to be made, and returns its id. */
    public long created(String path, JsonObject body) {
        return post(path, body).getLong("id");
    }

    /** Sends a text to an audience, and returns the broadcast at once. */
    @CanIgnoreReturnValue
    public long sent(String title, JsonObject audience, String text) {
        long id = created("/broadcasts", ApiBody.broadcast(title, audience, text));
        post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
        return id;
    }

    /** Sends a text to everybody, under a title of the same words. */
    public void broadcast(String text) {
        sent(text, ApiBody.everyone(), text);
    }

    /** Erases a person, as an owner would. */
    public void erase(long contactId) {
        ApiClient.Caller owner = caller(Role.OWNER);
        if (!owner.ok(owner.delete("/contacts/" + contactId)).getBoolean("erased")) {
            throw new AssertionError("contact " + contactId + " is not erased");
        }
    }

    // The rows behind

    @CanIgnoreReturnValue
    public List<Row> rows(String sql) {
        return StreamSupport.stream(
                        Await.result(service.pool().query(sql).execute()).spliterator(), false)
                .toList();
    }

    public long count(String fromWhere) {
        return rows("select count(*) from " + fromWhere).get(0).getLong(0);
    }

    /** The contact of that name. */
    public long contact(String name) {
        return rows("select id from contact where name = '" + name.replace("'", "''") + "' and merged_into is null")
                .get(0)
                .getLong("id");
    }

    /** An open action of a kind, as a row: nobody was offered it. */
    public long action(String kind, String title) {
        return rows("""
                        with m as (
                            insert into message (organisation_id, spec, created_at)
                            values (%1$d, '{"language": "fr", "mention": false, "body": {"fr": "Offre"}}', now()) returning id
                        )
                        insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,
                                            created_by, created_at, opened_at)
                        select %1$d, '%2$s', 'open', '%3$s', id, id, id, '{"everyone": true}', 'test', now(), now() from m
                        returning id
                        """
                        .formatted(service.organisationId(), kind, title))
                .get(0)
                .getLong("id");
    }

    /** Lets an action be for this person alone; with 0 for nobody, so that whoever joins is not shown it. */
    public void isFor(long actionId, long contactId) {
        rows("update action set audience = '" + ApiBody.contacts(contactId).encode() + "' where id = " + actionId
                + " returning id");
    }

    /** Returns when it is so. */
    public void eventually(BooleanSupplier look) {
        Await.until("what the test waits for", look);
    }

    /** Waits until nothing is queued or on its way any more, and nobody who has stopped waits for their last word. */
    public void idle() {
        Await.until(
                "nothing is queued",
                () -> count("inbox where effect in ('stop', 'hold') and processed_at is null") == 0
                        && count("delivery where state in ('queued', 'sending')") == 0);
    }

    /**
     * A seed by which a page of these people, all of whom can be written to, is drawn so, in SQL.
     *
     * @param second 1 for who gets the second text, 0 for who gets the first, in the order of their ids
     */
    public static String drawOf(List<Long> people, String second) {
        return "(select s from generate_series(1, 10000) s where (select array_agg((turn + hashint8extended(first, s)) & 1"
                + " order by id) from (select id, min(id) over () as first,"
                + " row_number() over (order by hashint8extended(id, s), id) as turn from unnest(array" + people
                + "::bigint[]) id) drawn) = array[" + second + "]::bigint[] limit 1)";
    }

    /** Where it is such an hour just now. */
    public static String zone(int hour) {
        return IntStream.range(-11, 13)
                .mapToObj(offset -> String.format("Etc/GMT%+d", offset))
                .filter(each -> Instant.now().atZone(ZoneId.of(each)).getHour() == hour)
                .findFirst()
                .orElseThrow();
    }
}
