package org.relais.console;

import java.util.regex.Pattern;

/** What somebody wrote, as it is shown: never so that a lone sign begins a line. Nothing of it is kept or sent so. */
public final class Typography {
    private static final char NO_BREAK = '\u00a0';
    private static final Pattern BEFORE_SIGN = Pattern.compile("(?<=\\S) (?=[?!:;»])");
    private static final Pattern AFTER_OPENING = Pattern.compile("(?<=«) ");

    private Typography() {}

    /** The same words; a space before a sign, or after an opening quotation mark, does not break the line. */
    public static String kept(String text) {
        String signs = BEFORE_SIGN.matcher(text).replaceAll(String.valueOf(NO_BREAK));
        return AFTER_OPENING.matcher(signs).replaceAll(String.valueOf(NO_BREAK));
    }
}
