package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.consent.stopword.Affirmation;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyInterpreter;
import org.relais.template.Texts;
import org.relais.testing.Unit;

@Unit
class NumberRequestsTest {
    private final StopDetector detector = StopDetector.load();

    /** Under Telegram's input field a button writes its label, whenever it is tapped and whatever was asked since. */
    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void keepingOnesNumberIsNoAnswerToAnythingElse(String language) {
        String label = Texts.standard().text("number.decline", language);
        assertThat(label.length()).isLessThanOrEqualTo(ReplyChoices.LONGEST_LABEL);
        assertThat(detector.detect(label).intent()).isEqualTo(Intent.NONE);
        assertThat(detector.affirmation(label)).isEqualTo(Affirmation.NEITHER);
        assertThat(new ReplyInterpreter().meaning(label)).isEmpty();
    }
}
