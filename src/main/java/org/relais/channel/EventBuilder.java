package org.relais.channel;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent.Card;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Status;
import org.relais.contact.AddressId;
import org.relais.text.CleanText;

/** Builder of one event from what a payload says of it; whatever is not set is absent. */
public final class EventBuilder {
    private static final int MAX_NAME = 200;
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}");

    private final String channel;
    private final String senderExternalId;
    private final String eventKey;
    private final Instant platformTime;
    private @Nullable Instant notBefore;
    private Kind kind = Kind.OTHER;
    private List<AddressId> from = List.of();
    private List<AddressId> previous = List.of();
    private boolean group;
    private @Nullable String text;
    private @Nullable String buttonPayload;
    private @Nullable String contextExternalId;
    private @Nullable String externalId;
    private @Nullable Status status;
    private @Nullable Long deliveryId;
    private int attempt = 1;
    private @Nullable String errorCode;
    private @Nullable String startPayload;
    private List<Card> cards = List.of();
    private @Nullable String displayName;
    private @Nullable String language;
    private boolean forwarded;
    private InboundEvent.@Nullable Media media;
    private @Nullable SendOutcome failure;
    private @Nullable Long recipientsPerDay;
    private InboundEvent.@Nullable Pricing pricing;
    private @Nullable TemplateChange template;
    private Map<String, String> fields = Map.of();
    private @Nullable GroupChange groupChange;

    /** An event of kind {@link Kind#OTHER} until {@link #kind} says more. */
    public EventBuilder(String channel, String senderExternalId, String eventKey, Instant platformTime) {
        this.channel = channel;
        this.senderExternalId = senderExternalId;
        this.eventKey = JsonPayload.key(eventKey);
        this.platformTime = platformTime;
    }

    public EventBuilder kind(Kind kind) {
        this.kind = kind;
        return this;
    }

    /**
     * A place that somebody sent, which is nothing that can be read as words.
     *
     * @param name as on the platform's map; null for a mere position
     * @param position with {@code latitude} and {@code longitude} in degrees
     */
    public EventBuilder place(@Nullable String name, JsonNode position) {
        text = name;
        return kind(Kind.UNSUPPORTED)
                .media(new InboundEvent.Media(
                        InboundEvent.MediaKind.PLACE, null, null, InboundEvent.Coordinates.of(position)));
    }

    public EventBuilder notBefore(@Nullable Instant notBefore) {
        this.notBefore = notBefore;
        return this;
    }

    public EventBuilder from(List<AddressId> from) {
        this.from = from;
        return this;
    }

    public EventBuilder previous(List<AddressId> previous) {
        this.previous = previous;
        return this;
    }

    public EventBuilder group(boolean group) {
        this.group = group;
        return this;
    }

    public EventBuilder text(@Nullable String text) {
        this.text = text;
        return this;
    }

    public EventBuilder button(@Nullable String buttonPayload) {
        this.buttonPayload = buttonPayload;
        return this;
    }

    public EventBuilder context(@Nullable String contextExternalId) {
        this.contextExternalId = contextExternalId;
        return this;
    }

    public EventBuilder externalId(@Nullable String externalId) {
        this.externalId = externalId;
        return this;
    }

    public EventBuilder status(@Nullable Status status) {
        this.status = status;
        return this;
    }

    public EventBuilder deliveryId(@Nullable Long deliveryId) {
        this.deliveryId = deliveryId;
        return this;
    }

    public EventBuilder attempt(int attempt) {
        this.attempt = attempt;
        return this;
    }

    public EventBuilder error(@Nullable String errorCode) {
        this.errorCode = errorCode;
        return this;
    }

    public EventBuilder start(@Nullable String startPayload) {
        this.startPayload = startPayload;
        return this;
    }

    public EventBuilder cards(List<Card> cards) {
        this.cards = cards;
        return this;
    }

    /** The person's own name, cut at 200 UTF-16 units. */
    public EventBuilder name(@Nullable String displayName) {
        this.displayName = displayName == null ? null : CleanText.head(displayName, MAX_NAME);
        return this;
    }

    /** A language tag such as {@code pt-br}; only the language itself is kept, and only if it looks like one. */
    public EventBuilder language(@Nullable String tag) {
        String primary = tag == null ? "" : tag.split("[-_]", 2)[0].toLowerCase(Locale.ROOT);
        this.language = LANGUAGE.matcher(primary).matches() ? primary : null;
        return this;
    }

    public EventBuilder forwarded(boolean forwarded) {
        this.forwarded = forwarded;
        return this;
    }

    public EventBuilder media(InboundEvent.@Nullable Media media) {
        this.media = media;
        return this;
    }

    public EventBuilder failure(@Nullable SendOutcome failure) {
        this.failure = failure;
        return this;
    }

    public EventBuilder recipientsPerDay(@Nullable Long recipientsPerDay) {
        this.recipientsPerDay = recipientsPerDay;
        return this;
    }

    public EventBuilder pricing(InboundEvent.@Nullable Pricing pricing) {
        this.pricing = pricing;
        return this;
    }

    public EventBuilder template(@Nullable TemplateChange template) {
        this.template = template;
        return this;
    }

    public EventBuilder fields(Map<String, String> fields) {
        this.fields = fields;
        return this;
    }

    public EventBuilder groupChange(@Nullable GroupChange groupChange) {
        this.groupChange = groupChange;
        return this;
    }

    public InboundEvent build() {
        return new InboundEvent(
                channel,
                senderExternalId,
                kind,
                eventKey,
                platformTime,
                notBefore,
                from,
                previous,
                group,
                text,
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
}
