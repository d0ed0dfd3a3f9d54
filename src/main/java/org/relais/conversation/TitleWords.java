package org.relais.conversation;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * Words that name a thing: those of its title that no other one has, what things are called ("the fiesta" is the "fête"), and what
 * its sort is called. A pure function, safe for any number of threads.
 */
final class TitleWords {
    /** Shorter words are in any title; one of {@link #SHORT} letters names it as long as people say nothing else by it. */
    static final int FEWEST_LETTERS = 4;

    static final int SHORT = 3;
    /** Shorter words are a letter off from too many others. */
    private static final int MISSPELT = 6;
    /** "Fêtes" is the "fête". */
    private static final int LONGEST_ENDING = 2;

    /** Letters that words have in common at their beginnings, and how many more they may have. */
    private static final int STEM = 7;

    private static final int STEM_ENDING = 4;

    /** Languages that write a thing and what it is for as one word, which people shorten to the thing. */
    private static final Set<String> COMPOUNDING = Set.of("de", "nl");

    private static final Set<String> COMMON = common();

    /** "Lenquete": what people write together. */
    private static final Pattern GLUED = Pattern.compile("[ld][aeiouyh]");

    private static final Pattern SPELT_OUT = Pattern.compile("([aou])e");

    private static final Map<Topic.Sort, Phrases> SORTS = Stream.of(Topic.Sort.values())
            .collect(Collectors.toUnmodifiableMap(
                    sort -> sort,
                    sort -> ReplyFiles.phrases("name." + sort.name().toLowerCase(Locale.ROOT))));

    private static final List<Phrases> THINGS = EventInquiry.ThingKinds.all();

    /** What things are called, and no word of an answer. */
    private static final Set<String> NOUNS = Stream.of(
                    THINGS.stream(), SORTS.values().stream(), Stream.of(ReplyFiles.phrases("ask.event.thing")))
            .flatMap(things -> things)
            .flatMap(Phrases::stream)
            .flatMap(phrase -> phrase.places().stream())
            .flatMap(place -> place.words().stream())
            .filter(TitleWords::isSignificant)
            .collect(Collectors.toUnmodifiableSet());

    private TitleWords() {}

    static List<String> ofTitle(String title, Predicate<String> known) {
        return WordPhrase.words(title).stream()
                .map(TitleWords::bare)
                .filter(word -> isSignificant(word) || isShort(word) && !known.test(word))
                .toList();
    }

    /** Those of its first line, and of all that follows what is no word of any answer. */
    static List<String> ofText(String text, Predicate<String> known) {
        int line = text.indexOf('\n');
        return Stream.concat(
                        ofTitle(line < 0 ? "" : text.substring(0, line), known).stream(),
                        WordPhrase.words(text.substring(line + 1)).stream()
                                .map(TitleWords::bare)
                                .filter(word -> isSignificant(word) && (!known.test(word) || NOUNS.contains(word))))
                .toList();
    }

    /** The small words of the language that is written; of all where that is not told. */
    static Predicate<String> known(List<String> typed) {
        List<Set<String>> vocabularies =
                WrittenLanguage.of(String.join(" ", typed)).map(List::of).orElseGet(ReplyFiles::languages).stream()
                        .map(ReplyFiles::vocabulary)
                        .toList();
        return word -> vocabularies.stream().anyMatch(vocabulary -> vocabulary.contains(word));
    }

    static Optional<Integer> titleOf(String word, List<List<String>> significant) {
        if (!isSignificant(word) && !isShort(word)) {
            return Optional.empty();
        }
        List<Integer> fitting = having(significant, own -> fits(word, own));
        return fitting.size() == 1
                ? Optional.of(fitting.get(0))
                : fitting.isEmpty() && GLUED.matcher(word).lookingAt()
                        ? titleOf(word.substring(1), significant)
                        : Optional.empty();
    }

    /** "The museam": the one thing that has a word which the typed one is a letter off from, and no word of any answer is typed. */
    static Optional<Integer> misspelt(String word, List<List<String>> significant, Predicate<String> known) {
        if (word.length() < MISSPELT || known.test(word) || NOUNS.contains(word)) {
            return Optional.empty();
        }
        return only(having(significant, own -> isMisspelt(word, own)));
    }

    /** The titles that have such a word. */
    private static List<Integer> having(List<List<String>> significant, Predicate<String> word) {
        return IntStream.range(0, significant.size())
                .filter(title -> significant.get(title).stream().anyMatch(word))
                .boxed()
                .toList();
    }

    private static Optional<Integer> only(List<Integer> titles) {
        return titles.size() == 1 ? Optional.of(titles.get(0)) : Optional.empty();
    }

    private static boolean isMisspelt(String word, String own) {
        return Math.min(word.length(), own.length()) >= MISSPELT && LabelChoice.isOneOff(word, own);
    }

