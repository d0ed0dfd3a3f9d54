package org.relais.template;

import java.util.regex.Pattern;

/** What somebody wrote, as it is shown: never so that a lone sign, or what a figure counts, begins a line. Nothing of it is kept or sent so. */
public final class Typography {
    private static final char NO_BREAK = '\u00a0';
    private static final Pattern BEFORE_SIGN = Pattern.compile("(?<=\\S) (?=[?!:;»])");
    private static final Pattern BEFORE_UNIT = Pattern.compile("(?<=\\d) (?=[h€%](?!\\p{L}))");
    private static final Pattern AFTER_OPENING = Pattern.compile("(?<=«) ");

    private static final String FRENCH_OF = "de ";

    private Typography() {}

    /** A text that goes on with a name: in French, of Amina is d’Amina. */
    public static String before(String language, String text, String name) {
        return language.equals("fr")
                        && (text.equalsIgnoreCase(FRENCH_OF) || text.endsWith(" " + FRENCH_OF))
                        && OrganisationName.elides(name)
                ? text.substring(0, text.length() - FRENCH_OF.length()) + "d’"
                : text;
    }

    /** The same words; a space before a sign, as in 14 h, or after an opening quotation mark, does not break the line. */
    public static String kept(String text) {
        String signs = BEFORE_SIGN.matcher(text).replaceAll(String.valueOf(NO_BREAK));
        String units = BEFORE_UNIT.matcher(signs).replaceAll(String.valueOf(NO_BREAK));
        return AFTER_OPENING.matcher(units).replaceAll(String.valueOf(NO_BREAK));
    }
}
