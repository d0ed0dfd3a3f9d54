package org.relais.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.restfb.DefaultJsonMapper;
import com.restfb.types.webhook.WebhookObject;
import com.restfb.types.webhook.whatsapp.MessageTemplateStatusUpdateValue;
import com.restfb.types.webhook.whatsapp.PhoneNumberQualityUpdateValue;
import com.restfb.types.webhook.whatsapp.WhatsappMessagesValue;
import com.restfb.types.whatsapp.platform.Message;
import com.restfb.types.whatsapp.platform.Status;
import com.restfb.types.whatsapp.platform.SuccessfulResponse;
import com.restfb.types.whatsapp.platform.message.MessageType;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.SandboxControl.Answer;
import org.relais.testing.Unit;

/** What the sandbox sends as webhooks, read by RestFB, a library written for the real ones. */
@Unit
class WhatsAppWebhooksTest {
    private static final String NUMBER = "33612345678";
    private static final String PHONE = "wa-" + NUMBER;

    @RegisterExtension
    static final SandboxExtension world = new SandboxExtension();

    private final DefaultJsonMapper mapper = new DefaultJsonMapper();

    @BeforeEach
    void phones() {
        assertThat(world.openPhone(NUMBER)).isEqualTo(PHONE);
    }

    private WhatsappMessagesValue value(RecordingService.Hook hook) {
        WebhookObject object = mapper.toJavaObject(hook.body().toString(), WebhookObject.class);
        assertThat(object.isWhatsAppBusinessAccount()).isTrue();
        return object.getEntryList()
                .get(0)
                .getChanges()
                .get(0)
                .getValue()
                .convertChangeValue(WhatsappMessagesValue.class);
    }

    private Message message(RecordingService.Hook hook) {
        return value(hook).getMessages().get(0);
    }

    private void event(String kind, JsonObject more) {
        world.control()
                .waited(
                        "/phones/" + PHONE + "/events",
                        new JsonObject().put("kind", kind).mergeIn(more));
    }

    private JsonObject rawMessage(RecordingService.Hook hook) {
        return hook.json()
                .getJsonArray("entry")
                .getJsonObject(0)
                .getJsonArray("changes")
                .getJsonObject(0)
                .getJsonObject("value")
                .getJsonArray("messages")
                .getJsonObject(0);
    }

    @Test
    void theExactBytesAreSignedAndEscapedAsMetaDoes() throws Exception {
        world.control().writeAndWait(PHONE, "Arrêtez 🙏 https://a/b");
        RecordingService.Hook hook = world.service().next();
        assertThat(hook.header("X-Hub-Signature-256"))
                .isEqualTo(PlatformWebhooks.signature(hook.body().toString(), SandboxExtension.SECRET));
        assertThat(hook.body().toString()).contains("Arr\\u00eatez \\ud83d\\ude4f https:\\/\\/a\\/b");
        Message message = message(hook);
        assertThat(message.isText()).isTrue();
        assertThat(message.getText().getBody()).isEqualTo("Arrêtez 🙏 https://a/b");
        assertThat(message.getFrom()).isEqualTo(NUMBER);
        assertThat(value(hook).getContacts().get(0).getProfile().getName()).isEqualTo("Amélie Poulain");
        assertThat(value(hook).getMetadata().getPhoneNumberId()).isEqualTo(SandboxExtension.NUMBER_ID);
    }

    @Test
    void statusesTellTheLifeOfAMessage() throws Exception {
        Answer answer = world.graph(new JsonObject()
                .put("to", "+" + NUMBER)
                .put("type", "text")
                .put("text", new JsonObject().put("body", "Bonjour"))
                .put("biz_opaque_callback_data", "delivery-1"));
        SuccessfulResponse response = mapper.toJavaObject(answer.body(), SuccessfulResponse.class);
        String id = response.getMessages().get(0).getId();
        assertThat(response.getContacts().get(0).getWaId()).isEqualTo(NUMBER);
        assertThat(response.getContacts().get(0).getInput()).isEqualTo("+" + NUMBER);
        List<String> reported = new ArrayList<>();
        for (int each = 0; each < 3; each++) {
            Status status = value(world.service().next()).getStatuses().get(0);
            assertThat(status.getId()).isEqualTo(id);
            assertThat(status.getRecipientId()).isEqualTo(NUMBER);
            assertThat(status.getBizOpaqueCallbackData()).isEqualTo("delivery-1");
            reported.add(status.getStatus().name());
            if (status.getStatus() == Status.StatusType.sent) {
                assertThat(status.getPricing().isBillable()).isTrue();
            }
        }
        assertThat(reported).containsExactlyInAnyOrder("sent", "delivered", "read");
    }

