package org.relais.imports;

import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.AddressReader;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactDetails;
import org.relais.contact.csv.ColumnRole;
import org.relais.contact.csv.CsvRow;
import org.relais.contact.csv.SafeCsvWriter;
import org.relais.contact.csv.SheetColumns;
import org.relais.input.FaultCode;

/**
 * Reader of phone numbers and channels' own identifiers of people to leave alone. Everything else in the file is
 * dropped unread: a suppression list holds no name (CNIL, MED-2023-040). Lists without headings, one number a line, are
 * read as well.
 */
final class SuppressionRowReader extends RowReader {
    private static final ContactDetails NOTHING = ContactDetails.of("", null);

    private final @Nullable SheetColumns columns;

    /** @param columns null: there are no headings, the first cell is a number */
    SuppressionRowReader(@Nullable SheetColumns columns, ImportOptions options, AddressReader addresses) {
        super(columns, options, addresses);
        this.columns = columns;
    }

    /** Whether a first line is a number already, and so no line of headings. */
    static boolean hasNoHeadings(CsvRow first) {
        String cell = SafeCsvWriter.unsafe(first.cells()[0].strip());
        return cell.chars().filter(Character::isDigit).count() >= 6
                && cell.chars().noneMatch(Character::isLetter);
    }

    @Override
    ContactRow read(CsvRow row) throws RowFault {
        requireCells(row);
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
}
