package org.relais.inbound.answer;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;
import org.relais.conversation.words.WrittenLanguage;

/**
 * A word that is a yes or a no in another language and none in one's own: "jo, qué rabia" agrees to nothing. By the words of
 * {@code replies/*.properties}; a pure function, safe for any number of threads.
 */
public final class FalseFriend {
    private static final Pattern FIRST = Pattern.compile("(?U)^\\W*(\\w+)\\W*");
    private static final Map<String, Phrases> WORDS = ReplyFiles.phrasesByLanguage("false_friend");

    private FalseFriend() {}

    /**
     * A text without the one that it begins with.
     *
     * @param spoken the language of who writes; null when unknown: the one that the text is written in
     */
    public static String without(String text, @Nullable String spoken) {
        Matcher first = FIRST.matcher(text);
        String language = spoken == null ? WrittenLanguage.of(text).orElse("") : spoken;
        return first.find()
                        && WORDS.getOrDefault(language, Phrases.NONE).longest(WordPhrase.words(first.group(1)), 0) > 0
                ? text.substring(first.end())
                : text;
    }
}
