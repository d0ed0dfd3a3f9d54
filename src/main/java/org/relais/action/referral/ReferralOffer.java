package org.relais.action.referral;

import io.vertx.core.json.JsonObject;
import java.time.ZoneId;

/**
 * The action that a volunteer brings people to.
 *
 * @param messageId what is passed on
 * @param spec of that message
 * @param consentOnly whether the organisation contacts nobody without consent: then nobody can be brought
 * @param country ISO 3166, for numbers written without a country code
 * @param retentionDays days after which an occasional contact who has not answered is erased
 */
record ReferralOffer(
        long actionId,
        int perDay,
        long messageId,
        JsonObject spec,
        boolean consentOnly,
        String country,
        ZoneId zone,
        int retentionDays) {}
