package org.relais.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.template.MessageSpec;
import org.relais.testing.Unit;

@Unit
class MessageOpeningTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bonjour Léa ! Réunion jeudi ? Dites-nous | Réunion jeudi ? Dites-nous",
                "Samedi à 10 h nous tenons une table au marché. Vous venez ? Écrivez OUI ou NON. | Samedi à 10 h nous tenons une table au marché…",
                "Vous venez samedi au marché ? Nous y tenons une table de 10 h à midi, sous les arbres. | Vous venez samedi au marché ?",
                "Bientôt. Samedi à 10 h nous tenons une table au marché de la place des Tilleuls avec vous | Bientôt. Samedi à 10 h nous tenons une table au marché de…",
                "La réunion publique sur la place Mazagran, c’est jeudi à 19 h. Vous venez ? | La réunion publique sur la place Mazagran, c’est jeudi…"
            })
    void aLongMessageIsKnownByItsFirstSentence(String text, String opening) {
        assertThat(MessageOpening.of(MessageSpec.of("fr", text), "Léa", "fr")).isEqualTo(opening);
    }
}
