package org.relais.console;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.relais.text.Languages;
import org.relais.text.TextBundle;

/**
 * The console's words in French and English, as ICU message patterns with named arguments. Each area of the console has
 * its own pair of files, {@code text/<area>.<language>.properties}; all keys share one space.
 */
public final class Translations {
    /** Languages that the console speaks; the first is the one when nothing says otherwise. */
    public static final List<String> LANGUAGES = Languages.OF_ORGANISERS;

    private static final List<String> AREAS = List.of(
            "people",
            "shell",
            "home",
            "contact",
            "import",
            "inbox",
            "channel",
            "sender",
            "template",
            "settings",
            "safeguard",
            "webhook",
            "spending",
            "paper",
            "audience",
            "broadcast",
            "action");

    private static final Map<String, Translations> ALL = load();

    private final Locale locale;
    private final Map<String, MessageFormat> formats;

    private Translations(Locale locale, Map<String, MessageFormat> formats) {
        this.locale = locale;
        this.formats = formats;
    }

    /** The words of that language; French when the console does not speak it. */
    public static Translations in(String language) {
        Translations wording = ALL.get(language);
        return wording == null ? french() : wording;
    }

    private static Translations french() {
        Translations french = ALL.get("fr");
        if (french == null) {
            throw new IllegalStateException("the console has no French");
        }
        return french;
    }

    /** Whether there is a text of that key. */
    public static boolean has(String key) {
        return french().formats.containsKey(key);
    }

    /** Language and region, for dates and numbers. */
    public Locale locale() {
        return locale;
    }

    /**
     * A text with its arguments.
     *
     * @param arguments name, value, name, value …
     * @throws IllegalArgumentException when there is no such key: a fault of the page, found by its test
     */
    public String text(String key, Object... arguments) {
        return text(key, arguments(arguments));
    }

    String text(String key, Map<String, Object> arguments) {
        MessageFormat format = formats.get(key);
        if (format == null) {
            throw new IllegalArgumentException("the console has no text " + key);
        }
        return TextBundle.format(format, arguments);
    }

    /** What stands in texts for a variable whose name says what comes there: "[First name]"; empty for any other. */
    public Optional<String> place(String variable) {
        String key = "broadcast.variable." + variable.replace('_', '-');
        return Stream.of(key + "-chip", key)
                .filter(Translations::has)
                .findFirst()
                .map(label -> '[' + text(label) + ']');
    }

    /** Every key of this language, in order. */
    public Set<String> keys() {
        return new TreeSet<>(formats.keySet());
    }

    /** Names of the arguments of a text. */
    Set<String> arguments(String key) {
        MessageFormat format = formats.get(key);
        return format == null ? Set.of() : format.getArgumentNames();
    }

    static Map<String, Object> arguments(Object... pairs) {
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException("arguments are pairs of name and value");
        }
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            arguments.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return arguments;
    }

    private static Map<String, Translations> load() {
        Map<String, Translations> all = new HashMap<>();
        all.put("fr", load("fr", Locale.FRANCE));
        all.put("en", load("en", Locale.UK));
        return Map.copyOf(all);
    }

    private static Translations load(String language, Locale locale) {
        Map<String, MessageFormat> formats = new HashMap<>();
        for (String area : AREAS) {
            TextBundle.read(Translations.class, "text/" + area + "." + language + ".properties")
                    .formats(ULocale.forLocale(locale))
                    .forEach((key, format) -> {
                        if (formats.put(key, format) != null) {
                            throw new IllegalStateException("two texts have the key " + key);
                        }
                    });
        }
        return new Translations(locale, Map.copyOf(formats));
    }
}
