package org.relais.action.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.action.call.CallBackTimes.At;
import org.relais.action.call.CallBackTimes.Closed;
import org.relais.action.call.CallBackTimes.OutOfRange;
import org.relais.action.call.CallBackTimes.Unreadable;
import org.relais.testing.Unit;

@Unit
class CallBackTimesTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    /** A Wednesday, eleven in Paris. */
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "18:30, 2026-11-25T18:30",
        "18h30, 2026-11-25T18:30",
        "à 18h, 2026-11-25T18:00",
        "6 pm, 2026-11-25T18:00",
        "6:15pm, 2026-11-25T18:15",
        // Nobody calls people at night: at six is in the evening.
        "mañana a las 6, 2026-11-26T18:00",
        "a las 5 de la tarde, 2026-11-25T17:00",
        "demain à 6h, 2026-11-26T18:00",
        "morgen um 7 uhr abends, 2026-11-26T19:00",
        "domani alle 5 di pomeriggio, 2026-11-26T17:00",
        "demain à 9h du matin, 2026-11-26T09:00",
        "mañana a las 7 de la noche, 2026-11-26T19:00",
        "el viernes a las 5 de la tarde, 2026-11-27T17:00",
        // Ten has gone by today.
        "10:00, 2026-11-26T10:00",
        "demain 10h, 2026-11-26T10:00",
        "Tomorrow at 10:00, 2026-11-26T10:00",
        "tomorrow 10am!, 2026-11-26T10:00",
        "vendredi 14h, 2026-11-27T14:00",
        "14h vendredi, 2026-11-27T14:00",
        "Monday 9:30, 2026-11-30T09:30",
        // A Wednesday of the week after: today's name never means today.
        "mercredi 12h, 2026-12-02T12:00",
        "ce soir 19h, 2026-11-25T19:00",
        "demain midi, 2026-11-26T12:00",
        "demain matin, 2026-11-26T10:00",
        "ce soir, 2026-11-25T18:30",
        "cet après-midi, 2026-11-25T15:00",
        "lundi en fin de matinée, 2026-11-30T10:00",
        "demain dans l'après-midi, 2026-11-26T15:00",
        "tomorrow morning, 2026-11-26T10:00",
        "this evening, 2026-11-25T18:30",
        "Friday afternoon, 2026-11-27T15:00",
        "demain soir à 19h, 2026-11-26T19:00",
        "après-demain 10h, 2026-11-27T10:00",
        "28/11 16h, 2026-11-28T16:00",
        "28/11/2026 16h, 2026-11-28T16:00",
        "2026-12-01 10:00, 2026-12-01T10:00",
        "dans 2 heures, 2026-11-25T13:00",
        "in an hour, 2026-11-25T12:00",
        "in 45 minutes, 2026-11-25T11:45",
        "mañana 10:00, 2026-11-26T10:00",
        "lunes 14:00, 2026-11-30T14:00",
        "mañana a las 10, 2026-11-26T10:00",
        "mañana por la mañana, 2026-11-26T10:00",
        "esta tarde, 2026-11-25T15:00",
        "mañana por la tarde, 2026-11-26T15:00",
        "pasado mañana 16:00, 2026-11-27T16:00",
        "en 2 horas, 2026-11-25T13:00",
        "morgen 10:00, 2026-11-26T10:00",
        "Montag 14:00, 2026-11-30T14:00",
        "morgen um 10 Uhr, 2026-11-26T10:00",
        "heute Abend, 2026-11-25T18:30",
        "Freitag Nachmittag, 2026-11-27T15:00",
        "am Freitagnachmittag, 2026-11-27T15:00",
        "Montagmorgen, 2026-11-30T10:00",
        "Montag früh, 2026-11-30T10:00",
        "morgen früh, 2026-11-26T10:00",
        "morgen Vormittag, 2026-11-26T10:00",
        "übermorgen 9:30 Uhr, 2026-11-27T09:30",
        "domani 10:00, 2026-11-26T10:00",
        "lunedì 14:00, 2026-11-30T14:00",
        "domani mattina, 2026-11-26T10:00",
        "stasera, 2026-11-25T18:30",
        "tra un'ora, 2026-11-25T12:00",
        "amanhã 10:00, 2026-11-26T10:00",
        "segunda-feira 14:00, 2026-11-30T14:00",
        "segunda 14h, 2026-11-30T14:00",
        "amanhã de manhã, 2026-11-26T10:00",
        "hoje à noite, 2026-11-25T18:30",
        "maandag 14:00, 2026-11-30T14:00",
        "morgenochtend, 2026-11-26T10:00",
        "maandagochtend, 2026-11-30T10:00",
        "vrijdagmiddag om 4 uur, 2026-11-27T16:00",
        "vanavond, 2026-11-25T18:30",
        "morgen om 10 uur, 2026-11-26T10:00",
        "over 2 uur, 2026-11-25T13:00",
        "غدا 10:00, 2026-11-26T10:00",
        "الاثنين 14:00, 2026-11-30T14:00",
        "غدًا صباحًا, 2026-11-26T10:00",
        "غدا في المساء, 2026-11-26T18:30",
        "غدا الساعة ١٠:٠٠, 2026-11-26T10:00"
    })
    void timesAreReadAsPeopleWriteThem(String text, String local) {
        assertThat(CallBackTimes.read(text, attempt(PARIS), NOW))
                .isEqualTo(new At(ZonedDateTime.parse(local + ":00+01:00").toInstant()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "un de ces jours",
                "25:00",
                "10h75",
                "32/01 10h",
                "1",
                "10",
                "demain",
                "mañana",
                "morgen",
                "amanhã",
                "🙂",
                "2026-13-01 10:00"
            })
    void whatIsNoTimeIsNotGuessed(String text) {
        assertThat(CallBackTimes.read(text, attempt(PARIS), NOW)).isEqualTo(new Unreadable());
    }

    @Test
    void pastFarAndClosedTimesAreRefused() {
        assertThat(CallBackTimes.read("01/11/2026 10h", attempt(PARIS), NOW)).isEqualTo(new OutOfRange());
        assertThat(CallBackTimes.read("01/11 10h", attempt(PARIS), NOW))
                .as("next year")
                .isEqualTo(new OutOfRange());
        assertThat(CallBackTimes.read("demain matin à 7h", attempt(PARIS), NOW)).isEqualTo(new Closed());
        assertThat(CallBackTimes.read("demain 20:00", attempt(PARIS), NOW)).isEqualTo(new Closed());
        assertThat(CallBackTimes.read("dimanche 15h", attempt(PARIS), NOW)).isEqualTo(new Closed());
    }

    @Test
    void theClockIsTheContacts() {
        ZoneId montreal = ZoneId.of("America/Montreal");
        assertThat(CallBackTimes.read("18h", attempt(montreal), NOW))
                .isEqualTo(new At(Instant.parse("2026-11-25T23:00:00Z")));
        assertThat(CallBackTimes.offered(attempt(montreal), NOW))
                .as("it is five in the morning there")
                .containsExactly(
                        Instant.parse("2026-11-25T15:00:00Z"),
                        Instant.parse("2026-11-25T23:30:00Z"),
                        Instant.parse("2026-11-26T15:00:00Z"));
    }

    @Test
    void whatIsOfferedIsLaterAllowedAndInOrder() {
        assertThat(CallBackTimes.offered(attempt(PARIS), NOW))
                .containsExactly(
                        Instant.parse("2026-11-25T11:00:00Z"),
                        Instant.parse("2026-11-25T17:30:00Z"),
                        Instant.parse("2026-11-26T09:00:00Z"));
        Instant saturdayNight = Instant.parse("2026-11-28T19:30:00Z");
        assertThat(CallBackTimes.offered(attempt(PARIS), saturdayNight))
                .hasSize(3)
                .isSorted()
                .first()
                .isEqualTo(Instant.parse("2026-11-30T09:00:00Z"));
    }

    /** Calls from nine to eight in the evening, not on Sundays. */
    private static CallAttempt attempt(ZoneId zone) {
        return new CallAttempt(
                1,
                1,
                1,
                1,
                1,
                1L,
                "Zoé",
                "fr",
                null,
                null,
                false,
                true,
                1,
                1L,
                null,
                false,
                zone,
                LocalTime.of(9, 0),
                LocalTime.of(20, 0),
                Set.of(1, 2, 3, 4, 5, 6),
                null);
    }
}
