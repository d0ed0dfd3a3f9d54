package org.relais.conversation.words;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a text asks and what it tells, part by part: "Can I bring my kids? And is there parking?" asks twice. A pure function,
 * safe for any number of threads.
 */
public final class QuestionParts {
    /** Words; "ok?" and "right?" ask nothing. */
    private static final int SHORTEST = 3;

    private static final Phrases AND = ReplyFiles.phrases("language.and");
    private static final Phrases ECHOES = ReplyFiles.phrases("ask.echo");
    private static final Phrases CONDITION = ReplyFiles.phrases("condition");
    private static final Phrases OPENINGS = ReplyFiles.phrases("opening");

    private QuestionParts() {}

    /** The clauses of a text, and each question by itself, be it behind an "and" only. */
    public static Stream<String> of(String text) {
        return Clauses.withQuestions(text).flatMap(QuestionParts::byAnd);
    }

    /** The questions among several parts that nothing of ours answers; none where the text is one part. */
    public static List<String> left(String text) {
        List<String> parts = of(text).toList();
        return parts.size() < 2
                ? List.of()
                : parts.stream().filter(QuestionParts::isForOrganisers).toList();
    }

    /** The questions with their mark that nothing of ours answers, be it one alone: without, words may be an opinion. */
    public static List<String> asked(String text) {
        return of(text).filter(part -> WordPhrase.asks(part)
                        && isForOrganisers(part)
                        && SurveyInquiry.of(part).isEmpty())
                .toList();
    }

    /** What a text tells beside what it asks; empty where it does not do both, and where it only sets a condition. */
    public static Optional<String> told(String text) {
        List<String> parts = of(text).toList();
        List<String> told = parts.stream().filter(part -> !asks(part)).toList();
        return told.isEmpty()
                        || told.size() == parts.size()
                        || told.stream().anyMatch(part -> CONDITION.begin(WordPhrase.words(part), OPENINGS))
                ? Optional.empty()
                : Optional.of(String.join(", ", told));
    }

    /** "Another walk? Seriously. Well ok, I'm coming": what is only said again in surprise asks nothing. */
    private static boolean isEcho(String part) {
        List<String> words = WordPhrase.words(part);
        return (ECHOES.longest(words, 0) > 0 || ECHOES.begin(words, OPENINGS)) && !OpenQuestion.isBegun(part);
    }

    private static boolean isForOrganisers(String part) {
        return !isEcho(part)
                && OpenQuestion.of(part)
                        .filter(asked -> asked != OpenQuestion.OTHER
                                || WordPhrase.words(part).size() >= SHORTEST)
                        .isPresent()
                && EventInquiry.of(part).isEmpty()
                && LanguageRequest.of(part).isEmpty()
                && !Companions.tells(part)
                && !ShareWish.isIn(part)
                && !ShareWish.asksWhat(part)
                && !CallWish.isIn(part)
                && !CallWish.asksNext(part);
    }

    private static boolean asks(String part) {
        return OpenQuestion.of(part).isPresent() || EventInquiry.of(part).isPresent();
    }

    private static Stream<String> byAnd(String clause) {
        List<String> words = WordPhrase.words(clause);
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int at = 1; at < words.size(); at++) {
            int and = AND.longest(words, at);
            if (and > 0 && OpenQuestion.begins(words, at + and)) {
                parts.add(String.join(" ", words.subList(from, at)));
                from = at + and;
                at = from;
            }
        }
        if (from == 0) {
            return Stream.of(clause);
        }
        parts.add(String.join(" ", words.subList(from, words.size())));
        String mark = WordPhrase.asks(clause) ? "?" : "";
        return parts.stream().map(part -> part + mark);
    }
}
