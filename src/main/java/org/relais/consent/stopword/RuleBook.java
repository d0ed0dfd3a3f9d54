package org.relais.consent.stopword;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** All language files, compiled into one book: built once, then only read. */
final class RuleBook {
    private static final String ERASURE_BESIDE = "ERASURE beside ACCESS";

    /** Word lists for messages and for what stops them, whatever the language of a text. */
    private static final Set<String> MESSAGES =
            Set.of("MESSAGE", "PLAIN_MESSAGE", "L_MESSAGE", "STOP_KEYWORD", "ALONE_KEYWORD");
    /** Those for what is done to somebody by messages, or with their data, and for an end of that. */
    private static final Set<String> CONTACT = Set.of(
            "CONTACT",
            "TO_ME",
            "GLUED_ME",
            "CALL",
            "SEND",
            "NEG_SEND",
            "L_SEND",
            "LIST",
            "DATA",
            "REMOVE",
            "REMOVE_ME",
            "UNSUB");
    /** Those for an end and for too much: without one of them nothing is said of an end of messages. */
    private static final Set<String> ENDS = Set.of(
            "ANGRY",
            "CEASE",
            "CEASE_CMD",
            "CONSENT",
            "FED",
            "MORE",
            "NEG",
            "NEG_AGAIN",
            "NOMORE",
            "NOT",
            "NOT_WANT",
            "SOFT_KEYWORD");

    final Map<String, Keyword> keywords = new LinkedHashMap<>();
    /** Those of several words, by the name of their kind in patterns. */
    private final Map<String, PhraseList> keywordPhrases = new HashMap<>();

    final Set<String> typos = new HashSet<>();
    /** Words that may stand between a keyword and a short code. */
    final Set<String> beforeCode = new HashSet<>();

    final List<Rule> guards = new ArrayList<>();
    final Map<Intent, List<Rule>> rules = new EnumMap<>(Intent.class);
    final List<Rule> softeners = new ArrayList<>();
    final RuleIndex index = new RuleIndex();
    final Map<RightsKind, List<Rule>> rights = new EnumMap<>(RightsKind.class);
    /** What asks for an erasure beside a wish to see one's data, and nowhere else. */
    final List<Rule> erasures = new ArrayList<>();

    final PhraseList fillers = new PhraseList();
    final Signature signature = new Signature(fillers);
    final PhraseList acknowledgements = new PhraseList();
    final PhraseList yes = new PhraseList();
    final PhraseList no = new PhraseList();
    /** Those of yes and no that anything may follow. */
    final PhraseList open = new PhraseList();

    final PhraseList doubts = new PhraseList();
    final Tokeniser tokeniser;
    final Lexicon lexicon;

    /** The concepts of {@link #MESSAGES}. */
    private final int[] messages;
    /** By language those of {@link #CONTACT}. */
    private final Map<String, int[]> contact;
    /** The concepts of {@link #ENDS}. */
    private final int[] ends;

    private final Concepts concepts = new Concepts();
    private int numbered;
    private final LexiconBuilder words = new LexiconBuilder();

