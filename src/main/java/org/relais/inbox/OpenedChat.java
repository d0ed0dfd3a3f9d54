package org.relais.inbox;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.template.PersonalVariables;

/**
 * A link that opened the chat, by the command that came of it: people see a button or a draft, and nobody reads a code.
 *
 * @param link whether it is one that somebody passes on
 * @param owner contact whose own link it was; null for nobody's
 */
public record OpenedChat(boolean link, @Nullable Long owner) {
    private static final Pattern COMMAND = Pattern.compile("/start(?:\\s+(?<code>\\S+))?");
    private static final Pattern DRAFT = Pattern.compile("(?i)\\s*JOIN\\s+(?<code>[A-Za-z0-9_-]{1,64})\\b.{0,40}");

    /** Whether a text is the command by which a platform opens a chat. */
    public static boolean isCommand(@Nullable String text) {
        return text != null && COMMAND.matcher(text.strip()).matches();
    }

    /** A draft is one only with a code of ours: "join the march" are somebody's words. */
    static Optional<OpenedChat> of(String text, PersonalVariables personal) {
        Matcher command = COMMAND.matcher(text.strip());
        if (command.matches()) {
            String code = command.group("code");
            return Optional.of(new OpenedChat(
                    code != null, code == null ? null : personal.owner(code).orElse(null)));
        }
        Matcher draft = DRAFT.matcher(text);
        return draft.matches()
                ? personal.owner(draft.group("code")).map(owner -> new OpenedChat(true, owner))
                : Optional.empty();
    }

    ThreadEntry entry(ThreadEntry.Received received, Map<Long, String> names) {
        String name = owner == null ? null : names.get(owner);
        return new ThreadEntry.Opened(
                received.id(), received.at(), received.channel(), link, name == null ? null : owner, name);
    }
}
