package org.relais.contact.csv;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;
import org.dhatim.fastexcel.reader.Row;
import org.dhatim.fastexcel.reader.SheetVisibility;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;

/**
 * The first visible sheet of a workbook (Office Open XML, {@code .xlsx}) as rows of text. A formula is never worked out:
 * its cell holds what the spreadsheet last saw there. Macros are never opened. A number is written out in full, whatever
 * the column shows of it ({@code 6.12E+08}), and a day as {@code 2026-05-31}.
 */
final class XlsxSheet implements Sheet {
    /** What a number format says besides its letters: texts in quotes, escaped characters, colours and conditions. */
    private static final Pattern NO_LETTERS = Pattern.compile("\"[^\"]*\"|\\\\.|\\[[^\\]]*\\]");

    private static final Pattern DATE_LETTERS = Pattern.compile("[dDyY]");

    /** Shows so many digits at least: what is no amount but a postcode or somebody's number elsewhere. */
    private static final Pattern ZEROS = Pattern.compile("0{2,40}");

    /** Longer than any number that a spreadsheet writes. */
    private static final int LONGEST_NUMBER = 40;

    /** The last day of the year 9999 in days since 1900. */
    private static final double LAST_DAY = 2_958_465;

    private static final int DAYS_TO_1904 = 1_462;

    private final ReadableWorkbook workbook;
    private final Stream<Row> stream;
    private final Iterator<Row> rows;
    private final CsvLimits limits;
    private final int daysLater;
    private final List<String> names;
    private @Nullable CsvRow pending;
    private int width = -1;
    private int read;

    private XlsxSheet(ReadableWorkbook workbook, boolean from1904, CsvLimits limits) throws IOException {
        this.workbook = workbook;
        this.daysLater = from1904 ? DAYS_TO_1904 : 0;
        this.limits = limits;
        List<org.dhatim.fastexcel.reader.Sheet> visible = workbook.getSheets()
                .filter(sheet -> sheet.getVisibility() == SheetVisibility.VISIBLE)
                .toList();
        if (visible.isEmpty()) {
            throw new ExcelReaderException("no visible sheet");
        }
        this.names = visible.stream()
                .map(sheet -> Objects.requireNonNullElse(sheet.getName(), ""))
                .toList();
        this.stream = visible.get(0).openStream();
        this.rows = stream.iterator();
    }

    static XlsxSheet open(Path file, CsvLimits limits) throws CsvRefusal {
        boolean from1904 = WorkbookGuard.check(file);
        try {
            ReadableWorkbook workbook = workbook(file);
            try {
                return new XlsxSheet(workbook, from1904, limits);
            } catch (IOException | RuntimeException broken) {
                workbook.close();
                throw broken;
            }
        } catch (IOException | RuntimeException broken) {
            throw unreadable();
        }
    }

    private static ReadableWorkbook workbook(Path file) throws IOException {
        try {
            return new ReadableWorkbook(file.toFile(), new ReadingOptions(true, true));
        } catch (RuntimeException withoutFormats) {
            // Some programs write none; then there are no days among the numbers.
            return new ReadableWorkbook(file.toFile(), new ReadingOptions(false, true));
        }
    }

    static CsvRefusal unreadable() {
        return new CsvRefusal(CsvFault.file(FaultCode.WORKBOOK_UNREADABLE, null));
    }

    @Override
    public @Nullable CsvRow next() throws CsvRefusal {
        CsvRow row = pending;
        pending = null;
        while (row == null) {
            Row found = following();
            if (found == null) {
                return null;
            }
            row = row(found);
        }
        return row;
    }

    /** The library's own faults carry parts of the file; none of them leaves this class. */
    private @Nullable Row following() throws CsvRefusal {
        try {
            return rows.hasNext() ? rows.next() : null;
        } catch (RuntimeException broken) {
            throw unreadable();
        }
    }

