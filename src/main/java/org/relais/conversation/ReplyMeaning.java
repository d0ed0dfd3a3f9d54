package org.relais.conversation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a word says to a question, whatever the question was. */
public enum ReplyMeaning {
    YES,
    NO,
    MAYBE,
    /** Not now: neither a yes nor a no. */
    LATER;

    /** The answer that a button's verb or a state is named by; empty for any other. */
    public static Optional<ReplyMeaning> of(@Nullable String name) {
        return Stream.of(YES, NO, MAYBE)
                .filter(meaning -> meaning.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * What a text says to which a yes, a no, both or neither belongs; empty for both and for neither.
     *
     * @param lists lists of phrases that its words belong to
     * @param agrees those of them that say yes
     * @param refuses those that say no
     */
    public static Optional<ReplyMeaning> yesOrNo(Collection<String> lists, List<String> agrees, List<String> refuses) {
        boolean yes = agrees.stream().anyMatch(lists::contains);
        boolean no = refuses.stream().anyMatch(lists::contains);
        return yes == no ? Optional.empty() : Optional.of(no ? NO : YES);
    }
}
