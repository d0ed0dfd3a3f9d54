package org.relais.channel.whatsapp;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Card;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Media;
import org.relais.channel.InboundEvent.MediaKind;
import org.relais.channel.JsonPayload;
import org.relais.contact.AddressId;

/** Reader of one element of {@code value.messages[]}: what a person wrote, pressed or sent. */
final class WhatsAppMessageReader {
    /** Somebody polite may write a word or two behind the code. */
    private static final Pattern JOIN =
            Pattern.compile("(?i)\\s*JOIN\\s+([A-Za-z0-9_-]{1,64})(?:[\\s.,;!][^\\r\\n]{0,40})?\\s*");

    private static final Pattern CHANGED =
            Pattern.compile("changed from ([A-Z]{2}\\.[A-Za-z0-9]{1,128}) to ([A-Z]{2}\\.[A-Za-z0-9]{1,128})\\s*$");
    private static final Pattern CARD_NAME = Pattern.compile("(?im)^FN[^:\\r\\n]*:(.+)$");
    private static final Pattern CARD_NUMBER = Pattern.compile("(?im)^(?:item\\d+\\.)?TEL[^:\\r\\n]*:(.+)$");

    private WhatsAppMessageReader() {}

    static InboundEvent read(WhatsAppChange change, JsonNode message) {
        String id = text(message, "id");
        List<AddressId> written = WhatsAppIdentity.of(text(message, "from"), text(message, "from_user_id"));
        List<AddressId> from = change.completed(written);
        EventBuilder event = change.event(
                        id == null ? JsonPayload.digest(message.toString()) : id, change.time(message))
                .from(from)
                .name(change.name(from))
                .group(text(message, "group_id") != null)
                .externalId(id)
                .context(text(message, "context", "id"))
                .error(text(JsonPayload.first(message, "errors"), "code"))
                .forwarded(isForwarded(message.path("context")));
        return switch (type(message)) {
            case "text" -> written(event, text(message, "text", "body"));
            case "image", "video", "document", "audio", "voice", "sticker" ->
                written(event.media(file(message)), text(message, type(message), "caption"));
            case "location" -> place(event, message.path("location")).build();
            case "button" -> button(event, text(message, "button", "text"), text(message, "button", "payload"));
            case "interactive" -> interactive(event, message.path("interactive"));
            case "contacts" -> event.kind(Kind.CARD).cards(cards(message)).build();
            case "reaction" ->
                event.kind(Kind.UNSUPPORTED)
                        .text(text(message, "reaction", "emoji"))
                        .context(text(message, "reaction", "message_id"))
                        .build();
            case "edit" -> edited(event, message.path("edit"));
            case "system" -> system(event, written, message);
            // Taken back; or the chat was opened and nothing written yet.
            case "revoke", "request_welcome", "" -> event.build();
            default ->
                event.kind(Kind.UNSUPPORTED).text(text(message, "text", "body")).build();
        };
    }

    static EventBuilder place(EventBuilder event, JsonNode location) {
        String name = text(location, "name");
        return event.place(name != null ? name : text(location, "address"), location);
    }

    static Media file(JsonNode message) {
        MediaKind kind =
                switch (type(message)) {
                    case "audio", "voice" -> MediaKind.VOICE;
                    case "image" -> MediaKind.PICTURE;
                    case "video" -> MediaKind.VIDEO;
                    case "sticker" -> MediaKind.STICKER;
                    default -> MediaKind.FILE;
                };
        JsonNode file = message.path(type(message));
        return Media.file(kind, text(file, "id"), text(file, "filename"));
    }

    /** The declared type; a message without one that has a text is a text. */
    static String type(JsonNode message) {
        String type = text(message, "type");
        return type != null ? type : message.path("text").path("body").isTextual() ? "text" : "";
    }

    private static boolean isForwarded(JsonNode context) {
        return context.path("forwarded").asBoolean()
                || context.path("frequently_forwarded").asBoolean();
    }

    /** A text or a caption: a photograph captioned "STOP" is a stop. */
    private static InboundEvent written(EventBuilder event, @Nullable String text) {
        if (text == null) {
            return event.kind(Kind.UNSUPPORTED).build();
        }
        Matcher join = JOIN.matcher(text);
        return event.kind(Kind.TEXT)
                .text(text)
                .start(join.matches() ? join.group(1) : null)
                .build();
    }

