package org.relais.conversation;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * "Une fois par semaine max", "fewer messages please", "alle Nachrichten": a wish about how often we write, by the words of
 * {@code replies/*.properties}, of which every word of the text must be part. What wishes no more messages at all is for the
 * stop detector, which is asked first. A pure function, safe for any number of threads.
 *
 * @param pace at most one message in this time; null when that is to be asked
 * @param lifted whether everything is wished for again
 */
public record PaceWish(@Nullable Pace pace, boolean lifted) {
    private static final int MOST_WORDS = 20;
    private static final String WEEK = "pace.week";
    private static final String MONTH = "pace.month";
    private static final String FEWER = "pace.fewer";
    private static final String ALL = "pace.all";
    private static final String LIMIT = "pace.limit";
    private static final String POLITE = "politeness";
    private static final List<PhraseCover> COVERS = ReplyWords.languages().stream()
            .map(language -> PhraseCover.of(language, WEEK, MONTH, FEWER, ALL, LIMIT, "pace.fill", "opening", POLITE))
            .toList();

    /** One message at most in this time; the database knows it by the name in small letters. */
    public enum Pace {
        WEEK,
        MONTH;

        public String sqlName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Pace> of(String sqlName) {
            return EnumSet.allOf(Pace.class).stream()
                    .filter(pace -> pace.sqlName().equals(sqlName))
                    .findFirst();
        }
    }

    /** The wish that a text is; empty for one that is none, or says anything else. */
    public static Optional<PaceWish> of(String text) {
        List<String> words = WordPhrase.words(text);
        return words.size() > MOST_WORDS
                ? Optional.empty()
                : COVERS.stream()
                        .flatMap(cover -> cover.read(words).stream())
                        .map(parts -> parts.stream().map(PhraseCover.Part::list).collect(Collectors.toSet()))
                        .flatMap(lists -> wish(lists).stream())
                        .findFirst();
    }

    /** "Once a week" alone may answer anything; with a "please" it is asked about. */
    private static Optional<PaceWish> wish(Set<String> lists) {
        List<Pace> paces = Stream.of(Pace.values())
                .filter(pace -> lists.contains(pace == Pace.WEEK ? WEEK : MONTH))
                .toList();
        boolean sure = lists.contains(LIMIT) || lists.contains(FEWER);
        if (paces.size() == 1 && sure) {
            return Optional.of(new PaceWish(paces.get(0), false));
        }
        if (lists.contains(FEWER) || !paces.isEmpty() && (sure || lists.contains(POLITE))) {
            return Optional.of(new PaceWish(null, false));
        }
        return lists.contains(ALL) && paces.isEmpty() ? Optional.of(new PaceWish(null, true)) : Optional.empty();
    }
}
