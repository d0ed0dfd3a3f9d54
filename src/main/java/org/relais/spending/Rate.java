package org.relais.spending;

import java.math.BigDecimal;
import java.time.LocalDate;

/**
 * What one message costs.
 *
 * @param country ISO 3166, or {@code *} for every other one
 * @param category the platform's word in small letters, or {@code *} for every other one
 * @param price in the organisation's currency
 * @param from counts for months that begin on this day or later
 * @param published whether it is what the platform publishes, which counts as long as an owner has set none of its channel
 */
public record Rate(
        String channel, String country, String category, BigDecimal price, LocalDate from, boolean published) {
    /** What it is for. */
    public RateKey key() {
        return new RateKey(channel, country, category);
    }
}