    @Test
    void buttonsListsAndQuickRepliesAreAnsweredWithTheirContext() throws Exception {
        world.control()
                .patch(
                        "/settings",
                        new JsonObject()
                                .put("sentStatus", false)
                                .put("deliveredStatus", false)
                                .put("readStatus", false));
        String first =
                send(interactive("button", new JsonObject().put("buttons", new JsonArray().add(reply("yes", "Oui")))));
        world.control().pressAndWait(PHONE, "Oui");
        Message pressed = message(world.service().next());
        assertThat(pressed.getInteractive().isButtonReply()).isTrue();
        assertThat(pressed.getInteractive().getButtonReply().getId()).isEqualTo("yes");
        assertThat(pressed.getContext().getId()).isEqualTo(first);
        world.control()
                .waited(
                        "/phones/" + PHONE + "/messages",
                        new JsonObject().put("text", "oui").put("replyTo", first));
        assertThat(message(world.service().next()).getContext().getId())
                .as("the one that a text quotes")
                .isEqualTo(first);

        JsonObject row = new JsonObject().put("id", "r1").put("title", "Joint").put("description", "A répondu");
        send(interactive(
                "list",
                new JsonObject()
                        .put("button", "Choisir")
                        .put("sections", new JsonArray().add(new JsonObject().put("rows", new JsonArray().add(row))))));
        world.control().pressAndWait(PHONE, "r1");
        Message listed = message(world.service().next());
        assertThat(listed.getInteractive().isListReply()).isTrue();
        assertThat(listed.getInteractive().getListReply().getDescription()).isEqualTo("A répondu");

        world.control()
                .post(
                        "/templates",
                        new JsonObject()
                                .put("account", SandboxExtension.ACCOUNT)
                                .put("name", "inviter")
                                .put("language", "fr")
                                .put(
                                        "components",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("type", "BODY")
                                                        .put("text", "Venez"))
                                                .add(new JsonObject()
                                                        .put("type", "BUTTONS")
                                                        .put(
                                                                "buttons",
                                                                new JsonArray()
                                                                        .add(new JsonObject()
                                                                                .put("type", "QUICK_REPLY")
                                                                                .put("text", "Je viens"))))));
        send(new JsonObject()
                .put("type", "template")
                .put(
                        "template",
                        new JsonObject()
                                .put("name", "inviter")
                                .put("language", new JsonObject().put("code", "fr"))
                                .put(
                                        "components",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("type", "button")
                                                        .put("sub_type", "quick_reply")
                                                        .put("index", "0")
                                                        .put(
                                                                "parameters",
                                                                new JsonArray()
                                                                        .add(new JsonObject()
                                                                                .put("type", "payload")
                                                                                .put("payload", "event:1:yes")))))));
        world.control().pressAndWait(PHONE, "Je viens");
        Message quick = message(world.service().next());
        assertThat(quick.getType()).isEqualTo(MessageType.button);
        assertThat(quick.getButton().getPayload()).isEqualTo("event:1:yes");
        assertThat(quick.getButton().getText()).isEqualTo("Je viens");
    }

    @Test
    void otherKindsOfMessages() throws Exception {
        world.control()
                .waited(
                        "/phones/" + PHONE + "/contact",
                        new JsonObject().put("name", "Ana Sol").put("number", "+33611223344"));
        Message card = message(world.service().next());
        assertThat(card.getContacts().get(0).getName().getFormattedName()).isEqualTo("Ana Sol");
        assertThat(card.getContacts().get(0).getPhones().get(0).getPhone()).isEqualTo("+33611223344");
        event("image", new JsonObject().put("caption", "STOP"));
        assertThat(message(world.service().next()).getImage().getCaption()).isEqualTo("STOP");
        event("location", new JsonObject());
        assertThat(message(world.service().next()).isLocation()).isTrue();
        event("reaction", new JsonObject().put("messageId", "wamid.x").put("emoji", "👍"));
        assertThat(message(world.service().next()).getReaction().getEmoji()).isEqualTo("👍");
        event("unsupported", new JsonObject());
        Message unsupported = message(world.service().next());
        assertThat(unsupported.getType()).isEqualTo(MessageType.unsupported);
        assertThat(unsupported.getErrors().get(0).getCode()).isEqualTo("131051");
    }

    @Test
    void aPersonChangesNumberAndUserId() throws Exception {
        event("user_changed_number", new JsonObject().put("number", "+33700000001"));
        RecordingService.Hook changed = world.service().next();
        assertThat(message(changed).getSystem().getType()).isEqualTo("user_changed_number");
        assertThat(message(changed).getSystem().getWaId()).isEqualTo("33700000001");
        assertThat(message(changed).getFrom()).isEqualTo(NUMBER);
        event("user_changed_user_id", new JsonObject());
        assertThat(message(world.service().next()).getSystem().getType()).isEqualTo("user_changed_user_id");
        event("user_id_update", new JsonObject());
        String body = world.service().next().body().toString();
        assertThat(body).contains("\"field\":\"user_id_update\"").contains("\"previous\"");
        assertThat(world.graph(new JsonObject()
                                .put("to", "33700000001")
                                .put("type", "text")
                                .put("text", new JsonObject().put("body", "a")))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aPersonIsNamedInEveryWayThatMetaDoes() throws Exception {
        JsonObject phone = world.control().get("/phones/" + PHONE);
        String userId = phone.getString("userId");
        name("number_only");
        JsonObject numberOnly = rawMessage(writtenHook());
        assertThat(numberOnly.getString("from")).isEqualTo(NUMBER);
        assertThat(numberOnly.containsKey("from_user_id")).isFalse();
        name("user_id");
        JsonObject hidden = rawMessage(writtenHook());
        assertThat(hidden.containsKey("from")).isFalse();
        assertThat(hidden.getString("from_user_id")).isEqualTo(userId);
        name("user_id_in_from");
        assertThat(rawMessage(writtenHook()).getString("from")).isEqualTo(userId);
        name("missing");
        JsonObject missing = rawMessage(writtenHook());
        assertThat(missing.containsKey("from") || missing.containsKey("from_user_id"))
                .isFalse();
        Answer byUserId = world.graph(new JsonObject()
                .put("recipient", userId)
                .put("type", "text")
                .put("text", new JsonObject().put("body", "a")));
        assertThat(byUserId.json().getJsonArray("contacts").getJsonObject(0).getString("user_id"))
                .isEqualTo(userId);
        Answer both = world.graph(new JsonObject()
                .put("to", NUMBER)
                .put("recipient", "FR.other")
                .put("type", "text")
                .put("text", new JsonObject().put("body", "a")));
        assertThat(both.json().getJsonArray("contacts").getJsonObject(0).getString("wa_id"))
                .isEqualTo(NUMBER);
    }

    private void name(String identity) {
        world.control().patch("/phones/" + PHONE, new JsonObject().put("identity", identity));
    }

    private RecordingService.Hook writtenHook() throws InterruptedException {
        world.control().writeAndWait(PHONE, "STOP");
        return world.service().next();
    }

    @Test
    void aGroupMessageCarriesItsGroup() throws Exception {
        world.control()
                .post(
                        "/phones",
                        new JsonObject()
                                .put("channel", "whatsapp")
                                .put("group", true)
                                .put("userId", "120363@g.us")
                                .put("name", "Voisins"));
        world.control()
                .waited(
                        "/phones/" + PHONE + "/messages",
                        new JsonObject().put("text", "STOP").put("group", "wa-group-120363@g.us"));
        assertThat(rawMessage(world.service().next()).getString("group_id")).isEqualTo("120363@g.us");
    }

    @Test
    void severalChangesTravelInOneWebhook() throws Exception {
        JsonArray actions = new JsonArray()
                .add(new JsonObject().put("phone", PHONE).put("text", "un"))
                .add(new JsonObject().put("phone", PHONE).put("kind", "unsupported"))
                .add(new JsonObject().put("phone", PHONE).put("text", "STOP"));
        world.control()
                .waited(
                        "/batch",
                        new JsonObject()
                                .put("sender", SandboxExtension.NUMBER_ID)
                                .put("actions", actions));
        WebhookObject object = mapper.toJavaObject(world.service().next().body().toString(), WebhookObject.class);
        assertThat(object.getEntryList().get(0).getChanges()).hasSize(3);
    }

    @Test
    void statusesCanBeBatched() throws Exception {
        world.control().patch("/settings", new JsonObject().put("statusBatch", 3));
        send(new JsonObject().put("type", "text").put("text", new JsonObject().put("body", "a")));
        WebhookObject object = mapper.toJavaObject(world.service().next().body().toString(), WebhookObject.class);
        assertThat(object.getEntryList().get(0).getChanges()).hasSize(3);
    }

    @Test
    void accountEventsAreRead() throws Exception {
        JsonObject quality = new JsonObject()
                .put("sender", SandboxExtension.NUMBER_ID)
                .put("kind", "phone_number_quality_update")
                .put("event", "FLAGGED")
                .put("current_limit", "TIER_10K");
        world.control().waited("/events", quality);
        WebhookObject flagged =
                mapper.toJavaObject(world.service().next().body().toString(), WebhookObject.class);
        assertThat(flagged.getEntryList()
                        .get(0)
                        .getChanges()
                        .get(0)
                        .getValue()
                        .convertChangeValue(PhoneNumberQualityUpdateValue.class)
                        .getEvent())
                .isEqualTo("FLAGGED");
        world.control()
                .post(
                        "/templates",
                        new JsonObject()
                                .put("account", SandboxExtension.ACCOUNT)
                                .put("name", "a")
                                .put("language", "fr")
                                .put("body", "a"));
        world.control()
                .waited(
                        "/events",
                        new JsonObject()
                                .put("sender", SandboxExtension.NUMBER_ID)
                                .put("kind", "message_template_status_update")
                                .put("name", "a")
                                .put("event", "DISABLED"));
        WebhookObject disabled =
                mapper.toJavaObject(world.service().next().body().toString(), WebhookObject.class);
        assertThat(disabled.getEntryList()
                        .get(0)
                        .getChanges()
                        .get(0)
                        .getValue()
                        .convertChangeValue(MessageTemplateStatusUpdateValue.class)
                        .getMessageTemplateName())
                .isEqualTo("a");
    }

    @Test
    void anUnansweredWebhookIsSentAgain() throws Exception {
        world.control().patch("/settings", new JsonObject().put("whatsappRetryMillis", 10));
        world.service().answer(500, 401);
        JsonObject hook = world.control().writeAndWait(PHONE, "STOP");
        assertThat(hook.getInteger("attempts")).isEqualTo(3);
        assertThat(world.service().next().body())
                .isEqualTo(world.service().next().body());
    }

    @Test
    void theHandshakeIsMade() {
        JsonObject line = new JsonObject()
                .put("phoneNumberId", "555")
                .put("displayPhoneNumber", "+33 1 99 00 55 55")
                .put("accessToken", "t")
                .put("appSecret", "s")
                .put("webhookUrl", world.service().url())
                .put("verifyToken", "hello")
                .put("verify", true);
        assertThat(world.control().post("/senders/whatsapp", line).getBoolean("verified"))
                .isTrue();
        assertThat(world.control()
                        .post("/senders/whatsapp", line.put("verifyToken", "wrong"))
                        .getBoolean("verified"))
                .isFalse();
    }

    @com.google.errorprone.annotations.CanIgnoreReturnValue
    private String send(JsonObject message) {
        Answer answer = world.graph(new JsonObject().put("to", NUMBER).mergeIn(message));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().getJsonArray("messages").getJsonObject(0).getString("id");
    }

    private static JsonObject interactive(String type, JsonObject action) {
        return new JsonObject()
                .put("type", "interactive")
                .put(
                        "interactive",
                        new JsonObject()
                                .put("type", type)
                                .put("body", new JsonObject().put("text", "?"))
                                .put("action", action));
    }

    private static JsonObject reply(String id, String title) {
        return new JsonObject()
                .put("type", "reply")
                .put("reply", new JsonObject().put("id", id).put("title", title));
    }
}
