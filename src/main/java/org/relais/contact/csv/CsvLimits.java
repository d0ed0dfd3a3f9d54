package org.relais.contact.csv;

/**
 * What a file may hold. Every bound is there so that a hostile file costs a bounded amount of memory.
 *
 * @param bytes size of the file
 * @param rows rows under the headings
 * @param columns columns of any row
 * @param recordCharacters characters of one row
 */
public record CsvLimits(long bytes, int rows, int columns, int recordCharacters) {

    /** 1 GiB, five million rows, 200 columns, 64 Ki characters a row. */
    public static final CsvLimits DEFAULT = new CsvLimits(1L << 30, 5_000_000, 200, 65_536);
}
