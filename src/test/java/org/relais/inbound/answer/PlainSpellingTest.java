package org.relais.inbound.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
import org.relais.testing.Unit;

/** What is taken back as a dialect is spoken, and what is asked of nobody. */
@Unit
class PlainSpellingTest {
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Ma wee grandson's poorly, ah'll no make it Saturday efter aw|NO",
                "So ah'm oot for Saturday, sorry|NO",
                "ah'm no comin the morn|NO",
                "did you hear me? not coming wednesday|NO",
                "can't make wednesday, darts night|NO",
                "I kumm doch ned, tuat ma leid|NO",
                "I cha leider doch nöd cho|NO",
                "geht si bei mir ned aus|NO",
                "wesh jpourrai pas v'nir en vrai|NO",
                "jsuis plus dispo frr|NO",
                "on est malade, la gastro, on annule desole|NO",
                "Seid ihr taub? Ich komme nicht|NO",
            })
    void isTakenBack(String text, ReplyMeaning meaning) {
        assertThat(interpreter.meaning(PlainSpelling.of(text))).as(text).isEqualTo(Optional.of(meaning));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "When is it? Hello|When is it?",
                "Really?|Really?",
                "Ah, ma sœur vient aussi.|Ah, ma sœur vient aussi.",
                "I can't make it, sorry!|I can't make it, sorry!"
            })
    void isLeftAsItIs(String text, String same) {
        assertThat(PlainSpelling.of(text)).isEqualTo(same);
    }
}
