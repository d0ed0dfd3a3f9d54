package org.relais.console.sender;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.CheckResult;
import org.relais.console.Translations;
import org.relais.console.sender.SenderSteps.Place;
import org.relais.testing.Unit;

/** What is said of a secret that is wrong sends nobody to a place that is not there. */
@Unit
class SenderWordsTest {

    @ParameterizedTest
    @ValueSource(strings = {"token.refused", "token.expired", "account.missing", "secret.refused"})
    void whatToDoIsSaidForWhereItIsRead(String code) {
        for (String language : Translations.LANGUAGES) {
            Translations texts = Translations.in(language);
            String button = texts.text("sender.change");
            String file = language.equals("fr") ? "fichier de configuration" : "configuration file";
            assertThat(words(texts, code, Place.FORM)).doesNotContain(button).doesNotContain(file);
            assertThat(words(texts, code, Place.PAGE)).contains(button).doesNotContain(file);
            assertThat(words(texts, code, Place.FILE)).doesNotContain(button).contains(file);
        }
    }

    private static String words(Translations texts, String code, Place place) {
        return SenderSteps.words(texts, Instant::toString, CheckResult.failed(code, "words", "Unauthorized"), place);
    }
}
