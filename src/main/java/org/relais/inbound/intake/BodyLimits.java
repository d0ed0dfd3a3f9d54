package org.relais.inbound.intake;

/**
 * Room for the bodies of webhooks, in bytes.
 *
 * @param body of one body
 * @param proven of all bodies on their way whose sender is known to be a platform
 * @param unproven of all others
 * @param unprovenOfAddress of those among the others that come from one address; one body's at least
 */
public record BodyLimits(int body, long proven, long unproven, long unprovenOfAddress) {
    public BodyLimits {
        if (unprovenOfAddress < body) {
            throw new IllegalArgumentException("an address has room for one body at least");
        }
    }
}
