package org.relais.contact.csv;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
 * @param account whose identifiers stand in the column {@link ColumnRole#ACCOUNT}; null when there is none
 * @param variables further columns, offered to message bodies under these names
 */
public record SheetColumns(
        List<String> headings,
        Map<ColumnRole, Integer> places,
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
        List<String> headings = new ArrayList<>();
        Map<ColumnRole, Integer> places = new EnumMap<>(ColumnRole.class);
        AddressForm account = null;
        List<Variable> variables = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int place = 0; place < row.cells().length; place++) {
            String heading = row.cells()[place].strip();
            headings.add(heading);
            if (heading.length() > HEADING_CHARACTERS) {
                throw new CsvRefusal(new CsvFault(
                        FaultCode.HEADING_TOO_LONG,
                        row.line(),
                        Integer.toString(place + 1),
                        Integer.toString(HEADING_CHARACTERS)));
            }
            Optional<ColumnRole> role = ColumnRole.of(heading, forms);
            String name = ColumnRole.plain(heading).replace(' ', '_');
            boolean again =
                    role.isPresent() ? places.put(role.get(), place) != null : !name.isEmpty() && !names.add(name);
            if (again) {
                throw new CsvRefusal(new CsvFault(FaultCode.HEADING_TWICE, row.line(), heading, null));
            }
            if (role.filter(ColumnRole.ACCOUNT::equals).isPresent()) {
                account = forms.headed(ColumnRole.plain(heading)).orElseThrow();
            }
            if (role.isEmpty() && !name.isEmpty()) {
                variables.add(new Variable(place, name));
            }
        }
        // "nom" alone is a full name; beside "prénom" it is the family name.
        Integer last = places.get(ColumnRole.LAST_NAME);
        if (last != null && !places.containsKey(ColumnRole.FIRST_NAME) && !places.containsKey(ColumnRole.NAME)) {
            places.remove(ColumnRole.LAST_NAME);
            places.put(ColumnRole.NAME, last);
        }
        if (!places.containsKey(ColumnRole.PHONE) && !places.containsKey(ColumnRole.ACCOUNT)) {
            throw new CsvRefusal(CsvFault.line(FaultCode.NO_ADDRESS_COLUMN, row.line(), forms.columns()));
        }
        return new SheetColumns(List.copyOf(headings), places, account, List.copyOf(variables));
    }

    /** Whether the file has such a column. */
    public boolean has(ColumnRole role) {
        return places.containsKey(role);
    }

    /** The cell, trimmed; the empty text when there is no such column. */
    public String cell(CsvRow row, ColumnRole role) {
        Integer place = places.get(role);
        return place == null ? "" : row.cells()[place].strip();
    }

    /** How the role's column is headed in this file. */
    public @Nullable String heading(ColumnRole role) {
        Integer place = places.get(role);
        return place == null ? null : headings.get(place);
    }
}
