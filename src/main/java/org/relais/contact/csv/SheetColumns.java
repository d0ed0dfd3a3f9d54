package org.relais.contact.csv;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressForms;
import org.relais.input.FaultCode;

/**
 * What the columns of a sheet mean.
 *
 * @param headings as written, trimmed
 * @param places index of each role's column
 * @param spares indexes of further columns of numbers, which are read where the first has none
 * @param agreements indexes of the columns {@link ColumnRole#AGREED}, which may be several
 * @param account whose identifiers stand in the column {@link ColumnRole#ACCOUNT}; null when there is none
 * @param variables further columns, offered to message bodies under these names
 */
public record SheetColumns(
        List<String> headings,
        Map<ColumnRole, Integer> places,
        List<Integer> spares,
        List<Integer> agreements,
        @Nullable AddressForm account,
        List<Variable> variables) {
    private static final int HEADING_CHARACTERS = 100;

    /** @param name the heading in lower case, words joined by {@code _} */
    public record Variable(int place, String name) {}

    /**
     * @param forms of the channels, one of which may have a column besides the phone number's
     * @throws CsvRefusal when a heading is there twice, two channels have a column, or there is none for an address
     */
    public static SheetColumns of(CsvRow row, AddressForms forms) throws CsvRefusal {
        List<String> headings = ColumnMeaning.headings(row);
        List<ColumnMeaning> meanings = ColumnMeaning.recognised(headings, forms);
        boolean said = false;
        for (int place = 0; place < headings.size(); place++) {
            boolean phone = meanings.get(place).role() == ColumnRole.PHONE;
            if (phone && said) {
                throw new CsvRefusal(new CsvFault(FaultCode.HEADING_TWICE, row.line(), headings.get(place), null));
            }
            said |= phone;
        }
        return of(row, meanings, forms);
    }

    /**
     * The same with meanings that somebody chose.
     *
     * @param meanings one for each heading
     */
    public static SheetColumns of(CsvRow row, List<ColumnMeaning> meanings, AddressForms forms) throws CsvRefusal {
        List<String> headings = ColumnMeaning.headings(row);
        Map<ColumnRole, Integer> places = new EnumMap<>(ColumnRole.class);
        List<Integer> spares = new ArrayList<>();
        List<Integer> agreements = new ArrayList<>();
        AddressForm account = null;
        List<Variable> variables = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int place = 0; place < headings.size(); place++) {
            String heading = headings.get(place);
            if (heading.length() > HEADING_CHARACTERS) {
                throw new CsvRefusal(new CsvFault(
                        FaultCode.HEADING_TOO_LONG,
                        row.line(),
                        Integer.toString(place + 1),
                        Integer.toString(HEADING_CHARACTERS)));
            }
            ColumnMeaning meaning = place < meanings.size() ? meanings.get(place) : ColumnMeaning.IGNORED;
            ColumnRole role = meaning.role();
            String name = variable(heading);
            boolean variable = meaning.equals(ColumnMeaning.VARIABLE) && !name.isEmpty();
            if (role == ColumnRole.AGREED) {
                agreements.add(place);
            } else if (role == ColumnRole.PHONE && places.containsKey(role)) {
                spares.add(place);
            } else if (role != null ? places.put(role, place) != null : variable && !names.add(name)) {
                throw new CsvRefusal(new CsvFault(FaultCode.HEADING_TWICE, row.line(), heading, null));
            }
            account = role == ColumnRole.ACCOUNT ? meaning.account() : account;
            if (variable) {
                variables.add(new Variable(place, name));
            }
        }
        if (!places.containsKey(ColumnRole.PHONE) && !places.containsKey(ColumnRole.ACCOUNT)) {
            throw new CsvRefusal(CsvFault.line(FaultCode.NO_ADDRESS_COLUMN, row.line(), forms.columns()));
        }
        return new SheetColumns(
                headings, places, List.copyOf(spares), List.copyOf(agreements), account, List.copyOf(variables));
    }

    /** What messages call a further column; empty for a heading without letters and digits. */
    public static String variable(String heading) {
        return ColumnRole.plain(heading).replace(' ', '_');
    }

    /** Whether the file has such a column. */
    public boolean has(ColumnRole role) {
        return places.containsKey(role);
    }

    /** The cell, trimmed, of a number the first that is not empty; the empty text when there is no such column. */
    public String cell(CsvRow row, ColumnRole role) {
        Integer place = places.get(role);
        String cell = place == null ? "" : row.cells()[place].strip();
        return !cell.isEmpty() || role != ColumnRole.PHONE
                ? cell
                : spares.stream()
                        .map(spare -> row.cells()[spare].strip())
                        .filter(other -> !other.isEmpty())
                        .findFirst()
                        .orElse("");
    }

    /** How the role's column is headed in this file. */
    public @Nullable String heading(ColumnRole role) {
        Integer place = places.get(role);
        return place == null ? null : headings.get(place);
    }
}
