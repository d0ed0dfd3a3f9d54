package org.relais.channel.whatsapp;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.JsonPayload;
import org.relais.channel.SendOutcome;
import org.relais.contact.AddressId;

/** Reader of what is not a message: preferences, changed ids, and what happens to the account and its templates. */
final class WhatsAppAccountReader {
    private static final Set<String> ALERTS = Set.of(
            "account_update",
            "account_alerts",
            "account_review_update",
            "business_capability_update",
            "business_status_update",
            "phone_number_quality_update",
            "phone_number_name_update",
            "security");
    private static final Set<String> TEMPLATES =
            Set.of("message_template_status_update", "message_template_quality_update", "template_category_update");
    private static final Set<String> ACCOUNT_CLOSED = Set.of(
            "DISABLED_UPDATE",
            "ACCOUNT_RESTRICTION",
            "ACCOUNT_DELETED",
            "ACCOUNT_OFFBOARDED",
            "PARTNER_REMOVED",
            "REJECTED");
    private static final Set<String> TEMPLATE_CLOSED =
            Set.of("PAUSED", "DISABLED", "REJECTED", "PENDING_DELETION", "DELETED", "LOCKED");

    private WhatsAppAccountReader() {}

    /** The person stopped or resumed our marketing messages in WhatsApp's own settings. */
    static InboundEvent preference(WhatsAppChange change, JsonNode node) {
        List<AddressId> person = change.completed(WhatsAppIdentity.of(text(node, "wa_id"), text(node, "user_id")));
        String value = text(node, "value");
        String key = "preference:"
                + JsonPayload.digest(
                        identifiers(person), text(node, "category"), value, moment(node, change.receivedAt()));
        return change.event(key, change.time(node))
                .kind(
                        "stop".equalsIgnoreCase(value)
                                ? Kind.PLATFORM_STOP
                                : "resume".equalsIgnoreCase(value) ? Kind.PLATFORM_RESUME : Kind.OTHER)
                .from(person)
                .name(change.name(person))
                .text(text(node, "detail"))
                .build();
    }

    /** The person's scoped id was replaced. */
    static InboundEvent idUpdate(WhatsAppChange change, JsonNode node) {
        String previous = text(node, "user_id", "previous");
        String current = text(node, "user_id", "current");
        List<AddressId> person = WhatsAppIdentity.of(text(node, "wa_id"), current);
        return change.event(
                        "user_id:" + JsonPayload.digest(previous, current, moment(node, change.receivedAt())),
                        change.time(node))
                .kind(Kind.IDENTITY_CHANGED)
                .from(person)
                .previous(WhatsAppIdentity.of(previous))
                .name(change.name(person))
                .build();
    }

    /** A fault that concerns the sender, not one message. */
    static InboundEvent error(WhatsAppChange change, JsonNode error) {
        SendOutcome outcome = WhatsAppErrors.outcome(error);
        boolean ofSender =
                outcome.kind() == SendOutcome.Kind.PAUSE_SENDER || outcome.kind() == SendOutcome.Kind.THROTTLE_SENDER;
        return change.event(key(change, error), entryTime(change))
                .kind(Kind.SENDER_ALERT)
                .text(text(error, "title"))
                .error(text(error, "code"))
                .failure(ofSender ? outcome : null)
                .build();
    }

    /** An event of the account, for every number it concerns; {@link Kind#OTHER} when we don't know its field. */
    static List<InboundEvent> account(WhatsAppChange change, List<String> senders) {
        // Written out once: a payload of megabytes may concern hundreds of numbers.
        String key = key(change, change.value());
        return senders.stream().map(sender -> account(change, sender, key)).toList();
    }

    private static InboundEvent account(WhatsAppChange change, String sender, String key) {
        JsonNode value = change.value();
        var event = change.event(sender, key, entryTime(change));
        if (TEMPLATES.contains(change.field())) {
            String state = templateState(value);
            return event.kind(Kind.TEMPLATE_STATUS)
                    .text(text(value, "message_template_name"))
                    .language(text(value, "message_template_language"))
                    .externalId(text(value, "message_template_id"))
                    .error(state)
                    .failure(closed(TEMPLATE_CLOSED, state, SendOutcome.Kind.STOP_TEMPLATE))
                    .template(WhatsAppTemplates.change(change).orElse(null))
                    .build();
        }
        if (ALERTS.contains(change.field())) {
            String state = alertState(value);
            return event.kind(Kind.SENDER_ALERT)
                    .text(alertText(change.field(), value))
                    .error(state == null ? change.field() : state)
                    .failure(closed(ACCOUNT_CLOSED, state, SendOutcome.Kind.PAUSE_SENDER))
                    .recipientsPerDay(MessagingLimit.of(limit(value)))
                    .build();
        }
        return event.build();
    }

    private static @Nullable String templateState(JsonNode value) {
        String event = text(value, "event");
        if (event != null) {
            return event;
        }
        String quality = text(value, "new_quality_score");
        // In the notice a day ahead "new_category" is the one of now, and the coming one is the "correct" one.
        String coming = text(value, "correct_category");
        return quality != null ? "QUALITY_" + quality : coming != null ? coming : text(value, "new_category");
    }

    private static @Nullable String alertState(JsonNode value) {
        return Stream.of(
                        text(value, "event"),
                        text(value, "decision"),
                        text(value, "alert_info", "alert_type"),
                        text(value, "alert_type"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** The platform's own words for organisers: codes and states only. */
    private static String alertText(String field, JsonNode value) {
        return Stream.of(
                        field,
                        alertState(value),
                        limit(value),
                        text(value, "ban_info", "waba_ban_state"),
                        text(value, "ban_info", "waba_ban_date"),
                        text(JsonPayload.first(value, "restriction_info"), "restriction_type"),
                        text(value, "violation_info", "violation_type"),
                        text(value, "rejection_reason"))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    /** The portfolio's; named in two ways that are going away. */
    private static @Nullable String limit(JsonNode value) {
        return Stream.of(
                        text(value, "max_daily_conversations_per_business"),
                        text(value, "max_daily_conversation_per_phone"),
                        text(value, "current_limit"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable SendOutcome closed(Set<String> words, @Nullable String state, SendOutcome.Kind kind) {
        return state != null && words.contains(state) ? SendOutcome.of(kind, state) : null;
    }

    private static Instant entryTime(WhatsAppChange change) {
        return JsonPayload.time(change.entry(), "time", change.receivedAt());
    }

    /** Without a time in the payload, the same words count once an hour: an alert that comes back is seen again. */
    private static String key(WhatsAppChange change, JsonNode node) {
        String time = text(change.entry(), "time");
        return (change.field().isEmpty() ? "other" : change.field()) + ":"
                + JsonPayload.digest(
                        text(change.entry(), "id"),
                        time == null
                                ? change.receivedAt()
                                        .truncatedTo(ChronoUnit.HOURS)
                                        .toString()
                                : time,
                        node.toString());
    }

    /**
     * The time that tells two equal events apart. Without one, the arrival does: a repeated stop does no harm, a second
     * one taken for a repetition would.
     */
    private static String moment(JsonNode node, Instant receivedAt) {
        String timestamp = text(node, "timestamp");
        return timestamp == null ? receivedAt.toString() : timestamp;
    }

    private static String identifiers(List<AddressId> person) {
        return person.stream().map(AddressId::identifier).collect(Collectors.joining(","));
    }
}
