package org.relais.conversation.words;

import java.util.List;

/** Thanks and nothing else, by the words of {@code replies/*.properties}. A pure function, safe for any number of threads. */
public final class Thanks {
    private static final String THANKS = "thanks";
    private static final String FOR = "thanks.for";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(FOR, THANKS, "thanks.fill", "opening", "politeness");

    private static final Phrases POLITENESS = ReplyFiles.phrases("politeness");

    private static final Phrases SIGNS = Phrases.of(
            ReplyFiles.phrases("any", "thanks.sign"),
            ReplyFiles.phrases("any", "kind.laugh"),
            ReplyFiles.phrases("vocative"));

    private Thanks() {}

    public static boolean isIn(String text) {
        return isFor(text) || !WordPhrase.asks(text) && PhraseCover.says(COVERS, text, THANKS);
    }

    /** Thanks with a sign or a name beside them: "cheers 👍", whose thumb alone is a yes. */
    public static boolean isBesideSigns(String text) {
        List<String> words = WordPhrase.words(text);
        List<String> said = SIGNS.without(words);
        return !said.isEmpty() && said.size() < words.size() && !WordPhrase.asks(text) && isIn(String.join(" ", said));
    }

    /** Thanks by a word of politeness in any language, with a sign beside it or without. */
    public static boolean isPolite(String text) {
        return (isIn(text) || isBesideSigns(text)) && POLITENESS.isIn(WordPhrase.words(text));
    }

    /** Thanks for what was told: "ok, thanks for letting me know" agrees to nothing. */
    public static boolean isFor(String text) {
        return !WordPhrase.asks(text) && PhraseCover.says(COVERS, text, FOR);
    }
}
