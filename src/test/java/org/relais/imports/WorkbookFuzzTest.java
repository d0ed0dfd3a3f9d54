package org.relais.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.relais.channel.JsonMutation;
import org.relais.contact.AddressForms;
import org.relais.contact.csv.CsvFileScan;
import org.relais.contact.csv.CsvLimits;
import org.relais.contact.csv.CsvRefusal;
import org.relais.contact.csv.CsvRow;
import org.relais.contact.csv.Sheet;
import org.relais.testing.Unit;

/** Workbooks of people, damaged in what they hold and in the archive around it: each is read within its bounds, or refused. */
@Unit
class WorkbookFuzzTest {
    /** The same damage in every build. */
    private static final String SEED = "20261128";

    private static final CsvLimits LIMITS = new CsvLimits(1 << 16, 1_000, 20, 500);
    private static final String ROWS = TestWorkbook.row("nom", "téléphone", "né le")
            + "<row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' s='2'><v>33612345678</v></c>"
            + "<c r='C2' s='1'><v>45678</v></c></row>"
            + "<row><c t='b'><v>1</v></c><c><f>1+1</f><v>2</v></c><c t='e'><v>#REF!</v></c></row>"
            + TestWorkbook.row(JsonMutation.SAID, "0612345678");

    private static final List<String> PARTS = List.of(
            "xl/worksheets/sheet1.xml",
            "xl/workbook.xml",
            "xl/styles.xml",
            "xl/sharedStrings.xml",
            "xl/_rels/workbook.xml.rels",
            "[Content_Types].xml");
    private static final List<String> ODD = List.of(
            "<a>".repeat(100),
            "<a/>",
            "</row>",
            "<row>",
            "&x;",
            "&#0;",
            "<!DOCTYPE a [<!ENTITY x 'y'>]>",
            "<![CDATA[",
            "<c r='XFD9999999' t='s'><v>-1</v></c>",
            "<v>1e999999999</v>",
            "<v>NaN</v>",
            "\u0000",
            "'",
            "9".repeat(400));

    private static final byte[] WHOLE = new TestWorkbook(ROWS).bytes();

    @SuppressWarnings("NullAway.Init")
    private static Path file;

    @BeforeContainer
    static void create() throws IOException {
        file = Files.createTempFile("people", ".xlsx");
    }

    @AfterContainer
    static void remove() throws IOException {
        Files.delete(file);
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void damagedPartsAreReadOrRefused(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        TestWorkbook workbook = new TestWorkbook(ROWS);
        String name = PARTS.get(random.nextInt(random.nextBoolean() ? 1 : PARTS.size()));
        StringBuilder part = new StringBuilder(workbook.part(name));
        for (int blow = random.nextInt(1, 4); blow > 0 && !part.isEmpty(); blow--) {
            int place = random.nextInt(part.length());
            switch (random.nextInt(5)) {
                case 0 -> part.insert(place, ODD.get(random.nextInt(ODD.size())));
                case 1 -> part.delete(place, Math.min(part.length(), place + random.nextInt(30)));
                case 2 -> part.insert(place, part.substring(random.nextInt(place + 1), place));
                case 3 -> replaceNumber(part, place, random);
                default -> part.setCharAt(place, (char) random.nextInt(0x250));
            }
        }
        check(workbook.part(name, part.toString().getBytes(StandardCharsets.UTF_8))
                .bytes());
    }

    /** The next digits become a number that nobody expects there. */
    private static void replaceNumber(StringBuilder part, int from, Random random) {
        int place = from;
        while (place < part.length() && !Character.isDigit(part.charAt(place))) {
            place++;
        }
        int end = place;
        while (end < part.length() && Character.isDigit(part.charAt(end))) {
            end++;
        }
        List<String> numbers = List.of("-1", "2147483648", "99999999999999999999", "1e400", "", "0x10");
        part.replace(place, end, numbers.get(random.nextInt(numbers.size())));
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void damagedArchivesAreReadOrRefused(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] bytes = WHOLE.clone();
        for (int blow = random.nextInt(1, 6); blow > 0; blow--) {
            // The directory of an archive stands at its end, and says where all else is.
            int place = random.nextBoolean() ? random.nextInt(bytes.length) : bytes.length - 1 - random.nextInt(400);
            bytes[place] = (byte) random.nextInt(256);
        }
        check(random.nextInt(8) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
    }

    private static void check(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (Sheet sheet = Sheet.open(file, CsvFileScan.of(file, LIMITS), LIMITS, new AddressForms(List.of()))) {
            for (CsvRow row = sheet.next(); row != null; row = sheet.next()) {
                assertThat(row.raw()).hasSizeLessThanOrEqualTo(LIMITS.columns());
                assertThat(row.raw().stream().mapToInt(String::length).sum())
                        .isLessThanOrEqualTo(LIMITS.recordCharacters());
            }
        } catch (CsvRefusal refusal) {
            assertThat(refusal.fault().text("fr")).isNotBlank().doesNotContain(JsonMutation.SAID);
            assertThat(refusal.fault().text("en")).isNotBlank().doesNotContain(JsonMutation.SAID);
        }
    }
}
