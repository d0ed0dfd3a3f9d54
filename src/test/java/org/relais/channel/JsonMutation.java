package org.relais.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Damage to JSON as platforms, proxies and time do it; the same seed does the same damage. */
public final class JsonMutation {
    /** What a person may have written: it stands in some of what is damaged, and must stand in no fault. */
    public static final String SAID = "zanzibar 4711";

    private static final List<String> NO_TEXT =
            List.of("c3", "c080", "eda080", "edb080", "f4908080", "00", "efbbbf", "fffe", "80");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final Random random;

    public JsonMutation(long seed) {
        this.random = new Random(seed);
    }

    /** Replaces, removes, renames or repeats some nodes anywhere. */
    public String damaged(String json) {
        JsonNode root = read(json);
        for (int blow = random.nextInt(1, 6); blow > 0; blow--) {
            List<JsonNode> containers = containers(root);
            damage(containers.get(random.nextInt(containers.size())));
        }
        return root.toString();
    }

    /** Adds fields nobody knows to objects, and elements that make no sense to arrays of objects. */
    public String withStrangers(String json) {
        JsonNode root = read(json);
        List<JsonNode> containers = containers(root);
        for (int stranger = random.nextInt(1, 12); stranger > 0; stranger--) {
            JsonNode container = containers.get(random.nextInt(containers.size()));
            if (container instanceof ObjectNode object) {
                object.set("stranger_" + random.nextInt(1000), anything(3));
            } else if (container instanceof ArrayNode array
                    && !array.isEmpty()
                    && array.get(0).isObject()) {
                array.insert(random.nextInt(array.size() + 1), scalar());
            }
        }
        return root.toString();
    }

    /** Puts a damaged copy, with ids of its own, beside elements of the lists of these names; the elements stay as they are. */
    public String withDamagedNeighbours(String json, Set<String> lists) {
        JsonNode root = read(json);
        List<ArrayNode> found = new ArrayList<>();
        for (JsonNode container : containers(root)) {
            lists.stream()
                    .map(container::path)
                    .filter(list -> list.isArray() && !list.isEmpty())
                    .forEach(list -> found.add((ArrayNode) list));
        }
        for (ArrayNode list : found) {
            JsonNode copy = list.get(random.nextInt(list.size())).deepCopy();
            containers(copy).stream()
                    .filter(container -> container.path("id").isTextual())
                    .forEach(container -> ((ObjectNode) container).put("id", "copy." + random.nextLong()));
            for (int blow = random.nextInt(1, 6); blow > 0; blow--) {
                List<JsonNode> containers = containers(copy);
                damage(containers.get(random.nextInt(containers.size())));
            }
            list.insert(random.nextInt(list.size() + 1), copy);
        }
        return root.toString();
    }

    /** Changes, drops, doubles or moves some of the text itself. */
    public String scratched(String json) {
        StringBuilder text = new StringBuilder(json);
        for (int scratch = random.nextInt(1, 6); scratch > 0 && !text.isEmpty(); scratch--) {
            int place = random.nextInt(text.length());
            switch (random.nextInt(7)) {
                case 0 -> text.setCharAt(place, (char) random.nextInt(0x250));
                case 1 -> text.deleteCharAt(place);
                case 2 -> text.insert(place, "{}[],:\"\\\u0000\ud83d".charAt(random.nextInt(10)));
                case 3 -> text.setLength(place);
                case 4 -> text.insert(place, (random.nextBoolean() ? "[" : "{\"id\":").repeat(random.nextInt(3_000)));
                case 5 ->
                    text.insert(place, text.substring(place, Math.min(text.length(), place + random.nextInt(200))));
                default ->
                    text.insert(
                            text.indexOf("{") + 1,
                            "\"" + random.nextInt(9) + "\":1e" + random.nextInt() + ",\"id\":"
                                    + "9".repeat(random.nextInt(1, 2_000)) + ",");
            }
        }
        return text.toString();
    }

    /** The bytes of a text with some that are no UTF-8 among them: cut, overlong, of surrogates, NUL, a mark. */
    public byte[] garbled(String text) {
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int from = 0;
        for (int piece = random.nextInt(1, 4); piece > 0 && from < whole.length; piece--) {
            int until = random.nextInt(from, whole.length);
            bytes.write(whole, from, until - from);
            bytes.writeBytes(HexFormat.of().parseHex(NO_TEXT.get(random.nextInt(NO_TEXT.size()))));
            from = until;
        }
        bytes.write(whole, from, whole.length - from);
        return bytes.toByteArray();
    }

    private void damage(JsonNode container) {
        if (container instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(3)) {
                case 0 -> object.set(name, anything(3));
                case 1 -> object.remove(name);
                default -> object.set(names.get(random.nextInt(names.size())), object.get(name));
            }
        } else if (container instanceof ArrayNode array && !array.isEmpty()) {
            int index = random.nextInt(array.size());
            switch (random.nextInt(3)) {
                case 0 -> array.set(index, anything(3));
                case 1 -> array.remove(index);
                default -> array.insert(index, array.get(index).deepCopy());
            }
        }
    }

    private JsonNode anything(int depth) {
        if (depth == 0 || random.nextBoolean()) {
            return scalar();
        }
        if (random.nextBoolean()) {
            return MAPPER.createArrayNode().add(anything(depth - 1)).add(anything(depth - 1));
        }
        ObjectNode object = MAPPER.createObjectNode();
        object.set("id", anything(depth - 1));
        object.set("text", anything(depth - 1));
        return object;
    }

    private JsonNode scalar() {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(13)) {
            case 0 -> nodes.nullNode();
            case 1 -> nodes.booleanNode(random.nextBoolean());
            case 2 -> nodes.numberNode(random.nextLong());
            case 3 -> nodes.numberNode(BigInteger.TEN.pow(random.nextInt(400)));
            case 4 -> nodes.numberNode(random.nextDouble() * 1e300);
            case 5 -> nodes.textNode("");
            case 6 -> nodes.textNode("\u0000 \ud83d");
            case 7 -> nodes.textNode("x".repeat(random.nextInt(5000)));
            case 8 -> nodes.textNode("FR." + "a".repeat(random.nextInt(200)));
            case 9 -> nodes.textNode(Long.toString(random.nextLong()));
            case 10 -> nodes.textNode(SAID);
            case 11 -> nodes.numberNode(random.nextInt(-3, 4));
            default -> nodes.textNode("STOP");
        };
    }

    private static List<JsonNode> containers(JsonNode root) {
        List<JsonNode> found = new ArrayList<>();
        found.add(root);
        for (int index = 0; index < found.size(); index++) {
            for (JsonNode child : found.get(index)) {
                if (child.isContainerNode()) {
                    found.add(child);
                }
            }
        }
        return found;
    }

    private static JsonNode read(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException cause) {
            throw new IllegalArgumentException(cause);
        }
    }
}
