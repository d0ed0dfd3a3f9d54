package org.relais.consent.replay;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.ledger.ChainEvent;

/**
 * A line of an exported ledger, as JSON both ways: one {@link Head}, the links in order, the suppression list, and one
 * {@link End} that seals it all. Nobody's words, names or numbers are in it.
 */
sealed interface ExportedLine {
    String FORMAT = "relais ledger export 1";

    JsonObject json();

    /**
     * @throws RuntimeException of various kinds for what no export has
     */
    static ExportedLine read(JsonObject json) {
        if (json.containsKey("format")) {
            return Head.of(json);
        }
        if (json.containsKey("position")) {
            return Link.of(json);
        }
        return json.containsKey("fingerprint") ? Listed.of(json) : End.of(json);
    }

    /**
     * @param after the link that the first one in the file follows on; 0: the file has the whole chain
     * @param hash of that link; null for the whole chain
     * @param since what was recorded, or listed, before it is left out; null for everything
     */
    record Head(
            String organisation,
            long organisationId,
            long after,
            @Nullable Buffer hash,
            @Nullable Instant since,
            Instant exportedAt)
            implements ExportedLine {

        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("format", FORMAT)
                    .put("organisation", organisation)
                    .put("organisationId", organisationId)
                    .put("after", after)
                    .put("hash", hex(hash))
                    .put("since", since == null ? null : since.toString())
                    .put("exportedAt", exportedAt.toString());
        }

        private static Head of(JsonObject json) {
            if (!FORMAT.equals(json.getString("format"))) {
                throw new IllegalArgumentException("another format");
            }
            String since = json.getString("since");
            return new Head(
                    text(json, "organisation"),
                    json.getLong("organisationId"),
                    json.getLong("after"),
                    bytes(json.getString("hash")),
                    since == null ? null : Instant.parse(since),
                    Instant.parse(text(json, "exportedAt")));
        }
    }

    /** An event in its place. */
    record Link(long position, Buffer hash, Instant sealedAt, ChainEvent event) implements ExportedLine {

        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("position", position)
                    .put("hash", hex(hash))
                    .put("sealedAt", sealedAt.toString())
                    .put("id", event.id())
                    .put("contact", event.contactId())
                    .put("kind", event.kind())
                    .put("class", event.consentClass())
                    .put("before", event.before())
                    .put("after", event.after())
                    .put("occurredAt", event.occurredAt().toString())
                    .put("recordedAt", event.recordedAt().toString())
                    .put("channel", event.channel())
                    .put("source", event.source())
                    .put("reference", event.reference())
                    .put("wording", event.wording())
                    .put("language", event.language())
                    .put("actor", event.actor())
                    // As PostgreSQL wrote it: the hash is over these characters.
                    .put("detail", event.detail())
                    .put("words", hex(event.textHash()));
        }

        private static Link of(JsonObject json) {
            ChainEvent event = new ChainEvent(
                    json.getLong("id"),
                    0,
                    json.getLong("contact"),
                    text(json, "kind"),
                    json.getString("class"),
                    json.getString("before"),
                    json.getString("after"),
                    Instant.parse(text(json, "occurredAt")),
                    Instant.parse(text(json, "recordedAt")),
                    json.getString("channel"),
                    text(json, "source"),
                    json.getString("reference"),
                    json.getString("wording"),
                    json.getString("language"),
                    json.getString("actor"),
                    text(json, "detail"),
                    bytes(json.getString("words")));
            return new Link(
                    json.getLong("position"),
                    Objects.requireNonNull(bytes(text(json, "hash"))),
                    Instant.parse(text(json, "sealedAt")),
                    event);
        }

        /** The same as an event of this organisation, which the lines don't repeat. */
        Link of(long organisationId) {
            return new Link(position, hash, sealedAt, event.of(organisationId));
        }
    }

    /** An entry of the suppression list. */
    record Listed(Buffer fingerprint, String keyId, String reason, Instant addedAt) implements ExportedLine {
        private static final int BYTES = 32;

        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("fingerprint", hex(fingerprint))
                    .put("key", keyId)
                    .put("reason", reason)
                    .put("addedAt", addedAt.toString());
        }

        private static Listed of(JsonObject json) {
            Buffer fingerprint = Objects.requireNonNull(bytes(text(json, "fingerprint")));
            if (fingerprint.length() != BYTES) {
                throw new IllegalArgumentException("no fingerprint");
            }
            return new Listed(
                    fingerprint, text(json, "key"), text(json, "reason"), Instant.parse(text(json, "addedAt")));
        }
    }

    /**
     * @param links how many stand before it
     * @param listed how many entries of the suppression list
     * @param seal over every line before it, under the suppression key of that id
     */
    record End(long links, long listed, String keyId, Buffer seal) implements ExportedLine {

        @Override
        public JsonObject json() {
            return new JsonObject()
                    .put("links", links)
                    .put("listed", listed)
                    .put("key", keyId)
                    .put("seal", hex(seal));
        }

        private static End of(JsonObject json) {
            return new End(
                    json.getLong("links"),
                    json.getLong("listed"),
                    text(json, "key"),
                    Objects.requireNonNull(bytes(text(json, "seal"))));
        }
    }

    private static String text(JsonObject json, String name) {
        return Objects.requireNonNull(json.getString(name), name);
    }

    private static @Nullable String hex(@Nullable Buffer bytes) {
        return bytes == null ? null : HexFormat.of().formatHex(bytes.getBytes());
    }

    private static @Nullable Buffer bytes(@Nullable String hex) {
        return hex == null ? null : Buffer.buffer(HexFormat.of().parseHex(hex));
    }
}
