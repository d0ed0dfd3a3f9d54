package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relais.database.DatabaseAddress;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.CommandRun;
import org.relais.testing.ConsoleClient;
import org.relais.testing.LedgerCheck;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;

/**
 * Three sections of a federation, set up by command, each with its bot: people who have joined all of them stop in one, over
 * HTTP, while all three send.
 */
@NeedsDatabase
class FederationTest {
    private static final List<String> SECTIONS = List.of("demo", "nord", "sud");
    private static final int PEOPLE = 24;
    private static final int BROADCASTS = 6;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path files;

    @SuppressWarnings("NullAway.Init")
    private static ServiceUnderTest service;

    @SuppressWarnings("NullAway.Init")
    private static SandboxControl phones;

    @BeforeAll
    static void start() throws IOException {
        service = ServiceUnderTest.startWithBots(List.of("demo", "nord", "sud", "autre"));
        phones = service.sandbox();
        DatabaseAddress address = service.database();
        var key = service.config().security().suppressionKeys().get(0);
        Files.writeString(
                files.resolve("relais.yaml"),
                new JsonObject()
                        .put(
                                "database",
                                new JsonObject()
                                        .put(
                                                "url",
                                                "postgresql://" + address.host() + ":" + address.port() + "/"
                                                        + address.database())
                                        .put("user", address.user())
                                        .put("password", address.password()))
                        .put(
                                "security",
                                new JsonObject()
                                        .put(
                                                "suppressionKeys",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("id", key.id())
                                                                .put(
                                                                        "secret",
                                                                        Base64.getEncoder()
                                                                                .encodeToString(key.secret())))))
                        .encode());
        assertThat(federation("create", "Fédération du Rhône").code()).isZero();
        SECTIONS.forEach(section -> assertThat(
                        federation("add", "Fédération du Rhône", section).out())
                .contains("is a section"));
    }

    @AfterAll
    static void end() {
        LedgerCheck.everythingIsIntact(service.pool(), service.fingerprints());
        service.close();
    }

    private static CommandRun federation(String deed, String... words) {
        List<String> all = new ArrayList<>(List.of("federation", deed, "--config"));
        all.add(files.resolve("relais.yaml").toString());
        all.addAll(List.of(words));
        return CommandRun.of(all.toArray(String[]::new));
    }

    private static JsonObject to(String section, String text) {
        return new JsonObject().put("sender", section + "Bot").put("text", text);
    }

    /** A phone whose person has joined these organisations. */
    private static String joined(long user, List<String> organisations) {
        String phone = phones.telegramPhone(user, "Ada " + user);
        organisations.forEach(section -> phones.waited("/phones/" + phone + "/messages", to(section, "/start")));
        return phone;
    }

    private static long id(String section) {
        return Await.result(new OrganisationStore(InstantSource.system()).findBySlug(service.pool(), section))
                .orElseThrow()
                .id();
    }

    private static ApiClient.Caller organiser(String section) {
        return new ApiClient(service.address()).as(service.token(id(section), Role.ORGANISER));
    }

    private static long count(String fromWhere) {
        return Await.result(service.pool()
                        .query("select count(*) from " + fromWhere)
                        .execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static String state(long user, String section) {
        return Await.result(service.pool()
                        .query("select s.state from consent s join address a on a.contact_id = s.contact_id"
                                + " where a.identifier = '" + user + "' and a.organisation_id = " + id(section))
                        .execute())
                .iterator()
                .next()
                .getString(0);
    }

    private static List<JsonObject> messages(String phone) {
        return phones.get("/messages?phone=" + phone).getJsonArray("messages").stream()
                .map(JsonObject.class::cast)
                .filter(message -> message.getBoolean("received"))
                .toList();
    }

    private static void idle() {
        Await.until(
                "nothing is open",
                () -> count("inbox where effect = 'stop' and processed_at is null") == 0
                        && count("delivery where state in ('queued', 'sending')") == 0);
    }

    @Test
    void nothingBeginsInAnySectionOnceAStopInOneIsAnswered() {
        List<String> joined = IntStream.range(0, PEOPLE)
                .mapToObj(person -> joined(8_100_000 + person, SECTIONS))
                .toList();
        for (String section : SECTIONS) {
            ApiClient.Caller organiser = organiser(section);
            for (int broadcast = 0; broadcast < BROADCASTS; broadcast++) {
                long id = organiser
                        .ok(organiser.post(
                                "/broadcasts",
                                ApiBody.broadcast("Tout " + broadcast, ApiBody.everyone(), "Envoi " + broadcast)))
                        .getLong("id");
                organiser.ok(organiser.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody()));
            }
        }
        Map<String, Long> answeredAt = new ConcurrentHashMap<>();
        IntStream.range(0, PEOPLE).parallel().forEach(person -> {
            String phone = joined.get(person);
            JsonObject webhook =
                    phones.waited("/phones/" + phone + "/messages", to(SECTIONS.get(person % SECTIONS.size()), "STOP"));
            answeredAt.put(phone, webhook.getLong("answeredSequence"));
        });
        idle();

        assertThat(joined).allSatisfy(phone -> {
            List<String> later = messages(phone).stream()
                    .filter(message -> message.getLong("beganSequence") > answeredAt.get(phone))
                    .map(message -> message.getString("text"))
                    .toList();
            assertThat(later).singleElement().asString().contains("personne de la Fédération du Rhône", "START");
        });
        assertThat(count("consent where state <> 'unsubscribed' and contact_id in (select contact_id from address"
                        + " where identifier like '81000%')"))
                .isZero();
    }

    @Test
    void whoeverComesBackToOneSectionIsBackThereOnly() {
        long user = 8_200_001;
        String phone = joined(user, List.of("demo", "nord", "sud", "autre"));
        phones.waited("/phones/" + phone + "/messages", to("demo", "STOP"));
        assertThat(SECTIONS).map(section -> state(user, section)).containsOnly("unsubscribed");
        assertThat(page("nord", user))
                .contains("stop asked for in another section of the federation")
                .doesNotContain("demo");
        assertThat(page("demo", user)).doesNotContain("another section");

        phones.waited("/phones/" + phone + "/messages", to("nord", "START"));

        assertThat(SECTIONS)
                .map(section -> state(user, section))
                .containsExactly("unsubscribed", "subscribed", "unsubscribed");
        idle();
        assertThat(state(user, "autre")).isEqualTo("subscribed");
        assertThat(federation("add", "Fédération du Rhône", "autre").out()).contains("stopped by it: ");
        assertThat(state(user, "autre")).isEqualTo("unsubscribed");
        assertThat(federation("remove", "Fédération du Rhône", "autre").code()).isZero();
        assertThat(state(user, "autre")).isEqualTo("unsubscribed");
    }

    private static String page(String section, long user) {
        long contact = Await.result(service.pool()
                        .query("select contact_id from address where identifier = '" + user + "' and organisation_id = "
                                + id(section))
                        .execute())
                .iterator()
                .next()
                .getLong(0);
        return console(section).get("/contacts/" + contact).body();
    }

    private static ConsoleClient console(String section) {
        return ConsoleClient.signIn(service.address(), service.pool(), id(section), Role.OWNER);
    }

    @Test
    void everySectionKnowsItsFederationAndNoOther() {
        ApiClient.Caller organiser = organiser("nord");
        JsonObject federation = organiser.read("/organisation").getJsonObject("federation");
        assertThat(federation.getString("name")).isEqualTo("Fédération du Rhône");
        assertThat(federation.getJsonArray("sections")).hasSize(3);
        assertThat(console("nord").get("/settings").body()).contains("Federation: Fédération du Rhône");
        assertThat(console("autre").get("/settings").body()).doesNotContain("Federation:");
        assertThat(organiser("autre").read("/organisation").getJsonObject("federation"))
                .isNull();
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThat(federation("create", "Fédération du Rhône").code()).isEqualTo(2);
        assertThat(federation("add", "Fédération du Rhône", "nobody").code()).isEqualTo(2);
        assertThat(federation("add", "Another", "nord").code()).isEqualTo(2);
        assertThat(federation("remove", "Fédération du Rhône", "autre").code()).isEqualTo(2);
        assertThat(federation("create", "Une autre").code()).isZero();
        assertThat(federation("add", "Une autre", "nord").code()).isEqualTo(2);
        assertThat(federation("list").out()).contains("Fédération du Rhône\t", "demo nord sud", "Une autre\t");
    }
}
