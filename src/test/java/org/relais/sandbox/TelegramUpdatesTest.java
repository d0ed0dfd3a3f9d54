package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.Unit;
import org.telegram.telegrambots.meta.api.objects.Update;

/** Updates: what each action sends, in which order, and what happens when the service does not take them. */
@Unit
class TelegramUpdatesTest {
    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    private final ObjectMapper mapper = new ObjectMapper();

    @BeforeEach
    void subscribe() {
        assertThat(world.startedPhone(7001)).isEqualTo("tg-7001");
        assertThat(world.startedPhone(7002)).isEqualTo("tg-7002");
        world.control().patch("/settings", new JsonObject().put("telegramRetryMillis", 10));
        setWebhook(new JsonObject());
    }

    private void setWebhook(JsonObject more) {
        JsonObject body = new JsonObject().put("url", world.service().url()).mergeIn(more);
        assertThat(world.bot("setWebhook", body).status()).isEqualTo(200);
    }

    private Update update() throws Exception {
        return mapper.readValue(world.service().next().body().getBytes(), Update.class);
    }

    @Test
    void aDeepLinkSendsStartWithItsPayload() throws Exception {
        world.control().waited("/phones/tg-7001/open", new JsonObject().put("payload", "join_Ab-9"));
        Update update = update();
        assertThat(update.getMessage().getText()).isEqualTo("/start join_Ab-9");
        assertThat(update.getMessage().getFrom().getLanguageCode()).isEqualTo("fr");
        assertThat(world.control()
                        .call(
                                "POST",
                                "/sandbox/api/phones/tg-7001/open",
                                new JsonObject().put("payload", "x".repeat(65)))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void blockingAndUnblockingAreMemberUpdates() throws Exception {
        world.control().waited("/phones/tg-7001/block", new JsonObject());
        Update kicked = update();
        assertThat(kicked.getMyChatMember().getNewChatMember().getStatus()).isEqualTo("kicked");
        assertThat(kicked.getMyChatMember().getOldChatMember().getStatus()).isEqualTo("member");
        assertThat(kicked.getMyChatMember().getChat().getId()).isEqualTo(7001L);
        world.control().waited("/phones/tg-7001/unblock", new JsonObject());
        assertThat(update().getMyChatMember().getNewChatMember().getStatus()).isEqualTo("member");
    }

    @Test
    void whoEntersByALinkIsToldToABotThatAsksForIt() throws Exception {
        setWebhook(new JsonObject()
                .put("allowed_updates", new JsonArray().add("my_chat_member").add("chat_member")));
        world.control()
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("group", true)
                                .put("userId", "-600")
                                .put("name", "Quartier"));
        world.control().waited("/phones/tg-group-600/events", new JsonObject().put("kind", "bot"));
        assertThat(world.service().next().body().toString()).contains("my_chat_member", "\"can_invite_users\":true");
        JsonObject made = new JsonObject(world.bot(
                                "createChatInviteLink",
                                new JsonObject().put("chat_id", -600).put("name", "Ab3"))
                        .body())
                .getJsonObject("result");
        String hash = made.getString("invite_link").substring("https://t.me/".length());
        world.control().waited("/phones/tg-7001/open", new JsonObject().put("payload", hash));
        Update entered = update();
        assertThat(entered.getChatMember().getNewChatMember().getStatus()).isEqualTo("member");
        assertThat(entered.getChatMember().getInviteLink().getName()).isEqualTo("Ab3");
        // Who is inside comes in no second time.
        assertThat(world.control()
                        .post("/phones/tg-7001/open", new JsonObject().put("payload", hash))
                        .getJsonArray("webhooks"))
                .isEmpty();
        setWebhook(new JsonObject().put("allowed_updates", new JsonArray().add("message")));
        assertThat(world.control()
                        .post("/phones/tg-7002/open", new JsonObject().put("payload", hash))
                        .getJsonArray("webhooks"))
                .isEmpty();
    }

    @Test
    void anEditIsTold() throws Exception {
        world.control().writeAndWait("tg-7001", "oui");
        assertThat(update().getMessage().getText()).isEqualTo("oui");
        world.control().waited("/phones/tg-7001/edit", new JsonObject().put("text", "STOP"));
        assertThat(update().getEditedMessage().getText()).isEqualTo("STOP");
    }

    @Test
    void aMessageIsQuoted() throws Exception {
        JsonObject sent = new JsonObject(world.bot(
                                "sendMessage",
                                new JsonObject().put("chat_id", 7001).put("text", "Venez-vous ?"))
                        .body())
                .getJsonObject("result");
        world.control()
                .waited(
                        "/phones/tg-7001/messages",
                        new JsonObject().put("text", "oui").put("replyTo", sent.getLong("message_id")));
        var quoted = update().getMessage().getReplyToMessage();
        assertThat(quoted.getMessageId()).isEqualTo(sent.getInteger("message_id"));
        assertThat(quoted.getText()).isEqualTo("Venez-vous ?");
        assertThat(world.control()
                        .call(
                                "POST",
                                "/sandbox/api/phones/tg-7001/messages",
                                new JsonObject().put("text", "oui").put("replyTo", "99999"))
                        .body())
                .contains("replyTo", "no such message");
    }

    @Test
    void aGroupHasItsOwnChatAndItsMembersWrite() throws Exception {
        world.control()
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "telegram")
                                .put("group", true)
                                .put("userId", "-100200")
                                .put("name", "Quartier")
                                .put("members", new JsonArray().add("tg-7001")));
        world.control()
                .waited(
                        "/phones/tg-7001/messages",
                        new JsonObject().put("text", "STOP").put("group", "tg-group-100200"));
        Update update = update();
        assertThat(update.getMessage().isGroupMessage() || update.getMessage().isSuperGroupMessage())
                .isTrue();
        assertThat(update.getMessage().getChatId()).isEqualTo(-100200L);
        assertThat(update.getMessage().getFrom().getId()).isEqualTo(7001L);
        assertThat(world.bot(
                                "sendMessage",
                                new JsonObject().put("chat_id", -100200).put("text", "Bonjour à tous"))
                        .status())
                .isEqualTo(200);
        assertThat(world.control().next("tg-group-100200", 0).getString("text")).isEqualTo("Bonjour à tous");
    }

    @Test
    void aReplyKeyboardCanBePressedAndSharesTheOwnContact() throws Exception {
        JsonObject keyboard = new JsonObject()
                .put(
                        "keyboard",
                        new JsonArray()
                                .add(new JsonArray()
                                        .add(new JsonObject()
                                                .put("text", "Mon numéro")
                                                .put("request_contact", true))
                                        .add("Plus tard")));
        world.bot(
                "sendMessage",
                new JsonObject()
                        .put("chat_id", 7001)
                        .put("text", "Votre numéro ?")
                        .put("reply_markup", keyboard));
        world.control().pressAndWait("tg-7001", "Plus tard");
        assertThat(update().getMessage().getText()).isEqualTo("Plus tard");
        world.control().pressAndWait("tg-7001", "Mon numéro");
        assertThat(update().getMessage().getContact().getUserId()).isEqualTo(7001L);
    }

    @Test
    void aFailingUpdateIsRetriedAndHoldsBackOnlyItsOwnChat() throws Exception {
        world.service().answer(500, 503);
        JsonObject first = world.control()
                .post(
                        "/phones/tg-7001/messages",
                        new JsonObject().put("text", "un").put("wait", true));
        assertThat(first.getBoolean("answered")).isTrue();
        assertThat(first.getJsonArray("webhooks").getJsonObject(0).getInteger("attempts"))
                .isEqualTo(3);
        JsonObject info = world.bot("getWebhookInfo", new JsonObject()).json().getJsonObject("result");
        assertThat(info.getString("last_error_message")).contains("503");
        List<String> texts = new ArrayList<>();
        for (int attempt = 0; attempt < 3; attempt++) {
            texts.add(update().getMessage().getText());
        }
        assertThat(texts).containsOnly("un");

        world.service().answer(500, 200);
        world.control().write("tg-7001", "deux");
        world.control().write("tg-7001", "trois");
        world.control().writeAndWait("tg-7002", "ailleurs");
        world.control().get("/idle?timeoutMillis=120000");
        List<String> order = new ArrayList<>();
        while (world.service().waiting() > 0) {
            order.add(update().getMessage().getText());
        }
        assertThat(order).hasSize(4);
        assertThat(order.indexOf("trois")).isGreaterThan(order.lastIndexOf("deux"));
        assertThat(order.stream().filter("deux"::equals)).hasSize(2);
    }

    @Test
    void theOrderWithinAChatIsKeptAndIdsIncrease() throws Exception {
        for (int number = 0; number < 50; number++) {
            world.control().write("tg-7001", "message " + number);
        }
        int lastId = 0;
        for (int number = 0; number < 50; number++) {
            Update update = update();
            assertThat(update.getMessage().getText()).isEqualTo("message " + number);
            assertThat(update.getUpdateId()).isGreaterThan(lastId);
            lastId = update.getUpdateId();
        }
    }

    @Test
    void updatesWaitForAWebhookAndCanBeDropped() throws Exception {
        world.bot("deleteWebhook", new JsonObject());
        world.control().write("tg-7001", "gardé");
        JsonObject info = world.bot("getWebhookInfo", new JsonObject()).json().getJsonObject("result");
        assertThat(info.getInteger("pending_update_count")).isEqualTo(1);
        setWebhook(new JsonObject());
        assertThat(update().getMessage().getText()).isEqualTo("gardé");
        world.bot("deleteWebhook", new JsonObject());
        world.control().write("tg-7001", "jeté");
        setWebhook(new JsonObject().put("drop_pending_updates", true));
        world.control().writeAndWait("tg-7001", "nouveau");
        assertThat(update().getMessage().getText()).isEqualTo("nouveau");
    }

    @Test
    void onlyAllowedKindsAreSentAndOmittingTheListKeepsIt() throws Exception {
        setWebhook(new JsonObject().put("allowed_updates", new JsonArray().add("my_chat_member")));
        setWebhook(new JsonObject());
        assertThat(world.control().write("tg-7001", "personne n'écoute").getJsonArray("webhooks"))
                .isEmpty();
        world.control().waited("/phones/tg-7001/block", new JsonObject());
        assertThat(update().getMyChatMember()).isNotNull();
        setWebhook(new JsonObject().put("allowed_updates", new JsonArray()));
        world.control().writeAndWait("tg-7002", "de nouveau");
        assertThat(update().getMessage().getText()).isEqualTo("de nouveau");
    }

    @Test
    void formAndQueryParametersWorkAndMethodNamesIgnoreCase() {
        String form = "chat_id=7001&text=" + org.relais.testing.SandboxControl.encoded("Été & hiver") + "&reply_markup="
                + org.relais.testing.SandboxControl.encoded(
                        "{\"inline_keyboard\":[[{\"text\":\"A\",\"callback_data\":\"a\"}]]}");
        assertThat(world.control()
                        .call(
                                "POST",
                                "/telegram/bot" + SandboxExtension.TOKEN + "/SENDMESSAGE",
                                form,
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(200);
        JsonObject received = world.control().next("tg-7001", 0);
        assertThat(received.getString("text")).isEqualTo("Été & hiver");
        assertThat(received.getJsonArray("buttons").getJsonObject(0).getString("data"))
                .isEqualTo("a");
        assertThat(world.control()
                        .call(
                                "GET",
                                "/bot" + SandboxExtension.TOKEN.replace(":", "%3A")
                                        + "/sendmessage?chat_id=7001&text=b",
                                null)
                        .status())
                .isEqualTo(200);
    }
}
