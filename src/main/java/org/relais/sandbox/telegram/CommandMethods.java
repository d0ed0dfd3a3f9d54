package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.relais.sandbox.telegram.TelegramMethods.Call;

/** The commands that a bot offers, per scope and language. */
final class CommandMethods {
    private CommandMethods() {}

    static Object get(Call call) {
        return call.bot().commands().getOrDefault(scope(call), new JsonArray());
    }

    static Object set(Call call) {
        JsonArray commands = call.parameters()
                .array("commands", "commands")
                .orElseThrow(() -> Refusal.badRequest("parameter \"commands\" is required"));
        if (commands.size() > 100) {
            throw Refusal.badRequest("BOT_COMMANDS_TOO_MUCH");
        }
        for (Object each : commands) {
            if (!(each instanceof JsonObject command)
                    || !command.getString("command", "").matches("/?[a-z0-9_]{1,32}")) {
                throw Refusal.badRequest("BOT_COMMAND_INVALID");
            }
            String description = command.getString("description", "");
            if (description.isEmpty() || description.length() > 256) {
                throw Refusal.badRequest("BOT_COMMAND_DESCRIPTION_INVALID");
            }
        }
        call.bot().commands().put(scope(call), commands);
        return true;
    }

    static Object delete(Call call) {
        call.bot().commands().remove(scope(call));
        return true;
    }

    private static String scope(Call call) {
        return call.parameters().text("scope") + ' ' + call.parameters().text("language_code");
    }
}
