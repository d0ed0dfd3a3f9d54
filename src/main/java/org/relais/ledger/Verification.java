package org.relais.ledger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What came of verifying a chain.
 *
 * @param events how many links held, up to the end or to the broken one
 * @param unsealed events written too recently to be in the chain
 * @param anchors how many noted heads were compared
 * @param outside how many of them were kept outside this database; 0: nobody can tell whether the end was cut off together
 *     with the heads noted here
 * @param head the end of the chain; null when it has no event
 * @param at when it was verified
 * @param broken the first thing that is wrong; null: the ledger is as it was written
 */
public record Verification(
        long events,
        long unsealed,
        int anchors,
        int outside,
        @Nullable ChainHead head,
        Instant at,
        @Nullable Broken broken) {

    private static final String END_UNKNOWN =
            "no head kept outside this database was compared: nobody can tell whether the"
                    + " end of the chain was cut off together with the heads noted here";

    public boolean intact() {
        return broken == null;
    }

    /** With field names that stay; hashes in hexadecimal. */
    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("intact", intact())
                .put("events", events)
                .put("unsealed", unsealed)
                .put("anchors", anchors)
                .put("outsideAnchors", outside)
                .put("verifiedAt", at.toString());
        if (outside == 0) {
            json.put("note", END_UNKNOWN);
        }
        if (head != null) {
            json.put(
                    "head",
                    new JsonObject()
                            .put("position", head.position())
                            .put("hash", head.hex())
                            .put("at", head.at().toString()));
        }
        if (broken != null) {
            json.put("broken", broken.json());
        }
        return json;
    }

    /**
     * Where a chain is broken.
     *
     * @param position the link that doesn't hold; 0 for an event that is in no link
     */
    public record Broken(long position, @Nullable Long eventId, Fault fault) {
        JsonObject json() {
            JsonObject json = new JsonObject()
                    .put("position", position)
                    .put("fault", fault.name().toLowerCase(Locale.ROOT))
                    .put("message", fault.message());
            if (eventId != null) {
                json.put("event", eventId);
            }
            return json;
        }
    }

    /** What can be wrong. */
    public enum Fault {
        MISSING_LINK("a link is missing: the chain was cut out here"),
        MISSING_EVENT("the event of this link was removed"),
        ALTERED("the event, or its place in the chain, is not what was sealed"),
        ALTERED_WORDS("the words kept with the event are not those that were written"),
        REMOVED_WORDS("the words kept with the event were removed, and no erasure says so"),
        BACKDATED("the event says it was recorded long before events that stand in front of it"),
        UNCHAINED("an event is in no link, though later ones are sealed: it was put in afterwards"),
        TRUNCATED("the chain ends before a head that was noted: events were cut off at its end, or this is"
                + " a restored backup and the head is newer than it"),
        OTHER_HEAD("the chain has another hash than was noted at this position: it was written anew, or this is"
                + " a restored backup and the head is newer than it");

        private final String message;

        Fault(String message) {
            this.message = message;
        }

        public String message() {
            return message;
        }
    }
}
