package org.relais.inbound.answer;

import java.util.List;
import java.util.Optional;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.Interpretation.Answer;
import org.relais.conversation.Topic;
import org.relais.conversation.likeness.LikelyAnswer;
import org.relais.conversation.likeness.ReplyResemblance;
import org.relais.inbound.answer.OpenTopics.About;

/**
 * What resembles "signed, and sent to the mums at school" is said to what was to be passed on, whether they had agreed to it or
 * not: to the one share that is open, or was told last by itself; of several it is asked which.
 */
final class SharesDone {
    private static final String DONE = "done";

    private final TopicChoice choice;
    private final ReplyResemblance resemblance;

    SharesDone(TopicChoice choice, ReplyResemblance resemblance) {
        this.choice = choice;
        this.resemblance = resemblance;
    }

    /** Whether a text surely says so, of whatever it is. */
    boolean isSaid(String text) {
        return LikelyAnswer.isDone(resemblance, text);
    }

    /**
     * The button that says it is done; empty where nothing is to be passed on.
     *
     * @param told what was sent unasked and is open, the newest first
     */
    Optional<Understood> of(List<About> told) {
        List<About> shares = told.stream()
                .filter(about -> about.topic().sort() == Topic.Sort.SHARE
                        && !about.topic().refused())
                .map(SharesDone::done)
                .toList();
        List<About> taken =
                shares.stream().filter(about -> about.topic().taken()).toList();
        List<About> meant = choice.justTold(taken.isEmpty() ? shares : taken, false);
        return meant.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        meant.size() == 1
                                ? Understood.pressed(meant.get(0).answer().button())
                                : TopicChoice.which(meant));
    }

    private static About done(About about) {
        ButtonPayload any = about.answer().button();
        return new About(
                about.topic(),
                new Answer(about.answer().message(), new ButtonPayload(any.part(), DONE, any.arguments())));
    }
}
