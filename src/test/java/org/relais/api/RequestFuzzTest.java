package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.channel.JsonMutation;
import org.relais.testing.ApiClient;
import org.relais.testing.NeedsDatabase;
import org.relais.testing.Seeds;

/**
 * Every operation of the document with bodies and queries that are damaged, over HTTP: each is taken or refused with a problem
 * that quotes no value, as {@link ApiClient} holds against the document, and the service has no fault of its own.
 */
@NeedsDatabase
class RequestFuzzTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    private static final Pattern PARAMETER = Pattern.compile("\\{[^}]*}");
    private static final List<String> ODD = List.of(
            "",
            "-1",
            "0",
            "9223372036854775808",
            "1e9",
            "NaN",
            "\u0000",
            "%",
            "a,b",
            "'; --",
            "x".repeat(3_000),
            "2026-13-45",
            "+999999999-12-31T23:59:59Z",
            "-999999999-01-01T00:00:00Z",
            "\u202e\uffff",
            JsonMutation.SAID);

    /** An operation, with a body that it takes. */
    private record Operation(String method, String path, JsonObject body) {}

    private final Map<String, String> ids = new HashMap<>();

    @Test
    void damagedBodiesAreTakenOrRefused() {
        List<Operation> operations = withBodies();
        assertThat(operations).hasSizeGreaterThan(20);
        operations.forEach(operation -> check(call(operation, operation.body().encode())));
        Seeds.each(200, seed -> {
            Operation operation = operations.get(Math.floorMod(seed, operations.size()));
            JsonMutation mutation = new JsonMutation(seed);
            String body = operation.body().encode();
            check(call(operation, seed % 5 == 0 ? mutation.scratched(body) : mutation.damaged(body)));
        });
    }

    @Test
    void oddQueriesAreTakenOrRefused() {
        List<String> queries = new ArrayList<>();
        operations((path, method, operation) -> {
            if (method.equals("get") && !operation.containsKey("security")) {
                for (String name : queried(operation)) {
                    queries.add(path + "?" + name + "=");
                }
            }
        });
        assertThat(queries).hasSizeGreaterThan(20);
        Seeds.each(200, seed -> {
            String[] query = queries.get(Math.floorMod(seed, queries.size())).split("\\?", 2);
            String odd = ODD.get(new Random(seed).nextInt(ODD.size()));
            check(WORLD.owner.get(address(query[0]) + "?" + query[1] + URLEncoder.encode(odd, StandardCharsets.UTF_8)));
        });
    }

    private ApiClient.Answer call(Operation operation, String body) {
        return WORLD.owner.call(operation.method(), address(operation.path()), body);
    }

    private static void check(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.body()).isLessThan(500);
        if (answer.status() >= 400) {
            assertThat(answer.body()).doesNotContain(JsonMutation.SAID);
        }
    }

    /** With the id of something that is there, as far as the list before the parameter has something. */
    private String address(String path) {
        String address = path;
        for (int at = address.indexOf('{'); at >= 0; at = address.indexOf('{')) {
            String list = address.substring(0, at - 1);
            address = PARAMETER.matcher(address).replaceFirst(ids.computeIfAbsent(list, this::newest));
        }
        return address;
    }

    private String newest(String list) {
        ApiClient.Answer answer = WORLD.owner.get(list);
        JsonArray items = answer.status() == 200 ? answer.json().getJsonArray("items") : null;
        Object id =
                items == null || items.isEmpty() ? null : items.getJsonObject(0).getValue("id");
        return id == null ? "999999999" : id.toString();
    }

    private interface OperationReader {
        void read(String path, String method, JsonObject operation);
    }

    private static void operations(OperationReader reader) {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject methods = paths.getJsonObject(path);
            for (String method : methods.fieldNames()) {
                if (methods.getValue(method) instanceof JsonObject operation) {
                    reader.read(path, method, operation);
                }
            }
        }
    }

    private static List<Operation> withBodies() {
        ReferenceExample examples = new ReferenceExample(WORLD.api.document());
        List<Operation> found = new ArrayList<>();
        operations((path, method, operation) -> {
            JsonObject content =
                    operation.getJsonObject("requestBody", new JsonObject()).getJsonObject("content", new JsonObject());
            if (content.containsKey("application/json")) {
                found.add(new Operation(
                        method.toUpperCase(Locale.ROOT),
                        path,
                        examples.body(content.getJsonObject("application/json"))));
            }
        });
        return found;
    }

    private static List<String> queried(JsonObject operation) {
        List<String> names = new ArrayList<>();
        for (Object parameter : operation.getJsonArray("parameters", new JsonArray())) {
            JsonObject one = (JsonObject) parameter;
            JsonObject resolved = one.containsKey("$ref") ? WORLD.api.schema().resolve(one.getString("$ref")) : one;
            if (resolved.getString("in").equals("query")) {
                names.add(resolved.getString("name"));
            }
        }
        return names;
    }
}
