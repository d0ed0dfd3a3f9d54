package org.relais.imports;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.CsvFault;

/** A row that is refused, with everything that is wrong in it. Made by the hundred thousand, so it has no stack trace. */
final class RowFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<CsvFault> faults;
    private final transient @Nullable ContactRow languageless;

    RowFault(CsvFault fault) {
        this(List.of(fault));
    }

    RowFault(List<CsvFault> faults) {
        this(faults, null);
    }

    /**
     * @param faults at least one, the first of them foremost
     * @param languageless whom the row names, where nothing is wrong with it but a language that nobody knows
     */
    RowFault(List<CsvFault> faults, @Nullable ContactRow languageless) {
        super(faults.get(0).code().name(), null, false, false);
        this.faults = List.copyOf(faults);
        this.languageless = languageless;
    }

    @Nullable
    ContactRow languageless() {
        return languageless;
    }

    List<CsvFault> faults() {
        return faults;
    }
}
