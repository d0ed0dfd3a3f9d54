package org.relais.feed;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event of the feed.
 *
 * @param position its place: larger than that of every event that could be read before it, the same for all readers
 * @param contactId whom it is about; a pseudonym once they are erased, null when it is about nobody
 * @param externalId what another program calls them now; null when none does, and once they are erased
 * @param kind a name of {@link FeedKind}
 * @param detail ids, states and codes: no name, number or word of a person
 */
public record FeedEvent(
        long position,
        @Nullable Long contactId,
        @Nullable String externalId,
        String kind,
        Instant at,
        JsonObject detail) {

    /** As the API and webhooks tell it. */
    public JsonObject toJson() {
        return new JsonObject()
                .put("position", position)
                .put("kind", kind)
                .put("contactId", contactId)
                .put("externalId", externalId)
                .put("at", at)
                .put("detail", detail);
    }
}
