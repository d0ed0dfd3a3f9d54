package org.relais.template.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.channel.TemplateCatalogue.CatalogueTemplate;

/**
 * A template of one of an organisation's senders.
 *
 * @param coming the category that the platform has said it will have; null for none
 * @param comingAt when, if it has said so
 * @param title what organisers call it; null where nobody has said
 */
public record StoredTemplate(
        long senderId,
        CatalogueTemplate template,
        @Nullable String coming,
        @Nullable Instant comingAt,
        @Nullable String title) {
    public String name() {
        return template.name().name();
    }

    public String language() {
        return template.name().language();
    }
}
