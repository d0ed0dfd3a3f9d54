package org.relais.channel.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.restfb.DefaultJsonMapper;
import com.restfb.types.webhook.WebhookObject;
import com.restfb.types.webhook.whatsapp.WhatsappMessagesValue;
import com.restfb.types.whatsapp.platform.Message;
import com.sun.management.ThreadMXBean;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.EventJson;
import org.relais.channel.InboundEvent;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.RecordedPayloads;
import org.relais.inbound.reply.PlatformWebhooks;
import org.relais.testing.Unit;

@Unit
class WhatsAppCodecTest {
    private final WhatsAppCodec codec = new WhatsAppCodec(config());

    static WhatsAppConfig config() {
        List<String> faults = new ArrayList<>();
        WhatsAppConfig config = WhatsAppConfig.read(
                new JsonObject(
                        """
                        {"appSecret":"app secret","verifyToken":"verify me","numbers":[
                         {"organisation":"demo","name":"Paris","phoneNumberId":"106540352242922",
                          "displayPhoneNumber":"+33155507838","businessAccountId":"102290129340398","accessToken":"a"},
                         {"organisation":"demo","name":"Lyon","phoneNumberId":"200",
                          "displayPhoneNumber":"+33177777777","businessAccountId":"999000","accessToken":"b"}]}
                        """),
                faults);
        assertThat(faults).isEmpty();
        return config;
    }

