package org.relais.action.question;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.relais.action.step.StepOption;

/**
 * What somebody answered to a step: one of the three, or none for a step that was skipped.
 *
 * @param choice id of the option
 * @param words their own, or the name of a place
 */
record QuestionAnswer(@Nullable String choice, @Nullable BigDecimal number, @Nullable String words) {
    QuestionAnswer {
        // One number is one answer, however many zeros stand behind it.
        number = number == null ? null : number.stripTrailingZeros();
    }

    static final QuestionAnswer SKIPPED = new QuestionAnswer(null, null, null);

    static QuestionAnswer of(StepOption option) {
        return new QuestionAnswer(option.id(), null, null);
    }

    static QuestionAnswer of(BigDecimal number) {
        return new QuestionAnswer(null, number, null);
    }

    static QuestionAnswer of(String words) {
        return new QuestionAnswer(null, null, words);
    }
}
