package org.relais.sandbox.whatsapp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.PlatformGate;

/** An error of the Graph API; thrown by the check that finds it, answered or reported in one place. */
final class GraphError extends RuntimeException {
    private static final String HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";
    private static final String EXPIRED = "Error validating access token: Session has expired";
    private static final Map<Integer, Kind> KINDS = kinds();

    private final int code;
    private final int status;
    private final String title;
    private final String details;

    private GraphError(int code, int status, String title, String details) {
        super("(#" + code + ") " + title, null, false, false);
        this.code = code;
        this.status = status;
        this.title = title;
        this.details = details;
    }

    static GraphError of(int code) {
        return of(code, null);
    }

    static GraphError of(int code, @Nullable String details) {
        Kind kind = KINDS.getOrDefault(code, new Kind(400, "Error " + code, "Error " + code + "."));
        return new GraphError(code, kind.status, kind.title, details == null ? kind.details : details);
    }

    /** Code 190 of a token that has run out. */
    static GraphError expiredToken() {
        return new GraphError(190, 401, EXPIRED, EXPIRED);
    }

    /** Code 100 with the wording of the Graph API for a parameter. */
    static GraphError parameter(String what) {
        return new GraphError(100, 400, what, what);
    }

    /** A bare server error with that HTTP status. */
    static GraphError server(int status) {
        return new GraphError(2, status, "Service temporarily unavailable", "Service temporarily unavailable");
    }

    int code() {
        return code;
    }

    private boolean expired() {
        return title.equals(EXPIRED);
    }

    private String message() {
        if (code != 190) {
            return "(#" + code + ") " + title;
        }
        return expired() ? EXPIRED : "Invalid OAuth access token - Cannot parse access token";
    }

    PlatformGate.Reply reply(String trace) {
        JsonObject error = new JsonObject()
                .put("message", message())
                .put("type", "OAuthException")
                .put("code", code);
        if (expired()) {
            error.put("error_subcode", 463);
        }
        if (code != 190) {
            error.put(
                    "error_data",
                    new JsonObject().put("messaging_product", "whatsapp").put("details", details));
        }
        error.put("fbtrace_id", trace);
        Buffer body = new JsonObject().put("error", error).toBuffer();
        return new PlatformGate.Reply(status, body, null);
    }

    /** As a status webhook carries it. */
    JsonArray asStatusErrors() {
        return new JsonArray()
                .add(new JsonObject()
                        .put("code", code)
                        .put("title", title)
                        .put("message", title)
                        .put("error_data", new JsonObject().put("details", details))
                        .put("href", HREF));
    }

    private record Kind(int status, String title, String details) {}

    /** From {@code errors.tsv} beside this class. */
    private static Map<Integer, Kind> kinds() {
        InputStream file = Objects.requireNonNull(GraphError.class.getResourceAsStream("errors.tsv"), "errors.tsv");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .collect(Collectors.toUnmodifiableMap(
                            cells -> Integer.valueOf(cells[0]),
                            cells -> new Kind(Integer.parseInt(cells[1]), cells[2], cells[3])));
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
