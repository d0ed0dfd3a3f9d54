package org.relais.sandbox.world;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a bot offers while somebody types its name in a chat (Telegram's inline mode).
 *
 * @param to id of the phone or group of the chat
 * @param items null until the bot has answered
 */
public record InlineList(String queryId, String query, String to, @Nullable List<Item> items) {

    /** Something to be sent into the chat. */
    public record Item(String id, String title, String description, Content content) {}

    /** The same with the bot's answer. */
    public InlineList answered(List<Item> offered) {
        return new InlineList(queryId, query, to, List.copyOf(offered));
    }

    /** The item of that id, title, or number from 1 on. */
    public Optional<Item> find(String wanted) {
        List<Item> offered = items == null ? List.of() : items;
        return offered.stream()
                .filter(item -> item.id().equals(wanted)
                        || item.title().equals(wanted)
                        || wanted.equals(Integer.toString(offered.indexOf(item) + 1)))
                .findFirst();
    }

    JsonObject json() {
        JsonObject json = new JsonObject().put("query", query).put("to", to).put("answered", items != null);
        JsonArray offered = new JsonArray();
        if (items != null) {
            items.forEach(item -> offered.add(new JsonObject()
                    .put("id", item.id())
                    .put("title", item.title())
                    .put("description", item.description())
                    .put("text", item.content().text())));
        }
        return json.put("items", offered);
    }
}
