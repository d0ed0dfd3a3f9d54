package org.relais.channel.whatsapp;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Pricing;
import org.relais.channel.InboundEvent.Status;
import org.relais.channel.JsonPayload;
import org.relais.channel.SendOutcome;
import org.relais.contact.AddressId;
import org.relais.contact.PhoneNumbers;

/** Reader of one element of {@code value.statuses[]}: how far a message of ours has come. */
final class WhatsAppStatusReader {
    private static final int LONGEST_CATEGORY = 40;

    private WhatsAppStatusReader() {}

    /** The status, and a stop when its error says that the person has stopped us (131050). */
    static List<InboundEvent> read(WhatsAppChange change, JsonNode node) {
        String id = text(node, "id");
        String word = text(node, "status");
        Status status = status(word);
        JsonNode error = JsonPayload.first(node, "errors");
        SendOutcome failure = status == Status.FAILED ? WhatsAppErrors.outcome(error) : null;
        String key = id == null ? JsonPayload.digest(node.toString()) : id + ":" + word;
        List<AddressId> recipient = change.completed(recipient(node));
        boolean group = isGroup(node);
        Instant time = change.time(node);
        Optional<EchoedDelivery> echoed = EchoedDelivery.read(node);
        Long deliveryId = echoed.map(EchoedDelivery::id).orElse(null);
        InboundEvent event = change.event(key, time)
                .kind(status == null ? Kind.OTHER : Kind.STATUS)
                .from(recipient)
                .group(group)
                .externalId(id)
                .status(status)
                .deliveryId(deliveryId)
                .attempt(echoed.map(EchoedDelivery::attempt).orElse(1))
                .error(text(error, "code"))
                .failure(failure)
                .pricing(group ? null : pricing(node, recipient))
                .build();
        boolean stopped = failure != null && failure.kind() == SendOutcome.Kind.SUPPRESS && !group;
        return stopped
                ? List.of(
                        event,
                        change.event(key + ":stop", time)
                                .kind(Kind.PLATFORM_STOP)
                                .from(recipient)
                                .externalId(id)
                                .deliveryId(deliveryId)
                                .error(text(error, "code"))
                                .build())
                : List.of(event);
    }

    /** {@code pricing} of a message that went to one person; older conversations are billed as a whole, and have a category too. */
    private static @Nullable Pricing pricing(JsonNode node, List<AddressId> recipient) {
        String category = text(node, "pricing", "category");
        return category == null || category.length() > LONGEST_CATEGORY
                ? null
                : new Pricing(
                        node.path("pricing").path("billable").asBoolean(true),
                        category(category.toLowerCase(Locale.ROOT)),
                        country(recipient));
    }

    /** What went by the Marketing Messages API has a word of its own and the price of any other marketing template. */
    private static String category(String said) {
        return said.equals("marketing_lite") ? "marketing" : said;
    }

    /** Rates go by the number's country code, which a scoped id begins with too. */
    private static String country(List<AddressId> recipient) {
        return recipient.stream()
                .map(address -> address.kind().isPhone()
                        ? PhoneNumbers.country(address.identifier())
                        : address.identifier().substring(0, 2))
                .filter(country -> !country.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static @Nullable Status status(@Nullable String word) {
        return switch (word == null ? "" : word) {
            case "sent" -> Status.SENT;
            case "delivered" -> Status.DELIVERED;
            // A voice message that was played has been read.
            case "read", "played" -> Status.READ;
            case "failed" -> Status.FAILED;
            // "deleted" and words to come: nothing that a delivery's progress can say.
            default -> null;
        };
    }

    /** In a group the recipient is the group, and the person is the participant. */
    private static List<AddressId> recipient(JsonNode node) {
        return isGroup(node)
                ? WhatsAppIdentity.of(
                        text(node, "recipient_participant_id"), text(node, "recipient_participant_user_id"))
                : WhatsAppIdentity.of(text(node, "recipient_id"), text(node, "recipient_user_id"));
    }

    private static boolean isGroup(JsonNode node) {
        String recipient = text(node, "recipient_id");
        return "group".equals(text(node, "recipient_type")) || recipient != null && recipient.endsWith("@g.us");
    }
}
