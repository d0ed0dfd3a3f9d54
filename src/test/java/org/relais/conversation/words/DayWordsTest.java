package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.Unit;

/** "Tonight" and "tomorrow" are days of what is on then, and put nothing off. */
@Unit
class DayWordsTest {
    /** A Tuesday. */
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ce soir ok, chaud | mardi ok, chaud",
                "Ce soir impossible, j'ai une gastro | mardi impossible, j'ai une gastro",
                "can't do tonight sorry | can't do Tuesday sorry",
                "heute Abend geht klar | Dienstag geht klar",
                "esta noche no puedo | martes no puedo",
                "stasera ci sono | martedì ci sono",
                "hoje não posso | terça-feira não posso",
                "vanavond lukt niet | dinsdag lukt niet",
            })
    void todayIsADayOfWhatIsOnToday(String said, String named) {
        assertThat(DayWords.named(said, TODAY, Set.of(TODAY))).isEqualTo(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demain je ne peux pas | mercredi je ne peux pas",
                "tomorrow's fine | Wednesday's fine",
                "morgen geht leider nicht | Mittwoch geht leider nicht",
            })
    void tomorrowIsADayOfWhatIsOnThen(String said, String named) {
        assertThat(DayWords.named(said, TODAY, Set.of(TODAY.plusDays(1)))).isEqualTo(named);
    }

    @Test
    void whatIsPutOffUntilTonightNamesNoDay() {
        assertThat(DayWords.named("je vous dis ça ce soir", TODAY, Set.of(TODAY)))
                .isEqualTo("je vous dis ça ce soir");
        assertThat(DayWords.named("I'll let you know tonight", TODAY, Set.of(TODAY)))
                .isEqualTo("I'll let you know tonight");
    }

    @Test
    void ofWhatIsOnAnotherDayItNamesNone() {
        assertThat(DayWords.named("ce soir, promis", TODAY, Set.of(TODAY.plusDays(4))))
                .isEqualTo("ce soir, promis");
    }
}
