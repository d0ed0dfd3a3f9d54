package org.relais.channel.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.channel.JsonPayload;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.SendOutcome;
import org.relais.channel.SendOutcome.Kind;

/**
 * What the platform's error codes mean to us: one place for errors of the reply and of status webhooks. Branches on
 * {@code code} alone, as Meta asks (error codes reference of 15 May 2026); titles change.
 */
final class WhatsAppErrors {
    /** Marketing messages held back by the platform for this person: not before a day has passed. */
    private static final Duration ECOSYSTEM_WAIT = Duration.ofHours(24);

    /** Values of {@code message_status} that say that nothing was sent (Cloud API, {@code MessageStatus}). */
    private static final Set<String> WITHHELD = Set.of("held_for_quality_assessment", "paused");

    /** A new template is not known to the Marketing Messages API for up to ten minutes (Meta, its error codes). */
    private static final Duration SYNC_WAIT = Duration.ofMinutes(10);

    private static final Duration PAIR_WAIT = Duration.ofSeconds(6);

    private WhatsAppErrors() {}

    /**
     * The outcome of an answered send.
     *
     * @param template whether a template was sent: a refused parameter then is the template's fault
     */
    static SendOutcome outcome(Response answer, boolean template) {
        JsonNode body = answer.json();
        String messageId = JsonPayload.text(JsonPayload.first(body, "messages"), "id");
        if (messageId != null && answer.status() < 300) {
            String status = JsonPayload.text(JsonPayload.first(body, "messages"), "message_status");
            return status != null && WITHHELD.contains(status)
                    ? SendOutcome.withheld(status, messageId)
                    : SendOutcome.accepted(messageId);
        }
        Integer code = code(body.path("error"));
        return code == null
                ? PlatformAnswer.byStatus(answer.status(), answer.retryAfter())
                : outcome(code, answer.status(), template, answer.retryAfter());
    }

    /** The outcome that a failed status reports; its message had been accepted before. */
    static SendOutcome outcome(JsonNode error) {
        Integer code = code(error);
        return code == null ? SendOutcome.of(Kind.REJECTED, "failed") : outcome(code, 400, false, null);
    }

    /** The error's code as events carry it; null when there is none. */
    static @Nullable Integer code(JsonNode error) {
        String text = JsonPayload.text(error, "code");
        return text != null && text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : null;
    }

    /** Whether the platform can't answer for now, or has been asked too often, so that its error says nothing of what was asked. */
    static boolean passes(int code, int status) {
        Kind kind = kind(code, status, false);
        return kind == Kind.RETRY || kind == Kind.THROTTLE_SENDER;
    }

    private static SendOutcome outcome(int code, int status, boolean template, @Nullable Duration retryAfter) {
        Kind kind = kind(code, status, template);
        return SendOutcome.later(
                kind,
                String.valueOf(code),
                switch (code) {
                    case 131049 -> ECOSYSTEM_WAIT;
                    case 134101 -> SYNC_WAIT;
                    case 131056 -> retryAfter == null ? PAIR_WAIT : retryAfter;
                    default -> retryAfter;
                });
    }

    private static Kind kind(int code, int status, boolean template) {
        return switch (code) {
            // Unknown error, service down or overloaded, media not fetched, account under maintenance.
            // Also a template that is not known to the Marketing Messages API yet.
            case 1, 2, 131000, 131016, 131053, 131057, 134101 -> Kind.RETRY;
            // Application, account and throughput limits.
            case 4, 80007, 130429 -> Kind.THROTTLE_SENDER;
            // This pair is too fast; the person has had enough marketing for now.
            case 131056, 131049 -> Kind.DELAY_PAIR;
            // The person stopped marketing messages of ours.
            case 131050 -> Kind.SUPPRESS;
            // Spam or quality, policy, country, lock, payment, token, permission, number not registered or renamed.
            case 131048, 368, 130497, 131031, 131042, 190, 0, 3, 10, 33, 131005, 131037, 131045 -> Kind.PAUSE_SENDER;
            // Not on WhatsApp or too old a version; our own number; not among a test number's recipients.
            case 131026, 131021, 131030 -> Kind.UNREACHABLE;
            // Parameters, paused or disabled template: see below for 100. Marketing templates don't go this way
            // (131063), or not by the Marketing Messages API: its terms, another category, not available (131055,
            // 1341xx).
            case 131055, 131063, 134100, 134102 -> Kind.STOP_TEMPLATE;
            case 132000, 132001, 132005, 132007, 132012, 132015, 132016, 132018, 132068, 132069 -> Kind.STOP_TEMPLATE;
            case 100 -> template ? Kind.STOP_TEMPLATE : Kind.REJECTED;
            // Window closed, experiment, parameters, type, media, id not allowed for this type.
            case 131047, 130472, 131008, 131009, 131051, 131052, 131062 -> Kind.REJECTED;
            default -> byRange(code, status);
        };
    }

    private static Kind byRange(int code, int status) {
        if (code >= 200 && code <= 299 || code / 1000 == 133) {
            // Permissions; registration of the number.
            return Kind.PAUSE_SENDER;
        }
        if (code / 1000 == 132) {
            return Kind.STOP_TEMPLATE;
        }
        return PlatformAnswer.byStatus(status, null).kind();
    }
}
