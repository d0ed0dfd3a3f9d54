package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.SenderNodes.Node;
import org.relais.console.Translations;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.ConsoleClient;
import org.relais.testing.NeedsDatabase;

/** New secrets of a sender, given in the console or by a program: both platforms are asked before any is kept. */
@NeedsDatabase
class SenderChangeTest {
    private static SenderNodes nodes;
    private static ConsoleClient console;
    private static ApiClient.Caller owner;
    private static long number;
    private static long bot;

    @BeforeAll
    static void connect(@TempDir Path files) {
        nodes = new SenderNodes(files);
        Node node = nodes.start();
        owner = nodes.owner(node);
        number = connected(SenderNodes.number());
        bot = connected(SenderNodes.bot());
        console = ConsoleClient.signIn(
                "http://localhost:" + node.service().port(), nodes.database().pool(), nodes.organisationId, Role.OWNER);
    }

    @AfterAll
    static void close() {
        nodes.close();
    }

    private static long connected(JsonObject sender) {
        return owner.ok(owner.post("/channels", sender)).getLong("id");
    }

    private static JsonObject settings(long sender) {
        return owner.ok(owner.patch("/channels/" + sender, new JsonObject())).getJsonObject("settings");
    }

    private static HttpResponse<String> change(long sender, String... fields) {
        return console.post("/channels/" + sender + "/change", fields);
    }

    /** What the page says that the browser is sent to. */
    private static String said(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return console.get(answer.headers()
                        .firstValue("Location")
                        .orElseThrow()
                        .replaceFirst("^/console", "")
                        .replaceFirst("#.*", ""))
                .body();
    }

