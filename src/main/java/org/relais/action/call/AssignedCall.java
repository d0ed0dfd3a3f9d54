package org.relais.action.call;

import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;

/**
 * A contact that a volunteer was just given, with what the card shows.
 *
 * @param name empty when unknown
 * @param language the contact's own; null when unknown
 * @param number in E.164 form
 * @param origin where this contact's data come from
 * @param attempt how often this contact has been called for this action, with this time
 */
record AssignedCall(
        long attemptId,
        String name,
        @Nullable String language,
        ConsentClass consentClass,
        String number,
        DataOrigin origin,
        int attempt) {}
