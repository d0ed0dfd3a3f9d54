package org.relais.channel.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.relais.channel.Button;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContract;
import org.relais.channel.ChannelProvider;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.channel.MarkedText;
import org.relais.channel.OutboundMessage;
import org.relais.channel.OutboundMessage.Edit;
import org.relais.channel.OutboundMessage.Text;
import org.relais.channel.SendOutcome;
import org.relais.channel.SendOutcome.Kind;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.testing.Unit;

@Unit
class TelegramChannelTest extends ChannelContract {
    private static final Duration PATIENT = Duration.ofMinutes(2);
    private static final String TOKEN = "123456789:AAHtoken-_4f2c9e8d7b6a5f4e3d2c1b0a9";
    private AddressId person = new AddressId("telegram", AddressKind.of("chat"), "4503599627370495");

    @Override
    protected ChannelProvider provider() {
        return new TelegramProvider();
    }

    @Override
    protected JsonObject section(String baseUrl, int connections) {
        return new JsonObject()
                .put("baseUrl", baseUrl)
                .put("connections", connections)
                .put(
                        "bots",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("organisation", "demo")
                                        .put("name", "Accueil")
                                        .put("token", TOKEN)
                                        .put("username", "@relais_demo_bot")
                                        .put("secretToken", "secret-token-8d11")));
    }

    @Override
    protected String senderExternalId() {
        return "123456789";
    }

    @Override
    protected AddressId person() {
        return person;
    }

    @Override
    protected String accepted(String id) {
        return "{\"ok\":true,\"result\":{\"message_id\":" + id
                + ",\"date\":1764000000,\"chat\":{\"id\":1,\"type\":\"private\"}}}";
    }

    @Override
    protected Answer tooFast(int seconds) {
        String body = new JsonObject(refusal(429, "Too Many Requests: retry after " + seconds))
                .put("parameters", new JsonObject().put("retry_after", seconds))
                .encode();
        return new Answer(429, body, Map.of());
    }

    @Override
    protected Answer stopped() {
        return new Answer(403, refusal(403, "Forbidden: bot was blocked by the user"), Map.of());
    }

    @Override
    protected List<String> secrets() {
        return List.of(TOKEN, "AAHtoken", "secret-token-8d11");
    }

    @Override
    protected String textOf(JsonObject request) {
        return request.getString("text");
    }

    static String refusal(int code, String description) {
        return new JsonObject()
                .put("ok", false)
                .put("error_code", code)
                .put("description", description)
                .encode();
    }

    @Test
    void buttonsStandOneARowUnderTheText() {
        JsonObject request = requestOf(new Text(
                "On y va ? <b>&",
                List.of(
                        new Button.Reply("Oui", "a:1:yes"),
                        new Button.Link("Partager", "https://t.me/share/url?url=x"),
                        new Button.Link("Appeler", "tel:+33155507838")),
                null));

        assertThat(lastRequestPath()).isEqualTo("/bot" + TOKEN + "/sendMessage");
        assertThat(request.getString("chat_id")).isEqualTo("4503599627370495");
        assertThat(request.getString("text")).isEqualTo("On y va ? <b>&\n\nAppeler – tel:+33155507838");
        assertThat(request.containsKey("parse_mode")).isFalse();
        assertThat(request.containsKey("allow_paid_broadcast")).isFalse();
        assertThat(request.getJsonObject("reply_markup"))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"inline_keyboard":[[{"text":"Oui","callback_data":"a:1:yes"}],
                                 [{"text":"Partager","url":"https://t.me/share/url?url=x"}]]}
                                """));
    }

    @Test
    void theRequestForTheNumberStandsInPlaceOfTheKeyboardUntilItIsOver() {
        JsonObject request = requestOf(new Text(
                "Votre numéro ?",
                List.of(new Button.NumberRequest("Partager"), new Button.Reply("Non merci", "r1:number:no")),
                null));
        assertThat(request.getJsonObject("reply_markup"))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"keyboard":[[{"text":"Partager","request_contact":true}],[{"text":"Non merci"}]],
                                 "resize_keyboard":true,"one_time_keyboard":true}
                                """));

        assertThat(requestOf(new Text("Merci", List.of(new Button.NumberRequest("")), null))
                        .getJsonObject("reply_markup"))
                .isEqualTo(new JsonObject("{\"remove_keyboard\":true}"));
    }

    @Test
    void stylesAreEntitiesSoThatNoTextIsWrongMarkup() {
        MarkedText text = MarkedText.read("Venez *samedi* _<b>_ * 😀 ~non~");
        JsonObject request = requestOf(new Text(text.text(), text.styles(), List.of(), null));

        assertThat(request.getString("text")).isEqualTo("Venez samedi <b> * 😀 non");
        assertThat(request.containsKey("parse_mode")).isFalse();
        assertThat(request.getJsonArray("entities"))
                .isEqualTo(
                        new JsonArray(
                                """
                                [{"type":"bold","offset":6,"length":6},{"type":"italic","offset":13,"length":3},
                                 {"type":"strikethrough","offset":22,"length":3}]
                                """));
        JsonObject caption = requestOf(new Text(text.text(), text.styles(), List.of(), "https://relais.example/i.jpg"));
        assertThat(caption.getJsonArray("caption_entities")).isEqualTo(request.getJsonArray("entities"));
    }

    @Test
    void anImageHasItsTextAsCaptionOrAsALargePreviewWhenThatIsTooLong() {
        JsonObject photo =
                requestOf(new Text("Regardez", List.of(new Button.Reply("Oui", "y")), "https://relais.example/i.jpg"));
        assertThat(lastRequestPath()).endsWith("/sendPhoto");
        assertThat(photo)
                .isEqualTo(
                        new JsonObject(
                                """
                                {"chat_id":"4503599627370495","photo":"https://relais.example/i.jpg","caption":"Regardez",
                                 "reply_markup":{"inline_keyboard":[[{"text":"Oui","callback_data":"y"}]]}}
                                """));

        JsonObject text = requestOf(new Text("x".repeat(1025), List.of(), "https://relais.example/i.jpg"));
        assertThat(lastRequestPath()).endsWith("/sendMessage");
        assertThat(text.getJsonObject("link_preview_options"))
                .isEqualTo(
                        new JsonObject(
                                """
                                {"url":"https://relais.example/i.jpg","prefer_large_media":true,"show_above_text":true}
                                """));
    }

    @Test
    void aTextIsReplacedInPlaceAndAlreadyReplacedIsFine() {
        JsonObject request = requestOf(new Edit("42", "Merci !", List.of()));
        assertThat(lastRequestPath()).endsWith("/editMessageText");
        assertThat(request.getInteger("message_id")).isEqualTo(42);
        assertThat(request.getString("text")).isEqualTo("Merci !");

        answer(400, refusal(400, "Bad Request: message is not modified: same content"));
        assertThat(send(channel(PATIENT), new Edit("42", "Merci !", List.of()))).isEqualTo(SendOutcome.accepted("42"));
        assertThat(send(channel(PATIENT), new Edit("wamid.1", "Merci !", List.of()))
                        .code())
                .isEqualTo("message_not_found");
    }

    @Test
    void aFasterBotPaysForIt() {
        JsonObject section = section(baseUrl(), 8);
        section.getJsonArray("bots").getJsonObject(0).put("messagesPerSecond", 1000);
        Channel channel = channel(section, PATIENT);

        assertThat(send(channel, "Bonjour").kind()).isEqualTo(Kind.ACCEPTED);
        assertThat(requests().get(0).getBoolean("allow_paid_broadcast")).isTrue();
        assertThat(channel.senders().get(0).limits().perSecond()).isEqualTo(1000);
    }

    @Test
    void aPressedButtonIsAcknowledgedByTheBotItCameTo() {
        answer(200, "{\"ok\":true,\"result\":true}");
        Channel channel = channel(PATIENT);

        acknowledge(channel, event("123456789", InboundEvent.Kind.BUTTON));
        acknowledge(channel, event("123456789", InboundEvent.Kind.TEXT));
        acknowledge(channel, event("404", InboundEvent.Kind.BUTTON));

        assertThat(requests()).hasSize(1);
        assertThat(lastRequestPath()).isEqualTo("/bot" + TOKEN + "/answerCallbackQuery");
        assertThat(requests().get(0).getString("callback_query_id")).isEqualTo("77");
    }

    @Test
    void connectingSetsTheWebhookAndTheMenuInEveryLanguage() {
        answer(200, "{\"ok\":true,\"result\":true}");

        connect(channel(PATIENT), "https://relais.example");

        List<JsonObject> requests = requests();
        assertThat(requests.get(0).getString("url")).isEqualTo("https://relais.example/webhook/telegram/123456789");
        assertThat(requests.get(0).getString("secret_token")).isEqualTo("secret-token-8d11");
        assertThat(requests.get(0).getJsonArray("allowed_updates"))
                .containsExactly(
                        "message",
                        "edited_message",
                        "callback_query",
                        "inline_query",
                        "chosen_inline_result",
                        "my_chat_member",
                        "chat_member");
        assertThat(requests.get(0).getBoolean("drop_pending_updates", false)).isFalse();
        assertThat(requests.subList(1, requests.size()))
                .extracting(request -> request.getString("language_code"))
                .containsExactly(null, "ar", "de", "en", "es", "fr", "it", "nl", "pt");
        assertThat(requests.subList(1, requests.size()))
                .allSatisfy(request -> assertThat(request.getJsonArray("commands").stream()
                                .map(command -> ((JsonObject) command).getString("command")))
                        .containsExactly("actions", "stats", "share", "language", "help", "start", "stop"));
        assertThat(requests.get(6).getJsonArray("commands").getJsonObject(6).getString("description"))
                .isEqualTo("Ne plus rien recevoir");
    }

    @Test
    void somethingIsPassedOnInTheAppWhereTheBotHasInlineModeElseByALink() {
        List<Button> buttons = List.of(
                new Button.Share("Envoyer à un ami", "abc123", "https://relais.example/s/abc123"),
                new Button.Copy("Copier", "Venez\nhttps://relais.example/m/abc123"));
        Channel channel = channel(PATIENT);
        answer(200, "{\"ok\":true,\"result\":{\"message_id\":1,\"supports_inline_queries\":true}}");

        send(channel, new OutboundMessage.Text("À vous", buttons, null));
        connect(channel, "https://relais.example");
        send(channel, new OutboundMessage.Text("À vous", buttons, null));

        assertThat(keyboard(requests().get(0)))
                .containsExactly(
                        new JsonObject(
                                "{\"text\":\"Envoyer à un ami\",\"url\":\"https://relais.example/s/abc123/telegram\"}"),
                        new JsonObject(
                                "{\"text\":\"Copier\",\"copy_text\":{\"text\":\"Venez\\nhttps://relais.example/m/abc123\"}}"));
        assertThat(keyboard(requests().get(requests().size() - 1)).get(0))
                .isEqualTo(
                        new JsonObject(
                                "{\"text\":\"Envoyer à un ami\",\"switch_inline_query_chosen_chat\":{\"query\":\"abc123\","
                                        + "\"allow_user_chats\":true,\"allow_group_chats\":true,\"allow_channel_chats\":true}}"));
    }

    private static List<JsonObject> keyboard(JsonObject request) {
        return request.getJsonObject("reply_markup").getJsonArray("inline_keyboard").stream()
                .map(row -> ((JsonArray) row).getJsonObject(0))
                .toList();
    }

    @Test
    void whatTelegramCantDoIsRejected() {
        OutboundMessage template = new OutboundMessage.Template("t", "fr", List.of(), List.of());
        assertThat(send(channel(PATIENT), template).code()).isEqualTo("template_not_possible");
        person = new AddressId("telegram", AddressKind.PHONE, "+33612345678");
        assertThat(send(channel(PATIENT), "Bonjour").code()).isEqualTo("address_kind");
    }

    @Test
    void faultsOfABotNameTheirPlaceAndQuoteNothing() {
        JsonObject section = section("https://api.example", 8);
        section.getJsonArray("bots")
                .add(new JsonObject()
                        .put("organisation", "demo")
                        .put("name", "Accueil")
                        .put("token", "123456789:other")
                        .put("username", "x")
                        .put("secretToken", "not allowed!")
                        .put("messagesPerSecond", 0)
                        .put("colour", "red"));

        assertThat(provider().faults(section))
                .containsExactlyInAnyOrder(
                        "channels.telegram.bots[1].token: is of a bot given before",
                        "channels.telegram.bots[1].username: must be the bot's name: 3 to 32 letters, digits and"
                                + " underscores",
                        "channels.telegram.bots[1].secretToken: must be 1 to 256 letters, digits, _ and -",
                        "channels.telegram.bots[1].messagesPerSecond: must be a whole number from 1 to 1000",
                        "channels.telegram.bots[1].colour: unknown key, known are [token, username, organisation,"
                                + " name, secretToken, messagesPerSecond, chatIntervalMillis]");
    }

    @Test
    void theJoinLinkOpensTheBot() {
        assertThat(channel(PATIENT).joinLink("123456789", "abc")).contains("https://t.me/relais_demo_bot?start=abc");
        JsonObject simulated = new JsonObject().put("linkBase", "http://localhost:8081/t.me");
        assertThat(TelegramConfig.read(simulated, new ArrayList<>()).linkBase())
                .isEqualTo("http://localhost:8081/t.me");
        assertThat(provider().faults(new JsonObject().put("linkBase", "t.me")))
                .singleElement()
                .isEqualTo("channels.telegram.linkBase: must be an http or https address without trailing slash");
    }

    private static InboundEvent event(String bot, InboundEvent.Kind kind) {
        return new EventBuilder("telegram", bot, "1", Instant.EPOCH)
                .kind(kind)
                .externalId("77")
                .build();
    }
}
