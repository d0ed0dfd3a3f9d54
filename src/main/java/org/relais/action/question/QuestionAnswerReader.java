package org.relais.action.question;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.action.question.QuestionForm.Step;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.NumberWords;
import org.relais.conversation.words.OpenQuestion;
import org.relais.conversation.words.PhraseCover;
import org.relais.conversation.words.Phrases;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.WordPhrase;

/** Reader of what somebody typed as the answer to a step. A pure function. */
final class QuestionAnswerReader {
    static final int LONGEST_WORDS = 1_000;
    static final int LONGEST_PLACE = 200;
    private static final int MOST_OF_A_PLACE = 4;

    private static final Phrases AND_ME = ReplyFiles.phrases("number.and_me");
    private static final BigDecimal LARGEST = BigDecimal.valueOf(1_000_000_000_000L);
    private static final Pattern NUMBER = Pattern.compile(
            "[-−]?\\d+(?:[\\u00a0\\u202f ']\\d{3}(?!\\d))*(?:[.,]\\d{3}(?!\\d))*(?:[.,]\\d{1,2}(?!\\d))?");

    /** "5-6". */
    private static final Pattern DASH = Pattern.compile("(?<=\\d)\\s*[-–—/]\\s*(?=\\d)");

    /** In place of digits: the "un" of "un 6" stands in front of something. */
    private static final String DIGITS = " x ";

    private static final Phrases LESS = ReplyFiles.phrases("range.less");
    private static final Phrases OR = ReplyFiles.phrases("number.or");
    private static final String NONE = "number.none";
    private static final List<PhraseCover> NONES =
            PhraseCover.ofEveryLanguage(NONE, "opening", "vocative", "politeness");
    private static final String NOTHING = "skip.nothing";
    private static final List<PhraseCover> NOTHINGS =
            PhraseCover.ofEveryLanguage(NOTHING, NONE, "opening", "vocative", "politeness", "kind.laugh");

    private QuestionAnswerReader() {}

    /** Whether a text says no more than that there is nothing to answer: "no", "no idea", "ninguno". */
    static boolean isNothing(String text) {
        return !WordPhrase.asks(text)
                && PhraseCover.lists(NOTHINGS, text).anyMatch(lists -> lists.contains(NOTHING) || lists.contains(NONE));
    }

    /**
     * The answer; empty when it is none: no number, out of bounds, or too long. Never for a choice.
     *
     * @param languages that the person may be writing in
     */
    static Optional<QuestionAnswer> read(Step step, String typed, Collection<String> languages) {
        String text = typed.strip();
        return switch (step.kind()) {
            case CHOICE -> Optional.empty();
            case NUMBER ->
                number(text, languages)
                        .or(() -> least(text, languages))
                        .filter(number -> isWithin(step, number) && !LESS.isIn(WordPhrase.words(text)))
                        .map(QuestionAnswer::of);
            case TEXT -> words(text, LONGEST_WORDS);
            case PLACE -> isQuestion(text) ? Optional.empty() : words(text, LONGEST_PLACE);
        };
    }

    /** "The town or the street?", "do I have to say": no place has so many words and a question mark, or begins like one. */
    private static boolean isQuestion(String text) {
        int words = WordPhrase.words(text).size();
        return WordPhrase.asks(text) && words > MOST_OF_A_PLACE
                || words >= MOST_OF_A_PLACE && OpenQuestion.isBegun(text);
    }

    /** A stray sign that no database keeps is left out. */
    private static Optional<QuestionAnswer> words(String text, int longest) {
        String clean = text.replace("\u0000", "");
        return clean.isEmpty() || clean.length() > longest ? Optional.empty() : Optional.of(QuestionAnswer.of(clean));
    }

    /**
     * The one number in a text ("nous serons 12"), in whatever digits or in words; empty where there are several, or none. "Moi
     * et mes deux filles" are three.
     */
    static Optional<BigDecimal> number(String text, Collection<String> languages) {
        if (AND_ME.isIn(WordPhrase.words(text)) && Companions.isIn(text)) {
            return Optional.of(BigDecimal.valueOf(Companions.brought(text, 0) + 1L));
        }
        Set<BigDecimal> found = numbers(text, languages);
        return found.size() == 1 ? found.stream().findFirst().map(QuestionAnswerReader::plain) : Optional.empty();
    }

    private static Set<BigDecimal> numbers(String text, Collection<String> languages) {
        String digits = digits(text);
        return Stream.concat(
                        NUMBER.matcher(digits).results().map(MatchResult::group).map(QuestionAnswerReader::value),
                        NumberWords.of(NUMBER.matcher(digits).replaceAll(DIGITS), languages).stream())
                .map(BigDecimal::stripTrailingZeros)
                .collect(Collectors.toSet());
    }

    /** The less of "two or three", and nothing at all of "none". */
    private static Optional<BigDecimal> least(String text, Collection<String> languages) {
        if (PhraseCover.says(NONES, text, NONE)) {
            return Optional.of(BigDecimal.ZERO);
        }
        String parted = DASH.matcher(text).replaceAll(" – ");
        boolean either = !parted.equals(text) || OR.isIn(WordPhrase.words(text));
        Set<BigDecimal> found = either ? numbers(parted, languages) : Set.of();
        return found.size() == 2
                ? found.stream().min(BigDecimal::compareTo).map(QuestionAnswerReader::plain)
                : Optional.empty();
    }

    private static BigDecimal plain(BigDecimal number) {
        return number.scale() < 0 ? number.setScale(0) : number;
    }

    private static String digits(String text) {
        StringBuilder digits = new StringBuilder();
        text.codePoints().forEach(sign -> {
            if (Character.isDigit(sign)) {
                digits.append(Character.getNumericValue(sign));
            } else if (sign == '٫') {
                digits.append(',');
            } else {
                digits.appendCodePoint(sign);
            }
        });
        return digits.toString();
    }

    /** Of points and commas the last one with one or two digits behind it begins the fraction; the others part thousands. */
    private static BigDecimal value(String written) {
        String number = written.replaceAll("[\\u00a0\\u202f ']", "").replace('−', '-');
        String whole = number.replaceFirst("[.,](\\d{1,2})$", "");
        String fraction = number.substring(whole.length()).replaceFirst("[.,]", "");
        String digits = whole.replaceAll("[.,]", "");
        return new BigDecimal(fraction.isEmpty() ? digits : digits + "." + fraction);
    }

    private static boolean isWithin(Step step, BigDecimal number) {
        Long least = step.least();
        Long most = step.most();
        return number.abs().compareTo(LARGEST) < 0
                && (least == null || number.compareTo(BigDecimal.valueOf(least)) >= 0)
                && (most == null || number.compareTo(BigDecimal.valueOf(most)) <= 0);
    }
}
