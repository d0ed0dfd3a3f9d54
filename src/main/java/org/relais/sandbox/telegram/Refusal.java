package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** An error answer of the Bot API; thrown by the check that finds it and answered in one place. */
final class Refusal extends RuntimeException {
    private final int code;
    private final @Nullable JsonObject parameters;

    private Refusal(int code, String description, @Nullable JsonObject parameters) {
        super(description, null, false, false);
        this.code = code;
        this.parameters = parameters;
    }

    static Refusal badRequest(String description) {
        return new Refusal(400, "Bad Request: " + description, null);
    }

    static Refusal forbidden(String description) {
        return new Refusal(403, "Forbidden: " + description, null);
    }

    static Refusal of(int code, String description) {
        return new Refusal(code, description, null);
    }

    /** Flood control: the whole bot should wait that many seconds. */
    static Refusal tooManyRequests(long retryAfterSeconds) {
        return new Refusal(
                429,
                "Too Many Requests: retry after " + retryAfterSeconds,
                new JsonObject().put("retry_after", retryAfterSeconds));
    }

    /** The group has become a supergroup with another chat id. */
    static Refusal migrated(long chatId) {
        return new Refusal(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                new JsonObject().put("migrate_to_chat_id", chatId));
    }

    int code() {
        return code;
    }

    JsonObject json() {
        JsonObject json =
                new JsonObject().put("ok", false).put("error_code", code).put("description", getMessage());
        if (parameters != null) {
            json.put("parameters", parameters);
        }
        return json;
    }

    @Nullable
    String retryAfter() {
        return parameters == null || !parameters.containsKey("retry_after")
                ? null
                : String.valueOf(parameters.getValue("retry_after"));
    }
}
