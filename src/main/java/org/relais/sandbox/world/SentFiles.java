package org.relais.sandbox.world;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Bytes of what people sent, for as long as the sandbox remembers. */
public final class SentFiles {
    private static final int KEPT = 500;
    private static final long FIRST_ID = 880_000_000_000_000L;
    private static final Map<String, String> SAMPLES = Map.of(
            "image", "picture.jpg",
            "audio", "voice.ogg",
            "sticker", "sticker.webp",
            "video", "video.mp4",
            "document", "document.pdf");
    private static final Map<String, String> TYPES = Map.of(
            "image", "image/jpeg",
            "audio", "audio/ogg; codecs=opus",
            "sticker", "image/webp",
            "video", "video/mp4",
            "document", "application/pdf");

    private final Map<String, SentFile> files = new LinkedHashMap<>();
    private long next = FIRST_ID;

    /**
     * One file.
     *
     * @param id digits
     * @param kind image, audio, sticker, video or document
     * @param type as the person's phone says, which may be wrong
     * @param sender to whom it was sent: nobody else may have it
     */
    public record SentFile(String id, String kind, String type, String name, String sender, Buffer bytes) {

        /** In Base64, as the Cloud API has it. */
        public String sha256() {
            try {
                return Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes.getBytes()));
            } catch (NoSuchAlgorithmException impossible) {
                throw new IllegalStateException("every Java platform has SHA-256", impossible);
            }
        }

        public String ending() {
            String ending = name.substring(name.lastIndexOf('.') + 1);
            return ending.matches("[A-Za-z0-9]{1,5}") ? ending : "bin";
        }
    }

    /**
     * Keeps what an action sends: a sample of its kind, or {@code base64}, as {@code fileName} and {@code mimeType}, made
     * up to {@code size} bytes.
     */
    public SentFile keep(String kind, SimulatedSender sender, JsonObject event) {
        String name = event.getString("fileName", SAMPLES.getOrDefault(kind, "file.bin"));
        Buffer bytes = event.containsKey("base64")
                ? Buffer.buffer(Base64.getDecoder().decode(event.getString("base64")))
                : sample(kind);
        int missing = event.getInteger("size", 0) - bytes.length();
        if (missing > 0) {
            bytes.appendBytes(new byte[missing]);
        }
        next += 17;
        String type = event.getString("mimeType", TYPES.getOrDefault(kind, "application/octet-stream"));
        SentFile file = new SentFile(Long.toString(next), kind, type, name, sender.key(), bytes);
        files.put(file.id(), file);
        if (files.size() > KEPT) {
            files.remove(files.keySet().iterator().next());
        }
        return file;
    }

    public Optional<SentFile> find(String id) {
        return Optional.ofNullable(files.get(id));
    }

    /** Answers with the bytes. */
    public static void send(HttpServerRequest request, SentFile file) {
        request.response().putHeader(HttpHeaders.CONTENT_TYPE, file.type()).end(file.bytes());
    }

    private static Buffer sample(String kind) {
        try (InputStream stream =
                SentFiles.class.getResourceAsStream("/org/relais/sandbox/sample/" + SAMPLES.get(kind))) {
            return Buffer.buffer(Objects.requireNonNull(stream).readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
