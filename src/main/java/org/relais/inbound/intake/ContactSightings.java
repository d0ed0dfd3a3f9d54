package org.relais.inbound.intake;

import org.relais.channel.InboundEvent;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.organisation.Sender;

/** That somebody was there, as an event shows it. */
public final class ContactSightings {
    private ContactSightings() {}

    /** The event has at least one identifier. */
    public static Sighting of(Sender sender, InboundEvent event) {
        return new Sighting(
                sender.organisationId(),
                sender.id(),
                event.from(),
                event.displayName(),
                event.language(),
                event.platformTime(),
                event.eventKey(),
                null);
    }
}
