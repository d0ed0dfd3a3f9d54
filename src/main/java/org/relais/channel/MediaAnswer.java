package org.relais.channel;

import io.vertx.core.buffer.Buffer;
import org.relais.channel.PlatformAnswer.Response;

/** What came of asking a platform for the bytes of something that a person sent. */
public sealed interface MediaAnswer {

    /** The bytes as the platform has them. */
    record Fetched(Buffer bytes) implements MediaAnswer {}

    /**
     * No bytes.
     *
     * @param again whether a later try may have them
     */
    record Refused(Reason reason, boolean again) implements MediaAnswer {}

    /** Why there are no bytes. */
    enum Reason {
        /** The sender it came to was removed, or is not of this service. */
        NO_SENDER,
        /** The platform does not have it any more. */
        GONE,
        TOO_LARGE,
        /** The platform does not let us have it: mostly a token that ended. */
        REFUSED,
        /** No answer, or the platform's own fault. */
        UNREACHABLE,
        /** An answer that no documentation describes. */
        ODD
    }

    static Refused of(Reason reason) {
        return new Refused(reason, reason == Reason.UNREACHABLE || reason == Reason.REFUSED);
    }

    /** What a file's own address answered. */
    static MediaAnswer of(PlatformAnswer answer) {
        if (!(answer instanceof Response response)) {
            return of(Reason.UNREACHABLE);
        }
        return response.status() == 200
                ? response.body().length() == 0 ? of(Reason.ODD) : new Fetched(response.body())
                : of(reason(response.status()));
    }

    /** What a status other than 200 means. */
    static Reason reason(int status) {
        return switch (status) {
            case 401, 403 -> Reason.REFUSED;
            case 400, 404, 410 -> Reason.GONE;
            case 413 -> Reason.TOO_LARGE;
            default -> status == 429 || status >= 500 ? Reason.UNREACHABLE : Reason.ODD;
        };
    }
}
