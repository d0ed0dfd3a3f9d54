package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** The Bot API's refusals, with the server's codes and words. */
@Unit
class SandboxTelegramErrorsTest {
    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    @BeforeEach
    void phones() {
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        assertThat(world.control().telegramPhone(7002, "Jamais Venu")).isEqualTo("tg-7002");
    }

    @Test
    void nobodyWritesToABotThatTheyHaveNotStarted() {
        String path = "/phones/tg-7002/messages";
        for (String text : new String[] {"START", "Bonjour"}) {
            Answer refused = world.control()
                    .call(
                            "POST",
                            "/sandbox/api" + path,
                            new JsonObject().put("text", text).encode());
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("has not started the bot: send /start first");
        }
        assertThat(world.control().get("/phones/tg-7002").getJsonArray("history"))
                .isEmpty();
        for (String text : new String[] {"/start", "START"}) {
            assertThat(world.control()
                            .post(path, new JsonObject().put("text", text))
                            .getJsonArray("webhooks"))
                    .hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            textBlock =
                    """
            empty text           | {"chat_id":7001,"text":""}                                   | 400 | Bad Request: message text is empty
            blank text           | {"chat_id":7001,"text":"  "}                                 | 400 | Bad Request: message text is empty
            no chat              | {"text":"a"}                                                 | 400 | Bad Request: chat_id is empty
            unknown chat         | {"chat_id":999,"text":"a"}                                   | 400 | Bad Request: chat not found
            not started          | {"chat_id":7002,"text":"a"}                                  | 403 | Forbidden: bot can't initiate conversation with a user
            unknown parse mode   | {"chat_id":7001,"text":"a","parse_mode":"XML"}               | 400 | Bad Request: unsupported parse_mode
            unknown tag          | {"chat_id":7001,"text":"a <x>b</x>","parse_mode":"HTML"}     | 400 | Bad Request: can't parse entities: Unsupported start tag "x" at byte offset 2
            unclosed tag         | {"chat_id":7001,"text":"<b>a","parse_mode":"HTML"}           | 400 | Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"
            reserved character   | {"chat_id":7001,"text":"a.","parse_mode":"MarkdownV2"}       | 400 | Bad Request: can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'
            reply to nothing     | {"chat_id":7001,"text":"a","reply_parameters":{"message_id":9}} | 400 | Bad Request: message to be replied not found
            markup no object     | {"chat_id":7001,"text":"a","reply_markup":"[1]"}             | 400 | Bad Request: object expected as reply markup
            button without act   | {"chat_id":7001,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"x"}]]}} | 400 | Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard
            tel link             | {"chat_id":7001,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"x","url":"tel:+331"}]]}} | 400 | Bad Request: inline keyboard button URL 'tel:+331' is invalid: Unsupported URL protocol
            empty data           | {"chat_id":7001,"text":"a","reply_markup":{"inline_keyboard":[[{"text":"x","callback_data":""}]]}} | 400 | Bad Request: BUTTON_DATA_INVALID
            """)
    void sendMessageIsRefused(String name, String body, int code, String description) {
        JsonObject answer = refused(world.bot("sendMessage", new JsonObject(body)), code);
        assertThat(answer.getString("description")).as(name).isEqualTo(description);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            textBlock =
                    """
            [{"type":"article","id":"","title":"a","input_message_content":{"message_text":"b"}}]  | RESULT_ID_INVALID
            [{"type":"article","id":"1","title":"","input_message_content":{"message_text":"b"}}]  | ARTICLE_TITLE_EMPTY
            [{"type":"article","id":"1","title":"a","input_message_content":{"message_text":" "}}] | MESSAGE_EMPTY
            []                                                                                     | query is too old and response timeout expired or query ID is invalid
            """)
    void answerInlineQueryIsRefused(String results, String description) {
        JsonObject answer = refused(
                world.bot(
                        "answerInlineQuery",
                        new JsonObject().put("inline_query_id", "1").put("results", new JsonArray(results))),
                400);
        assertThat(answer.getString("description")).isEqualTo("Bad Request: " + description);
    }

    @Test
    void textIsCountedInUtf16UnitsAfterFormattingWasTakenOut() {
        String emoji = "😀".repeat(2048);
        assertThat(send(emoji).status()).isEqualTo(200);
        assertThat(world.bot("sendMessage", text("<b>" + emoji + "</b>").put("parse_mode", "HTML"))
                        .status())
                .isEqualTo(200);
        assertThat(refused(send(emoji + "x"), 400).getString("description"))
                .isEqualTo("Bad Request: message is too long");
    }

    @Test
    void callbackDataIsCountedInBytes() {
        assertThat(withData("é".repeat(32)).status()).isEqualTo(200);
        assertThat(refused(withData("é".repeat(32) + "x"), 400).getString("description"))
                .isEqualTo("Bad Request: BUTTON_DATA_INVALID");
    }

    @Test
    void tokenAndMethodMustBeKnown() {
        Answer unknown = world.control().call("GET", "/telegram/bot999:AAA/getMe", null);
        assertThat(refused(unknown, 401).getString("description")).isEqualTo("Unauthorized");
        assertThat(refused(world.bot("fly", new JsonObject()), 404).getString("description"))
                .isEqualTo("Not Found: method not found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sendMediaGroup", "exportChatInviteLink", "pinChatMessage", "editMessageCaption"})
    void aMethodThatIsNotPlayedIsNoUnknownOne(String method) {
        assertThat(refused(world.bot(method, new JsonObject().put("chat_id", 7001)), 400)
                        .getString("description"))
                .isEqualTo("Bad Request: BOT_METHOD_INVALID");
    }

    @Test
    void aMessageIsForwardedAndCopiedWithoutItsButtons() {
        long id = new JsonObject(withData("x").body()).getJsonObject("result").getLong("message_id");
        JsonObject its =
                new JsonObject().put("chat_id", 7001).put("from_chat_id", 7001).put("message_id", id);
        JsonObject forwarded = new JsonObject(world.bot("forwardMessage", its).body()).getJsonObject("result");
        assertThat(forwarded.getString("text")).isEqualTo("a");
        assertThat(forwarded.containsKey("forward_origin")).isTrue();
        assertThat(new JsonObject(world.bot("copyMessage", its).body())
                        .getJsonObject("result")
                        .fieldNames())
                .containsExactly("message_id");
        assertThat(refused(world.bot("copyMessage", its.copy().put("message_id", 99_999)), 400)
                        .getString("description"))
                .isEqualTo("Bad Request: message to copy not found");
        assertThat(refused(world.bot("forwardMessage", its.copy().put("from_chat_id", 999)), 400)
                        .getString("description"))
                .isEqualTo("Bad Request: chat not found");
    }

    @Test
    void aDieIsThrown() {
        JsonObject thrown = new JsonObject(world.bot("sendDice", new JsonObject().put("chat_id", 7001))
                        .body())
                .getJsonObject("result");
        assertThat(thrown.getJsonObject("dice").getInteger("value")).isBetween(1, 6);
        assertThat(refused(
                                world.bot(
                                        "sendDice",
                                        new JsonObject().put("chat_id", 7001).put("emoji", "🐟")),
                                400)
                        .getString("description"))
                .isEqualTo("Bad Request: wrong emoji specified");
    }

    @Test
    void brokenBodiesAreRefused() {
        Answer broken = world.control()
                .call(
                        "POST",
                        "/bot" + SandboxExtension.TOKEN + "/sendMessage",
                        "{",
                        "Content-Type",
                        "application/json");
        assertThat(refused(broken, 400).getString("description"))
                .isEqualTo("Bad Request: can't parse JSON object in the request body");
    }

    @Test
    void aBlockedOrDeactivatedPersonCannotBeReached() {
        world.control().post("/phones/tg-7001/block", new JsonObject());
        assertThat(refused(send("a"), 403).getString("description"))
                .isEqualTo("Forbidden: bot was blocked by the user");
        world.control().post("/phones/tg-7001/unblock", new JsonObject());
        assertThat(send("a").status()).isEqualTo(200);
        world.control().put("/phones/tg-7001/switches", new JsonObject().put("deactivated", true));
        assertThat(refused(send("a"), 403).getString("description")).isEqualTo("Forbidden: user is deactivated");
    }

    @Test
    void onlyAnAdministratorWhoMayInviteMakesLinks() {
        group("-501");
        JsonObject asked = new JsonObject().put("chat_id", -501).put("name", "Ab3");
        assertThat(refused(world.bot("createChatInviteLink", asked.copy().put("chat_id", -502)), 400)
                        .getString("description"))
                .isEqualTo("Bad Request: chat not found");
        bot("-501", "administrator");
        assertThat(refused(world.bot("createChatInviteLink", asked), 400).getString("description"))
                .isEqualTo("Bad Request: not enough rights to manage chat invite link");
        bot("-501", "inviting");
        JsonObject link =
                new JsonObject(world.bot("createChatInviteLink", asked).body()).getJsonObject("result");
        assertThat(link.getString("invite_link")).startsWith("https://t.me/+");
        assertThat(link.getString("name")).isEqualTo("Ab3");
        JsonObject revoked = asked.put("invite_link", link.getString("invite_link"));
        assertThat(new JsonObject(world.bot("revokeChatInviteLink", revoked).body())
                        .getJsonObject("result")
                        .getBoolean("is_revoked"))
                .isTrue();
        bot("-501", "kicked");
        assertThat(refused(world.bot("createChatInviteLink", asked), 403).getString("description"))
                .isEqualTo("Forbidden: bot was kicked from the group chat");
    }

    private static void group(String chatId) {
        world.control()
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("group", true)
                                .put("userId", chatId)
                                .put("name", "Quartier"));
    }

