package org.relais.inbound.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.ReplyMeaning;
import org.relais.testing.Unit;

@Unit
class OthersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    a las otras no          | false | true
                    y lo otro nasti         | false | false
                    al otro nel             | false | false
                    y a lo otro también     | true  | false
                    the other one too       | true  | false
                    the others no           | false | true
                    der Rest passt          | true  | true
                    gli altri no            | false | true
                    aux autres non          | false | true
                    """)
    void ofWhatWaits(String text, boolean agrees, boolean all) {
        assertThat(Others.of(text)).as(text).contains(new Others(agrees ? ReplyMeaning.YES : ReplyMeaning.NO, all));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "los otros vienen mañana",
                "¿y lo otro también?",
                "otra vez no",
                "lo otro",
                "no",
                "the others are late"
            })
    void ofNothing(String text) {
        assertThat(Others.of(text)).as(text).isEmpty();
    }
}
