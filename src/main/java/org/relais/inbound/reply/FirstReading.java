package org.relais.inbound.reply;

import java.util.List;
import java.util.function.Function;
import org.relais.conversation.ActionWish;
import org.relais.conversation.AnswerToAll;
import org.relais.conversation.LabelChoice;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.ContinueWish;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.HoldAnswer;
import org.relais.conversation.words.LanguageRequest;
import org.relais.conversation.words.OwnLabels;
import org.relais.conversation.words.PaceWish;
import org.relais.conversation.words.ShareWish;
import org.relais.conversation.words.SurveyInquiry;
import org.relais.conversation.words.WrittenLanguage;

/**
 * One text read by all that reads what people write, which learns their examples and compiles their lists of words: two
 * seconds of a processor that the first message would otherwise keep an event loop from all others.
 */
public final class FirstReading {
    private static final String TEXT = "Bonjour !";

    private FirstReading() {}

    /** Blocks for so long; later readings are quick. */
    public static void read() {
        ReplyResemblance unused = ReplyResemblance.standard();
        WrittenLanguage.load();
        ReplyInterpreter interpreter = new ReplyInterpreter();
        List<Function<String, ?>> readers = List.of(
                interpreter::reads,
                interpreter::attends,
                interpreter::report,
                interpreter::agrees,
                interpreter::isDropped,
                LanguageRequest::of,
                OwnLabels::contains,
                CallWish::isNamed,
                CallEnding::of,
                SurveyInquiry::of,
                PaceWish::of,
                ShareWish::isIn,
                LabelChoice::isTime,
                EventInquiry::of,
                Companions::isIn,
                ContinueWish::isAny,
                HoldAnswer::isJoke,
                ActionWish::mayBe,
                AnswerToAll::isNone);
        for (Function<String, ?> reader : readers) {
            Object unusedAnswer = reader.apply(TEXT);
        }
    }
}
