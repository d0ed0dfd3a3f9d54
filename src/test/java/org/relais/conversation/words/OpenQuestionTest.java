package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class OpenQuestionTest {

    /** As people ask who leave out the mark. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "on mange quoi au repas",
                "c'est où Jean Macé",
                "le loto c combien le carton",
                "y a quoi à faire",
                "ça sert à quoi votre sondage",
                "et les plantes qui s'en occupe",
                "c quoi les horaires du local",
                "vous pouvez me redire pour le vide grenier",
                "faut apporter koi comme plat",
                "can someone tell me which bus goes there",
                "does anyone know the way",
                "me pueden decir qué autobús va",
                "alguien sabe si hay aparcamiento",
                "könnt ihr mir sagen welcher Bus dahin fährt",
                "weiß jemand ob es Parkplätze gibt",
                "qualcuno sa se c'è parcheggio",
                "alguém sabe se há estacionamento",
                "weet iemand of er parkeerplaats is",
                "بدي اعرف إذا في باص"
            })
    void aQuestionNeedsNoMark(String text) {
        assertThat(OpenQuestion.of(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "on vient avec plaisir",
                "je ne sais pas quoi dire",
                "n'importe quoi",
                "on sait jamais",
                "le repas était bon",
                "I'll be there with my sister",
                "ich weiß schon Bescheid",
                "ya sé que es el sábado",
                "أهلا بكم جميعا"
            })
    void aRemarkIsNone(String text) {
        assertThat(OpenQuestion.of(text)).isEmpty();
    }
}
