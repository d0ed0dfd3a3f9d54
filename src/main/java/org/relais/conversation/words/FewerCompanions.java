package org.relais.conversation.words;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who of those whom somebody was to bring comes no more: "mi hija al final no", "mejor sin ella", by the words of {@code
 * replies/*.properties}. Every word must belong to it, so that nothing is said of who writes. A pure function, safe for any
 * number of threads.
 */
final class FewerCompanions {
    private static final String LESS = "company.less";
    /** "No", behind somebody: in front of them it may deny what was said before. */
    private static final String LAST = "company.less.last";
    /** Says all of it: "without her". */
    private static final String THEM = "company.less.them";

    /** Who writes: then it is said of them as well. */
    private static final String SELF = "company.self";

    private static final String SEVERAL = "company.several";
    private static final Set<String> FRIENDS = Set.of(SEVERAL, "share.friend", "company.friend");
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(Stream.concat(
                    Stream.of(
                            SELF,
                            THEM,
                            LESS,
                            LAST,
                            SEVERAL,
                            "company.less.fill",
                            "company.no",
                            "change",
                            "opening",
                            "politeness",
                            "kind.laugh"),
                    FRIENDS.stream().filter(list -> !list.equals(SEVERAL)))
            .toArray(String[]::new));

    /** "Il ne vient plus, il est grippé": why, in a clause of its own. */
    private static final Phrases TROUBLE = ReplyFiles.phrases("trouble");

    private FewerCompanions() {}

    /** How many come no more; empty for a text that says anything else. */
    static OptionalInt in(String text) {
        return said(Clauses.of(text)
                .filter(clause -> !TROUBLE.isIn(WordPhrase.words(clause)))
                .collect(Collectors.joining(", ")));
    }

    private static OptionalInt said(String text) {
        List<String> words = WordPhrase.words(text);
        return WordPhrase.asks(text)
                ? OptionalInt.empty()
                : COVERS.stream()
                        .flatMap(cover -> cover.read(words).stream())
                        .map(FewerCompanions::lost)
                        .filter(OptionalInt::isPresent)
                        .findFirst()
                        .orElse(OptionalInt.empty());
    }

    private static OptionalInt lost(List<PhraseCover.Part> parts) {
        int friends = 0;
        boolean less = false;
        for (PhraseCover.Part part : parts) {
            if (part.list().equals(SELF)) {
                return OptionalInt.empty();
            }
            boolean them = part.list().equals(THEM);
            less |= them || part.list().equals(LESS) || part.list().equals(LAST) && friends > 0;
            friends += part.list().equals(SEVERAL) ? 2 : them || FRIENDS.contains(part.list()) ? 1 : 0;
        }
        return less && friends > 0 ? OptionalInt.of(friends) : OptionalInt.empty();
    }
}
