package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.PhoneButton;

/**
 * Text with its formatting taken out and told apart: what a person reads, and the entities. Offsets are
 * in UTF-16 units, as the Bot API counts. Faults of the markup are refused with the server's wording.
 */
record FormattedText(String text, JsonArray entities) {
    private static final Set<String> TAGS = Set.of(
            "b",
            "strong",
            "i",
            "em",
            "u",
            "ins",
            "s",
            "strike",
            "del",
            "span",
            "tg-spoiler",
            "a",
            "code",
            "pre",
            "blockquote",
            "tg-emoji",
            "tg-time");
    private static final String RESERVED = "_*[]()~`>#+-=|{}.!";

    static FormattedText of(String raw, String parseMode, @Nullable JsonArray entities) {
        FormattedText parsed =
                switch (parseMode.toLowerCase(Locale.ROOT)) {
                    case "" -> new FormattedText(raw, entities == null ? new JsonArray() : entities);
                    case "html" -> html(raw);
                    case "markdownv2" -> markdown(raw, true);
                    case "markdown" -> markdown(raw, false);
                    default -> throw Refusal.badRequest("unsupported parse_mode");
                };
        return parsed.trimmed();
    }

    /** A message of it. */
    Content content(List<PhoneButton> buttons) {
        return new Content("text", text, null, null, null, List.copyOf(links()), buttons, null, entities, null);
    }

    /** Links that stand behind words. */
    List<String> links() {
        List<String> links = new ArrayList<>();
        for (int at = 0; at < entities.size(); at++) {
            String url = entities.getJsonObject(at).getString("url");
            if (url != null) {
                links.add(url);
            }
        }
        return links;
    }

    private FormattedText trimmed() {
        return new FormattedText(text.stripTrailing(), entities);
    }

    private static FormattedText html(String raw) {
        StringBuilder out = new StringBuilder(raw.length());
        ArrayDeque<Open> open = new ArrayDeque<>();
        List<JsonObject> found = new ArrayList<>();
        int at = 0;
        while (at < raw.length()) {
            char c = raw.charAt(at);
            if (c == '&') {
                at = entity(raw, at, out);
            } else if (c == '<') {
                int end = raw.indexOf('>', at);
                if (end < 0) {
                    throw fault("Unclosed start tag at byte offset " + bytes(raw, at));
                }
                tag(raw.substring(at + 1, end), bytes(raw, at), out, open, found);
                at = end + 1;
            } else {
                out.append(c);
                at++;
            }
        }
        if (!open.isEmpty()) {
            throw fault("Can't find end tag corresponding to start tag \"" + open.peek().tag + "\"");
        }
        found.sort(Comparator.comparingInt(entity -> entity.getInteger("offset")));
        return new FormattedText(out.toString(), new JsonArray(new ArrayList<>(found)));
    }

    private static void tag(
            String inside, int byteOffset, StringBuilder out, ArrayDeque<Open> open, List<JsonObject> found) {
        boolean closing = inside.startsWith("/");
        String name = (closing ? inside.substring(1) : inside)
                .strip()
                .split("\\s", 2)[0]
                .toLowerCase(Locale.ROOT);
        if (closing) {
            if (open.isEmpty()) {
                throw fault("Unexpected end tag at byte offset " + byteOffset);
            }
            Open opened = open.pop();
            if (!name.isEmpty() && !opened.tag.equals(name)) {
                throw fault("Unmatched end tag at byte offset " + byteOffset + ", expected \"</" + opened.tag
                        + ">\", found \"</" + name + ">\"");
            }
            if (out.length() > opened.offset) {
                found.add(opened.entity(out.length()));
            }
        } else {
            if (!TAGS.contains(name)) {
                throw fault("Unsupported start tag \"" + name + "\" at byte offset " + byteOffset);
            }
            open.push(new Open(name, out.length(), attribute(inside, "href")));
        }
    }

