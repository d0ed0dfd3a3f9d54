package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.testing.Unit;

@Unit
class ContinueWishTest {
    private final StopDetector detector = StopDetector.load();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "si quiero seguir",
                "sigan nomas",
                "no no, seguir",
                "sí, quiero seguir recibiendo los mensajes",
                "oui je veux continuer à recevoir",
                "non non continuez",
                "non, je veux continuer",
                "je veux pas arrêter",
                "yes please continue",
                "no, I want to stay",
                "keep them coming",
                "ja weiter bitte",
                "nein, ich möchte weiter Nachrichten bekommen",
                "sì voglio continuare a ricevere i messaggi",
                "no, continuate pure",
                "sim, quero continuar a receber",
                "ja, ga maar door",
                "ik wil graag doorgaan",
                "نعم أريد الاستمرار",
            })
    void goingOnIsHeard(String text) {
        assertThat(ContinueWish.GO_ON.isIn(text)).isTrue();
        assertThat(detector.detect(text).intent()).isNotEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "si",
                "oui",
                "ja",
                "no quiero seguir",
                "no sigan",
                "no seguir",
                "no continuar",
                "non voglio continuare",
                "non continuare",
                "não continuem",
                "je ne veux pas continuer",
                "ne continuez pas",
                "je veux plus continuer à recevoir",
                "je veux surtout arrêter",
                "do stop",
                "don't continue",
                "please do stop sending",
                "nicht weiter",
                "nein, nicht weiter",
                "niet doorgaan",
                "sigan y los denuncio",
                "adelante",
                "continuez ?",
                "لا أريد الاستمرار",
                "sigan no mas mensajes",
            })
    void whatMayBeARefusalIsNot(String text) {
        assertThat(ContinueWish.GO_ON.isIn(text)).isFalse();
        assertThat(ContinueWish.COME_BACK.isIn(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "quiero volver",
                "bon en fait je reviens, vous me manquez 😅",
                "me arrepiento, apuntame otra vez",
                "volver a recibir mensajes porfa",
                "perdon, antes estaba enfadada. vuelvo a apuntarme",
                "hola otra vez, quiero q me escribais de nuevo",
                "pardon j etais enervée je veux bien continuer",
                "me equivoque, no queria parar",
                "je me suis trompé, je veux continuer",
                "je veux revenir svp",
                "ich will wieder dabei sein",
                "das war ein Versehen",
                "sorry, I stopped by mistake",
                "I want to come back",
                "mi sono sbagliata, voglio continuare",
                "vorrei tornare",
                "enganei-me, quero voltar a receber mensagens",
                "ik heb me vergist, ik wil weer meedoen",
                "أريد العودة",
            })
    void comingBackIsHeard(String text) {
        assertThat(ContinueWish.COME_BACK.isIn(text)).isTrue();
        assertThat(detector.detect(text).intent()).isNotEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tu peux me remettre ?",
                "vous pouvez me remettre dans la liste ?",
                "remettez-moi dans la liste",
                "can you add me back?",
                "put me back on the list",
                "me podéis volver a meter?",
                "ponedme otra vez en la lista",
                "könnt ihr mich wieder aufnehmen?",
                "mi potete reinserire nella lista?",
                "podem voltar a pôr-me na lista?",
                "kunnen jullie me weer toevoegen?",
                "schrijf me weer in",
                "ممكن ترجعوني على القائمة؟"
            })
    void toBeTakenInAgainIsAskedAsWellAsSaid(String text) {
        assertThat(ContinueWish.TAKEN_BACK.isIn(text)).isTrue();
        assertThat(detector.detect(text).intent()).isIn(Intent.NONE, Intent.OPT_IN, Intent.HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ne me remettez pas dans la liste",
                "remettez-moi dans la liste des cuisiniers",
                "me podéis volver a meter en el coche de Juan?",
                "me podéis volver a mandar el enlace?",
                "no me volváis a meter",
                "don't put me back on the list",
                "why did you put me back on the list?",
                "zet me niet weer op de lijst",
                "schrijf me weer uit",
                "how do I come back?"
            })
    void whatIsNoWishToBeTakenInAgain(String text) {
        assertThat(ContinueWish.TAKEN_BACK.isIn(text)).isFalse();
    }
}
