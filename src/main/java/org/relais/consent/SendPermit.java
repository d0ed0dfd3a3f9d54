package org.relais.consent;

import org.relais.contact.AddressId;
import org.relais.organisation.Sender;

/**
 * Leave to begin one request to a platform. Only {@link ConsentGate} makes one, from a row the claim returned, and it
 * can be used once and only while the claim is young.
 */
public final class SendPermit {
    private final Claim claim;
    private boolean used;

    SendPermit(Claim claim) {
        this.claim = claim;
    }

    public long deliveryId() {
        return claim.deliveryId();
    }

    public Purpose purpose() {
        return claim.purpose();
    }

    public Sender sender() {
        return claim.sender();
    }

    public AddressId address() {
        return claim.address();
    }

    public Claim claim() {
        return claim;
    }

    /**
     * Spends the permit; to be called right before the request is written.
     *
     * @param now read off this node's clock at this moment, not earlier
     * @return false when it was spent before or the claim is too old: the request must not begin
     */
    public synchronized boolean spend(LeaseClock.Reading now) {
        if (used || claim.startWithin().isOver(now)) {
            return false;
        }
        used = true;
        return true;
    }
}
