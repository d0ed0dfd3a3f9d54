package org.relais.imports;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.CsvFault;
import org.relais.input.FaultCode;

/**
 * Refused rows of a file that have the same fault in the same column.
 *
 * @param column its heading; null when the fault is the whole line's
 * @param count all rows that have it
 * @param mendable those of them that have no fault but what the remedy of this one mends
 * @param examples the first of them, three at most
 */
public record FaultGroup(FaultCode code, @Nullable String column, int count, int mendable, List<Example> examples) {
    /** No country's numbers have fewer digits. */
    private static final int SHORTEST_NUMBER = 6;

    /** What another country's reading may mend. */
    static final Set<FaultCode> OF_COUNTRY = Set.of(
            FaultCode.PHONE_UNKNOWN_COUNTRY,
            FaultCode.PHONE_TOO_LONG,
            FaultCode.PHONE_IMPOSSIBLE,
            FaultCode.PHONE_TOO_SHORT);

    /** What a word on the whole file mends. */
    static final Set<FaultCode> OF_CONSENT = Set.of(
            FaultCode.CLASS_MISSING,
            FaultCode.EVIDENCE_SOURCE_MISSING,
            FaultCode.EVIDENCE_DATE_MISSING,
            FaultCode.EVIDENCE_WORDING_MISSING);

    /**
     * @param value what stands there, cut, empty when nothing does; the line's first cells when the fault is the whole line's
     * @param who the line's first cells without that one, by which somebody who has the file knows whom it is about
     * @param others what else is wrong in the line
     */
    public record Example(CsvFault fault, String value, String who, List<Other> others) {
        public Example {
            others = List.copyOf(others);
        }
    }

    /** One more fault of a line, with what stands in its column. */
    public record Other(CsvFault fault, String value) {}

    /** Whether nothing is wrong with the rows but that the file has their people already. */
    public boolean isDouble() {
        return code == FaultCode.TWICE_IN_FILE;
    }

    /** First what can be mended. */
    public static List<FaultGroup> doublesLast(List<FaultGroup> groups) {
        return groups.stream()
                .sorted(Comparator.comparing(FaultGroup::isDouble))
                .toList();
    }

    /** How many rows of these groups are doubles. */
    public static int doubles(List<FaultGroup> groups) {
        return groups.stream()
                .filter(FaultGroup::isDouble)
                .mapToInt(FaultGroup::count)
                .sum();
    }

    /** Whether the rows may be right as numbers of another country. */
    public boolean ofAnotherCountry() {
        return OF_COUNTRY.contains(code)
                && (count > examples.size() || examples.stream().anyMatch(example -> !saysCountry(example.value())))
                && (code != FaultCode.PHONE_TOO_SHORT
                        || examples.stream().anyMatch(example -> digits(example.value()) >= SHORTEST_NUMBER));
    }

    /** A number that begins with its country is read the same in every other. */
    private static boolean saysCountry(String value) {
        return value.startsWith("+") || value.startsWith("00");
    }

    private static long digits(String value) {
        return value.chars().filter(Character::isDigit).count();
    }

    /** Whether the rows may be right once it is said of the whole file what its people agreed to. */
    public boolean ofConsent() {
        return OF_CONSENT.contains(code);
    }
}
