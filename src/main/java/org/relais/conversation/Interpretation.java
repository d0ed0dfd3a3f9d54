package org.relais.conversation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a text is to the messages that are open. */
public sealed interface Interpretation {
    /** Nothing that we understood. */
    Interpretation NONE = new Nothing();

    /**
     * Exactly this button.
     *
     * @param inWords the message, where it was answered in one's own words; null for a number or a label
     */
    record Chosen(ButtonPayload button, @Nullable OpenMessage inWords) implements Interpretation {
        Chosen(ButtonPayload button) {
            this(button, null);
        }
    }

    /** The same answer to several messages, the newest first: what is closed is left out, then it is asked which is meant. */
    record Several(List<Answer> answers) implements Interpretation {
        public Several {
            answers = List.copyOf(answers);
        }
    }

    /** It may be an answer to this message: its question is asked again. */
    record Unsure(OpenMessage message) implements Interpretation {}

    /** Not now. */
    record Postponed(OpenMessage message) implements Interpretation {}

    /** Nothing that we understood. */
    record Nothing() implements Interpretation {}

    /**
     * One button of one message.
     *
     * @param label how many words of its label the text is; 0 where it is another way to say it
     */
    record Answer(OpenMessage message, ButtonPayload button, int label) {
        public Answer(OpenMessage message, ButtonPayload button) {
            this(message, button, 0);
        }
    }
}
