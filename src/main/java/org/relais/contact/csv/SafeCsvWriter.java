package org.relais.contact.csv;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writer of rows that a spreadsheet opens as text: a cell that it would take for a formula gets an apostrophe in front
 * (OWASP, "CSV injection"), which the import takes off again. UTF-8 with a mark, so that spreadsheets read accents.
 */
public final class SafeCsvWriter implements Closeable {
    /** A telephone number in groups: no spreadsheet can reckon with it. */
    private static final Pattern SHOWN_NUMBER = Pattern.compile("\\+[0-9]{1,4}( [0-9]{1,5})+");

    private final CsvWriter writer;

    /** Closes {@code output} when it is closed itself. Blocks as the output does. */
    public SafeCsvWriter(OutputStream output, char separator) throws IOException {
        this(marked(output), separator);
    }

    private SafeCsvWriter(Writer text, char separator) {
        this.writer = CsvWriter.builder().fieldSeparator(separator).build(text);
    }

    /** Further rows of a file that was begun by another writer: without the mark. */
    public static SafeCsvWriter continuing(OutputStream output, char separator) {
        return new SafeCsvWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8), separator);
    }

    private static Writer marked(OutputStream output) throws IOException {
        Writer text = new OutputStreamWriter(output, StandardCharsets.UTF_8);
        text.write('\uFEFF');
        return text;
    }

    /** A whole small file in memory, with commas. */
    public static Buffer file(List<List<String>> rows) {
        return buffer(rows, ',', true);
    }

    /** Rows in memory: the beginning of a file, or the next of one that was begun before. */
    public static Buffer buffer(List<List<String>> rows, char separator, boolean first) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SafeCsvWriter writer =
                first ? new SafeCsvWriter(bytes, separator) : SafeCsvWriter.continuing(bytes, separator)) {
            rows.forEach(writer::write);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory can be written to", impossible);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    /** Writes one row. */
    public void write(List<String> cells) {
        writer.writeRecord(cells.stream().map(SafeCsvWriter::safe).toList());
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    /** The cell as it may stand in a file that somebody opens. */
    public static String safe(String cell) {
        if (cell.isEmpty() || SHOWN_NUMBER.matcher(cell).matches()) {
            return cell;
        }
        return switch (cell.charAt(0)) {
            case '=', '+', '-', '@', '\t', '\r', '\n' -> "'" + cell;
            // What is already guarded stays distinguishable: the import takes one apostrophe off.
            case '\'' -> cell.length() > 1 && "=+-@\t\r\n'".indexOf(cell.charAt(1)) >= 0 ? "'" + cell : cell;
            default -> cell;
        };
    }

    /** The cell as it was before {@link #safe} or before a spreadsheet guarded it as {@code ="…"}. */
    public static String unsafe(String cell) {
        if (cell.length() > 1 && cell.charAt(0) == '\'' && "=+-@\t\r\n'".indexOf(cell.charAt(1)) >= 0) {
            return cell.substring(1);
        }
        if (cell.length() > 3 && cell.startsWith("=\"") && cell.endsWith("\"")) {
            return cell.substring(2, cell.length() - 1);
        }
        return cell;
    }
}
