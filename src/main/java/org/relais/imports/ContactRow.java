package org.relais.imports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactDetails;

/**
 * One person of a file, understood.
 *
 * @param account a channel's own identifier
 * @param evidence null: the evidence given for the whole file
 */
record ContactRow(
        @Nullable AddressId phone,
        @Nullable AddressId account,
        ContactDetails details,
        ConsentClass consentClass,
        @Nullable RowEvidence evidence) {

    /** Evidence that stands in the row itself. */
    record RowEvidence(String source, Instant at, @Nullable String wording) {}
}
