package org.relais.conversation.words;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whom somebody brings along, by the words of {@code replies/*.properties}: "avec ma sœur", "on sera deux", "+1", "can my husband
 * come too?". A pure function, safe for any number of threads.
 */
public final class Companions {
    private static final int MOST_WORDS = 30;
    /** "Avec ma petite sœur". */
    private static final int BETWEEN = 3;

    private static final Pattern PLUS = Pattern.compile("(?<![\\p{L}\\p{N}])\\+ ?[1-9](?![\\p{N}.]| ?\\p{N})");
    private static final List<Words> WORDS =
            ReplyFiles.languages().stream().map(Words::of).toList();

    /** Of one language. */
    private record Words(
            List<WordPhrase> count, List<WordPhrase> with, List<WordPhrase> bring, List<WordPhrase> friend) {
        static Words of(String language) {
            return new Words(
                    ReplyFiles.phrases(language, "company.count"),
                    ReplyFiles.phrases(language, "company.with"),
                    ReplyFiles.phrases(language, "company.bring"),
                    Stream.of("share.friend", "company.friend")
                            .flatMap(key -> ReplyFiles.phrases(language, key).stream())
                            .toList());
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

    /** Whether a text speaks of whom they bring, or asks whether they may. */
    public static boolean isIn(String text) {
        List<String> words = WordPhrase.words(text);
        return isCount(text, words)
                || words.size() <= MOST_WORDS
                        && WORDS.stream().anyMatch(each -> each.isWith(words) || each.brings(words));
    }
}
