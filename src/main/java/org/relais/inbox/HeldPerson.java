package org.relais.inbox;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.conversation.words.PaceWish;

/**
 * Somebody to whom nothing is sent until it is settled whether they meant to stop us.
 *
 * @param name empty when unknown
 * @param holdEventId ledger event that began the hold; pages are cut by it
 * @param heldAt platform's time of the newest words that may have been a stop: whoever settles the hold says so of what
 *     they have read, see {@link HoldService#release}
 * @param channel where they wrote; null when the hold came by no channel
 * @param interrupted what they go back to when released
 * @param rule that found the words doubtful
 * @param words all that may have been a stop since the hold began, oldest first; empty after an erasure
 * @param pause what they were granted instead of a question; null when they were not
 * @param question what they were asked; null while it is still to be asked
 */
public record HeldPerson(
        long contactId,
        String name,
        @Nullable String language,
        ConsentClass consentClass,
        ConsentState interrupted,
        long holdEventId,
        Instant heldAt,
        @Nullable String channel,
        @Nullable String rule,
        List<String> words,
        @Nullable Pause pause,
        @Nullable Question question) {
    public HeldPerson {
        words = List.copyOf(words);
    }

    /** Whether any of the words ask for fewer messages, or complain of how many there are. */
    public boolean wishesLess() {
        return words.stream()
                .anyMatch(text -> PaceWish.isLess(text) || PaceWish.wishesLess(text) || PaceWish.complains(text));
    }

    /**
     * A pause that was granted: until it ends nothing is sent, whatever an organiser decides.
     *
     * @param endsAt when it ends by itself; null when only the person ends it
     * @param kept whether an organiser has read all their words, and said that they are no stop
     */
    public record Pause(@Nullable Instant endsAt, boolean kept) {}

    /**
     * The one question of a hold, or what was said of a pause instead.
     *
     * @param text as the person reads it
     * @param state of its delivery: {@code queued}, {@code accepted}, {@code delivered}, {@code read}, {@code failed} …
     */
    public record Question(String text, String state, Instant askedAt) {}
}
