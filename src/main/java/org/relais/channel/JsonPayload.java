package org.relais.channel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.digest.Sha256;
import org.relais.text.CleanText;

/**
 * Lenient reading of a platform's JSON: what is absent or of another type reads as absent, so that one odd field never
 * hides its neighbours. Only a body that is no JSON object at all is refused.
 */
public final class JsonPayload {
    /** Largest payload read: WhatsApp sends up to 3 MB. */
    public static final int MAX_BYTES = 3 * 1024 * 1024;

    private static final int MAX_DEPTH = 200;
    private static final int MAX_KEY = 200;
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
    private static final Instant EARLIEST = Instant.parse("2010-01-01T00:00:00Z");
    private static final long MILLISECONDS_FROM = 100_000_000_000L;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(10_000)
                            .maxStringLength(MAX_BYTES)
                            .maxNameLength(MAX_BYTES)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonPayload() {}

    /**
     * The object that a body holds. Bytes that are not UTF-8 read as U+FFFD: the signature says that the platform sent
     * them, and a stop beside them must not be lost.
     *
     * @throws MalformedPayloadException when the body is too large, too deep or no JSON object
     */
    public static JsonNode parse(Buffer body) throws MalformedPayloadException {
        if (body.length() > MAX_BYTES) {
            throw new MalformedPayloadException("the payload is larger than " + MAX_BYTES + " bytes");
        }
        JsonNode root = read(withoutMark(body.toString(StandardCharsets.UTF_8)));
        if (root == null || !root.isObject()) {
            throw new MalformedPayloadException("the payload is not a JSON object");
        }
        return root;
    }

    private static @Nullable JsonNode read(String json) throws MalformedPayloadException {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException | NumberFormatException | ArithmeticException cause) {
            // Jackson's own message quotes the text around the fault, which can be what a person wrote.
            throw new MalformedPayloadException("the payload is not JSON" + place(cause));
        }
    }

    private static String place(Exception cause) {
        return cause instanceof JsonProcessingException fault && fault.getLocation() != null
                ? ": line " + fault.getLocation().getLineNr() + ", column "
                        + fault.getLocation().getColumnNr()
                : "";
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** The node at the end of a path of fields; missing when any of them is. */
    public static JsonNode at(JsonNode node, String... fields) {
        JsonNode found = node;
        for (String field : fields) {
            found = found.path(field);
        }
        return found;
    }

    /** A text or number as clean text; null when it is absent, empty or anything else. */
    public static @Nullable String text(JsonNode node, String... fields) {
        JsonNode value = at(node, fields);
        if (!value.isTextual() && !value.isNumber()) {
            return null;
        }
        String text = CleanText.of(value.asText());
        return text.isEmpty() ? null : text;
    }

    /** The elements of an array; empty when there is no array. */
    public static List<JsonNode> list(JsonNode node, String field) {
        List<JsonNode> elements = new ArrayList<>();
        JsonNode array = node.path(field);
        if (array.isArray()) {
            array.forEach(elements::add);
        }
        return elements;
    }

    /** The first object of an array; missing when there is none. */
    public static JsonNode first(JsonNode node, String field) {
        return list(node, field).stream().filter(JsonNode::isObject).findFirst().orElse(MissingNode.getInstance());
    }

    /**
     * A Unix time in seconds or milliseconds. A time that is missing, absurd or ahead of the arrival by more than
     * clocks differ is the time of arrival: a stop dated in the future would outlive every later answer, and one dated
     * in the past would lose to an older start.
     */
    public static Instant time(JsonNode node, String field, Instant receivedAt) {
        String text = text(node, field);
        if (text == null) {
            return receivedAt;
        }
        try {
            long number = Long.parseLong(text.strip());
            Instant time = Instant.ofEpochMilli(number >= MILLISECONDS_FROM ? number : Math.max(0, number) * 1000);
            boolean plausible = !time.isBefore(EARLIEST) && !time.isAfter(receivedAt.plus(CLOCK_SKEW));
            return plausible ? time : receivedAt;
        } catch (NumberFormatException garbage) {
            return receivedAt;
        }
    }

    /** A Unix time in seconds that may lie ahead; null for none that is one. */
    public static @Nullable Instant instant(JsonNode node, String field) {
        String text = text(node, field);
        return text != null && text.matches("[0-9]{1,11}") ? Instant.ofEpochSecond(Long.parseLong(text)) : null;
    }

    /** A key that fits an index: the text itself, or its digest when it is long. */
    public static String key(String text) {
        return text.length() <= MAX_KEY ? text : digest(text);
    }

    /** A stable key of what an event says, for events that the platform gives no id. */
    public static String digest(@Nullable String... parts) {
        MessageDigest digest = Sha256.begun();
        for (String part : parts) {
            byte[] bytes = (part == null ? "" : part).getBytes(StandardCharsets.UTF_8);
            // The length in front keeps ("ab", "c") apart from ("a", "bc").
            digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
