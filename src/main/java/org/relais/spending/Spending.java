package org.relais.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a month has cost so far.
 *
 * @param currency ISO 4217
 * @param ceiling whole units at which broadcasts are paused; null: never
 * @param reached whether no further message fits under it, so that broadcasts are paused
 * @param spent what those billed messages have cost for which there is a rate
 * @param unrated billed messages for which there is none
 */
public record Spending(
        YearMonth month,
        String currency,
        @Nullable Long ceiling,
        boolean reached,
        BigDecimal spent,
        long unrated,
        List<Line> lines) {
    public Spending {
        lines = List.copyOf(lines);
    }

    /** Billed messages of the month. */
    public long billed() {
        return lines.stream().filter(Line::billable).mapToLong(Line::messages).sum();
    }

    /** Whether something is billed and no price of it is known, so that no sum says anything. */
    public boolean unpriced() {
        return unrated > 0 && unrated == billed();
    }

    /**
     * A month in one line.
     *
     * @param cost of those billed messages for which there is a rate: of each broadcast and action to the cent, added up
     * @param billed messages that their platform bills
     * @param unrated those of them for which there is no rate
     */
    public record Month(YearMonth month, BigDecimal cost, long billed, long unrated) {}

    /**
     * What one broadcast or action has cost so far, over all months.
     *
     * @param cost of those billed messages for which there is a rate
     * @param billed messages that their platform bills
     * @param unrated those of them for which there is no rate
     * @param free messages that arrived and are not billed
     */
    public record Of(String currency, BigDecimal cost, long billed, long unrated, long free) {
        /** Whether its platforms have said anything of what arrived. */
        public boolean known() {
            return billed + free > 0;
        }

        /** Whether something is billed and no price of it is known, so that no sum says anything. */
        public boolean unpriced() {
            return billed > 0 && unrated == billed;
        }
    }

    /**
     * Messages that arrived, of one broadcast or action, or of neither.
     *
     * @param broadcastId null for none
     * @param actionId null for none
     * @param title of the broadcast, else of the action
     * @param startedAt when that began, which tells it from another of its title; null for neither, or as long as it has not
     * @param country ISO 3166; empty when nobody knows
     * @param cost null when they are not billed, or there is no rate
     */
    public record Line(
            @Nullable Long broadcastId,
            @Nullable Long actionId,
            @Nullable String title,
            @Nullable Instant startedAt,
            String channel,
            String country,
            String category,
            boolean billable,
            long messages,
            @Nullable BigDecimal cost) {}
}
