package org.relais.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/**
 * Rules that the document keeps for the programs that clients are generated with: what stands in it without a name gets one
 * that they make up and change, what has no type is not typed there either.
 */
@Unit
class ClientRulesTest {
    private static final JsonObject DOCUMENT = OpenApi.document();

    /** Every schema by where it stands. */
    private static final Map<String, JsonObject> SCHEMAS = schemas();

    private static Map<String, JsonObject> schemas() {
        Map<String, JsonObject> found = new TreeMap<>();
        JsonObject named = DOCUMENT.getJsonObject("components").getJsonObject("schemas");
        named.fieldNames().forEach(name -> schema(name, named.getJsonObject(name), found));
        content("paths", DOCUMENT.getJsonObject("paths"), found);
        content("components", DOCUMENT.getJsonObject("components").copy().putNull("schemas"), found);
        return found;
    }

    private static void content(String place, @Nullable Object json, Map<String, JsonObject> found) {
        if (json instanceof JsonObject object) {
            if (object.getValue("schema") instanceof JsonObject schema) {
                schema(place, schema, found);
            }
            object.fieldNames().forEach(name -> content(place + " " + name, object.getValue(name), found));
        } else if (json instanceof JsonArray array) {
            for (int index = 0; index < array.size(); index++) {
                content(place + " " + index, array.getValue(index), found);
            }
        }
    }

    private static void schema(String place, JsonObject schema, Map<String, JsonObject> found) {
        found.put(place, schema);
        JsonObject properties = schema.getJsonObject("properties", new JsonObject());
        properties.fieldNames().forEach(name -> schema(place + "." + name, properties.getJsonObject(name), found));
        for (String inner : List.of("items", "additionalProperties")) {
            if (schema.getValue(inner) instanceof JsonObject entry) {
                schema(place + "[]", entry, found);
            }
        }
        for (String several : List.of("oneOf", "allOf")) {
            JsonArray parts = schema.getJsonArray(several, new JsonArray());
            for (int index = 0; index < parts.size(); index++) {
                schema(place + " part " + index, parts.getJsonObject(index), found);
            }
        }
    }

    @Test
    void whatHasFieldsHasANameAndBodiesOfJsonAreSuch() {
        Set<String> named =
                DOCUMENT.getJsonObject("components").getJsonObject("schemas").fieldNames();
        assertThat(where((place, schema) -> schema.containsKey("properties")
                        && !named.contains(place)
                        && !place.contains(" part ")
                        && !place.contains("multipart/form-data")))
                .isEmpty();
        assertThat(where((place, schema) -> place.endsWith("json") && !schema.containsKey("$ref")))
                .containsExactly("paths /openapi.json get responses 200 content application/json");
    }

    @Test
    void everythingHasATypeAndFreeObjectsSayThatTheyAre() {
        assertThat(where((place, schema) ->
                        Set.of("type", "$ref", "oneOf", "allOf").stream().noneMatch(schema::containsKey)))
                .isEmpty();
        assertThat(where((place, schema) -> is(schema, "object")
                        && !schema.containsKey("properties")
                        && !schema.containsKey("additionalProperties")))
                .isEmpty();
        assertThat(where((place, schema) -> is(schema, "array") && !schema.containsKey("items")))
                .isEmpty();
        assertThat(where((place, schema) -> is(schema, "object") && is(schema, "null") && fields(schema)))
                .as("a named object is null where it is used, not by itself")
                .isEmpty();
    }

    /** What has a default is taken for required by generators of types for TypeScript. */
    @Test
    void bodiesHaveNoDefaults() {
        assertThat(where((place, schema) -> schema.containsKey("default") && !place.contains("parameters")))
                .isEmpty();
    }

    @Test
    void whatIsRequiredIsDescribed() {
        assertThat(where((place, schema) -> !schema.getJsonObject("properties", new JsonObject())
                        .fieldNames()
                        .containsAll(
                                schema.getJsonArray("required", new JsonArray()).getList())))
                .isEmpty();
    }

    /** Ids are 64 bits wide in the database. */
    @Test
    void idsAreWide() {
        assertThat(where((place, schema) -> is(schema, "integer")
                        && place.matches(".*([.]id|Id|[.](contact|broadcast|action|import)|Id\\[])")
                        && !"int64".equals(schema.getString("format"))))
                .isEmpty();
    }

    @Test
    void operationsAreNamedAsMethodsAreAndSayWhatTheyRefuse() {
        JsonObject paths = DOCUMENT.getJsonObject("paths");
        for (String path : paths.fieldNames()) {
            for (String method : paths.getJsonObject(path).fieldNames()) {
                if (paths.getJsonObject(path).getValue(method) instanceof JsonObject operation) {
                    assertThat(operation.getString("operationId")).as(path).matches("[a-z]+([A-Z][a-z]*)*");
                    assertThat(operation.getJsonObject("responses").fieldNames())
                            .as(path)
                            .anyMatch(status -> status.startsWith("4"));
                }
            }
        }
    }

    @Test
    void noAddressFitsTwoPathsOfWhichNeitherIsTheNarrower() {
        List<String> paths = List.copyOf(DOCUMENT.getJsonObject("paths").fieldNames());
        List<String> pairs = new ArrayList<>();
        for (int one = 0; one < paths.size(); one++) {
            for (int other = one + 1; other < paths.size(); other++) {
                if (ambiguous(paths.get(one).split("/"), paths.get(other).split("/"))) {
                    pairs.add(paths.get(one) + " and " + paths.get(other));
                }
            }
        }
        assertThat(pairs).isEmpty();
    }

    private static boolean ambiguous(String[] one, String[] other) {
        if (one.length != other.length) {
            return false;
        }
        boolean wider = false;
        boolean narrower = false;
        for (int step = 0; step < one.length; step++) {
            boolean open = one[step].startsWith("{");
            boolean otherOpen = other[step].startsWith("{");
            if (!open && !otherOpen && !one[step].equals(other[step])) {
                return false;
            }
            wider |= open && !otherOpen;
            narrower |= otherOpen && !open;
        }
        return wider == narrower;
    }

    private interface Rule {
        boolean holds(String place, JsonObject schema);
    }

    private static List<String> where(Rule rule) {
        return SCHEMAS.entrySet().stream()
                .filter(entry -> rule.holds(entry.getKey(), entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean fields(JsonObject schema) {
        return schema.containsKey("properties");
    }

    private static boolean is(JsonObject schema, String type) {
        return schema.getValue("type") instanceof JsonArray several
                ? several.contains(type)
                : type.equals(schema.getString("type"));
    }
}
