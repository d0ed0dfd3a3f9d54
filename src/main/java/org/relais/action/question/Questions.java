package org.relais.action.question;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.action.ActionKind;
import org.relais.action.Assignments;
import org.relais.channel.ChannelRegistry;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.conversation.ReplyHandler;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.SurveyOpinion;

/** Parts of question actions, for whoever wires the service. */
public final class Questions {
    private final QuestionDialogue dialogue;
    private final QuestionPublisher publisher;
    private final StopDetector detector;
    private final InstantSource clock;

    /**
     * @param linkKey signs whom a form was opened for; without it everything is asked in the chat
     * @param detector reads what is about consent or the person's data, and so no answer
     */
    public Questions(
            Pool pool,
            ChannelRegistry channels,
            byte @Nullable [] linkKey,
            Assignments assignments,
            StopDetector detector,
            InstantSource clock) {
        FormCodes codes = new FormCodes(linkKey);
        this.dialogue = new QuestionDialogue(assignments, codes, clock);
        this.publisher = new QuestionPublisher(pool, channels, codes, clock);
        this.detector = detector;
        this.clock = clock;
    }

    /** For the core of actions. */
    public ActionKind kind() {
        return new QuestionKind(dialogue, publisher);
    }

    /** What people call the channels on which an organisation can ask by a form, sorted. */
    public Future<List<String>> formChannels(long organisationId) {
        return publisher.channels(organisationId);
    }

    /**
     * What volunteers press and type when they are asked.
     *
     * @param offers answers the buttons of offers
     */
    public ReplyHandler replies(ReplyHandler offers) {
        return new QuestionReplies(dialogue, offers, this::isNoAnswer, clock);
    }

    private boolean isNoAnswer(String words) {
        Verdict verdict = detector.detect(words);
        // Words that resume or ask for help are answers like any other where some are asked for.
        boolean consent = verdict.intent() == Intent.OPT_OUT || verdict.intent() == Intent.HOLD;
        return consent && !(verdict.onlyResembles() && Inquiry.isNoStop(words)) && !SurveyOpinion.isIn(detector, words)
                || !verdict.rights().isEmpty();
    }
}
