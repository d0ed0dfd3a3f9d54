package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class LanguageRequestTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "no entiendo francés, en español por favor|es",
                "no hablo francés|es",
                "¿puede escribirme en español?|es",
                "English please|en",
                "english plz|en",
                "I don't speak French|en",
                "Sorry, I don't understand French. Can you write in English?|en",
                "I only speak English|en",
                "english only|en",
                "Do you have this in English?|en",
                "could you write in English please|en",
                "ça peut être en français ?|fr",
                "fala português|pt",
                "ما بحكي فرنسي|ar",
                "en français svp|fr",
                "parlez-vous français ?|fr",
                "je ne parle pas anglais|fr",
                "vous pouvez écrire en arabe ?|ar",
                "my French is bad, English please|en",
                "kannst du deutsch?|de",
                "bitte auf Deutsch|de",
                "ich spreche kein Französisch|de",
                "Deutsch|de",
                "in italiano per favore|it",
                "non parlo francese|it",
                "não falo francês, em português por favor|pt",
                "kunt u in het Nederlands schrijven?|nl",
                "ik spreek geen Frans|nl",
                "بالعربية من فضلك|ar",
                "بالعربي لو سمحت|ar",
                "لا أفهم الفرنسية|ar",
                "هل تتكلمون العربية؟|ar",
            })
    void namesTheLanguage(String text, String code) {
        assertThat(LanguageRequest.of(text).map(LanguageRequest::code)).contains(code);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "po polsku proszę",
                "Türkçe lütfen",
                "in polacco per favore",
                "do you speak Polish?",
                "по-русски пожалуйста",
                "en roumain svp",
            })
    void mayNameOneThatThereAreNoTextsIn(String text) {
        assertThat(LanguageRequest.of(text)).contains(new LanguageRequest(null, text.contains("?"), true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "non",
                "no",
                "oui avec plaisir",
                "je viens avec une amie anglaise",
                "Frans",
                "Il y aura un cours de français samedi ?",
                "please stop",
                "j'ai un message en anglais pour vous de la part de Paul",
                "the English teacher is ill",
            })
    void isNone(String text) {
        assertThat(LanguageRequest.of(text)).isEmpty();
    }

    @Test
    void saysWhetherItSaysMore() {
        assertThat(LanguageRequest.of("Je viendrai samedi. En anglais svp"))
                .contains(new LanguageRequest("en", false, false));
    }
}
