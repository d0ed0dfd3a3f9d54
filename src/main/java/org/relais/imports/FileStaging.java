package org.relais.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Fingerprints;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressReader;
import org.relais.contact.csv.ColumnMeaning;
import org.relais.contact.csv.ColumnRole;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvFileScan;
import org.relais.contact.csv.CsvLimits;
import org.relais.contact.csv.CsvRefusal;
import org.relais.contact.csv.CsvRow;
import org.relais.contact.csv.Sheet;
import org.relais.contact.csv.SheetColumns;
import org.relais.input.FaultCode;

/**
 * The way of one file into {@code import_row}, all of it or nothing. One thread reads rows and writes tuples in the
 * file's order; in between, batches are understood by as many threads as there are cores. What is in memory at once is
 * bounded by the batches in flight, whatever the size of the file. Blocks: runs on a worker thread.
 */
final class FileStaging {
    private static final int BATCH_ROWS = 1_000;

    private final ImportStagingStore store;
    private final Fingerprints fingerprints;
    private final AddressReader addresses;
    private final CsvLimits limits;
    private final int threads;

    FileStaging(
            ImportStagingStore store,
            Fingerprints fingerprints,
            AddressReader addresses,
            CsvLimits limits,
            int threads) {
        this.store = store;
        this.fingerprints = fingerprints;
        this.addresses = addresses;
        this.limits = limits;
        this.threads = threads;
    }

    /**
     * What a file is read for.
     *
     * @param timeZones names the database knows
     * @param consentOnly whether the organisation may have no occasional contacts
     */
    record Task(
            long importId,
            long organisationId,
            ImportKind kind,
            ImportOptions options,
            Path file,
            Set<String> timeZones,
            boolean consentOnly,
            Instant now) {}

    /** How far a running task is; written by one thread, read by another. */
    static final class Progress {
        volatile int read;
        volatile int refused;
    }

    /**
     * @param headings empty when the file has none
     * @param account whose own identifiers the file has; null for phone numbers only
     */
    record Staged(
            CsvFileScan scan, List<String> headings, @Nullable AddressForm account, int rows, int good, int refused) {}

    /** @throws CsvRefusal when the file as a whole can't be used; nothing is stored then */
    Staged run(Task task, Progress progress) throws IOException, SQLException, CsvRefusal, InterruptedException {
        CsvFileScan scan = CsvFileScan.of(task.file(), limits);
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try (Sheet sheet = Sheet.open(task.file(), scan, limits, addresses.forms());
                ImportStagingStore.Staging staging = store.begin()) {
            Open open = open(task, sheet);
            Flow flow = new Flow(task, open.reader(), workers, staging, progress);
            flow.pump(sheet);
            if (flow.rows == 0) {
                throw new CsvRefusal(CsvFault.file(FaultCode.NO_ROWS, null));
            }
            flow.finish();
            return new Staged(scan, open.headings(), open.account(), flow.rows, flow.rows - flow.refused, flow.refused);
        } finally {
            workers.shutdownNow();
        }
    }

    private record Open(RowReader reader, List<String> headings, @Nullable AddressForm account) {}

    private Open open(Task task, Sheet sheet) throws CsvRefusal {
        CsvRow first = sheet.next();
        if (first == null) {
            throw new CsvRefusal(CsvFault.file(FaultCode.EMPTY_FILE, null));
        }
        if (task.kind() == ImportKind.SUPPRESSION && SuppressionRowReader.hasNoHeadings(first)) {
            sheet.giveBack(first);
            return new Open(new SuppressionRowReader(null, task.options(), addresses), List.of(), null);
        }
        SheetColumns columns = columns(first, task.options().reading().columns());
        if (task.kind() == ImportKind.SUPPRESSION) {
            return new Open(
                    new SuppressionRowReader(columns, task.options(), addresses),
                    columns.headings(),
                    columns.account());
        }
        if (!columns.has(ColumnRole.CLASS) && task.options().consentClass() == null) {
            throw new CsvRefusal(CsvFault.file(FaultCode.NO_CLASS_ANYWHERE, null));
        }
        return new Open(
                new ContactRowReader(
                        columns, task.options(), addresses, task.timeZones(), task.consentOnly(), task.now()),
                columns.headings(),
                columns.account());
    }

    private SheetColumns columns(CsvRow first, List<String> chosen) throws CsvRefusal {
        List<ColumnMeaning> meanings = chosen.stream()
                .map(code -> ColumnMeaning.coded(code, addresses.forms()).orElse(ColumnMeaning.IGNORED))
                .toList();
        return meanings.isEmpty()
                ? SheetColumns.of(first, addresses.forms())
                : SheetColumns.of(first, meanings, addresses.forms());
    }

