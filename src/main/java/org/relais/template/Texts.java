package org.relais.template;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.text.TextBundle;

/**
 * Every text that Relais itself writes to volunteers, by key and language, as ICU message patterns with named
 * arguments. They stand in {@code texts/<language>.properties}, every key in each of the eight languages. Who speaks
 * another one reads the next of the chain that there are texts in: the organisation's language, English, French.
 */
public final class Texts {
    private static final int MOST_CONSTANTS = 200;
    private static final Pattern ENDED_TWICE = Pattern.compile("((?:[?!؟]|(?<!\\.)\\.)\u2069?)\\.(?=\\s|$)");
    private static final Texts STANDARD = new Texts("fr", load());

    private final String language;
    private final Map<String, Map<String, MessageFormat>> standard;

    private final Map<Constant, String> constants = new ConcurrentHashMap<>();

    private record Constant(String key, @Nullable String wanted, Map<String, String> arguments) {}

    private Texts(String language, Map<String, Map<String, MessageFormat>> standard) {
        this.language = language;
        this.standard = standard;
    }

    /** Every language that has a file. */
    static Map<String, Map<String, MessageFormat>> load() {
        Map<String, Map<String, MessageFormat>> languages = new HashMap<>();
        for (String language : Locale.getISOLanguages()) {
            TextBundle.find(Texts.class, "/texts/" + language + ".properties")
                    .ifPresent(bundle -> languages.put(language, bundle.formats(new ULocale(language))));
        }
        return languages;
    }

    /** The texts as they are delivered. */
    public static Texts standard() {
        return STANDARD;
    }

    /** The texts of an organisation: its language is where to look after the person's own. */
    public Texts of(String organisationLanguage) {
        return new Texts(organisationLanguage, standard);
    }

    /**
     * The text for a person. Arguments that run against the direction of the text are isolated in it.
     *
     * @param wanted the person's language, or null when it is not known
     * @throws IllegalArgumentException when there is no such key
     */
    public String text(String key, @Nullable String wanted, Map<String, ?> arguments) {
        for (String candidate : LanguageChain.of(wanted, language)) {
            MessageFormat format = format(key, candidate);
            if (format != null) {
                return onceEnded(TextBundle.format(format, isolated(arguments, Direction.isRightToLeft(candidate))));
            }
        }
        throw new IllegalArgumentException("no text " + key);
    }

    /** A title or a purpose may end its sentence itself: the full stop behind it is left out. */
    private static String onceEnded(String text) {
        return ENDED_TWICE.matcher(text).replaceAll("$1");
    }

    /**
     * As {@link #text}, for texts that say the same to everybody of one language because their arguments are the
     * organisation's own: formatted once and kept.
     */
    String constant(String key, @Nullable String wanted, Map<String, String> arguments) {
        Constant constant = new Constant(key, wanted, arguments);
        String known = constants.get(constant);
        if (known != null) {
            return known;
        }
        String text = text(key, wanted, arguments);
        if (constants.size() < MOST_CONSTANTS) {
            constants.put(constant, text);
        }
        return text;
    }

    /** A text without arguments. */
    public String text(String key, @Nullable String wanted) {
        return text(key, wanted, Map.of());
    }

    /** In which language {@link #text} finds this text for a person. */
    public String language(String key, @Nullable String wanted) {
        return LanguageChain.of(wanted, language).stream()
                .filter(candidate -> format(key, candidate) != null)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no text " + key));
    }

    /** Languages that have texts. */
    public Set<String> languages() {
        return new TreeSet<>(standard.keySet());
    }

    /** Every key, in order. */
    public Set<String> keys() {
        return new TreeSet<>(standard.getOrDefault("en", Map.of()).keySet());
    }

    private static Map<String, Object> isolated(Map<String, ?> arguments, boolean rightToLeft) {
        Map<String, Object> isolated = new HashMap<>(arguments);
        isolated.replaceAll(
                (name, value) -> value instanceof String text ? PersonalText.isolate(text, rightToLeft) : value);
        return isolated;
    }

    private @Nullable MessageFormat format(String key, String candidate) {
        return standard.getOrDefault(candidate, Map.of()).get(key);
    }
}
