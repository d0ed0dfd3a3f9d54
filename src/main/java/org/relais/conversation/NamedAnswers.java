package org.relais.conversation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reader of answers that name what they are to: "yes to the party, not the market". A thing is named by a word of its title
 * that no other one has. A pure function, safe for any number of threads.
 */
public final class NamedAnswers {
    /** Shorter words are in any title. */
    private static final int FEWEST_LETTERS = 4;
    /** "Fêtes" is the "fête". */
    private static final int LONGEST_ENDING = 2;

    private static final int MOST_WORDS = 20;
    /** "And to the market too". */
    private static final int JOINING_WORDS = 4;

    private static final Set<String> COMMON = common();
    private static final List<WordPhrase> BUT = ReplyFiles.phrases("language.but");
    private static final List<WordPhrase> AND = ReplyFiles.phrases("language.and");
    private static final List<WordPhrase> NEGATION = ReplyFiles.phrases("negation");

    private final ReplyWords words = ReplyWords.standard();

    /**
     * A thing that is named.
     *
     * @param title its place among the titles
     * @param meaning what is said to it; null for nothing
     * @param sure false when it is to be asked about
     */
    public record Named(int title, @Nullable ReplyMeaning meaning, boolean sure) {}

    /** The words from one place to the next that name the same title. */
    private record Name(int title, int from, int behind) {}

    /** What is named, in the order of the text; empty for nothing, and for a long text. */
    public List<Named> read(String text, List<String> titles) {
        List<String> typed = WordPhrase.words(text);
        List<Name> names = typed.size() > MOST_WORDS ? List.of() : names(typed, titles);
        if (names.isEmpty()) {
            return List.of();
        }
        boolean asks = text.contains("?") || text.contains("؟");
        return once(IntStream.range(0, names.size())
                .mapToObj(at -> named(names.get(at).title(), reading(typed, names, at), asks))
                .toList());
    }

    /** The one of some labels that a text of nothing but its words names; empty for none. */
    public Optional<Integer> only(String text, List<String> labels) {
        List<String> typed = WordPhrase.words(text);
        List<Name> names = typed.size() > MOST_WORDS ? List.of() : names(typed, labels);
        boolean more = IntStream.range(0, typed.size())
                .filter(at -> isSignificant(typed.get(at)))
                .anyMatch(at -> names.stream().noneMatch(name -> at >= name.from() && at < name.behind()));
        return names.size() == 1 && !more ? Optional.of(names.get(0).title()) : Optional.empty();
    }

    /** The one of some labels that a sentence chooses: it says nothing against it, and names no other. */
    public Optional<Integer> chosen(String text, List<String> labels) {
        List<Named> named = read(text, labels);
        List<String> typed = WordPhrase.words(text);
        boolean plain = !text.contains("?")
                && !text.contains("؟")
                && IntStream.range(0, typed.size()).allMatch(at -> WordPhrase.longest(typed, at, NEGATION) == 0);
        return plain && named.size() == 1
                ? named.stream()
                        .filter(only -> only.meaning() == null || only.meaning() == ReplyMeaning.YES)
                        .map(Named::title)
                        .findFirst()
                : Optional.empty();
    }

    private static Named named(int title, Optional<ReplyWords.Reading> reading, boolean asks) {
        return new Named(
                title,
                reading.map(ReplyWords.Reading::meaning).orElse(null),
                !asks && reading.filter(ReplyWords.Reading::sure).isPresent());
    }

    /** What is named twice, and not said the same to, is asked about. */
    private static List<Named> once(List<Named> all) {
        Map<Integer, Named> found = new LinkedHashMap<>();
        for (Named each : all) {
            found.merge(
                    each.title(),
                    each,
                    (one, other) -> one.equals(other)
                            ? one
                            : new Named(one.title(), one.meaning() == null ? other.meaning() : one.meaning(), false));
        }
        return List.copyOf(found.values());
    }

    /** What is said to the name at this place: in front of it, or behind it where nothing stands in front of the first. */
    private Optional<ReplyWords.Reading> reading(List<String> typed, List<Name> names, int at) {
        if (names.size() == 1) {
            Name only = names.get(0);
            List<String> before = withoutBut(typed.subList(0, only.from()));
            return said(Stream.concat(before.stream(), typed.subList(only.behind(), typed.size()).stream())
                    .toList());
        }
        boolean before = said(part(typed, names, 0, true)).isPresent();
        List<String> part = part(typed, names, at, before);
        int from = before ? at - 1 : at + 1;
        return said(part)
                .or(() -> from >= 0 && from < names.size() && isJoined(before ? part : part(typed, names, at, false))
                        ? reading(typed, names, from)
                        : Optional.empty());
    }

