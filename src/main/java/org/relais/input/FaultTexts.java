package org.relais.input;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.relais.text.Languages;
import org.relais.text.TextBundle;

/**
 * Words of faults, as ICU message patterns with named arguments: one bundle per language, {@code
 * faults_<language>.properties}. Only what writes an answer asks for them. For programs there is one English sentence per
 * code, which follows the name of the field ({@code is required}); for people there is one in each language, which stands
 * beside the field; in English it is that of the programs where {@code <code>.form} says nothing better.
 */
public final class FaultTexts {
    /** The one for all languages that have no bundle. */
    private static final String DEFAULT = "en";

    private static final String FORM = ".form";
    private static final Map<String, Map<String, MessageFormat>> ALL = load();

    private FaultTexts() {}

    /** The sentence for programs, in English, to follow the name of the field. */
    public static String english(Fault fault) {
        return phrase(fault.code().key(), fault.arguments(), "en");
    }

    /** The sentence for the person who filled in the field; in English when there is no bundle of that language. */
    public static String text(FaultCode code, Map<String, ?> arguments, String language) {
        String form = code.key() + FORM;
        return phrase(format(language, form) == null ? code.key() : form, arguments, language);
    }

    /**
     * A text by its key, for the words around a fault, such as the line of a file.
     *
     * @throws IllegalArgumentException when there is no such key
     */
    public static String phrase(String key, Map<String, ?> arguments, String language) {
        MessageFormat format = format(language, key);
        if (format == null) {
            throw new IllegalArgumentException("no text of a fault has the key " + key);
        }
        return TextBundle.format(format, arguments);
    }

    /** Every key of a language, in order. */
    static Set<String> keys(String language) {
        return new TreeSet<>(bundle(language).keySet());
    }

    /** Names of the arguments of a text. */
    static Set<String> arguments(String language, String key) {
        MessageFormat format = format(language, key);
        return format == null ? Set.of() : format.getArgumentNames();
    }

    private static @Nullable MessageFormat format(String language, String key) {
        return bundle(language).get(key);
    }

    private static Map<String, MessageFormat> bundle(String language) {
        return ALL.getOrDefault(language, ALL.getOrDefault(DEFAULT, Map.of()));
    }

    private static Map<String, Map<String, MessageFormat>> load() {
        Map<String, Map<String, MessageFormat>> all = new HashMap<>();
        Languages.OF_ORGANISERS.forEach(language -> all.put(
                language,
                TextBundle.read(FaultTexts.class, "faults_" + language + ".properties")
                        .formats(new ULocale(language))));
        return Map.copyOf(all);
    }
}