    /** Null for a row without a text: spreadsheets keep many below what was written. */
    private @Nullable CsvRow row(Row row) throws CsvRefusal {
        String[] cells = cells(row);
        int last = cells.length;
        while (last > 0 && cells[last - 1].isBlank()) {
            last--;
        }
        if (last == 0) {
            return null;
        }
        if (++read > limits.rows() + 1) {
            throw new CsvRefusal(CsvFault.file(FaultCode.TOO_MANY_ROWS, Integer.toString(limits.rows())));
        }
        if (last > limits.columns()) {
            throw breach(FaultCode.TOO_MANY_COLUMNS, row, limits.columns());
        }
        if (Arrays.stream(cells, 0, last).mapToInt(String::length).sum() > limits.recordCharacters()) {
            throw breach(FaultCode.RECORD_TOO_LARGE, row, limits.recordCharacters());
        }
        // A row ends where its last text does; a file of lines has a cell for every heading.
        width = width < 0 ? last : width;
        int wide = Math.max(last, width);
        String[] padded = Arrays.copyOf(cells, wide);
        Arrays.fill(padded, Math.min(cells.length, wide), wide, "");
        return new CsvRow(row.getRowNum(), padded, false);
    }

    private String[] cells(Row row) throws CsvRefusal {
        try {
            return IntStream.range(0, row.getCellCount())
                    .mapToObj(place -> text(row.getCell(place)))
                    .toArray(String[]::new);
        } catch (RuntimeException broken) {
            throw unreadable();
        }
    }

    private static CsvRefusal breach(FaultCode code, Row row, int limit) {
        return new CsvRefusal(CsvFault.line(code, row.getRowNum(), Integer.toString(limit)));
    }

    private String text(@Nullable Cell cell) {
        if (cell == null || cell.getRawValue() == null) {
            return "";
        }
        String raw = cell.getRawValue();
        CellType type = cell.getType();
        boolean number = type == CellType.NUMBER || type == CellType.FORMULA && cell.getValue() instanceof BigDecimal;
        return number ? number(cell, raw) : type == CellType.BOOLEAN ? String.valueOf(cell.getValue()) : raw;
    }

    private String number(Cell cell, String raw) {
        BigDecimal value = new BigDecimal(raw);
        if (isDate(cell.getDataFormatString()) && value.signum() > 0 && value.doubleValue() < LAST_DAY) {
            LocalDateTime at = cell.asDate().plusDays(daysLater);
            return at.toLocalTime().equals(LocalTime.MIDNIGHT)
                    ? at.toLocalDate().toString()
                    : at.toString();
        }
        // Unlike a long one a short number stays short.
        boolean plain = value.precision() <= LONGEST_NUMBER && Math.abs((long) value.scale()) <= LONGEST_NUMBER;
        return plain ? padded(value.stripTrailingZeros().toPlainString(), cell.getDataFormatString()) : raw;
    }

    /** The zeros before a whole number that stand there by its format alone. */
    private static String padded(String number, @Nullable String format) {
        if (format == null
                || !ZEROS.matcher(format).matches()
                || !number.chars().allMatch(Character::isDigit)) {
            return number;
        }
        return "0".repeat(Math.max(0, format.length() - number.length())) + number;
    }

    private static boolean isDate(@Nullable String format) {
        return format != null
                && !format.equals("General")
                && DATE_LETTERS
                        .matcher(NO_LETTERS.matcher(format).replaceAll(""))
                        .find();
    }

    @Override
    public List<String> names() {
        return names;
    }

    @Override
    public void giveBack(CsvRow row) {
        pending = row;
    }

    @Override
    public void close() throws IOException {
        try (workbook) {
            stream.close();
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    /** Whether a file begins as a workbook does that other programs wrote before 2007, or that has a password. */
    static boolean isOldWorkbook(byte[] start, int length) {
        return begins(start, length, List.of(0xD0, 0xCF, 0x11, 0xE0));
    }

    static boolean isWorkbook(byte[] start, int length) {
        return begins(start, length, List.of(0x50, 0x4B, 0x03, 0x04));
    }

    private static boolean begins(byte[] start, int length, List<Integer> mark) {
        return length >= mark.size()
                && IntStream.range(0, mark.size()).allMatch(place -> (start[place] & 0xFF) == mark.get(place));
    }
}
