package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.PhoneButton;
import org.relais.sandbox.world.Settings;

/**
 * The reply_markup of a message, checked.
 *
 * @param inline buttons under the message
 * @param reply buttons that replace the phone's keyboard; null = leave it as it is
 * @param json what a Message carries back; only inline keyboards are
 */
record Keyboard(List<PhoneButton> inline, @Nullable List<PhoneButton> reply, @Nullable JsonObject json) {
    private static final Keyboard NONE = new Keyboard(List.of(), null, null);
    private static final int MOST_BUTTONS = 100;

    static Keyboard of(Parameters parameters, Settings settings) {
        JsonObject markup = parameters.object("reply_markup", "reply markup").orElse(null);
        if (markup == null) {
            return NONE;
        }
        if (markup.containsKey("inline_keyboard")) {
            List<PhoneButton> buttons = rows(markup, "inline_keyboard").stream()
                    .map(cell -> inlineButton(cell, settings))
                    .toList();
            return new Keyboard(buttons, null, buttons.isEmpty() ? null : markup);
        }
        if (markup.containsKey("keyboard")) {
            return new Keyboard(
                    List.of(),
                    rows(markup, "keyboard").stream().map(Keyboard::replyButton).toList(),
                    null);
        }
        if (markup.getBoolean("remove_keyboard", false)) {
            return new Keyboard(List.of(), List.of(), null);
        }
        return NONE;
    }

    /** The checks that Telegram makes after the chat has been found. */
    void checkData() {
        for (PhoneButton button : inline) {
            int length = button.data().getBytes(StandardCharsets.UTF_8).length;
            if (button.kind() == PhoneButton.Kind.CALLBACK && (length < 1 || length > 64)) {
                throw Refusal.badRequest("BUTTON_DATA_INVALID");
            }
        }
        if (inline.size() > MOST_BUTTONS) {
            throw Refusal.badRequest("reply markup is too long");
        }
    }

    private static List<Object> rows(JsonObject markup, String field) {
        List<Object> buttons = new ArrayList<>();
        if (!(markup.getValue(field) instanceof JsonArray rows)) {
            throw Refusal.badRequest("field \"" + field + "\" of the ReplyMarkup must be an Array of Arrays");
        }
        for (Object row : rows) {
            if (!(row instanceof JsonArray cells)) {
                throw Refusal.badRequest("field \"" + field + "\" of the ReplyMarkup must be an Array of Arrays");
            }
            cells.forEach(buttons::add);
        }
        return buttons;
    }

    private static PhoneButton inlineButton(Object cell, Settings settings) {
        if (!(cell instanceof JsonObject button)) {
            throw Refusal.badRequest("can't parse inline keyboard button: expected an Object");
        }
        String label = text(button, "text");
        if (label.isEmpty()) {
            throw Refusal.badRequest("can't parse inline keyboard button: Field \"text\" must be non-empty");
        }
        if (button.containsKey("url")) {
            String url = text(button, "url");
            checkUrl(url, settings);
            return new PhoneButton(PhoneButton.Kind.LINK, label, url);
        }
        if (button.containsKey("callback_data")) {
            return new PhoneButton(PhoneButton.Kind.CALLBACK, label, text(button, "callback_data"));
        }
        if (button.getValue("copy_text") instanceof JsonObject copy) {
            String copied = text(copy, "text");
            if (copied.isEmpty() || copied.length() > 256) {
                throw Refusal.badRequest("inline keyboard button text to copy must be of length 1-256");
            }
            return new PhoneButton(PhoneButton.Kind.COPY, label, copied);
        }
        for (String share : List.of("switch_inline_query", "switch_inline_query_current_chat")) {
            if (button.containsKey(share)) {
                return new PhoneButton(PhoneButton.Kind.SHARE, label, text(button, share));
            }
        }
        if (button.getValue("switch_inline_query_chosen_chat") instanceof JsonObject chosen) {
            return new PhoneButton(PhoneButton.Kind.SHARE, label, text(chosen, "query"));
        }
        if (button.getValue("web_app") instanceof JsonObject app) {
            String url = text(app, "url");
            if (!settings.takes(url)) {
                throw Refusal.badRequest(
                        "inline keyboard button Web App URL '" + url + "' is invalid: Only HTTPS links are allowed");
            }
            return new PhoneButton(PhoneButton.Kind.LINK, label, url);
        }
        throw Refusal.badRequest(
                "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
    }

    /** Plain http is taken in life as well; a host without a dot, such as this machine's, never. */
    private static void checkUrl(String url, Settings settings) {
        String scheme;
        try {
            URI uri = new URI(url.contains("://") ? url : "http://" + url);
            scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals("tg") && (uri.getHost() == null && uri.getAuthority() == null)) {
                throw wrongUrl(url, "Wrong HTTP URL");
            }
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (web && !settings.localAddresses() && !uri.getAuthority().contains(".")) {
                throw wrongUrl(url, "Wrong HTTP URL");
            }
        } catch (java.net.URISyntaxException malformed) {
            throw wrongUrl(url, "Wrong HTTP URL");
        }
        if (url.startsWith("tel:")
                || url.startsWith("mailto:")
                || url.startsWith("sms:")
                || !List.of("http", "https", "tg", "ton").contains(scheme)) {
            throw wrongUrl(url, "Unsupported URL protocol");
        }
    }

    private static Refusal wrongUrl(String url, String why) {
        return Refusal.badRequest("inline keyboard button URL '" + url + "' is invalid: " + why);
    }

    private static PhoneButton replyButton(Object cell) {
        if (cell instanceof JsonObject button) {
            PhoneButton.Kind kind =
                    button.getBoolean("request_contact", false) ? PhoneButton.Kind.CONTACT : PhoneButton.Kind.TEXT;
            String label = text(button, "text");
            return new PhoneButton(kind, label, label);
        }
        return new PhoneButton(PhoneButton.Kind.TEXT, String.valueOf(cell), String.valueOf(cell));
    }

    private static String text(JsonObject json, String name) {
        Object value = json.getValue(name);
        return value == null ? "" : value.toString();
    }
}
