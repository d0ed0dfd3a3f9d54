package org.relais.action.call;

import java.util.Optional;
import java.util.function.Predicate;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.conversation.CallReport;
import org.relais.conversation.ReplyInterpreter;

/**
 * Whether what a volunteer notes of a call may say that the person called wishes no further contact: then it is asked about. A
 * wish for another time, a result, and whatever else they said is none. A pure function, safe for any number of threads.
 */
final class RemovalNotes implements Predicate<String> {
    private final StopDetector words;
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    RemovalNotes(StopDetector words) {
        this.words = words;
    }

    @Override
    public boolean test(String note) {
        Optional<CallReport> report = interpreter.report(note);
        return report.equals(Optional.of(CallReport.REMOVAL))
                || mayReport(words.detect(note), note)
                        && !interpreter.isResult(note)
                        && !interpreter.saysYes(note)
                        && !interpreter.isPutOff(note)
                        && !report.equals(Optional.of(CallReport.ORIGIN));
    }

    /** The detector reads what it may be with care for whoever writes; of somebody else it must be about contact. */
    private boolean mayReport(Verdict verdict, String note) {
        String language = verdict.language();
        return verdict.mayReportRemoval()
                && (language != null && !ReplyInterpreter.isRead(language) || interpreter.mayEndContact(note));
    }
}
