package org.relais.contact.csv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.relais.contact.AddressForms;
import org.relais.testing.Unit;

/** Files of people, scratched as disks and programs do it: each is read within its bounds, or refused with a reason. */
@Unit
class SheetFuzzTest {
    /** The same damage in every build. */
    private static final String SEED = "20261128";

    private static final CsvLimits LIMITS = new CsvLimits(1 << 16, 1_000, 20, 500);

    private static final List<String> FILES = List.of(
            "nom;téléphone;étiquettes\nZoé;06 12 34 56 78;\"équipe; marché\"\n\"D'Arc, \"\"Jeanne\"\"\";0612345679;\n",
            "\uFEFFname,phone\r\nAda,+33612345670\r\n\"two\r\nlines\",+33612345671\r\n",
            "phone\tname\n0612345678\tOmar\n\n0612345679\tإيناس\n");

    @SuppressWarnings("NullAway.Init")
    private static Path file;

    @BeforeContainer
    static void create() throws IOException {
        file = Files.createTempFile("people", ".csv");
    }

    @AfterContainer
    static void remove() throws IOException {
        Files.delete(file);
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void scratchedFilesAreReadOrRefused(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        byte[] whole = FILES.get(random.nextInt(FILES.size()))
                .getBytes(random.nextInt(4) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
        check(scratched(whole, random));
    }

    @Property(tries = 300, seed = SEED)
    void bytesAreReadOrRefused(@ForAll byte[] bytes) throws IOException {
        check(bytes);
    }

    /** Some bytes become others, a piece comes twice or many times, the end is lost. */
    private static byte[] scratched(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int scratch = random.nextInt(1, 5); scratch > 0; scratch--) {
            int place = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[place] = (byte) random.nextInt(256);
                case 1 -> bytes[place] = (byte) "\";,\t\r\n\0".charAt(random.nextInt(7));
                case 2 -> bytes = Arrays.copyOf(bytes, place + 1);
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + 700);
                    Arrays.fill(longer, bytes.length, longer.length, bytes[place]);
                    bytes = longer;
                }
            }
        }
        return bytes;
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
            assertThat(refusal.fault().text("fr")).isNotBlank();
            assertThat(refusal.fault().text("en")).isNotBlank();
        } catch (UncheckedIOException fault) {
            throw new AssertionError("a file that is there can be read", fault);
        }
    }
}
