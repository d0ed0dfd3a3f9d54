package org.relais.imports;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.CsvFault;
import org.relais.input.FaultCode;

/**
 * Refused rows of a file that have the same fault in the same column.
 *
 * @param column its heading; null when the fault is the whole line's
 * @param count all rows that have it
 * @param examples the first of them, three at most
 */
public record FaultGroup(FaultCode code, @Nullable String column, int count, List<Example> examples) {
    /** No country's numbers have fewer digits. */
    private static final int SHORTEST_NUMBER = 6;

    /**
     * @param value what stands there, cut, empty when nothing does; the line's first cells when the fault is the whole line's
     * @param who the line's first cells, by which somebody who has the file knows whom it is about
     */
    public record Example(CsvFault fault, String value, String who) {}

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
        return switch (code) {
            case PHONE_UNKNOWN_COUNTRY, PHONE_TOO_LONG, PHONE_IMPOSSIBLE -> true;
            case PHONE_TOO_SHORT -> examples.stream().anyMatch(example -> digits(example.value()) >= SHORTEST_NUMBER);
            default -> false;
        };
    }

    private static long digits(String value) {
        return value.chars().filter(Character::isDigit).count();
    }

    /** Whether the rows may be right once it is said of the whole file what its people agreed to. */
    public boolean ofConsent() {
        return switch (code) {
            case CLASS_MISSING, EVIDENCE_SOURCE_MISSING, EVIDENCE_DATE_MISSING, EVIDENCE_WORDING_MISSING -> true;
            default -> false;
        };
    }
}
