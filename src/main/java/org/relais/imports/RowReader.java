package org.relais.imports;

import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.AddressReader;
import org.relais.contact.PhoneNumbers;
import org.relais.contact.csv.ColumnRole;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvRow;
import org.relais.contact.csv.SheetColumns;
import org.relais.input.FaultCode;

/** Reader of one row; called from several threads. */
abstract class RowReader {
    private final @Nullable SheetColumns columns;
    private final ImportOptions options;
    private final AddressReader addresses;

    /** @param columns null: there are no headings */
    RowReader(@Nullable SheetColumns columns, ImportOptions options, AddressReader addresses) {
        this.columns = columns;
        this.options = options;
        this.addresses = addresses;
    }

    /** @throws RowFault when the row can't be used; the rest of the file can */
    abstract ContactRow read(CsvRow row) throws RowFault;

    /** Refuses a row that has fewer or more cells than there are headings. */
    final void requireCells(CsvRow row) throws RowFault {
        if (columns != null && row.cells().length != columns.headings().size()) {
            throw new RowFault(CsvFault.line(FaultCode.FIELD_COUNT, row.line(), Integer.toString(row.cells().length)));
        }
    }

    /** The phone number in the cell; null for an empty one. */
    final @Nullable AddressId phone(CsvRow row, String cell) throws RowFault {
        if (cell.isEmpty()) {
            return null;
        }
        PhoneNumbers.Result result = options.number(cell, addresses.numbers());
        if (result instanceof PhoneNumbers.Valid valid) {
            return new AddressId(options.phoneChannel(), AddressKind.PHONE, valid.e164());
        }
        throw fault(row, ColumnRole.PHONE, ((PhoneNumbers.Invalid) result).code());
    }

    /** The channel's own identifier in the cell; null for an empty one. */
    final @Nullable AddressId account(CsvRow row, String cell) throws RowFault {
        if (cell.isEmpty()) {
            return null;
        }
        AddressForm form = columns == null ? null : columns.account();
        if (form == null || !form.matches(cell)) {
            throw fault(row, ColumnRole.ACCOUNT, FaultCode.ACCOUNT_UNREADABLE, form == null ? null : form.hint());
        }
        return new AddressId(form.channel(), form.kind(), cell);
    }

    final RowFault fault(CsvRow row, ColumnRole role, FaultCode code) {
        return fault(row, role, code, null);
    }

    final RowFault fault(CsvRow row, ColumnRole role, FaultCode code, @Nullable String detail) {
        return new RowFault(new CsvFault(code, row.line(), columns == null ? null : columns.heading(role), detail));
    }
}
