package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class WrittenLanguageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bonjour, je veux m'inscrire|fr",
                "C'est quoi ?|fr",
                "Hi, I want to join|en",
                "who is this and what do you want|en",
                "Hola, quiero participar con ustedes|es",
                "Hallo, ich möchte mitmachen|de",
                "Ciao, vorrei partecipare con voi|it",
                "Olá, eu quero participar|pt",
                "Hoi, ik wil graag meedoen|nl",
                "مرحبا، أريد المشاركة|ar",
                "Salut|fr",
                "Hi there|en",
                "what time on Saturday?|en",
                "I saw your poster, can I help?|en",
                "good morning|en",
                "tell me more|en",
                "Je voudrais aider|fr",
                "On m'a parlé de vous|fr",
                "c'est où ?|fr",
                "Buenos días|es",
                "me gustaría ayudar|es",
                "¿cuánto cuesta?|es",
                "Guten Tag|de",
                "wer seid ihr?|de",
                "wie oft schreibt ihr?|de",
                "Buongiorno, chi siete?|it",
                "vorrei aiutare|it",
                "quanto costa?|it",
                "Bom dia|pt",
                "gostaria de ajudar|pt",
                "quem são vocês?|pt",
                "wie zijn jullie?|nl",
                "hoe laat is het zaterdag?|nl",
                "goedemorgen|nl",
                "السلام عليكم|ar",
                "من أنتم؟|ar",
                "كيف يمكنني المساعدة؟|ar",
            })
    void isTold(String text, String language) {
        assertThat(WrittenLanguage.of(text)).contains(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ok", "👍", "Martin 0612345678", "la", "Cluj", "no", "si", "STOP", "Maria Silva"})
    void isNotGuessed(String text) {
        assertThat(WrittenLanguage.of(text)).isEmpty();
    }
}
