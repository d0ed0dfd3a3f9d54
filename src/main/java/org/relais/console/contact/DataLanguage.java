package org.relais.console.contact;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.stream.Stream;
import org.relais.channel.ChannelCatalogue;
import org.relais.console.Translations;
import org.relais.organisation.Organisation;
import org.relais.text.WrittenDate;

/**
 * Words and days of a sheet of somebody's data, which is made for that person and not for whoever opens it.
 *
 * @param theirs whether the person reads it, who is spoken to; an organiser's copy tells of them
 */
public record DataLanguage(Translations words, Organisation organisation, boolean theirs) {
    /** The first of these languages in which there is a sheet; French where there is none. */
    static DataLanguage of(Organisation organisation, Stream<String> languages) {
        return new DataLanguage(
                Translations.in(languages
                        .filter(Translations.LANGUAGES::contains)
                        .findFirst()
                        .orElse("")),
                organisation,
                false);
    }

    DataLanguage toThem() {
        return new DataLanguage(words, organisation, true);
    }

    /** fr or en. */
    public String code() {
        return words.locale().getLanguage();
    }

    /** As {@link Translations#text(String, Object...)}, in the words for who reads it. */
    public String text(String key, Object... arguments) {
        return theirs && Translations.has("yours." + key)
                ? words.text("yours." + key, arguments)
                : words.text(key, arguments);
    }

    String textOr(String key, String fallback) {
        return Translations.has(key) ? text(key) : fallback;
    }

    String channel(String kind) {
        return ChannelCatalogue.name(kind);
    }

    String languageName(String code) {
        return Locale.forLanguageTag(code).getDisplayLanguage(words.locale());
    }

    /** Day and time in the organisation's zone. */
    public String time(Instant at) {
        return written(
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withZone(organisation.timeZone()),
                at);
    }

    String mediumDay(LocalDate day) {
        return written(DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM), day);
    }

    /** A whole number as the language writes it. */
    public String number(long number) {
        return java.text.NumberFormat.getIntegerInstance(words.locale()).format(number);
    }

    private String written(DateTimeFormatter form, java.time.temporal.TemporalAccessor moment) {
        return WrittenDate.of(form.withLocale(words.locale()).format(moment), code());
    }
}
