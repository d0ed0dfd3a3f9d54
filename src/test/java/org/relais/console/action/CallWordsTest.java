package org.relais.console.action;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.Unit;

@Unit
class CallWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "La fête est samedi à 15 h. Viendrez-vous ? | Viendrez-vous ?",
                "We meet at 3 pm! Will you come? | Will you come?",
                "La fiesta es el sábado. ¿Vendrá? | ¿Vendrá?",
                "Connaissez-vous M. Bon ? | Connaissez-vous M. Bon ?",
                "Viendrez-vous ? | Viendrez-vous ?",
                "Nous fêtons l’été. Dites ce que vous apportez. | Nous fêtons l’été. Dites ce que vous apportez.",
                "الحفلة يوم السبت. هل ستأتي؟ | الحفلة يوم السبت. هل ستأتي؟"
            })
    void aListShowsTheQuestionAlone(String words, String asked) {
        assertThat(CallWords.asked(words)).isEqualTo(asked);
    }
}
