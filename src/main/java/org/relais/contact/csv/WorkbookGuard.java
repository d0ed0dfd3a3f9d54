package org.relais.contact.csv;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;

/**
 * One pass over a workbook before it is read, so that what it costs to read is bounded whatever it claims of itself: the
 * bytes that come out of the archive are counted as they come (a few kilobytes may claim, or hold, gigabytes), and so are
 * the length of a text, the depth, the names, and how far to the right a cell says it stands.
 */
final class WorkbookGuard {
    private static final int MOST_ENTRIES = 5_000;
    private static final long MOST_BYTES = 512L << 20;
    /** Shared texts, styles and relations are held in memory while the sheet is read. */
    private static final long MOST_BYTES_HELD = 64L << 20;

    private static final long MOST_ELEMENTS_HELD = 3_000_000;
    /** A cell of a spreadsheet has 32,767 characters at most. */
    private static final int LONGEST_TEXT = 256 * 1024;

    private static final int DEEPEST = 64;
    private static final int MOST_NAMES = 2_000;
    private static final int MOST_CELLS = 16_384;
    private static final int MOST_ARRAY_FORMULAS = 200;
    /** Formulas that other cells refer to are held in memory; each is counted with what holds it. */
    private static final long MOST_FORMULAS_HELD = 16L << 20;

    private static final int FORMULA_HELD = 100;
    /** A row is held in memory as a whole. */
    private static final long MOST_BYTES_OF_A_ROW = 16L << 20;
    /** What the library looks for in the parts it holds, wherever it stands there. None of it stands among cells. */
    private static final Set<String> HELD = Set.of("si", "xf", "numFmt", "Relationship", "sheet", "Override");

    private static final Pattern REFERENCE = Pattern.compile("[A-Z]{1,3}[0-9]{1,7}");

    private final Set<String> names = new HashSet<>();
    private long bytes;
    private long sharedTexts;
    private long lastSharedText = -1;
    private boolean from1904;

    private WorkbookGuard() {}

