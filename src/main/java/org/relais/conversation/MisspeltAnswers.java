package org.relais.conversation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyKind;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * Answers as people misspell them, put right: "no pudo hir", "avc plesir", "not comming". Asked only where nobody understood what
 * was written. What people often write stands in {@code spelling} of {@code replies/*.properties}; besides that a long word that
 * no list has may be one letter off from one that answers. What comes of it must not resemble another answer. Pure
 * functions, safe for any number of threads.
 */
public final class MisspeltAnswers {
    private static final List<String> ANSWERS =
            List.of("yes", "yes.alone", "yes.anywhere", "no", "no.alone", "no.anywhere");
    private static final Pattern MEANT = Pattern.compile("\\s+>\\s+");
    private static final Pattern DRAWN_OUT = Pattern.compile("(\\p{L})\\1{2,}");

    /** A shorter word is as near to too many others. */
    private static final int FEWEST_LETTERS = 5;

    private static final int MOST_WORDS = 8;
    private static final int MOST_MEANT = 6;

    private static final Map<ReplyMeaning, Set<ReplyKind>> SAME = Map.of(
            ReplyMeaning.YES, Set.of(ReplyKind.YES, ReplyKind.WITH),
            ReplyMeaning.NO, Set.of(ReplyKind.NO),
            ReplyMeaning.MAYBE, Set.of(ReplyKind.MAYBE, ReplyKind.LATER));

    private static final Map<String, MisspeltAnswers> LANGUAGES = new ConcurrentHashMap<>();
    private static final ReplyInterpreter INTERPRETER = new ReplyInterpreter();

    private final List<Slip> slips;
    private final Set<String> known;
    private final Set<String> answers;

    /** How words are often written, and what is meant by it. */
    private record Slip(Phrases written, List<String> meant) {
        static Slip read(String entry) {
            String[] sides = MEANT.split(entry, 2);
            return new Slip(
                    Stream.of(WordPhrase.read(sides[0])).collect(Phrases.collector()), WordPhrase.words(sides[1]));
        }
    }

    private MisspeltAnswers(String language) {
        this.slips = ReplyFiles.words(language, "spelling").map(Slip::read).toList();
        this.known = ReplyFiles.vocabulary(language);
        this.answers = ANSWERS.stream()
                .flatMap(key -> ReplyFiles.words(language, key))
                .flatMap(phrase -> Stream.of(phrase.split("[|?\\s]+")))
                .filter(word -> word.length() >= FEWEST_LETTERS && !word.contains("*"))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What a misspelt answer is in the words of its language; empty for one that may be several, or anything else. */
    public static Optional<String> corrected(ReplyResemblance resemblance, String text, String language) {
        if (!ReplyInterpreter.isRead(language) || WordPhrase.asks(text)) {
            return Optional.empty();
        }
        List<String> likely = LANGUAGES.computeIfAbsent(language, MisspeltAnswers::new).meant(text).stream()
                .filter(meant -> isLikely(resemblance, meant))
                .toList();
        long meanings = likely.stream().map(INTERPRETER::meaning).distinct().count();
        return meanings == 1 ? Optional.of(likely.get(0)) : Optional.empty();
    }

    private static boolean isLikely(ReplyResemblance resemblance, String meant) {
        Optional<ReplyMeaning> said = INTERPRETER.meaning(meant);
        Optional<ReplyKind> kind = LikelyAnswer.of(resemblance, meant);
        return said.isPresent()
                && said.get() != ReplyMeaning.LATER
                && kind.filter(likely ->
                                !SAME.getOrDefault(said.get(), Set.of()).contains(likely))
                        .isEmpty();
    }

    private List<String> meant(String text) {
        List<String> typed = WordPhrase.words(DRAWN_OUT.matcher(text).replaceAll("$1"));
        if (typed.isEmpty() || typed.size() > MOST_WORDS) {
            return List.of();
        }
        List<List<String>> all = List.of(List.of());
        for (int at = 0; at < typed.size(); ) {
            int length = 1;
            Set<List<String>> here = new LinkedHashSet<>();
            for (Slip slip : slips) {
                int written = slip.written().longest(typed, at);
                if (written > 0 && (written > length || here.isEmpty())) {
                    here.clear();
                    here.add(slip.meant());
                    length = written;
                }
            }
            if (here.isEmpty()) {
                near(typed.get(at)).forEach(word -> here.add(List.of(word)));
            }
            all = joined(all, here);
            at += length;
        }
        return all.stream()
                .limit(MOST_MEANT)
                .filter(meant -> !meant.equals(WordPhrase.words(text)))
                .map(meant -> String.join(" ", meant))
                .toList();
    }

    private static List<List<String>> joined(List<List<String>> before, Set<List<String>> next) {
        return before.stream()
                .flatMap(words -> next.stream().map(more -> {
                    List<String> both = new ArrayList<>(words);
                    both.addAll(more);
                    return List.copyOf(both);
                }))
                .limit(MOST_MEANT)
                .toList();
    }

    /** The word itself, or those that it is one letter off from. */
    private List<String> near(String word) {
        List<String> near = word.length() < FEWEST_LETTERS || known.contains(word)
                ? List.of()
                : answers.stream()
                        .filter(answer -> LabelChoice.isOneOff(word, answer))
                        .sorted()
                        .toList();
        return near.isEmpty() ? List.of(word) : near;
    }
}
