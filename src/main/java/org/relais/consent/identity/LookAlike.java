package org.relais.consent.identity;

import java.util.List;
import org.relais.contact.ConsentState;

/**
 * Somebody who may be the same person under another address.
 *
 * @param channels on which they are known
 * @param because what is the same: {@code name}, {@code area}
 */
public record LookAlike(long contactId, String name, ConsentState state, List<String> channels, List<String> because) {
    public LookAlike {
        channels = List.copyOf(channels);
        because = List.copyOf(because);
    }
}
