package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.answer.DayLabels;
import org.relais.testing.Unit;

/** Buttons that are days, beside an event on the day that is named. */
@Unit
class DayLabelsTest {
    private static final List<String> LABELS = List.of(
            "Vendredi soir",
            "Samedi matin",
            "Je ne peux pas",
            "Friday evening",
            "Saturday morning",
            "I can’t",
            "Freitag Abend",
            "Samstag Morgen",
            "Ich kann nicht");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "samedi matin inchallah",
                "samedi sans probleme",
                "samedi",
                "plutôt samedi finalement",
                "samedi oui merci",
                "je peux samedi",
                "samedi je peux pas",
                "on viendra samedi matin",
                "je viens vous aider samedi dans la matinée, enfin le matin",
                "Saturday please",
                "Saturday morning inshallah",
                "Saturday suits me",
                "I'm coming on Saturday morning",
                "not Saturday",
                "Samstag gerne",
                "lieber Samstag",
                "Samstag Morgen komme ich",
                "Samstag passt mir",
            })
    void littleElseMeansALabel(String text) {
        assertThat(DayLabels.areMeant(text, LABELS)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Coucou, ça va mieux, finalement je viendrai samedi",
                "Merci bien, à samedi alors",
                "samedi je ramène du coca pour les enfants",
                "je vous mets ça devant la porte samedi",
                "je viens samedi",
                "I'm coming on Saturday after all",
                "thanks, see you Saturday",
                "till Saturday then",
                "I'll drop the toys at your door on Saturday",
                "ich komme am Samstag doch",
                "danke, bis Samstag",
                "wir sehen uns am Samstag",
                "am Samstag stelle ich euch die Kiste vor die Tür",
            })
    void whatElseIsSaidMeansTheEvent(String text) {
        assertThat(DayLabels.areMeant(text, LABELS)).isFalse();
    }
}
