package org.relais.notice;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.stream.Collectors;
import org.relais.share.PublicPageTexts;

/** Values of a notice in words, for its page. */
public final class NoticeWords {
    private NoticeWords() {}

    /** A day as the page's readers write it. */
    public static String day(PublicPageTexts words, LocalDate day) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(Locale.forLanguageTag(words.language().equals("en") ? "en-GB" : words.language()))
                .format(day);
    }

    /** The day of a moment, where the organisation is. */
    public static String day(PublicPageTexts words, Notice notice, Instant at) {
        return day(words, LocalDate.ofInstant(at, notice.zone()));
    }

    /** To whom it went: everybody, or the classes of people. */
    public static String audience(PublicPageTexts words, Notice notice) {
        return notice.classes().isEmpty()
                ? words.text("page.notice.everybody")
                : notice.classes().stream()
                        .map(each -> words.text("page.notice.class." + each))
                        .collect(Collectors.joining(", "));
    }
}
