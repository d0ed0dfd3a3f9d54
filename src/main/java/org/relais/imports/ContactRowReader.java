package org.relais.imports;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.AddressReader;
import org.relais.contact.ConsentClass;
import org.relais.contact.ContactDetails;
import org.relais.contact.ContactLimits;
import org.relais.contact.OriginText;
import org.relais.contact.csv.ColumnRole;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvRow;
import org.relais.contact.csv.SafeCsvWriter;
import org.relais.contact.csv.SheetColumns;
import org.relais.input.FaultCode;

/**
 * Reader of the rows of one file of people; used by several threads at once. A row that says no to being written to, or
 * nothing where the file asks it, is refused; so is a row without a class, or with a class and
 * without the evidence that the class needs: GDPR 7(1) has the controller demonstrate consent, and an
 * occasional contact must be told the origin of their data (rules of the CNIL).
 */
final class ContactRowReader extends RowReader {
    private static final Pattern ROUNDED = Pattern.compile("\\+?\\d[.,]?\\d*[eE]\\+?\\d{1,2}");

    private final SheetColumns columns;
    private final ImportOptions options;
    private final Set<String> timeZones;
    private final boolean consentOnly;
    private final Instant latest;

    /**
     * @param timeZones names that both Java and the database know
     * @param consentOnly whether the organisation may have no occasional contacts
     */
    ContactRowReader(
            SheetColumns columns,
            ImportOptions options,
            AddressReader addresses,
            Set<String> timeZones,
            boolean consentOnly,
            Instant now) {
        super(columns, options, addresses);
        this.columns = columns;
        this.options = options;
        this.timeZones = timeZones;
        this.consentOnly = consentOnly;
        // A date without a time zone may be today's in a zone that is ahead of ours.
        this.latest = now.plus(Duration.ofHours(14));
    }

    @Override
    ContactRow read(CsvRow row) throws RowFault {
        requireCells(row);
        RowFaults faults = new RowFaults();
        AddressId phone = faults.optional(() -> phone(row));
        AddressId account =
                faults.optional(() -> account(row, SafeCsvWriter.unsafe(columns.cell(row, ColumnRole.ACCOUNT))));
        if (phone == null && account == null && faults.none()) {
            faults.add(fault(
                    row,
                    columns.has(ColumnRole.PHONE) ? ColumnRole.PHONE : ColumnRole.ACCOUNT,
                    FaultCode.PHONE_MISSING));
        }
        faults.check(() -> agreed(row));
        // Where the class can't be read, the one that needs least: nothing is asked for that the line may not need.
        ConsentClass consentClass = faults.read(ConsentClass.OCCASIONAL, () -> consentClass(row));
        ContactDetails details = new ContactDetails(
                faults.read("", () -> name(row)),
                faults.optional(() -> language(row)),
                faults.optional(() -> timeZone(row)),
                faults.optional(() -> emptyToNull(text(row, ColumnRole.AREA, ContactLimits.AREA))),
                faults.read(List.of(), () -> tags(row)),
                faults.read(new JsonObject(), () -> variables(row)),
                faults.optional(() -> emptyToNull(text(row, ColumnRole.EXTERNAL_ID, ContactLimits.EXTERNAL_ID))));
        ContactRow.RowEvidence evidence = evidence(row, consentClass, faults);
        ContactRow contact = new ContactRow(phone, account, details, consentClass, evidence);
        faults.raise(contact);
        return contact;
    }

    private @Nullable AddressId phone(CsvRow row) throws RowFault {
        String cell = SafeCsvWriter.unsafe(columns.cell(row, ColumnRole.PHONE));
        if ((cell.indexOf('e') > 0 || cell.indexOf('E') > 0)
                && ROUNDED.matcher(cell).matches()) {
            throw fault(row, ColumnRole.PHONE, FaultCode.PHONE_ROUNDED);
        }
        return phone(row, cell);
    }

