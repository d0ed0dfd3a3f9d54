package org.relais.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;

/**
 * One thing a webhook told us, in words that are the same for all channels.
 *
 * @param senderExternalId the sender of ours it came to; empty when the payload names none that is configured
 * @param eventKey the platform's own key, unique per channel and sender: redeliveries carry it again
 * @param platformTime when it happened, by the platform's clock
 * @param notBefore by the platform's clock, where {@code platformTime} is only this node's: what was pressed was not there
 *     before; null for everything that the platform tells the time of
 * @param from every identifier given for the person, the most stable first (WhatsApp: the number before the
 *     business-scoped id, which changes with it); empty when the platform gave none
 * @param previous identifiers that {@code from} replaces, for {@link Kind#IDENTITY_CHANGED}
 * @param group whether it was said in a group: never a private stop
 * @param text what was written, or the label of the button; of a place its name
 * @param buttonPayload what the button carries
 * @param contextExternalId the message it answers
 * @param externalId the platform's id of this message, or of our message for a status; unique per sender
 * @param status for {@link Kind#STATUS}
 * @param deliveryId our delivery, when the platform echoes it
 * @param attempt which attempt at that delivery it is about, from 1 on
 * @param errorCode the platform's code, for statuses, errors and unsupported messages
 * @param startPayload what followed {@code /start} or came with a join link; empty for a bare {@code /start}; not
 *     checked: whoever writes "JOIN us" also has a payload
 * @param cards contact cards sent by the person
 * @param forwarded whether the person passed on somebody else's words
 * @param media what came instead of words or with them; null when only words did
 * @param failure for {@link Status#FAILED}: what the error means, by the same mapping as errors of the reply; a failure
 *     that is {@link SendOutcome.Kind#SUPPRESS} is followed by a {@link Kind#PLATFORM_STOP} of its own. Also for
 *     {@link Kind#SENDER_ALERT} and {@link Kind#TEMPLATE_STATUS}, when sending can't go on
 * @param recipientsPerDay for {@link Kind#SENDER_ALERT}: how many different people the sender's portfolio may write to in 24
 *     hours from now on, {@link Long#MAX_VALUE} for any number; null when that is not what it is about
 * @param pricing for {@link Kind#STATUS}: how the platform bills the message; null when it does not say
 * @param template for {@link Kind#TEMPLATE_STATUS}
 * @param fields of a form that was filled in ({@link Button.Form}), by name: what stands in it, {@code text} being its words;
 *     empty for everything else
 * @param groupChange for {@link Kind#GROUP}
 */
