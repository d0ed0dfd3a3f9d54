package org.relais.template;

import org.relais.channel.AppLink;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.MarkedText;

/**
 * Links that open an app with a text ready to be sent to whomever the volunteer picks. The text is a draft: nothing is
 * sent by the link itself.
 */
public final class ShareLinks {
    /** Longest address that every phone opens; no platform publishes a figure, so the usual one of browsers. */
    public static final int LONGEST = 2_000;

    /** Personal variable: the address of the page for friends, by this volunteer's own share link. */
    public static final String PAGE = "share_link";

    /** Personal variable: the volunteer's own page to share from; its one-tap links stand under it. */
    public static final String TAPS = "share_taps";

    /** Personal variable: the code of this volunteer's own share link. */
    public static final String CODE = "share_code";

    private ShareLinks() {}

    /** {@code sms:?body=…}: the phone asks for the contact. */
    public static String sms(String text, String url) {
        return "sms:?body=" + AppLink.encode(joined(text, url));
    }

    /** {@code mailto:?subject=…&body=…}, its lines ended as mail wants them (RFC 6068). */
    public static String email(String subject, String text, String url) {
        return "mailto:?subject=" + AppLink.encode(subject) + "&body="
                + AppLink.encode(joined(text, url).replace("\n", "\r\n"));
    }

    /** Whether the app of every channel opens with this text. */
    public static boolean fits(String text, String url) {
        return ChannelCatalogue.all().stream()
                .flatMap(channel -> channel.share().stream())
                .allMatch(share -> share.toAnybody(text, url).length() <= LONGEST);
    }

    /** Neither messages nor mails show the marks of styles as such. */
    private static String joined(String text, String url) {
        String plain = MarkedText.read(text).text();
        return url.isBlank() ? plain : plain + "\n" + url;
    }
}
