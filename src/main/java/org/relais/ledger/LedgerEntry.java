package org.relais.ledger;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.consent.ConsentEvent;
import org.relais.consent.ConsentRules;
import org.relais.contact.ConsentState;
import org.relais.consent.EffectiveTime;
import org.relais.consent.ConsentSnapshot;

/**
 * A row to be written into the ledger.
 *
 * @param contactId null for what concerns the whole organisation
 * @param occurredAt as the platform says, whatever {@link EffectiveTime} makes of it
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

    /** What came of a consent event. */
    static LedgerEntry of(ConsentEvent event, long contactId, ConsentSnapshot before, ConsentRules.Decision decision) {
        return new LedgerEntry(
                event.organisationId(),
                contactId,
                decision.kind(),
                event.occurredAt(),
                new Change(
                        decision.next().consentClass(),
                        before.state(),
                        decision.next().state()),
                new Origin(event.source(), event.channel(), event.sourceReference(), event.actor()),
                new Words(event.rawText(), event.wording(), event.language()),
                detail(event, before, decision));
    }

    private static JsonObject detail(ConsentEvent event, ConsentSnapshot before, ConsentRules.Decision decision) {
        JsonObject detail = event.detail().copy();
        if (!decision.counted()) {
            detail.put("event", event.kind().name().toLowerCase(Locale.ROOT));
        }
        if (decision.because() != null) {
            detail.put("because", decision.because());
        }
        if (event.evidence() != null) {
            detail.put("evidence", event.evidence().name().toLowerCase(Locale.ROOT));
        }
        if (before.state() == ConsentState.UNSUBSCRIBED && decision.next().state() != ConsentState.UNSUBSCRIBED) {
            detail.put("suppression", "removed");
        }
        return detail;
    }

    /** The same, having set or changed where the person stands. */
    LedgerEntry with(Change change) {
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

    /** By which door it came, what it rests on, and who did it (null: the person); as in {@link ConsentEvent}. */
    public record Origin(
            ConsentEvent.Source source, @Nullable String channel, @Nullable String reference, @Nullable String actor) {
        public Origin {
            channel = storable(channel, LONGEST_WORD);
            reference = storable(reference, LONGEST_WORD);
            actor = storable(actor, LONGEST_WORD);
        }

        /** What the service did by itself. */
        public static Origin system() {
            return new Origin(ConsentEvent.Source.SYSTEM, null, null, null);
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
