package org.relais.contact.csv;

import java.util.List;

/**
 * One row as it stands in the file.
 *
 * @param line line of the file where it begins, 1 the first
 */
public record CsvRow(long line, String[] cells, boolean endsQuoted) {

    /** The cells as they were, for the file of refused lines. */
    public List<String> raw() {
        return List.of(cells);
    }
}
