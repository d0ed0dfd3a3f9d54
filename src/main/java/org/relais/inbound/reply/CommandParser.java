package org.relais.inbound.reply;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.conversation.Command;

/**
 * Reads commands: a whole message of one or two words in French or English, with or without Telegram's slash; to find
 * one's language, in any that there are texts in. Words inside a sentence are none.
 */
final class CommandParser {
    private static final Map<String, Command> WORDS = words();

    private CommandParser() {}

    /**
     * @param argument what followed, folded; null for nothing
     */
    record Parsed(Command command, @Nullable String argument) {}

    static Optional<Parsed> parse(String text) {
        String folded = fold(text);
        Command whole = WORDS.get(folded);
        if (whole != null) {
            return Optional.of(new Parsed(whole, null));
        }
        String[] words = folded.split(" ");
        return words.length == 2 && WORDS.get(words[0]) == Command.LANGUAGE
                ? Optional.of(new Parsed(Command.LANGUAGE, words[1]))
                : Optional.empty();
    }

    /** The language that somebody means who writes its code or its name in any of the known languages. */
    static Optional<String> language(String written, Set<String> known) {
        String wanted = fold(written);
        return known.stream()
                .filter(code -> names(code, known).anyMatch(name -> fold(name).equals(wanted)))
                .findFirst();
    }

    /** Small letters without accents, slash, bot name and closing punctuation, words parted by one space. */
    static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT)
                .strip()
                .replaceFirst("^/([\\p{L}\\d_]+)(@\\w+)?", "$1")
                .replaceFirst("[\\p{Punct}\\s]+$", "")
                .replaceAll("[\\s_]+", " ");
    }

    private static Stream<String> names(String code, Set<String> known) {
        Locale language = Locale.forLanguageTag(code);
        return Stream.concat(
                Stream.of(code),
                known.stream().map(speaker -> language.getDisplayLanguage(Locale.forLanguageTag(speaker))));
    }

    private static Map<String, Command> words() {
        Map<String, Command> words = new HashMap<>();
        put(words, Command.HELP, "help", "aide", "info", "infos", "menu");
        put(words, Command.ACTIONS, "action", "actions", "mes actions", "my actions", "agir", "que faire");
        put(
                words,
                Command.STATS,
                "stats",
                "stat",
                "my stats",
                "mes stats",
                "mystats",
                "statistics",
                "statistiques",
                "mes statistiques",
                "bilan",
                "mon bilan");
        put(
                words,
                Command.LANGUAGE,
                "language",
                "lang",
                "langue",
                "langues",
                "languages",
                "sprache",
                "idioma",
                "lingua",
                "taal",
                "لغة",
                "اللغة");
        return Map.copyOf(words);
    }

    private static void put(Map<String, Command> words, Command command, String... spellings) {
        Arrays.stream(spellings).forEach(spelling -> words.put(spelling, command));
    }
}
