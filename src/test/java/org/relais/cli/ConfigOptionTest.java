package org.relais.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.relais.app.process.UsageException;
import org.relais.channel.ChannelRegistry;
import org.relais.config.ConfigFile;
import org.relais.config.RelaisConfig;
import org.relais.testing.Unit;

@Unit
class ConfigOptionTest {

    @Test
    void faultsOfChannelsAreListedWithAllOthers() {
        JsonObject bot = new JsonObject().put("organisation", "Not a slug").put("token", "secret");
        JsonObject config = new JsonObject()
                .put("http", new JsonObject().put("port", 70_000))
                .put("htp", new JsonObject())
                .put(
                        "channels",
                        new JsonObject()
                                .put("telegram", new JsonObject().put("bots", new JsonArray().add(bot)))
                                .put("whatsapp", new JsonObject().put("graphVersion", "25"))
                                .put("pigeon", new JsonObject()));
        assertThatThrownBy(() -> ConfigOption.check(config))
                .isInstanceOf(UsageException.class)
                .message()
                .contains(
                        "http.port:",
                        "htp:",
                        "channels.telegram.bots[0].organisation:",
                        "channels.telegram.bots[0].token:",
                        "channels.whatsapp.graphVersion:",
                        "channels.pigeon:")
                .doesNotContain("secret\"", "Not a slug");
    }

    @Test
    void theExampleIsAConfiguration() {
        String key = Base64.getEncoder().encodeToString(new byte[32]);
        Vertx vertx = Vertx.vertx();
        RelaisConfig.Read read = RelaisConfig.read(
                ConfigFile.read(vertx, Path.of("conf", "relais.example.yaml")).await(),
                Map.of(
                        "RELAIS_DATABASE_PASSWORD", "p",
                        "RELAIS_DATABASE_OWNER_PASSWORD", "o",
                        "RELAIS_SUPPRESSION_KEY", key,
                        "RELAIS_SENDER_KEY", key,
                        "RELAIS_LINK_KEY", key,
                        "TELEGRAM_TOKEN", "123456:abcdefghijklmnopqrstuvwxyzABCDEFGHI",
                        "TELEGRAM_SECRET", "telegram-secret",
                        "WHATSAPP_APP_SECRET", "app-secret",
                        "WHATSAPP_VERIFY_TOKEN", "verify-token",
                        "WHATSAPP_ACCESS_TOKEN", "access-token"));
        vertx.close().await();
        assertThat(read.faults()).isEmpty();
        assertThat(ChannelRegistry.faults(read.channels())).isEmpty();
        assertThat(read.config()).isNotNull();
    }
}
