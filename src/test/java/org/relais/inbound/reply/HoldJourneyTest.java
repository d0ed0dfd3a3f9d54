package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.ServiceUnderTest;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.inbox.HeldPerson;
import org.relais.inbox.HoldService;
import org.relais.inbox.HoldService.Settled;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Door;
import org.relais.organisation.Role;
import org.relais.testing.ApiBody;
import org.relais.testing.Http;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.SandboxControl;

/**
 * "Unsure means hold", on the whole service and the simulated platforms: nothing more is sent to that person, one
 * question is asked, an organiser sees it; an answer, or the organiser, settles it.
 */
@NeedsDatabase
class HoldJourneyTest {
    private static final String DOUBTFUL = "faut arrêter là";
    private static final String ASKING = "comment on arrête ?";

    private static ServiceUnderTest service;
    private static SandboxControl phones;
    private static HoldService holds;
    private static Actor organiser;
    private static String token;
    private static int people;

    private final Http http = new Http();

    @BeforeAll
    static void start() {
        service = ServiceUnderTest.start();
        phones = service.sandbox();
        long organisationId = service.organisationId();
        organiser = new Actor(organisationId, "organiser:7", Role.ORGANISER, Door.CONSOLE);
        token = service.token(organisationId, Role.ORGANISER);
        InstantSource clock = InstantSource.system();
        ConsentService consent = new ConsentService(
                service.pool(),
                new Fingerprints(List.of()),
                (organisation, contact) -> Future.failedFuture(new IllegalStateException("a release drains nothing")),
                clock);
        holds = new HoldService(service.pool(), consent, new AuditStore(clock), clock, List.of());
    }

