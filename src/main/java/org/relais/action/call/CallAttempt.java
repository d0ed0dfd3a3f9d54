package org.relais.action.call;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call: while it is open, its volunteer holds the contact.
 *
 * @param contactId null once erased
 * @param contactName empty when unknown
 * @param result of an ended one, as in SQL; null while it is open
 * @param step place in the script, null before its first step
 * @param onlyContact whether the one contact of an occasional person was spent on it
 * @param latest whether nobody was given the contact since
 * @param attempts how often the contact has been called for this action
 * @param refusal why the person may not be called any more; null when they may
 * @param removalAsked whether the volunteer has still to say whether the person wished to be removed
 * @param zone the contact's time zone
 * @param from start of the organisation's contact hours
 * @param until their end
 * @param endedAt null while it is open
 * @param days ISO days of the week on which people may be called
 */
record CallAttempt(
        long id,
        long organisationId,
        long actionId,
        long entryId,
        long scriptId,
        @Nullable Long contactId,
        String contactName,
        @Nullable String contactLanguage,
        @Nullable String result,
        @Nullable Integer step,
        boolean onlyContact,
        boolean latest,
        int attempts,
        @Nullable Long addressId,
        @Nullable String refusal,
        boolean removalAsked,
        ZoneId zone,
        LocalTime from,
        LocalTime until,
        Set<Integer> days,
        @Nullable Instant endedAt) {
    /** A slip of the thumb is noticed at once; later, others may count on the result. */
    private static final Duration CORRECTED_WITHIN = Duration.ofMinutes(10);

    /** Ends that were not the volunteer's own word. */
    private static final Set<String> GIVEN_BACK =
            Set.of(CallAttemptStore.EXPIRED, CallAttemptStore.RETURNED, CallAttemptStore.WITHDRAWN);

    CallAttempt {
        days = Set.copyOf(days);
    }

    /** Whether the volunteer may still correct the result: not a removal, and nobody has been given the contact since. */
    boolean correctable(Instant now) {
        Instant ended = endedAt;
        return latest
                && ended != null
                && now.isBefore(ended.plus(CORRECTED_WITHIN))
                && CallResult.named(result == null ? "" : result)
                        .filter(given -> given != CallResult.REMOVED)
                        .isPresent();
    }

    boolean open() {
        return result == null;
    }

    /** Whether a result may still be written down: of an open call, or of one given back that nobody took up since. */
    boolean reportable() {
        return result == null || latest && GIVEN_BACK.contains(result);
    }
}
