package org.relais.inbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.inbox.InboundMessage.Content;

/**
 * What somebody of the organisation wrote to a person with the platform's own app, past Relais.
 *
 * @param writtenAt by the platform's clock
 */
public record HandwrittenMessage(
        long id, long contactId, @Nullable String contactName, String text, Content content, Instant writtenAt) {

    /** Whose conversation one belongs to. */
    public record Recipient(long contactId, boolean stoppedBefore) {}

    /**
     * One as a webhook brought it.
     *
     * @param eventKey of the webhook's event, once per sender
     * @param receivedAt by our clock
     */
    public record Received(
            long senderId, String eventKey, String text, Content content, Instant writtenAt, Instant receivedAt) {}
}
