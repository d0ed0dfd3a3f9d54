package org.relais.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Links that open an app with a text ready to be sent to whomever the volunteer picks. The text is a draft: nothing is
 * sent by the link itself.
 */
public final class ShareLinks {
    /** Longest address that every phone opens; no platform publishes a figure, so the usual one of browsers. */
    public static final int LONGEST = 2_000;

    /** Personal variable: the address of the page for friends, by this volunteer's own share link. */
    public static final String PAGE = "share_link";

    /** Personal variable: the address under which this volunteer's one-tap links stand. */
    public static final String TAPS = "share_taps";

    private ShareLinks() {}

    /** {@code https://wa.me/?text=…}: WhatsApp asks for the contact. */
    public static String whatsapp(String text, String url) {
        return "https://wa.me/?text=" + encode(joined(text, url));
    }

    /** {@code https://wa.me/<digits>?text=…}: WhatsApp opens the chat with one number. */
    public static String whatsappTo(String e164, String text) {
        return "https://wa.me/" + e164.replaceAll("[^0-9]", "") + "?text=" + encode(text);
    }

    /** {@code https://t.me/share/url?url=…&text=…}; a text without a link goes where the link would, which Telegram takes. */
    public static String telegram(String text, String url) {
        return url.isBlank()
                ? "https://t.me/share/url?url=" + encode(text)
                : "https://t.me/share/url?url=" + encode(url) + "&text=" + encode(text);
    }

    /** {@code sms:?body=…}: the phone asks for the contact. */
    public static String sms(String text, String url) {
        return "sms:?body=" + encode(joined(text, url));
    }

    /** {@code mailto:?subject=…&body=…}, its lines ended as mail wants them (RFC 6068). */
    public static String email(String subject, String text, String url) {
        return "mailto:?subject=" + encode(subject) + "&body="
                + encode(joined(text, url).replace("\n", "\r\n"));
    }

    /** Whether every app opens with this text. */
    public static boolean fits(String text, String url) {
        return whatsapp(text, url).length() <= LONGEST && telegram(text, url).length() <= LONGEST;
    }

    private static String joined(String text, String url) {
        return url.isBlank() ? text : text + "\n" + url;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
