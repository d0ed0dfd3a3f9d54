package org.relais.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.channel.Channel;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.CheckResult;
import org.relais.channel.SenderChecks;
import org.relais.testing.Await;
import org.relais.testing.Slow;

/** The bench's platform passes the regular looks at senders: one that fails holds every broadcast after a minute. */
@Slow
class BenchPlatformTest {

    @Test
    void whatALookAsksOfABotIsAnsweredAsByThePlatform() throws IOException {
        Vertx vertx = Vertx.vertx();
        try (BenchPlatformControl platform = BenchPlatformControl.start(vertx)) {
            ChannelRegistry channels = ChannelRegistry.create(
                    new ChannelContext(vertx, Instant::now, System::nanoTime, Duration.ofSeconds(20)),
                    new JsonObject().put("telegram", Bots.section("bench", platform.port(), 4)));
            Channel telegram = channels.find("telegram").orElseThrow();
            for (int bot : new int[] {0, Bots.COUNT - 1}) {
                String id = Long.toString(Bots.id(bot));
                assertThat(look(telegram, id)).contains("webhook.none").doesNotContain("token.other");
                Await.result(telegram.connect(id, "http://127.0.0.1:8080"));
                assertThat(look(telegram, id))
                        .containsExactly("identity.known", "inline.off", "webhook.ours", "error.none", "pending.none");
            }
            Await.result(channels.close());
        } finally {
            Await.result(vertx.close());
        }
    }

    private static List<String> look(Channel telegram, String id) {
        SenderChecks checks = telegram.checks(id).orElseThrow();
        String url = checks.webhookUrl("http://127.0.0.1:8080");
        return checks.looks().stream()
                .flatMap(name -> Await.result(checks.check(name, url)).stream())
                .map(CheckResult::code)
                .toList();
    }
}
