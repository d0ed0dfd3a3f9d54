package org.relais.sandbox.whatsapp;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.PhoneButton;
import org.relais.sandbox.world.Settings;

/** Reader of what is sent, checked against the Cloud API's rules of form; templates are rendered elsewhere. */
final class MessageReader {
    private static final int LONGEST_TEXT = 4096;
    private static final int LONGEST_BODY = 1024;
    private static final int LONGEST_LINE = 60;
    private static final int LONGEST_LABEL = 20;
    private static final int LONGEST_ID = 256;

    private MessageReader() {}

    /** What a person sees. The type has already been taken from the message. */
    static Content read(String type, JsonObject message, Settings settings) {
        return switch (type) {
            case "text" -> Content.text("text", bounded(part(message, "text"), "body", "text['body']", LONGEST_TEXT));
            case "interactive" -> interactive(part(message, "interactive"), settings);
            case "image", "document", "video", "audio", "sticker" -> media(type, part(message, type));
            case "reaction" ->
                Content.text("reaction", part(message, "reaction").getString("emoji", ""));
            case "location" -> location(part(message, "location"));
            case "contacts" -> contacts(message);
            default ->
                throw GraphError.parameter("Param type must be one of {AUDIO, CONTACTS, DOCUMENT, IMAGE,"
                        + " INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO} - got \"" + type + "\".");
        };
    }

    private static Content interactive(JsonObject interactive, Settings settings) {
        // The real server takes it in any case, and a client is known that shouts.
        String kind = text(interactive, "type").toLowerCase(Locale.ROOT);
        String header = interactive.getValue("header") instanceof JsonObject given ? header(given) : null;
        String body = interactive.getValue("body") instanceof JsonObject given
                ? bounded(given, "text", "interactive['body']['text']", LONGEST_BODY)
                : "";
        String footer = interactive.getValue("footer") instanceof JsonObject given
                ? bounded(given, "text", "interactive['footer']['text']", LONGEST_LINE)
                : null;
        if (body.isEmpty()) {
            throw GraphError.parameter("The parameter interactive['body'] is required.");
        }
        JsonObject action = part(interactive, "action");
        List<PhoneButton> offered =
                switch (kind) {
                    case "button" -> buttons(action);
                    case "list" -> rows(action);
                    case "request_contact_info" -> request(action);
                    case "cta_url" -> link(action, settings);
                    case "flow" -> List.of(Flows.button(action));
                    default ->
                        throw GraphError.parameter(
                                "Param interactive['type'] must be one of {BUTTON, LIST, CTA_URL, FLOW,"
                                        + " REQUEST_CONTACT_INFO} - got \"" + kind + "\".");
                };
        String title = kind.equals("list")
                ? bounded(action, "button", "interactive['action']['button']", LONGEST_LABEL)
                : null;
        return new Content(
                kind, body, header, footer, picture(interactive), List.of(), offered, title, new JsonArray(), null);
    }

    /** The picture above the text; null for none. */
    private static @Nullable String picture(JsonObject interactive) {
        return interactive.getValue("header") instanceof JsonObject header && "image".equals(header.getString("type"))
                ? media("image", part(header, "image")).media()
                : null;
    }

    private static @Nullable String header(JsonObject header) {
        return "text".equals(header.getString("type"))
                ? bounded(header, "text", "interactive['header']['text']", LONGEST_LINE)
                : null;
    }

    private static List<PhoneButton> buttons(JsonObject action) {
        JsonArray given = list(action, "buttons", "interactive['action']['buttons']");
        if (given.isEmpty() || given.size() > 3) {
            throw GraphError.of(131009, "Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3");
        }
        List<PhoneButton> buttons = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<String> titles = new HashSet<>();
        for (Object each : given) {
            if (!(each instanceof JsonObject button) || !"reply".equalsIgnoreCase(button.getString("type"))) {
                throw GraphError.parameter("Param interactive['action']['buttons'][]['type'] must be one of {REPLY}.");
            }
            JsonObject reply = part(button, "reply");
            String id = bounded(reply, "id", "Button id", LONGEST_ID);
            String title = bounded(reply, "title", "Button title", LONGEST_LABEL);
            if (!ids.add(id)) {
                throw GraphError.of(131009, "Duplicated button id: each reply id must be unique");
            }
            if (!titles.add(title)) {
                throw GraphError.of(131009, "Duplicated button title: each title must be unique");
            }
            buttons.add(new PhoneButton(PhoneButton.Kind.REPLY, title, id));
        }
        return buttons;
    }

