package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.Unit;

/** A sign stays with the word before it, and nothing else of what somebody wrote is changed. */
@Unit
class TypographyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Vous venez ? Oui !|Vous venez~? Oui~!",
                "Réunion : « samedi » ; ou dimanche|Réunion~: «~samedi~»~; ou dimanche",
                "Will you come? Yes: 3 pm|Will you come? Yes: 3 pm",
                "10 h, rue des Lilas, 5 % et 3 hommes|10~h, rue des Lilas, 5~% et 3 hommes",
                "Déjà~?|Déjà~?"
            })
    void signsStayWithTheirWord(String written, String shown) {
        assertThat(Typography.kept(written.replace('~', '\u00a0'))).isEqualTo(shown.replace('~', '\u00a0'));
    }
}
