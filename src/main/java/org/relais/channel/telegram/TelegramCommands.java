package org.relais.channel.telegram;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.text.Languages;
import org.relais.text.TextBundle;
import org.telegram.telegrambots.meta.api.methods.commands.SetMyCommands;
import org.telegram.telegrambots.meta.api.objects.commands.BotCommand;

/**
 * The menu of a bot in its chats. Descriptions stand in {@code commands_<language>.properties} beside this class; a
 * further language is a further file and its code in {@link Languages}.
 */
final class TelegramCommands {
    private static final List<String> COMMANDS =
            List.of("actions", "stats", "share", "language", "help", "start", "stop");
    /** What people see whose language we don't have. */
    private static final String FALLBACK = "en";

    private TelegramCommands() {}

    /** One {@code setMyCommands} for each language, and one for everybody else. */
    static List<SetMyCommands> calls() {
        Map<String, SetMyCommands> calls = new TreeMap<>();
        calls.put("", commands(FALLBACK, null));
        Languages.ALL.forEach(language -> calls.put(language, commands(language, language)));
        return List.copyOf(calls.values());
    }

    private static SetMyCommands commands(String texts, @Nullable String language) {
        Map<String, String> descriptions = TextBundle.read(TelegramCommands.class, "commands_" + texts + ".properties")
                .texts();
        List<BotCommand> commands = COMMANDS.stream()
                .map(command -> new BotCommand(command, descriptions.get(command)))
                .toList();
        return SetMyCommands.builder().commands(commands).languageCode(language).build();
    }
}
