package org.relais.inbound.answer;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.WordPhrase;

/**
 * What is said to what waits beside something that was answered before, and names nothing: "a las otras no", "and the other one too",
 * by the words of {@code replies/*.properties}. A pure function, safe for any number of threads.
 *
 * @param meaning a yes or a no
 * @param all whether it is said of all that waits, and not of one thing
 */
record Others(ReplyMeaning meaning, boolean all) {
    private static final String ALL = "which.others";
    private static final String ONE = "which.rest";
    private static final String ALSO = "company.also";
    private static final List<String> YES = List.of("yes", "yes.anywhere", "which.fits");
    private static final List<String> NO = List.of("no", "no.anywhere", "no.end", "denial.last");
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(Stream.of(
                    Stream.of(ALL, ONE, ALSO, "language.and"),
                    YES.stream(),
                    NO.stream(),
                    Stream.of("which.fill", "vocative", "opening", "politeness", "kind.laugh"))
            .flatMap(lists -> lists)
            .toArray(String[]::new));

    /** What a text says of it, and nothing else; empty for any other. */
    static Optional<Others> of(String text) {
        return WordPhrase.asks(text)
                ? Optional.empty()
                : PhraseCover.lists(COVERS, text)
                        .flatMap(lists -> of(lists).stream())
                        .findFirst();
    }

    private static Optional<Others> of(Set<String> lists) {
        boolean named = lists.contains(ALL) || lists.contains(ONE);
        boolean silent = Stream.concat(YES.stream(), NO.stream()).noneMatch(lists::contains);
        return (silent && lists.contains(ALSO) ? Optional.of(ReplyMeaning.YES) : ReplyMeaning.yesOrNo(lists, YES, NO))
                .filter(meaning -> named)
                .map(meaning -> new Others(meaning, lists.contains(ALL)));
    }
}
