package org.relais.contact;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person as one organisation knows them. What may be sent to them stands in {@code consent}, never here.
 *
 * @param languageHeard whether the language is that of their messages, neither chosen by them nor only written by an organiser
 * @param lastSeenAt when the person last wrote, pressed or joined
 * @param pace how often they wish to be written to at most, {@code week} or {@code month}; null: they have not said
 * @param pacedAt when the last broadcast went to them, or may have, since they wish it; null: none has
 * @param mergedInto the contact that this one turned out to be; it has no addresses of its own any more
 * @param erasedAt when everything personal was removed
 */
public record Contact(
        long id,
        long organisationId,
        ContactDetails details,
        Instant createdAt,
        boolean languageHeard,
        @Nullable Instant lastSeenAt,
        @Nullable String pace,
        @Nullable Instant pacedAt,
        @Nullable Long mergedInto,
        @Nullable Instant erasedAt) {

    public String name() {
        return details.name();
    }

    /** ISO 639 code; null: the organisation's language. */
    public @Nullable String language() {
        return details.language();
    }

    public List<String> tags() {
        return details.tags();
    }

    public JsonObject variables() {
        return details.variables();
    }
}
