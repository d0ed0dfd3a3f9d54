package org.relais.template;

import java.net.URI;
import java.net.URISyntaxException;

/** What counts as an address that a message may carry. */
final class MessageLinks {
    private MessageLinks() {}

    static boolean isWeb(String url) {
        return hasScheme(url, "https") || hasScheme(url, "http");
    }

    static boolean isHttps(String url) {
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
