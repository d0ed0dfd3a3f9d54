package org.relais.sandbox.whatsapp;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.Json;
import org.relais.sandbox.world.ProfilePicture;

/**
 * How a number and its app stand at Meta, as its owner would see it in the dashboard.
 *
 * @param quality {@code GREEN}, {@code YELLOW}, {@code RED} or {@code UNKNOWN}
 * @param limit messaging limit of the portfolio, such as {@code TIER_2K}; kept to when limits are enforced
 * @param portfolio id of the business portfolio; empty: one for all numbers of the account
 * @param fields webhook fields that the app is subscribed to; webhooks of others are not sent
 * @param appSubscribed whether the account has the app among its {@code subscribed_apps}; without it no webhook is sent
 * @param tokenExpired whether the access token has run out
 * @param review what comes of templates that are handed in: {@code APPROVED}, {@code REJECTED}, or {@code PENDING} until
 *     somebody says what
 * @param marketingMessages whether marketing templates may go by the Marketing Messages API: {@code off}, since nobody has
 *     accepted its terms; {@code allowed}; or {@code required}, so that {@code /messages} takes none
 * @param edgesAway edges of the number, its account and its app that answer that they are not available for now, such as
 *     {@code subscribed_apps}
 * @param picture what people see beside its name, as {@link ProfilePicture} has it
 */
public record NumberCondition(
        String quality,
        String limit,
        String portfolio,
        List<String> fields,
        boolean appSubscribed,
        boolean tokenExpired,
        String review,
        String marketingMessages,
        List<String> edgesAway,
        String picture) {
    private static final List<String> FIELDS = List.of(
            "messages",
            "user_preferences",
            "message_template_status_update",
            "message_template_quality_update",
            "template_category_update",
            "phone_number_quality_update",
            "account_update",
            "business_capability_update");

    public static final NumberCondition GOOD = new NumberCondition(
            "GREEN", "TIER_100K", "", FIELDS, true, false, "APPROVED", "allowed", List.of(), ProfilePicture.DRAWN);

    public NumberCondition {
        fields = List.copyOf(fields);
        edgesAway = List.copyOf(edgesAway);
        ProfilePicture.check(picture);
        if (!List.of("GREEN", "YELLOW", "RED", "UNKNOWN").contains(quality)) {
            throw new InvalidField("quality", "must be GREEN, YELLOW, RED or UNKNOWN");
        }
        if (!List.of("APPROVED", "REJECTED", "PENDING").contains(review)) {
            throw new InvalidField("review", "must be APPROVED, REJECTED or PENDING");
        }
        if (!List.of("off", "allowed", "required").contains(marketingMessages)) {
            throw new InvalidField("marketingMessages", "must be off, allowed or required");
        }
        if (!limit.matches("TIER_(\\d{1,6}K?|UNLIMITED)")) {
            throw new InvalidField("limit", "must be TIER_250, TIER_2K and the like, or TIER_UNLIMITED");
        }
    }

    /** Different people in 24 hours. */
    int peopleInADay() {
        String digits = limit.replaceAll("\\D", "");
        return digits.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(digits) * (limit.endsWith("K") ? 1_000 : 1);
    }

    /** These with the fields named in the patch replaced. */
    public NumberCondition with(JsonObject patch) {
        return Json.read(Json.write(this).mergeIn(patch), NumberCondition.class);
    }

    /** Fields besides those that can be left out are always sent. */
    boolean sends(String field) {
        return appSubscribed && (fields.contains(field) || !FIELDS.contains(field));
    }
}
