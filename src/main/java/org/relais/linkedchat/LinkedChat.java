package org.relais.linkedchat;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentState;

/**
 * An organiser with the chat that they linked.
 *
 * @param name of the organiser
 * @param chat null while there is none
 */
public record LinkedChat(long organiserId, String name, @Nullable Chat chat) {

    /**
     * The chat itself.
     *
     * @param called as the person whose chat it is calls themself there; may be blank
     * @param state of that person: who has stopped gets no test either
     */
    public record Chat(
            long contactId, long addressId, AddressId address, String called, ConsentState state, Instant linkedAt) {
        public String channel() {
            return address.channel();
        }
    }
}
