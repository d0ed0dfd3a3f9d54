package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;
import org.relais.sandbox.telegram.TelegramMethods.Call;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.World;

/** {@code forwardMessage} and {@code copyMessage}: a message of a chat, put into another without its buttons. */
final class CopyMethods {
    private CopyMethods() {}

    static JsonObject forward(SendMethods sending, World world, Call call) {
        ChatMessage original = original(world, call, "message to forward not found");
        return sending.deliver(
                call,
                original.content().withButtons(List.of()),
                SendMethods.Words.TEXT,
                new JsonObject()
                        .put(
                                "forward_origin",
                                new JsonObject()
                                        .put("type", "user")
                                        .put("sender_user", call.bot().user(false))
                                        .put("date", original.began().getEpochSecond())));
    }

    /** Only the new message's id is told. */
    static JsonObject copy(SendMethods sending, World world, Call call) {
        ChatMessage original = original(world, call, "message to copy not found");
        JsonObject sent =
                sending.deliver(call, original.content().withButtons(List.of()), SendMethods.Words.TEXT, null);
        return new JsonObject().put("message_id", sent.getLong("message_id"));
    }

    private static ChatMessage original(World world, Call call, String notFound) {
        String from = call.parameters().text("from_chat_id");
        if (from.isEmpty()) {
            throw Refusal.badRequest("chat_id is empty");
        }
        OptionalLong id = call.parameters().number("message_id");
        if (id.isEmpty()) {
            throw Refusal.badRequest("message identifier is not specified");
        }
        Phone chat = world.byAddress(SimulatedPlatform.TELEGRAM, from);
        if (chat == null) {
            throw Refusal.badRequest("chat not found");
        }
        return chat.bubble(call.bot().key(), Long.toString(id.getAsLong()))
                .filter(kept -> !kept.deleted())
                .orElseThrow(() -> Refusal.badRequest(notFound));
    }
}
