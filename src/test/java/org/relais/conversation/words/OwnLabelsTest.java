package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.template.Texts;
import org.relais.testing.Unit;

/** A typed label means its button, unless the label itself is a stop. */
@Unit
class OwnLabelsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"Recevoir un contact", "give me a contact", "Plus tard", "Autre résultat", "Falsche Nummer"})
    void labelsAreKnownHoweverTheyAreTyped(String label) {
        assertThat(OwnLabels.contains(label)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP", "Stop", "Ne plus rien recevoir", "Receive nothing more", "ne m'écrivez plus", ""})
    void whatStopsIsNoLabel(String words) {
        assertThat(OwnLabels.contains(words)).isFalse();
    }

    /** In no language is a button that stops, or the page that does, read as anything else. */
    @Test
    void noLabelThatStopsIsAmongThem() {
        Texts texts = Texts.standard();
        assertThat(texts.languages()).allSatisfy(language -> assertThat(
                        List.of("hold.stop", "hold.stop.all", "hold.stop.me", "page.unsubscribe.button"))
                .noneMatch(key -> OwnLabels.contains(texts.text(key, language))));
    }
}
