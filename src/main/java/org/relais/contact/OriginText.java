package org.relais.contact;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.text.Languages;
import org.relais.text.TextBundle;

/** Where somebody's data come from, as it is kept: without the words with which our own texts begin to tell it. */
public final class OriginText {
    private static final String SPACE = "[\\s\\u00a0]";
    private static final Pattern TOLD = Pattern.compile("([^.!?«“„\"]*\\p{L})" + SPACE + "*:" + SPACE + "*\\{origin}");
    private static final Pattern OPENING = Pattern.compile(
            "^(?:" + SPACE + "*(?:" + openings() + ")" + SPACE + "*:" + SPACE + "*(?=\\S))+",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

    private OriginText() {}

    /** The origin alone, of which "We got your number from: the petition" would be told twice. */
    public static String bare(String origin) {
        return origin.indexOf(':') < 0 ? origin : OPENING.matcher(origin).replaceFirst("");
    }

    private static String openings() {
        return Languages.ALL.stream()
                .map(language -> TextBundle.read(OriginText.class, "/texts/" + language + ".properties"))
                .flatMap(bundle -> bundle.texts().values().stream())
                .flatMap(text -> TOLD.matcher(text).results())
                .map(OriginText::words)
                .distinct()
                .collect(Collectors.joining("|"));
    }

    private static String words(MatchResult told) {
        return Stream.of(told.group(1).strip().split(SPACE + "+"))
                .map(Pattern::quote)
                .collect(Collectors.joining(SPACE + "+"));
    }
}
