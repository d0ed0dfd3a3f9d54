package org.relais.contact.csv;

import java.util.Arrays;
import java.util.List;

/**
 * One row as it stands in the file.
 *
 * @param line line of the file where it begins, 1 the first
 */
public record CsvRow(long line, String[] cells, boolean endsQuoted) {

    /** Whether nothing stands in any cell: spreadsheets leave such rows among others. */
    boolean isBlank() {
        return Arrays.stream(cells).allMatch(String::isBlank);
    }

    /** The cells as they were, for the file of refused lines. */
    public List<String> raw() {
        return List.of(cells);
    }
}
