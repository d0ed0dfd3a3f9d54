package org.relais.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entity tags and {@code If-Match} (RFC 9110, sections 8.8.3 and 13.1.1): whoever changes a thing says which state of it
 * they have seen, and is refused when it is not that any more. The tag names what can be written: where a broadcast
 * stands is in its answer and not in its tag.
 */
public final class EntityTag {
    private static final String ANY = "*";

    private EntityTag() {}

    /** Of the version of a draft, or of when a thing was changed last; empty for an answer that shows nothing to change. */
    static Optional<String> of(JsonObject answer) {
        return answer.getValue("version") instanceof Integer version
                ? Optional.of(quoted(version.toString()))
                : Optional.ofNullable(answer.getInstant("updatedAt")).map(EntityTag::of);
    }

    /** Of when a thing was changed last. */
    public static String of(Instant updatedAt) {
        return quoted(updatedAt.toString());
    }

    private static String quoted(String mark) {
        return '"' + mark + '"';
    }

    /** The version that the request is made for, if it says one; 0 for a tag that no version has. */
    public static Optional<Integer> version(RoutingContext context) {
        return Optional.ofNullable(header(context))
                .filter(tag -> !tag.equals(ANY))
                .map(EntityTag::number);
    }

    private static int number(String tag) {
        try {
            return Integer.parseInt(tag.replaceAll("^\"|\"$", ""));
        } catch (NumberFormatException other) {
            return 0;
        }
    }

    /** Fails with 412 when the request is made for another state than the one that {@code current} names. */
    public static void require(RoutingContext context, String current) {
        String given = header(context);
        if (given != null
                && !given.equals(ANY)
                && !Arrays.asList(given.split("\\s*,\\s*")).contains(current)) {
            throw new ProblemException(Problem.changed("The tag is now " + current + "."));
        }
    }

    /** What a change of an older version is refused with: 412 where the request asked for one, else 409. */
    public static ProblemException outdated(RoutingContext context, String detail) {
        return new ProblemException(header(context) == null ? Problem.conflict(detail) : Problem.changed(detail));
    }

    private static @Nullable String header(RoutingContext context) {
        String given = context.request().getHeader(HttpHeaders.IF_MATCH);
        return given == null ? null : given.strip();
    }
}
