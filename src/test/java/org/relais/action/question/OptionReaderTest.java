package org.relais.action.question;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class OptionReaderTest {
    private static final List<String> LANGUAGES = List.of("es", "en", "de", "fr");
    private static final List<String> YEARS = List.of("Menos de 5 años", "De 5 a 20 años", "Más de 20 años");
    private static final List<String> DAYS = List.of("Sábado por la mañana", "Domingo por la tarde", "Otro día");
    private static final int NOW = 2026;

    private final OptionReader options = new OptionReader();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    15 años             | 1
                    llevo 30 años aquí  | 2
                    20                  | 1
                    casi treinta        | 2
                    llegué en 2019      | 1
                    desde 1998          | 2
                    de 5 a 20           | 1
                    más de 20 añazos    | 2
                    menos de 5          | 0
                    toda la vida        | 2
                    acabo de llegar     | 0
                    la primera          | 0
                    la última           | 2
                    all my life         | 2
                    schon immer         | 2
                    depuis toujours     | 2
                    """)
    void isInASpan(String text, int option) {
        assertThat(options.read(text, YEARS, LANGUAGES, NOW)).as(text).contains(option);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "más árboles y menos coches",
                "3 o 4 depende",
                "somos cinco y el gato",
                "¿15 años?",
                "ninguna de las anteriores",
                "en 2040"
            })
    void isInNone(String text) {
        assertThat(options.read(text, YEARS, LANGUAGES, NOW)).as(text).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    la segunda      | 1
                    dos             | 1
                    el domingo      | 1
                    the last one    | 2
                    sábado          | 0
                    """)
    void isChosenByPlaceOrName(String text, int option) {
        assertThat(options.read(text, DAYS, LANGUAGES, NOW)).as(text).contains(option);
    }

    @Test
    void whoCountsPeopleChoosesNone() {
        assertThat(options.read("somos dos", DAYS, LANGUAGES, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    18-25 ans       | 18 | 25
                    18 à 25 ans     | 18 | 25
                    25 à 40         | 25 | 40
                    """)
    void spans(String text, int least, int most) {
        assertThat(NumberSpan.of(text)).contains(new NumberSpan(least, most));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Sábado 5 a las 18", "10 €", "5, 10 o 20", "Sí", "20 a 5"})
    void areNoSpans(String text) {
        assertThat(NumberSpan.of(text)).as(text).isEmpty();
    }
}
