package org.relais.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of one request to a platform, before the platform's own words are read. */
public sealed interface PlatformAnswer {

    /**
     * The platform answered.
     *
     * @param body at most {@link PlatformClient#MAX_BODY} bytes; empty when the platform sent more
     * @param retryAfter header {@code Retry-After} in its seconds form
     */
    record Response(int status, Buffer body, @Nullable Duration retryAfter) implements PlatformAnswer {
        /** The object that the body holds; a missing node when it is none. */
        public JsonNode json() {
            try {
                return JsonPayload.parse(body);
            } catch (MalformedPayloadException unreadable) {
                return MissingNode.getInstance();
            }
        }
    }

    /** Nothing was written: no connection could be had. */
    record NotBegun(String code) implements PlatformAnswer {}

    /** Nothing was written: the permit, or the time in which it was asked for, had run out. */
    record Expired() implements PlatformAnswer {}

    /** The request had begun; no whole answer came, and its connection is closed now. */
    record Lost(String code) implements PlatformAnswer {}

    /** The outcome of a message that was not answered; each channel reads {@link Response} in its own words. */
    static SendOutcome unanswered(PlatformAnswer answer) {
        if (answer instanceof NotBegun notBegun) {
            return SendOutcome.of(SendOutcome.Kind.NOT_BEGUN, notBegun.code());
        }
        if (answer instanceof Lost lost) {
            return SendOutcome.of(SendOutcome.Kind.UNKNOWN, lost.code());
        }
        if (answer instanceof Expired) {
            return SendOutcome.of(SendOutcome.Kind.EXPIRED, "permit_expired");
        }
        throw new IllegalArgumentException("an answer was received");
    }

    /**
     * The outcome of an HTTP status whose body says nothing we can read.
     *
     * <p>504 is a proxy saying that the platform did not answer it in time: whether the message was taken is as unknown
     * as after a timeout of our own. Every other 5xx is a refusal that may pass.
     */
    static SendOutcome byStatus(int status, @Nullable Duration retryAfter) {
        String code = "http_" + status;
        if (status == 429) {
            return SendOutcome.later(SendOutcome.Kind.THROTTLE_SENDER, code, retryAfter);
        }
        if (status >= 200 && status < 300) {
            return SendOutcome.of(SendOutcome.Kind.UNKNOWN, "unreadable_answer");
        }
        if (status == 504) {
            return SendOutcome.of(SendOutcome.Kind.UNKNOWN, code);
        }
        if (status >= 500 || status == 408) {
            return SendOutcome.later(SendOutcome.Kind.RETRY, code, retryAfter);
        }
        boolean configuration = status < 400 || status == 401 || status == 402 || status == 403 || status == 404;
        return SendOutcome.of(configuration ? SendOutcome.Kind.PAUSE_SENDER : SendOutcome.Kind.REJECTED, code);
    }
}
