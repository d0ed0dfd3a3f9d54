package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ibm.icu.text.MessageFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;
import org.relais.text.Languages;

@Unit
class TextsTest {
    private static final List<String> BUTTONS = List.of(
            "hold.stop",
            "hold.continue",
            "hold.stop.all",
            "hold.stop.me",
            "opt_in.yes",
            "opt_in.no",
            "share.send",
            "share.more",
            "share.page",
            "share.copy",
            "action.yes",
            "action.no",
            "action.show",
            "action.done",
            "action.give_up",
            "question.yes",
            "question.skip",
            "question.back",
            "question.later",
            "question.exit",
            "question.correct",
            "event.yes",
            "event.maybe",
            "event.no",
            "event.still.yes",
            "event.still.no",
            "event.give_up",
            "named.go",
            "named.cancel",
            "named.sent",
            "named.removed",
            "call.first",
            "call.next",
            "call.pause",
            "call.exit",
            "call.exit.remove",
            "call.answered",
            "call.other",
            "call.go_on",
            "call.skip",
            "call.finish",
            "call.result.reached",
            "call.result.no_answer",
            "call.result.call_back",
            "call.result.refused",
            "call.result.wrong_number",
            "call.result.removed",
            "call.when.today",
            "call.when.tomorrow",
            "call.when.type",
            "call.back_to_results",
            "call.removal.yes",
            "call.removal.no",
            "call.correct",
            "call.report");

    private final Texts texts = Texts.standard();

    @Test
    void everyLanguageHasEveryTextWithTheSameArguments() {
        assertThat(texts.languages()).containsExactlyInAnyOrderElementsOf(Languages.ALL);
        Map<String, MessageFormat> english = Texts.load().get("en");
        Texts.load().forEach((language, formats) -> {
            assertThat(formats.keySet()).as(language).isEqualTo(texts.keys());
            formats.forEach((key, format) ->
                    assertThat(arguments(format)).as(language + " " + key).isEqualTo(arguments(english.get(key))));
        });
    }

    /** Otherwise a language whose files were all written is offered to nobody. */
    @Test
    void whoeverHasFilesOfTextsAnswersOrStopsIsAmongTheLanguages() throws IOException {
        assertThat(codes("src/main/resources/texts", "([a-z]{2})\\.properties"))
                .isEqualTo(codes("src/main/resources/replies", "([a-z]{2})\\.properties"))
                .isEqualTo(codes("src/main/resources/org/relais/channel/telegram", "commands_([a-z]{2})\\.properties"))
                .isEqualTo(Set.copyOf(Languages.ALL));
        assertThat(codes("src/main/resources/stop", "([a-z]{2})\\.yaml")).containsAll(Languages.ALL);
    }

    private static Set<String> codes(String folder, String name) throws IOException {
        Pattern code = Pattern.compile(name);
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.map(file -> code.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
        }
    }

    /** A language that draws its article into the organisation's name, or whose verbs agree with it, names it otherwise. */
    private static Set<String> arguments(MessageFormat format) {
        return format.getArgumentNames().stream()
                .filter(name -> !name.equals("many"))
                .map(name -> name.endsWith("_organisation") ? "organisation" : name)
                .collect(Collectors.toSet());
    }

    /** A sentence that is the same in two languages has been forgotten in one. */
    @Test
    void noSentenceIsLeftInEnglish() {
        Map<String, MessageFormat> english = Texts.load().get("en");
        Texts.load()
                .forEach((language, formats) -> formats.forEach((key, format) -> {
                    String pattern = format.toPattern();
                    if (!language.equals("en")
                            && pattern.replaceAll("\\{.*?}", "").split(" ").length > 3) {
                        assertThat(pattern)
                                .as(language + " " + key)
                                .isNotEqualTo(english.get(key).toPattern());
                    }
                }));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void whoStopsIsAnsweredInTheirLanguageWithTheWayBack(String language) {
        String text =
                texts.text("stop.confirmed", language, Map.of("organisation", "Les Voisins", "messengers", "Signal"));
        assertThat(text).contains("Les Voisins", "Signal", "START");
        assertThat(texts.language("stop.confirmed", language)).isEqualTo(language);
        assertThat(texts.text(
                        "stop.confirmed.everywhere",
                        language,
                        OrganisationName.of("La Fédération", null).arguments(Map.of("messengers", "Signal"))))
                .contains("Fédération", "Signal", "START");
    }

    @Test
    void buttonsFitOnWhatsApp() {
        Texts.load()
                .keySet()
                .forEach(language ->
                        BUTTONS.forEach(key -> assertThat(texts.text(key, language, Map.of("time", "18:30")))
                                .as(language + " " + key)
                                .hasSizeBetween(1, 20)));
    }

    @Test
    void buttonsThatNameAnAppFitOnWhatsApp() {
        Texts.load().keySet().forEach(language -> Set.of("WhatsApp", "Telegram").forEach(app -> Set.of("named.open")
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

    @ParameterizedTest
    @CsvSource({
        "Qui vient samedi ?,Cet événement est annulé%1$s: Qui vient samedi ?",
        "Tous au parc !,Cet événement est annulé%1$s: Tous au parc !",
        "La fête.,Cet événement est annulé%1$s: La fête.",
        "La fête,Cet événement est annulé%1$s: La fête."
    })
    void aTitleThatEndsItsSentenceIsFollowedByNoFullStop(String title, String said) {
        assertThat(texts.text("event.gone", "fr", Map.of("title", title))).isEqualTo(said.formatted("\u00a0"));
    }

    @Test
    void argumentsAgainstTheDirectionOfTheTextAreIsolated() {
        assertThat(texts.text("opt_in.declined", "ar", Map.of("organisation", "Les Voisins")))
                .contains("\u2068Les Voisins\u2069");
        assertThat(texts.text("opt_in.declined", "en", Map.of("organisation", "جيران")))
                .contains("\u2068جيران\u2069");
    }
}