    /**
     * Looks the whole file through. Blocks.
     *
     * @return whether its days are counted from 1904 and it says so by {@code 1}, which the library takes for no
     * @throws CsvRefusal when the file is no workbook, or one that would cost too much
     */
    static boolean check(Path file) throws CsvRefusal {
        WorkbookGuard guard = new WorkbookGuard();
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            int entries = 0;
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                if (++entries > MOST_ENTRIES) {
                    throw new TooLarge();
                }
                guard.entry(zip, entry);
            }
            if (guard.lastSharedText >= guard.sharedTexts) {
                // The library would make up the texts before it.
                throw XlsxSheet.unreadable();
            }
            return guard.from1904;
        } catch (TooLarge costly) {
            throw new CsvRefusal(CsvFault.file(FaultCode.WORKBOOK_TOO_LARGE, null));
        } catch (IOException | XMLStreamException | RuntimeException broken) {
            throw XlsxSheet.unreadable();
        }
    }

    /** More than a workbook of people needs. */
    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("workbook too large", null, false, false);
        }
    }

    /** Every part, also those nobody will read: which are read is said by the workbook itself, in its own words. */
    private void entry(ZipFile zip, ZipArchiveEntry entry) throws IOException, XMLStreamException {
        try (Counted content = new Counted(zip.getInputStream(entry));
                InputStream buffered = new BufferedInputStream(content)) {
            buffered.mark(4);
            byte[] start = buffered.readNBytes(4);
            buffered.reset();
            if (mayBeMarkup(start)) {
                markup(
                        content,
                        buffered,
                        entry.getName().toLowerCase(Locale.ROOT).endsWith(".vml"));
            }
            // What is not read as markup, such as pictures and macros, is counted.
            buffered.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** Whether the library could read it, in whichever charset. */
    private static boolean mayBeMarkup(byte[] start) {
        if (start.length < 4) {
            return false;
        }
        int mark = (start[0] & 0xFF) << 8 | start[1] & 0xFF;
        return start[0] == '<'
                || Character.isWhitespace(start[0])
                || start[0] == (byte) 0xEF
                || mark == 0xFEFF
                || mark == 0xFFFE
                || start[0] == 0 && (start[1] == '<' || start[3] == '<' || start[2] == (byte) 0xFE);
    }

    /** @param loose drawings of notes, which spreadsheets write as they please and nobody reads further than its fault */
    private void markup(Counted content, InputStream input, boolean loose) throws XMLStreamException {
        // The library's own parser, so that there is one opinion; no document type, no entity, nothing from elsewhere.
        XMLInputFactory factory = new InputFactoryImpl();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(input);
            Part part = new Part(content);
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw new TooLarge();
                    case XMLStreamConstants.START_ELEMENT -> part.begins(reader);
                    case XMLStreamConstants.END_ELEMENT -> part.ends(reader);
                    default -> {}
                }
            }
        } catch (XMLStreamException malformed) {
            if (!loose) {
                throw malformed;
            }
        }
    }

    /**
     * One part as it is read. What it is read as is said elsewhere, so nothing is taken from its name or its root: cells are
     * what stands in {@code sheetData}, where alone the library looks for them, and all else may be held in memory.
     */
    private final class Part {
        private final Counted content;
        private int depth;
        private int cells;
        private int arrayFormulas;
        private long formulasHeld;
        private int texts;
        private boolean inSheet;
        private boolean inRow;
        private boolean inCell;
        private boolean shared;
        private long held;
        private long heldBytes;
        private long since;

        Part(Counted content) {
            this.content = content;
        }

        void ends(XMLStreamReader reader) {
            depth--;
            switch (reader.getLocalName()) {
                case "c" -> inCell = false;
                case "row" -> inRow = false;
                case "sheetData" -> {
                    inSheet = false;
                    since = content.own;
                }
                default -> {}
            }
        }

        void begins(XMLStreamReader reader) throws XMLStreamException {
            String name = name(reader.getLocalName());
            for (int place = 0; place < reader.getAttributeCount(); place++) {
                name(reader.getAttributeLocalName(place));
            }
            if (++depth > DEEPEST) {
                throw new TooLarge();
            }
            if (inSheet) {
                inSheet(name);
            } else {
                held(name);
            }
            switch (name) {
                case "row" -> row();
                case "c" -> cell(reader.getAttributeValue(null, "r"), reader.getAttributeValue(null, "t"));
                case "v" -> value(reader);
                case "si" -> sharedTexts = Math.max(sharedTexts, ++texts);
                case "f" -> formula(reader);
                case "workbookPr" -> from1904 |= "1".equals(reader.getAttributeValue(null, "date1904"));
                default -> {}
            }
        }

        private void inSheet(String name) {
            if (HELD.contains(name)) {
                throw new IllegalStateException("no such thing stands among cells");
            }
            if (inRow && content.own - since > MOST_BYTES_OF_A_ROW) {
                throw new TooLarge();
            }
        }

        private void held(String name) {
            heldBytes += content.own - since;
            since = content.own;
            if (++held > MOST_ELEMENTS_HELD || heldBytes > MOST_BYTES_HELD) {
                throw new TooLarge();
            }
            inSheet = name.equals("sheetData");
        }

        private void row() {
            cells = 0;
            since = inSheet && !inRow ? content.own : since;
            inRow = inSheet;
        }

        private void cell(@Nullable String reference, @Nullable String type) {
            if (++cells > MOST_CELLS) {
                throw new TooLarge();
            }
            if (inSheet
                    && (inCell
                            || reference != null
                                    && !REFERENCE.matcher(reference).matches())) {
                throw new IllegalStateException("no cell stands there");
            }
            inCell = true;
            shared = "s".equals(type);
        }

        private void value(XMLStreamReader reader) throws XMLStreamException {
            if (inSheet && inCell && shared) {
                String place = reader.getElementText();
                lastSharedText = place.isEmpty() ? lastSharedText : Math.max(lastSharedText, Long.parseLong(place));
                depth--;
            }
        }

        /** The library compares every cell with each of an array, and keeps those that others refer to. */
        private void formula(XMLStreamReader reader) throws XMLStreamException {
            String type = reader.getAttributeValue(null, "t");
            if ("array".equals(type) && ++arrayFormulas > MOST_ARRAY_FORMULAS) {
                throw new TooLarge();
            }
            if (inSheet && "shared".equals(type) && reader.getAttributeValue(null, "ref") != null) {
                formulasHeld += FORMULA_HELD + reader.getElementText().length();
                depth--;
                if (formulasHeld > MOST_FORMULAS_HELD) {
                    throw new TooLarge();
                }
            }
        }

        @CanIgnoreReturnValue
        private String name(String name) {
            if (names.add(name) && names.size() > MOST_NAMES) {
                throw new TooLarge();
            }
            return name;
        }
    }

    /** Bytes as they come out of the archive, counted, and how many of them without a tag between. */
    private final class Counted extends FilterInputStream {
        private long own;
        private int run;

        Counted(InputStream input) {
            super(input);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int got = super.read(buffer, offset, length);
            for (int place = offset; place < offset + got; place++) {
                run = buffer[place] == '<' ? 0 : run + 1;
                if (run > LONGEST_TEXT) {
                    throw new TooLarge();
                }
            }
            own += Math.max(0, got);
            bytes += Math.max(0, got);
            if (bytes > MOST_BYTES) {
                throw new TooLarge();
            }
            return got;
        }
    }
}
