package org.relais.conversation;

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
            })
    void isTold(String text, String language) {
        assertThat(WrittenLanguage.of(text)).contains(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ok", "👍", "Martin 0612345678", "la", "Cluj"})
    void isNotGuessed(String text) {
        assertThat(WrittenLanguage.of(text)).isEmpty();
    }
}
