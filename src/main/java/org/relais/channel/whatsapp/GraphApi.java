package org.relais.channel.whatsapp;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.PlatformClient;
import org.relais.channel.PlatformWords;
import org.relais.channel.Secret;
import org.relais.channel.SenderChecks;
import org.relais.channel.whatsapp.WhatsAppConfig.Number;

/** The Graph API asked for one number, for what messages nobody. Calls never fail. */
final class GraphApi {
    private static final int TOKEN_FAULT = 190;
    /** Of an answer that lists much. */
    private static final int LONGEST_LIST = 4 * 1024 * 1024;

    private final PlatformClient client;
    private final String graphVersion;
    private final Number number;
    private final Duration timeout;

    /** An answer: its body, or what is wrong. */
    record Answer(JsonNode body, @Nullable CheckResult fault) {}

    GraphApi(PlatformClient client, String graphVersion, Number number, Duration timeout) {
        this.client = client;
        this.graphVersion = graphVersion;
        this.number = number;
        this.timeout = timeout;
    }

    /** @param path behind the version, beginning with a slash */
    Future<Answer> get(String path) {
        return get(path, number.accessToken());
    }

    Future<Answer> get(String path, Secret token) {
        return client.get(path(path), headers(token), timeout).map(answer -> answer(answer, token));
    }

    /** As {@link #get(String)}, of an answer that may be long. */
    Future<Answer> list(String path) {
        return client.download(client.address(path(path)), headers(number.accessToken()), LONGEST_LIST, timeout)
                .map(answer -> answer(answer, number.accessToken()));
    }

    Future<Answer> post(String path, JsonObject body) {
        return client.call(path(path), headers(number.accessToken()), body.toBuffer(), timeout)
                .map(answer -> answer(answer, number.accessToken()));
    }

    private String path(String path) {
        return "/" + graphVersion + path;
    }

    private static Map<String, String> headers(Secret token) {
        return Map.of("Authorization", "Bearer " + token.reveal());
    }

    private Answer answer(PlatformAnswer answer, Secret token) {
        return answer(answer, List.of(number.accessToken(), number.appSecret(), token));
    }

    private static Answer answer(PlatformAnswer answer, List<Secret> secrets) {
        if (!(answer instanceof Response response)) {
            return new Answer(MissingNode.getInstance(), PlatformWords.unanswered(answer));
        }
        JsonNode body = response.json();
        if (response.status() < 300 && body.isObject()) {
            return new Answer(body, null);
        }
        JsonNode error = body.path("error");
        Integer code = WhatsAppErrors.code(error);
        if (code == null) {
            return new Answer(body, CheckResult.failed("platform.odd", "status", response.status()));
        }
        String words = PlatformWords.of(said(error), secrets);
        if (code == TOKEN_FAULT || response.status() == 401) {
            // 463: it was one once (Graph API, access token errors).
            boolean expired = error.path("error_subcode").asInt() == 463;
            return new Answer(
                    body,
                    CheckResult.failed(
                            expired ? "token.expired" : "token.refused",
                            "words",
                            words,
                            SenderChecks.FIELD,
                            "accessToken"));
        }
        if (WhatsAppErrors.passes(code, response.status())) {
            return new Answer(body, CheckResult.failed("platform.busy", "words", words, "status", code));
        }
        return new Answer(
                body,
                CheckResult.failed(
                        "platform.refused", "words", words, "status", code, SenderChecks.FIELD, "phoneNumberId"));
    }

    /** What it says for people, where it says that. */
    private static @Nullable String said(JsonNode error) {
        String forPeople = text(error, "error_user_msg");
        return forPeople == null ? text(error, "message") : forPeople;
    }
}
