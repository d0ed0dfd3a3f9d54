package org.relais.health.alarm;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * One mail to one owner. Says what is wrong with what, and nothing of people or secrets.
 *
 * @param ending whether it says that the alarm is over
 * @param senderId null for a ceiling
 * @param senderName empty for a ceiling
 * @param template name and language of a template, else empty
 * @param at when the alarm began, or ended
 */
record AlarmMail(
        long organisationId,
        long alarmId,
        long organiserId,
        boolean ending,
        String to,
        String language,
        String organisation,
        ZoneId timeZone,
        String about,
        String code,
        @Nullable Long senderId,
        String senderName,
        String template,
        Instant at) {}