    private static InboundEvent button(EventBuilder event, @Nullable String label, @Nullable String payload) {
        return event.kind(label == null && payload == null ? Kind.UNSUPPORTED : Kind.BUTTON)
                .text(label)
                .button(payload)
                .build();
    }

    private static InboundEvent interactive(EventBuilder event, JsonNode interactive) {
        for (String reply : List.of("button_reply", "list_reply")) {
            if (interactive.path(reply).isObject()) {
                return button(event, text(interactive, reply, "title"), text(interactive, reply, "id"));
            }
        }
        return WhatsAppForms.filledIn(interactive.path("nfm_reply"))
                .map(filled -> event.kind(Kind.BUTTON)
                        .button(filled.token())
                        .text(filled.words())
                        .fields(filled.fields())
                        .build())
                .orElseGet(() -> event.kind(Kind.UNSUPPORTED)
                        .text(text(interactive, "nfm_reply", "body"))
                        .build());
    }

    private static InboundEvent edited(EventBuilder event, JsonNode edit) {
        JsonNode message = edit.path("message");
        String text = text(message, "text", "body");
        if (text == null) {
            text = text(message, type(message), "caption");
        }
        return event.kind(text == null ? Kind.UNSUPPORTED : Kind.EDITED_TEXT)
                .text(text)
                .context(text(message, "context", "id"))
                .externalId(text(edit, "original_message_id"))
                .build();
    }

    /** The person's number, their scoped id, or both have changed; the payload names no contact. */
    private static InboundEvent system(EventBuilder event, List<AddressId> written, JsonNode message) {
        JsonNode system = message.path("system");
        String type = text(system, "type");
        boolean changed = type != null && type.matches("(user|customer)_changed_(number|user_id)");
        if (!changed) {
            return event.text(type).build();
        }
        List<AddressId> current =
                WhatsAppIdentity.of(text(system, "wa_id"), text(system, "new_wa_id"), text(system, "user_id"));
        List<AddressId> previous = new ArrayList<>(WhatsAppIdentity.joined(
                written, WhatsAppIdentity.of(text(system, "previous_user_id"), previousInBody(system))));
        previous.removeAll(current);
        return event.kind(Kind.IDENTITY_CHANGED)
                .from(current)
                .previous(previous)
                .build();
    }

    /**
     * Before August 2026 only the sentence told the previous id. The pattern is tied to its end, since the person's own
     * name stands at its beginning and can be anything.
     */
    private static @Nullable String previousInBody(JsonNode system) {
        String body = text(system, "body");
        String current = text(system, "user_id");
        if (body == null || current == null) {
            return null;
        }
        Matcher changed = CHANGED.matcher(body);
        return changed.find() && changed.group(2).equals(current) ? changed.group(1) : null;
    }

    private static List<Card> cards(JsonNode message) {
        return JsonPayload.list(message, "contacts").stream()
                .map(WhatsAppMessageReader::card)
                .toList();
    }

    private static Card card(JsonNode contact) {
        String vcard = text(contact, "vcard");
        String name = text(contact, "name", "formatted_name");
        if (name == null) {
            name = text(contact, "name", "first_name");
        }
        if (name == null && vcard != null) {
            name = found(CARD_NAME, vcard).stream().findFirst().orElse(null);
        }
        List<String> numbers = new ArrayList<>();
        for (JsonNode phone : JsonPayload.list(contact, "phones")) {
            String number = text(phone, "phone");
            String fallback = number == null ? text(phone, "wa_id") : number;
            if (fallback != null) {
                numbers.add(fallback);
            }
        }
        if (numbers.isEmpty() && vcard != null) {
            numbers.addAll(found(CARD_NUMBER, vcard));
        }
        // What the app sends when the request for one's own number is answered; a card chosen by hand is "other".
        boolean own = "contact_request".equals(text(contact, "origin"));
        return new Card(name == null ? "" : name, numbers, own);
    }

    private static List<String> found(Pattern pattern, String vcard) {
        return pattern.matcher(vcard)
                .results()
                .map(line -> line.group(1).strip())
                .filter(value -> !value.isEmpty())
                .toList();
    }
}