    private static List<PhoneButton> rows(JsonObject action) {
        List<PhoneButton> rows = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        JsonArray sections = list(action, "sections", "interactive['action']['sections']");
        for (Object each : sections) {
            if (!(each instanceof JsonObject section)) {
                throw GraphError.parameter("Param interactive['action']['sections'][] must be a JSON object.");
            }
            if (sections.size() > 1 || section.containsKey("title")) {
                bounded(section, "title", "Section title", 24);
            }
            for (Object cell : list(section, "rows", "section['rows']")) {
                if (!(cell instanceof JsonObject row)) {
                    throw GraphError.parameter("Param section['rows'][] must be a JSON object.");
                }
                String id = bounded(row, "id", "Row id", 200);
                String title = bounded(row, "title", "Row title", 24);
                String description =
                        row.containsKey("description") ? bounded(row, "description", "Row description", 72) : null;
                if (!ids.add(id)) {
                    throw GraphError.of(131009, "Duplicated row id: each row id must be unique");
                }
                rows.add(new PhoneButton(PhoneButton.Kind.ROW, title, id, description));
            }
        }
        if (rows.isEmpty() || rows.size() > 10) {
            throw GraphError.of(131009, "Total row count exceed max allowed count: 10");
        }
        return rows;
    }

    /** The app's own button; its label is the app's. */
    private static List<PhoneButton> request(JsonObject action) {
        if (!"request_contact_info".equals(text(action, "name"))) {
            throw GraphError.parameter("Param interactive['action']['name'] must be one of {REQUEST_CONTACT_INFO}.");
        }
        return List.of(new PhoneButton(PhoneButton.Kind.CONTACT, "Share contact info", "request_contact_info"));
    }

    private static List<PhoneButton> link(JsonObject action, Settings settings) {
        JsonObject parameters = part(action, "parameters");
        String url = bounded(parameters, "url", "action['parameters']['url']", 2000);
        if (!settings.takes(url)) {
            throw GraphError.of(131009, "action['parameters']['url'] is not a valid URL");
        }
        return List.of(new PhoneButton(
                PhoneButton.Kind.LINK,
                bounded(parameters, "display_text", "action['parameters']['display_text']", LONGEST_LABEL),
                url));
    }

    private static Content media(String type, JsonObject media) {
        String link = media.getString("link", media.getString("id"));
        if (link == null || link.isBlank()) {
            throw GraphError.parameter("The parameter " + type + "['link'] or " + type + "['id'] is required.");
        }
        if (media.containsKey("link") && !link.matches("(?i)https?://.+")) {
            throw GraphError.of(131053, "Media link must be an HTTP address");
        }
        String caption =
                media.containsKey("caption") ? bounded(media, "caption", type + "['caption']", LONGEST_BODY) : "";
        return Content.text(type, caption).withMedia(link);
    }

    private static Content location(JsonObject location) {
        return Content.text(
                "location",
                (text(location, "name") + " " + text(location, "latitude") + ", " + text(location, "longitude"))
                        .strip());
    }

    private static Content contacts(JsonObject message) {
        StringBuilder cards = new StringBuilder();
        for (Object each : list(message, "contacts", "contacts")) {
            if (!(each instanceof JsonObject card)) {
                throw GraphError.parameter("Param contacts[] must be a JSON object.");
            }
            String name = text(part(card, "name"), "formatted_name");
            if (name.isEmpty()) {
                throw GraphError.parameter("The parameter contacts[]['name']['formatted_name'] is required.");
            }
            cards.append(cards.length() == 0 ? "" : "\n").append(name);
            if (card.getValue("phones") instanceof JsonArray phones) {
                phones.forEach(phone ->
                        cards.append(' ').append(phone instanceof JsonObject number ? text(number, "phone") : ""));
            }
        }
        return Content.text("contacts", cards.toString());
    }

    /** The object under that name. */
    static JsonObject part(JsonObject json, String name) {
        if (json.getValue(name) instanceof JsonObject part) {
            return part;
        }
        throw GraphError.parameter("The parameter " + name + " is required.");
    }

    private static JsonArray list(JsonObject json, String name, String where) {
        if (json.getValue(name) instanceof JsonArray list) {
            return list;
        }
        throw GraphError.parameter("The parameter " + where + " is required.");
    }

    static String text(JsonObject json, String name) {
        Object value = json.getValue(name);
        return value == null ? "" : value.toString();
    }

    @CanIgnoreReturnValue
    private static String bounded(JsonObject json, String name, String where, int most) {
        String value = text(json, name);
        if (value.isBlank()) {
            throw GraphError.parameter("The parameter " + where + " is required.");
        }
        if (value.length() > most) {
            throw GraphError.parameter("Param " + where + " must be at most " + most + " characters long.");
        }
        return value;
    }

    /** The lower-case type; text when it is not named. */
    static String type(JsonObject message) {
        String type = text(message, "type").toLowerCase(Locale.ROOT);
        return type.isEmpty() ? "text" : type;
    }
}
