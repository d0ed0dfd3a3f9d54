package org.relais.channel.telegram;

import static org.relais.channel.JsonPayload.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
import org.relais.channel.telegram.TelegramCodec.TelegramUpdate;
import org.relais.contact.AddressId;

/** Reader of a {@code message} or {@code edited_message}: what a person wrote or sent, or what became of a group. */
final class TelegramMessageReader {
    private static final Pattern START =
            Pattern.compile("(?is)/start(?:@[a-z0-9_]{1,64})?(?![\\p{L}\\p{N}])[\\s\\p{Z}]*(\\S*).*");
    private static final Pattern STOP = Pattern.compile("(?i)/stop(?:@([a-z0-9_]{1,64}))?");
    private static final Pattern PAYLOAD = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    /** Stands for what no link can hold: no code, but something did come with {@code /start}. */
    private static final String NO_CODE = "-";

    /** Bot API 10.1, {@code Message}: fields of what people send without words. */
    private static final Map<String, MediaKind> MEDIA = Map.of(
            "voice", MediaKind.VOICE,
            "audio", MediaKind.VOICE,
            "photo", MediaKind.PICTURE,
            "video", MediaKind.VIDEO,
            "video_note", MediaKind.VIDEO,
            "sticker", MediaKind.STICKER,
            "document", MediaKind.FILE);

    /** Nobody said anything: the chat itself changed. */
    private static final List<String> SERVICE = List.of(
            "new_chat_members",
            "left_chat_member",
            "new_chat_title",
            "new_chat_photo",
            "delete_chat_photo",
            "group_chat_created",
            "supergroup_chat_created",
            "channel_chat_created",
            "message_auto_delete_timer_changed",
            "migrate_from_chat_id",
            "pinned_message");

    private TelegramMessageReader() {}

    static InboundEvent read(TelegramUpdate context, JsonNode message, boolean edited) {
        JsonNode chat = message.path("chat");
        boolean isPrivate = TelegramUpdate.isPrivate(chat);
        EventBuilder event = TelegramCodec.person(context.event(time(context, message, edited)), message.path("from"))
                .from(TelegramUpdate.person(chat, message.path("from")))
                .group(!isPrivate && !isStopToUs(context, message))
                .externalId(text(message, "message_id"))
                .context(text(message, "reply_to_message", "message_id"))
                .forwarded(message.has("forward_origin") || message.has("forward_date"));
        String migratedTo = text(message, "migrate_to_chat_id");
        // Whoever did it: an administrator may be without a name, as a bot of the platform's.
        if (migratedTo != null && migratedTo.matches("-?[0-9]{1,18}")) {
            return event.kind(Kind.IDENTITY_CHANGED)
                    .from(List.of(new AddressId(TelegramChannel.KIND, TelegramProvider.CHAT, migratedTo)))
                    .previous(TelegramUpdate.chat(chat))
                    .build();
        }
        boolean passedOn = context.account().equals(text(message, "via_bot", "id"));
        // What they sent by our inline mode is not what they say.
        if (passedOn || message.path("from").path("is_bot").asBoolean()) {
            return event.build();
        }
        String text = text(message, "text");
        if (text == null) {
            // A photograph captioned "STOP" is a stop.
            text = text(message, "caption");
        }
        return text == null
                ? wordless(event, message)
                : event.kind(edited ? Kind.EDITED_TEXT : Kind.TEXT)
                        .text(text)
                        .media(media(message))
                        .start(edited ? null : startPayload(text))
                        .build();
    }

    /**
     * What is said in a group is said to its people; only the bot's own command is said to the bot, and counts for whoever
     * wrote it.
     */
    private static boolean isStopToUs(TelegramUpdate context, JsonNode message) {
        String said = text(message, "text");
        Matcher stop = STOP.matcher(said == null ? "" : said.strip());
        return stop.matches()
                && (stop.group(1) == null || stop.group(1).equalsIgnoreCase(context.username()))
                && message.path("from").path("id").asLong() > 0;
    }

    private static Instant time(TelegramUpdate context, JsonNode message, boolean edited) {
        return JsonPayload.time(
                message, edited && message.has("edit_date") ? "edit_date" : "date", context.receivedAt());
    }

    /** The word that follows {@code /start}, if it can be a link's; empty for a bare one, null for any other text. */
    private static @Nullable String startPayload(String text) {
        Matcher start = START.matcher(text);
        if (!start.matches()) {
            return null;
        }
        String word = start.group(1);
        return word.isEmpty() || PAYLOAD.matcher(word).matches() ? word : NO_CODE;
    }

    private static InboundEvent wordless(EventBuilder event, JsonNode message) {
        if (message.path("contact").isObject()) {
            return event.kind(Kind.CARD)
                    .cards(List.of(card(message.path("contact"), text(message, "from", "id"))))
                    .build();
        }
        if (message.path("location").isObject()) {
            return event.place(text(message, "venue", "title"), message.path("location"))
                    .build();
        }
        boolean service = SERVICE.stream().anyMatch(message::has);
        return event.kind(service ? Kind.OTHER : Kind.UNSUPPORTED)
                .media(media(message))
                .build();
    }

    private static @Nullable Media media(JsonNode message) {
        return MEDIA.entrySet().stream()
                .filter(entry -> message.has(entry.getKey()))
                .map(entry -> media(entry.getValue(), message.path(entry.getKey())))
                // An animation is a document too; what has no bytes is nothing to fetch.
                .max(Comparator.comparing(media -> media.fileId() != null))
                .orElse(null);
    }

    private static Media media(MediaKind kind, JsonNode sent) {
        // A photograph comes in several sizes, the largest last.
        String fileId = text(sent, "file_id");
        for (JsonNode size : sent.isArray() ? sent : MissingNode.getInstance()) {
            String its = text(size, "file_id");
            fileId = its == null ? fileId : its;
        }
        return Media.file(kind, fileId, text(sent, "file_name"));
    }

    /** One's own card names oneself (Bot API, {@code Contact.user_id}); a friend's names them, or nobody. */
    private static Card card(JsonNode contact, @Nullable String from) {
        String first = text(contact, "first_name");
        String last = text(contact, "last_name");
        String number = text(contact, "phone_number");
        String name = first == null ? last : last == null ? first : first + " " + last;
        boolean own = from != null && from.equals(text(contact, "user_id"));
        return new Card(
                name == null ? "" : name,
                number == null ? List.of() : List.of(own ? international(number) : number),
                own);
    }

    /** Accounts have international numbers, which some of the apps send without their plus sign. */
    private static String international(String number) {
        return number.matches("[1-9][0-9]+") ? "+" + number : number;
    }
}
