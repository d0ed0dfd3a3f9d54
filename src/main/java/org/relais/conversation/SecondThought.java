package org.relais.conversation;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.WordPhrase;

/**
 * A yes or no that takes back what stands in front of it in the same text: "no voy, bueno sí", "yes. I mean no", by the words
 * of {@code replies/*.properties}. A pure function, safe for any number of threads.
 *
 * @param first what stands in front of it
 * @param meaning what is said in the end: a yes or a no
 */
record SecondThought(String first, ReplyMeaning meaning) {
    /** Takes back what stands before it: in front of a yes or no, or by itself. */
    private static final List<String> SECOND = List.of("second", "second.yes", "second.no");

    private static final List<String> YES = List.of("second.yes", "yes", "yes.alone", "yes.end");
    private static final List<String> NO = List.of("second.no", "no", "no.alone", "no.end");
    private static final List<PhraseCover> COVERS = PhraseCover.ofEveryLanguage(
            Stream.of(SECOND.stream(), YES.stream(), NO.stream(), Stream.of("opening", "politeness", "kind.laugh"))
                    .flatMap(lists -> lists)
                    .toArray(String[]::new));

    /** What a text ends with that takes the rest of it back; empty where it asks, or ends with anything else. */
    static Optional<SecondThought> of(String text) {
        List<String> clauses = Clauses.marked(text).toList();
        return IntStream.range(1, WordPhrase.asks(text) ? 1 : clauses.size())
                .mapToObj(at -> meaning(String.join("", clauses.subList(at, clauses.size())))
                        .map(meaning -> new SecondThought(String.join("", clauses.subList(0, at)), meaning)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<ReplyMeaning> meaning(String behind) {
        return PhraseCover.lists(COVERS, behind)
                .filter(lists -> SECOND.stream().anyMatch(lists::contains))
                .flatMap(lists -> ReplyMeaning.yesOrNo(lists, YES, NO).stream())
                .findFirst();
    }
}
