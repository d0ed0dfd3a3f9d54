package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.HashMap;
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

    private final LinkedHashMap<String, List<WordPhrase>> lists;
    /** By the word that they begin with: a message is not held against every phrase of every language. */
    private final Map<String, List<Entry>> byFirst = new HashMap<>();
    /** Those whose first word has any ending, or may be missing. */
    private final List<Entry> others = new ArrayList<>();

    /** @param rank place of its list: of two phrases that are as long the earlier list's counts */
    private record Entry(int rank, String list, WordPhrase phrase) {}

    /** A phrase of the text, by the name of its list. */
    public record Part(String list, List<String> words) {}

    private PhraseCover(LinkedHashMap<String, List<WordPhrase>> lists) {
        this.lists = lists;
        int rank = 0;
        for (Map.Entry<String, List<WordPhrase>> list : lists.entrySet()) {
            for (WordPhrase phrase : list.getValue()) {
                add(new Entry(rank, list.getKey(), phrase));
            }
            rank++;
        }
    }

    private void add(Entry entry) {
        WordPhrase.Place first = entry.phrase().places().get(0);
        if (first.mayMiss() || !first.beginnings().isEmpty()) {
            others.add(entry);
            return;
        }
        first.words().forEach(word -> byFirst.computeIfAbsent(word, none -> new ArrayList<>())
                .add(entry));
    }

    /** The lists of a language in this order. */
    public static PhraseCover of(String language, String... keys) {
        LinkedHashMap<String, List<WordPhrase>> lists = new LinkedHashMap<>();
        for (String key : keys) {
            lists.put(key, ReplyFiles.phrases(language, key));
        }
        return new PhraseCover(lists);
    }

    /** The same, and one list more behind the others. */
    public PhraseCover with(String list, List<WordPhrase> phrases) {
        LinkedHashMap<String, List<WordPhrase>> more = new LinkedHashMap<>(lists);
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
        Entry longest = null;
        int most = 0;
        for (List<Entry> entries : List.of(byFirst.getOrDefault(words.get(at), List.of()), others)) {
            for (Entry entry : entries) {
                int length = entry.phrase().lengthAt(words, at);
                if (length > most || length > 0 && length == most && longest != null && entry.rank() < longest.rank()) {
                    longest = entry;
                    most = length;
                }
            }
        }
        return longest == null ? null : new Part(longest.list(), words.subList(at, at + most));
    }
}
