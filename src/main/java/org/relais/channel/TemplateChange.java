package org.relais.channel;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a platform says has changed of a template, in small letters; what it does not speak of is null.
 *
 * @param externalId the platform's id of the wording
 * @param name and language, for one that we had not heard of
 * @param reason why it was refused or paused
 * @param coming the category that it gets at {@code comingAt}
 */
public record TemplateChange(
        String externalId,
        TemplateName name,
        @Nullable String status,
        @Nullable String quality,
        @Nullable String category,
        @Nullable String reason,
        @Nullable String coming,
        @Nullable Instant comingAt) {}