    private static void bot(String chatId, String status) {
        world.control()
                .post(
                        "/phones/tg-group" + chatId + "/events",
                        new JsonObject().put("kind", "bot").put("status", status));
    }

    @Test
    void aGroupThatMovedTellsItsNewId() {
        group("-500");
        world.control()
                .post(
                        "/phones/tg-group-500/events",
                        new JsonObject().put("kind", "migrate").put("chatId", "-1001234567890"));
        JsonObject refusal = refused(
                world.bot("sendMessage", new JsonObject().put("chat_id", -500).put("text", "a")), 400);
        assertThat(refusal.getString("description"))
                .isEqualTo("Bad Request: group chat was upgraded to a supergroup chat");
        assertThat(refusal.getJsonObject("parameters").getLong("migrate_to_chat_id"))
                .isEqualTo(-1001234567890L);
        assertThat(world.bot(
                                "sendMessage",
                                new JsonObject().put("chat_id", -1001234567890L).put("text", "a"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aQueryCanBeAnsweredWhileItIsYoungAndKnown() {
        assertThat(refused(world.bot("answerCallbackQuery", new JsonObject().put("callback_query_id", "1")), 400)
                        .getString("description"))
                .isEqualTo("Bad Request: query is too old and response timeout expired or query ID is invalid");
        assertThat(refused(
                                world.bot(
                                        "answerCallbackQuery",
                                        new JsonObject()
                                                .put("callback_query_id", "1")
                                                .put("text", "x".repeat(201))),
                                400)
                        .getString("description"))
                .isEqualTo("Bad Request: MESSAGE_TOO_LONG");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            secret with a space | {"url":"https://a.example/","secret_token":"a b"} | Bad Request: secret token contains unallowed characters
            ftp                 | {"url":"ftp://a.example/"}                        | Bad Request: bad webhook: An HTTPS URL must be provided for webhook
            """)
    void setWebhookIsRefused(String name, String body, String description) {
        assertThat(refused(world.bot("setWebhook", new JsonObject(body)), 400).getString("description"))
                .as(name)
                .isEqualTo(description);
    }

    @Test
    void editsAreRefusedWhereTheServerRefusesThem() {
        long id = send("un").json().getJsonObject("result").getLong("message_id");
        JsonObject same = text("un").put("message_id", id);
        assertThat(refused(world.bot("editMessageText", same), 400).getString("description"))
                .startsWith("Bad Request: message is not modified");
        assertThat(refused(world.bot("editMessageText", text("deux").put("message_id", 99)), 400)
                        .getString("description"))
                .isEqualTo("Bad Request: message to edit not found");
        assertThat(world.bot(
                                "deleteMessage",
                                new JsonObject().put("chat_id", 7001).put("message_id", id))
                        .status())
                .isEqualTo(200);
        assertThat(refused(
                                world.bot(
                                        "deleteMessage",
                                        new JsonObject().put("chat_id", 7001).put("message_id", id)),
                                400)
                        .getString("description"))
                .isEqualTo("Bad Request: message to delete not found");
    }

    private Answer send(String text) {
        return world.bot("sendMessage", text(text));
    }

    private static JsonObject text(String text) {
        return new JsonObject().put("chat_id", 7001).put("text", text);
    }

    private Answer withData(String data) {
        JsonArray row = new JsonArray().add(new JsonObject().put("text", "x").put("callback_data", data));
        return world.bot(
                "sendMessage",
                text("a").put("reply_markup", new JsonObject().put("inline_keyboard", new JsonArray().add(row))));
    }

    private static JsonObject refused(Answer answer, int code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(code);
        JsonObject json = answer.json();
        assertThat(json.getBoolean("ok")).isFalse();
        assertThat(json.getInteger("error_code")).isEqualTo(code);
        return json;
    }
}
