package org.relais.linkedchat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentState;

/**
 * An organiser with the chat that they linked.
 *
 * @param name of the organiser
 * @param chat null while there is none
 */
public record LinkedChat(long organiserId, String name, @Nullable Chat chat) {

    /** @param state of the person whose chat it is: who has stopped gets no test either */
    public record Chat(long contactId, long addressId, String channel, ConsentState state, Instant linkedAt) {}
}
