package org.relais.contact.csv;

import com.ibm.icu.text.Normalizer2;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relais.contact.AddressForms;
import org.relais.text.TextBundle;

/** What a column means, by the headings that people give it ({@code headings.properties}). */
public enum ColumnRole {
    PHONE,
    /** A channel's own identifiers; their headings are the channel's. */
    ACCOUNT,
    NAME,
    FIRST_NAME,
    LAST_NAME,
    LANGUAGE,
    TIME_ZONE,
    AREA,
    TAGS,
    EXTERNAL_ID,
    CLASS,
    SOURCE,
    DATE,
    WORDING,
    /** Yes or no: whether the person agrees to be written to. Several columns may ask it, by any heading with such a word. */
    AGREED;

    private static final TextBundle WORDS = TextBundle.read(ColumnRole.class, "headings.properties");
    private static final Set<String> AGREEMENT = Set.copyOf(words("agreed.words"));
    /** Beside one of these a word of agreement speaks of its proof, or of when it was given. */
    private static final Set<String> PROOF = Set.copyOf(words("agreed.proof"));

    private static final Normalizer2 NORMALISER = Normalizer2.getNFKDInstance();
    private static final Map<String, ColumnRole> BY_HEADING = byHeading("");

    /** Headings that may mean a role where no other column says it better: the likeliest of each role first. */
    static final Map<String, ColumnRole> SUPPOSED = byHeading(".supposed");

    /**
     * The role of a heading, whatever its accents, case and punctuation; empty for a column of the organisation's own.
     *
     * @param forms of the channels, whose names may head columns too
     */
    public static Optional<ColumnRole> of(String heading, AddressForms forms) {
        String plain = plain(heading);
        return Optional.ofNullable(BY_HEADING.get(plain))
                .or(() -> forms.headed(plain).map(form -> form.kind().isPhone() ? PHONE : ACCOUNT))
                .or(() -> asksAgreement(plain) ? Optional.of(AGREED) : Optional.empty());
    }

    /** Whether a heading, as {@link #plain} makes it, asks for agreement. */
    static boolean isAgreement(String plain) {
        return BY_HEADING.get(plain) == AGREED || asksAgreement(plain);
    }

    private static boolean asksAgreement(String plain) {
        List<String> words = List.of(plain.replace("opt in", "optin").split(" "));
        return words.stream().anyMatch(AGREEMENT::contains) && words.stream().noneMatch(PROOF::contains);
    }

    /** Lower case letters and digits without accents, one space between words. */
    static String plain(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        boolean gap = false;
        for (int character :
                NORMALISER.normalize(text).toLowerCase(Locale.ROOT).codePoints().toArray()) {
            if (Character.isLetterOrDigit(character)) {
                if (gap && plain.length() > 0) {
                    plain.append(' ');
                }
                plain.appendCodePoint(character);
                gap = false;
            } else if (Character.getType(character) != Character.NON_SPACING_MARK) {
                gap = true;
            }
        }
        return plain.toString();
    }

    private static Map<String, ColumnRole> byHeading(String kind) {
        Map<String, ColumnRole> roles = new LinkedHashMap<>();
        for (ColumnRole role : values()) {
            words(role.name().toLowerCase(Locale.ROOT) + kind).forEach(heading -> roles.put(heading, role));
        }
        return Collections.unmodifiableMap(roles);
    }

    private static List<String> words(String key) {
        String words = WORDS.texts().get(key);
        return words == null ? List.of() : List.of(words.split(", "));
    }
}
