package org.relais.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.action.call.CallSettings;
import org.relais.consent.identity.ContactService;
import org.relais.imports.ImportOptions;
import org.relais.testing.Unit;
import org.relais.text.Languages;
import org.relais.text.TextBundle;

@Unit
class OriginTextTest {
    static Stream<String> openings() {
        return Languages.ALL.stream()
                .flatMap(language ->
                        TextBundle.read(OriginText.class, "/texts/" + language + ".properties")
                                .texts()
                                .values()
                                .stream())
                .filter(text -> text.contains("{origin}"))
                .map(text -> text.substring(0, text.indexOf("{origin}")))
                .map(text -> text.substring(text.lastIndexOf(". ") + 1));
    }

    @ParameterizedTest
    @MethodSource("openings")
    void whatOurTextsBeginWithIsNotKept(String opening) {
        assertThat(opening).matches("(?s).*\\p{L}.*:\\s*");
        for (String written : List.of(opening, opening.strip(), opening.strip().toUpperCase(Locale.ROOT))) {
            assertThat(OriginText.bare(written + " la pétition")).isEqualTo("la pétition");
        }
    }

    @Test
    void whatWasDoubledAlreadyIsSaidOnce() {
        assertThat(OriginText.bare("Votre numéro vient de : Votre numéro vient de\u00a0: la pétition"))
                .isEqualTo("la pétition");
    }

    @Test
    void everyDoorKeepsTheOriginAlone() {
        String told = "We got your number from: the petition";
        Instant at = Instant.EPOCH;
        assertThat(new ImportOptions.Evidence(told, at, null).source()).isEqualTo("the petition");
        assertThat(new ContactService.Evidence(told, at, null, null).source()).isEqualTo("the petition");
        assertThat(CallSettings.decode(new JsonObject().put("origin", new JsonObject().put("en", told)))
                        .origins())
                .containsEntry("en", "the petition");
    }

    @ParameterizedTest
    @ValueSource(strings = {"la pétition", "Stand : marché", "", "Votre numéro vient de :", "Formulaire 2026: v3"})
    void anythingElseStaysAsItIs(String origin) {
        assertThat(OriginText.bare(origin)).isEqualTo(origin);
    }
}