    @AfterAll
    static void close() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void nothingButTheQuestionReachesWhoIsHeldUntilTheyAnswer(String channel) {
        String phone = join(channel);
        String witness = join(channel);
        long doubt = phones.now();
        assertThat(phones.stopAndWait(phone, DOUBTFUL)).isNotNull();
        JsonObject question = phones.next(phone, doubt);
        assertThat(question.getString("text")).contains("arrêtent de vous écrire");
        assertThat(buttons(question)).hasSize(2);

        HeldPerson held = held(phone);
        assertThat(held.channel()).isEqualTo(channel);
        assertThat(held.words()).containsExactly(DOUBTFUL);
        assertThat(held.question().text()).isEqualTo(question.getString("text"));

        long greeting = phones.now();
        assertThat(phones.writeAndWait(phone, "Bonjour à tous")).isNotNull();
        assertThat(phones.next(phone, greeting).getString("text")).contains("pas su lire votre choix");
        long again = phones.now();
        assertThat(phones.writeAndWait(phone, ASKING)).isNotNull();
        JsonObject how = phones.next(phone, again);
        assertThat(how.getString("text")).contains("c’est immédiat", "arrêtent de vous écrire");
        assertThat(buttons(how)).hasSize(2);
        assertThat(refusal(broadcast(witness), phone)).isEqualTo("held");
        assertThat(texts(phone, doubt))
                .as("the question, and its choices after each text")
                .hasSize(3);
        assertThat(held(phone).words())
                .as("how to leave is no doubt, and answered")
                .containsExactly(DOUBTFUL);

        long answer = phones.now();
        assertThat(phones.pressAndWait(phone, "Continuer")).isNotNull();
        assertThat(phones.next(phone, answer).getString("text")).contains("continuerez");
        assertThat(find(phone)).isNull();
        long after = phones.now();
        assertThat(broadcast(phone)).isPositive();
        assertThat(texts(phone, after)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whatsapp", "telegram"})
    void aYesIsAStop(String channel) {
        String phone = join(channel);
        String witness = join(channel);
        long doubt = phones.now();
        assertThat(phones.stopAndWait(phone, DOUBTFUL)).isNotNull();
        assertThat(phones.next(phone, doubt).getString("text")).contains("arrêtent de vous écrire");
        long answer = phones.now();
        assertThat(phones.writeAndWait(phone, "Oui")).isNotNull();
        assertThat(phones.next(phone, answer).getString("text")).contains("START");
        assertThat(refusal(broadcast(witness), phone)).isEqualTo("unsubscribed");
        assertThat(texts(phone, answer)).as("the confirmation and nothing else").hasSize(1);
        assertThat(find(phone)).isNull();
    }

    @Test
    void whatWouldHoldThemAgainIsAStop() {
        String phone = join("telegram");
        long doubt = phones.now();
        assertThat(phones.stopAndWait(phone, DOUBTFUL)).isNotNull();
        assertThat(phones.next(phone, doubt)).isNotNull();
        long again = phones.now();
        assertThat(phones.writeAndWait(phone, DOUBTFUL)).isNotNull();
        assertThat(phones.next(phone, again).getString("text")).contains("START");
        assertThat(find(phone)).isNull();
    }

    @Test
    void theOrganiserSettlesWhatThePersonDoesNot() {
        String phone = join("telegram");
        long doubt = phones.now();
        assertThat(phones.stopAndWait(phone, DOUBTFUL)).isNotNull();
        assertThat(phones.next(phone, doubt)).isNotNull();
        HeldPerson held = held(phone);
        assertThat(ServiceUnderTest.wait(holds.release(organiser, held.contactId(), held.heldAt())))
                .isEqualTo(Settled.RELEASED);
        long after = phones.now();
        assertThat(broadcast(phone)).isPositive();
        assertThat(texts(phone, after)).hasSize(1);
    }

    /** Somebody new who joins from a phone, and has had their welcome. */
    private static String join(String channel) {
        int number = ++people;
        boolean telegram = channel.equals("telegram");
        String phone = telegram
                ? phones.telegramPhone(7_100_000 + number, "Zoé " + number)
                : phones.whatsappPhone(String.format("+336399803%02d", number), "Paul " + number);
        long before = phones.now();
        assertThat(phones.writeAndWait(phone, telegram ? "/start" : "START")).isNotNull();
        assertThat(phones.next(phone, before).getString("text")).contains("Bienvenue");
        return phone;
    }

    /** Sends a broadcast to everyone; returns its id once it is over and the witness has it. */
    private long broadcast(String witness) {
        long before = phones.now();
        JsonObject draft = ApiBody.broadcast("Samedi", ApiBody.everyone(), "Rendez-vous samedi");
        long id = post("/broadcasts", draft).getLong("id");
        assertThat(post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody())).isNotNull();
        assertThat(phones.next(witness, before).getString("text")).contains("Rendez-vous samedi");
        Fixture.until(() -> row("select state from broadcast where id = " + id)
                .getString("state")
                .equals("finished"));
        return id;
    }

    /** Why somebody did not get a broadcast. */
    private static String refusal(long broadcast, String phone) {
        return row("select reason from delivery where broadcast_id = " + broadcast + " and contact_id = "
                        + contactId(phone))
                .getString("reason");
    }

    private static List<String> buttons(JsonObject message) {
        return message.getJsonArray("buttons", new JsonArray()).stream()
                .map(button -> button instanceof JsonObject one ? one.encode() : button.toString())
                .toList();
    }

    private static List<String> texts(String phone, long after) {
        JsonObject found = phones.get("/messages?phone=" + phone + "&after=" + after);
        return found.getJsonArray("messages").stream()
                .map(message -> ((JsonObject) message).getString("text"))
                .toList();
    }

    private static HeldPerson held(String phone) {
        Fixture.until(() -> find(phone) != null && find(phone).question() != null);
        return find(phone);
    }

    private static HeldPerson find(String phone) {
        return ServiceUnderTest.wait(holds.find(organiser.organisationId(), contactId(phone)))
                .orElse(null);
    }

    private static long contactId(String phone) {
        String identifier = phone.startsWith("wa-") ? "+" + phone.substring(3) : phone.substring(3);
        return row("select contact_id from address where identifier = '" + identifier + "'")
                .getLong("contact_id");
    }

    private static Row row(String sql) {
        return StreamSupport.stream(
                        ServiceUnderTest.wait(service.pool().query(sql).execute())
                                .spliterator(),
                        false)
                .findFirst()
                .orElseThrow();
    }

    private JsonObject post(String path, JsonObject body) {
        HttpResponse<String> answer = http.send(HttpRequest.newBuilder(URI.create(service.address() + "/api/v1" + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.encode())));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return new JsonObject(answer.body());
    }
}