    private static boolean isJoined(List<String> part) {
        return !part.isEmpty()
                && part.size() <= JOINING_WORDS
                && AND.stream().anyMatch(phrase -> phrase.lengthAt(part, 0) > 0);
    }

    private static List<String> part(List<String> typed, List<Name> names, int at, boolean before) {
        boolean last = at == names.size() - 1;
        if (!before) {
            int end = last ? typed.size() : names.get(at + 1).from();
            return withoutBut(typed.subList(names.get(at).behind(), end));
        }
        int from = at == 0 ? 0 : names.get(at - 1).behind();
        List<String> front = withoutBut(typed.subList(from, names.get(at).from()));
        return last
                ? Stream.concat(front.stream(), typed.subList(names.get(at).behind(), typed.size()).stream())
                        .toList()
                : front;
    }

    /** "Not the market" is a no to it. */
    private Optional<ReplyWords.Reading> said(List<String> part) {
        return words.read(String.join(" ", part))
                .or(() ->
                        refuses(part) ? Optional.of(new ReplyWords.Reading(ReplyMeaning.NO, true)) : Optional.empty());
    }

    private static boolean refuses(List<String> part) {
        int from = part.isEmpty() ? 0 : WordPhrase.longest(part, 0, AND);
        return from < part.size() && part.size() - from < JOINING_WORDS && WordPhrase.longest(part, from, NEGATION) > 0;
    }

    /** "Yes, but only to the party" is a yes to the party. */
    private static List<String> withoutBut(List<String> part) {
        List<String> rest = new ArrayList<>();
        for (int at = 0; at < part.size(); ) {
            int but = WordPhrase.longest(part, at, BUT);
            if (but == 0) {
                rest.add(part.get(at));
            }
            at += Math.max(1, but);
        }
        return rest;
    }

    private List<Name> names(List<String> typed, List<String> titles) {
        boolean[] spoken = words.spoken(typed);
        List<List<String>> significant = titles.stream()
                .map(title -> WordPhrase.words(title).stream()
                        .map(NamedAnswers::bare)
                        .filter(NamedAnswers::isSignificant)
                        .toList())
                .toList();
        List<Name> names = new ArrayList<>();
        for (int at = 0; at < typed.size(); at++) {
            Optional<Integer> title = spoken[at] ? Optional.empty() : titleOf(bare(typed.get(at)), significant);
            if (title.isPresent()) {
                Name before = names.isEmpty() ? null : names.get(names.size() - 1);
                if (before != null && before.title() == title.get() && isBetween(typed, before.behind(), at)) {
                    names.set(names.size() - 1, new Name(before.title(), before.from(), at + 1));
                } else {
                    names.add(new Name(title.get(), at, at + 1));
                }
            }
        }
        return names;
    }

    /** "Party of the quarter" is one name. */
    private static boolean isBetween(List<String> typed, int from, int to) {
        return typed.subList(from, to).stream().allMatch(word -> word.length() < FEWEST_LETTERS)
                && to - from <= 2
                && WordPhrase.longest(typed, from, AND) == 0;
    }

    private static Optional<Integer> titleOf(String word, List<List<String>> significant) {
        if (!isSignificant(word)) {
            return Optional.empty();
        }
        List<Integer> fitting = IntStream.range(0, significant.size())
                .filter(title -> significant.get(title).stream().anyMatch(own -> fits(word, own)))
                .boxed()
                .toList();
        return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
    }

    private static boolean fits(String word, String own) {
        return own.startsWith(word) || word.startsWith(own) && word.length() - own.length() <= LONGEST_ENDING;
    }

    private static boolean isSignificant(String word) {
        return word.codePointCount(0, word.length()) >= FEWEST_LETTERS && !COMMON.contains(word);
    }

    /** Without the Arabic article and what is written together with it. */
    private static String bare(String word) {
        return word.replaceFirst("^[وفبك]?ال|^لل", "");
    }

    private static Set<String> common() {
        return ReplyFiles.languages().stream()
                .flatMap(language -> ReplyFiles.words(language, "common"))
                .flatMap(word -> WordPhrase.words(word).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
