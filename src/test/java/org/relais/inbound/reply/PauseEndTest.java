package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.conversation.words.QuietWish;
import org.relais.testing.Unit;

@Unit
class PauseEndTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not until January|2027-01-01",
                "no messages until the 12th please|2026-12-12",
                "nothing before the new year|2027-01-02",
                "please don't write to me for two weeks|2026-12-14",
                "a break for a month|2026-12-30",
                "don't text me until after Christmas|2026-12-27",
                "pas de messages avant la rentrée|2027-01-05",
                "pas avant le 15 décembre|2026-12-15",
                "une pause de 2 mois|2027-01-30",
                "plus rien jusqu'à fin janvier|2027-02-01",
                "schreibt mir erst wieder nach den Ferien ab 7. Januar|2027-01-07",
                "bitte nicht vor Mitte Februar|2027-02-15",
                "drei Wochen Pause bitte|2026-12-21",
                "no me escribáis hasta febrero|2027-02-01",
                "una pausa di due settimane|2026-12-14",
                "niente messaggi fino al 20 dicembre|2026-12-20",
                "geen berichten tot maart|2027-03-01",
                "een pauze van drie weken|2026-12-21",
                "uma pausa de duas semanas|2026-12-14",
            })
    void isSaid(String text, LocalDate end) {
        assertThat(PauseEnd.of(text, TODAY)).as(text).contains(end);
        assertThat(QuietWish.isPause(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "pause",
        "a break please",
        "no messages for now",
        "une petite pause",
        "ein paar Wochen Pause",
        "a pause if I may ask"
    })
    void isLeftOpen(String text) {
        assertThat(PauseEnd.of(text, TODAY)).as(text).isEmpty();
    }
}
