package org.relais.conversation.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

/** Sentences that are no example. */
@Unit
class ReplyResemblanceTest {
    private static final ReplyResemblance MODEL = ReplyResemblance.standard();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je serai là avec ma guitare et mes voisins",
                "sadly I have to work that day, maybe another time",
                "no voy a poder, trabajo hasta tarde",
                "ich muss an dem Tag leider arbeiten",
                "rispondo domani dopo il lavoro",
                "vou tentar mas depende do trabalho",
                "ik sta in de file, begin maar zonder mij",
                "لا أقدر، عندي شغل في ذلك اليوم"
            })
    void whatAnswersResemblesAnAnswer(String text) {
        assertThat(MODEL.odds(text).answers()).isGreaterThan(0.65);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "le maire a encore menti sur la piscine",
                "they closed the library in our street",
                "el cartel tiene una falta en el título",
                "die Heizung im Saal ist immer noch kaputt",
                "hanno chiuso la farmacia del paese",
                "roubaram a bicicleta do meu vizinho",
                "de burgemeester heeft weer gelogen",
                "سكروا المدرسة في حينا"
            })
    void aRemarkDoesNot(String text) {
        assertThat(MODEL.odds(text).answers()).isLessThan(0.65);
    }

    @ParameterizedTest
    @CsvSource({
        "combien coûte l'entrée pour les enfants, QUESTION",
        "how much do tickets cost for the children, QUESTION",
        "gracias a todo el equipo por la fiesta, THANKS",
        "sorry das war für meine Schwester, SLIP"
    })
    void tellsTheRestApart(String text, ReplyKind kind) {
        assertThat(MODEL.odds(text).best()).isEqualTo(kind);
    }
}
