package org.relais;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.relais.testing.Demo;
import org.relais.testing.Slow;

/** Drives the packaged jar as a person would: start the demonstration, stop from a phone, start it again. */
@Slow
class StopJourneyIT {
    private static final String TELEGRAM = "tg-7001001";
    private static final String WHATSAPP = "wa-33639980102";

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void aStopIsConfirmedOnceAndHoldsOverARestart(@TempDir Path directory) throws Exception {
        try (Demo demo = Demo.start(directory)) {
            assertThat(texts(demo, TELEGRAM, 1)).singleElement().asString().contains("STOP");
            for (String phone : List.of(TELEGRAM, WHATSAPP)) {
                assertThat(texts(demo, phone, 1)).hasSize(1);
                say(demo, phone, new JsonObject().put("text", "STOP").put("stop", true));
                assertThat(texts(demo, phone, 2)).hasSize(2).last().asString().contains("START");
                say(demo, phone, new JsonObject().put("text", "STOP"));
            }
            JsonObject stops = get(demo, "/stops");
            assertThat(stops.getInteger("one")).isEqualTo(2);
            assertThat(stops.getInteger("more")).isZero();
        }
        try (Demo again = Demo.start(directory)) {
            say(again, TELEGRAM, new JsonObject().put("text", "bonjour").put("stop", true));
            assertThat(get(again, "/idle?timeoutMillis=120000")).isNotNull();
            assertThat(texts(again, TELEGRAM, 0)).isEmpty();
        }
    }

    private void say(Demo demo, String phone, JsonObject message) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(demo.control("/phones/" + phone + "/messages")))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(3))
                .POST(HttpRequest.BodyPublishers.ofString(
                        message.put("wait", true).encode()))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isLessThan(300);
        assertThat(new JsonObject(answer.body()).getBoolean("answered")).isTrue();
    }

    /** What a phone has received, once there are {@code atLeast} messages. */
    private List<String> texts(Demo demo, String phone, int atLeast) throws Exception {
        JsonArray messages = get(demo, "/messages?phone=" + phone + "&atLeast=" + atLeast + "&timeoutMillis=120000")
                .getJsonArray("messages");
        return messages.stream()
                .map(message -> ((JsonObject) message).getString("text"))
                .toList();
    }

    private JsonObject get(Demo demo, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(demo.control(path)))
                .timeout(Duration.ofMinutes(3))
                .build();
        return new JsonObject(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
