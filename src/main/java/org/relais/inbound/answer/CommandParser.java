package org.relais.inbound.answer;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.Folding;
import org.relais.conversation.Command;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.ReplyFiles;
import org.relais.conversation.words.ShareWish;
import org.relais.template.Texts;

/**
 * Commands, read from a whole message in any language that there are texts in ({@code command.*} of the files of
 * replies), with or without Telegram's slash. Words inside a sentence
 * are none, but of a {@linkplain ShareWish wish to share} and of {@linkplain EventInquiry#isOfPlans what else there is}.
 */
public final class CommandParser {
    private static final Map<String, Command> WORDS = words();

    private CommandParser() {}

    /**
     * @param argument what followed, folded; null for nothing
     */
    public record Parsed(Command command, @Nullable String argument) {}

    public static Optional<Parsed> parse(String text) {
        String folded = fold(text);
        Command whole = WORDS.get(folded);
        if (whole != null) {
            return Optional.of(new Parsed(whole, null));
        }
        if (ShareWish.isIn(text)) {
            return Optional.of(new Parsed(Command.SHARE, null));
        }
        if (EventInquiry.isOfPlans(text)) {
            return Optional.of(new Parsed(Command.ACTIONS, null));
        }
        String[] words = folded.split(" ");
        return words.length == 2 && WORDS.get(words[0]) == Command.LANGUAGE
                ? Optional.of(new Parsed(Command.LANGUAGE, words[1]))
                : Optional.empty();
    }

    /** Whether it is written as we write commands: in capitals, or with a slash. */
    public static boolean isExplicit(String text) {
        return text.startsWith("/")
                || text.codePoints().anyMatch(Character::isUpperCase)
                        && text.codePoints().noneMatch(Character::isLowerCase);
    }

    /** The language that somebody means who writes its code or its name in any of the known languages. */
    public static Optional<String> language(String written, Set<String> known) {
        String wanted = fold(written);
        return known.stream()
                .filter(code -> names(code, known).anyMatch(name -> fold(name).equals(wanted)))
                .findFirst();
    }

    /** Small letters without accents, slash, bot name and punctuation around it, words parted by one space. */
    public static String fold(String text) {
        return Folding.fold(text)
                .strip()
                .replaceFirst("^/([\\p{L}\\d_]+)(@\\w+)?", "$1")
                .replaceFirst("[\\p{Punct}\\s]+$", "")
                .replaceFirst("^[¿¡]\\s*", "")
                .replace('’', '\'')
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
        for (String language : Texts.standard().languages()) {
            for (Command command : Command.values()) {
                ReplyFiles.words(language, "command." + command.name().toLowerCase(Locale.ROOT))
                        .map(CommandParser::fold)
                        .filter(word -> !word.isEmpty())
                        .forEach(word -> words.put(word, command));
            }
        }
        return Map.copyOf(words);
    }
}
