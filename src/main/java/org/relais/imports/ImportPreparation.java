package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.csv.ColumnMeaning;
import org.relais.contact.csv.ColumnRole;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvFileScan;
import org.relais.contact.csv.CsvRefusal;
import org.relais.contact.csv.CsvRow;
import org.relais.contact.csv.Sheet;
import org.relais.imports.ImportOptions.Evidence;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.text.CleanText;

/**
 * What an organiser says of a file between its upload and its decision: which column means what, and whose plan numbers
 * are read by. The file is kept in the database meanwhile, so that any node reads it, and is always read whole again: what
 * is announced is what the import does.
 */
public final class ImportPreparation {
    private static final int PART = 1 << 20;
    private static final int SAMPLE_ROWS = 5;

    private static final int SHEETS = 20;
    /** No number to write to has fewer. */
    private static final int FEWEST_DIGITS = 6;

    /** Of a cell in the sample: enough to see what it is. */
    private static final int SAMPLE_CHARACTERS = 80;

    private final Vertx vertx;
    private final Pool pool;
    private final InstantSource clock;
    private final ImportService.Uploads uploads;
    private final AuditStore audit;
    private final ImportJobStore jobs = new ImportJobStore();
    private final ImportFileStore files = new ImportFileStore();

    ImportPreparation(Vertx vertx, Pool pool, InstantSource clock, ImportService.Uploads uploads) {
        this.vertx = vertx;
        this.pool = pool;
        this.clock = clock;
        this.uploads = uploads;
        this.audit = new AuditStore(clock);
    }

    /**
     * A kept file as it begins.
     *
     * @param headings empty when it has none: then there is nothing to choose
     * @param rows the first ones, long texts cut
     * @param sheets visible ones of a workbook, of which the first is read and no other; empty for other files
     */
    public record Sample(List<String> headings, List<List<String>> rows, List<String> sheets) {
        /** Whether all that stands in a column is dates. */
        private boolean dated(int column) {
            List<String> cells = cells(column);
            return !cells.isEmpty() && cells.stream().allMatch(cell -> mayBe(ColumnRole.DATE, cell));
        }

        /** Whether it may be what its column is taken for, as far as one cell shows it. */
        private static boolean mayBe(@Nullable ColumnRole role, String cell) {
            return role == null
                    || switch (role) {
                        case DATE -> ImportCells.date(cell).isPresent();
                        case AGREED -> ImportCells.agreement(cell) != ImportCells.Agreement.UNKNOWN;
                        case CLASS -> ImportCells.consentClass(cell).isPresent();
                        case LANGUAGE -> ImportCells.language(cell).isPresent();
                        case PHONE,
                                ACCOUNT,
                                NAME,
                                FIRST_NAME,
                                LAST_NAME,
                                TIME_ZONE,
                                AREA,
                                TAGS,
                                EXTERNAL_ID,
                                SOURCE,
                                WORDING -> true;
                    };
        }

        private static boolean isLong(String cell) {
            return cell.chars().filter(Character::isDigit).count() >= FEWEST_DIGITS;
        }

        private List<String> cells(int column) {
            return rows.stream()
                    .filter(row -> column < row.size() && !row.get(column).isEmpty())
                    .map(row -> row.get(column))
                    .toList();
        }

        /** The first that stands in a column and is not what most in it are; empty where most are not either. */
        public Optional<String> odd(ColumnMeaning meaning, int column) {
            List<String> odd = cells(column).stream()
                    .filter(cell -> !mayBe(meaning.role(), cell))
                    .toList();
            return odd.size() * 2 < cells(column).size() ? odd.stream().findFirst() : Optional.empty();
        }

        /** Whether what stands in a column may be what it is taken for; a text may be any. */
        public boolean fits(ColumnMeaning meaning, int column) {
            List<String> cells = cells(column);
            return cells.isEmpty()
                    || (meaning.role() == ColumnRole.PHONE
                            ? cells.stream().anyMatch(Sample::isLong)
                            : cells.stream().allMatch(cell -> mayBe(meaning.role(), cell)));
        }
    }

    /**
     * What became of an uploaded file.
     *
     * @param columns whether there are columns that somebody may look at
     * @param refusal why it can't be read; null when it can
     * @param line how the line begins that can't; empty for none
     */
    public record KeptFile(boolean columns, @Nullable CsvFault refusal, String line) {}

    /**
     * Keeps an uploaded file, which is deleted, and reads its first rows. The import is refused when it can't be read to its
     * end. Where the organisation has said what such columns mean, they mean that again.
     */
    public Future<KeptFile> keep(ImportJob job, Path file) {
        return vertx.executeBlocking(() -> sample(file), false)
                .compose(sample -> store(job, file, sample)
                        .map(stored -> new KeptFile(
                                !sampled(job.kind(), sample).headings().isEmpty(), null, "")))
                .recover(fault -> fault instanceof CsvRefusal refusal
                        ? jobs.refused(pool, job.id(), refusal.fault(), clock.instant())
                                .compose(refused -> vertx.executeBlocking(() -> line(file, refusal.fault()), false))
                                .map(line -> new KeptFile(false, refusal.fault(), line))
                        : Future.failedFuture(fault))
                .eventually(() -> vertx.executeBlocking(() -> Files.deleteIfExists(file)));
    }

