package org.relais.consent;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.ledger.EventSource;
import org.relais.organisation.Actor;

/**
 * Something that may change what a person may be sent; what it does is for {@link ConsentRules} to say.
 *
 * @param occurredAt when it happened by the platform's clock, or ours when there is no platform
 * @param evidence for {@link Kind#OPT_IN}: what the person did; null for every other kind
 * @param consentClass for {@link Kind#CLASS_CHANGE}: the new class; for an opt-in, the class it makes (null: regular,
 *     or what they are when that is more)
 * @param channel registry name, when it came by a channel
 * @param sourceReference what it rests on: inbox event key, file hash and row, page and wording version
 * @param rawText the person's own words, kept apart from the ledger so that an erasure can remove them
 * @param wording version or text of the wording that was agreed to or answered
 * @param language of the wording or of the words
 * @param actor organiser, API token or volunteer (by id, never by name or number); null: the person
 * @param detail rule that fired, platform code …: never personal data
 */
public record ConsentEvent(
        long organisationId,
        long contactId,
        Kind kind,
        Instant occurredAt,
        EventSource source,
        @Nullable OptIn evidence,
        @Nullable ConsentClass consentClass,
        @Nullable String channel,
        @Nullable String sourceReference,
        @Nullable String rawText,
        @Nullable String wording,
        @Nullable String language,
        @Nullable String actor,
        JsonObject detail) {

    public ConsentEvent {
        if ((kind == Kind.OPT_IN) != (evidence != null)) {
            throw new IllegalArgumentException("an opt-in, and nothing else, has evidence");
        }
        if (kind == Kind.OPT_IN && consentClass == ConsentClass.OCCASIONAL) {
            throw new IllegalArgumentException("who opts in is not occasional");
        }
        if (kind == Kind.CLASS_CHANGE && consentClass == null) {
            throw new IllegalArgumentException("a change of class names the class");
        }
    }

    /** What happened. */
    public enum Kind {
        OPT_IN,
        /** A stop, however it came: words, button, page, block, platform setting, a volunteer's report, an organiser. */
        OPT_OUT,
        /** May have been a stop: nothing more until it is settled. */
        HOLD,
        /** An organiser read the words of a hold and found that it was no stop. */
        RELEASE,
        /** An organiser corrects the class, with evidence. */
        CLASS_CHANGE,
        /** Undone in the platform's own settings; recorded, and never consent. */
        PLATFORM_RESUME
    }

    /** What an opt-in rests on. */
    public enum OptIn {
        /** START and its like, written by the person. */
        KEYWORD(true),
        /** {@code /start} to a Telegram bot, a join link. */
        START_COMMAND(true),
        /** The join page, confirmed from the address itself. */
        DOUBLE_OPT_IN(true),
        /** YES to the one message of an occasional contact. */
        FIRST_CONTACT_YES(false),
        /** YES to the question of a hold. */
        HOLD_YES(false),
        /** An organiser's file, with source, date and wording of what the person agreed to. */
        IMPORT(false),
        /** An organiser writes down a paper form or the like. */
        ORGANISER(false);

        private final boolean undoesStop;

        OptIn(boolean undoesStop) {
            this.undoesStop = undoesStop;
        }

        /** Whether it is the person's own explicit act, which alone can end a stop older than itself. */
        public boolean undoesStop() {
            return undoesStop;
        }
    }

    public static ConsentEvent stop(long organisationId, long contactId, Instant occurredAt, EventSource source) {
        return plain(organisationId, contactId, Kind.OPT_OUT, occurredAt, source);
    }

    public static ConsentEvent hold(long organisationId, long contactId, Instant occurredAt, EventSource source) {
        return plain(organisationId, contactId, Kind.HOLD, occurredAt, source);
    }

    public static ConsentEvent release(long organisationId, long contactId, Instant occurredAt, EventSource source) {
        return plain(organisationId, contactId, Kind.RELEASE, occurredAt, source);
    }

    public static ConsentEvent platformResume(long organisationId, long contactId, Instant occurredAt) {
        return plain(organisationId, contactId, Kind.PLATFORM_RESUME, occurredAt, EventSource.WEBHOOK);
    }

    public static ConsentEvent optIn(
            long organisationId, long contactId, OptIn evidence, Instant occurredAt, EventSource source) {
        return bare(organisationId, contactId, Kind.OPT_IN, occurredAt, source, evidence, null);
    }

    public static ConsentEvent classChange(
            long organisationId, long contactId, ConsentClass consentClass, Instant occurredAt, EventSource source) {
        return bare(organisationId, contactId, Kind.CLASS_CHANGE, occurredAt, source, null, consentClass);
    }

    private static ConsentEvent plain(
            long organisationId, long contactId, Kind kind, Instant occurredAt, EventSource source) {
        return bare(organisationId, contactId, kind, occurredAt, source, null, null);
    }

    private static ConsentEvent bare(
            long organisationId,
            long contactId,
            Kind kind,
            Instant occurredAt,
            EventSource source,
            @Nullable OptIn evidence,
            @Nullable ConsentClass consentClass) {
        return new ConsentEvent(
                organisationId,
                contactId,
                kind,
                occurredAt,
                source,
                evidence,
                consentClass,
                null,
                null,
                null,
                null,
                null,
                null,
                new JsonObject());
    }

    /** The same with the channel and the key of what it rests on. */
    public ConsentEvent from(@Nullable String channel, @Nullable String sourceReference) {
        return copy(consentClass, channel, sourceReference, rawText, wording, language, actor, detail);
    }

    /** The same with the person's own words. */
    public ConsentEvent words(@Nullable String rawText, @Nullable String language) {
        return copy(consentClass, channel, sourceReference, rawText, wording, language, actor, detail);
    }

    /** The same with the wording that was agreed to or answered. */
    public ConsentEvent wording(@Nullable String wording, @Nullable String language) {
        return copy(consentClass, channel, sourceReference, rawText, wording, language, actor, detail);
    }

    /** The same, done by somebody else than the person. */
    public ConsentEvent by(Actor actor) {
        return by(actor.name());
    }

    /** As {@link #by(Actor)}, of a volunteer or by name; null: the person. */
    public ConsentEvent by(@Nullable String actor) {
        return copy(consentClass, channel, sourceReference, rawText, wording, language, actor, detail);
    }

    /** The same, making the person a member, or regular. */
    public ConsentEvent as(@Nullable ConsentClass consentClass) {
        return copy(consentClass, channel, sourceReference, rawText, wording, language, actor, detail);
    }

    /** The same with further detail, never personal data. */
    public ConsentEvent detail(JsonObject detail) {
        return copy(consentClass, channel, sourceReference, rawText, wording, language, actor, detail);
    }

    /** What happened, to whom and when stays; everything that can be added later is given anew. */
    private ConsentEvent copy(
            @Nullable ConsentClass consentClass,
            @Nullable String channel,
            @Nullable String sourceReference,
            @Nullable String rawText,
            @Nullable String wording,
            @Nullable String language,
            @Nullable String actor,
            JsonObject detail) {
        return new ConsentEvent(
                organisationId,
                contactId,
                kind,
                occurredAt,
                source,
                evidence,
                consentClass,
                channel,
                sourceReference,
                rawText,
                wording,
                language,
                actor,
                detail);
    }
}