    private static @Nullable String attribute(String inside, String name) {
        int at = inside.toLowerCase(Locale.ROOT).indexOf(name + "=");
        if (at < 0) {
            return null;
        }
        String rest = inside.substring(at + name.length() + 1).strip();
        if (rest.isEmpty()) {
            return null;
        }
        char quote = rest.charAt(0);
        int end = quote == '"' || quote == '\'' ? rest.indexOf(quote, 1) : rest.indexOf(' ');
        String value = quote == '"' || quote == '\''
                ? rest.substring(1, end < 0 ? rest.length() : end)
                : rest.substring(0, end < 0 ? rest.length() : end);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); ) {
            if (value.charAt(i) == '&') {
                i = entity(value, i, out);
            } else {
                out.append(value.charAt(i));
                i++;
            }
        }
        return out.toString();
    }

    private static int entity(String raw, int at, StringBuilder out) {
        int end = raw.indexOf(';', at);
        if (end > at && end - at <= 10) {
            String name = raw.substring(at + 1, end);
            String value =
                    switch (name) {
                        case "lt" -> "<";
                        case "gt" -> ">";
                        case "amp" -> "&";
                        case "quot" -> "\"";
                        default -> numeric(name);
                    };
            if (value != null) {
                out.append(value);
                return end + 1;
            }
        }
        out.append('&');
        return at + 1;
    }

    private static @Nullable String numeric(String name) {
        if (!name.startsWith("#") || name.length() < 2) {
            return null;
        }
        try {
            int code = name.charAt(1) == 'x'
                    ? Integer.parseInt(name.substring(2), 16)
                    : Integer.parseInt(name.substring(1));
            return Character.isValidCodePoint(code) && code > 0 ? Character.toString(code) : null;
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** MarkdownV2 as the server reads it, and the legacy Markdown where only unclosed entities are wrong. */
    private static FormattedText markdown(String raw, boolean strict) {
        StringBuilder out = new StringBuilder(raw.length());
        ArrayDeque<Open> open = new ArrayDeque<>();
        List<JsonObject> found = new ArrayList<>();
        int at = 0;
        while (at < raw.length()) {
            char c = raw.charAt(at);
            if (c == '\\' && at + 1 < raw.length() && raw.charAt(at + 1) < 127) {
                out.append(raw.charAt(at + 1));
                at += 2;
                continue;
            }
            String mark = mark(raw, at, strict);
            if (mark != null) {
                at += mark.length();
                if (!open.isEmpty() && open.peek().tag.equals(mark)) {
                    Open opened = open.pop();
                    if (out.length() > opened.offset) {
                        found.add(opened.entity(out.length()));
                    }
                } else {
                    open.push(new Open(mark, out.length(), null));
                }
                continue;
            }
            if (c == '[') {
                open.push(new Open("[", out.length(), null));
                at++;
                continue;
            }
            if (c == ']' && !open.isEmpty() && open.peek().tag.equals("[")) {
                Open opened = open.pop();
                int end = raw.startsWith("(", at + 1) ? raw.indexOf(')', at) : -1;
                if (end > 0) {
                    String url = raw.substring(at + 2, end).replace("\\", "");
                    found.add(new Open("[", opened.offset, url).entity(out.length()));
                    at = end + 1;
                } else {
                    at++;
                }
                continue;
            }
            boolean quote = c == '>' && (at == 0 || raw.charAt(at - 1) == '\n');
            if (strict && RESERVED.indexOf(c) >= 0 && !quote) {
                throw fault("Character '" + c + "' is reserved and must be escaped with the preceding '\\'");
            }
            if (!quote) {
                out.append(c);
            }
            at++;
        }
        if (!open.isEmpty()) {
            throw fault("Can't find end of the entity starting at byte offset "
                    + bytes(out.toString(), open.peek().offset));
        }
        found.sort(Comparator.comparingInt(entity -> entity.getInteger("offset")));
        return new FormattedText(out.toString(), new JsonArray(new ArrayList<>(found)));
    }

    private static @Nullable String mark(String raw, int at, boolean strict) {
        for (String mark : strict ? List.of("```", "__", "||", "*", "_", "~", "`") : List.of("```", "*", "_", "`")) {
            if (raw.startsWith(mark, at)) {
                return mark;
            }
        }
        return null;
    }

    private static int bytes(String text, int upTo) {
        return text.substring(0, Math.min(upTo, text.length())).getBytes(StandardCharsets.UTF_8).length;
    }

    private static Refusal fault(String what) {
        return Refusal.badRequest("can't parse entities: " + what);
    }

    private record Open(String tag, int offset, @Nullable String url) {
        JsonObject entity(int end) {
            JsonObject entity =
                    new JsonObject().put("type", type()).put("offset", offset).put("length", end - offset);
            if (url != null) {
                entity.put("url", url);
            }
            return entity;
        }

        private String type() {
            return switch (tag) {
                case "b", "strong", "*" -> "bold";
                case "i", "em", "_" -> "italic";
                case "u", "ins", "__" -> "underline";
                case "s", "strike", "del", "~" -> "strikethrough";
                case "a", "[" -> "text_link";
                case "code", "`" -> "code";
                case "pre", "```" -> "pre";
                case "blockquote" -> "blockquote";
                case "tg-emoji" -> "custom_emoji";
                default -> "spoiler";
            };
        }
    }
}
