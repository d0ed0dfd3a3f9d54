package org.relais.imports;

import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.AddressReader;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactDetails;
import org.relais.contact.PhoneNumbers;
import org.relais.contact.csv.ColumnRole;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvRow;
import org.relais.contact.csv.SafeCsvWriter;
import org.relais.contact.csv.SheetColumns;
import org.relais.input.FaultCode;

/**
 * Reader of phone numbers and channels' own identifiers of people to leave alone. Everything else in the file is
 * dropped unread: a suppression list holds no name (CNIL, MED-2023-040). Lists without headings, one number a line, are
 * read as well.
 */
final class SuppressionRowReader implements RowReader<ContactRow> {
    private static final ContactDetails NOTHING = ContactDetails.of("", null);

    private final @Nullable SheetColumns columns;
    private final ImportOptions options;
    private final AddressReader addresses;

    /** @param columns null: there are no headings, the first cell is a number */
    SuppressionRowReader(@Nullable SheetColumns columns, ImportOptions options, AddressReader addresses) {
        this.columns = columns;
        this.options = options;
        this.addresses = addresses;
    }

    /** Whether a first line is a number already, and so no line of headings. */
    static boolean hasNoHeadings(CsvRow first) {
        String cell = SafeCsvWriter.unsafe(first.cells()[0].strip());
        return cell.chars().filter(Character::isDigit).count() >= 6
                && cell.chars().noneMatch(Character::isLetter);
    }

    @Override
    public ContactRow read(CsvRow row) throws RowFault {
        if (columns != null && row.cells().length != columns.headings().size()) {
            throw new RowFault(CsvFault.line(FaultCode.FIELD_COUNT, row.line(), Integer.toString(row.cells().length)));
        }
        AddressId phone = phone(row, cell(row, ColumnRole.PHONE));
        AddressId account = account(row, cell(row, ColumnRole.ACCOUNT));
        if (phone == null && account == null) {
            throw fault(row, ColumnRole.PHONE, FaultCode.PHONE_MISSING);
        }
        // The class stands for nothing here; the merge of a suppression list reads fingerprints only.
        return new ContactRow(phone, account, NOTHING, ConsentClass.OCCASIONAL, null);
    }

    private String cell(CsvRow row, ColumnRole role) {
        if (columns == null) {
            return role == ColumnRole.PHONE ? SafeCsvWriter.unsafe(row.cells()[0].strip()) : "";
        }
        return SafeCsvWriter.unsafe(columns.cell(row, role));
    }

    private @Nullable AddressId phone(CsvRow row, String cell) throws RowFault {
        if (cell.isEmpty()) {
            return null;
        }
        PhoneNumbers.Result result = options.number(cell, addresses.numbers());
        if (result instanceof PhoneNumbers.Valid valid) {
            return new AddressId(options.phoneChannel(), AddressKind.PHONE, valid.e164());
        }
        throw fault(row, ColumnRole.PHONE, ((PhoneNumbers.Invalid) result).code());
    }

    private @Nullable AddressId account(CsvRow row, String cell) throws RowFault {
        if (cell.isEmpty()) {
            return null;
        }
        AddressForm form = columns == null ? null : columns.account();
        if (form == null || !form.matches(cell)) {
            throw new RowFault(new CsvFault(
                    FaultCode.ACCOUNT_UNREADABLE,
                    row.line(),
                    columns == null ? null : columns.heading(ColumnRole.ACCOUNT),
                    form == null ? null : form.hint()));
        }
        return new AddressId(form.channel(), form.kind(), cell);
    }

    private RowFault fault(CsvRow row, ColumnRole role, FaultCode code) {
        return new RowFault(new CsvFault(code, row.line(), columns == null ? null : columns.heading(role), null));
    }
}
