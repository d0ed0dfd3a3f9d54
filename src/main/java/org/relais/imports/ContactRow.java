package org.relais.imports;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentClass;

/**
 * One person of a file, understood.
 *
 * @param account a channel's own identifier
 * @param evidence null: the evidence given for the whole file
 * @param variables JSON object
 */
record ContactRow(
        @Nullable AddressId phone,
        @Nullable AddressId account,
        String name,
        @Nullable String language,
        @Nullable String timeZone,
        @Nullable String area,
        List<String> tags,
        String variables,
        ConsentClass consentClass,
        @Nullable RowEvidence evidence) {

    /** Evidence that stands in the row itself. */
    record RowEvidence(String source, Instant at, @Nullable String wording) {}
}
