package org.relais.contact;

import java.util.Set;

/** Something is on its way to somebody who is to be erased: it is to be waited for first. */
public final class MessageUnderWayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Set<Long> deliveryIds;

    public MessageUnderWayException(Set<Long> deliveryIds) {
        super("messages " + deliveryIds + " are under way", null, false, false);
        this.deliveryIds = Set.copyOf(deliveryIds);
    }

    public Set<Long> deliveryIds() {
        return deliveryIds;
    }
}