    /** @throws IllegalArgumentException naming the file and the fault */
    RuleBook(Map<String, LanguageFile> files) {
        Set<String> contractions = new HashSet<>();
        Set<String> abbreviations = new HashSet<>();
        files.forEach(this::addWords);
        files.forEach((code, file) -> {
            contractions.addAll(file.words("contractions"));
            abbreviations.addAll(file.words("abbreviations"));
            addKeywords(code, file);
            addLists(file);
        });
        files.forEach((code, file) ->
                addRules(code, file, conjunction(code.equals(LanguageFile.ANY) ? files.keySet() : Set.of(code))));
        // It would be cut up by what other languages cover.
        guards.sort(Comparator.comparing(guard -> !guard.name().equals(SentenceReader.OF_THE_WORD)));
        messages = concepts.of((language, list) -> MESSAGES.contains(list));
        contact = files.keySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        code -> code,
                        code -> concepts.of((language, list) -> language.equals(code) && CONTACT.contains(list))));
        ends = concepts.of((language, list) -> ENDS.contains(list));
        lexicon = new Lexicon(words, concepts.lists());
        tokeniser = new Tokeniser(lexicon, contractions, abbreviations);
    }

    /** Whether the last words are a stop of several, apart from what stands before them. */
    boolean endsInStop(List<Token> words) {
        PhraseList stops = Objects.requireNonNull(keywordPhrases.get(phraseName(Keyword.Kind.STOP)));
        List<Token> last = Message.lastClause(words);
        return IntStream.range(0, last.size()).anyMatch(at -> stops.lengthAt(last, at) == last.size() - at);
    }

    private static String phraseName(Keyword.Kind kind) {
        return kind.name() + "_PHRASE";
    }

    /** Whether a word is one for messages in any language, or for contact in one of these. */
    boolean isOfMessages(Word word, Set<String> languages) {
        return word.isAny(messages)
                || languages.stream().anyMatch(language -> word.isAny(contact.getOrDefault(language, new int[0])));
    }

    /** Whether a word is one for messages, contact or an end in any language. */
    boolean isOfStops(Word word) {
        return word.isAny(ends) || isOfMessages(word, contact.keySet());
    }

    private void addWords(String code, LanguageFile file) {
        Lexicon.Stems stems = new Lexicon.Stems(file.stemmer(), new HashMap<>(), new HashSet<>());
        words.stems.add(stems);
        file.wordLists().forEach((name, entries) -> {
            int concept = concepts.number(code + "." + name);
            entries.forEach(entry -> words.entry(entry, concept, stems));
        });
    }

    private void addKeywords(String code, LanguageFile file) {
        Map<String, List<String>> lists = file.phraseLists("keywords");
        for (Keyword.Kind kind : Keyword.Kind.values()) {
            int concept = concepts.number(LanguageFile.ANY + "." + kind.name() + "_KEYWORD");
            PhraseList several = keywordPhrases.computeIfAbsent(phraseName(kind), unused -> new PhraseList());
            for (String entry : lists.getOrDefault(kind.section(), List.of())) {
                String phrase = PhraseList.fold(entry);
                keywords.putIfAbsent(phrase, new Keyword(kind, language(code)));
                words.keywords.add(phrase);
                if (phrase.indexOf(' ') < 0) {
                    String unused = words.literal(phrase, concept);
                    assert unused.equals(phrase);
                } else {
                    several.add(phrase);
                }
            }
        }
        Set<String> unknown = new TreeSet<>(lists.keySet());
        for (Keyword.Kind kind : Keyword.Kind.values()) {
            unknown.remove(kind.section());
        }
        if (!unknown.isEmpty()) {
            throw file.fault("unknown kind of keyword " + unknown);
        }
    }

    private void addLists(LanguageFile file) {
        file.spellings()
                .forEach((meant, spellings) -> spellings.forEach(spelling -> words.spellings
                        .computeIfAbsent(Folding.fold(spelling), unused -> new HashSet<>())
                        .add(Folding.fold(meant))));
        file.words("typos").forEach(word -> typos.add(Folding.fold(word)));
        file.words("before code").forEach(word -> beforeCode.add(Folding.fold(word)));
        file.words("everyday").forEach(word -> words.everyday.add(Folding.fold(word)));
        Map<String, List<String>> glue = file.phraseLists("glue");
        glue.getOrDefault("keyword", List.of()).forEach(word -> words.gluing.add(Folding.fold(word)));
        glue.getOrDefault("rest", List.of()).forEach(word -> words.glued.add(Folding.fold(word)));
        Map<String, List<String>> affirmation = file.phraseLists("affirmation");
        addPhrases(affirmation.getOrDefault("yes", List.of()), yes);
        addPhrases(affirmation.getOrDefault("no", List.of()), no);
        addPhrases(affirmation.getOrDefault("open", List.of()), open);
        addPhrases(affirmation.getOrDefault("doubt", List.of()), doubts);
        addPhrases(affirmation.getOrDefault("acknowledgement", List.of()), acknowledgements);
        addPhrases(file.phrases("fillers"), fillers);
        addPhrases(file.phrases("closings"), fillers);
        addPhrases(file.phrases("closings"), signature.closings);
    }

    /** Their words become known words: lengthened letters are cut from them, and they are never corrected. */
    private void addPhrases(List<String> phrases, PhraseList list) {
        int concept = concepts.number(LanguageFile.ANY + ".PHRASE_WORD");
        for (String phrase : phrases) {
            list.add(phrase);
            for (String word : PhraseList.fold(phrase).split(" ")) {
                String unused = words.literal(word, concept);
                assert unused.equals(word);
            }
        }
    }

    private void addRules(String code, LanguageFile file, WordTest conjunction) {
        PatternParser parser =
                new PatternParser(concepts, words, code, file.patterns("phrases"), keywordPhrases, conjunction);
        @Nullable String language = language(code);
        try {
            file.patterns("guards").forEach((name, lines) -> guards.add(rule(name, language, lines, parser)));
            file.patterns("soften").forEach((name, lines) -> softeners.add(rule(name, language, lines, parser)));
            file.rules()
                    .forEach((intent, named) -> named.forEach(
                            (name, lines) -> rules.computeIfAbsent(Intent.valueOf(intent), unused -> new ArrayList<>())
                                    .add(rule(name, language, lines, parser))));
            file.patterns("rights").forEach((right, lines) -> ofRight(right).add(rule(right, language, lines, parser)));
        } catch (IllegalArgumentException fault) {
            throw new IllegalArgumentException(code + ".yaml: " + fault.getMessage(), fault);
        }
    }

    private List<Rule> ofRight(String name) {
        return name.equals(ERASURE_BESIDE)
                ? erasures
                : rights.computeIfAbsent(RightsKind.valueOf(name), unused -> new ArrayList<>());
    }

    private Rule rule(String name, @Nullable String language, List<String> lines, PatternParser parser) {
        Rule rule = Rule.parse(numbered++, name, language, lines, parser);
        index.add(rule);
        return rule;
    }

    /** The words that begin a new clause; in a rule of no language those of all. */
    private WordTest conjunction(Set<String> codes) {
        Set<Integer> found = new LinkedHashSet<>();
        for (String code : codes) {
            if (concepts.knows(code + ".AND")) {
                found.add(concepts.number(code + ".AND"));
            }
        }
        return new WordTest.AnyOf(found.stream().mapToInt(Integer::intValue).toArray());
    }

    private static @Nullable String language(String code) {
        return code.equals(LanguageFile.ANY) ? null : code;
    }
}
