package org.relais.channel.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.JsonPayload;
import org.relais.channel.MediaAnswer;
import org.relais.channel.MediaAnswer.Reason;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.PlatformClient;

/**
 * Files that people sent to a number, and the picture that they see of it: {@code GET /<media id>} tells a short-lived address, which wants the same token
 * (Cloud API). The token goes to the platform's own machines and to nobody else, whatever address is told.
 */
final class WhatsAppFiles {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final List<String> HOSTS = List.of(".fbsbx.com", ".facebook.com", ".fbcdn.net", ".whatsapp.net");
    /** Without a name of a program the machines that hold files answer with a page for people. */
    private static final Map<String, String> NAMED = Map.of("User-Agent", "Relais");

    /** What Graph answers for an id that it does not know, or not any more. */
    private static final int NO_SUCH_OBJECT = 100;

    private final PlatformClient client;
    private final WhatsAppConfig config;
    private final Map<String, String> headers;
    private final Duration timeout;

    WhatsAppFiles(PlatformClient client, WhatsAppConfig config, Map<String, String> headers, Duration timeout) {
        this.client = client;
        this.config = config;
        this.headers = headers;
        this.timeout = timeout;
    }

    Future<MediaAnswer> fetch(String mediaId, int most) {
        if (!WhatsAppConfig.DIGITS.matcher(mediaId).matches()) {
            return Future.succeededFuture(MediaAnswer.of(Reason.ODD));
        }
        return client.get("/" + config.graphVersion() + "/" + mediaId, headers, timeout)
                .compose(answer -> answer instanceof Response response
                        ? download(response, most)
                        : Future.succeededFuture(MediaAnswer.of(Reason.UNREACHABLE)));
    }

    /** What {@code whatsapp_business_profile} tells; the address carries its own key, so the token stays here. */
    Future<MediaAnswer> picture(String phoneNumberId, int most) {
        String path = "/" + config.graphVersion() + "/" + phoneNumberId
                + "/whatsapp_business_profile?fields=profile_picture_url";
        return client.get(path, headers, timeout)
                .compose(answer -> answer instanceof Response response
                        ? picture(response, most)
                        : Future.succeededFuture(MediaAnswer.of(Reason.UNREACHABLE)));
    }

    private Future<MediaAnswer> picture(Response response, int most) {
        JsonNode profile = response.json().path("data").path(0);
        if (response.status() != 200 || !profile.isObject()) {
            return Future.succeededFuture(MediaAnswer.of(Reason.ODD));
        }
        String url = JsonPayload.text(profile, "profile_picture_url");
        return url == null
                ? Future.succeededFuture(MediaAnswer.of(Reason.GONE))
                : address(url)
                        .map(address ->
                                client.download(address, NAMED, most, WITHIN).map(MediaAnswer::of))
                        .orElseGet(() -> Future.succeededFuture(MediaAnswer.of(Reason.ODD)));
    }

    private Future<MediaAnswer> download(Response response, int most) {
        JsonNode body = response.json();
        if (body.isMissingNode()) {
            return Future.succeededFuture(MediaAnswer.of(Reason.ODD));
        }
        if (response.status() != 200) {
            return Future.succeededFuture(
                    refused(body.path("error").path("code").asInt(0), response.status()));
        }
        if (body.path("file_size").asLong(0) > most) {
            return Future.succeededFuture(MediaAnswer.of(Reason.TOO_LARGE));
        }
        Optional<URI> address = address(JsonPayload.text(body, "url"));
        if (address.isEmpty()) {
            return Future.succeededFuture(MediaAnswer.of(Reason.ODD));
        }
        Map<String, String> named = new HashMap<>(headers);
        named.putAll(NAMED);
        Future<PlatformAnswer> downloaded = client.download(address.get(), named, most, WITHIN);
        return downloaded.map(MediaAnswer::of);
    }

    private static MediaAnswer refused(int code, int status) {
        return MediaAnswer.of(
                code == NO_SUCH_OBJECT ? Reason.GONE : code == 190 ? Reason.REFUSED : MediaAnswer.reason(status));
    }

    private Optional<URI> address(@Nullable String url) {
        try {
            URI address = URI.create(String.valueOf(url));
            URI own = client.address("");
            String host = address.getHost();
            boolean here = own.getHost().equals(host)
                    && own.getPort() == address.getPort()
                    && own.getScheme().equals(address.getScheme());
            boolean platforms = host != null
                    && "https".equals(address.getScheme())
                    && address.getPort() < 0
                    && HOSTS.stream().anyMatch(host::endsWith);
            return here || platforms ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
