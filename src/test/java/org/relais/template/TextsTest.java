package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class TextsTest {
    private final Texts texts = Texts.standard();

    @Test
    void frenchAndEnglishHaveEveryTextWithTheSameArguments() {
        assertThat(texts.languages()).contains("fr", "en", "es", "de", "it", "pt", "nl", "ar");
        assertThat(Texts.load())
                .hasEntrySatisfying("fr", french -> assertThat(french.keySet()).isEqualTo(texts.keys()));
        Texts.load()
                .forEach((language, formats) -> formats.forEach((key, format) -> {
                    assertThat(texts.keys()).as(language).contains(key);
                    assertThat(format.getArgumentNames())
                            .as(language + " " + key)
                            .isEqualTo(Texts.load().get("en").get(key).getArgumentNames());
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void whoStopsIsAnsweredInTheirLanguageWithTheWayBack(String language) {
        String text = texts.text("stop.confirmed", language, Map.of("organisation", "Les Voisins"));
        assertThat(text).contains("Les Voisins").contains("START");
        assertThat(texts.language("stop.confirmed", language)).isEqualTo(language);
    }

    @Test
    void buttonsFitOnWhatsApp() {
        Texts.load().forEach((language, formats) -> Set.of(
                        "hold.stop",
                        "hold.continue",
                        "opt_in.yes",
                        "opt_in.no",
                        "event.yes",
                        "event.maybe",
                        "event.no",
                        "named.go",
                        "named.cancel",
                        "named.sent",
                        "named.removed")
                .forEach(key -> assertThat(texts.text(key, language))
                        .as(language + " " + key)
                        .hasSizeBetween(1, 20)));
    }

    @Test
    void buttonsThatNameAnAppFitOnWhatsApp() {
        Texts.load().keySet().forEach(language -> Set.of("WhatsApp", "Telegram")
                .forEach(app -> Set.of("share.app", "named.open")
                        .forEach(key -> assertThat(texts.text(key, language, Map.of("channel", app)))
                                .as(language + " " + key)
                                .hasSizeBetween(1, 20))));
    }

    @ParameterizedTest
    @CsvSource({"pt-BR, Sim", "fr_FR, Oui", "ja, Oui", ", Oui", "EN, Yes"})
    void fallsBackFromThePersonToTheOrganisation(String language, String expected) {
        assertThat(texts.text("opt_in.yes", language)).isEqualTo(expected);
    }

    @Test
    void theOrganisationsLanguageComesAfterThePersons() {
        Texts own = texts.of("de");
        assertThat(own.text("opt_in.yes", "en")).isEqualTo("Yes");
        assertThat(own.text("opt_in.yes", "ja")).isEqualTo("Ja");
        assertThat(texts.text("opt_in.yes", "fr")).isEqualTo("Oui");
    }

    @Test
    void anUnknownTextIsAFaultOfOurs() {
        assertThatThrownBy(() -> texts.text("nothing", "fr")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void argumentsAgainstTheDirectionOfTheTextAreIsolated() {
        assertThat(texts.text("opt_in.declined", "ar", Map.of("organisation", "Les Voisins")))
                .contains("\u2068Les Voisins\u2069");
        assertThat(texts.text("opt_in.declined", "en", Map.of("organisation", "جيران")))
                .contains("\u2068جيران\u2069");
    }
}
