package org.relais.conversation.words;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whom somebody brings along, by the words of {@code replies/*.properties}: "avec ma sœur", "on sera deux", "+1", "can my husband
 * come too?". A pure function, safe for any number of threads.
 */
public final class Companions {
    private static final int MOST_WORDS = 30;
    private static final int MOST_CORRECTING = 7;
    /** "Avec ma petite sœur". */
    private static final int BETWEEN = 3;

    private static final Pattern PLUS = Pattern.compile("(?<![\\p{L}\\p{N}])\\+ ?[1-9](?![\\p{N}.]| ?\\p{N})");
    private static final List<Words> WORDS =
            ReplyFiles.languages().stream().map(Words::of).toList();

    /** "One" is in "no one" too, and nobody's company. */
    private static final Set<BigDecimal> COUNTS =
            IntStream.rangeClosed(2, 20).mapToObj(BigDecimal::valueOf).collect(Collectors.toUnmodifiableSet());

    /** Of one language. */
    private record Words(
            String language,
            List<WordPhrase> count,
            List<WordPhrase> with,
            List<WordPhrase> bring,
            List<WordPhrase> friend,
            List<WordPhrase> no,
            List<WordPhrase> aroundNumber) {
        static Words of(String language) {
            return new Words(
                    language,
                    ReplyFiles.phrases(language, "company.count"),
                    ReplyFiles.phrases(language, "company.with"),
                    ReplyFiles.phrases(language, "company.bring"),
                    Stream.of("share.friend", "company.friend")
                            .flatMap(key -> ReplyFiles.phrases(language, key).stream())
                            .toList(),
                    ReplyFiles.phrases(language, "no"),
                    Stream.concat(
                                    ReplyFiles.phrases("opening").stream(),
                                    Stream.of("no", "politeness", "change", "language.but", "number.counted")
                                            .flatMap(key -> ReplyFiles.phrases(language, key).stream()))
                            .toList());
        }

        /** "Ah no, dos": a no, one number, and what says nothing. */
        boolean corrects(List<String> words) {
            if (!WordPhrase.isIn(words, no)) {
                return false;
            }
            List<String> rest = WordPhrase.without(words, aroundNumber);
            Set<BigDecimal> numbers = rest.size() == 1 && rest.get(0).matches("\\d{1,2}")
                    ? Set.of(new BigDecimal(rest.get(0)))
                    : NumberWords.whole(String.join(" ", rest), language);
            return COUNTS.containsAll(numbers) && numbers.size() == 1;
        }

        boolean counts(List<String> words) {
            return WordPhrase.isIn(words, count);
        }

        boolean isWith(List<String> words) {
            return IntStream.range(0, words.size()).anyMatch(at -> {
                int length = WordPhrase.longest(words, at, with);
                return length > 0
                        && WordPhrase.isIn(
                                words.subList(at + length, Math.min(words.size(), at + length + BETWEEN)), friend);
            });
        }

        boolean brings(List<String> words) {
            return WordPhrase.isIn(words, bring) && (WordPhrase.isIn(words, friend) || counts(words));
        }
    }

    private Companions() {}

    /** Whether a text says how many come, themselves included: they do come. */
    public static boolean isCount(String text) {
        return isCount(text, WordPhrase.words(text));
    }

    private static boolean isCount(String text, List<String> words) {
        return words.size() <= MOST_WORDS
                && (PLUS.matcher(text).find() || WORDS.stream().anyMatch(each -> each.counts(words)));
    }

    /** Whether a text is a no with another number and nothing else: they come, so many. */
    public static boolean isCorrection(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() <= MOST_CORRECTING && WORDS.stream().anyMatch(each -> each.corrects(words));
    }

    /** Whether a text speaks of whom they bring, or asks whether they may. */
    public static boolean isIn(String text) {
        List<String> words = WordPhrase.words(text);
        return isCount(text, words)
                || isCorrection(text)
                || words.size() <= MOST_WORDS
                        && WORDS.stream().anyMatch(each -> each.isWith(words) || each.brings(words));
    }
}
