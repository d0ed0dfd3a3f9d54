package org.relais.inbound.answer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.conversation.SpokenLanguage;

/**
 * Whom an event is about, as they stand now.
 *
 * @param name empty when unknown
 * @param spoken what they are written to in
 * @param heldFrom the state a hold interrupted; null unless held
 * @param basisEventId ledger event that the state rests on
 * @param stoppedAt when the last stop was said; null: never
 * @param occasionalSpent whether the one first contact was made, by a message or a call
 * @param firstContactLanguage in which the message that made it asked them whether they agree; null: it did not
 * @param numberOpen whether what asked for their number still stands under the conversation
 * @param channels on which we know them
 */
public record ReplyPerson(
        long contactId,
        String name,
        SpokenLanguage spoken,
        ConsentClass consentClass,
        ConsentState state,
        @Nullable ConsentState heldFrom,
        long basisEventId,
        @Nullable Instant stoppedAt,
        boolean occasionalSpent,
        @Nullable String firstContactLanguage,
        boolean numberOpen,
        List<String> channels) {
    public ReplyPerson {
        channels = List.copyOf(channels);
    }

    /** The same person in another state, by what they have just said. */
    public ReplyPerson in(ConsentState now) {
        return new ReplyPerson(
                contactId,
                name,
                spoken,
                consentClass,
                now,
                null,
                basisEventId,
                stoppedAt,
                occasionalSpent,
                firstContactLanguage,
                numberOpen,
                channels);
    }

    /** The contact's own language; null when unknown. */
    @Nullable
    public String language() {
        return spoken.kept();
    }

    /** The same person, who is written to so. */
    public ReplyPerson speaking(SpokenLanguage now) {
        return new ReplyPerson(
                contactId,
                name,
                now,
                consentClass,
                state,
                heldFrom,
                basisEventId,
                stoppedAt,
                occasionalSpent,
                firstContactLanguage,
                numberOpen,
                channels);
    }

    /** Whether they got the one first contact and are still to answer it. */
    public boolean contactedOnce() {
        return consentClass == ConsentClass.OCCASIONAL && state == ConsentState.PENDING && occasionalSpent;
    }

    /** Whether it asked them whether they agree, so that a yes is one to that. */
    public boolean askedFirstContact() {
        return contactedOnce() && firstContactLanguage != null;
    }
}
