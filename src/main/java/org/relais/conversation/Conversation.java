package org.relais.conversation;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.relais.conversation.words.Companions;

/**
 * Where a person stands in a dialogue.
 *
 * @param state {@code <part>.<step>}, letters a to z and underscores
 * @param data what the part needs to go on
 */
public record Conversation(long contactId, String state, JsonObject data, Instant expiresAt) {

    private static final String READS_WORDS = "reads_words";

    /** The part that opened it. */
    public String part() {
        return state.replaceFirst("\\..*", "");
    }

    public boolean belongsTo(String part) {
        return state.equals(part) || state.startsWith(part + '.');
    }

    /** Whether what is typed next is an answer in itself: a number is no choice then. */
    public boolean awaitsWords() {
        return state.endsWith(".words");
    }

    /** Whether a text is such an answer, or the number that was asked for. */
    public boolean takes(String text) {
        return awaitsWords() || state.endsWith(".count") && Companions.isTotal(text);
    }

    /** Whether one of the choices of the last question is awaited. */
    public boolean awaitsChoice() {
        return state.endsWith(".choice");
    }

    /** Data of a dialogue whose part reads answers in one's own words itself, because of what else they may say. */
    public static JsonObject readingWords() {
        return new JsonObject().put(READS_WORDS, true);
    }

    /** As {@link #readingWords}. */
    public boolean readsWords() {
        return data.getBoolean(READS_WORDS, false);
    }

    /** Whether what is typed next is read by the dialogue, in whatever way. */
    public boolean takesWords() {
        return readsWords() || awaitsWords() || awaitsChoice();
    }

    /** Whether somebody is being called just now, and not only offered to be. */
    public boolean isOfSomebodyCalled() {
        return belongsTo(DialogueExit.CALLS) && data.getLong("attempt", 0L) != 0;
    }
}
