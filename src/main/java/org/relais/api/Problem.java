package org.relais.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.FaultTexts;

/**
 * What went wrong with a request, as RFC 9457 problem details.
 *
 * @param type stable name of the kind of problem, {@code urn:relais:problem:<type>}
 * @param status HTTP status
 * @param detail one sentence for the caller; never a stack trace or a person's data
 * @param errors the fields at fault, each with what is wrong
 * @param contactId who has the address already that was to be somebody else's; null for any other problem
 */
public record Problem(
        String type, int status, String title, String detail, List<Fault> errors, @Nullable Long contactId) {
    public Problem {
        errors = List.copyOf(errors);
    }

    Problem(String type, int status, String title, String detail, List<Fault> errors) {
        this(type, status, title, detail, errors, null);
    }

    public static Problem invalid(List<Fault> errors) {
        return new Problem(
                "invalid-input",
                400,
                "Invalid input",
                "Nothing was changed; see errors for each field.",
                errors,
                errors.stream()
                        .filter(error -> error.code() == FaultCode.ADDRESS_TAKEN)
                        .map(error -> (Long) error.arguments().get("contact"))
                        .findFirst()
                        .orElse(null));
    }

    public static Problem unauthorized() {
        return new Problem(
                "unauthorized", 401, "Unauthorized", "Send a valid token as Authorization: Bearer <token>.", List.of());
    }

    public static Problem forbidden(String detail) {
        return new Problem("forbidden", 403, "Forbidden", detail, List.of());
    }

    public static Problem notFound() {
        return new Problem(
                "not-found", 404, "Not found", "There is nothing at this address for this organisation.", List.of());
    }

    public static Problem conflict(String detail) {
        return new Problem("conflict", 409, "Conflict", detail, List.of());
    }

    /** 409: what a field says does not fit how things stand. */
    public static Problem conflict(Fault fault) {
        return new Problem(
                "conflict", 409, "Conflict", "Nothing was changed; see errors for the field.", List.of(fault));
    }

    /** 409: somebody who is known has one of the addresses of a new contact. */
    public static Problem addressTaken(long contactId) {
        return new Problem(
                "conflict",
                409,
                "Conflict",
                "Contact " + contactId + " has one of the addresses.",
                List.of(),
                contactId);
    }

    /** What the request was made for is not there any more (RFC 9110, section 15.5.13). */
    static Problem changed(String detail) {
        return new Problem(
                "precondition-failed",
                412,
                "Changed meanwhile",
                "It is not as If-Match says any more, and nothing was done: read it again, then decide. " + detail,
                List.of());
    }

    /** A key that stands for another request (RFC 9110, section 15.5.21; the IETF's draft on idempotency keys). */
    static Problem otherRequest() {
        return new Problem(
                "other-request",
                422,
                "Another request",
                "This key was sent with another request; nothing was done. Give each request a key of its own.",
                List.of());
    }

    /** 410: it was here, and will not be again. */
    public static Problem gone(String detail) {
        return new Problem("gone", 410, "Gone", detail, List.of());
    }

    static Problem methodNotAllowed() {
        return new Problem(
                "method-not-allowed",
                405,
                "Method not allowed",
                "This address has other methods; see the header Allow.",
                List.of());
    }

    /** 413: the body is longer than is taken. */
    public static Problem tooLarge(String detail) {
        return new Problem("too-large", 413, "Too large", detail, List.of());
    }

    /** 415: the body is of a type that is not read here. */
    public static Problem mediaType(String detail) {
        return new Problem("unsupported-media-type", 415, "Unsupported media type", detail, List.of());
    }

    public static Problem fault() {
        return new Problem(
                "fault", 500, "Internal fault", "The fault has been logged; nothing is half done.", List.of());
    }

    static Problem unavailable() {
        return new Problem(
                "unavailable", 503, "Unavailable", "The database is away for a moment; send it again soon.", List.of());
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("type", "urn:relais:problem:" + type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        if (contactId != null) {
            json.put("contactId", contactId);
        }
        if (!errors.isEmpty()) {
            JsonArray list = new JsonArray();
            errors.forEach(error -> list.add(new JsonObject()
                    .put("field", error.field())
                    .put("code", error.code().key())
                    .put("message", FaultTexts.english(error))));
            json.put("errors", list);
        }
        return json;
    }
}
