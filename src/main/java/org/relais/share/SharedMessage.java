package org.relais.share;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.template.MessageSpec;

/**
 * A shareable message as one volunteer passes it on.
 *
 * @param spec always has a text to share
 * @param volunteerId the contact they are now, after every merge; null when they have been erased, and for the
 *     organisation's own link: both lead to the message and are counted for it alone
 * @param volunteerName empty when unknown
 * @param volunteerLanguage null when unknown
 * @param volunteerVariables free columns of the volunteer's import
 * @param endsAt when the public pages end; null for never
 */
record SharedMessage(
        long messageId,
        long organisationId,
        MessageSpec spec,
        @Nullable Long volunteerId,
        String volunteerName,
        @Nullable String volunteerLanguage,
        JsonObject volunteerVariables,
        @Nullable Instant endsAt) {

    boolean ended(Instant now) {
        return endsAt != null && !now.isBefore(endsAt);
    }
}
