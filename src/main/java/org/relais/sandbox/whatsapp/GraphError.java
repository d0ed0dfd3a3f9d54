package org.relais.sandbox.whatsapp;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.PlatformGate;

/** An error of the Graph API; thrown by the check that finds it, answered or reported in one place. */
final class GraphError extends RuntimeException {
    private static final String HREF = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/";
    private static final Map<Integer, Kind> KINDS = Map.ofEntries(
            Map.entry(0, new Kind(401, "AuthException", "We were unable to authenticate the app user.")),
            Map.entry(1, new Kind(400, "API Unknown", "Invalid request or possible server error.")),
            Map.entry(2, new Kind(503, "API Service", "Temporary due to downtime or due to being overloaded.")),
            Map.entry(3, new Kind(500, "API Method", "Capability or permissions issue.")),
            Map.entry(4, new Kind(429, "API Too Many Calls", "The app has reached its API call rate limit.")),
            Map.entry(10, new Kind(403, "Permission Denied", "Permission is either not granted or has been removed.")),
            Map.entry(33, new Kind(400, "Parameter value is not valid", "The business phone number has been deleted.")),
            Map.entry(
                    100,
                    new Kind(
                            400,
                            "Invalid parameter",
                            "The request included one or more unsupported or misspelled parameters.")),
            Map.entry(190, new Kind(401, "Access token has expired", "The access token could not be decrypted.")),
            Map.entry(200, new Kind(403, "API Permission", "Permission is either not granted or has been removed.")),
            Map.entry(
                    368,
                    new Kind(
                            403,
                            "Temporarily blocked for policies violations",
                            "The account has been restricted or disabled for violating a platform policy.")),
            Map.entry(
                    80007,
                    new Kind(429, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit.")),
            Map.entry(130429, new Kind(429, "Rate limit hit", "Cloud API message throughput has been reached.")),
            Map.entry(
                    130472,
                    new Kind(
                            400,
                            "User's number is part of an experiment",
                            "Message was not sent as part of an experiment.")),
            Map.entry(
                    130497,
                    new Kind(
                            403,
                            "Business account is restricted from messaging users in this country",
                            "The account is restricted from messaging to users in certain countries.")),
            Map.entry(131000, new Kind(500, "Something went wrong", "Message failed to send due to an unknown error.")),
            Map.entry(131005, new Kind(403, "Access denied", "Permission is either not granted or has been removed.")),
            Map.entry(
                    131008,
                    new Kind(400, "Required parameter is missing", "The request is missing a required parameter.")),
            Map.entry(
                    131009, new Kind(400, "Parameter value is not valid", "One or more parameter values are invalid.")),
            Map.entry(131016, new Kind(503, "Service unavailable", "A service is temporarily unavailable.")),
            Map.entry(
                    131021,
                    new Kind(400, "Recipient cannot be sender", "Sender and recipient phone number is the same.")),
            Map.entry(131026, new Kind(400, "Message undeliverable", "Unable to deliver message.")),
            Map.entry(131031, new Kind(403, "Account has been locked", "The account has been restricted or disabled.")),
            Map.entry(
                    131042,
                    new Kind(
                            400,
                            "Business eligibility payment issue",
                            "There was an error related to your payment method.")),
            Map.entry(
                    131047,
                    new Kind(
                            400,
                            "Re-engagement message",
                            "More than 24 hours have passed since the recipient last replied to the sender number.")),
            Map.entry(
                    131048,
                    new Kind(
                            400,
                            "Spam rate limit hit",
                            "There are restrictions on how many messages can be sent from this phone number.")),
            Map.entry(
                    131049,
                    new Kind(
                            400,
                            "Meta chose not to deliver",
                            "This message was not delivered to maintain healthy ecosystem engagement.")),
            Map.entry(
                    131050,
                    new Kind(
                            400,
                            "User has stopped marketing messages",
                            "Unable to deliver the message. This recipient has chosen to stop receiving marketing messages.")),
            Map.entry(131051, new Kind(400, "Unsupported message type", "Message type is currently not supported.")),
            Map.entry(131053, new Kind(400, "Media upload error", "Unable to upload the media used in the message.")),
            Map.entry(
                    131056,
                    new Kind(
                            400,
                            "Pair rate limit hit",
                            "Too many messages sent from the sender phone number to the same recipient phone number in a short period of time.")),
            Map.entry(
                    131062,
                    new Kind(
                            400,
                            "Business-scoped user id not supported",
                            "This message type cannot be sent to a business-scoped user id.")),
            Map.entry(
                    132000,
                    new Kind(
                            400,
                            "Template Param Count Mismatch",
                            "The number of variable parameter values does not match the number in the template definition.")),
            Map.entry(
                    132001,
                    new Kind(
                            404,
                            "Template does not exist",
                            "The template does not exist in the specified language or has not been approved.")),
            Map.entry(132005, new Kind(400, "Template Hydrated Text Too Long", "Translated text is too long.")),
            Map.entry(
                    132007,
                    new Kind(
                            400,
                            "Template Format Character Policy Violated",
                            "Template content violates a WhatsApp policy.")),
            Map.entry(
                    132012,
                    new Kind(
                            400,
                            "Template Parameter Format Mismatch",
                            "Variable parameter values are formatted incorrectly.")),
            Map.entry(
                    132015,
                    new Kind(400, "Template is Paused", "Template is paused due to low quality so it cannot be sent.")),
            Map.entry(
                    132016,
                    new Kind(
                            400,
                            "Template is Disabled",
                            "Template has been paused too many times due to low quality and is now permanently disabled.")));

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

    PlatformGate.Reply reply(String trace) {
        JsonObject error = new JsonObject()
                .put("message", code == 190 ? "Invalid OAuth access token - Cannot parse access token" : getMessage())
                .put("type", "OAuthException")
                .put("code", code);
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
}
