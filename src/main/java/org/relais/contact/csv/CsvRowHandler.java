package org.relais.contact.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;

/**
 * Builder of rows within the limits; the first breach is kept as a fault, because the parser wraps what is thrown here.
 */
final class CsvRowHandler extends AbstractBaseCsvCallbackHandler<CsvRow> {
    private final CsvLimits limits;
    private String[] cells = new String[16];
    private int count;
    private int size;
    private boolean lastQuoted;
    private long line = 1;
    private @Nullable CsvFault fault;

    CsvRowHandler(CsvLimits limits) {
        this.limits = limits;
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        line = startingLineNumber;
        count = 0;
        size = 0;
        lastQuoted = false;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
        size += length;
        if (index >= limits.columns()) {
            throw breach(FaultCode.TOO_MANY_COLUMNS, limits.columns());
        }
        if (size > limits.recordCharacters()) {
            throw breach(FaultCode.RECORD_TOO_LARGE, limits.recordCharacters());
        }
        if (index == cells.length) {
            cells = Arrays.copyOf(cells, index * 2);
        }
        cells[index] = new String(buffer, offset, length);
        count = index + 1;
        lastQuoted = quoted;
    }

    @Override
    protected CsvRow buildRecord() {
        return new CsvRow(line, Arrays.copyOf(cells, count), lastQuoted);
    }

    /** Where the row begins that was being read last. */
    long line() {
        return line;
    }

    /** The limit that was breached; null when the parser stopped for a reason of its own. */
    @Nullable
    CsvFault fault() {
        return fault;
    }

    private IllegalStateException breach(FaultCode code, int limit) {
        fault = CsvFault.line(code, line, Integer.toString(limit));
        return new IllegalStateException(code.name());
    }
}
