package org.relais.conversation.words;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.relais.consent.stopword.Folding;

/**
 * The language that a text is written in, by its commonest words ({@code common} in {@code replies/*.properties}): enough to
 * answer a stranger in their own, and empty rather than wrong. A pure function, safe for any number of threads.
 */
public final class WrittenLanguage {
    /** One word may belong to any language. */
    private static final int FEWEST_WORDS = 2;
    /** "La" is no text to tell a language by, "salut" is. */
    private static final int FEWEST_LETTERS = 3;

    /** A text of so many has a language, whatever was spoken before. */
    private static final int PLAINLY = 3;

    /** "Deseo inscribirme": a name of a club may have such a word in a longer one. */
    private static final int MOST_WORDS_OF_A_WISH = 3;

    private static final int MOST_WORDS_MISSPELT = 4;

    private static final Map<String, Set<String>> COMMON = words("common");
    private static final Map<String, Set<String>> JOINING = words("join.own");

    /** Words of a dialect, which resembles another language more than its own: "segg mol" is no Dutch. */
    private static final Map<String, Set<String>> DIALECTS = words("dialect");

    private WrittenLanguage() {}

    /** Learns now what the first text would have it learn; that takes a good part of a second. */
    public static void load() {
        LanguageResemblance unused = LanguageResemblance.standard();
    }

    /** The same where it has at least three of its commonest words, each counted once. */
    public static Optional<String> plainly(String text) {
        return of(text).filter(language -> count(language, WordPhrase.words(text)) >= PLAINLY);
    }

    /**
     * The language of a sentence of at least three words that resembles no other of ours, or that has a word by which people
     * join in this one alone ({@code join.own}).
     */
    public static Optional<String> clearly(String text) {
        List<String> words = WordPhrase.words(text);
        Optional<String> joining = words.size() > MOST_WORDS_OF_A_WISH ? Optional.empty() : joining(words);
        return joining.isPresent() || words.size() < PLAINLY
                ? joining
                : dialect(words).or(() -> LanguageResemblance.standard()
                        .of(text)
                        .filter(language -> count(language, words) > 0)
                        .or(() -> plainly(text)));
    }

    private static Optional<String> dialect(List<String> words) {
        return DIALECTS.entrySet().stream()
                .filter(entry -> words.stream().anyMatch(entry.getValue()::contains))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /**
     * Whether a short text in another language than they wrote in before may as well be in that one, misspelt: it has words of
     * both, and at most one more of the other ("voi con mi madre").
     */
    public static boolean mayBeMisspelt(String text, String other, String before) {
        List<String> words = WordPhrase.words(text);
        long own = count(before, words);
        return words.size() <= MOST_WORDS_MISSPELT && own > 0 && count(other, words) <= own + 1;
    }

    private static Optional<String> joining(List<String> words) {
        List<String> own = JOINING.entrySet().stream()
                .filter(entry -> words.stream().anyMatch(entry.getValue()::contains))
                .map(Map.Entry::getKey)
                .toList();
        return own.size() == 1 ? Optional.of(own.get(0)) : Optional.empty();
    }

    /** Whether a phrase is one of the commonest words of a language. */
    public static boolean isCommon(String language, WordPhrase phrase) {
        Set<String> common = COMMON.getOrDefault(language, Set.of());
        return phrase.places().size() == 1
                && phrase.places().get(0).words().stream().allMatch(common::contains);
    }

    private static long count(String language, List<String> words) {
        return words.stream()
                .distinct()
                .filter(COMMON.getOrDefault(language, Set.of())::contains)
                .count();
    }

    /** Code of the language that has more of the words than every other one; empty when none has. */
    public static Optional<String> of(String text) {
        List<String> words = WordPhrase.words(text);
        Optional<String> dialect = words.size() < PLAINLY ? Optional.empty() : dialect(words);
        if (dialect.isPresent()) {
            return dialect;
        }
        Map<String, Long> counts = new TreeMap<>();
        COMMON.forEach((language, common) ->
                counts.put(language, words.stream().filter(common::contains).count()));
        long most = counts.values().stream().max(Long::compare).orElse(0L);
        List<String> best = counts.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        boolean all = most == words.size() && words.stream().allMatch(word -> word.length() > FEWEST_LETTERS);
        return most > 0 && best.size() == 1 && (most >= FEWEST_WORDS || all)
                ? Optional.of(best.get(0))
                : Optional.empty();
    }

    private static Map<String, Set<String>> words(String key) {
        return ReplyFiles.languages().stream()
                .collect(Collectors.toMap(language -> language, language -> ReplyFiles.words(language, key)
                        .map(Folding::fold)
                        .collect(Collectors.toSet())));
    }
}
