package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class SurveyInquiryTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SECRET | c'est anonyme ?",
                "SECRET | Est-ce que mes réponses restent confidentielles ?",
                "SECRET | et mon nom apparaît ?",
                "SECRET | will you know my name?",
                "SECRET | ¿quién va a ver mis respuestas?",
                "SECRET | seht ihr meinen Namen?",
                "SECRET | si vede il mio nome?",
                "SECRET | aparece o meu nome?",
                "SECRET | kan iemand mijn naam zien? is dit anoniem?",
                "SECRET | هل يظهر اسمي؟",
                "LEFT | ça prend combien de temps ?",
                "LEFT | y'en a encore beaucoup ?",
                "LEFT | is it long?",
                "LEFT | how many more questions?",
                "LEFT | ¿queda mucho?",
                "LEFT | ist es bald zu Ende?",
                "LEFT | è lungo il questionario?",
                "LEFT | é muito longo?",
                "LEFT | is het bijna klaar?",
                "LEFT | كم بقي من الأسئلة؟",
                "WHY | à quoi ça sert ?",
                "WHY | vous allez en faire quoi de mes réponses ?",
                "WHY | why do you want to know?",
                "WHY | ¿para qué lo quieren?",
                "WHY | was macht ihr mit den Antworten?",
                "WHY | perché queste domande?",
                "WHY | porque perguntam isto?",
                "WHY | waarom willen jullie dit weten? waarvoor is het?",
                "WHY | لماذا هذه الأسئلة؟",
                "FREE | c'est obligatoire ?",
                "FREE | je peux finir plus tard ?",
                "FREE | do I have to answer?",
                "FREE | ¿tengo que contestar todo?",
                "FREE | muss ich alles beantworten?",
                "FREE | devo rispondere a tutte?",
                "FREE | tenho de responder a tudo?",
                "FREE | moet ik dit invullen? is het verplicht?",
                "FREE | هل الإجابة إجبارية؟",
            })
    void isAskedOfASurvey(SurveyInquiry asked, String text) {
        assertThat(SurveyInquiry.of(text)).contains(asked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "oui",
                "plus tard",
                "je ne veux pas répondre",
                "les bancs sont trop loin de l'école",
                "le questionnaire du maire",
                "mi nombre es Juan",
                "the bus takes too long to town",
                "es gibt zu wenig Bänke",
                "il parco è bello",
                "é a escola",
                "de straat is te smal",
                "الحديقة جميلة",
            })
    void saysSomethingElse(String text) {
        assertThat(SurveyInquiry.of(text)).isEmpty();
    }

    /** Who wishes no more messages is never told how many questions are left. */
    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void isNoStop(String language) throws IOException {
        assertThat(Stream.concat(
                                texts(Path.of("src/main/examples", language + ".tsv"), "stop", 1),
                                texts(Path.of("src/test/resources/stop", language + ".tsv"), "OPT_OUT", 2))
                        .filter(text -> SurveyInquiry.of(text).isPresent()))
                .isEmpty();
    }

    private static Stream<String> texts(Path file, String label, int column) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.split("\t"))
                .filter(cells -> cells.length > column && cells[0].equals(label))
                .map(cells -> cells[column]);
    }
}
