package org.relais.consent;

/** The one maker of {@link SendPermit}s. The decision was taken in SQL, in the statement that took the delivery. */
public final class ConsentGate {

    /** A permit for a delivery that the claim statement has just returned as {@code sending}. */
    public SendPermit permit(Claim claim) {
        return new SendPermit(claim);
    }
}
