package org.relais.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The document as it is read by people: one section for each tag, one entry for each operation, and the schemas behind them.
 *
 * @param title of the API
 * @param about what holds for all operations
 */
public record Reference(String title, List<Words> about, List<Section> sections, List<Shape> shapes) {

    /** One piece of a text; code as it is typed. */
    public record Words(String text, boolean code) {
        /** An empty line ends a paragraph; where else the document ends a line means nothing. */
        static List<Words> of(@Nullable String text) {
            String said = text == null ? "" : text.replace("**", "").strip().replaceAll("(?<!\n)\n(?!\n)", " ");
            String[] pieces = said.split("`", -1);
            return IntStream.range(0, pieces.length)
                    .filter(at -> !pieces[at].isEmpty())
                    .mapToObj(at -> new Words(pieces[at], at % 2 == 1))
                    .toList();
        }
    }

    /** The operations of one tag. */
    public record Section(String name, List<Words> about, List<Operation> operations) {
        public String anchor() {
            return name.replace(' ', '-');
        }
    }

    /**
     * One method of one address.
     *
     * @param body fields of what is sent; none when nothing is
     * @param curl a command that does it
     * @param trial what a form on the page needs that does it
     */
    public record Operation(
            String id,
            String method,
            String path,
            String summary,
            List<Words> about,
            List<Field> parameters,
            List<Field> body,
            List<Field> answers,
            String curl,
            Trial trial) {}

    /**
     * A request as a form on the page makes it.
     *
     * @param parameters a list in JSON: name, whether in path, query or header, whether required
     * @param contentType of what is sent; empty when nothing is
     * @param body the example, in JSON; empty when a file is sent, or nothing
     */
    public record Trial(String parameters, String contentType, String body) {}

    /**
     * One parameter, field or answer.
     *
     * @param shape a schema that is described by itself; empty when there is none
     */
    public record Field(String name, String type, String shape, boolean required, List<Words> about) {}

    /** A schema that operations share. */
    public record Shape(String name, List<Words> about, List<Field> fields) {}

    /** The reference of a document. */
    static Reference of(JsonObject document) {
        return new Reader(document).read();
    }

    /** Reader of one document. */
    private static final class Reader {
        private final JsonObject document;
        private final ReferenceExample examples;

        Reader(JsonObject document) {
            this.document = document;
            this.examples = new ReferenceExample(document);
        }

        Reference read() {
            Map<String, List<Operation>> byTag = new LinkedHashMap<>();
            JsonObject paths = document.getJsonObject("paths");
            for (String path : paths.fieldNames()) {
                JsonObject place = paths.getJsonObject(path);
                for (String method : place.fieldNames()) {
                    if (place.getValue(method) instanceof JsonObject operation) {
                        byTag.computeIfAbsent(operation.getJsonArray("tags").getString(0), tag -> new ArrayList<>())
                                .add(operation(path, method, place, operation));
                    }
                }
            }
            JsonObject info = document.getJsonObject("info");
            return new Reference(
                    info.getString("title"),
                    Words.of(info.getString("description")),
                    objects(document.getJsonArray("tags")).stream()
                            .map(tag -> new Section(
                                    tag.getString("name"),
                                    Words.of(tag.getString("description")),
                                    byTag.getOrDefault(tag.getString("name"), List.of())))
                            .filter(section -> !section.operations().isEmpty())
                            .toList(),
                    shapes());
        }

        private List<Shape> shapes() {
            JsonObject schemas = document.getJsonObject("components").getJsonObject("schemas");
            return schemas.fieldNames().stream()
                    .sorted()
                    .map(name -> new Shape(
                            name,
                            Words.of(schemas.getJsonObject(name).getString("description")),
                            fields("", schemas.getJsonObject(name))))
                    .toList();
        }

        private Operation operation(String path, String method, JsonObject place, JsonObject operation) {
            JsonArray parameters = new JsonArray()
                    .addAll(place.getJsonArray("parameters", new JsonArray()))
                    .addAll(operation.getJsonArray("parameters", new JsonArray()));
            List<JsonObject> named =
                    objects(parameters).stream().map(examples::resolved).toList();
            JsonObject json =
                    ReferenceExample.content(operation).getJsonObject(ReferenceExample.JSON, new JsonObject());
            return new Operation(
                    operation.getString("operationId"),
                    method.toUpperCase(Locale.ROOT),
                    path,
                    operation.getString("summary"),
                    Words.of(operation.getString("description")),
                    named.stream().map(this::parameter).toList(),
                    json.containsKey("schema") ? body(json.getJsonObject("schema")) : List.of(),
                    answers(operation.getJsonObject("responses")),
                    examples.curl(path, method, operation),
                    examples.trial(named, operation));
        }

