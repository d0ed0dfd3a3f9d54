package org.relais;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

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
                        "channels.whatsapp.numbers:",
                        "channels.pigeon:")
                .doesNotContain("secret\"", "Not a slug");
    }
}
