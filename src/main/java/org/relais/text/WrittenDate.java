package org.relais.text;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Dates as people write them where the formats of the platform don't: the first of a month is "1er" in French, "1º" in Italian. */
public final class WrittenDate {
    private static final Pattern FIRST = Pattern.compile("(?<![\\p{N}:.,/])1(?=[ \\u00a0\\u202f]\\p{L}{3})");
    private static final Map<String, String> FIRSTS = Map.of("fr", "1er", "it", "1º");

    private WrittenDate() {}

    /**
     * @param formatted with the month in letters behind the day
     * @param language of two letters
     */
    public static String of(String formatted, String language) {
        String first = FIRSTS.get(language);
        return first == null ? formatted : FIRST.matcher(formatted).replaceAll(first);
    }

    /** A day with its month in letters and its year: "1er décembre 2026". */
    public static String of(LocalDate day, String language) {
        String formatted = DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(Locale.forLanguageTag(language.equals("en") ? "en-GB" : language))
                .format(day);
        return of(formatted, language);
    }
}
