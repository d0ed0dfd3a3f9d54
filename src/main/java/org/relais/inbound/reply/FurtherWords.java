package org.relais.inbound.reply;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.words.Clauses;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.QuestionParts;
import org.relais.conversation.words.Thanks;
import org.relais.conversation.words.WordPhrase;

/**
 * What somebody says beside what Relais answers: "Where is it? I can bring two tables.", "Yes. But I can't carry any." A pure
 * function, safe for any number of threads.
 */
final class FurtherWords {
    /** Fewer words offer and tell nothing. */
    private static final int FEWEST = 4;
    /** "Oui avec plaisir, merci" says no more than yes. */
    private static final int MOST_OF_AN_ANSWER = 5;

    private static final Pattern QUESTION_END = Pattern.compile("(?<=[?؟])");

    private static final ReplyInterpreter INTERPRETER = new ReplyInterpreter();

    private FurtherWords() {}

    /** Whether there are several sentences, kind words apart, or clauses beside a question, and one of them tells something. */
    static boolean areIn(String text) {
        Stream<String> parts = EventInquiry.among(text).isEmpty()
                ? Clauses.sentences(text).flatMap(QUESTION_END::splitAsStream)
                : QuestionParts.of(text);
        List<String> said = parts.filter(part -> !isKind(part)).toList();
        return said.size() > 1 && said.stream().anyMatch(FurtherWords::tells);
    }

    private static boolean isKind(String part) {
        return WordPhrase.words(part).isEmpty()
                || Thanks.isPolite(part)
                || Pleasantry.of(part).isPresent();
    }

    private static boolean tells(String part) {
        int words = WordPhrase.words(part).size();
        boolean answers = words <= MOST_OF_AN_ANSWER && INTERPRETER.reads(part);
        return words >= FEWEST
                && !answers
                && !Companions.tells(part)
                && EventInquiry.of(part).isEmpty();
    }
}
