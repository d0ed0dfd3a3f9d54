package org.relais.ledger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.organisation.Actor;

/**
 * A row to be written into the ledger.
 *
 * @param contactId null for what concerns the whole organisation
 * @param occurredAt as the platform says
 * @param detail rule that fired, what was blocked, what was in flight …: never personal data
 */
public record LedgerEntry(
        long organisationId,
        @Nullable Long contactId,
        LedgerKind kind,
        Instant occurredAt,
        Change change,
        Origin origin,
        Words words,
        JsonObject detail) {
    /** In the detail of a stop or hold whose own time looks older than what it came behind: the time by which it counted. */
    public static final String COUNTED_AT = "countedAt";

    /** In the detail of an opt-in that has only our time: by the platform's clock it was not before. */
    public static final String NOT_BEFORE = "notBefore";

    /** WhatsApp and Telegram end a text at 4,096 characters. */
    private static final int LONGEST_TEXT = 4_096;

    private static final int LONGEST_WORD = 512;

    /** What the service itself did or saw. */
    public static LedgerEntry of(
            long organisationId,
            @Nullable Long contactId,
            LedgerKind kind,
            Instant at,
            Origin origin,
            JsonObject detail) {
        return new LedgerEntry(organisationId, contactId, kind, at, Change.NONE, origin, Words.NONE, detail);
    }

    /** The same, having set or changed where the person stands. */
    public LedgerEntry with(Change change) {
        return new LedgerEntry(organisationId, contactId, kind, occurredAt, change, origin, words, detail);
    }

    /**
     * Where the person stood and stands.
     *
     * @param consentClass after the event
     */
    public record Change(
            @Nullable ConsentClass consentClass, @Nullable ConsentState before, @Nullable ConsentState after) {
        public static final Change NONE = new Change(null, null, null);
    }

    /** By which door it came, what it rests on, and who did it (null: the person). */
    public record Origin(
            EventSource source, @Nullable String channel, @Nullable String reference, @Nullable String actor) {
        public Origin {
            channel = storable(channel, LONGEST_WORD);
            reference = storable(reference, LONGEST_WORD);
            actor = storable(actor, LONGEST_WORD);
        }

        /** What somebody did by the door they came in by. */
        public static Origin of(Actor actor) {
            return new Origin(EventSource.of(actor), null, null, actor.name());
        }

        /** What the service did by itself. */
        public static Origin system() {
            return new Origin(EventSource.SYSTEM, null, null, null);
        }
    }

    /** The person's own words, and the wording they answered or agreed to. */
    public record Words(@Nullable String rawText, @Nullable String wording, @Nullable String language) {
        public static final Words NONE = new Words(null, null, null);

        public Words {
            rawText = storable(rawText, LONGEST_TEXT);
            wording = storable(wording, LONGEST_TEXT);
            language = storable(language, LONGEST_WORD);
        }
    }

    /** Without what PostgreSQL can't store, and cut where nobody writes on: no text may ever stop a stop. */
    private static @Nullable String storable(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        String clean = text.replace("\0", "");
        return clean.length() <= longest ? clean : clean.substring(0, longest);
    }
}