    /** A row by the keys of its person, 0 for none. */
    private record Named(int number, long line, long phone, long account, long external) {
        static Named by(StagedRow row) {
            return new Named(
                    row.number(),
                    row.source().line(),
                    key(row.phonePrints()),
                    key(row.accountPrints()),
                    key(row.externalPrints()));
        }

        private static long key(List<byte[]> prints) {
            return prints.isEmpty() ? 0 : SeenKeys.key(prints.get(0));
        }

        /** Notes it; returns the line that has its person already, 0 for none. */
        int earlier(SeenKeys seen) {
            int first = 0;
            for (long key : new long[] {phone, account, external}) {
                int before = key == 0 ? 0 : seen.add(key, line);
                first = first == 0 ? before : first;
            }
            return first;
        }
    }

    /** The rows on their way from the sheet to the table. */
    private final class Flow {
        private final Task task;
        private final RowReader reader;
        private final ExecutorService workers;
        private final ImportStagingStore.Staging staging;
        private final Progress progress;
        private final SeenKeys seen = new SeenKeys();
        private final boolean languageless;
        private final List<Named> waiting = new ArrayList<>();
        private final Deque<Future<List<StagedRow>>> inFlight = new ArrayDeque<>();
        private int rows;
        private int refused;

        Flow(
                Task task,
                RowReader reader,
                ExecutorService workers,
                ImportStagingStore.Staging staging,
                Progress progress) {
            this.task = task;
            this.reader = reader;
            this.workers = workers;
            this.staging = staging;
            this.progress = progress;
            this.languageless = task.options().reading().anyLanguage();
        }

        void pump(Sheet sheet) throws CsvRefusal, SQLException, InterruptedException {
            List<CsvRow> batch = new ArrayList<>(BATCH_ROWS);
            CsvRow row = sheet.next();
            while (row != null) {
                batch.add(row);
                row = sheet.next();
                if (batch.size() == BATCH_ROWS || row == null) {
                    submit(batch);
                    batch = new ArrayList<>(BATCH_ROWS);
                    if (inFlight.size() > threads * 2) {
                        store(inFlight.remove());
                    }
                }
            }
            while (!inFlight.isEmpty()) {
                store(inFlight.remove());
            }
        }

        private void submit(List<CsvRow> batch) {
            int first = rows + 1;
            rows += batch.size();
            inFlight.add(workers.submit(() -> understand(batch, first)));
        }

        private List<StagedRow> understand(List<CsvRow> batch, int first) {
            List<StagedRow> staged = new ArrayList<>(batch.size());
            for (CsvRow row : batch) {
                int number = first + staged.size();
                try {
                    staged.add(StagedRow.good(number, row, reader.read(row), fingerprints, task.organisationId()));
                } catch (RowFault refusal) {
                    staged.add(StagedRow.faulty(number, row, refusal, fingerprints, task.organisationId()));
                }
            }
            return staged;
        }

        private void store(Future<List<StagedRow>> understood) throws SQLException, InterruptedException {
            CopyTuples tuples = new CopyTuples(1 << 18);
            for (StagedRow row : get(understood)) {
                boolean waits = row.isLanguageless();
                if (waits) {
                    waiting.add(Named.by(row));
                }
                StagedRow kept = waits ? row : onceOnly(row);
                if (!kept.faults().isEmpty() && !(waits && languageless)) {
                    refused++;
                }
                kept.write(task.importId(), tuples);
            }
            staging.write(tuples);
            progress.read = rows;
            progress.refused = refused;
        }

        private StagedRow onceOnly(StagedRow row) {
            int first = Named.by(row).earlier(seen);
            return first == 0
                    ? row
                    : StagedRow.refused(
                            row.number(),
                            row.source(),
                            List.of(CsvFault.line(
                                    FaultCode.TWICE_IN_FILE, row.source().line(), Integer.toString(first))));
        }

        /** Rows whose language nobody knows yield to the good ones, wherever those stand. */
        void finish() throws SQLException {
            Map<Integer, Integer> doubles = new HashMap<>();
            for (Named row : waiting) {
                int first = row.earlier(seen);
                if (first != 0) {
                    doubles.put(row.number(), first);
                }
            }
            refused += languageless ? doubles.size() : 0;
            staging.finish(task.importId(), doubles, languageless);
        }

        private static List<StagedRow> get(Future<List<StagedRow>> understood) throws InterruptedException {
            try {
                return understood.get();
            } catch (ExecutionException fault) {
                throw new IllegalStateException(fault.getCause());
            }
        }
    }
}
