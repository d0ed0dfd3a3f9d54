package org.relais.imports;

/**
 * A name, town, language, time zone or other information of somebody known that a checked file has otherwise.
 *
 * @param known what is known
 * @param file what the file says
 */
public record ConflictingDetail(String known, String file) {
    /** Rows in which examples are looked for: a page is not to wait for a million. */
    public static final int ROWS = 5_000;
}
