package org.relais.sandbox.world;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * How the platform misbehaves, for everyone or towards one phone. In a phone's own set only the named
 * fields replace the global ones.
 *
 * @param blocked the person has blocked the sender (Telegram 403; WhatsApp 131026)
 * @param deactivated the account is gone (Telegram 403; WhatsApp 131026)
 * @param tooManyRequests seconds of retry_after in a 429; 0 = off
 * @param serverError HTTP status of a server error, 500 to 599; 0 = off
 * @param latencyMillis time before each answer
 * @param jitterMillis random time added to it, up to this much
 * @param reset {@code none}; {@code before}: the connection closes and nothing was accepted; {@code
 *     after}: the message was accepted and the answer is lost
 * @param hold {@code none}; {@code before}: requests wait unaccepted until switched off; {@code after}:
 *     accepted, but the answer waits
 * @param errorCode a platform error code to fail with; 0 = off
 * @param errorBy {@code response} or {@code status} (WhatsApp status webhook)
 * @param failTimes how many requests the failing switches hit before they clear themselves; 0 = no end
 * @param failProbability share of requests that the failing switches hit, 0 to 1
 * @param windowClosed WhatsApp: the 24 hours are over, whatever was written
 * @param marketingStopped WhatsApp: the person stopped marketing messages (131050 for marketing templates)
 * @param duplicateWebhooks how many more times each webhook is sent
 * @param delayWebhooksMillis how late each webhook is
 * @param reorderWebhooksMillis each webhook is late by a random time up to this, and overtakes others
 * @param webhooksOff webhooks wait until switched on again, as in an outage
 * @param filesOff what people sent can't be had for now; for all phones
 */
public record Switches(
        boolean blocked,
        boolean deactivated,
        int tooManyRequests,
        int serverError,
        int latencyMillis,
        int jitterMillis,
        String reset,
        String hold,
        int errorCode,
        String errorBy,
        int failTimes,
        double failProbability,
        boolean windowClosed,
        boolean marketingStopped,
        int duplicateWebhooks,
        int delayWebhooksMillis,
        int reorderWebhooksMillis,
        boolean webhooksOff,
        boolean filesOff) {

    public static final Switches OFF = new Switches(
            false, false, 0, 0, 0, 0, "none", "none", 0, "response", 0, 1.0, false, false, 0, 0, 0, false, false);

    public Switches {
        Settings.require(
                serverError == 0 || (serverError >= 500 && serverError <= 599), "serverError", "500 to 599, or 0");
        Settings.require(tooManyRequests >= 0 && tooManyRequests <= 86_400, "tooManyRequests", "0 to 86400 seconds");
        Settings.require(latencyMillis >= 0 && latencyMillis <= 600_000, "latencyMillis", "0 to 600000");
        Settings.require(jitterMillis >= 0 && jitterMillis <= 600_000, "jitterMillis", "0 to 600000");
        Settings.require(isMoment(reset), "reset", "none, before or after");
        Settings.require(isMoment(hold), "hold", "none, before or after");
        Settings.require("response".equals(errorBy) || "status".equals(errorBy), "errorBy", "response or status");
        Settings.require(failTimes >= 0, "failTimes", "0 or more");
        Settings.require(failProbability >= 0 && failProbability <= 1, "failProbability", "0 to 1");
        Settings.require(duplicateWebhooks >= 0 && duplicateWebhooks <= 10, "duplicateWebhooks", "0 to 10");
        Settings.require(
                delayWebhooksMillis >= 0 && delayWebhooksMillis <= 600_000, "delayWebhooksMillis", "0 to 600000");
        Settings.require(
                reorderWebhooksMillis >= 0 && reorderWebhooksMillis <= 600_000, "reorderWebhooksMillis", "0 to 600000");
    }

    /** Whether one of the switches that {@code failTimes} counts is on. */
    public boolean failing() {
        return tooManyRequests > 0 || serverError > 0 || errorCode != 0 || !"none".equals(reset);
    }

    /** The same with the failing switches off. */
    public Switches withoutFailures() {
        return Json.read(
                Json.write(this)
                        .put("tooManyRequests", 0)
                        .put("serverError", 0)
                        .put("errorCode", 0)
                        .put("reset", "none")
                        .put("failTimes", 0),
                Switches.class);
    }

    /** These with the fields named in the patch replaced. */
    public Switches with(@Nullable JsonObject patch) {
        return patch == null ? this : Json.read(Json.write(this).mergeIn(patch), Switches.class);
    }

    private static boolean isMoment(String value) {
        return "none".equals(value) || "before".equals(value) || "after".equals(value);
    }
}
