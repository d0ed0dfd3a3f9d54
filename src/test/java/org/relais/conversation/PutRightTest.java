package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.LanguageRequest;
import org.relais.testing.Unit;

/** What puts right how somebody was understood, and what only looks like an answer, in every language. */
@Unit
class PutRightTest {
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "non je parle de la pétition, pour partager sur whatsapp|",
                "non je serai tout seul je demandais juste qu'on vienne me chercher en voiture|YES",
                "Ah non pour le repas c'est oui, je parlais du vide-grenier|YES",
                "No I want to know how many cakes|",
                "no i meant the meeting not the quiz! still coming sunday|YES",
                "Nein ich meinte die Petition|",
                "nein ich wollte nur fragen wann es anfängt|",
                "no, me refería a la petición|",
                "ma no, intendevo la petizione|",
                "não, estava a falar da petição|",
                "nee ik vroeg alleen hoe laat het begint|",
                "لا، أقصد العريضة|",
                "Non non, je VIENS samedi au repas|YES",
                "naw naw am comin, ah said ah'd come|YES",
                "nein nein ich komme|YES",
                "no no io vengo|YES",
                "não não, eu vou sim|YES",
                "nee nee ik kom wel|YES",
                "لا لا أنا جاي|YES",
                "no, I meant no|NO",
                "je voulais dire non|NO",
                "non je ne viens pas|NO",
                "no no voy|NO",
                "no no voy seguro|",
                "no quiero saber nada de eso|",
                "no me refería a eso, no puedo|NO",
                "não não vou claro|",
                "no no puedo|NO",
                "non vengo|NO",
                "no, it's for kids|NO",
                "No no, I come to meeting, yes|YES",
                "No. I said I will not pass it on. And nobody has told me about the parking.|NO",
                "No. I'm coming though!|YES",
                "Regrettably I dine with my sister on Tuesdays.|NO",
                "Leider bin ich dienstags beim Chor|NO",
                "Malheureusement je dîne chez ma sœur le mardi|NO",
                "por desgracia tengo coro los martes|NO",
                "Unfortunately I have not seen the programme|",
                "I do not forward chain letters.|NO",
                "Me and my daughter would love to|YES",
                "Reyt, count us in. Me and our lass|YES",
                "moi et mon mari, avec plaisir|YES",
                "me and my wife had flu|",
                "I dine with my sister|",
                "Je ne partage jamais ce genre de messages|NO",
                "Ich leite keine Kettenbriefe weiter|NO",
                "no reenvío cadenas|NO",
                "non inoltro catene|NO",
                "não reencaminho correntes|NO",
                "ik stuur geen kettingbrieven door|NO",
                "non merci, c'est pour les jeunes|NO",
            })
    void corrections(String text, @Nullable ReplyMeaning expected) {
        assertThat(interpreter.meaning(text)).as(text).isEqualTo(Optional.ofNullable(expected));
    }

    /** What is wailed over, asked to be told or said of another time answers nothing; a no of these words still does. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "noooon mon derailleur 😭|",
                "noooo my bike|",
                "neiiin mein Rad|",
                "nooo mi bici 😭|",
                "noooon|NO",
                "noooo can't make it|NO",
                "noooon merci|NO",
                "ok tell me when the fair is|",
                "But tell me about the outings please, I do want those|",
                "oui, dites moi si je dois amener quelque chose|YES",
                "Nächste mal ich komme bestimmt|",
                "la próxima voy seguro|",
                "volgende keer kom ik zeker|",
                "cant do early mornings lol 😴 maybe|",
                "ah cannae sing tae save masel but ah'll come for the mince pies|YES",
            })
    void remarks(String text, @Nullable ReplyMeaning expected) {
        assertThat(interpreter.meaning(text)).as(text).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "'Je vas être deux finalement, ma coloc vient avec moé', 1",
        "'Non non, deux en tout, moé pis ma coloc', 1",
        "'Sorry, my wife is ill. We come only two persons, me and my son', 1",
        "'derek has hurt his back so it will just be me on sunday', 0",
        "'mein kumpel kann nich, komm allein', 0",
        "'Scusate, mein Mann hat jetzt Arbeit, nur ich komme allein', 0",
        "al final somos dos, 1",
        "alla fine siamo in due, 1",
        "afinal vou sozinha, 0",
        "toch maar met twee, 1",
        "بالآخر باجي لحالي, 0",
        "'est-ce que quelqu''un pourrait venir me chercher samedi', 4",
        "kann mich jemand abholen am Samstag?, 4",
        "could someone pick me up on saturday?, 4",
        "alguien puede recogerme el sábado?, 4",
        "je viens avec quelqu'un, 1",
        "'No there''s only me coming, one person', 0",
        "'Just me then, my daughter can stay with her dad', 0",
        "'juste moi alors, ma fille reste avec son père', 0",
        "'nur ich, meine Tochter bleibt bei ihrem Papa', 0",
        "'Nein, insgesamt sind wir vier, nicht fünf', 3",
        "'non, quatre pas cinq', 3",
        "'no, four, not five', 3",
        "'I will make a pot of soup for ye anyway and my brother will drop it in', 4",
        "'I am coming, my son and my wife can help', 2",
        "'Me and my daughter would love to', 1",
    })
    void company(String text, int brought) {
        assertThat(Companions.brought(text, 4)).as(text).isEqualTo(brought);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Té, je l'ai envoyé à toute la famille, cette pétition. Ils me touchent pas au marché !",
                "Oh mais vous êtes sourds ? Je l'ai envoyée à vingt personnes !",
                "signed and sent to 3 family groups 🚌❤️",
                "Das habe ich jetzt an meine Schwester geschickt.",
                "la he mandado a todas mis amigas",
                "l'ho girata a tutto il condominio",
                "já assinei e mandei para o grupo",
                "ik heb hem naar de hele straat doorgestuurd",
                "وقعت العريضة وأرسلتها للجميع"
            })
    void wasPassedOn(String text) {
        assertThat(ActionWish.isDone(text, List.of())).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je l'ai pas encore envoyée",
                "vous me l'avez envoyé deux fois",
                "I haven't sent it to anyone",
                "I'll send it to my sister tomorrow",
                "hast du es schon geschickt?",
                "ich hab meine Tochter zur Schule geschickt",
                "no la he enviado"
            })
    void wasNotPassedOn(String text) {
        assertThat(ActionWish.isDone(text, List.of())).as(text).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "Thank you. My english is not so good sorry, false",
        "'mein Deutsch ist nicht so gut, sorry', false",
        "in English please, true",
        "'mein Deutsch ist schlecht, auf Englisch bitte', true"
    })
    void ownSkillIsNoWish(String text, boolean wish) {
        assertThat(LanguageRequest.of(text).isPresent()).as(text).isEqualTo(wish);
    }
}
