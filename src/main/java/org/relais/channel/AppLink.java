package org.relais.channel;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Links that open a platform's app with a text ready to be sent. The text is a draft: no link sends anything by itself. */
public interface AppLink {

    /**
     * Opens the app, which asks for the contact.
     *
     * @param url page that the text is about; blank for none
     */
    String toAnybody(String text, String url);

    /**
     * Opens the chat with one number; empty when the app can't be opened so.
     *
     * @param digits of the number with its country code, put into the link as they are
     */
    default Optional<String> toNumber(String digits, String text) {
        return Optional.empty();
    }

    /** A text as part of an address. */
    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
