package org.relais.template;

import java.net.URI;
import java.net.URISyntaxException;

/** What counts as an address that a message may carry. */
public final class MessageLinks {
    private MessageLinks() {}

    /** The same of http as well. */
    static boolean isWeb(String url) {
        return hasScheme(url, "https") || hasScheme(url, "http");
    }

    /** Whether it is an https address without a name before its host. */
    public static boolean isHttps(String url) {
        return hasScheme(url, "https");
    }

    private static boolean hasScheme(String url, String scheme) {
        try {
            URI uri = new URI(url);
            // A name before an @ makes one site look like another.
            return url.length() <= ShareLinks.LONGEST
                    && scheme.equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (URISyntaxException wrong) {
            return false;
        }
    }
}
