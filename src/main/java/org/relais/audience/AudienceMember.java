package org.relais.audience;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;

/**
 * One person of an audience, as a dry run shows them.
 *
 * @param variables free columns of the person's import
 * @param channels on which they can be reached and we can send
 * @param refusal why they would not receive it; null when they would
 */
public record AudienceMember(
        long contactId,
        String name,
        @Nullable String language,
        JsonObject variables,
        ConsentClass consentClass,
        ConsentState state,
        List<String> channels,
        @Nullable String refusal) {
    public AudienceMember {
        channels = List.copyOf(channels);
    }
}
