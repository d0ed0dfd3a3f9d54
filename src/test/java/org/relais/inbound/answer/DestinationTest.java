package org.relais.inbound.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

/** Names are masked by the box. */
@Unit
class DestinationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "□ y □",
                "a la □ mijita",
                "a la □ y al □",
                "y al □ también",
                "el □ tb",
                "to the □ please",
                "zum □ bitte",
                "alla □ grazie",
                "naar de □ graag",
                "au □ et à la □",
                "the □ too"
            })
    void leadsThere(String text) {
        assertThat(Destination.isIn(words(text))).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "la □",
                "a la □ no",
                "a la □ llevo tortilla",
                "¿quién va a la □",
                "menos al □",
                "the □ was lovely",
                "die □"
            })
    void leadsNowhere(String text) {
        assertThat(Destination.isIn(words(text))).as(text).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a los dos eventos y con los □",
                "sí a las dos y también a la □",
                "to both events and the □ please",
                "zu beiden und zum □"
            })
    void besideBoth(String text) {
        assertThat(Destination.isBesideBoth(words(text))).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a la □ a las dos",
                "sí a la □ y a las dos",
                "a las dos no puedo ir a la □",
                "a la □ a las dos no",
                "a la □"
            })
    void besideNothing(String text) {
        assertThat(Destination.isBesideBoth(words(text))).as(text).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"menos al □", "excepto la □ y el □", "except the □", "sauf le □", "ausser dem □", "tranne il □"})
    void excepts(String text) {
        assertThat(Destination.isExcepted(words(text))).as(text).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    la □ los tres               | 3
                    y el □ los 4                | 4
                    a la □ para dos personas    | 2
                    the □ all three of us       | 3
                    zur □ alle vier             | 4
                    alla □ in tre               | 3
                    """)
    void countsAll(String text, int count) {
        assertThat(Destination.together(words(text))).as(text).hasValue(count);
    }

    private static List<String> words(String text) {
        return List.of(text.toLowerCase(Locale.ROOT)
                .replace("á", "a")
                .replace("í", "i")
                .replace("à", "a")
                .replace("é", "e")
                .replace("ö", "o")
                .replace("¿", "")
                .replace("quién", "quien")
                .split("\\s+"));
    }
}
