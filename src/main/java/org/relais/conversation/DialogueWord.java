package org.relais.conversation;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * A word that means something to whoever stands in a dialogue. The first three are a stop to everybody else: what was meant
 * is asked, and until it is answered the person is held.
 */
public enum DialogueWord {
    /** This call, this correction, for now: "pause", "fin", "quit". */
    LEAVE,
    /** My place, my part: "annuler", "cancel". */
    GIVE_UP,
    /** Somebody, from the list: "retirer". */
    REMOVE,
    /** The question before: "retour", "back". */
    BACK,
    /** No answer to this question: "passer", "skip". */
    SKIP;

    /** Characters; whoever writes more says more than one such thing. Read of every text before its webhook is answered. */
    private static final int LONGEST_WISH = 160;

    private static final Map<DialogueWord, Phrases> DIALOGUE = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(word -> word, word -> ReplyFiles.phrases(word.key())));
    private static final Phrases ENOUGH = ReplyFiles.phrases("enough");
    private static final Phrases POLITENESS = ReplyFiles.phrases("politeness");

    /** The word of a dialogue that the whole text is, politeness apart. */
    static Optional<DialogueWord> of(String text) {
        return of(text, word -> DIALOGUE.getOrDefault(word, Phrases.NONE));
    }

    /** The same in one language. */
    static Optional<DialogueWord> of(String text, String language) {
        return of(text, word -> ReplyFiles.phrases(language, word.key()));
    }

    private static Optional<DialogueWord> of(String text, Function<DialogueWord, Phrases> phrases) {
        List<String> words = WordPhrase.words(text);
        return Stream.of(values())
                .filter(word -> phrases.apply(word).stream().anyMatch(phrase -> isWhole(words, phrase)))
                .findFirst();
    }

    private String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the whole text wishes our questions to end. */
    static boolean isEnough(String text) {
        if (text.length() > LONGEST_WISH) {
            return false;
        }
        List<String> words = WordPhrase.words(text);
        List<String> rest = words.subList(MeaningPhrases.skipped(words), words.size());
        return ENOUGH.stream().anyMatch(phrase -> isWhole(rest, phrase));
    }

    static boolean isWhole(List<String> words, WordPhrase phrase) {
        int length = phrase.lengthAt(words, 0);
        return length > 0
                && (length == words.size()
                        || POLITENESS.stream()
                                .anyMatch(polite -> polite.lengthAt(words, length) == words.size() - length));
    }
}
