package org.relais.conversation;

import org.jspecify.annotations.Nullable;

/**
 * Who may have meant to leave a dialogue, and how they said it.
 *
 * @param button a button of the message they answered; null when it has none, and only the dialogue itself is known
 */
public record DialogueExit(
        long organisationId,
        long contactId,
        OrganisationTexts texts,
        @Nullable Conversation conversation,
        @Nullable ButtonPayload button,
        DialogueWord word) {

    /** Part of the buttons of calls, which are about the person called. */
    public static final String CALLS = "call";
    /** The part of surveys. */
    public static final String QUESTIONS = "question";

    /** Verb of a button that takes somebody else off a list: it is asked whom. */
    public static final String REMOVE_SOMEBODY = "remove";

    /** Whether the dialogue, or the message, is of this part. */
    public boolean isOf(String part) {
        return conversation != null && conversation.belongsTo(part)
                || button != null && button.part().equals(part);
    }
}
