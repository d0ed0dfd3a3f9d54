package org.relais.inbox.media;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.inbox.media.InboundMediaStore.Kept;

/**
 * Bytes that a stranger sent, answered so that no browser runs them: the type is ours, only pictures, films and sound may
 * be shown, everything else is saved, and whatever it may be has no rights on this site.
 */
public final class MediaResponse {
    /** Films and sound are asked for in parts (RFC 9110, 14.1.2); one part at a time is answered. */
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,9})-(\\d{0,9})");

    private MediaResponse() {}

    /** @param messageId names the file where its sender did not */
    public static Future<Void> send(RoutingContext context, long messageId, Kept kept) {
        InboundMedia media = kept.media();
        MediaType type = media.type() == null ? MediaType.OTHER : media.type();
        MultiMap headers = context.response().headers();
        seal(headers, type.mime());
        headers.set("Content-Disposition", (media.shown() ? "inline" : "attachment") + name(messageId, media, type));
        headers.set(HttpHeaders.ACCEPT_RANGES, "bytes");
        return context.response().end(part(context, kept.bytes()));
    }

    /** Headers of bytes that came from outside: they are of this type, whatever they may be, and have no rights here. */
    public static void seal(MultiMap headers, String type) {
        headers.set(HttpHeaders.CONTENT_TYPE, type);
        headers.set("Content-Security-Policy", "default-src 'none'; sandbox");
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set(HttpHeaders.CACHE_CONTROL, "private, max-age=300");
    }

    private static Buffer part(RoutingContext context, Buffer bytes) {
        String wanted = context.request().getHeader("Range");
        Matcher range = RANGE.matcher(wanted == null ? "" : wanted);
        int from = range.matches() ? Integer.parseInt(range.group(1)) : -1;
        if (from < 0 || from >= bytes.length()) {
            return bytes;
        }
        int last = range.group(2).isEmpty() ? bytes.length() - 1 : Integer.parseInt(range.group(2));
        int to = Math.max(from, Math.min(bytes.length() - 1, last)) + 1;
        context.response()
                .setStatusCode(206)
                .putHeader(HttpHeaders.CONTENT_RANGE, "bytes " + from + "-" + (to - 1) + "/" + bytes.length());
        return bytes.getBuffer(from, to);
    }

    /** RFC 6266; a name of the sender's is percent-encoded, so that it can say nothing to a header. */
    private static String name(long messageId, InboundMedia media, MediaType type) {
        String given = cleaned(media.fileName());
        String own = "relais-" + messageId + "." + type.ending();
        return "; filename=\"" + own + "\""
                + (given.isEmpty()
                        ? ""
                        : "; filename*=UTF-8''"
                                + URLEncoder.encode(given, StandardCharsets.UTF_8)
                                        .replace("+", "%20")
                                        .replace("*", "%2A"));
    }

    private static String cleaned(@Nullable String name) {
        return name == null
                ? ""
                : name.replaceAll("[\\p{Cc}\\p{Cf}/\\\\:]", "_").strip();
    }
}
