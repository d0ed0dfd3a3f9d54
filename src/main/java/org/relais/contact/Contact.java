package org.relais.contact;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A person as one organisation knows them. What may be sent to them stands in {@code consent}, never here.
 *
 * @param name empty when unknown
 * @param language ISO 639 code; null: the organisation's language
 * @param timeZone IANA zone; null: the organisation's zone
 * @param area department, district or town, free text of the organisation
 * @param variables further columns of an import, offered to message bodies
 * @param lastSeenAt when the person last wrote, pressed or joined
 * @param mergedInto the contact that this one turned out to be; it has no addresses of its own any more
 * @param erasedAt when everything personal was removed
 */
public record Contact(
        long id,
        long organisationId,
        String name,
        @Nullable String language,
        @Nullable String timeZone,
        @Nullable String area,
        List<String> tags,
        JsonObject variables,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant lastSeenAt,
        @Nullable Long mergedInto,
        @Nullable Instant erasedAt) {

    public Contact {
        tags = List.copyOf(tags);
    }
}