    /** "The Singen" is the "Adventssingen", where no other title has such a word and an answer has none. */
    static Optional<Integer> compoundOf(List<String> typed, int at, List<List<String>> significant) {
        String word = bare(typed.get(at));
        return isName(typed, at) && isCompounding(typed)
                ? only(having(significant, own -> endsWith(own, word)))
                : Optional.empty();
    }

    /** What is too short to have a language may be in one of these. */
    private static boolean isCompounding(List<String> typed) {
        return WrittenLanguage.of(String.join(" ", typed))
                .map(COMPOUNDING::contains)
                .orElse(true);
    }

    private static boolean endsWith(String own, String word) {
        return own.endsWith(word) && own.length() - word.length() >= SHORT;
    }

    /** Whether a word of one title is one of another's, or what that is made of: "Versammlung" of the "Mitgliederversammlung". */
    static boolean isOf(String word, String own) {
        return own.equals(word) || isSignificant(word) && endsWith(own, word);
    }

    private static boolean fits(String word, String own) {
        if (isShort(word) || isShort(own)) {
            return word.equals(own);
        }
        return own.startsWith(word)
                || word.startsWith(own) && word.length() - own.length() <= LONGEST_ENDING
                || isOfOneStem(word, own)
                || isSpeltOut(word, own);
    }

    /** "Muellsammeln" is "Müllsammeln", of which only "mullsammeln" is left here. */
    private static boolean isSpeltOut(String word, String own) {
        String plain = SPELT_OUT.matcher(word).replaceAll("$1");
        return !plain.equals(word) && plain.length() >= FEWEST_LETTERS && own.startsWith(plain);
    }

    /** "The chocolate" is the "chocolatada". */
    private static boolean isOfOneStem(String word, String own) {
        int shorter = Math.min(word.length(), own.length());
        return shorter >= STEM
                && word.startsWith(own.substring(0, STEM))
                && Math.max(word.length(), own.length()) - STEM <= STEM_ENDING;
    }

    static boolean isIn(String word, String title) {
        return WordPhrase.words(title).stream()
                .map(TitleWords::bare)
                .anyMatch(own -> isSignificant(own) && (fits(word, own) || isMisspelt(word, own)));
    }

    /** The same, or a part of one word of it: "Versammlung" of the "Mitgliederversammlung". */
    static boolean isPartIn(String word, String title) {
        return isIn(word, title) || WordPhrase.words(title).stream().anyMatch(own -> isOf(word, own));
    }

    /** The same of a word as it was typed, and of any of several titles. */
    static boolean isIn(String typed, Collection<String> titles) {
        String word = bare(typed);
        return titles.stream().anyMatch(title -> isIn(word, title));
    }

    /** "The fiesta" is the "fête". */
    static int sameAt(List<String> typed, int at, String title) {
        List<String> own = WordPhrase.words(title);
        return THINGS.stream()
                .filter(same -> same.longest(typed, at) > 0 && same.isIn(own))
                .mapToInt(same -> same.longest(typed, at))
                .max()
                .orElse(0);
    }

    static int sortAt(List<String> typed, int at, Topic.Sort sort) {
        return SORTS.getOrDefault(sort, Phrases.NONE).longest(typed, at);
    }

    /** Whether one kind of events is named: "the party" is an event, and not any event is a party. */
    static boolean isKind(List<String> typed, int at) {
        return SORTS.getOrDefault(Topic.Sort.EVENT, Phrases.NONE).longest(typed, at) > 0 && isThing(typed, at);
    }

    /** Whether what things are called stands here, and not only their sort: "the party", and no event. */
    static boolean isThing(List<String> typed, int at) {
        return THINGS.stream().anyMatch(kind -> kind.longest(typed, at) > 0);
    }

    static boolean isSignificant(String word) {
        return word.codePointCount(0, word.length()) >= FEWEST_LETTERS && !COMMON.contains(word);
    }

    /** Whether a word may be the name of a thing, and is no word of an answer. */
    static boolean isName(List<String> typed, int at) {
        String word = bare(typed.get(at));
        return isSignificant(word) && (NOUNS.contains(word) || !known(typed).test(word));
    }

    private static boolean isShort(String word) {
        return word.codePointCount(0, word.length()) == SHORT;
    }

    /** Without the Arabic article and what is written together with it. */
    static String bare(String word) {
        return word.replaceFirst("^[وفبك]?ال|^لل", "");
    }

    private static Set<String> common() {
        return ReplyFiles.languages().stream()
                .flatMap(
                        language -> Stream.of("common", "common.small").flatMap(key -> ReplyFiles.words(language, key)))
                .flatMap(word -> WordPhrase.words(word).stream())
                .collect(Collectors.toUnmodifiableSet());
    }
}
