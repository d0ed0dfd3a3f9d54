package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class ClockTimeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "6 | 6 pm | 7.30 pm | 0",
                "half 7 for me 🙏🏾 | 6 pm | 7.30 pm | 1",
                "half seven suits | 6 pm | 7.30 pm | 1",
                "7.30 i meant | 6 pm | 7.30 pm | 1",
                "18:00 is good for me | 6 pm | 7.30 pm | 0",
                "actually 7.30 better cos my seminar | 6 pm | 7.30 pm | 1",
                "17 Uhr kann ik | Ja, ab 17 Uhr | Ja, ab 18 Uhr | 0",
                "jo geht klar 18h | Ja, ab 17 Uhr | Ja, ab 18 Uhr | 1",
                "Ab 18 Uhr bin ich da | Ja, ab 17 Uhr | Ja, ab 18 Uhr | 1",
                "halb sieben passt | 18:30 | 20 Uhr | 0",
                "plutôt vers 18h | 16 h | 18 h | 1",
                "je préfère à 18h30 | 17h | 18h30 | 1",
                "a las 7 mejor | 17:00 | 19:00 | 1",
                "alle 20 va bene | ore 18 | ore 20 | 1",
                "às 19h30 dá | 18h | 19h30 | 1",
                "om 8 uur graag | 18.00 | 20.00 | 1",
                "الساعة 7 مناسبة | 5 | 7 | 1"
            })
    void isTheLabelOfThatTime(String text, String first, String second, int meant) {
        assertThat(ClockTime.chosen(text, List.of(first, second), clause -> clause.contains("not")))
                .contains(meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "six or half seven, 6 pm or 7.30 pm",
                "not at 6",
                "I'm 19 and have 2 kids",
                "at 9",
                "saturday",
                "16, Mill Lane"
            })
    void isNone(String text) {
        assertThat(ClockTime.chosen(text, List.of("6 pm", "7.30 pm"), clause -> clause.contains("not")))
                .isEmpty();
    }
}
