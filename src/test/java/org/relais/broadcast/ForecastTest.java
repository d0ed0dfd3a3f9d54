package org.relais.broadcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.relais.audience.AudienceStore.Unknown;
import org.relais.audience.Gap;
import org.relais.audience.OutsideWindow;
import org.relais.audience.Reach;
import org.relais.broadcast.Forecast.MissingLabel;
import org.relais.broadcast.Forecast.MissingTexts;
import org.relais.template.MessageSpec;
import org.relais.template.OrganisationName;
import org.relais.template.OrganisationProfile;
import org.relais.template.PersonalVariables;
import org.relais.template.SpecButton;
import org.relais.template.TextTemplate;
import org.relais.template.Texts;
import org.relais.testing.Unit;

/** Who would get a part of a message in another language than their own is counted, button by button. */
@Unit
class ForecastTest {
    private static final Reach REACH = new Reach(9, Map.of("one", 9L), Map.of(), Map.of("fr", 4L, "en", 3L, "nl", 2L));

    private static final OrganisationProfile PROFILE = new OrganisationProfile(
            1,
            OrganisationName.of("Les Voisins", null),
            null,
            Map.of("fr", "entraide entre voisins", "en", "neighbours helping each other"),
            "fr",
            0,
            false,
            Texts.standard());

    private static Forecast forecast(Map<String, String> label) {
        MessageSpec message = MessageSpec.of(
                        "fr",
                        "Venez",
                        List.of(
                                new SpecButton.Reply(Map.of("fr", "Oui", "en", "Yes"), "yes"),
                                new SpecButton.Reply(label, "no")))
                .withBodies(Map.of("fr", TextTemplate.parse("Venez"), "en", TextTemplate.parse("Come")));
        return new Forecast(
                REACH,
                OutsideWindow.NONE,
                OutsideWindow.NONE,
                MissingTexts.of(REACH, OutsideWindow.NONE, message, PROFILE),
                List.of(),
                0);
    }

    @Test
    void aButtonWithoutALabelInALanguageOfTheTextIsMissed() {
        MissingTexts missing = forecast(Map.of("fr", "Non")).missing();

        assertThat(missing.labels()).containsExactly(new MissingLabel("Non", "en", 3));
        assertThat(missing.people()).as("who has no text at all").isEqualTo(Map.of("nl", 2L));
    }

    @Test
    void whoReadsAGeneralPhraseInsteadOfWhyWeWriteIsCounted() {
        MessageSpec says = MessageSpec.of("fr", "Venez {{purpose}}")
                .withBodies(Map.of("fr", TextTemplate.parse("Venez : {{purpose}}")));
        MessageSpec silent = MessageSpec.of("fr", "Venez");

        assertThat(MissingTexts.of(REACH, OutsideWindow.NONE, says, PROFILE).purposes())
                .isEqualTo(Map.of("nl", 2L));
        assertThat(silent.mention()).isFalse();
        assertThat(MissingTexts.of(REACH, OutsideWindow.NONE, silent, PROFILE).purposes())
                .isEmpty();
    }

    @Test
    void nothingIsMissedOfAButtonThatSpeaksAllLanguagesOfTheText() {
        assertThat(forecast(Map.of("fr", "Non", "en", "No")).missing().labels()).isEmpty();
    }

    @Test
    void aVariableWithNothingInItsPlaceLeavesAGapForThoseOfWhomItIsNotKnown() {
        MessageSpec message = MessageSpec.of("fr", "Venez")
                .withBodies(Map.of(
                        "fr", TextTemplate.parse("{{first_name|à vous}}, à {{city|…}}, {{ward|chez vous}}, {{name| }}"),
                        "en", TextTemplate.parse("{{first_name|}}, {{organisation|…}}")));

        assertThat(Gap.possible(List.of(message), PersonalVariables.NONE))
                .containsExactly("city", "first_name", "name");
        assertThat(Gap.of(
                        List.of(message),
                        List.of(
                                new Unknown("city", "Ville", "fr", 3, 10),
                                new Unknown("city", "Ville", "nl", 2, 10),
                                new Unknown("city", "Ville", "en", 4, 10),
                                new Unknown("name", null, "fr", 1, 10))))
                .as("in the text that each reads")
                .containsExactly(new Gap("city", "Ville", true, 5, 0), new Gap("name", null, false, 1, 0));
    }
}
