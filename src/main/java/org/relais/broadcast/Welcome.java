package org.relais.broadcast;

import java.time.Instant;

/**
 * A broadcast that stays open, and how it stands.
 *
 * @param openedAt who matched before gets it only where the rule says so
 * @param entered who have matched so far
 * @param waiting of them, those whose delay is not over; they get nothing once it has ended
 */
public record Welcome(Broadcast broadcast, WelcomeRule rule, Instant openedAt, long entered, long waiting) {}
