package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class CallEndingTest {

    @ParameterizedTest
    @CsvSource({
        "ANSWERED, il a décroché",
        "ANSWERED, on m'a répondu",
        "ANSWERED, je l'ai au téléphone",
        "ANSWERED, they picked up",
        "ANSWERED, got him on the phone",
        "ANSWERED, contestó",
        "ANSWERED, me ha cogido el teléfono",
        "ANSWERED, sie ist rangegangen",
        "ANSWERED, habe ihn am Apparat",
        "ANSWERED, ha risposto",
        "ANSWERED, atendeu o telefone",
        "ANSWERED, hij nam op",
        "ANSWERED, ردت علي",
        "REACHED, il a décroché et il vient",
        "REACHED, elle a décroché et c'est ok",
        "REACHED, answered and is coming",
        "REACHED, contestó y viene",
        "REACHED, hat abgenommen und kommt",
        "REACHED, ha risposto e viene",
        "REACHED, atendeu e vem",
        "REACHED, nam op en komt",
        "REACHED, أجاب وسيأتي",
        "NO_ANSWER, ça n'a pas décroché",
        "NO_ANSWER, c'est le répondeur qui a décroché",
        "NO_ANSWER, hasn't answered",
        "NO_ANSWER, nobody picked up",
        "NO_ANSWER, contestó el buzón",
        "NO_ANSWER, no contestó nadie",
        "NO_ANSWER, keiner hat abgehoben",
        "NO_ANSWER, ha risposto la segreteria",
        "NO_ANSWER, nessuno ha risposto",
        "NO_ANSWER, ninguém atendeu",
        "NO_ANSWER, heeft niet opgenomen",
        "NO_ANSWER, لم يرد أحد",
        "REFUSED, elle a décroché et raccroché",
        "REFUSED, answered and hung up",
        "REFUSED, contestó y colgó",
        "WRONG_NUMBER, someone else answered",
        "WRONG_NUMBER, contestó otra persona",
        "CALL_BACK, a répondu et elle rappelle",
    })
    void isNamed(CallEnding ending, String text) {
        assertThat(CallEnding.of(text)).contains(ending);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pas de réponse", "répondeur", "no answer", "elle vient", "bon, elle a décroché", "voicemail"})
    void maybeAllThatIsSaid(String text) {
        assertThat(CallEnding.mere(text)).isEqualTo(CallEnding.of(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "la mairie ne répond jamais",
                "il faudrait que le maire décroche",
                "the council never replied, no answer to letters",
                "nadie contesta en el ayuntamiento",
            })
    void whatSaysMoreIsNoMereEnding(String text) {
        assertThat(CallEnding.mere(text)).isEmpty();
    }
}
