package org.relais.action.event;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A person with their answer, and what a message to them needs.
 *
 * @param answerId row of {@code event_answer}
 * @param companions how many they said they bring, themselves not counted
 * @param language null when unknown: the organisation's
 * @param zone the person's own, else the organisation's
 */
record Attendee(
        long answerId,
        long contactId,
        AttendanceState standing,
        Instant since,
        int companions,
        @Nullable String language,
        ZoneId zone) {}
