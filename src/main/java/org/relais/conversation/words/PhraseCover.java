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

/** A text read as a row of phrases that leaves out no word: what is said in this way, and nothing else. */
public final class PhraseCover {
    /** Whoever writes more says more than one such thing. */
    private static final int MOST_WORDS = 20;

    private final LinkedHashMap<String, Phrases> lists;

    /** A phrase of the text, by the name of its list. */
    public record Part(String list, List<String> words) {}

    private PhraseCover(LinkedHashMap<String, Phrases> lists) {
        this.lists = lists;
    }

    /** The lists of a language in this order. */
    public static PhraseCover of(String language, String... keys) {
        LinkedHashMap<String, Phrases> lists = new LinkedHashMap<>();
        for (String key : keys) {
            lists.put(key, ReplyFiles.phrases(language, key));
        }
        return new PhraseCover(lists);
    }

    /** The same, and one list more behind the others. */
    public PhraseCover with(String list, Phrases phrases) {
        LinkedHashMap<String, Phrases> more = new LinkedHashMap<>(lists);
        more.put(list, phrases);
        return new PhraseCover(more);
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

    /** Whether a text has a phrase of a list, and is nothing but what these lists have in one language. */
    public static boolean says(List<PhraseCover> covers, String text, String list) {
        return lists(covers, text).anyMatch(lists -> lists.contains(list));
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

    /** Of two phrases that are as long the earlier list's counts. */
    private @Nullable Part longest(List<String> words, int at) {
        String longest = null;
        int most = 0;
        for (Map.Entry<String, Phrases> list : lists.entrySet()) {
            int length = list.getValue().longest(words, at);
            if (length > most) {
                longest = list.getKey();
                most = length;
            }
        }
        return longest == null ? null : new Part(longest, words.subList(at, at + most));
    }
}
