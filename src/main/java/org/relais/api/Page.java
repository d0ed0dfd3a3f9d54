package org.relais.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** One page of a list as JSON: {@code items}, and in {@code next} the cursor of the page after it, if there is one. */
public final class Page {
    private Page() {}

    /**
     * A page of entries of which one more was asked for than it shall have.
     *
     * @param cursor what the page after this one begins behind, given its last entry
     */
    public static <T> JsonObject of(
            List<T> oneMore, int limit, Function<T, JsonObject> json, ToLongFunction<T> cursor) {
        List<T> shown = oneMore.subList(0, Math.min(limit, oneMore.size()));
        String next = oneMore.size() > limit ? Long.toString(cursor.applyAsLong(shown.get(limit - 1))) : null;
        return all(shown, json).put("next", next);
    }

    /** A list that comes whole. */
    public static <T> JsonObject all(List<T> entries, Function<T, JsonObject> json) {
        return new JsonObject()
                .put("items", new JsonArray(entries.stream().map(json).toList()));
    }
}
