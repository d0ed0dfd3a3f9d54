package org.relais.channel.telegram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.EventJson;
import org.relais.channel.InboundEvent;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.RecordedPayloads;
import org.relais.testing.Unit;
import org.telegram.telegrambots.meta.api.objects.Update;
import org.telegram.telegrambots.meta.api.objects.message.Message;

@Unit
class TelegramCodecTest {
    private static final String BOT = "123456789";
    private final TelegramCodec codec = new TelegramCodec(bots());

    static List<TelegramConfig.Bot> bots() {
        List<String> faults = new ArrayList<>();
        TelegramConfig config = TelegramConfig.read(
                new JsonObject(
                        """
                        {"bots":[
                         {"organisation":"demo","name":"Paris","token":"123456789:AAA","username":"paris_bot",
                          "secretToken":"secret-of-paris"},
                         {"organisation":"demo","name":"Lyon","token":"987654321:BBB","username":"lyon_bot",
                          "secretToken":"secret-of-lyon"}]}
                        """),
                faults);
        assertThat(faults).isEmpty();
        return config.bots();
    }

    static Stream<String> payloads() {
        return RecordedPayloads.names("telegram");
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void aPayloadMeansItsEvents(String name) throws MalformedPayloadException {
        List<InboundEvent> events =
                codec.decode(BOT, RecordedPayloads.body("telegram", name), RecordedPayloads.RECEIVED_AT);

        assertThat(events.stream().map(EventJson::encode)).isEqualTo(RecordedPayloads.expected("telegram", name));
        assertThat(events).allSatisfy(event -> assertThat(EventJson.decode(EventJson.encode(event)))
                .isEqualTo(event));
    }

    /** telegrambots' own types read the same payloads: texts, chats and ids are ours. Its types refuse odd ones. */
    @ParameterizedTest
    @MethodSource("payloads")
    void anotherLibraryReadsTheSame(String name) throws MalformedPayloadException {
        Buffer body = RecordedPayloads.body("telegram", name);
        Update update;
        try {
            update = new ObjectMapper().readValue(body.toString(), Update.class);
        } catch (JsonProcessingException refused) {
            assertThat(Set.of("odd-neighbours-of-a-stop", "time-in-the-future")).contains(name);
            return;
        }
        List<InboundEvent> events = codec.decode(BOT, body, RecordedPayloads.RECEIVED_AT);
        if (update.getChatMember() != null && events.isEmpty()) {
            // Who comes by no link of ours is nobody's business.
            return;
        }
        InboundEvent event = events.get(0);

        assertThat(event.eventKey()).isEqualTo(update.getUpdateId().toString());
        if (update.hasMessage()) {
            Message message = (Message) update.getMessage();
            assertThat(event.externalId()).isEqualTo(message.getMessageId().toString());
            assertThat(event.group()).isEqualTo(!message.isUserMessage());
            if (message.hasText() && event.kind() == InboundEvent.Kind.TEXT) {
                assertThat(event.text()).isEqualTo(message.getText());
                assertThat(event.platformTime().getEpochSecond())
                        .isEqualTo(message.getDate().longValue());
            }
        }
        if (update.hasCallbackQuery()) {
            assertThat(event.buttonPayload())
                    .isEqualTo(update.getCallbackQuery().getData());
            assertThat(event.externalId()).isEqualTo(update.getCallbackQuery().getId());
        }
    }

    @Test
    void theSecretOfTheBotInThePathIsAuthentic() {
        Buffer body = Buffer.buffer("{}");

        assertThat(codec.authentic(BOT, secret("secret-of-paris"), body)).isTrue();
        assertThat(codec.authentic("987654321", secret("secret-of-lyon"), body)).isTrue();
        assertThat(codec.authentic(BOT, secret("secret-of-lyon"), body)).isFalse();
        assertThat(codec.authentic(BOT, secret("secret-of-pari"), body)).isFalse();
        assertThat(codec.authentic(BOT, secret(""), body)).isFalse();
        assertThat(codec.authentic("", secret("secret-of-paris"), body)).isFalse();
        assertThat(codec.authentic("1", secret("secret-of-paris"), body)).isFalse();
        assertThat(codec.authentic(BOT, MultiMap.caseInsensitiveMultiMap(), body))
                .isFalse();
        assertThat(new TelegramProvider().replayCodec().authentic(BOT, secret("secret-of-paris"), body))
                .isFalse();
    }

    @Test
    void thereIsNoHandshake() {
        assertThat(codec.handshake("", MultiMap.caseInsensitiveMultiMap().add("hub.mode", "subscribe")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "17", "[]", "{", "{}", "{\"update_id\":{}}", "{\"update_id\":1} {}", "<html>"})
    void whatIsNoUpdateIsMalformed(String body) {
        assertThatThrownBy(() -> codec.decode(BOT, Buffer.buffer(body), RecordedPayloads.RECEIVED_AT))
                .isInstanceOf(MalformedPayloadException.class)
                .hasMessageStartingWith("the payload ");
    }

    private static MultiMap secret(String value) {
        return MultiMap.caseInsensitiveMultiMap().add("x-telegram-bot-api-secret-token", value);
    }
}
