package org.relais.channel.whatsapp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.SendOutcome;
import org.relais.channel.SendOutcome.Kind;
import org.relais.testing.Unit;

@Unit
class WhatsAppErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "1, RETRY",
        "2, RETRY",
        "131000, RETRY",
        "131016, RETRY",
        "131053, RETRY",
        "4, THROTTLE_SENDER",
        "80007, THROTTLE_SENDER",
        "130429, THROTTLE_SENDER",
        "131056, DELAY_PAIR",
        "131049, DELAY_PAIR",
        "131050, SUPPRESS",
        "131048, PAUSE_SENDER",
        "368, PAUSE_SENDER",
        "130497, PAUSE_SENDER",
        "131031, PAUSE_SENDER",
        "131042, PAUSE_SENDER",
        "190, PAUSE_SENDER",
        "0, PAUSE_SENDER",
        "10, PAUSE_SENDER",
        "200, PAUSE_SENDER",
        "299, PAUSE_SENDER",
        "133010, PAUSE_SENDER",
        "131026, UNREACHABLE",
        "131047, REJECTED",
        "130472, REJECTED",
        "131009, REJECTED",
        "131062, REJECTED",
        "100, REJECTED",
        "132000, STOP_TEMPLATE",
        "132001, STOP_TEMPLATE",
        "132005, STOP_TEMPLATE",
        "132007, STOP_TEMPLATE",
        "132012, STOP_TEMPLATE",
        "132015, STOP_TEMPLATE",
        "132016, STOP_TEMPLATE",
        "131063, STOP_TEMPLATE",
        "131055, STOP_TEMPLATE",
        "134100, STOP_TEMPLATE",
        "134101, RETRY",
        "134102, STOP_TEMPLATE",
        "999999, REJECTED"
    })
    void everyCodeHasItsReaction(int code, Kind kind) throws Exception {
        SendOutcome ofReply = WhatsAppErrors.outcome(answer(400, WhatsAppChannelTest.error(code)), false);
        SendOutcome ofStatus =
                WhatsAppErrors.outcome(new ObjectMapper().readTree("{\"code\":" + code + ",\"title\":\"x\"}"));

        assertThat(ofReply.kind()).isEqualTo(kind);
        assertThat(ofReply.code()).isEqualTo(Integer.toString(code));
        assertThat(ofStatus).isEqualTo(ofReply);
    }

    @ParameterizedTest
    @CsvSource({
        "accepted, ACCEPTED, accepted",
        "held_for_quality_assessment, WITHHELD, held_for_quality_assessment",
        "paused, WITHHELD, paused",
        "a_word_to_come, ACCEPTED, accepted"
    })
    void whatIsKeptBackIsNotAccepted(String status, Kind kind, String code) {
        String body = "{\"messages\":[{\"id\":\"wamid.7\",\"message_status\":\"" + status + "\"}]}";

        assertThat(WhatsAppErrors.outcome(answer(200, body), true))
                .isEqualTo(new SendOutcome(kind, code, "wamid.7", null));
    }

    @Test
    void aWrongParameterIsTheTemplatesFaultWhenThereIsOne() {
        assertThat(WhatsAppErrors.outcome(answer(400, WhatsAppChannelTest.error(100)), true)
                        .kind())
                .isEqualTo(Kind.STOP_TEMPLATE);
    }

    @Test
    void theTwoWaitsOfOnePerson() {
        assertThat(WhatsAppErrors.outcome(answer(400, WhatsAppChannelTest.error(131056)), false)
                        .retryAfter())
                .isEqualTo(Duration.ofSeconds(6));
        assertThat(WhatsAppErrors.outcome(answer(400, WhatsAppChannelTest.error(131049)), false)
                        .retryAfter())
                .isEqualTo(Duration.ofHours(24));
    }

    @ParameterizedTest
    @CsvSource({"500, RETRY", "401, PAUSE_SENDER", "429, THROTTLE_SENDER", "400, REJECTED", "504, UNKNOWN"})
    void aCodeNobodyKnowsGoesByTheStatus(int status, Kind kind) {
        assertThat(WhatsAppErrors.outcome(answer(status, WhatsAppChannelTest.error(987654)), false)
                        .kind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500|{\"error\":{}}", "500|{\"error\":{\"code\":\"many\"}}", "500|{\"error\":{\"code\":99999999999}}",
                "500|{\"error\":null}", "500|[1]", "500|nonsense"
            })
    void anErrorWithoutACodeGoesByTheStatus(int status, String body) {
        assertThat(WhatsAppErrors.outcome(answer(status, body), false))
                .isEqualTo(SendOutcome.of(Kind.RETRY, "http_500"));
    }

    private static Response answer(int status, String body) {
        return new Response(status, Buffer.buffer(body), null);
    }
}
