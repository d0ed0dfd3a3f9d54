package org.relais.inbound.intake;

import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.consent.identity.IdentityService.Sighting;
import org.relais.conversation.ReplyInterpreter;
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
                language(event),
                event.platformTime(),
                event.eventKey(),
                null);
    }

    /** What the messenger speaks, if we do too: a language that we have no words in would keep us from hearing theirs. */
    private static @Nullable String language(InboundEvent event) {
        String language = event.language();
        return language != null && ReplyInterpreter.isRead(language) ? language : null;
    }
}
