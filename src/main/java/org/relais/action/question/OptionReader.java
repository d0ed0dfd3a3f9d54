package org.relais.action.question;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.LabelChoice;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.SurveyOpinion.Frequency;
import org.relais.conversation.words.WordPhrase;

/**
 * Reader of what somebody typed as one of the options of a step: by its name, by its place ("la segunda", "2"), or, where the options
 * are spans of numbers, by a number or a year that is in one of them: "15 años", "llegué en 2019", "toda la vida". A pure function.
 */
final class OptionReader {
    /** Words; whoever says more than a number says more than which span. */
    private static final int MOST_OF_A_NUMBER = 6;
    /** "La" in "la dos". */
    private static final Phrases ASIDE = ReplyFiles.phrases("label.aside");

    private static final Phrases HEDGES = ReplyFiles.phrases("hedge");
    private static final Phrases CONDITION = ReplyFiles.phrases("condition");

    private static final int FIRST_YEAR = 1900;
    private static final String LONGEST = "range.longest";
    private static final String SHORTEST = "range.shortest";
    private static final List<PhraseCover> ENDS =
            PhraseCover.ofEveryLanguage(LONGEST, SHORTEST, "range.fill", "opening", "politeness");

    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    /**
     * The place of the option that is meant; empty for none, and where it may be several.
     *
     * @param languages that the person may be writing in
     * @param year now
     */
    Optional<Integer> read(String text, List<String> labels, Collection<String> languages, int year) {
        List<Optional<NumberSpan>> spans = labels.stream().map(NumberSpan::of).toList();
        long numbers = spans.stream().filter(Optional::isPresent).count();
        // One of them may be "I don't know".
        return numbers > 1 && numbers >= labels.size() - 1
                ? among(text, spans, languages, year).or(() -> AnswerToAll.place(text, labels.size()))
                : LabelChoice.of(text, labels)
                        .or(() -> AnswerToAll.place(text, labels.size()))
                        .or(() -> counted(text, labels, languages))
                        .or(() -> frequent(text, labels))
                        .or(() -> hedged(text, labels));
    }

    private static Optional<Integer> among(
            String text, List<Optional<NumberSpan>> spans, Collection<String> languages, int year) {
        Optional<NumberSpan> said = NumberSpan.of(text);
        return only(spans, span -> said.equals(Optional.of(span)))
                .or(() -> end(text, spans))
                .or(() -> number(text, languages, year).flatMap(number -> only(spans, span -> span.has(number))));
    }

    /** "Toda la vida" is the span that has no end, "acabo de llegar" the first one. */
    private static Optional<Integer> end(String text, List<Optional<NumberSpan>> spans) {
        return PhraseCover.lists(ENDS, text)
                .flatMap(lists -> lists.contains(LONGEST)
                        ? only(spans, NumberSpan::isEndless).stream()
                        : lists.contains(SHORTEST) ? only(spans, NumberSpan::isFirst).stream() : Stream.empty())
                .findFirst();
    }

    /** A number of few words; a year is how long ago it was. */
    private static Optional<Integer> number(String text, Collection<String> languages, int year) {
        return WordPhrase.words(text).size() > MOST_OF_A_NUMBER || WordPhrase.asks(text) || Companions.isCount(text)
                ? Optional.empty()
                : QuestionAnswerReader.number(text, languages)
                        .filter(number -> number.scale() <= 0 && number.compareTo(BigDecimal.valueOf(year)) <= 0)
                        .map(BigDecimal::intValue)
                        .map(number -> number >= FIRST_YEAR ? year - number : number);
    }

    /** "Uno" is the first, where no option is a number. */
    private static Optional<Integer> counted(String text, List<String> labels, Collection<String> languages) {
        boolean numbers = labels.stream().anyMatch(label -> label.codePoints().anyMatch(Character::isDigit));
        List<String> said = ASIDE.without(WordPhrase.words(text));
        return numbers || said.size() != 1
                ? Optional.empty()
                : QuestionAnswerReader.number(said.get(0), languages)
                        .map(BigDecimal::intValue)
                        .filter(number -> number > 0 && number <= labels.size())
                        .map(number -> number - 1);
    }

    /** "Probably yes", "yes if I can": the one option that is a yes. */
    private Optional<Integer> hedged(String text, List<String> labels) {
        List<String> words = WordPhrase.words(text);
        if (WordPhrase.asks(text) || words.size() > MOST_OF_A_NUMBER) {
            return Optional.empty();
        }
        int condition = IntStream.range(1, words.size())
                .filter(at -> CONDITION.longest(words, at) > 0)
                .findFirst()
                .orElse(words.size());
        Optional<ReplyMeaning> said =
                interpreter.meaning(String.join(" ", HEDGES.without(words.subList(0, condition))));
        return said.flatMap(meaning ->
                only(labels.size(), at -> interpreter.meaning(labels.get(at)).equals(Optional.of(meaning))));
    }

    /** "Hardly ever" is "now and then" where no other option is as rare, and "never" the rarest of all. */
    private static Optional<Integer> frequent(String text, List<String> labels) {
        List<Optional<Frequency>> offered = labels.stream().map(Frequency::of).toList();
        return Frequency.of(text)
                .flatMap(said -> only(labels.size(), at -> offered.get(at).equals(Optional.of(said)))
                        .or(() -> only(
                                labels.size(),
                                at -> offered.get(at).filter(said::isLike).isPresent()))
                        .or(() -> outermost(said, offered)));
    }

    /** The last option on the side of what is rarer, or more often, than all of them. */
    private static Optional<Integer> outermost(Frequency said, List<Optional<Frequency>> offered) {
        List<Frequency> all = offered.stream().flatMap(Optional::stream).toList();
        if (all.size() < offered.size() || all.size() < 2) {
            return Optional.empty();
        }
        Frequency least = Collections.min(all);
        Frequency most = Collections.max(all);
        return said.compareTo(least) < 0
                ? only(all.size(), at -> all.get(at) == least)
                : said.compareTo(most) > 0 ? only(all.size(), at -> all.get(at) == most) : Optional.empty();
    }

    private interface Fits {
        boolean test(NumberSpan span);
    }

    private static Optional<Integer> only(List<Optional<NumberSpan>> spans, Fits fits) {
        return only(spans.size(), at -> spans.get(at).filter(fits::test).isPresent());
    }

    private static Optional<Integer> only(int size, IntPredicate fits) {
        List<Integer> found = IntStream.range(0, size).filter(fits).boxed().toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
}
