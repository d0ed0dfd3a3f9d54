package org.relais.imports;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Fingerprints;
import org.relais.contact.AddressId;
import org.relais.contact.DetailColumns;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvRow;

/**
 * One row on its way into {@code import_row}: good, with its fingerprints, or refused, with its cells; one whose language
 * alone nobody knows has both.
 *
 * @param faults all that is wrong in a refused row; empty for a good one
 * @param phonePrints fingerprints of the phone number under every key, the current first; empty without a number
 * @param accountPrints as {@code phonePrints}, of the channel's own identifier
 */
record StagedRow(
        int number,
        CsvRow source,
        @Nullable ContactRow contact,
        List<CsvFault> faults,
        List<byte[]> phonePrints,
        List<byte[]> accountPrints) {
    private static final int COLUMNS = 16 + DetailColumns.COUNT;

    static StagedRow good(int number, CsvRow source, ContactRow contact, Fingerprints fingerprints, long organisation) {
        return read(number, source, contact, List.of(), fingerprints, organisation);
    }

    /** A row with this fault; where only its language is wrong, with whom it names. */
    static StagedRow faulty(int number, CsvRow source, RowFault fault, Fingerprints fingerprints, long organisation) {
        ContactRow contact = fault.languageless();
        return contact == null
                ? refused(number, source, fault.faults())
                : read(number, source, contact, fault.faults(), fingerprints, organisation);
    }

    private static StagedRow read(
            int number,
            CsvRow source,
            ContactRow contact,
            List<CsvFault> faults,
            Fingerprints fingerprints,
            long organisation) {
        return new StagedRow(
                number,
                source,
                contact,
                faults,
                prints(contact.phone(), fingerprints, organisation),
                prints(contact.account(), fingerprints, organisation));
    }

    /** What {@link SeenKeys} knows the external id by; empty without one. Whoever makes two of a file's collide loses a row. */
    List<byte[]> externalPrints() {
        String id = contact == null ? null : contact.details().externalId();
        if (id == null) {
            return List.of();
        }
        UUID print = UUID.nameUUIDFromBytes(("external id " + id).getBytes(StandardCharsets.UTF_8));
        return List.of(
                Buffer.buffer().appendLong(print.getLeastSignificantBits()).getBytes());
    }

    static StagedRow refused(int number, CsvRow source, List<CsvFault> faults) {
        return new StagedRow(number, source, null, faults, List.of(), List.of());
    }

    /** Whether nothing is wrong with it but its language, without which it could come in. */
    boolean isLanguageless() {
        return contact != null && !faults.isEmpty();
    }

    private static List<byte[]> prints(@Nullable AddressId address, Fingerprints fingerprints, long organisation) {
        return address == null ? List.of() : fingerprints.all(organisation, address);
    }

    /** Writes the tuple in the order of {@link ImportStagingStore}'s COPY. */
    void write(long importId, CopyTuples tuples) {
        tuples.begin(COLUMNS);
        tuples.int8(importId);
        tuples.int4(number);
        tuples.int8(source.line());
        if (faults.isEmpty()) {
            tuples.nothing(4);
        } else {
            writeRefusal(tuples);
        }
        ContactRow row = contact;
        if (row == null) {
            tuples.nothing(COLUMNS - 7);
            return;
        }
        writeAddress(row.phone(), phonePrints, tuples);
        writeAddress(row.account(), accountPrints, tuples);
        tuples.byteas(older());
        DetailColumns.values(row.details()).forEach(tuples::value);
        tuples.text(row.consentClass().sqlName());
        ContactRow.RowEvidence evidence = row.evidence();
        tuples.text(evidence == null ? null : evidence.source());
        tuples.timestamp(evidence == null ? null : evidence.at());
        tuples.text(evidence == null ? null : evidence.wording());
    }

    private void writeRefusal(CopyTuples tuples) {
        tuples.texts(faults.stream().map(fault -> fault.code().name()).toList());
        tuples.texts(faults.stream().map(CsvFault::column).toList());
        tuples.texts(faults.stream().map(CsvFault::detail).toList());
        tuples.texts(source.raw().stream().map(StagedRow::storable).toList());
    }

    private static void writeAddress(@Nullable AddressId address, List<byte[]> prints, CopyTuples tuples) {
        tuples.text(address == null ? null : address.identifier());
        tuples.bytea(prints.isEmpty() ? null : prints.get(0));
    }

    private @Nullable List<byte[]> older() {
        if (phonePrints.size() <= 1 && accountPrints.size() <= 1) {
            return null;
        }
        return Stream.of(phonePrints, accountPrints)
                .flatMap(prints -> prints.stream().skip(1))
                .toList();
    }

    /** PostgreSQL stores no NUL and no half character; a refused row may hold both. */
    private static String storable(String cell) {
        StringBuilder kept = new StringBuilder(cell.length());
        cell.codePoints()
                .map(character -> character == 0 || character >= 0xD800 && character <= 0xDFFF ? 0xFFFD : character)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
