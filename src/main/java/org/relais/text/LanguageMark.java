package org.relais.text;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The language of a page behind the code of its join link, as "_en": whoever comes by it is asked in the language that they have
 * read. It is no part of what is signed.
 */
public final class LanguageMark {
    private static final Pattern MARK = Pattern.compile("_(" + String.join("|", Languages.ALL) + ")(?=_n$|$)");

    private LanguageMark() {}

    /** The code with the language behind it; alone where people can't read that language in chat. */
    public static String on(String code, String language) {
        return Languages.ALL.contains(language) ? without(code) + '_' + language : code;
    }

    /** The language behind a code; empty when there is none. */
    public static Optional<String> of(String code) {
        Matcher mark = MARK.matcher(code);
        return mark.find() ? Optional.of(mark.group(1)) : Optional.empty();
    }

    public static String without(String code) {
        return MARK.matcher(code).replaceFirst("");
    }
}
