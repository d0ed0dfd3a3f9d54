package org.relais.consent;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.contact.PhoneNumbers;

/**
 * What somebody who looks for a contact may have typed.
 *
 * @param name beginnings of the words of a name
 * @param identifier a whole one
 * @param ending the last digits of a number, or some of its digits; null when it is none, or a whole one, which an index finds
 */
record ContactSearch(String name, String identifier, @Nullable String ending) {
    private static final Pattern NUMBER = Pattern.compile("[+0-9 ().\\-/]{3,40}");
    private static final Pattern DIGITS = Pattern.compile("\\p{Nd}+");
    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\+[1-9][0-9]{7,14}");
    private static final int FEWEST_DIGITS = 3;

    static ContactSearch of(String text) {
        String stripped = text.strip();
        if (!NUMBER.matcher(stripped).matches()) {
            return new ContactSearch(text, stripped, null);
        }
        String compact = stripped.replaceAll("[^+0-9]", "");
        return new ContactSearch(text, compact, WHOLE_NUMBER.matcher(compact).matches() ? null : ending(compact));
    }

    /**
     * How numbers begin that were typed so far, as they are stored: with the code of a country, or as they are dialled in this
     * one (ISO 3166).
     */
    List<String> beginnings(String country) {
        if (identifier.matches("(\\+|00)[0-9]{3,}")) {
            return List.of(identifier.replaceFirst("^00", "+"));
        }
        return ending == null ? List.of() : List.of("+" + PhoneNumbers.callingCode(country) + ending, "+" + ending);
    }

    /** By names alone, and not by what stands in them as a number: no identifier is empty. */
    ContactSearch ofNames() {
        return new ContactSearch(DIGITS.matcher(name).replaceAll(" "), "", null);
    }

    /** Whatever stands between the digits; 0 in front is the national prefix. */
    private static @Nullable String ending(String compact) {
        String digits = compact.replace("+", "").replaceFirst("^0+", "");
        return digits.length() < FEWEST_DIGITS ? null : digits;
    }
}
