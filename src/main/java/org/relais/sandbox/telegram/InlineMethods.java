package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.InlineList;
import org.relais.sandbox.world.PhoneConversation;
import org.relais.sandbox.world.World;

/** {@code answerInlineQuery}, of articles with a text. */
final class InlineMethods {
    private static final int MOST_RESULTS = 50;

    private InlineMethods() {}

    static Object answer(World world, TelegramMethods.Call call) {
        List<InlineList.Item> items = items(call);
        String id = call.parameters().text("inline_query_id");
        TelegramBot.Query asked = call.bot()
                .query(id)
                .orElseThrow(() ->
                        Refusal.badRequest("query is too old and response timeout expired or query ID is invalid"));
        world.phone(asked.phone()).ifPresent(phone -> {
            PhoneConversation conversation = phone.with(call.bot());
            InlineList shown = conversation.inline();
            if (shown != null && shown.queryId().equals(id)) {
                conversation.inline(shown.answered(items));
                world.changed(phone);
            }
        });
        return true;
    }

    private static List<InlineList.Item> items(TelegramMethods.Call call) {
        List<Object> results = call
                .parameters()
                .array("results", "inline query results")
                .orElseThrow(() -> Refusal.badRequest("parameter \"results\" is required"))
                .stream()
                .toList();
        if (results.size() > MOST_RESULTS) {
            throw Refusal.badRequest("RESULTS_TOO_MUCH");
        }
        List<InlineList.Item> items = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Object each : results) {
            if (!(each instanceof JsonObject result)) {
                throw Refusal.badRequest("can't parse inline query result: expected an Object");
            }
            items.add(article(result));
            if (!ids.add(text(result, "id"))) {
                throw Refusal.badRequest("RESULT_ID_DUPLICATE");
            }
        }
        return items;
    }

    private static InlineList.Item article(JsonObject result) {
        int id = text(result, "id").getBytes(StandardCharsets.UTF_8).length;
        if (id < 1 || id > 64) {
            throw Refusal.badRequest("RESULT_ID_INVALID");
        }
        if (!text(result, "type").equals("article")) {
            throw Refusal.badRequest("this sandbox plays inline query results of the type article only");
        }
        if (text(result, "title").isEmpty()) {
            throw Refusal.badRequest("ARTICLE_TITLE_EMPTY");
        }
        JsonObject content = result.getJsonObject("input_message_content", new JsonObject());
        String written = text(content, "message_text");
        if (written.isBlank() || written.length() > SendMethods.LONGEST_TEXT) {
            throw Refusal.badRequest(written.isBlank() ? "MESSAGE_EMPTY" : "MESSAGE_TOO_LONG");
        }
        @Nullable
        String picture =
                content.getJsonObject("link_preview_options", new JsonObject()).getString("url");
        return new InlineList.Item(
                text(result, "id"),
                text(result, "title"),
                text(result, "description"),
                Content.text("text", written).withMedia(picture));
    }

    private static String text(JsonObject json, String name) {
        Object value = json.getValue(name);
        return value == null ? "" : value.toString();
    }
}
