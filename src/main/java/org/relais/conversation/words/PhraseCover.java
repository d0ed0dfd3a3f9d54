package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A text read as a row of phrases that leaves out no word: what is said in this way, and nothing else.
 *
 * @param lists phrases by what they are for; of two that are as long the earlier list's counts
 */
public record PhraseCover(LinkedHashMap<String, List<WordPhrase>> lists) {
    /** Whoever writes more says more than one such thing. */
    private static final int MOST_WORDS = 20;

    /** A phrase of the text, by the name of its list. */
    public record Part(String list, List<String> words) {}

    /** The lists of a language in this order. */
    public static PhraseCover of(String language, String... keys) {
        LinkedHashMap<String, List<WordPhrase>> lists = new LinkedHashMap<>();
        for (String key : keys) {
            lists.put(key, ReplyFiles.phrases(language, key));
        }
        return new PhraseCover(lists);
    }

    /** The same of every language. */
    public static List<PhraseCover> ofEveryLanguage(String... keys) {
        return ReplyFiles.languages().stream()
                .map(language -> of(language, keys))
                .toList();
    }

    /** Which lists a text has phrases of, for each language in which it is nothing else; none for a long one. */
    public static Stream<Set<String>> lists(List<PhraseCover> covers, String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() > MOST_WORDS
                ? Stream.empty()
                : covers.stream()
                        .flatMap(cover -> cover.read(words).stream())
                        .map(parts -> parts.stream().map(Part::list).collect(Collectors.toSet()));
    }

    /** The phrases in their order, the longest wherever several fit; empty when a word belongs to none. */
    public Optional<List<Part>> read(List<String> words) {
        List<Part> parts = new ArrayList<>();
        for (int at = 0; at < words.size(); ) {
            Part longest = longest(words, at);
            if (longest == null) {
                return Optional.empty();
            }
            parts.add(longest);
            at += longest.words().size();
        }
        return Optional.of(parts);
    }

    private @Nullable Part longest(List<String> words, int at) {
        Part longest = null;
        for (Map.Entry<String, List<WordPhrase>> list : lists.entrySet()) {
            for (WordPhrase phrase : list.getValue()) {
                int length = phrase.lengthAt(words, at);
                if (length > (longest == null ? 0 : longest.words().size())) {
                    longest = new Part(list.getKey(), words.subList(at, at + length));
                }
            }
        }
        return longest;
    }
}
