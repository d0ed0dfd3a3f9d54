package org.relais.imports;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.CsvFault;

/**
 * One file on its way in, as it stands.
 *
 * @param fileSha256 hex; null until the file has been read
 * @param announced what the dry run found that an import would do
 * @param merged what the import has done so far; adds up to the good rows once it is finished
 * @param readings how often somebody said how to read it
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
        Outcome announced,
        Outcome merged,
        @Nullable CsvFault fault,
        String createdBy,
        @Nullable String decidedBy,
        Instant createdAt,
        @Nullable Instant checkedAt,
        @Nullable Instant decidedAt,
        @Nullable Instant finishedAt,
        int readings) {

    /** Rows of the file, as read. */
    public record Rows(int read, int good, int refused) {}

    /**
     * What becomes of good rows, each in one number: announced by the dry run, done by the import.
     *
     * @param created new contacts; for a suppression list, rows that name nobody known
     * @param updated known contacts, details brought up to date; for a suppression list, rows of contacts, who are stopped
     * @param keptStopped known contacts who have stopped, are held or are on the suppression list: nothing of them changes
     * @param suppressed strangers on the suppression list, not stored
     * @param torn rows that name two different contacts, or an address its owner has left; not stored
     * @param conflicting of those updated, whose name, area, language, time zone or other information the file has
     *     otherwise: replaced or left as it is, as {@link ImportOptions#replace} says
     */
    public record Outcome(int created, int updated, int keptStopped, int suppressed, int torn, int conflicting) {
        /** Rows dealt with. */
        public int total() {
            return created + updated + keptStopped + suppressed + torn;
        }
    }

    /** Whether somebody joined, stopped or changed address between the check and the end of the import. */
    public boolean differs() {
        return state == ImportState.FINISHED && !announced.equals(merged);
    }
}
