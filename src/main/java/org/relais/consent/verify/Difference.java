package org.relais.consent.verify;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as the ledger implies.
 *
 * @param contactId whose consent it is, as the ledger names them; null for an entry of the suppression list, which names
 *     nobody
 */
public record Difference(@Nullable Long contactId, Kind kind) {

    JsonObject json() {
        JsonObject json = new JsonObject()
                .put("difference", kind.name().toLowerCase(Locale.ROOT))
                .put("message", kind.message());
        return contactId == null ? json : json.put("contact", contactId);
    }

    /** What can differ. */
    public enum Kind {
        UNKNOWN_CONSENT("there is a consent, and no event of the ledger gave it"),
        MISSING_CONSENT("the consent is gone, and neither an erasure nor a merge says so"),
        REVIVED_CONSENT("there is a consent of somebody who was erased, or is another contact now"),
        STATE("the state is not the one that the last event left"),
        CONSENT_CLASS("the class is not the one that the last event left"),
        BASIS("the consent rests on an event that is not this person's, or is in no ledger"),
        OPT_IN_TIME("the consent has a later opt-in than the ledger: the next stops would count as older"),
        STOP_TIME("the consent has forgotten the newest stop: an older opt-in could undo it"),
        UNLISTED("somebody who has stopped has an address that is not on the suppression list"),
        UNEXPLAINED_REMOVAL("an entry was taken off the suppression list, and no event of its transaction says why");

        private final String message;

        Kind(String message) {
            this.message = message;
        }

        public String message() {
            return message;
        }
    }
}
