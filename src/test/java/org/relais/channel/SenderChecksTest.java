package org.relais.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.CheckResult.State;
import org.relais.sandbox.Sandbox;
import org.relais.sandbox.SandboxOptions;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.testing.Await;
import org.relais.testing.ConfigJson;
import org.relais.testing.SandboxControl;
import org.relais.testing.Unit;

/** What the checks of a sender find at the simulated platforms, faults planted by the sandbox's own switches. */
@Unit
class SenderChecksTest {
    private static final String NUMBER = "106540352242922";
    private static final String ACCOUNT = "102290129340398";
    private static final String TOKEN = "123456789:AAHtoken-of-the-sandbox";
    private static final String VERIFY = "verify-me";

    private final Vertx vertx = Vertx.vertx();
    private final List<Channel> channels = new ArrayList<>();
    private final HttpServer service = vertx.createHttpServer().requestHandler(SenderChecksTest::serve);
    private Sandbox sandbox;
    private SandboxControl control;

    /** As the service does: knows its verify token, and takes no update. */
    private static void serve(HttpServerRequest request) {
        boolean known = VERIFY.equals(request.getParam("hub.verify_token"));
        request.response()
                .setStatusCode(known ? 200 : 403)
                .end(known ? request.getParam("hub.challenge") : "")
                .onFailure(gone -> {});
    }

    @BeforeEach
    void start() {
        Await.result(service.listen(0, "127.0.0.1"));
        sandbox = Await.result(Sandbox.start(
                vertx,
                SandboxOptions.defaults()
                        .withPort(0)
                        .withNumber(line(NUMBER, ACCOUNT, "EAAsandbox"))
                        .withNumber(line("55", "66", "EAAother"))
                        .withBot(new SandboxOptions.Bot(TOKEN, "relais_demo_bot", "Relais"))));
        control = new SandboxControl(sandbox.address());
    }

    private static WhatsAppNumber.Line line(String id, String account, String token) {
        return new WhatsAppNumber.Line(
                id, "+33 1 55 50 78 3" + id.length() % 10, "Relais", account, token, "app-secret", VERIFY, "");
    }

    @AfterEach
    void close() {
        channels.forEach(channel -> Await.result(channel.close()));
        Await.result(sandbox.close());
        Await.result(service.close());
        Await.result(vertx.close());
    }

    private String url(String kind) {
        return "http://127.0.0.1:" + service.actualPort() + "/webhook/" + kind;
    }

    private SenderChecks bot(String token, String username) {
        return bot(sandbox.telegramAddress(), token, username);
    }

    private SenderChecks bot(String address, String token, String username) {
        return checks(
                "telegram",
                ConfigJson.telegram(address, ConfigJson.bot("asso", token, username, "hook-secret")),
                token.split(":")[0]);
    }

    private SenderChecks number(JsonObject changed, String appSecret) {
        JsonObject number = ConfigJson.number("asso", NUMBER, "+33 1 55 50 78 35", "EAAsandbox")
                .put("businessAccountId", ACCOUNT)
                .mergeIn(changed);
        return checks(
                "whatsapp",
                ConfigJson.whatsapp(sandbox.whatsappAddress(), appSecret, VERIFY, number),
                number.getString("phoneNumberId"));
    }

    private SenderChecks number() {
        return number(new JsonObject(), "app-secret");
    }

    private SenderChecks checks(String kind, JsonObject section, String id) {
        Channel channel = ChannelRegistry.providers()
                .get(kind)
                .create(
                        new ChannelContext(vertx, InstantSource.system(), System::nanoTime, Duration.ofSeconds(20)),
                        section);
        channels.add(channel);
        return channel.checks(id).orElseThrow();
    }

    private static List<String> codes(SenderChecks checks, String name, String url) {
        return results(checks, name, url).stream().map(CheckResult::code).toList();
    }

    private static List<CheckResult> results(SenderChecks checks, String name, String url) {
        return Await.result(checks.check(name, url));
    }

