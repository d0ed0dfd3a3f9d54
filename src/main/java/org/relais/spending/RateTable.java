package org.relais.spending;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/**
 * Reader of a table of rates: {@code channel, country, category, price} and perhaps the day from which it counts, one rate a
 * line, separated by commas, semicolons or tabs; a first line that begins with {@code channel} is a heading, and one with # a
 * comment.
 */
final class RateTable {
    /** UTF-16 units of a whole table. */
    static final int LONGEST = 200_000;

    private static final Pattern PRICE = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6})?");
    private static final int CELLS = 4;
    private static final String PUBLISHED_IN = "EUR";

    private RateTable() {}

    /**
     * @param otherwise the day from which a rate counts that names none
     * @throws InvalidInputException for field {@code csv}, with the number of the first line that is no rate
     */
    static List<Rate> read(String csv, LocalDate otherwise) {
        List<Rate> rates = new ArrayList<>();
        String[] lines = csv.split("\\R", -1);
        for (int at = 0; at < lines.length; at++) {
            String line = lines[at].replace("\uFEFF", "").strip();
            boolean heading = rates.isEmpty() && line.toLowerCase(Locale.ROOT).startsWith("channel");
            if (!line.isEmpty() && !line.startsWith("#") && !heading) {
                int number = at + 1;
                rates.add(rate(line, otherwise)
                        .orElseThrow(() -> new InvalidInputException("csv", FaultCode.RATE_UNREADABLE, number)));
            }
        }
        if (rates.isEmpty()) {
            throw new InvalidInputException("csv", FaultCode.RATE_UNREADABLE, 1);
        }
        return rates;
    }

    private static Optional<Rate> rate(String line, LocalDate otherwise) {
        String separator = line.contains(";") ? ";" : line.contains("\t") ? "\t" : ",";
        String[] cells = line.split(separator, -1);
        for (int at = 0; at < cells.length; at++) {
            cells[at] = cells[at].replace("\"", "").strip();
        }
        if (cells.length < CELLS || cells.length > CELLS + 1) {
            return Optional.empty();
        }
        String channel = cells[0].toLowerCase(Locale.ROOT);
        String country = cells[1].toUpperCase(Locale.ROOT);
        String category = cells[2].toLowerCase(Locale.ROOT);
        Optional<LocalDate> from = cells.length == CELLS || cells[4].isEmpty() ? Optional.of(otherwise) : day(cells[4]);
        return from.flatMap(day -> rate(new RateKey(channel, country, category), cells[3], day));
    }

    private static Optional<Rate> rate(RateKey key, String written, LocalDate from) {
        String price = written.replace(',', '.').strip();
        boolean known =
                ChannelCatalogue.all().stream().map(ChannelDescriptor::kind).anyMatch(key.channel()::equals);
        return known
                        && RateKey.COUNTRY.matcher(key.country()).matches()
                        && RateKey.CATEGORY.matcher(key.category()).matches()
                        && PRICE.matcher(price).matches()
                ? Optional.of(
                        new Rate(key.channel(), key.country(), key.category(), new BigDecimal(price), from, false))
                : Optional.empty();
    }

    /**
     * The rates from a month on once prices are set: those that stand from there, but for what was set. What is as it was
     * before stays so.
     *
     * @param standing the newest first, as the store has them
     * @param prices an empty one takes the rate of that month back
     * @throws InvalidInputException for the field of the first key whose price is none
     */
    static List<Rate> with(List<Rate> standing, Map<RateKey, String> prices, LocalDate month) {
        Map<RateKey, Rate> rates = new LinkedHashMap<>();
        standing.stream()
                .filter(rate -> !rate.published() && rate.from().equals(month))
                .forEach(rate -> rates.put(rate.key(), rate));
        prices.forEach((key, written) -> {
            if (written.isBlank()) {
                rates.remove(key);
            } else {
                Rate rate = rate(key, written, month)
                        .orElseThrow(() -> new InvalidInputException(key.field(), FaultCode.PRICE_UNREADABLE));
                Optional<Rate> counts = standing.stream()
                        .filter(each -> each.key().equals(key) && !each.from().isAfter(month))
                        .findFirst();
                if (counts.isEmpty() || counts.get().price().compareTo(rate.price()) != 0) {
                    rates.put(key, rate);
                }
            }
        });
        return List.copyOf(rates.values());
    }

    /**
     * What was set, and beside it what was published of the same channels until then: whoever sets one price takes the others as
     * they are. Nothing when nothing was set.
     *
     * @param currency published rates are in euros
     */
    static List<Rate> withPublished(List<Rate> standing, List<Rate> set, String currency) {
        Set<String> channels = set.stream().map(Rate::channel).collect(Collectors.toSet());
        return Stream.concat(
                        standing.stream()
                                .filter(rate -> rate.published()
                                        && currency.equals(PUBLISHED_IN)
                                        && channels.contains(rate.channel())),
                        set.stream())
                .toList();
    }

    private static Optional<LocalDate> day(String text) {
        try {
            return Optional.of(LocalDate.parse(text));
        } catch (DateTimeParseException notADay) {
            return Optional.empty();
        }
    }
}
