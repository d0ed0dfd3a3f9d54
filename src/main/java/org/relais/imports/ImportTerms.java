package org.relais.imports;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every piece of one import has in common.
 *
 * @param reference in front of the row's line, in the ledger: names the import and its file's hash
 * @param account whose own identifiers stand in the rows' column {@code chat}
 * @param wordings of the evidence that have a version, and what it is referred to by
 */
record ImportTerms(
        long organisationId,
        long importId,
        ImportKind kind,
        ImportOptions options,
        Account account,
        String reference,
        String actor,
        Map<String, String> wordings) {

    /** A channel and its kind of address; both null when the file has phone numbers only. */
    record Account(@Nullable String channel, @Nullable String kind) {}

    /** The same, with what to write in place of these texts of the evidence ({@code import@2/fr}). */
    ImportTerms worded(Map<String, String> references) {
        return new ImportTerms(
                organisationId, importId, kind, options, account, reference, actor, Map.copyOf(references));
    }
}
