package org.relais.channel.whatsapp;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.JsonPayload;
import org.relais.contact.AddressId;

/**
 * Reader of what comes where the phone's own app is used beside the API: one element of {@code value.message_echoes[]}, which
 * somebody of the organisation wrote there ({@code smb_message_echoes}, Meta's reference of 21 May 2026).
 */
final class WhatsAppEchoReader {
    /**
     * What that app had before, which is no news and was not said to Relais: people's earlier messages ({@code history},
     * whose pictures come as {@code messages}), and its address book ({@code smb_app_state_sync}). Nothing of either is read.
     */
    static final Set<String> OF_THE_PAST = Set.of("history", "smb_app_state_sync");

    /** Not a message: a sign under one, or that one was taken back. What had been sent stays on record. */
    private static final Set<String> SIGNS = Set.of("reaction", "revoke", "");

    private WhatsAppEchoReader() {}

    static InboundEvent read(WhatsAppChange change, JsonNode echo) {
        String id = text(echo, "id");
        List<AddressId> to = change.completed(WhatsAppIdentity.of(text(echo, "to"), text(echo, "to_user_id")));
        String type = WhatsAppMessageReader.type(echo);
        JsonNode message = type.equals("edit") ? echo.path("edit").path("message") : echo;
        // An id holds the number of whom it was written to, who may be a stranger.
        EventBuilder event =
                change.event("echo:" + JsonPayload.digest(id == null ? echo.toString() : id), change.time(echo));
        return SIGNS.contains(type) || to.isEmpty() || text(echo, "group_id") != null
                ? event.build()
                : content(event.from(to).externalId(id), message)
                        .kind(Kind.HANDWRITTEN)
                        .build();
    }

    private static EventBuilder content(EventBuilder event, JsonNode message) {
        String type = WhatsAppMessageReader.type(message);
        return switch (type) {
            case "text" -> event.text(text(message, "text", "body"));
            case "image", "video", "document", "audio", "voice", "sticker" ->
                event.media(WhatsAppMessageReader.file(message)).text(text(message, type, "caption"));
            case "location" -> WhatsAppMessageReader.place(event, message.path("location"));
            default -> event;
        };
    }
}