    private static void refused(HttpResponse<String> answer, String field, String words) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).containsPattern("id=\"" + field + "-fault\">[^<]*" + words);
        assertThat(said(console.post("/channels/" + number + "/checks/identity")))
                .as("the secrets of before")
                .contains("It belongs to");
    }

    @Test
    void aWrongTokenOfANumberIsNotKept() {
        refused(change(number, "accessToken", "EAAwrong"), "accessToken", "The platform refuses the token");
        assertThat(said(console.post("/channels/" + number + "/checks/identity")))
                .doesNotContain("refuses the token");
    }

    @Test
    void aWrongTokenOfABotIsNotKept() {
        refused(change(bot, "token", SenderNodes.BOT + ":wrong-token-of-it"), "token", "The platform refuses");
        assertThat(said(console.post("/channels/" + bot + "/checks/identity"))).doesNotContain("refuses the token");
    }

    @ParameterizedTest
    @CsvSource({
        "businessAccountId, 7002001001, .",
        "displayPhoneNumber, +33 1 99 00 55 67, This id is of the number",
        "phoneNumberId, 109876543299, .",
        "phoneNumberId, 0199005566, That is a phone number",
        "businessAccountId, +33 1 99 00 55 66, That is a phone number"
    })
    void whatIsOfAnotherIsNotKept(String field, String value, String words) {
        refused(change(number, field, value), field, words);
    }

    @Test
    void theSameTokenAgainAndNothingAreNoChange() {
        assertThat(said(change(number))).contains("Nothing was changed");
        assertThat(said(change(number, "accessToken", SenderNodes.NUMBER_TOKEN)))
                .contains("Nothing was changed");
        assertThat(said(change(number, "name", "Our number"))).contains("Nothing was changed");
    }

    @Test
    void aVerifyTokenAloneIsChanged() {
        assertThat(said(change(number, "verifyToken", "another-verify-token"))).contains("Changed");
        assertThat(said(change(number, "verifyToken", SenderNodes.VERIFY_TOKEN)))
                .contains("Changed");
    }

    @Test
    void aWrongAppSecretIsNotKept() {
        refused(change(number, "appSecret", "of-another-app"), "appSecret", "The app secret is wrong");
        assertThat(said(console.post("/channels/" + number + "/checks/subscription")))
                .doesNotContain("The app secret is wrong");
    }

    @Test
    void aNumberIsNotConnectedWithAWrongAppSecret() {
        HttpResponse<String> answer = console.post(
                "/channels/connect/whatsapp",
                "phoneNumberId",
                SenderNodes.NUMBER,
                "businessAccountId",
                "7001001001",
                "accessToken",
                SenderNodes.NUMBER_TOKEN,
                "appSecret",
                "of-another-app");
        refused(answer, "appSecret", "The app secret is wrong");
    }

    @Test
    void anAccountIsNoNumber() {
        HttpResponse<String> answer = console.post(
                "/channels/connect/whatsapp",
                "phoneNumberId",
                "7001001001",
                "businessAccountId",
                SenderNodes.NUMBER,
                "accessToken",
                SenderNodes.NUMBER_TOKEN,
                "appSecret",
                SenderNodes.APP_SECRET);
        refused(answer, "phoneNumberId", "Meta knows this id, but not as one of a phone number");
        assertThat(answer.body()).doesNotContain("\"null\"");
    }

    @Test
    void whatMayBeLeftOutIsTakenAway() {
        assertThat(said(change(number, "messagesPerSecond", "40"))).contains("Changed");
        assertThat(said(change(number, "messagesPerSecond", ""))).contains("Changed");
        assertThat(settings(number).containsKey("messagesPerSecond")).isFalse();
        assertThat(said(change(number, "messagesPerSecond", "", "templateName", "")))
                .contains("Nothing was changed");
        refused(change(number, "businessAccountId", ""), "businessAccountId", ".");
    }

    @Test
    void whatThePlatformTellsIsAskedAnew() {
        assertThat(said(change(number, "displayPhoneNumber", ""))).contains("Nothing was changed");
        nodes.rows(
                """
                update sender_credential set settings = settings || '{"username": "BeforeItWasRenamedBot"}'
                where sender_id = $1 returning sender_id
                """,
                bot);
        assertThat(said(change(bot, "token", SenderNodes.BOT_TOKEN, "username", "")))
                .contains("Changed");
        assertThat(settings(bot).getString("username")).isEqualTo(SenderNodes.BOT_NAME);
    }

    @Test
    void theFieldsToSubscribeToAreNamedBeforeTheyAreChecked() {
        String page = said(console.post("/channels/" + number + "/checks/subscription"));
        String named = Translations.in("en").text("sender.how.subscription.exact");
        assertThat(Pattern.compile("\\b([a-z_]+): (received|missing)\\.")
                        .matcher(page)
                        .results()
                        .map(found -> found.group(1)))
                .hasSizeGreaterThanOrEqualTo(8)
                .allMatch(field ->
                        Pattern.compile("\\b" + field + "\\b").matcher(named).find());
    }

    /** What programs send is judged as what people type: at its field, by a code, and all stays as it was. */
    @ParameterizedTest
    @CsvSource({
        "telegram, token, 500600700:wrong-token-of-it, sender_refused, token.refused",
        "telegram, token, 500600800:other-token-MARKER, sender_of_another_account, another sender",
        "telegram, username, @OtherBot, sender_refused, token.other: @ConnectedBot",
        "whatsapp, accessToken, EAAwrong, sender_refused, token.refused",
        "whatsapp, appSecret, of-another-app, sender_refused, secret.refused",
        "whatsapp, businessAccountId, 7002001001, sender_refused, account.refused",
        "whatsapp, displayPhoneNumber, +33 1 99 00 55 67, sender_refused, number.other: +33 1 99 00 55 66",
        "whatsapp, phoneNumberId, 7001001001, sender_of_another_account, another sender"
    })
    void whatThePlatformRefusesIsNotKeptByTheApiEither(
            String channel, String field, String value, String code, String words) {
        JsonObject fields = new JsonObject().put("fields", new JsonObject().put(field, value));
        long sender = channel.equals("telegram") ? bot : number;
        List<String> before = kept();
        isFault(owner.patch("/channels/" + sender, fields), "fields." + field, code, words);
        JsonObject anew = channel.equals("telegram") ? SenderNodes.bot() : SenderNodes.number();
        if (code.equals("sender_refused")) {
            anew.getJsonObject("fields").put(field, value);
            isFault(owner.post("/channels", anew), "fields." + field, code, words);
        }
        assertThat(kept()).isEqualTo(before);
    }

    private static void isFault(ApiClient.Answer answer, String field, String code, String words) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().getJsonArray("errors").stream().map(JsonObject.class::cast))
                .as(answer.body())
                .singleElement()
                .matches(fault -> fault.getString("field").equals(field)
                        && fault.getString("code").equals(code)
                        && fault.getString("message").contains(words));
    }

    /**
     * Every sender with its secrets as they are sealed, and what was done to senders. Those of a removed one are erased a
     * while later, during the next test at times.
     */
    private static List<String> kept() {
        return nodes
                .rows(
                        """
                        select to_jsonb(c)::text || s.name as kept from sender s join sender_credential c on c.sender_id = s.id
                        where s.removed_at is null
                        union all select action || id from audit_event where action in ('sender.add', 'sender.change') order by 1
                        """)
                .stream()
                .map(row -> row.getString("kept"))
                .toList();
    }

    @Test
    void nothingIsKeptWhileThePlatformCannotBeAsked() {
        List<JsonObject> sections = Stream.of("telegram", "whatsapp")
                .map(nodes.config().getJsonObject("channels")::getJsonObject)
                .toList();
        List<String> addresses =
                sections.stream().map(section -> section.getString("baseUrl")).toList();
        sections.forEach(section -> section.put("baseUrl", "http://127.0.0.1:1"));
        Node cutOff = nodes.start();
        for (int at = 0; at < sections.size(); at++) {
            sections.get(at).put("baseUrl", addresses.get(at));
        }
        List<String> before = kept();
        ApiClient.Caller caller = nodes.owner(cutOff);
        for (String channel : List.of("telegram", "whatsapp")) {
            long sender = channel.equals("telegram") ? bot : number;
            String secret = channel.equals("telegram") ? "token" : "appSecret";
            String value = channel.equals("telegram") ? SenderNodes.BOT + ":another" : "of-another-app";
            JsonObject fields = new JsonObject().put("fields", new JsonObject().put(secret, value));
            isFault(caller.patch("/channels/" + sender, fields), "", "platform_unasked", "platform.unreachable");
        }
        isFault(caller.post("/channels", SenderNodes.bot()), "", "platform_unasked", "nothing was kept");
        assertThat(kept()).isEqualTo(before);
        JsonObject pace = new JsonObject().put("fields", new JsonObject().put("messagesPerSecond", "9"));
        owner.ok(caller.patch("/channels/" + bot, pace));
        assertThat(settings(bot).getString("messagesPerSecond"))
                .as("what no platform can judge")
                .isEqualTo("9");
        nodes.stop(cutOff);
    }

    @Test
    void whatThePlatformTellsMayBeLeftOut() {
        JsonObject other = new JsonObject()
                .put("channel", "telegram")
                .put("name", "Another one")
                .put("fields", new JsonObject().put("token", SenderNodes.OTHER_BOT_TOKEN));
        long made = connected(other);
        assertThat(settings(made).getString("username")).isEqualTo("OtherBot");
        owner.ok(owner.delete("/channels/" + made));
    }

    @Test
    void whatChangesNothingLeavesNoTrace() {
        List<String> before = kept();
        owner.ok(owner.patch(
                "/channels/" + bot,
                new JsonObject().put("fields", new JsonObject().put("token", " " + SenderNodes.BOT_TOKEN))));
        assertThat(kept()).isEqualTo(before);
    }

    @Test
    void aReasonThatNobodyGaveIsSaidInTheReadersLanguage() {
        assertThat(said(console.post("/channels/" + bot + "/pause"))).contains("<dd>by Ana</dd>");
        console.post("/channels/" + bot + "/resume");
        assertThat(said(console.post("/channels/" + bot + "/pause", "reason", "paused by lunch")))
                .contains("<dd>by Ana: “paused by lunch”</dd>");
        console.post("/channels/" + bot + "/resume");
    }

    @Test
    void aNameCantBeTakenAway() {
        HttpResponse<String> answer = change(number, "name", " ");
        refused(answer, "name", "Please fill this in");
        assertThat(answer.body()).contains("those left empty stay as they are");
        refused(change(number, "name", "a".repeat(101)), "name", "101");
    }

    @Test
    void aLanguageThatThePlatformDoesNotKnowIsRefused() {
        refused(change(number, "templateLanguage", "zz"), "templateLanguage", "Meta knows no language");
        assertThat(said(change(number, "templateLanguage", "pt_BR"))).contains("Changed");
        assertThat(said(change(number, "templateLanguage", ""))).contains("Changed");
    }

    @Test
    void aNumberInDigitsIsNoId() {
        HttpResponse<String> answer = console.post(
                "/channels/connect/whatsapp",
                "phoneNumberId",
                "33199005566",
                "businessAccountId",
                "7001001001",
                "accessToken",
                SenderNodes.NUMBER_TOKEN,
                "appSecret",
                SenderNodes.APP_SECRET);
        refused(answer, "phoneNumberId", "That is a phone number");
    }

    @Test
    void theLowerOfTwoLimitsIsShownWithItsReason() {
        assertThat(said(console.post("/channels/" + number + "/checks/identity")))
                .containsPattern("id=\"pool\">0 of [0-9,]+ new conversations used<");
        assertThat(said(change(number, "uniquePerDay", "250")))
                .containsPattern(
                        "id=\"pool\">0 of 250 new conversations used \\(its own setting; the platform allows [0-9,]+\\)");
        assertThat(said(change(number, "uniquePerDay", "unlimited")))
                .containsPattern("id=\"pool\">0 of [0-9,]+ new conversations used<");
        refused(change(number, "uniquePerDay", "300"), "uniquePerDay", "One of these limits");
        assertThat(said(change(number, "uniquePerDay", ""))).doesNotContain("its own setting");
    }

    @Test
    void aHandshakeProvesNoTokenThatCameAfterIt() {
        String step = "(?s)id=\"step-handshake\".{0,3000}";
        handshake(SenderNodes.VERIFY_TOKEN);
        Await.until("the handshake is noted", () -> page(number).contains("with the right verify token"));
        assertThat(said(change(number, "verifyToken", "a-third-verify-token")))
                .doesNotContain("with the right verify token")
                .containsPattern(step + "brings us what people write already");
        handshake("a-third-verify-token");
        Await.until("the handshake is noted", () -> page(number).contains("with the right verify token"));
        assertThat(said(change(number, "verifyToken", SenderNodes.VERIFY_TOKEN)))
                .doesNotContain("with the right verify token");
    }

    private static String page(long sender) {
        return page(sender, "");
    }

    private static String page(long sender, String under) {
        return console.get("/channels/" + sender + under).body();
    }

    private static void handshake(String token) {
        assertThat(nodes.phones
                        .post(
                                "/senders/" + SenderNodes.NUMBER + "/webhook",
                                new JsonObject()
                                        .put(
                                                "url",
                                                nodes.config()
                                                                .getJsonObject("http")
                                                                .getString("publicUrl") + "/webhook/whatsapp/"
                                                        + SenderNodes.NUMBER)
                                        .put("verifyToken", token))
                        .getBoolean("verified"))
                .isTrue();
    }

    @Test
    void pausingAndRemovingEndWhereTheyAreSeen() {
        HttpResponse<String> paused = console.post("/channels/" + bot + "/pause");
        assertThat(paused.headers().firstValue("Location")).hasValue("/console/channels/" + bot);
        assertThat(console.post("/channels/" + bot + "/resume", "list", "yes")
                        .headers()
                        .firstValue("Location"))
                .hasValue("/console/channels");
        HttpResponse<String> added =
                console.post("/channels/connect/telegram", "token", SenderNodes.OTHER_BOT_TOKEN, "name", "The second");
        String page = added.headers().firstValue("Location").orElseThrow().replaceFirst("^/console", "");
        assertThat(said(console.post(page + "/remove"))).contains("“The second” is removed");
    }

    @Test
    void whatTwoPagesChangeIsBothKept() {
        String[] untouched = {"name", "Our number", "was_name", "Our number", "uniquePerDay", "", "was_uniquePerDay", ""
        };
        assertThat(page(number, "/change")).contains("name=\"was_uniquePerDay\" value=\"\"");
        assertThat(said(change(number, "uniquePerDay", "250", "was_uniquePerDay", "")))
                .contains("Changed");
        assertThat(said(change(number, untouched))).contains("Nothing was changed");
        assertThat(settings(number).getString("uniquePerDay")).isEqualTo("250");
        assertThat(said(change(number, "uniquePerDay", "", "was_uniquePerDay", "250")))
                .contains("Changed");
        assertThat(said(change(number, "marketingMessages", "no", "was_marketingMessages", "no")))
                .contains("Nothing was changed");
    }

    @Test
    void aVerifyTokenOfWordsIsNotMadeAnotherOne() {
        refused(change(number, "verifyToken", "two words of mine"), "verifyToken", "This must look like");
    }
}