    private String name(CsvRow row) throws RowFault {
        String whole = text(row, ColumnRole.NAME, ContactLimits.NAME);
        if (!whole.isEmpty()) {
            return whole;
        }
        String first = text(row, ColumnRole.FIRST_NAME, ContactLimits.NAME / 2);
        String last = text(row, ColumnRole.LAST_NAME, ContactLimits.NAME / 2 - 1);
        return last.isEmpty() ? first : first.isEmpty() ? last : first + " " + last;
    }

    private @Nullable String language(CsvRow row) throws RowFault {
        String cell = columns.cell(row, ColumnRole.LANGUAGE);
        if (cell.isEmpty()) {
            return null;
        }
        return ImportCells.language(cell)
                .orElseThrow(() -> fault(row, ColumnRole.LANGUAGE, FaultCode.LANGUAGE_UNKNOWN));
    }

    private @Nullable String timeZone(CsvRow row) throws RowFault {
        String cell = columns.cell(row, ColumnRole.TIME_ZONE);
        if (cell.isEmpty()) {
            return null;
        }
        if (!timeZones.contains(cell)) {
            throw fault(row, ColumnRole.TIME_ZONE, FaultCode.TIME_ZONE_UNKNOWN);
        }
        return cell;
    }

    private List<String> tags(CsvRow row) throws RowFault {
        List<String> own = ImportCells.tags(text(row, ColumnRole.TAGS, ContactLimits.TAGS * (ContactLimits.TAG + 2)));
        if (own.isEmpty()) {
            return options.tags();
        }
        List<String> tags = new ArrayList<>(own);
        options.tags().stream().filter(tag -> !own.contains(tag)).forEach(tags::add);
        if (tags.size() > ContactLimits.TAGS) {
            throw fault(row, ColumnRole.TAGS, FaultCode.TOO_MANY_TAGS, Integer.toString(ContactLimits.TAGS));
        }
        if (tags.stream().anyMatch(tag -> tag.length() > ContactLimits.TAG)) {
            throw fault(row, ColumnRole.TAGS, FaultCode.FIELD_TOO_LONG, Integer.toString(ContactLimits.TAG));
        }
        return tags;
    }

    private JsonObject variables(CsvRow row) throws RowFault {
        JsonObject variables = new JsonObject();
        for (SheetColumns.Variable variable : columns.variables()) {
            String heading = columns.headings().get(variable.place());
            String value = text(row, row.cells()[variable.place()], heading, ContactLimits.VARIABLE);
            if (!value.isEmpty()) {
                variables.put(variable.name(), value);
            }
        }
        return variables;
    }

    /** Where a file asks for agreement, only a yes lets the person in: neither class nor evidence of the whole file is one. */
    private void agreed(CsvRow row) throws RowFault {
        for (int place : columns.agreements()) {
            String cell = SafeCsvWriter.unsafe(row.cells()[place].strip());
            FaultCode code =
                    switch (ImportCells.agreement(cell)) {
                        case YES -> null;
                        case NO -> FaultCode.NOT_AGREED;
                        case UNKNOWN -> FaultCode.AGREEMENT_UNREADABLE;
                    };
            if (code != null) {
                throw new RowFault(
                        new CsvFault(code, row.line(), columns.headings().get(place), null));
            }
        }
    }

    private ConsentClass consentClass(CsvRow row) throws RowFault {
        String cell = columns.cell(row, ColumnRole.CLASS);
        ConsentClass given = options.consentClass();
        if (cell.isEmpty() && given == null) {
            throw fault(row, ColumnRole.CLASS, FaultCode.CLASS_MISSING);
        }
        Optional<ConsentClass> named = cell.isEmpty() ? Optional.ofNullable(given) : ImportCells.consentClass(cell);
        ConsentClass consentClass = named.orElseThrow(() -> fault(row, ColumnRole.CLASS, FaultCode.CLASS_UNKNOWN));
        if (consentClass == ConsentClass.OCCASIONAL && consentOnly) {
            throw fault(row, ColumnRole.CLASS, FaultCode.OCCASIONAL_NOT_ALLOWED);
        }
        return consentClass;
    }

