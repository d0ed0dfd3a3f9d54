package org.relais.channel.telegram;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.SendOutcome;
import org.relais.channel.SendOutcome.Kind;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.testing.Unit;

@Unit
class TelegramErrorsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403|Forbidden: bot was blocked by the user|SUPPRESS|blocked",
                "403|Forbidden: user is deactivated|UNREACHABLE|deactivated",
                "403|Forbidden: bot can't initiate conversation with a user|UNREACHABLE|never_started",
                "403|Forbidden: bot was kicked from the supergroup chat|UNREACHABLE|kicked",
                "403|Forbidden: bot can't send messages to bots|UNREACHABLE|is_a_bot",
                "403|Forbidden: something new|UNREACHABLE|403",
                "400|Bad Request: chat not found|UNREACHABLE|chat_not_found",
                "400|Bad Request: PEER_ID_INVALID|UNREACHABLE|chat_not_found",
                "400|Bad Request: have no rights to send a message|UNREACHABLE|no_rights",
                "400|Bad Request: message is too long|REJECTED|text_too_long",
                "400|Bad Request: message to edit not found|REJECTED|message_not_found",
                "400|Bad Request: message can't be edited|REJECTED|not_editable",
                "400|Bad Request: BUTTON_DATA_INVALID|REJECTED|button_payload_size",
                "400|Bad Request: wrong HTTP URL specified|REJECTED|button_url",
                "400|Bad Request: failed to get HTTP URL content|REJECTED|image_not_fetched",
                "400|Bad Request: something new|REJECTED|400",
                "401|Unauthorized|PAUSE_SENDER|token_refused",
                "404|Not Found|PAUSE_SENDER|token_refused",
                "500|Internal Server Error|RETRY|http_500",
                "502|Bad Gateway|RETRY|http_502",
                "504|Gateway Timeout|UNKNOWN|http_504",
                "413|Request Entity Too Large|REJECTED|http_413"
            })
    void everyAnswerHasItsReaction(int code, String description, Kind kind, String word) {
        SendOutcome outcome = TelegramErrors.outcome(answer(code, TelegramChannelTest.refusal(code, description)));

        assertThat(outcome).isEqualTo(SendOutcome.of(kind, word));
    }

    @Test
    void tooFastWaitsAsLongAsTold() {
        String body = new JsonObject(TelegramChannelTest.refusal(429, "Too Many Requests: retry after 35"))
                .put("parameters", new JsonObject().put("retry_after", 35))
                .encode();
        assertThat(TelegramErrors.outcome(answer(429, body)))
                .isEqualTo(SendOutcome.later(Kind.THROTTLE_SENDER, "429", Duration.ofSeconds(35)));
        assertThat(TelegramErrors.outcome(answer(429, TelegramChannelTest.refusal(429, "Too Many Requests")))
                        .retryAfter())
                .isNull();
    }

    @Test
    void aGroupThatMovedTellsWhere() {
        String body = new JsonObject(
                        TelegramChannelTest.refusal(400, "Bad Request: group chat was upgraded to a supergroup chat"))
                .put("parameters", new JsonObject().put("migrate_to_chat_id", -1001234567890L))
                .encode();

        SendOutcome outcome = TelegramErrors.outcome(answer(400, body));

        assertThat(outcome.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(outcome.code()).isEqualTo("migrated");
        assertThat(outcome.movedTo()).isEqualTo(new AddressId("telegram", AddressKind.of("chat"), "-1001234567890"));
    }

    private static Response answer(int status, String body) {
        return new Response(status, Buffer.buffer(body), null);
    }
}
