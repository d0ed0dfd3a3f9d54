package org.relais.contact.csv;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.input.FaultCode;

/**
 * What the columns of a sheet mean.
 *
 * @param headings as written, trimmed
 * @param places index of each role's column
 * @param variables further columns, offered to message bodies under these names
 */
public record SheetColumns(List<String> headings, Map<ColumnRole, Integer> places, List<Variable> variables) {
    private static final int HEADING_CHARACTERS = 100;

    /** @param name the heading in lower case, words joined by {@code _} */
    public record Variable(int place, String name) {}

    /** @throws CsvRefusal when a heading is there twice or there is no column for an address */
    public static SheetColumns of(CsvRow row) throws CsvRefusal {
        List<String> headings = new ArrayList<>();
        Map<ColumnRole, Integer> places = new EnumMap<>(ColumnRole.class);
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
            Optional<ColumnRole> role = ColumnRole.of(heading);
            String name = ColumnRole.plain(heading).replace(' ', '_');
            boolean again =
                    role.isPresent() ? places.put(role.get(), place) != null : !name.isEmpty() && !names.add(name);
            if (again) {
                throw new CsvRefusal(new CsvFault(FaultCode.HEADING_TWICE, row.line(), heading, null));
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
        if (!places.containsKey(ColumnRole.PHONE) && !places.containsKey(ColumnRole.CHAT)) {
            throw new CsvRefusal(CsvFault.line(FaultCode.NO_ADDRESS_COLUMN, row.line(), null));
        }
        return new SheetColumns(List.copyOf(headings), places, List.copyOf(variables));
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
