package org.relais.template;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** In which languages a text is looked for, in order. */
public final class LanguageChain {
    /** Every rendering asks several times, and mostly for the same few languages. */
    private static final Map<List<@Nullable String>, List<String>> KNOWN = new ConcurrentHashMap<>();

    private static final int MOST = 500;

    private LanguageChain() {}

    /** The given ones without region ({@code pt-BR} is {@code pt}), then English, then French. */
    public static List<String> of(@Nullable String... languages) {
        List<@Nullable String> asked = Arrays.asList(languages);
        List<String> known = KNOWN.get(asked);
        if (known != null) {
            return known;
        }
        List<String> chain = chain(languages);
        if (KNOWN.size() < MOST) {
            KNOWN.put(asked, chain);
        }
        return chain;
    }

    private static List<String> chain(@Nullable String... languages) {
        LinkedHashSet<String> chain = new LinkedHashSet<>();
        for (String language : languages) {
            if (language != null && !language.isBlank()) {
                chain.add(primary(language));
            }
        }
        chain.add("en");
        chain.add("fr");
        return List.copyOf(chain);
    }

    private static String primary(String language) {
        int end = 0;
        while (end < language.length() && language.charAt(end) != '-' && language.charAt(end) != '_') {
            end++;
        }
        return language.substring(0, end).toLowerCase(Locale.ROOT);
    }
}
