package org.relais.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Requests that the service has accepted, held against its document: what it takes must stand there. */
final class RequestCheck {
    /** Apart from the one of answers: a field that was only ever sent has not been seen. */
    private final Schema schema;

    RequestCheck(JsonObject document) {
        this.schema = new Schema(document);
    }

    /**
     * Fails the test when something of the request is not documented.
     *
     * @param place of the path in the document, with its operations
     * @param address with its query
     * @param headers names of those that the API knows
     * @param body JSON, as text or as values; null for none, and its text too
     */
    void accepted(JsonObject place, String method, String address, Set<String> headers, @Nullable Object body) {
        JsonObject operation = place.getJsonObject(method);
        String said = method + " " + address;
        assertThat(parameters(place, operation, "query")).as(said).containsAll(queried(address));
        assertThat(parameters(place, operation, "header")).as(said).containsAll(headers);
        if (body != null && !body.equals("null")) {
            JsonObject content = operation
                    .getJsonObject("requestBody", new JsonObject())
                    .getJsonObject("content", new JsonObject())
                    .getJsonObject("application/json");
            assertThat(content).as("%s takes a body", said).isNotNull();
            String text = body instanceof String given ? given : Json.encode(body);
            assertThat(schema.faults(content.getJsonObject("schema"), new JsonObject(text)))
                    .as("%s %s", said, text)
                    .isEmpty();
        }
    }

    private static Set<String> queried(String address) {
        Set<String> names = new TreeSet<>();
        String[] parts = address.split("\\?", 2);
        if (parts.length == 2 && !parts[1].isEmpty()) {
            Arrays.stream(parts[1].split("&"))
                    .map(pair -> URLDecoder.decode(pair.split("=", 2)[0], StandardCharsets.UTF_8))
                    .forEach(names::add);
        }
        return names;
    }

    private Set<String> parameters(JsonObject place, JsonObject operation, String where) {
        Set<String> names = new TreeSet<>();
        JsonArray all = new JsonArray()
                .addAll(place.getJsonArray("parameters", new JsonArray()))
                .addAll(operation.getJsonArray("parameters", new JsonArray()));
        for (int index = 0; index < all.size(); index++) {
            JsonObject one = all.getJsonObject(index);
            JsonObject parameter = one.containsKey("$ref") ? schema.resolve(one.getString("$ref")) : one;
            if (parameter.getString("in").equals(where)) {
                names.add(parameter.getString("name"));
            }
        }
        return names;
    }
}