    static Stream<String> payloads() {
        return RecordedPayloads.names("whatsapp");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void aPayloadMeansItsEvents(String name) throws MalformedPayloadException {
        List<InboundEvent> events =
                codec.decode("", RecordedPayloads.body("whatsapp", name), RecordedPayloads.RECEIVED_AT);

        assertThat(events.stream().map(EventJson::encode)).isEqualTo(RecordedPayloads.expected("whatsapp", name));
        assertThat(events).allSatisfy(event -> assertThat(EventJson.decode(EventJson.encode(event)))
                .isEqualTo(event));
    }

    /** RestFB reads the same payloads by its own types: its texts and senders are ours. */
    @ParameterizedTest
    @ValueSource(strings = {"text", "text-escaped", "text-stop", "text-reply", "group-stop", "batch-with-a-duplicate"})
    void anotherLibraryReadsTheSame(String name) throws MalformedPayloadException {
        WebhookObject read = new DefaultJsonMapper()
                .toJavaObject(RecordedPayloads.body("whatsapp", name).toString(), WebhookObject.class);
        List<Message> messages = read.getEntryList().stream()
                .flatMap(entry -> entry.getChanges().stream())
                .filter(change -> change.getValue() instanceof WhatsappMessagesValue)
                .flatMap(change -> ((WhatsappMessagesValue) change.getValue()).getMessages().stream())
                .toList();

        List<InboundEvent> ours =
                codec.decode("", RecordedPayloads.body("whatsapp", name), RecordedPayloads.RECEIVED_AT).stream()
                        .filter(event -> event.kind() == InboundEvent.Kind.TEXT)
                        .toList();

        assertThat(ours)
                .isNotEmpty()
                .extracting(InboundEvent::text)
                .containsExactlyElementsOf(messages.stream()
                        .map(message -> message.getText().getBody())
                        .toList());
        assertThat(ours)
                .extracting(event -> event.from().get(0).identifier())
                .containsExactlyElementsOf(messages.stream()
                        .map(message -> "+" + message.getFrom())
                        .toList());
        assertThat(ours)
                .extracting(InboundEvent::externalId)
                .containsExactlyElementsOf(messages.stream().map(Message::getId).toList());
    }

    @Test
    void aSignatureOverTheRawBytesIsAuthentic() {
        Buffer body = RecordedPayloads.body("whatsapp", "text-escaped");
        String signature = signature("app secret", body);

        assertThat(codec.authentic("", signed(signature), body)).isTrue();
        assertThat(codec.authentic("", signed(signature.replace("sha256=", "SHA256=")), body))
                .isFalse();
        assertThat(codec.authentic("", signed(signature("another secret", body)), body))
                .isFalse();
        assertThat(codec.authentic("", signed(signature), body.copy().appendString(" ")))
                .isFalse();
        assertThat(codec.authentic("", signed(signature), Buffer.buffer())).isFalse();
    }

    @Test
    void aSignatureOfAnEmptyBodyIsAuthenticToo() {
        assertThat(codec.authentic("", signed(signature("app secret", Buffer.buffer())), Buffer.buffer()))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256=", "sha256=zz", "sha1=0123", "sha256=0123", "é"})
    void aHeaderThatIsNoSignatureIsNotAuthentic(String header) {
        assertThat(codec.authentic("", signed(header), Buffer.buffer("{}"))).isFalse();
    }

    @Test
    void withoutHeaderOrSecretNothingIsAuthentic() {
        Buffer body = Buffer.buffer("{}");

        assertThat(codec.authentic("", MultiMap.caseInsensitiveMultiMap(), body))
                .isFalse();
        assertThat(new WhatsAppProvider().replayCodec().authentic("", signed(signature("\0", body)), body))
                .isFalse();
    }

    @Test
    void theHandshakeRepeatsTheChallengeForTheRightTokenOnly() {
        assertThat(codec.handshake("", query("subscribe", "verify me", "1158201444")))
                .contains("1158201444");
        assertThat(codec.handshake("", query("subscribe", "verify you", "1158201444")))
                .isEmpty();
        assertThat(codec.handshake("", query("unsubscribe", "verify me", "1158201444")))
                .isEmpty();
        assertThat(codec.handshake("", query("subscribe", "verify me", "<script>")))
                .isEmpty();
        assertThat(codec.handshake("", MultiMap.caseInsensitiveMultiMap())).isEmpty();
        assertThat(new WhatsAppProvider().replayCodec().handshake("", query("subscribe", "verify me", "1")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "17",
                "\"text\"",
                "[]",
                "{",
                "{}",
                "{\"entry\":{}}",
                "{\"entry\":null}",
                "{\"entry\":[]} trailing",
                "<html></html>",
                "\u0000",
                "{\"entry\":[}",
                "{'entry':[]}"
            })
    void whatIsNotThePlatformsJsonIsMalformed(String body) {
        assertThatThrownBy(() -> codec.decode("", Buffer.buffer(body), RecordedPayloads.RECEIVED_AT))
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessageStartingWith("the payload ");
    }

    @Test
    void depthAndSizeAreBounded() throws MalformedPayloadException {
        String deep = "{\"entry\":[],\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        String large = "{\"entry\":[],\"x\":\"" + "y".repeat(3 * 1024 * 1024) + "\"}";
        String nearlyTooLarge = "{\"entry\":[],\"x\":\"" + "y".repeat(3_000_000) + "\"}";

        assertThatThrownBy(() -> codec.decode("", Buffer.buffer(deep), RecordedPayloads.RECEIVED_AT))
                .isInstanceOf(MalformedPayloadException.class);
        assertThatThrownBy(() -> codec.decode("", Buffer.buffer(large), RecordedPayloads.RECEIVED_AT))
                .isInstanceOf(MalformedPayloadException.class);
        assertThat(codec.decode("", Buffer.buffer(nearlyTooLarge), RecordedPayloads.RECEIVED_AT))
                .isEmpty();
    }

    @Test
    void bytesThatAreNoUtf8DoNotHideAStop() throws MalformedPayloadException {
        Buffer body = Buffer.buffer("{\"entry\":[{\"changes\":[{\"value\":{\"contacts\":[{\"profile\":{\"name\":\"")
                .appendBytes(new byte[] {(byte) 0xC3, (byte) 0x28, (byte) 0xFF})
                .appendString("\"},\"wa_id\":\"33612345678\"}],\"messages\":[{\"from\":\"33612345678\",\"id\":\"w\","
                        + "\"type\":\"text\",\"text\":{\"body\":\"STOP\"}}]}}]}]}");

        assertThat(codec.decode("", body, RecordedPayloads.RECEIVED_AT))
                .singleElement()
                .satisfies(event -> assertThat(event.text()).isEqualTo("STOP"));
    }

    @Test
    void aFaultQuotesNothingOfThePayload() {
        assertThatThrownBy(() -> codec.decode(
                        "", Buffer.buffer("{\"from\":\"33612345678\" \"oops\"}"), RecordedPayloads.RECEIVED_AT))
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessageNotContaining("33612345678")
                .hasMessageNotContaining("oops")
                .hasMessageContaining("line 1, column");
    }

    private static MultiMap signed(String header) {
        return MultiMap.caseInsensitiveMultiMap().add("x-hub-signature-256", header);
    }

    private static MultiMap query(String mode, String token, String challenge) {
        return MultiMap.caseInsensitiveMultiMap()
                .add("hub.mode", mode)
                .add("hub.verify_token", token)
                .add("hub.challenge", challenge);
    }

    private static String signature(String secret, Buffer body) {
        return PlatformWebhooks.signature(body.toString(), secret);
    }

    /** What reading a payload allocates grows as it does, not with its messages times its contacts. */
    @Test
    void aThousandTimesAThousandNamesCostNoMoreThanTheirLength() throws MalformedPayloadException {
        JsonArray contacts = new JsonArray();
        JsonArray messages = new JsonArray();
        for (int person = 0; person < 3_000; person++) {
            String number = "3361" + (1_000_000 + person);
            contacts.add(
                    new JsonObject().put("wa_id", number).put("profile", new JsonObject().put("name", "P" + person)));
            messages.add(new JsonObject()
                    .put("id", "wamid." + person)
                    .put("from", number)
                    .put("timestamp", "1764064800")
                    .put("type", "text")
                    .put("text", new JsonObject().put("body", "Bonjour")));
        }
        Buffer body =
                payload("messages", new JsonObject().put("contacts", contacts).put("messages", messages));
        long before = allocated();
        List<InboundEvent> events = codec.decode("", body, RecordedPayloads.RECEIVED_AT);
        assertThat(allocated() - before).isLessThan(1_000L * body.length());
        assertThat(events).hasSize(3_000);
        assertThat(events.get(2_999).displayName()).isEqualTo("P2999");
    }

    @Test
    void whatConcernsHundredsOfNumbersIsWrittenOutOnce() throws MalformedPayloadException {
        JsonArray numbers = new JsonArray();
        for (int number = 0; number < 300; number++) {
            numbers.add(new JsonObject()
                    .put("organisation", "demo")
                    .put("name", "N" + number)
                    .put("phoneNumberId", "9" + number)
                    .put("displayPhoneNumber", "+33155" + (100_000 + number))
                    .put("businessAccountId", "102290129340398")
                    .put("accessToken", "a"));
        }
        List<String> faults = new ArrayList<>();
        WhatsAppCodec many = new WhatsAppCodec(WhatsAppConfig.read(
                new JsonObject()
                        .put("appSecret", "app secret")
                        .put("verifyToken", "verify me")
                        .put("numbers", numbers),
                faults));
        assertThat(faults).isEmpty();
        Buffer body = payload("account_update", new JsonObject().put("filler", "x".repeat(1_000_000)));
        long before = allocated();
        assertThat(many.decode("", body, RecordedPayloads.RECEIVED_AT)).hasSize(300);
        assertThat(allocated() - before).isLessThan(40L * body.length());
        before = allocated();
        assertThat(many.sendersOf("102290129340398")).hasSize(300).contains("90", "9299");
        assertThat(allocated() - before).as("of 300 numbers").isLessThan(300L * 1_000);
        assertThat(many.sendersOf("999000")).isEmpty();
    }

    private static Buffer payload(String field, JsonObject value) {
        return new JsonObject()
                .put(
                        "entry",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("id", "102290129340398")
                                        .put(
                                                "changes",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("field", field)
                                                                .put("value", value)))))
                .toBuffer();
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