        private Field parameter(JsonObject parameter) {
            JsonObject schema = parameter.getJsonObject("schema", new JsonObject());
            return new Field(
                    parameter.getString("name"),
                    type(schema) + " in " + parameter.getString("in"),
                    shape(schema),
                    parameter.getBoolean("required", false),
                    Words.of(parameter.getString("description")));
        }

        private List<Field> body(JsonObject schema) {
            return shape(schema).isEmpty()
                    ? fields("", schema)
                    : List.of(new Field("", type(schema), shape(schema), true, List.of()));
        }

        private List<Field> answers(JsonObject answers) {
            return answers.fieldNames().stream()
                    .map(status -> answer(status, examples.resolved(answers.getJsonObject(status))))
                    .toList();
        }

        private Field answer(String status, JsonObject answer) {
            JsonObject content = answer.getJsonObject("content", new JsonObject());
            JsonObject schema = content.stream()
                    .map(entry -> ((JsonObject) entry.getValue()).getJsonObject("schema", new JsonObject()))
                    .findFirst()
                    .orElse(new JsonObject());
            boolean several = content.size() != 1;
            return new Field(
                    status,
                    several ? "" : type(schema),
                    several ? "" : shape(schema),
                    false,
                    Words.of(answer.getString("description")));
        }

        /** The fields of a schema, those of lists and objects within it too. */
        private List<Field> fields(String prefix, JsonObject schema) {
            List<Field> fields = new ArrayList<>();
            for (JsonObject part : objects(schema.getJsonArray("allOf", new JsonArray()))) {
                fields.addAll(
                        shape(part).isEmpty()
                                ? fields(prefix, part)
                                : List.of(new Field(prefix + "…", type(part), shape(part), true, List.of())));
            }
            for (JsonObject part : objects(schema.getJsonArray("oneOf", new JsonArray()))) {
                fields.add(new Field(
                        prefix + "either", type(part), shape(part), false, Words.of(part.getString("description"))));
            }
            JsonObject properties = schema.getJsonObject("properties", new JsonObject());
            JsonArray required = schema.getJsonArray("required", new JsonArray());
            for (String name : properties.fieldNames()) {
                JsonObject property = properties.getJsonObject(name);
                String place = prefix + name;
                fields.add(new Field(
                        place,
                        type(property),
                        shape(property),
                        required.contains(name),
                        Words.of(property.getString("description"))));
                if (shape(property).isEmpty()) {
                    JsonObject items = property.getJsonObject("items", new JsonObject());
                    fields.addAll(fields(place + (items.isEmpty() ? "." : "[]."), items.isEmpty() ? property : items));
                }
            }
            return fields;
        }

        /** The name of the schema that a value, or each entry of a list, has. */
        private static String shape(JsonObject schema) {
            JsonObject value = orNull(schema) ? schema.getJsonArray("oneOf").getJsonObject(0) : schema;
            String reference = value.getJsonObject("items", value).getString("$ref", "");
            return reference.substring(reference.lastIndexOf('/') + 1);
        }

        /** Whether it is a schema with a name, or null. */
        private static boolean orNull(JsonObject schema) {
            JsonArray either = schema.getJsonArray("oneOf", new JsonArray());
            return either.size() == 2
                    && either.getJsonObject(0).containsKey("$ref")
                    && "null".equals(either.getJsonObject(1).getValue("type"));
        }

        private static String type(JsonObject schema) {
            if (orNull(schema)) {
                return "null |";
            }
            if (schema.containsKey("$ref")) {
                return "";
            }
            if (schema.containsKey("enum")) {
                return schema.getJsonArray("enum").stream().map(String::valueOf).collect(Collectors.joining(" | "));
            }
            Object type = schema.getValue("type", schema.containsKey("oneOf") ? "one of several" : "object");
            String said = type instanceof JsonArray several
                    ? several.stream().map(String::valueOf).collect(Collectors.joining(" | "))
                    : String.valueOf(type);
            String format = schema.getString("format", "");
            return said.equals("array")
                    ? ("list of " + type(schema.getJsonObject("items", new JsonObject()))).strip()
                    : (said + " " + format).strip();
        }

        private static List<JsonObject> objects(JsonArray array) {
            return array.stream().map(JsonObject.class::cast).toList();
        }
    }
}
