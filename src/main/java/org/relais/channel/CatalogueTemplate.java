package org.relais.channel;

import org.jspecify.annotations.Nullable;

/**
 * A template as its platform lists it.
 *
 * @param externalId the platform's id of this wording
 * @param category in small letters, such as {@code marketing}
 * @param status in small letters; {@link #APPROVED} alone may be sent
 * @param quality {@code green}, {@code yellow}, {@code red} or {@code unknown}
 * @param reason the platform's code or words for a refusal; null for none
 */
public record CatalogueTemplate(
        String externalId,
        TemplateName name,
        String category,
        String status,
        String quality,
        @Nullable String reason,
        TemplateContent content) {
    /** The status of what may be sent. */
    public static final String APPROVED = "approved";

    public boolean approved() {
        return status.equals(APPROVED);
    }
}
