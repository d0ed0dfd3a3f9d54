package org.relais.inbound;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.consent.IdentityService.Sighting;
import org.relais.organisation.Sender;

/** That somebody was there, as an event shows it. */
final class Sightings {
    private Sightings() {}

    /** The event has at least one identifier. */
    static Sighting of(Sender sender, InboundEvent event) {
        return new Sighting(
                sender.organisationId(),
                sender.id(),
                event.from(),
                event.displayName(),
                language(event.language()),
                event.platformTime(),
                event.eventKey());
    }

    /** The language without region and script, as contacts keep it; null when the platform's tag is none. */
    static @Nullable String language(@Nullable String tag) {
        String language = tag == null ? "" : Locale.forLanguageTag(tag).getLanguage();
        return language.matches("[a-z]{2,3}") ? language : null;
    }
}
