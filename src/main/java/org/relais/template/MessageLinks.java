package org.relais.template;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** What counts as an address that a message may carry. */
public final class MessageLinks {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private MessageLinks() {}

    /** The same of http as well. */
    static boolean isWeb(String url) {
        return hasScheme(url, "https") || hasScheme(url, "http");
    }

    /** Whether it is an https address without a name before its host. */
    public static boolean isHttps(String url) {
        return hasScheme(url, "https");
    }

    /**
     * Whether it is an address of a picture: https, or http of the machine itself, where only simulated platforms can be the ones
     * to fetch it.
     */
    static boolean isPicture(String url) {
        return isHttps(url)
                || hasScheme(url, "http") && LOOPBACK.contains(URI.create(url).getHost());
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
