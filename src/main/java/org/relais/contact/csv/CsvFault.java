package org.relais.contact.csv;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;
import org.relais.input.FaultTexts;

/**
 * What is wrong in a file, and where. Holds no cell of the file: a fault may be shown and logged.
 *
 * @param line line of the file, 1 the first, where the record begins; 0 when the fault is the whole file's
 * @param column the column's own heading, or its number when it has none; null when the fault is the whole line's
 * @param detail a number or name the text needs, such as the limit or the line of the first of two; never a cell
 */
public record CsvFault(FaultCode code, long line, @Nullable String column, @Nullable String detail) {

    /** The fault of a whole file. */
    public static CsvFault file(FaultCode code, @Nullable String detail) {
        return new CsvFault(code, 0, null, detail);
    }

    /** The fault of a whole line. */
    public static CsvFault line(FaultCode code, long line, @Nullable String detail) {
        return new CsvFault(code, line, null, detail);
    }

    /** Whether the file may be right once it is said what its columns mean. */
    public boolean ofColumns() {
        return switch (code) {
            case HEADING_TWICE, NO_ADDRESS_COLUMN, NO_CLASS_ANYWHERE -> true;
            default -> false;
        };
    }

    /** One sentence for an organiser, with line and column; in English when there are no texts of that language. */
    public String text(String language) {
        String where = line == 0
                ? ""
                : column == null
                        ? FaultTexts.phrase("at.line", Map.of("line", line), language)
                        : FaultTexts.phrase("at.column", Map.of("line", line, "column", column), language);
        return where + sentence(language);
    }

    /** What is wrong alone, for a file that has columns for line and column. */
    public String sentence(String language) {
        return FaultTexts.text(code, Map.of("detail", detail == null ? "" : detail), language);
    }
}
