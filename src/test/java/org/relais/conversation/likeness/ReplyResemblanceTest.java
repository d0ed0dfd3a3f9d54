package org.relais.conversation.likeness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
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
        "sorry das war für meine Schwester, SLIP",
        "je l'ai fait suivre à mes collègues, DONE",
        "I've sent it round the allotment people, DONE",
        "an den Kegelclub weitergeschickt, DONE",
        "وزعت المنشور على الجيران, DONE"
    })
    void tellsTheRestApart(String text, ReplyKind kind) {
        assertThat(MODEL.odds(text).best()).isEqualTo(kind);
    }

    /** Written by hand after the examples, and never learned from. */
    @Test
    void readsTheKindOfFreshMessages() throws IOException {
        int all = 0;
        int right = 0;
        for (String language : List.of("fr", "en", "de", "es", "it", "pt", "nl", "ar")) {
            try (InputStream stream = getClass().getResourceAsStream("/replies/" + language + ".tsv")) {
                for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                    String[] fields = line.split("\t", 2);
                    boolean is = MODEL.odds(fields[1]).best().name().equalsIgnoreCase(fields[0]);
                    all++;
                    right += is ? 1 : 0;
                }
            }
        }
        assertThat(all).isGreaterThan(360);
        assertThat(right).isGreaterThan(all * 84 / 100);
    }
}