    /** A workbook's row is no line. */
    private String line(Path file, CsvFault fault) throws IOException {
        try {
            CsvFileScan scan = CsvFileScan.of(file, uploads.limits());
            return fault.line() == 0 || scan.workbook()
                    ? ""
                    : shown(scan.beginning(file, fault.line(), SAMPLE_CHARACTERS + 1));
        } catch (CsvRefusal noText) {
            return "";
        }
    }

    private ImportFileStore.Beginning sample(Path file) throws IOException, CsvRefusal {
        CsvFileScan scan = CsvFileScan.of(file, uploads.limits());
        List<List<String>> sample = new ArrayList<>();
        try (Sheet sheet = Sheet.open(file, scan, uploads.limits(), uploads.forms())) {
            // To its end: whoever has chosen the file can still choose another.
            for (CsvRow row = sheet.next(); row != null; row = sheet.next()) {
                if (sample.size() <= SAMPLE_ROWS) {
                    sample.add(Arrays.stream(row.cells())
                            .map(ImportPreparation::shown)
                            .toList());
                }
            }
            return new ImportFileStore.Beginning(
                    sample,
                    sheet.names().stream()
                            .limit(SHEETS)
                            .map(ImportPreparation::shown)
                            .toList());
        }
    }

    private static String shown(String cell) {
        return CleanText.abridged(cell.strip().replaceAll("[\\p{Cntrl}\\p{Cs}]", "\uFFFD"), SAMPLE_CHARACTERS);
    }

    private Future<Void> store(ImportJob job, Path file, ImportFileStore.Beginning sample) {
        ImportFileStore.Place place = new ImportFileStore.Place(job.organisationId(), job.id());
        return vertx.fileSystem()
                .open(file.toString(), new OpenOptions().setRead(true).setWrite(false))
                .compose(open -> open.size()
                        .compose(size -> pool.withTransaction(transaction -> parts(
                                        transaction, place, open, size, sample)
                                .compose(stored -> files.layout(transaction, layout(job, sampled(job.kind(), sample))))
                                .compose(layout -> files.kept(transaction, place, layout.orElse(List.of())))))
                        .eventually(open::close));
    }

    private Future<Void> parts(
            SqlClient transaction,
            ImportFileStore.Place place,
            AsyncFile file,
            long size,
            ImportFileStore.Beginning sample) {
        Future<Void> stored = Future.succeededFuture();
        int last = (int) Math.max(0, (size - 1) / PART);
        for (int next = 0; next <= last; next++) {
            int part = next;
            stored = stored.compose(before -> file.read(Buffer.buffer(PART), 0, (long) part * PART, PART)
                    .compose(content ->
                            files.put(transaction, place, part, content, part == last, part == 0 ? sample : null)));
        }
        return stored;
    }

    /** Writes a kept file to one of this machine's; none is left there when the file is not whole any more. */
    Future<Path> fetch(long organisationId, long id) {
        ImportFileStore.Place place = new ImportFileStore.Place(organisationId, id);
        return write(file -> fetch(place, file, 0));
    }

    /** Fills a new file beside the uploads, which this service alone may read; deletes it when that fails. */
    Future<Path> write(Function<AsyncFile, Future<Void>> content) {
        Path file = uploads.directory().resolve(uploads.names().get() + ".csv");
        return vertx.fileSystem()
                .mkdirs(uploads.directory().toString())
                .compose(made -> vertx.fileSystem()
                        .open(
                                file.toString(),
                                new OpenOptions().setCreateNew(true).setPerms("rw-------")))
                .compose(open -> content.apply(open).eventually(open::close))
                .map(file)
                .recover(fault -> vertx.executeBlocking(() -> Files.deleteIfExists(file))
                        .transform(gone -> Future.failedFuture(fault)));
    }

    private Future<Void> fetch(ImportFileStore.Place place, AsyncFile target, int part) {
        return files.part(pool, place, part)
                .compose(found -> found.isEmpty()
                        // An erasure has removed it.
                        ? Future.failedFuture(new IllegalStateException("the file is not kept any more"))
                        : target.write(found.get().content())
                                .compose(written -> found.get().last()
                                        ? Future.succeededFuture()
                                        : fetch(place, target, part + 1)));
    }

    /** How the import's file begins; empty when it is not kept. */
    public Future<Optional<Sample>> sample(ImportJob job) {
        // The first time, the names of all languages take a second to gather.
        return vertx.executeBlocking(ImportCells::gatheredLanguages, false)
                .compose(gathered -> files.beginning(pool, new ImportFileStore.Place(job.organisationId(), job.id())))
                .map(found -> found.map(sample -> sampled(job.kind(), sample)));
    }

