package org.relais.notice;

import java.time.Instant;
import java.time.LocalDate;
import java.util.stream.Collectors;
import org.relais.share.PublicPageTexts;
import org.relais.text.WrittenDate;

/** Values of a notice in words, for its page. */
public final class NoticeWords {
    private NoticeWords() {}

    /** A day as the page's readers write it. */
    public static String day(PublicPageTexts words, LocalDate day) {
        return WrittenDate.of(day, words.language());
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
