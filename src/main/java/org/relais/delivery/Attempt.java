package org.relais.delivery;

import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;

/**
 * What decides whether a delivery that was not taken is tried again.
 *
 * @param retries how often it was certainly not taken before
 * @param signed whether it went as a sign, for which there are words ({@link DeliveryContent.Inline#signing})
 */
record Attempt(
        long deliveryId, int attempt, int retries, @Nullable Long broadcastId, Purpose purpose, boolean signed) {}