public record InboundEvent(
        String channel,
        String senderExternalId,
        Kind kind,
        String eventKey,
        Instant platformTime,
        @Nullable Instant notBefore,
        List<AddressId> from,
        List<AddressId> previous,
        boolean group,
        @Nullable String text,
        @Nullable String buttonPayload,
        @Nullable String contextExternalId,
        @Nullable String externalId,
        @Nullable Status status,
        @Nullable Long deliveryId,
        int attempt,
        @Nullable String errorCode,
        @Nullable String startPayload,
        List<Card> cards,
        @Nullable String displayName,
        @Nullable String language,
        boolean forwarded,
        @Nullable Media media,
        @Nullable SendOutcome failure,
        @Nullable Long recipientsPerDay,
        @Nullable Pricing pricing,
        @Nullable TemplateChange template,
        Map<String, String> fields,
        @Nullable GroupChange groupChange) {

    public InboundEvent {
        fields = Map.copyOf(fields);
        from = List.copyOf(from);
        previous = List.copyOf(previous);
        cards = List.copyOf(cards);
    }

    /** The same event under another key. */
    public InboundEvent withKey(String key) {
        return with(key, text);
    }

    /** The same event with these words. */
    public InboundEvent saying(String words) {
        return with(eventKey, words);
    }

    private InboundEvent with(String key, @Nullable String words) {
        return new InboundEvent(
                channel,
                senderExternalId,
                kind,
                key,
                platformTime,
                notBefore,
                from,
                previous,
                group,
                words,
                buttonPayload,
                contextExternalId,
                externalId,
                status,
                deliveryId,
                attempt,
                errorCode,
                startPayload,
                cards,
                displayName,
                language,
                forwarded,
                media,
                failure,
                recipientsPerDay,
                pricing,
                template,
                fields,
                groupChange);
    }

    /** The text; of a place without a name where it is, to about a kilometre, which says enough. */
    public @Nullable String words() {
        Coordinates coordinates = media == null ? null : media.coordinates();
        return text != null || coordinates == null ? text : coordinates.rounded();
    }

    /** Whether a form was filled in: what the person typed in it are words of theirs. */
    public boolean isForm() {
        return !fields.isEmpty();
    }

    /** Whether its text are words of the person's own, and not the label of a button. */
    public boolean isWritten() {
        return kind == Kind.TEXT || isForm();
    }

    /** Whether it is a sign put under a message, which is its text. */
    public boolean isReaction() {
        return kind == Kind.UNSUPPORTED && media == null && text != null;
    }

    /** What happened. */
    public enum Kind {
        TEXT,
        EDITED_TEXT,
        BUTTON,
        CARD,
        /** Something we can't read (sticker, voice, poll …): it still shows that the person is there. */
        UNSUPPORTED,
        STATUS,
        /** The person stopped us in the platform's own settings, or blocked us: counts as a stop. */
        PLATFORM_STOP,
        /** Undone in the platform's settings: recorded, and never consent by itself. */
        PLATFORM_RESUME,
        /** The person's number or id changed: {@code previous} to {@code from}. */
        IDENTITY_CHANGED,
        /** A fault of the sender or of the account that an organiser must see. */
        SENDER_ALERT,
        /** A template's approval changed; {@code text} is its name, {@code errorCode} its new state (PAUSED …). */
        TEMPLATE_STATUS,
        /**
         * The person's app asks what of theirs they may pass on ({@link Button.Share}): {@code text} is what they typed,
         * {@code externalId} the question's. Answered at once by {@link Channel#offer}, and never stored.
         */
        SHARE_QUERY,
        /**
         * Written to the person with the platform's own app by somebody of the organisation: {@code from} is the person it went
         * to. It says nothing of what that person wishes.
         */
        HANDWRITTEN,
        /** They passed on what was offered: {@code externalId} is the item's. Counted at once, and never stored as received. */
        SHARED,
        /**
         * A sender of ours was added to a group, given other rights there or removed; or somebody ({@code from}) entered one
         * by a link of ours. Noted at once, and never stored as received.
         */
        GROUP,
        /** A kind we don't know: stored, no effect. */
        OTHER
    }

    /**
     * What can't be read as words.
     *
     * @param fileId what the platform gives its bytes for ({@link Channel#fetch}); null when there are none
     * @param fileName as the person's device called it
     * @param coordinates of a place
     */
    public record Media(
            MediaKind kind, @Nullable String fileId, @Nullable String fileName, @Nullable Coordinates coordinates) {
        public static Media file(MediaKind kind, @Nullable String fileId, @Nullable String fileName) {
            return new Media(kind, fileId, fileName, null);
        }
    }

    /** What a medium is by the platform's word. */
    public enum MediaKind {
        /** May be a stop that nobody has heard. */
        VOICE,
        PICTURE,
        VIDEO,
        STICKER,
        PLACE,
        FILE
    }

    /** A place on the earth in degrees (WGS 84). */
    public record Coordinates(double latitude, double longitude) {

        private String rounded() {
            return String.format(Locale.ROOT, "%.2f, %.2f", latitude, longitude);
        }

        /** Those of a payload; null when they are none. */
        public static @Nullable Coordinates of(JsonNode json) {
            double latitude = json.path("latitude").asDouble(Double.NaN);
            double longitude = json.path("longitude").asDouble(Double.NaN);
            return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? new Coordinates(latitude, longitude) : null;
        }
    }

    /**
     * How a platform bills a message.
     *
     * @param category by the platform's word, in small letters; one word where it has two for the same price
     * @param country whose number it went to (ISO 3166); empty when nobody knows
     */
    public record Pricing(boolean billable, String category, String country) {}

    /** How far a message of ours has come; they only ever advance. */
    public enum Status {
        SENT,
        DELIVERED,
        READ,
        FAILED
    }

    /**
     * A contact card: a name and its numbers as written on the card.
     *
     * @param own whether the platform says that it is the card of whoever sent it; anybody can pass on another's
     */
    public record Card(String name, List<String> numbers, boolean own) {
        public Card {
            numbers = List.copyOf(numbers);
        }

        public Card(String name, List<String> numbers) {
            this(name, numbers, false);
        }
    }

    /** The number on the person's own card; empty for anything else, and for what they passed on. */
    public Optional<String> ownNumber() {
        return kind == Kind.CARD
                        && !group
                        && !forwarded
                        && cards.size() == 1
                        && cards.get(0).own()
                ? cards.get(0).numbers().stream().findFirst()
                : Optional.empty();
    }
}
