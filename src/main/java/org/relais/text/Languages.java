package org.relais.text;

import java.util.List;
import java.util.Locale;

/** The languages that people and organisers can read, by their codes of ISO 639-1. */
public final class Languages {
    /**
     * What people can read and write in chat, in the order in which organisers choose among them; each has its texts, its
     * words for answers and its rules for stops.
     */
    public static final List<String> ALL = List.of("fr", "en", "es", "de", "it", "pt", "nl", "ar");

    /** What console, mails and files for organisers are written in; the first is the one when nothing says otherwise. */
    public static final List<String> OF_ORGANISERS = List.of("fr", "en");

    private Languages() {}

    /** What speakers of a language call it. */
    public static String ownName(String code) {
        Locale locale = Locale.forLanguageTag(code);
        String name = locale.getDisplayLanguage(locale);
        return name.isEmpty() ? code : CleanText.capital(name);
    }
}
