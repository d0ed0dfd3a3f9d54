package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.ReplyInterpreter;
import org.relais.conversation.ReplyMeaning;
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

    /** Somebody else does not come, and who writes does: so many are left of three. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "beth cant come saturday anymore, just me|0",
                "also beth cant come saturday anymore 😢 just me|0",
                "aw naw the wife's no well, it'll just be me on saturday|0",
                "naw naw, ah'm still comin. jist no ma wife|1",
                "I'm still coming, just not my wife|1",
                "the wife's no well, it'll just be me|0",
                "elle vient pas, juste moi|0",
                "ma femme est malade, je viens seul|0",
                "Léa ne vient plus, juste moi|0",
                "je viens toujours, juste pas ma femme|1",
                "meine Frau ist krank, ich komme allein|0",
                "Frau sagt grad sie kann doch nicht, komm ich halt allein|0",
                "ich komme trotzdem, nur nicht meine Frau|1",
                "mi mujer está mala, voy solo|0",
                "Marta no puede venir, voy sola|0",
                "mia moglie è malata, vengo da solo|0",
                "Marta non viene, solo io|0",
                "a minha mulher está doente, vou sozinho|0",
                "a Ana não pode vir, só eu|0",
                "mijn vrouw is ziek, ik kom alleen|0",
                "Anna kan niet komen, alleen ik|0",
                "زوجتي مريضة، سآتي وحدي|0"
            })
    void whoWritesComesAllTheSame(String text, int left) {
        assertThat(Companions.tells(text)).as("tells %s", text).isTrue();
        assertThat(Companions.brought(text, 2)).as(text).isEqualTo(left);
        assertThat(new ReplyInterpreter().meaning(text)).as(text).hasValue(ReplyMeaning.YES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I can't come, just me",
                "saturday cant come, just me",
                "cant come anymore, sorry",
                "my wife is ill, I can't come",
                "ma femme est malade, je ne viens pas",
                "meine Frau ist krank, wir kommen nicht"
            })
    void whoWritesDoesNotCome(String text) {
        assertThat(Companions.isAloneInstead(text)).as(text).isFalse();
        assertThat(new ReplyInterpreter().meaning(text)).as(text).isNotEqualTo(Optional.of(ReplyMeaning.YES));
    }
}