    /** A list of numbers may have no headings. */
    private static Sample sampled(ImportKind kind, ImportFileStore.Beginning beginning) {
        List<List<String>> sample = beginning.rows();
        boolean plain = sample.isEmpty()
                || kind == ImportKind.SUPPRESSION
                        && SuppressionRowReader.hasNoHeadings(
                                new CsvRow(1, sample.get(0).toArray(String[]::new), false));
        return plain
                ? new Sample(List.of(), sample, beginning.sheets())
                : new Sample(sample.get(0), sample.subList(1, sample.size()), beginning.sheets());
    }

    /**
     * What the columns are taken for: as chosen, now or for a file before with these headings, else by their words. What
     * can't be chosen is ignored.
     */
    public List<ColumnMeaning> meanings(ImportJob job, Sample sample) {
        List<String> chosen = job.options().reading().columns();
        List<ColumnMeaning> choices = choices(job.kind());
        List<ColumnMeaning> meanings = chosen.size() == sample.headings().size()
                ? chosen.stream()
                        .map(code -> ColumnMeaning.coded(code, uploads.forms()).orElse(ColumnMeaning.IGNORED))
                        .toList()
                : ColumnMeaning.proposed(sample.headings(), uploads.forms(), sample::dated);
        return meanings.stream()
                .map(meaning -> choices.contains(meaning) ? meaning : ColumnMeaning.IGNORED)
                .toList();
    }

    /** Everything a column may mean; of a list of people to leave alone nothing but their addresses is read. */
    public List<ColumnMeaning> choices(ImportKind kind) {
        return ColumnMeaning.all(uploads.forms()).stream()
                .filter(choice -> kind == ImportKind.CONTACTS
                        || choice.role() == ColumnRole.PHONE
                        || choice.role() == ColumnRole.ACCOUNT
                        || choice.equals(ColumnMeaning.IGNORED))
                .toList();
    }

    /**
     * What somebody who saw the beginning of a file says of it.
     *
     * @param meanings one for each heading; they are remembered for the organisation's next file with the same ones
     * @param consentClass category of the rows that don't say theirs; null when each has to
     * @param evidence what the consent of the rows that don't say it rests on; null when each has to
     * @param tags given to every row besides its own
     * @param replace whether the file's word goes before what is known ({@link ImportOptions#replace})
     */
    public record Said(
            List<ColumnMeaning> meanings,
            @Nullable ConsentClass consentClass,
            @Nullable Evidence evidence,
            List<String> tags,
            boolean replace) {
        public Said {
            meanings = List.copyOf(meanings);
            tags = List.copyOf(tags);
        }

        private List<String> codes() {
            return meanings.stream().map(ColumnMeaning::code).toList();
        }

        private ImportOptions in(ImportOptions options) {
            return options.with(consentClass, evidence)
                    .tagged(tags)
                    .replacing(replace)
                    .read(options.reading().as(codes()));
        }
    }

    /**
     * Takes what is said of the file. It is to be checked then.
     *
     * @return false when the file is being read, is not kept any more, or is decided
     */
    public Future<Boolean> choose(Actor actor, ImportJob job, Sample sample, Said said) {
        return readAgain(
                actor,
                job,
                "columns",
                said::in,
                transaction -> files.remember(transaction, layout(job, sample), said.codes(), clock.instant()));
    }

    /**
     * Has numbers that are none of the file's country read as another's too. The file is to be checked then.
     *
     * @param region ISO 3166 country
     * @return false when the file is being read, is not kept any more, or is decided; fails with
     *     {@link IllegalArgumentException} when there is no such country, or too many were named before
     */
    public Future<Boolean> alsoOf(Actor actor, ImportJob job, String region) {
        return readAgain(
                actor,
                job,
                "region",
                options -> options.read(options.reading().orRegion(region)),
                transaction -> Future.succeededFuture());
    }

    /** Lets people whose language is none we know in without one. The file is to be checked then; otherwise as {@link #alsoOf}. */
    public Future<Boolean> inAnyLanguage(Actor actor, ImportJob job) {
        return readAgain(
                actor,
                job,
                "language",
                options -> options.read(options.reading().inAnyLanguage()),
                transaction -> Future.succeededFuture());
    }

    private Future<Boolean> readAgain(
            Actor actor,
            ImportJob job,
            String step,
            UnaryOperator<ImportOptions> change,
            Function<SqlClient, Future<Void>> besides) {
        ImportFileStore.Place place = new ImportFileStore.Place(actor.organisationId(), job.id());
        return actor.permitted(Permission.IMPORTS)
                .compose(permitted -> pool.withTransaction(transaction -> files.lock(transaction, place)
                        .compose(options -> options.isEmpty()
                                ? Future.succeededFuture(false)
                                : files.readAgain(transaction, place, change.apply(options.get())))
                        .compose(taken -> taken
                                ? besides.apply(transaction)
                                        .compose(done ->
                                                audit.write(transaction, actor, "import." + step, "import:" + job.id()))
                                        .map(true)
                                : Future.succeededFuture(false))));
    }

    private static ImportFileStore.Layout layout(ImportJob job, Sample sample) {
        try {
            Buffer hash = Buffer.buffer(MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\u0000", sample.headings()).getBytes(StandardCharsets.UTF_8)));
            return new ImportFileStore.Layout(job.organisationId(), job.kind(), hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
