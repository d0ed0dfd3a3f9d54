package org.relais.contact.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressForms;
import org.relais.input.FaultCode;

/**
 * A file of lines.
 *
 * <p>The separator is the one of {@code ; , tab} under which the first line has most headings we know, then most cells.
 */
final class CsvSheet implements Sheet {
    private static final char[] SEPARATORS = {';', ',', '\t'};
    private static final int FIRST_LINE_CHARACTERS = 65_536;

    private final CsvReader<CsvRow> reader;
    private final CloseableIterator<CsvRow> rows;
    private final CsvRowHandler handler;
    private final TailReader tail;
    private final CsvLimits limits;
    private @Nullable CsvRow pending;
    /** Met while looking ahead: the parser would go on behind it, in the middle of the row. */
    private @Nullable CsvFault ahead;

    private int read;

    private CsvSheet(TailReader input, char separator, CsvLimits limits) {
        this.tail = input;
        this.limits = limits;
        this.handler = new CsvRowHandler(limits);
        this.reader = CsvReader.builder()
                .fieldSeparator(separator)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .maxBufferSize(limits.recordCharacters() * 2)
                .build(handler, input);
        this.rows = reader.iterator();
    }

    /** Opens a file whose charset a {@link CsvFileScan} has found. */
    static CsvSheet open(Path file, CsvFileScan scan, CsvLimits limits, AddressForms forms) throws IOException {
        char separator = separator(firstLine(file, scan), forms);
        return new CsvSheet(new TailReader(reader(file, scan)), separator, limits);
    }

    @Override
    public @Nullable CsvRow next() throws CsvRefusal {
        CsvRow row = pending;
        pending = null;
        if (row == null) {
            do {
                row = following();
            } while (row != null && row.isBlank());
        }
        return row;
    }

    private @Nullable CsvRow following() throws CsvRefusal {
        CsvFault met = ahead;
        if (met != null) {
            throw new CsvRefusal(met);
        }
        CsvRow row;
        try {
            if (!rows.hasNext()) {
                return null;
            }
            row = rows.next();
        } catch (CsvParseException | IllegalStateException broken) {
            throw new CsvRefusal(faultOf(broken));
        }
        if (!rowsFollow() && row.endsQuoted() && !tail.endsWithQuote()) {
            throw new CsvRefusal(CsvFault.line(FaultCode.QUOTE_NEVER_CLOSED, row.line(), null));
        }
        if (++read > limits.rows() + 1) {
            throw new CsvRefusal(CsvFault.file(FaultCode.TOO_MANY_ROWS, Integer.toString(limits.rows())));
        }
        return row;
    }

    @Override
    public void giveBack(CsvRow row) {
        pending = row;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private boolean rowsFollow() {
        try {
            return rows.hasNext();
        } catch (CsvParseException | IllegalStateException broken) {
            ahead = faultOf(broken);
            return true;
        }
    }

    private CsvFault faultOf(RuntimeException broken) {
        CsvFault fault = handler.fault();
        if (fault != null) {
            return fault;
        }
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("closing quote")) {
                return CsvFault.line(FaultCode.QUOTE_NEVER_CLOSED, handler.line(), null);
            }
        }
        return CsvFault.line(FaultCode.RECORD_TOO_LARGE, handler.line(), Integer.toString(limits.recordCharacters()));
    }

    private static Reader reader(Path file, CsvFileScan scan) throws IOException {
        InputStream input = Files.newInputStream(file);
        input.skipNBytes(scan.markBytes());
        return new InputStreamReader(input, scan.charset());
    }

    private static String firstLine(Path file, CsvFileScan scan) throws IOException {
        try (Reader input = reader(file, scan)) {
            char[] start = new char[FIRST_LINE_CHARACTERS];
            int length = 0;
            for (int got = 0; length < start.length && got >= 0; length += Math.max(got, 0)) {
                got = input.read(start, length, start.length - length);
            }
            return new String(start, 0, length)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .findFirst()
                    .orElse("");
        }
    }

    static char separator(String firstLine, AddressForms forms) {
        char best = SEPARATORS[0];
        long bestScore = -1;
        for (char candidate : SEPARATORS) {
            List<String> cells = cells(firstLine, candidate);
            long known = cells.stream()
                    .filter(cell -> ColumnRole.of(cell, forms).isPresent())
                    .count();
            long score = known * 1_000_000 + Math.min(cells.size(), 999_999);
            if (score > bestScore) {
                bestScore = score;
                best = candidate;
            }
        }
        return best;
    }

    private static List<String> cells(String line, char separator) {
        List<String> cells = new ArrayList<>();
        try (CsvReader<de.siegmar.fastcsv.reader.CsvRecord> reader =
                CsvReader.builder().fieldSeparator(separator).ofCsvRecord(new StringReader(line))) {
            reader.stream().limit(1).forEach(found -> cells.addAll(found.getFields()));
        } catch (IOException | CsvParseException notThisOne) {
            return List.of();
        }
        return cells;
    }

    /** A reader that remembers how the text ended: the parser takes an end inside quotes for a closing quote. */
    private static final class TailReader extends FilterReader {
        private char last;

        TailReader(Reader input) {
            super(input);
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int got = super.read(buffer, offset, length);
            for (int index = offset + got - 1; got > 0 && index >= offset; index--) {
                if (!Character.isWhitespace(buffer[index])) {
                    last = buffer[index];
                    break;
                }
            }
            return got;
        }

        boolean endsWithQuote() {
            return last == '"';
        }
    }
}
