package org.relais.template;

import org.relais.input.FaultCode;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.relais.input.Fault;

/**
 * Every text that Relais itself writes to volunteers, by key and language, as ICU message patterns with named
 * arguments. They stand in {@code texts/<language>.properties}; an organisation may reword any of them. French and
 * English have every key; in another language a missing text is taken from the next one of the chain: the person's
 * language, the organisation's, English, French.
 */
public final class Texts {
    private static final int MOST_CONSTANTS = 200;
    private static final Texts STANDARD = new Texts("fr", TextResources.load(), Map.of());

    private final String language;
    private final Map<String, Map<String, MessageFormat>> standard;
    private final Map<String, Map<String, MessageFormat>> overrides;

    private final Map<Constant, String> constants = new ConcurrentHashMap<>();

    private record Constant(String key, @Nullable String wanted, Map<String, String> arguments) {}

    private Texts(
            String language,
            Map<String, Map<String, MessageFormat>> standard,
            Map<String, Map<String, MessageFormat>> overrides) {
        this.language = language;
        this.standard = standard;
        this.overrides = overrides;
    }

    /** The texts as they are delivered. */
    public static Texts standard() {
        return STANDARD;
    }

    /**
     * The texts of one organisation.
     *
     * @param organisationLanguage where to look after the person's own language
     * @param wordings by language and key; they have passed {@link #faults}
     */
    public Texts reworded(String organisationLanguage, Map<String, Map<String, String>> wordings) {
        Map<String, Map<String, MessageFormat>> compiled = new HashMap<>();
        wordings.forEach((wordingLanguage, patterns) -> {
            Map<String, MessageFormat> formats = new HashMap<>();
            patterns.forEach(
                    (key, pattern) -> formats.put(key, new MessageFormat(pattern, new ULocale(wordingLanguage))));
            compiled.put(wordingLanguage, formats);
        });
        return new Texts(organisationLanguage, standard, compiled);
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
                Map<String, ?> isolated = isolated(arguments, Direction.isRightToLeft(candidate));
                // A compiled pattern is not made for several threads at once.
                synchronized (format) {
                    return format.format(isolated);
                }
            }
        }
        throw new IllegalArgumentException("no text " + key);
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

    /** The pattern as delivered, if this language has one of its own: what an organiser starts from. */
    public @Nullable String pattern(String key, String patternLanguage) {
        MessageFormat format = standard.getOrDefault(patternLanguage, Map.of()).get(key);
        return format == null ? null : format.toPattern();
    }

    /** What is wrong with a rewording; empty when it may be stored. */
    public List<Fault> faults(String key, String wordingLanguage, String pattern) {
        MessageFormat english = standard.getOrDefault("en", Map.of()).get(key);
        if (english == null) {
            return List.of(Fault.of("key", FaultCode.TEXT_UNKNOWN));
        }
        return TextResources.faults(key, wordingLanguage, pattern, english.getArgumentNames());
    }

    private static Map<String, Object> isolated(Map<String, ?> arguments, boolean rightToLeft) {
        Map<String, Object> isolated = new HashMap<>(arguments);
        isolated.replaceAll(
                (name, value) -> value instanceof String text ? PersonalText.isolate(text, rightToLeft) : value);
        return isolated;
    }

    private @Nullable MessageFormat format(String key, String candidate) {
        MessageFormat own = overrides.getOrDefault(candidate, Map.of()).get(key);
        return own != null ? own : standard.getOrDefault(candidate, Map.of()).get(key);
    }
}