    @Test
    void aGoodBotPassesEveryCheck() {
        SenderChecks bot = bot(TOKEN, "relais_demo_bot");
        assertThat(bot.names()).first().isEqualTo(SenderChecks.IDENTITY);
        assertThat(codes(bot, "identity", url("telegram"))).containsExactly("identity.known", "inline.on");
        assertThat(codes(bot, "arrivals", url("telegram"))).contains("webhook.none");
        assertThat(codes(bot, "webhook", url("telegram"))).containsExactly("webhook.ours", "updates.complete");
        assertThat(codes(bot, "arrivals", url("telegram")))
                .containsExactly("webhook.ours", "error.none", "pending.none");
    }

    @Test
    void whatIsWrongWithABotIsFound() {
        SenderChecks good = bot(TOKEN, "relais_demo_bot");
        assertThat(results(bot("123456789:AAwrong", "relais_demo_bot"), "identity", ""))
                .containsExactly(CheckResult.failed(
                        "token.refused", "account", "123456789", "words", "Unauthorized", SenderChecks.FIELD, "token"));
        assertThat(codes(bot(TOKEN, "another_bot"), "identity", "")).containsExactly("token.other");
        control.patch("/senders/relais_demo_bot/condition", new JsonObject().put("inline", false));
        assertThat(codes(good, "identity", "")).containsExactly("identity.known", "inline.off");
        control.patch("/settings", new JsonObject().put("localAddresses", false));
        assertThat(codes(good, "webhook", url("telegram"))).containsExactly("url.insecure");
        control.patch("/settings", new JsonObject().put("localAddresses", true));
        assertThat(codes(good, "webhook", url("telegram"))).contains("webhook.ours");
        String phone = control.telegramPhone(77, "Ana");
        control.post("/phones/" + phone + "/open", new JsonObject().put("sender", "relais_demo_bot"));
        Await.until("an update waits at the platform", () -> codes(good, "arrivals", url("telegram"))
                .contains("pending.stuck"));
        assertThat(results(good, "arrivals", url("telegram")))
                .filteredOn(result -> result.state() == State.FAILED)
                .extracting(CheckResult::code)
                .containsExactly("error.last", "pending.stuck");
        control.post(
                "/senders/relais_demo_bot/webhook",
                new JsonObject().put("url", "http://127.0.0.1:9/elsewhere").put("verifyToken", ""));
        assertThat(codes(good, "arrivals", url("telegram"))).contains("webhook.elsewhere");
        control.patch("/senders/relais_demo_bot/condition", new JsonObject().put("tokenRevoked", true));
        assertThat(codes(good, "identity", "")).containsExactly("token.refused");
    }

