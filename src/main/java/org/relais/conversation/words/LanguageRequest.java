package org.relais.conversation.words;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.template.Texts;

/**
 * "English please", "no entiendo francés", "kannst du Deutsch?": a request to be written to in a language, by the words of
 * {@code replies/*.properties} and the names of languages. Neither a no nor an answer to anything. A pure function, safe
 * for any number of threads.
 *
 * @param code the language wanted; null for one that there are no texts in, for several, or when none can be told
 * @param pleading whether a language is refused or it is asked for by a question, so that it answers no question of ours
 * @param whole whether the text says nothing else
 */
public record LanguageRequest(@Nullable String code, boolean pleading, boolean whole) {
    private static final int MOST_WORDS = 20;
    /** "ES", in capitals: "es" is a word. */
    private static final Pattern CODE = Pattern.compile("[A-Z]{2}");

    private static final String NOT = "language.not";
    private static final String BUT = "language.but";
    private static final String AND = "language.and";
    private static final String IN = "language.in";
    private static final String ASK = "language.ask";
    private static final String POLITE = "politeness";
    private static final String NAME = "name";

    /** Languages that people may ask for and that there are no texts in. */
    private static final List<String> OTHERS = List.of(
            ("pl tr ru uk ro zh fa sq ku el hu bg sr hr cs sk sv da no fi ja ko vi hi ur bn ta ti so sw ps he hy ka ca lt lv"
                            + " et")
                    .split(" "));

    /** What speakers of a language call it besides its name. */
    private static final Set<String> OWN =
            ReplyFiles.words("any", "language.own").collect(Collectors.toUnmodifiableSet());

    /** In front of the language that they write, well or not. */
    private static final Phrases MINE = ReplyFiles.phrases("language.mine");

    private static final Set<String> KNOWN = Texts.standard().languages();
    private static final Map<String, String> NAMES = names();
    private static final List<PhraseCover> COVERS =
            ReplyFiles.languages().stream().map(LanguageRequest::cover).toList();

    /** What one clause says of languages. */
    private record Clause(Set<String> wanted, Set<String> refused, boolean asks) {
        boolean names() {
            return !wanted.isEmpty() || !refused.isEmpty();
        }
    }

    /** The request that a text is, or that one of its clauses is. */
    public static Optional<LanguageRequest> of(String text) {
        String code = text.strip().toLowerCase(Locale.ROOT);
        if (CODE.matcher(text.strip()).matches() && KNOWN.contains(code)) {
            return Optional.of(new LanguageRequest(code, false, true));
        }
        List<String> words = words(text);
        if (words.size() > MOST_WORDS || words.stream().noneMatch(NAMES::containsKey)) {
            return Optional.empty();
        }
        List<Optional<Clause>> clauses = Clauses.marked(text)
                .map(LanguageRequest::words)
                .filter(clause -> !clause.isEmpty())
                .map(clause -> isOfOwnSkill(clause) ? Optional.<Clause>empty() : clause(clause))
                .toList();
        List<Clause> naming =
                clauses.stream().flatMap(Optional::stream).filter(Clause::names).toList();
        boolean question = WordPhrase.asks(text);
        boolean whole = clauses.stream().allMatch(Optional::isPresent);
        boolean asks = question && words.size() > 1
                || naming.stream().anyMatch(Clause::asks)
                || clauses.size() > naming.size()
                || isOwnName(words);
        Set<String> wanted = new LinkedHashSet<>();
        Set<String> refused = new HashSet<>();
        naming.forEach(clause -> {
            wanted.addAll(clause.wanted());
            refused.addAll(clause.refused());
        });
        return naming.isEmpty() || !asks || !whole && wanted.isEmpty()
                ? Optional.empty()
                : Optional.of(new LanguageRequest(code(text, wanted, refused), question || !refused.isEmpty(), whole));
    }

    /** "My English is not so good": how well they write it, and no language to write to them in. */
    private static boolean isOfOwnSkill(List<String> words) {
        return IntStream.range(1, words.size())
                .filter(at -> NAMES.containsKey(words.get(at)))
                .anyMatch(at -> MINE.longest(words, at - 1) > 0 || at > 1 && MINE.longest(words, at - 2) > 0);
    }

