package org.relais.inbound.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * A text in the common words of its language, where it is written as a dialect is spoken, "ah'll no make it efter aw", and without
 * questions that ask nothing, "did you hear me?": by {@code dialect.said} and {@code ask.rhetoric} of {@code replies/*.properties},
 * of words that are none in any other language. Pure functions, safe for any number of threads.
 */
final class PlainSpelling {
    private static final Pattern MEANT = Pattern.compile("\\s+>\\s+");
    private static final Pattern MARKS = Pattern.compile("[\\p{L}\\p{M}\\p{N}'’ -]+");
    private static final Phrases RHETORIC = ReplyFiles.phrases("ask.rhetoric");
    private static final List<Said> SAID = ReplyFiles.languages().stream()
            .flatMap(language -> ReplyFiles.words(language, "dialect.said"))
            .map(Said::read)
            .toList();

    /** How it is said, and what is meant by it. */
    private record Said(WordPhrase spoken, List<String> meant) {
        static Said read(String entry) {
            String[] sides = MEANT.split(entry, 2);
            return new Said(WordPhrase.read(sides[0]), WordPhrase.words(sides[1]));
        }
    }

    private PlainSpelling() {}

    static String of(String text) {
        List<String> clauses = Clauses.marked(text).toList();
        List<String> said = clauses.stream()
                .filter(clause -> !isRhetoric(WordPhrase.words(clause)))
                .toList();
        return (said.isEmpty() ? clauses : said)
                .stream()
                        .map(PlainSpelling::inPlainWords)
                        .collect(Collectors.joining())
                        .strip();
    }

    private static boolean isRhetoric(List<String> words) {
        return !words.isEmpty() && RHETORIC.longest(words, 0) == words.size();
    }

    private static String inPlainWords(String clause) {
        List<String> words = WordPhrase.words(clause);
        List<String> plain = new ArrayList<>();
        boolean changed = false;
        for (int at = 0; at < words.size(); ) {
            int here = at;
            Said found = SAID.stream()
                    .filter(said -> said.spoken().lengthAt(words, here) > 0)
                    .reduce((one, other) ->
                            other.spoken().lengthAt(words, here) > one.spoken().lengthAt(words, here) ? other : one)
                    .orElse(null);
            changed |= found != null;
            (found == null ? Stream.of(words.get(at)) : found.meant().stream()).forEach(plain::add);
            at += found == null ? 1 : found.spoken().lengthAt(words, at);
        }
        return changed ? ' ' + String.join(" ", plain) + MARKS.matcher(clause).replaceAll("") : clause;
    }
}
