package org.relais.action.question;

import org.relais.conversation.ButtonPayload;

/** What the buttons of questions carry: the action, the step, the option. Looked up together with whoever pressed. */
final class QuestionButtons {
    /** The part of every button here, and of the conversation. */
    static final String PART = "question";

    static final String PICK = "pick";
    static final String SKIP = "skip";
    static final String BACK = "back";
    static final String LATER = "later";
    static final String ASK = "ask";
    static final String FORM = "form";
    static final String SAID = "said";

    private QuestionButtons() {}

    /** This option of this step. */
    static ButtonPayload pick(long actionId, int step, int option) {
        return ButtonPayload.of(PART, PICK, actionId, step, option);
    }

    /** No answer to this step. */
    static ButtonPayload skip(long actionId, int step) {
        return ButtonPayload.of(PART, SKIP, actionId, step);
    }

    /** The step before this one; of the place behind the last step, the last answer. */
    static ButtonPayload back(long actionId, int step) {
        return ButtonPayload.of(PART, BACK, actionId, step);
    }

    /** The question that is next. */
    static ButtonPayload ask(long actionId) {
        return ButtonPayload.of(PART, ASK, actionId);
    }

    /**
     * All questions on one screen.
     *
     * @param code says that this person was asked
     */
    static ButtonPayload form(long actionId, String code) {
        return ButtonPayload.of(PART, FORM, actionId, code);
    }

    /** What was said just now answers this step. */
    static ButtonPayload said(long actionId, int step) {
        return ButtonPayload.of(PART, SAID, actionId, step);
    }

    /** No more for now. */
    static ButtonPayload later(long actionId) {
        return ButtonPayload.of(PART, LATER, actionId);
    }

    /** The number at this place of a payload, -1 for what is none. */
    static int number(ButtonPayload button, int index) {
        return button.arguments().size() > index
                        && button.arguments().get(index).matches("\\d{1,3}")
                ? Integer.parseInt(button.arguments().get(index))
                : -1;
    }
}
