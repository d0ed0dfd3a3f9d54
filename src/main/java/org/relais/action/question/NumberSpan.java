package org.relais.action.question;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/**
 * What numbers an option stands for: "de 5 a 20 años", "más de 20", "under 18", by the words of {@code replies/*.properties}.
 *
 * @param least with it
 * @param most with it; {@link Integer#MAX_VALUE} for no end
 */
record NumberSpan(int least, int most) {
    private static final Phrases LESS = ReplyFiles.phrases("range.less");
    private static final Phrases MORE = ReplyFiles.phrases("range.more");
    private static final Phrases OR_MORE = ReplyFiles.phrases("range.or_more");
    private static final Phrases OR_LESS = ReplyFiles.phrases("range.or_less");
    private static final Phrases TO = ReplyFiles.phrases("range.to");

    /** The span that a text names; empty where it names none. */
    static Optional<NumberSpan> of(String text) {
        List<String> words = WordPhrase.words(text);
        List<Integer> places = IntStream.range(0, words.size())
                .filter(at -> words.get(at).matches("\\d{1,6}"))
                .boxed()
                .toList();
        if (places.isEmpty() || places.size() > 2) {
            return Optional.empty();
        }
        int first = places.get(0);
        int number = Integer.parseInt(words.get(first));
        if (places.size() == 2) {
            return between(words, number, first, places.get(1));
        }
        if (endsBefore(LESS, words, first)) {
            return Optional.of(new NumberSpan(0, number - 1));
        }
        if (endsBefore(MORE, words, first)) {
            return Optional.of(new NumberSpan(number + 1, Integer.MAX_VALUE));
        }
        boolean plus = text.matches("(?s).*\\d\\s*\\+.*");
        if (plus || stands(OR_MORE, words, first)) {
            return Optional.of(new NumberSpan(number, Integer.MAX_VALUE));
        }
        return stands(OR_LESS, words, first) ? Optional.of(new NumberSpan(0, number)) : Optional.empty();
    }

    /** "5-20" has nothing between, "5 a 20" what leads from one to the other. */
    private static Optional<NumberSpan> between(List<String> words, int least, int first, int second) {
        int most = Integer.parseInt(words.get(second));
        List<String> between = words.subList(first + 1, second);
        boolean leads = between.isEmpty() || TO.longest(between, 0) == between.size();
        return leads && most > least ? Optional.of(new NumberSpan(least, most)) : Optional.empty();
    }

    private static boolean endsBefore(Phrases phrases, List<String> words, int number) {
        return IntStream.range(0, number).anyMatch(at -> at + phrases.longest(words, at) == number);
    }

    private static boolean stands(Phrases phrases, List<String> words, int number) {
        return phrases.isIn(words.subList(number + 1, words.size()));
    }

    boolean has(int number) {
        return number >= least && number <= most;
    }

    boolean isEndless() {
        return most == Integer.MAX_VALUE;
    }

    boolean isFirst() {
        return least == 0;
    }
}
