package org.relais.conversation.words;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Wish to pass a message on, or the question how a friend may join, by the words of {@code replies/*.properties}, and nothing
 * else. A pure function, safe for any number of threads.
 */
public final class ShareWish {
    private static final String SHARE = "share";
    private static final String TO = "share.to";
    private static final String FRIEND = "share.friend";
    private static final List<PhraseCover> COVERS =
            PhraseCover.ofEveryLanguage(SHARE, TO, FRIEND, "share.fill", "opening", "politeness");

    /** "A mi amiga Pilar". */
    private static final Pattern NAME = Pattern.compile("(?<=\\p{Ll} )\\p{Lu}\\p{Ll}+");

    private static final String WHAT = "share.what";
    private static final List<PhraseCover> QUESTIONS =
            PhraseCover.ofEveryLanguage(WHAT, "share.what.fill", "vocative", "opening", "politeness");

    private ShareWish() {}

    /** Whether a text asks what it is that is to be passed on, or for that once more. */
    public static boolean asksWhat(String text) {
        return PhraseCover.says(QUESTIONS, text, WHAT);
    }

    /** To send something is one where a friend is named; to share, or a link, always. */
    public static boolean isIn(String text) {
        String nameless = NAME.matcher(text).replaceAll("");
        return isSaid(text) || !nameless.equals(text) && isSaid(nameless);
    }

    private static boolean isSaid(String text) {
        return PhraseCover.lists(COVERS, text).anyMatch(ShareWish::isWish);
    }

    private static boolean isWish(Set<String> lists) {
        return lists.contains(SHARE) || lists.contains(TO) && lists.contains(FRIEND);
    }
}
