package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class FewerCompanionsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ah no, mi hija no",
                "mi hermana ya no",
                "mi marido al final no",
                "la peque no viene",
                "mi señora no puede",
                "quita a mi marido",
                "mejor sin ella jaja",
                "para mi mujer no",
                "mi novio no podrá venir",
                "my husband can't make it after all",
                "oh no, my daughter isn't coming",
                "without him after all",
                "ach nein, meine Schwester kommt nicht mit",
                "mein Mann doch nicht",
                "mia sorella alla fine non viene",
                "o meu marido já não vem",
                "mijn zus komt toch niet mee",
                "ma sœur ne vient plus finalement",
                "mon mari non plus"
            })
    void oneLess(String text) {
        assertThat(FewerCompanions.in(text)).as(text).hasValue(1);
    }

    @Test
    void severalAreMoreThanOne() {
        assertThat(FewerCompanions.in("mis hijos al final no vienen")).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no, mi hija sí",
                "mi hija",
                "no",
                "no voy",
                "mi marido está malo y no podemos ir",
                "¿mi hija no puede venir?",
                "mi hija no, mi hijo sí",
                "my sister is ill, I can't come",
                "can't come",
                "ma sœur ne vient pas, moi non plus",
                "meine Schwester kommt, ich nicht"
            })
    void nothingOfThat(String text) {
        assertThat(FewerCompanions.in(text)).as(text).isEmpty();
    }
}
