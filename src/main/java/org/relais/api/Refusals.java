package org.relais.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The refusals that follow from what an operation is: its method, its address, its headers. Each is written into the document
 * as an answer of the operation; what else one is refused for stands at it by itself.
 */
final class Refusals {
    private static final String ANSWERS = "#/components/responses/";

    /** Names of the document's answers by their status. */
    private static final Map<String, String> NAMES = Map.of(
            "400", "Invalid",
            "401", "Unauthorized",
            "403", "Forbidden",
            "404", "NotFound",
            "409", "Conflict",
            "412", "Changed",
            "413", "TooLarge",
            "415", "MediaType",
            "422", "OtherRequest");

    /** Stands in the summary of what an owner alone may read. */
    private static final String OWNERS = "(owners only)";

    /** Stands at what every role may do although it is no GET. */
    private static final String EVERY_ROLE = "x-role";

    private static final String JSON = "application/json";

    private static final Set<String> WITH_BODY = Set.of("post", "put", "patch");

    private Refusals() {}

    /** Describes them at every operation that needs a token. */
    static void describe(JsonObject document) {
        JsonObject paths = document.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject methods = paths.getJsonObject(path);
            for (String method : methods.fieldNames()) {
                if (methods.getValue(method) instanceof JsonObject operation && !operation.containsKey("security")) {
                    operation.put(
                            "responses", inOrder(operation.getJsonObject("responses"), of(document, path, method)));
                }
            }
        }
    }

    private static Set<String> of(JsonObject document, String path, String method) {
        JsonObject operation =
                document.getJsonObject("paths").getJsonObject(path).getJsonObject(method);
        String parameters =
                operation.getJsonArray("parameters", new JsonArray()).encode();
        Set<String> statuses = new TreeSet<>(Set.of("400", "401"));
        boolean read = method.equals("get");
        boolean everyRole = read
                ? !operation.getString("summary").contains(OWNERS) && !isFile(document, operation)
                : operation.containsKey(EVERY_ROLE);
        if (!everyRole) {
            statuses.add("403");
        }
        if (!read) {
            statuses.add("409");
        }
        // What is posted may name people and things by their ids.
        if (path.contains("{") || method.equals("post")) {
            statuses.add("404");
        }
        if (WITH_BODY.contains(method)) {
            statuses.addAll(Set.of("413", "415"));
        }
        if (parameters.contains("/idempotencyKey")) {
            statuses.add("422");
        }
        if (parameters.contains("/ifMatch")) {
            statuses.add("412");
        }
        return statuses;
    }

    /** Whether it answers with something to keep, which a reader is not given. */
    private static boolean isFile(JsonObject document, JsonObject operation) {
        JsonObject answer = operation.getJsonObject("responses").getJsonObject("200", new JsonObject());
        String shared = answer.getString("$ref", "");
        JsonObject whole = shared.startsWith(ANSWERS)
                ? document.getJsonObject("components")
                        .getJsonObject("responses")
                        .getJsonObject(shared.substring(ANSWERS.length()))
                : answer;
        JsonObject content = whole.getJsonObject("content", new JsonObject());
        return !content.isEmpty() && !content.containsKey(JSON);
    }

    /** By status, the rest (5xx) last. */
    private static JsonObject inOrder(JsonObject answers, Set<String> statuses) {
        Set<String> all = new TreeSet<>(answers.fieldNames());
        all.addAll(statuses);
        JsonObject sorted = new JsonObject();
        all.forEach(status -> sorted.put(
                status, answers.getJsonObject(status, new JsonObject().put("$ref", ANSWERS + NAMES.get(status)))));
        return sorted;
    }
}
