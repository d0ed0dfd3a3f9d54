package org.relais.imports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.CsvFault;

/**
 * One file on its way in, as it stands.
 *
 * @param fileSha256 hex; null until the file has been read
 * @param rows what the dry run found
 * @param merged what the import has done so far; the sums match those of {@code rows} once it is finished
 * @param fault why the file as a whole was refused
 */
public record ImportJob(
        long id,
        long organisationId,
        ImportKind kind,
        ImportState state,
        String fileName,
        @Nullable Long fileSize,
        @Nullable String fileSha256,
        @Nullable String charset,
        ImportOptions options,
        Rows rows,
        Merged merged,
        @Nullable CsvFault fault,
        String createdBy,
        @Nullable String decidedBy,
        Instant createdAt,
        @Nullable Instant checkedAt,
        @Nullable Instant decidedAt,
        @Nullable Instant finishedAt) {

    /**
     * @param known good rows whose person is a contact already
     * @param stopped of those, people who have stopped or are held: they will stay so
     * @param suppressed good rows of strangers on the suppression list: they will not be stored
     */
    public record Rows(int read, int good, int refused, int known, int stopped, int suppressed) {}

    /**
     * @param created new contacts; for a suppression list, new fingerprints' rows
     * @param updated known contacts, details brought up to date; for a suppression list, contacts stopped
     * @param keptStopped known contacts who had stopped or were held and stay so
     * @param suppressed strangers on the suppression list, not stored
     * @param torn rows that name two different contacts, or an address its owner has left; not stored
     */
    public record Merged(int created, int updated, int keptStopped, int suppressed, int torn) {
        /** Rows dealt with. */
        public int total() {
            return created + updated + keptStopped + suppressed + torn;
        }
    }
}
