package org.relais.inbound.intake;

import org.relais.consent.ConsentService;
import org.relais.consent.StopEnforcer;
import org.relais.consent.identity.IdentityService;
import org.relais.consent.stopword.StopDetector;

/**
 * What reads from an event what it does to consent, applies it, and enforces it; one for the intake and the inbox.
 *
 * @param senders whose organisation an event is for
 * @param identities who an event is from
 * @param enforcer the one that {@code consent} calls
 */
public record ConsentServices(
        StopDetector detector,
        SenderDirectory senders,
        IdentityService identities,
        ConsentService consent,
        StopEnforcer enforcer) {}
