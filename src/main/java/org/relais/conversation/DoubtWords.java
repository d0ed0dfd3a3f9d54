package org.relais.conversation;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * Doubt behind an answer, and a "but" that takes nothing from it. A pure function, safe for any number of threads.
 */
final class DoubtWords {
    private static final Phrases DOUBTS = ReplyFiles.phrases("doubt");
    private static final Phrases AMOUNTS = ReplyFiles.phrases(List.of("doubt.amount", "condition.not"));
    private static final Phrases BUTS = ReplyFiles.phrases("doubt.but");
    private static final Phrases LIMITING =
            ReplyFiles.phrases(List.of("doubt.limit", "ask.word", "condition", "doubt"));
    private static final Phrases NEGATIONS = ReplyFiles.phrases("negation");
    private static final Map<String, Phrases> OF_LANGUAGE = ReplyFiles.phrasesByLanguage("doubt");

    private DoubtWords() {}

    /** "Yes, but without the children", "yes, but I leave at 11": nothing is denied, asked or limited behind it. */
    private static boolean isMereBut(List<String> words, int at) {
        int but = BUTS.longest(words, at);
        List<String> rest = words.subList(at + but, words.size());
        return but > 0 && !rest.isEmpty() && !NEGATIONS.isIn(rest) && !LIMITING.isIn(rest);
    }

    /** A word that doubts in one language may be an ordinary one of another: "ma sœur". */
    static boolean isDoubted(List<String> words, int from) {
        List<String> said = AMOUNTS.without(words.subList(from, words.size()));
        List<WordPhrase> found = IntStream.range(0, said.size())
                .filter(at -> !isMereBut(said, at) && !MeaningPhrases.isEnding(said, at))
                .boxed()
                .flatMap(at -> DOUBTS.at(said, at))
                .toList();
        if (found.isEmpty()) {
            return false;
        }
        Optional<String> language = WrittenLanguage.of(String.join(" ", words));
        return found.stream()
                .anyMatch(doubt -> language.isEmpty()
                        || OF_LANGUAGE.getOrDefault(language.get(), Phrases.NONE).stream()
                                .anyMatch(doubt::equals)
                        || !WrittenLanguage.isCommon(language.get(), doubt));
    }
}
