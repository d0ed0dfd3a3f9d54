package org.relais.consent;

/** The one maker of {@link SendPermit}s. The decision was taken in SQL, in the statement that took the delivery. */
public final class ConsentGate {

    /**
     * There is no gate without a key: the suppression list could not be read, so nothing may be sent.
     *
     * @throws MissingKeyException with the one line to show, when no suppression key is configured
     */
    public ConsentGate(Fingerprints fingerprints) {
        fingerprints.require();
    }

    /** A permit for a delivery that the claim statement has just returned as {@code sending}. */
    public SendPermit permit(Claim claim) {
        return new SendPermit(claim);
    }
}
