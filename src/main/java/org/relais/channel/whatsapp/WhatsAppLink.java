package org.relais.channel.whatsapp;

import java.util.Optional;
import org.relais.channel.AppLink;

/** {@code wa.me} links: with digits they open the chat with one number, without they ask for the contact. */
final class WhatsAppLink implements AppLink {
    /** Unless the configuration says otherwise. */
    static final String BASE = "https://wa.me";

    @Override
    public String toAnybody(String text, String url) {
        return link(BASE, "", url.isBlank() ? text : text + "\n" + url);
    }

    @Override
    public Optional<String> toNumber(String digits, String text) {
        return Optional.of(link(BASE, digits, text));
    }

    static String link(String base, String digits, String text) {
        return base + "/" + digits + "?text=" + AppLink.encode(text);
    }
}
