package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class SecondThoughtTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no voy al mercadillo, bueno sí          | true
                    no puedo. No espera, sí que puedo       | true
                    me apunto, mejor no                     | false
                    sí, digo no                             | false
                    I'm not coming, actually yes            | true
                    yes, I mean no                          | false
                    ich komme nicht, ach doch               | true
                    ja, ich meine nein                      | false
                    non vengo, anzi sì                      | true
                    não posso, quer dizer sim               | true
                    ik kom niet, ik bedoel ja               | true
                    je ne viens pas, enfin si               | true
                    oui, euh non                            | false
                    """)
    void takesBack(String text, boolean agrees) {
        assertThat(SecondThought.of(text))
                .as(text)
                .map(SecondThought::meaning)
                .contains(agrees ? ReplyMeaning.YES : ReplyMeaning.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no, gracias",
                "sí, con mucho gusto",
                "a la cena sí, al mercadillo no",
                "no sé, bueno ya veré",
                "no voy, ¿bueno sí?",
                "no voy, estoy malo",
                "I can't, sorry",
                "nein, leider nicht"
            })
    void takesNothingBack(String text) {
        assertThat(SecondThought.of(text)).as(text).isEmpty();
    }
}
