package org.relais.share;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.relais.channel.ChannelCatalogue;

/**
 * Test that tells programs that fetch a page for a preview from people who read it. Messengers fetch every link that is sent; what
 * they fetch is answered, so that the preview looks right, and not counted.
 */
final class PreviewRobots {
    /** Words of user agents; a CUBOT is a telephone. */
    private static final Pattern NAMES = Pattern.compile("(?i)(?<!cu)bot\\b|bot/|crawl|spider|preview|scan(ner)?/|"
            + apps() + "|facebookexternalhit|facebot|meta-external|viber(?!.*mobile)|skype|embedly|iframely|vkshare|"
            + "headless|^(curl|wget|python|java|go-http|okhttp|axios|node|ruby|php|libwww|apache-http)");

    private PreviewRobots() {}

    /** Messengers that fetch under their own name. */
    private static String apps() {
        return ChannelCatalogue.all().stream()
                .map(channel -> "^" + channel.kind() + "/")
                .collect(Collectors.joining("|"));
    }

    /** Whether this request is no reader's: a robot's, a prefetch, or only a look at the headers. */
    static boolean isOne(HttpServerRequest request) {
        String agent = request.getHeader("User-Agent");
        String purpose = String.valueOf(request.getHeader("Sec-Purpose"))
                + request.getHeader("Purpose")
                + request.getHeader("X-Moz");
        return request.method() == HttpMethod.HEAD
                || agent == null
                || agent.isBlank()
                || NAMES.matcher(agent).find()
                || purpose.contains("prefetch")
                || purpose.contains("preview");
    }
}
