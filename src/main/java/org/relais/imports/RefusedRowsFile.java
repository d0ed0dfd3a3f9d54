package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import io.vertx.sqlclient.Pool;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.SafeCsvWriter;

/** The refused rows of an import as a CSV file, a page at a time. */
final class RefusedRowsFile {
    private static final int PAGE = 1_000;

    private final ImportRowStore store;
    private final Pool pool;

    RefusedRowsFile(ImportRowStore store, Pool pool) {
        this.store = store;
        this.pool = pool;
    }

    /** Which rows, in whose words. */
    record Wanted(long organisationId, long importId, String language) {}

    Future<Integer> write(Wanted wanted, WriteStream<Buffer> target) {
        return store.headings(pool, wanted.organisationId(), wanted.importId())
                .compose(headings -> target.write(lines(List.of(head(headings, wanted.language())), true)))
                .compose(written -> pages(wanted, target, 0, 0));
    }

    private Future<Integer> pages(Wanted wanted, WriteStream<Buffer> target, int after, int sofar) {
        return store.refusedRows(pool, wanted, after, PAGE).compose(rows -> {
            if (rows.isEmpty()) {
                return Future.succeededFuture(sofar);
            }
            Buffer page =
                    lines(rows.stream().map(row -> line(row, wanted.language())).toList(), false);
            int last = rows.get(rows.size() - 1).number();
            return target.write(page).compose(written -> pages(wanted, target, last, sofar + rows.size()));
        });
    }

    private static List<String> head(List<String> headings, String language) {
        List<String> head = new ArrayList<>(
                "fr".equals(language)
                        ? List.of("Ligne refusée", "Colonne", "Motif")
                        : List.of("Refused line", "Column", "Reason"));
        head.addAll(headings);
        return head;
    }

    private static List<String> line(ImportRowStore.RefusedRow row, String language) {
        List<String> line = new ArrayList<>();
        List<CsvFault> faults = row.faults();
        line.add(Long.toString(faults.get(0).line()));
        line.add(faults.stream()
                .map(CsvFault::column)
                .filter(Objects::nonNull)
                .distinct()
                .collect(Collectors.joining(", ")));
        line.add(faults.stream().map(fault -> fault.sentence(language)).collect(Collectors.joining(" ")));
        line.addAll(row.cells());
        return line;
    }

    private static Buffer lines(List<List<String>> lines, boolean start) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (SafeCsvWriter writer = start ? new SafeCsvWriter(bytes, ';') : SafeCsvWriter.continuing(bytes, ';')) {
            lines.forEach(writer::write);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}
