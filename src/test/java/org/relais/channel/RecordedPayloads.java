package org.relais.channel;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Webhook bodies under {@code src/test/resources/<channel>}, each {@code <name>.json} with the events it means in
 * {@code <name>.events.jsonl} beside it.
 */
public final class RecordedPayloads {
    /** When all of them arrived. */
    public static final Instant RECEIVED_AT = Instant.parse("2026-11-25T12:00:00Z");

    private static final Path RESOURCES = Path.of("src", "test", "resources");

    private RecordedPayloads() {}

    /** Names of all payloads of a channel, without extension. */
    public static Stream<String> names(String channel) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(channel))) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length()))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }

    public static Path file(String channel, String name) {
        return RESOURCES.resolve(channel).resolve(name + ".json");
    }

    public static Buffer body(String channel, String name) {
        return Buffer.buffer(read(file(channel, name)));
    }

    /** What the payload means, one event a line. */
    public static List<JsonObject> expected(String channel, String name) {
        return new String(read(RESOURCES.resolve(channel).resolve(name + ".events.jsonl")), StandardCharsets.UTF_8)
                .lines()
                .map(JsonObject::new)
                .toList();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException cause) {
            throw new UncheckedIOException(cause);
        }
    }
}
