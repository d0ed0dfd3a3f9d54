package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.relais.testing.ApiClient;
import org.relais.testing.NeedsDatabase;

/** Holds the document and the routes together, both ways. What each answer holds is checked by {@link ApiClient}. */
@NeedsDatabase
class OpenApiTest {
    @RegisterExtension
    static final ApiWorld WORLD = new ApiWorld();

    /** Their type is no JSON, and a file brings nothing about before its import is committed. */
    private static final Set<String> UPLOADS = Set.of("/imports", "/imports/form", "/pictures");

    @Test
    void everyRouteIsDocumentedAndEveryDocumentedOneIsMounted() {
        assertThat(documented()).isEqualTo(mounted());
    }

    private static Set<String> documented() {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        Set<String> found = new TreeSet<>();
        for (String path : paths.fieldNames()) {
            paths.getJsonObject(path).fieldNames().stream()
                    .filter(method -> !method.equals("parameters"))
                    .forEach(method -> found.add(method.toUpperCase(Locale.ROOT) + " " + path));
        }
        return found;
    }

    private static Set<String> mounted() {
        return WORLD.service.routes().stream()
                .filter(route -> route.methods() != null && route.isExactPath())
                .filter(route -> route.getPath() != null && route.getPath().startsWith(ApiRoutes.BASE))
                .flatMap(route -> route.methods().stream().map(method -> method.name() + " " + pattern(route)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String pattern(Route route) {
        return route.getPath().substring(ApiRoutes.BASE.length()).replaceAll(":([a-z]+)", "{$1}");
    }

    @Test
    void everyParameterInAPathIsDescribed() {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            assertThat(path.contains("{"))
                    .as(path)
                    .isEqualTo(paths.getJsonObject(path).containsKey("parameters"));
        }
    }

    @Test
    void everyOperationIsNamedOnceHasAProblemAnswerAndTakesAKeyWhereItChangesThings() {
        Set<String> names = new TreeSet<>();
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            JsonObject methods = paths.getJsonObject(path).copy();
            methods.remove("parameters");
            for (String method : methods.fieldNames()) {
                JsonObject operation = methods.getJsonObject(method);
                assertThat(names.add(operation.getString("operationId")))
                        .as(path)
                        .isTrue();
                assertThat(operation.getString("summary")).as(path).isNotBlank();
                assertThat(operation.getJsonArray("tags", new JsonArray()))
                        .as(path)
                        .hasSize(1);
                if (method.equals("post") && !UPLOADS.contains(path)) {
                    assertThat(operation
                                    .getJsonArray("parameters", new JsonArray())
                                    .encode())
                            .as(path)
                            .contains("#/components/parameters/idempotencyKey");
                }
                // A program that is generated from the document knows the first type only.
                assertThat(operation
                                .getJsonObject("requestBody", new JsonObject())
                                .getJsonObject("content", new JsonObject())
                                .fieldNames())
                        .as(path)
                        .hasSizeLessThanOrEqualTo(1);
                if (!path.equals("/openapi.json")) {
                    assertThat(operation.getJsonObject("responses").containsKey("default"))
                            .as(path)
                            .isTrue();
                }
            }
        }
    }

    /** Programs that were made from the document say null where they have nothing to say. */
    @Test
    void nullIsNoBodyWhereNoneIsNeeded() {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        SoftAssertions all = new SoftAssertions();
        Set<String> optional = new TreeSet<>();
        for (String path : paths.fieldNames()) {
            JsonObject operation = paths.getJsonObject(path).getJsonObject("post");
            if (operation == null || UPLOADS.contains(path) || operation.containsKey("security")) {
                continue;
            }
            JsonObject body = operation.getJsonObject("requestBody", new JsonObject());
            String address = path.replaceAll("\\{[^}]*}", "999999999");
            int said = status(all, () -> WORLD.owner.post(address, "null"));
            if (body.getBoolean("required", false)) {
                all.assertThat(said).as(path + " needs a body").isIn(400, 404);
            } else {
                int none = status(all, () -> WORLD.owner.post(address, null));
                all.assertThat(said).as(path + " needs none").isEqualTo(none);
                optional.addAll(body.isEmpty() ? Set.of() : Set.of(path));
            }
        }
        all.assertAll();
        assertThat(optional).hasSizeGreaterThan(4);
    }

    /** {@link ApiClient} fails when an operation answers with a status that does not stand at it, or with another body. */
    @Test
    void everyOperationRefusesOnlyAsItSays() {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        SoftAssertions all = new SoftAssertions();
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                if (paths.getJsonObject(path).getValue(method) instanceof JsonObject operation
                        && !operation.containsKey("security")) {
                    String address = path.replaceAll("\\{[^}]*}", "999999999");
                    refusals(all, method.toUpperCase(Locale.ROOT), address, operation.getJsonObject("responses"));
                }
            }
        }
        all.assertAll();
    }

    private static void refusals(SoftAssertions all, String method, String path, JsonObject answers) {
        String what = method + " " + path;
        all.assertThat(status(all, () -> WORLD.api.as("relais_unknown").call(method, path, null)))
                .as(what)
                .isEqualTo(401);
        all.assertThat(status(all, () -> WORLD.reader.call(method, path, null)) == 403)
                .as(what + " needs more than a reader")
                .isEqualTo(answers.containsKey("403"));
        if (answers.containsKey("415") && !UPLOADS.contains(path)) {
            all.assertThat(status(all, () -> WORLD.owner.call(method, path, "<a/>", "text/xml")))
                    .as(what + " of another type")
                    .isEqualTo(415);
        }
        if (answers.containsKey("422")) {
            all.assertThat(status(all, () -> WORLD.owner.under("short").post(path, "{}")))
                    .as(what + " under a short key")
                    .isEqualTo(400);
        }
        if (path.contains("999999999") || method.equals("GET")) {
            all.assertThat(status(all, () -> WORLD.owner.call(method, path + "?unheard=1", null)))
                    .as(what + " with an unknown parameter")
                    .isBetween(400, 499);
        }
    }

    private static int status(SoftAssertions all, Supplier<ApiClient.Answer> call) {
        try {
            return call.get().status();
        } catch (AssertionError undocumented) {
            all.fail(undocumented.getMessage());
            return 0;
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        references(WORLD.api.document())
                .forEach(reference ->
                        assertThat(WORLD.api.schema().resolve(reference)).isNotNull());
    }

    private static Set<String> references(Object json) {
        Set<String> found = new TreeSet<>();
        if (json instanceof JsonObject object) {
            if (object.getValue("$ref") instanceof String reference) {
                found.add(reference);
            }
            object.forEach(entry -> found.addAll(references(object.getValue(entry.getKey()))));
        } else if (json instanceof JsonArray array) {
            array.forEach(entry -> found.addAll(references(entry)));
        }
        return found;
    }

    @Test
    void theExamplesOfBodiesAreWhatTheSchemasSay() {
        JsonObject paths = WORLD.api.document().getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                if (paths.getJsonObject(path).getValue(method) instanceof JsonObject operation
                        && operation.containsKey("requestBody")) {
                    examplesFit(path, operation.getJsonObject("requestBody").getJsonObject("content"));
                }
            }
        }
    }

    private static void examplesFit(String path, JsonObject content) {
        JsonObject json = content.getJsonObject("application/json", new JsonObject());
        JsonObject schema = json.getJsonObject("schema", new JsonObject());
        if (json.containsKey("example")) {
            assertThat(WORLD.api.schema().faults(schema, json.getValue("example")))
                    .as(path)
                    .isEmpty();
        }
        json.getJsonObject("examples", new JsonObject()).forEach(example -> assertThat(
                        WORLD.api.schema().faults(schema, ((JsonObject) example.getValue()).getValue("value")))
                .as(path + " " + example.getKey())
                .isEmpty());
    }
}
