package org.relais.channel.whatsapp;

import java.util.Optional;
import org.relais.channel.AppLink;

/** {@code wa.me} links: with digits they open the chat with one number, without they ask for the contact. */
final class WhatsAppLink implements AppLink {

    @Override
    public String toAnybody(String text, String url) {
        return link("", url.isBlank() ? text : text + "\n" + url);
    }

    @Override
    public Optional<String> toNumber(String digits, String text) {
        return Optional.of(link(digits, text));
    }

    static String link(String digits, String text) {
        return "https://wa.me/" + digits + "?text=" + AppLink.encode(text);
    }
}
