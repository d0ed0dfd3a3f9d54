package org.relais.channel.whatsapp;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Meta's words for how many different people a portfolio may write to in 24 hours: {@code TIER_2K} and {@code TIER_UNLIMITED}
 * of the Graph API, and the mere numbers of webhooks, -1 for any number (business_capability_update reference, 2026).
 */
final class MessagingLimit {
    private static final Pattern NUMBER = Pattern.compile("(?:TIER_)?([0-9]{1,9})(K?)");
    private static final int THOUSAND = 1_000;

    private MessagingLimit() {}

    /** {@link Long#MAX_VALUE} for any number of people; null for a word that says nothing of it, such as {@code TIER_NOT_SET}. */
    static @Nullable Long of(@Nullable String word) {
        if (word == null) {
            return null;
        }
        if (word.equals("TIER_UNLIMITED") || word.equals("-1")) {
            return Long.MAX_VALUE;
        }
        Matcher number = NUMBER.matcher(word);
        if (!number.matches()) {
            return null;
        }
        long people = Long.parseLong(number.group(1)) * (number.group(2).isEmpty() ? 1 : THOUSAND);
        return people == 0 ? null : people;
    }
}
