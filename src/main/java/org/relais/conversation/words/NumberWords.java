package org.relais.conversation.words;

import com.ibm.icu.text.RuleBasedNumberFormat;
import com.ibm.icu.util.ULocale;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Numbers that are spelled out, as people write them in each language: "cuatro", "vingt et un", "ein Dutzend". Small ones, and
 * larger round ones, which is what people count in. Safe for any number of threads.
 */
public final class NumberWords {
    private static final int EACH_TO = 120;
    private static final int TENS_TO = 1_000;
    private static final int HUNDREDS_TO = 10_000;
    /** "One hundred and twenty". */
    private static final int MOST_WORDS = 6;

    private static final String ANY = "any";
    private static final String DOZEN = "number";
    /** Articles that are a one as well. */
    private static final String ONE = "number.one";
    /** What may stand behind such a one: "une personne". */
    private static final String COUNTED = "number.counted";

    /** The same language where numbers have other names: "septante". */
    private static final Map<String, List<String>> COUNTRIES = Map.of("fr", List.of("fr-BE", "fr-CH"));

    private static final Map<String, Spelling> SPELLINGS = new ConcurrentHashMap<>();

    private record Spelling(Map<List<String>, Integer> numbers, Phrases articles, Phrases counted) {

        int longest(List<String> words, int at) {
            return IntStream.iterate(
                            Math.min(MOST_WORDS, words.size() - at), length -> length > 0, length -> length - 1)
                    .filter(length -> numbers.containsKey(words.subList(at, at + length)))
                    .findFirst()
                    .orElse(0);
        }

        /** "Un chien" counts nobody; "une", "une personne" does. */
        boolean isArticle(List<String> words, int at) {
            boolean counts = at == words.size() - 1 || at == words.size() - 2 && counted.longest(words, at + 1) > 0;
            return !counts && articles.longest(words, at) > 0;
        }
    }

    private NumberWords() {}

    /**
     * The numbers that a text names, each once.
     *
     * @param own languages that the person may be writing in; of every other language the whole text must be the number
     */
    public static Set<BigDecimal> of(String text, Collection<String> own) {
        List<String> words = words(text);
        Set<BigDecimal> found = own.stream()
                .flatMap(language -> among(words, language).stream())
                .collect(Collectors.toSet());
        return found.isEmpty() && words.size() <= MOST_WORDS
                ? ReplyFiles.languages().stream()
                        .filter(language -> !own.contains(language))
                        .flatMap(language ->
                                Stream.ofNullable(spelling(language).numbers().get(words)))
                        .map(BigDecimal::valueOf)
                        .collect(Collectors.toSet())
                : found;
    }

    /** The number that a text of nothing else is in a language; empty when it is none. */
    static Set<BigDecimal> whole(String text, String language) {
        return Stream.ofNullable(spelling(language).numbers().get(words(text)))
                .map(BigDecimal::valueOf)
                .collect(Collectors.toSet());
    }

    private static Set<BigDecimal> among(List<String> words, String language) {
        Spelling spelling = spelling(language);
        Set<BigDecimal> found = new HashSet<>();
        for (int at = 0; at < words.size(); ) {
            int length = spelling.longest(words, at);
            if (length > 1 || length == 1 && !spelling.isArticle(words, at)) {
                found.add(BigDecimal.valueOf(spelling.numbers().getOrDefault(words.subList(at, at + length), 0)));
            }
            at += Math.max(1, length);
        }
        return found;
    }

    private static Spelling spelling(String language) {
        return SPELLINGS.computeIfAbsent(
                ReplyFiles.languages().contains(language) ? language : ANY, NumberWords::spelled);
    }

    private static Spelling spelled(String language) {
        Map<List<String>, Integer> numbers = new HashMap<>();
        if (!language.equals(ANY)) {
            Stream.concat(Stream.of(language), COUNTRIES.getOrDefault(language, List.of()).stream())
                    .forEach(place -> spell(place, numbers));
        }
        ReplyFiles.words(language, DOZEN)
                .map(NumberWords::words)
                .forEach(words ->
                        numbers.put(List.copyOf(words.subList(1, words.size())), Integer.valueOf(words.get(0))));
        return new Spelling(
                Map.copyOf(numbers), ReplyFiles.phrases(language, ONE), ReplyFiles.phrases(language, COUNTED));
    }

    private static void spell(String place, Map<List<String>, Integer> numbers) {
        RuleBasedNumberFormat format =
                new RuleBasedNumberFormat(ULocale.forLanguageTag(place), RuleBasedNumberFormat.SPELLOUT);
        Stream.of(format.getRuleSetNames())
                .filter(rules -> rules.contains("cardinal") || rules.contains("numbering") && !rules.contains("year"))
                .forEach(rules ->
                        counted().forEach(number -> numbers.putIfAbsent(words(format.format(number, rules)), number)));
    }

    private static IntStream counted() {
        return IntStream.concat(
                IntStream.rangeClosed(0, EACH_TO),
                IntStream.concat(
                        IntStream.iterate(EACH_TO, number -> number <= TENS_TO, number -> number + 10),
                        IntStream.iterate(TENS_TO, number -> number <= HUNDREDS_TO, number -> number + 100)));
    }

    /** The hyphens that only show where a long word may be parted are none. */
    private static List<String> words(String text) {
        return WordPhrase.words(text.replace("\u00ad", ""));
    }
}
