package org.relais.console.organisation;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.spending.Rate;
import org.relais.spending.RateKey;
import org.relais.spending.Spending;

/**
 * A price that an owner can set.
 *
 * @param messages billed with it this month
 * @param price null for none of its own
 * @param covering the price of other countries or categories that counts in its place; null for none
 */
public record PriceRow(RateKey key, long messages, @Nullable BigDecimal price, @Nullable BigDecimal covering) {
    private static final String OTHER = "*";

    /** More rates than can be filled in one by one are shown in their table only. */
    private static final int MOST = 40;

    /** What organisations send: the words are the platform's. */
    private static final List<String> USUAL = List.of("marketing", "utility", "service");

    /**
     * What was billed this month, the most first; then the usual kinds of messages to the own country; then what else has a
     * rate. None as long as no platform bills anything and no rate is known.
     *
     * @param rates of one key the newest first
     */
    static List<PriceRow> of(Spending current, List<Rate> rates, String country) {
        LocalDate month = current.month().atDay(1);
        List<Rate> counting =
                rates.stream().filter(rate -> !rate.from().isAfter(month)).toList();
        Map<RateKey, Long> messages = new LinkedHashMap<>();
        current.lines().stream()
                .filter(Spending.Line::billable)
                .forEach(line -> messages.merge(
                        new RateKey(line.channel(), line.country().isEmpty() ? OTHER : line.country(), line.category()),
                        line.messages(),
                        Long::sum));
        List<RateKey> keys = new ArrayList<>(messages.keySet());
        keys.sort((one, other) -> Long.compare(messages.getOrDefault(other, 0L), messages.getOrDefault(one, 0L)));
        Stream.concat(keys.stream().map(RateKey::channel), counting.stream().map(Rate::channel))
                .distinct()
                .toList()
                .forEach(channel -> USUAL.forEach(usual -> keys.add(new RateKey(channel, country, usual))));
        if (counting.size() <= MOST) {
            counting.forEach(rate -> keys.add(rate.key()));
        }
        return keys.stream()
                .distinct()
                .map(key -> new PriceRow(
                        key,
                        messages.getOrDefault(key, 0L),
                        price(counting, key).orElse(null),
                        covering(counting, key).orElse(null)))
                .toList();
    }

    private static Optional<BigDecimal> price(List<Rate> rates, RateKey key) {
        return rates.stream()
                .filter(rate -> rate.key().equals(key))
                .map(Rate::price)
                .findFirst();
    }

    /** In the order in which rates are looked for: another category of the country before another country. */
    private static Optional<BigDecimal> covering(List<Rate> rates, RateKey key) {
        return Stream.of(
                        new RateKey(key.channel(), key.country(), OTHER),
                        new RateKey(key.channel(), OTHER, key.category()),
                        new RateKey(key.channel(), OTHER, OTHER))
                .filter(other -> !other.equals(key))
                .flatMap(other -> price(rates, other).stream())
                .findFirst();
    }
}
