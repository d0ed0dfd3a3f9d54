package org.relais.channel;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The templates that a sender's platform has approved, refused or is looking at. */
public interface TemplateCatalogue {

    /** Codes of the languages that templates can be written in, sorted. */
    Set<String> languages();

    /** All of them. Never fails. */
    Future<Listing> list();

    /**
     * Hands a template in for approval. Messages nobody. Never fails.
     *
     * @param category in small letters, such as {@code marketing}
     * @param examples of each place of the texts, by its name
     */
    Future<Submission> submit(
            TemplateName name, String category, TemplateContent content, Map<String, String> examples);

    /**
     * What a platform lists.
     *
     * @param fault why it can't be known now; null when the list is whole
     */
    record Listing(List<CatalogueTemplate> templates, @Nullable CheckResult fault) {
        public Listing {
            templates = List.copyOf(templates);
        }
    }

    /**
     * What came of handing one in.
     *
     * @param template as the platform took it; null when it did not
     * @param fault why it did not; null when it did
     */
    record Submission(@Nullable CatalogueTemplate template, @Nullable CheckResult fault) {}

    /**
     * A template as its platform lists it.
     *
     * @param externalId the platform's id of this wording
     * @param category in small letters, such as {@code marketing}
     * @param status in small letters; {@link #APPROVED} alone may be sent
     * @param quality {@code green}, {@code yellow}, {@code red} or {@code unknown}
     * @param reason the platform's code or words for a refusal; null for none
     */
    record CatalogueTemplate(
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
}