    private ContactRow.@Nullable RowEvidence evidence(CsvRow row, ConsentClass consentClass, RowFaults faults) {
        ImportOptions.Evidence whole = options.evidence();
        String origin = faults.optional(() -> origin(row, whole));
        Instant at = faults.optional(() -> date(row, whole));
        String wording = faults.optional(() -> wording(row, consentClass, whole));
        return origin == null
                        || at == null
                        || Stream.of(ColumnRole.SOURCE, ColumnRole.DATE, ColumnRole.WORDING)
                                .allMatch(role -> columns.cell(row, role).isEmpty())
                ? null
                : new ContactRow.RowEvidence(origin, at, wording);
    }

    private String origin(CsvRow row, ImportOptions.@Nullable Evidence whole) throws RowFault {
        String source = OriginText.bare(text(row, ColumnRole.SOURCE, ContactLimits.EVIDENCE));
        String origin = source.isEmpty() && whole != null ? whole.source() : source;
        if (origin == null || origin.isEmpty()) {
            throw fault(row, ColumnRole.SOURCE, FaultCode.EVIDENCE_SOURCE_MISSING);
        }
        return origin;
    }

    private Instant date(CsvRow row, ImportOptions.@Nullable Evidence whole) throws RowFault {
        String cell = columns.cell(row, ColumnRole.DATE);
        Instant at = cell.isEmpty() ? whole == null ? null : whole.at() : date(row, cell);
        if (at == null) {
            throw fault(row, ColumnRole.DATE, FaultCode.EVIDENCE_DATE_MISSING);
        }
        return at;
    }

    private @Nullable String wording(CsvRow row, ConsentClass consentClass, ImportOptions.@Nullable Evidence whole)
            throws RowFault {
        String own = text(row, ColumnRole.WORDING, ContactLimits.EVIDENCE);
        String wording = own.isEmpty() ? whole == null ? null : whole.wording() : own;
        if (wording == null && consentClass != ConsentClass.OCCASIONAL) {
            throw fault(row, ColumnRole.WORDING, FaultCode.EVIDENCE_WORDING_MISSING);
        }
        return wording;
    }

    private Instant date(CsvRow row, String cell) throws RowFault {
        Instant at = ImportCells.date(cell)
                .orElseThrow(() -> fault(
                        row,
                        ColumnRole.DATE,
                        ImportCells.isBeyondMonth(cell)
                                ? FaultCode.EVIDENCE_DATE_BEYOND_MONTH
                                : FaultCode.EVIDENCE_DATE_UNREADABLE));
        if (at.isAfter(latest)) {
            throw fault(row, ColumnRole.DATE, FaultCode.EVIDENCE_DATE_FUTURE);
        }
        if (at.isBefore(ContactLimits.EARLIEST_EVIDENCE)) {
            throw fault(row, ColumnRole.DATE, FaultCode.EVIDENCE_DATE_TOO_OLD);
        }
        return at;
    }

    private String text(CsvRow row, ColumnRole role, int limit) throws RowFault {
        return columns.has(role) ? text(row, columns.cell(row, role), columns.heading(role), limit) : "";
    }

    private static String text(CsvRow row, String cell, @Nullable String heading, int limit) throws RowFault {
        if (cell.isEmpty()) {
            return cell;
        }
        String text = ImportCells.text(SafeCsvWriter.unsafe(cell));
        if (text == null) {
            throw new RowFault(new CsvFault(FaultCode.CONTROL_CHARACTER, row.line(), heading, null));
        }
        if (text.length() > limit) {
            throw new RowFault(new CsvFault(FaultCode.FIELD_TOO_LONG, row.line(), heading, Integer.toString(limit)));
        }
        return text;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