    @Test
    void aGoodNumberPassesEveryCheck() {
        SenderChecks number = number();
        assertThat(codes(number, "identity", url("whatsapp")))
                .containsExactly("identity.known", "quality.green", "limit.known", "account.holds", "portfolio.known");
        assertThat(codes(number, "subscription", url("whatsapp"))).containsExactly("webhook.none");
        assertThat(enter(VERIFY)).isTrue();
        assertThat(results(number, "subscription", url("whatsapp")))
                .hasSize(10)
                .allMatch(result -> result.state() == State.OK);
        assertThat(codes(number, "templates", "")).containsExactly("templates.none");
        control.post(
                "/templates",
                new JsonObject()
                        .put("account", ACCOUNT)
                        .put("name", "invitation")
                        .put("language", "fr")
                        .put("category", "MARKETING")
                        .put("status", "PAUSED")
                        .put(
                                "components",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "BODY")
                                                .put("text", "Bonjour"))));
        assertThat(codes(number, "templates", "")).containsExactly("templates.unapproved", "template.paused");
        assertThat(results(number, "templates", "").get(1).arguments())
                .containsEntry("name", "invitation")
                .containsEntry("language", "fr");
    }

    private boolean enter(String token) {
        return control.post(
                        "/senders/" + NUMBER + "/webhook",
                        new JsonObject().put("url", url("whatsapp")).put("verifyToken", token))
                .getBoolean("verified");
    }

    /** It sends and hears: only that can't be looked at, and neither of the two is the other. */
    @Test
    void aNumberWithoutItsAccountIsNotWrong() {
        SenderChecks number = number(new JsonObject().put("businessAccountId", null), "app-secret");
        assertThat(codes(number, "identity", "")).contains("identity.known");
        for (String check : List.of("subscription", "templates")) {
            assertThat(results(number, check, url("whatsapp")))
                    .containsExactly(CheckResult.waiting("account.missing", "check", check));
        }
    }

    @Test
    void whatIsWrongWithANumberIsFound() {
        assertThat(codes(number(new JsonObject().put("accessToken", "EAAwrong"), "app-secret"), "identity", ""))
                .containsExactly("token.refused");
        assertThat(codes(number(new JsonObject().put("phoneNumberId", "404"), "app-secret"), "identity", ""))
                .containsExactly("number.unknown");
        assertThat(codes(
                        number(new JsonObject().put("displayPhoneNumber", "+33 1 00 00 00 00"), "app-secret"),
                        "identity",
                        ""))
                .containsExactly("number.other");
        assertThat(codes(number(new JsonObject().put("businessAccountId", "66"), "app-secret"), "identity", ""))
                .contains("account.refused");
        assertThat(enter("somebody-elses")).isFalse();
        assertThat(enter(VERIFY)).isTrue();
        assertThat(codes(number(new JsonObject(), "wrong-secret"), "subscription", url("whatsapp")))
                .containsExactly("secret.refused");
        assertThat(codes(number(), "subscription", "http://elsewhere.example")).contains("webhook.elsewhere");
        condition("fields", new JsonArray().add("messages"));
        assertThat(results(number(), "subscription", url("whatsapp")))
                .filteredOn(result -> result.code().equals("field.missing"))
                .extracting(result -> result.arguments().get("name"))
                .contains("user_preferences")
                .hasSize(7);
        condition("appSubscribed", false);
        assertThat(codes(number(), "subscription", url("whatsapp"))).containsExactly("app.unsubscribed");
        condition("quality", "RED");
        assertThat(codes(number(), "identity", "")).contains("quality.red");
        condition("tokenExpired", true);
        assertThat(codes(number(), "identity", "")).containsExactly("token.expired");
    }

    /** What can't be asked says nothing for a secret: it is a reason not to keep it. Only where no app is, none can tell. */
    @ParameterizedTest
    @ValueSource(strings = {"subscribed_apps", "subscriptions", "phone_numbers"})
    void aSecretThatNothingCouldBeAskedAboutIsNotKept(String edge) {
        SenderChecks wrong = number(new JsonObject(), "wrong-secret");
        assertThat(refusals(wrong)).containsExactly("secret.refused");
        condition("edgesAway", new JsonArray().add(edge));
        assertThat(refusals(wrong)).isNotEmpty();
        assertThat(refusals(number())).containsExactly("platform.busy");
        condition("edgesAway", new JsonArray());
        assertThat(refusals(number())).isEmpty();
        condition("appSubscribed", false);
        assertThat(refusals(wrong)).isEmpty();
    }

    private static List<String> refusals(SenderChecks checks) {
        return Await.result(checks.introduce()).stream()
                .filter(SenderChecks::refuses)
                .map(CheckResult::code)
                .toList();
    }

    @Test
    void theAccountOfANumberOfLowQualityIsJudgedToo() {
        condition("quality", "RED");
        assertThat(codes(number(), "identity", "")).contains("quality.red", "account.holds", "portfolio.known");
        assertThat(codes(number(new JsonObject().put("businessAccountId", "66"), "app-secret"), "identity", ""))
                .contains("quality.red", "account.refused");
    }

    private void condition(String field, Object value) {
        control.patch("/senders/" + NUMBER + "/condition", new JsonObject().put(field, value));
    }

    @Test
    void aPlatformThatEndsTheConnectionIsSaidToBeSilent() {
        control.patch("/switches", new JsonObject().put("reset", "before"));
        assertThat(codes(bot(TOKEN, "relais_demo_bot"), "identity", "")).containsExactly("platform.silent");
    }

    @Test
    void aPlatformThatIsAwayIsSaidToBeAway() {
        // A kept connection that has just ended would make it silent: nobody ever listens here.
        assertThat(codes(bot("http://127.0.0.1:1", TOKEN, "relais_demo_bot"), "identity", ""))
                .containsExactly("platform.unreachable");
    }

    @Test
    void noSecretIsAmongAPlatformsWords() {
        assertThat(PlatformWords.of("Malformed access token EAAsecret", List.of(new Secret("EAAsecret"))))
                .isEqualTo("Malformed access token ***");
    }
}