    private static Optional<Clause> clause(List<String> words) {
        return COVERS.stream()
                .flatMap(cover -> cover.read(words).stream())
                .map(LanguageRequest::clauseOf)
                .max(Comparator.comparing((Clause clause) -> clause.refused().size())
                        .thenComparing(Clause::asks));
    }

    private static Clause clauseOf(List<PhraseCover.Part> parts) {
        Set<String> wanted = new LinkedHashSet<>();
        Set<String> refused = new HashSet<>();
        boolean refusing = false;
        boolean named = false;
        int asked = 0;
        for (PhraseCover.Part part : parts) {
            switch (part.list()) {
                case NAME -> {
                    (refusing ? refused : wanted)
                            .add(NAMES.getOrDefault(part.words().get(0), ""));
                    named = true;
                }
                case NOT -> {
                    refusing = true;
                    named = false;
                }
                case AND -> {}
                case BUT -> refusing = false;
                default -> refusing &= !named;
            }
            asked += switch (part.list()) {
                case NOT, BUT, IN, POLITE -> 2;
                case ASK -> 1;
                default -> 0;
            };
        }
        return new Clause(wanted, refused, asked > 1);
    }

    /** The one known language that is wanted; where one is only refused, that of the words. */
    private static @Nullable String code(String text, Set<String> wanted, Set<String> refused) {
        List<String> known = wanted.stream().filter(KNOWN::contains).toList();
        return wanted.isEmpty()
                ? WrittenLanguage.of(text)
                        .filter(written -> !refused.contains(written))
                        .orElse(null)
                : known.size() == 1 ? known.get(0) : null;
    }

    /** "Deutsch", and nothing else, from somebody who calls it so. */
    private static boolean isOwnName(List<String> words) {
        String code = words.size() == 1 ? NAMES.getOrDefault(words.get(0), "") : "";
        return KNOWN.contains(code)
                && Stream.concat(names(code, code), OWN.stream()).anyMatch(words.get(0)::equals);
    }

    /** Arabic writes "in" and a language as one word. */
    private static List<String> words(String text) {
        return WordPhrase.words(text).stream()
                .filter(word -> Character.isLetterOrDigit(word.codePointAt(0)))
                .flatMap(word -> word.startsWith("ب") && NAMES.containsKey(word.substring(1))
                        ? Stream.of("ب", word.substring(1))
                        : Stream.of(word))
                .toList();
    }

    private static PhraseCover cover(String language) {
        return PhraseCover.of(language, NOT, BUT, AND, IN, ASK, POLITE, "opening", "vocative")
                .with(
                        NAME,
                        Stream.of(new WordPhrase(List.of(
                                        new WordPhrase.Place(Set.copyOf(NAMES.keySet()), List.of(), List.of(), false))))
                                .collect(Phrases.collector()));
    }

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>();
        Stream.concat(KNOWN.stream(), OTHERS.stream()).forEach(code -> Stream.concat(KNOWN.stream(), Stream.of(code))
                .flatMap(speaker -> names(code, speaker))
                .forEach(name -> names.putIfAbsent(name, code)));
        ReplyFiles.phrases("any", "language.name").stream()
                .forEach(name -> names.put(
                        name.places().get(1).words().iterator().next(),
                        name.places().get(0).words().iterator().next()));
        return Map.copyOf(names);
    }

    /** What a speaker calls a language; in Arabic also without its article and ending. */
    private static Stream<String> names(String code, String speaker) {
        List<String> name =
                WordPhrase.words(Locale.forLanguageTag(code).getDisplayLanguage(Locale.forLanguageTag(speaker)));
        if (name.size() != 1) {
            return Stream.empty();
        }
        String one = name.get(0);
        return one.startsWith("ال")
                ? Stream.of(
                        one,
                        one.substring(2),
                        one.replaceFirst("ه$", ""),
                        one.substring(2).replaceFirst("ه$", ""))
                : Stream.of(one);
    }
}
