package org.relais.inbound.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.Command;
import org.relais.template.Texts;
import org.relais.testing.Unit;

@Unit
class CommandParserTest {

    @ParameterizedTest
    @CsvSource({
        "HELP, HELP",
        "aide, HELP",
        "/help, HELP",
        "/help@asso_bot, HELP",
        "Aide !, HELP",
        "ACTIONS, ACTIONS",
        "/actions, ACTIONS",
        "Mes  actions, ACTIONS",
        "que faire ?, ACTIONS",
        "MY STATS, STATS",
        "/my_stats, STATS",
        "Mes statistiques., STATS",
        "LANGUAGE, LANGUAGE",
        "langue, LANGUAGE",
        "/language, LANGUAGE",
        "AKTIONEN, ACTIONS",
        "acciones, ACTIONS",
        "le mie azioni, ACTIONS",
        "AÇÕES, ACTIONS",
        "acties, ACTIONS",
        "الأنشطة, ACTIONS",
        "الانشطه, ACTIONS",
        "اللغه, LANGUAGE",
        "Hilfe, HELP",
        "Estadísticas, STATS",
        "TAAL, LANGUAGE"
    })
    void readsAWholeMessageInEveryLanguage(String text, Command command) {
        assertThat(CommandParser.parse(text)).contains(new CommandParser.Parsed(command, null));
    }

    /** A word that a text tells people to send is one that is understood. */
    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void everyCommandThatATextNamesIsRead(String language) {
        Pattern named = Pattern.compile("\\b\\p{Lu}{4,}\\b|(?<=«)[\\p{IsArabic} ]+(?=»)");
        Set<String> words = Stream.of(
                        "help", "unknown.words", "unknown.again.3", "action.unclear", "action.declined", "stats.none")
                .map(key ->
                        Texts.standard().text(key, language, Map.of("organisation", "x", "purpose", "x", "title", "x")))
                .flatMap(text -> named.matcher(text).results())
                .map(MatchResult::group)
                .filter(word -> !Set.of("STOP", "START").contains(word))
                .collect(Collectors.toSet());
        assertThat(words)
                .hasSize(language.equals("ar") ? 3 : 4)
                .allSatisfy(word -> assertThat(CommandParser.parse(word)).isPresent());
    }

    @Test
    void languageTakesALanguage() {
        assertThat(CommandParser.parse("LANGUE Français"))
                .contains(new CommandParser.Parsed(Command.LANGUAGE, "francais"));
        assertThat(CommandParser.parse("/language en")).contains(new CommandParser.Parsed(Command.LANGUAGE, "en"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "???",
                "what actions are there",
                "help me carry the tables",
                "la langue des oiseaux",
                "l'action de samedi",
                "actions actions actions"
            })
    void wordsInsideASentenceAreNoCommand(String text) {
        assertThat(CommandParser.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"fr, fr", "FRANÇAIS, fr", "french, fr", "anglais, en", "English, en", "EN, en"})
    void knowsALanguageByItsNames(String written, String code) {
        assertThat(CommandParser.language(written, Set.of("fr", "en"))).contains(code);
    }

    @Test
    void doesNotGuessALanguage() {
        assertThat(CommandParser.language("klingon", Set.of("fr", "en"))).isEmpty();
        assertThat(CommandParser.language("f", Set.of("fr", "en"))).isEmpty();
    }
}
