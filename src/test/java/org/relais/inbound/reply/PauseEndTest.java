package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
                "Don't write me this week|2026-12-07",
                "no messages this week please|2026-12-07",
                "don't text me next week|2026-12-14",
                "don't write to me this month|2026-12-01",
                "ne m'écrivez pas cette semaine|2026-12-07",
                "pas de messages pendant la semaine prochaine|2026-12-14",
                "schreibt mir diese Woche nicht|2026-12-07",
                "diese Woche bitte keine Nachrichten|2026-12-07",
                "no me escribáis esta semana|2026-12-07",
                "questa settimana non scrivetemi per favore|2026-12-07",
                "esta semana não me escrevam|2026-12-07",
                "deze week geen berichten graag|2026-12-07",
                "لا تراسلوني هذا الأسبوع|2026-12-07",
                "no messages this week, not before the 12th|2026-12-12",
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

    /** What is to end for good on a later day must not go on by itself. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "we're moving to Leeds next month, after that please don't message me",
                "I'm off for two weeks, from then on no messages please",
                "je pars le mois prochain, après plus de messages svp",
                "je suis là encore deux semaines, ensuite ne m'écrivez plus",
                "ich gehe nächsten Monat weg, danach bitte keine Nachrichten mehr",
                "me mudo en enero, después ya no quiero mensajes",
                "ik verhuis volgende maand, daarna geen berichten meer graag",
                "vou embora no próximo mês, depois não quero mensagens"
            })
    void isNoneOfAStopFromALaterDay(String text) {
        assertThat(QuietWish.isPause(text)).as(text).isFalse();
    }
}
