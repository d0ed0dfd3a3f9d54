package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class InquiryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what kind of messages? how often?",
                "How many messages per week?",
                "how much does it cost?",
                "is it free",
                "I don't understand",
                "c'est quoi comme messages ?",
                "Qui êtes-vous ? Combien ça coûte ?",
                "combien de messages par semaine",
                "c'est payant ?",
                "je comprends pas",
                "¿qué tipo de mensajes? ¿con qué frecuencia?",
                "no entiendo",
                "cuánto cuesta",
                "Was für Nachrichten? Wie oft?",
                "ist das kostenlos?",
                "che tipo di messaggi? quanto spesso?",
                "quanto costa?",
                "que tipo de mensagens? com que frequência?",
                "é grátis?",
                "wat voor berichten? hoe vaak?",
                "wat kost het?",
                "ما نوع الرسائل؟ كم مرة؟",
                "so what would you send me?",
                "who's behind this?",
                "¿cuántos mensajes mandan?",
                "verstehe ich nicht",
                "non ho capito",
                "não percebi",
                "ماذا سترسلون لي؟",
                "كم التكلفة؟",
            })
    void isAboutOurMessages(String text) {
        assertThat(Inquiry.of(text)).contains(Inquiry.ABOUT_MESSAGES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "who are you",
                "Qui êtes-vous ? Je ne vous connais pas.",
                "Êtes-vous un robot ou une vraie personne ?",
                "¿Con quien hablo? ¿Esto es un robot?",
                "¿Puedo hablar con una persona?",
                "Wer steckt da dahinter? Ist das ein Roboter?",
                "can I talk to a human?",
                "posso parlare con una persona?",
                "isto é um robô?",
                "kan ik met een mens praten?",
                "هل انت روبوت؟",
                "¿quiénes son ustedes?",
                "wer seid ihr?",
                "chi siete",
                "quem são vocês?",
                "wie zijn jullie?",
                "من أنتم؟",
                "vous êtes qui au juste ?",
            })
    void isWhoWeAre(String text) {
        assertThat(Inquiry.of(text)).contains(Inquiry.WHO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "how do I leave?",
                "Can I unsubscribe later?",
                "comment me désinscrire ?",
                "comment on arrête ?",
                "¿cómo me doy de baja?",
                "wie kann ich mich wieder abmelden?",
                "come faccio a cancellarmi?",
                "como saio depois?",
                "hoe kan ik me later weer uitschrijven?",
                "كيف ألغي الاشتراك؟",
            })
    void isHowToLeave(String text) {
        assertThat(Inquiry.of(text)).contains(Inquiry.HOW_TO_LEAVE);
    }

    /** What is known to wish no more messages, in any words, is never let go as a question. */
    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void isNoStop(String language) throws IOException {
        assertThat(Stream.concat(
                                texts(Path.of("src/main/examples", language + ".tsv"), "stop", 1),
                                texts(Path.of("src/test/resources/stop", language + ".tsv"), "OPT_OUT", 2))
                        .filter(text -> Inquiry.of(text)
                                        .filter(inquiry -> inquiry != Inquiry.HOW_TO_LEAVE)
                                        .isPresent()
                                || LanguageRequest.of(text)
                                        .filter(LanguageRequest::whole)
                                        .isPresent()))
                .isEmpty();
    }

    private static Stream<String> texts(Path file, String label, int column) throws IOException {
        List<String> texts = Files.readAllLines(file).stream()
                .map(line -> line.split("\t"))
                .filter(cells -> cells.length > column && cells[0].equals(label))
                .map(cells -> cells[column])
                .toList();
        assertThat(texts).isNotEmpty();
        return texts.stream();
    }

    /** Whoever says more than a question may wish something: that is for the detector of stops. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ok",
                "oui",
                "no",
                "who are you? stop writing to me",
                "qui êtes-vous, laissez-moi tranquille",
                "how many messages do you intend to send me??",
                "why do you keep writing to me?",
                "combien de fois faut-il vous le dire",
                "quiénes son, no me escriban",
                "wie oft denn noch, lasst mich in Ruhe",
                "chi siete? basta",
                "remove me",
                "j'ai reçu trop de messages",
                "messages",
            })
    void isNone(String text) {
        assertThat(Inquiry.of(text)).isEmpty();
    }
}
