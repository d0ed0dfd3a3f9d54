package org.relais.consent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.organisation.Sender;

/**
 * What the claim statement returned for one delivery: it was queued, its person may be messaged for this purpose, and
 * it is now {@code sending} under a lease of this node.
 *
 * @param startWithin while the request may begin, counted from before the claim was sent
 * @param lastInboundAt when the person last wrote on this address; WhatsApp's 24 h window starts here
 */
public record Claim(
        long deliveryId,
        int attempt,
        Sender sender,
        long contactId,
        AddressId address,
        Purpose purpose,
        LeaseTerm startWithin,
        @Nullable Instant lastInboundAt) {}
