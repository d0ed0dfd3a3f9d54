package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.testing.Unit;

@Unit
class SurveyOpinionTest {
    private static final StopDetector DETECTOR = StopDetector.load();

    /** What would stop or hold somebody elsewhere, and answers an open question. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no quiero más bares en mi calle",
                "no quiero más ruido",
                "no quiero más coches en el centro",
                "no más fiestas hasta las 3, ya basta",
                "basta de obras",
                "basta de basura en los parques",
                "dejad de poner bares",
                "que se acabe ya la obra, basta",
                "menos coches y más bancos",
                "ya no quiero más turistas en el barrio",
                "estoy harta de los patinetes",
                "nada más",
                "je ne veux plus de bars dans ma rue",
                "plus de voitures dans le centre, ça suffit",
                "arrêtez de construire des immeubles",
                "marre des travaux",
                "moins de bruit la nuit, ça suffit",
                "assez de béton",
                "on veut plus de trottinettes sur les trottoirs",
                "rien de plus",
                "no more bars in my street",
                "I don't want any more traffic in the centre",
                "stop building flats, enough",
                "enough of the noise",
                "we don't want more tourists",
                "no more parties until 3am, enough",
                "keine Kneipen mehr in unserer Straße",
                "ich will keine Autos mehr im Zentrum",
                "hört auf mit den Baustellen",
                "Schluss mit dem Lärm",
                "genug gebaut, keine Parkplätze mehr",
                "non voglio più bar nella mia via",
                "basta con i cantieri",
                "basta rumore di notte",
                "smettete di costruire parcheggi",
                "non vogliamo più turisti",
                "niente più feste fino alle 3, basta",
                "não quero mais bares na minha rua",
                "chega de obras",
                "basta de barulho à noite",
                "parem de construir hotéis",
                "não queremos mais turistas",
                "deixem de cortar árvores",
                "geen kroegen meer in mijn straat",
                "ik wil geen auto's meer in het centrum",
                "genoeg lawaai, het is klaar",
                "hou op met vuurwerk",
                "minder toeristen alsjeblieft",
                "لا أريد المزيد من المقاهي في شارعي",
                "كفى ضجيجا",
                "كفى من الضجيج في الليل",
                "لا نريد المزيد من السيارات",
            })
    void isOfTheWorld(String text) {
        Intent intent = DETECTOR.detect(text).intent();
        boolean ordinary = intent != Intent.OPT_OUT && intent != Intent.HOLD;
        assertThat(ordinary || SurveyOpinion.isIn(DETECTOR, text)).as(text).isTrue();
    }

    /** Messages, writing, lists, us and them: whatever else is named, it may be a stop. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "STOP",
                "basta",
                "ya basta",
                "no más",
                "no quiero más",
                "ya no quiero más nada",
                "no quiero más mensajes",
                "no quiero más ruido, dame de baja",
                "basta de ruido y de mensajes",
                "menos ruido y menos mensajes vuestros",
                "no quiero más encuestas",
                "basta de preguntas",
                "dejad de escribir a la gente",
                "dejad de molestarme con bares",
                "no quiero más política",
                "basta de tonterías",
                "no quiero más bares ni que me escribáis",
                "je ne veux plus de messages",
                "je ne veux plus de bruit ni de vos textos",
                "arrêtez de nous écrire",
                "plus de sondages",
                "no more messages",
                "stop texting",
                "I don't want any more surveys",
                "enough of the noise and of your texts",
                "keine Nachrichten mehr",
                "hört auf zu schreiben",
                "genug von den Umfragen",
                "ich will keinen Lärm und keine Nachrichten mehr",
                "non voglio più messaggi",
                "basta con i sondaggi",
                "smettete di scrivere",
                "não quero mais mensagens",
                "chega de inquéritos",
                "parem de escrever",
                "geen berichten meer",
                "hou op met schrijven",
                "geen lawaai en geen berichten meer",
                "لا أريد المزيد من الرسائل",
                "كفى من الرسائل",
            })
    void isNone(String text) {
        assertThat(SurveyOpinion.isIn(DETECTOR, text)).as(text).isFalse();
    }
}
