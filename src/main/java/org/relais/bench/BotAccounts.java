package org.relais.bench;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/** The bots as their platform has them: who each is, and where it was told to call for it. */
final class BotAccounts {
    private static final String PATH = "/bot";

    private final Map<Long, JsonObject> webhooks = new HashMap<>();

    static boolean isAsked(String path) {
        return path.endsWith("/getMe") || path.endsWith("/getWebhookInfo") || path.endsWith("/setWebhook");
    }

    /** The platform's answer to one of these methods. */
    Buffer answer(String path, Buffer body) {
        long id = Long.parseLong(path, PATH.length(), path.indexOf(':'), 10);
        Object result =
                switch (path.substring(path.lastIndexOf('/') + 1)) {
                    case "getMe" -> account(id);
                    case "setWebhook" -> called(id, body.toJsonObject());
                    default -> webhooks.getOrDefault(id, webhook(new JsonObject().put("url", "")));
                };
        return new JsonObject().put("ok", true).put("result", result).toBuffer();
    }

    private static JsonObject account(long id) {
        int bot = (int) (id - Bots.FIRST);
        return new JsonObject()
                .put("id", id)
                .put("is_bot", true)
                .put("first_name", "bot " + bot)
                .put("username", Bots.username(bot));
    }

    private boolean called(long id, JsonObject asked) {
        webhooks.put(id, webhook(asked));
        return true;
    }

    private static JsonObject webhook(JsonObject asked) {
        return new JsonObject()
                .put("url", asked.getString("url"))
                .put("allowed_updates", asked.getJsonArray("allowed_updates"))
                .put("pending_update_count", 0);
    }
}
