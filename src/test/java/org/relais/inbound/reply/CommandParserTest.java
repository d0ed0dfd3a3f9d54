package org.relais.inbound.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.Command;
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
        "/language, LANGUAGE"
    })
    void readsAWholeMessageInBothLanguages(String text, Command command) {
        assertThat(CommandParser.parse(text)).contains(new CommandParser.Parsed(command, null));
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
