package org.relais.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ConsentService;
import org.relais.consent.Fingerprints;
import org.relais.contact.AddressForm;
import org.relais.contact.AddressForms;
import org.relais.contact.AddressReader;
import org.relais.contact.PhoneNumbers;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvLimits;
import org.relais.contact.csv.CsvRefusal;
import org.relais.database.Database;
import org.relais.database.Paging;
import org.relais.input.FaultCode;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;
import org.relais.task.PeriodicTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in: uploaded, checked as a whole without touching anybody (the dry run), decided by a person, merged in full.
 *
 * <p>All or nothing, also over a crash: until the decision nothing is stored but rows nobody sees; the decision is one
 * statement; after it each piece of the file commits with its own note of being done, so whoever calls {@link #resume}
 * carries on at the first piece that is not. A merge is never abandoned half-way, only finished later.
 */
public final class ImportService {
    private static final Logger LOG = LoggerFactory.getLogger(ImportService.class);
    private static final Duration PROGRESS_EVERY = Duration.ofMillis(500);
    private static final int FILE_NAME_CHARACTERS = 255;

    private final Vertx vertx;
    private final Pool pool;
    private final Fingerprints fingerprints;
    private final InstantSource clock;
    private final Uploads uploads;
    private final AuditStore audit;
    private final ImportJobStore jobs = new ImportJobStore();
    private final ImportRowStore rows = new ImportRowStore();
    private final ImportOutcomeStore outcomes = new ImportOutcomeStore();
    private final ImportPreparation preparation;
    private final ImportFileStore files = new ImportFileStore();
    private final FileStaging staging;
    private final ImportMerge merge;
    private final WorkerExecutor worker;

    /**
     * Where uploads lie until they are read.
     *
     * @param directory created when missing
     * @param limits of each file
     * @param forms of the channels, which say what heads a column of theirs
     * @param names makes names for files
     */
    public record Uploads(Path directory, CsvLimits limits, AddressForms forms, Supplier<UUID> names) {}

    public ImportService(
            Vertx vertx,
            Database database,
            Fingerprints fingerprints,
            ConsentService consent,
            InstantSource clock,
            Uploads uploads) {
        this.vertx = vertx;
        this.pool = database.pool();
        this.fingerprints = fingerprints;
        this.clock = clock;
        this.uploads = uploads;
        this.audit = new AuditStore(clock);
        this.preparation = new ImportPreparation(vertx, pool, clock, uploads);
        int cores = Math.max(1, Runtime.getRuntime().availableProcessors());
        this.staging = new FileStaging(
                new ImportStagingStore(database.address()),
                fingerprints,
                new AddressReader(new PhoneNumbers(), uploads.forms()),
                uploads.limits(),
                Math.min(cores, 4));
        this.merge = new ImportMerge(pool, fingerprints, consent, clock, Math.min(cores, 4));
        // One file at a time per node: two would only take turns at the same cores.
        this.worker = vertx.createSharedWorkerExecutor("relais-import", 1, 1, TimeUnit.HOURS);
    }

    /** What is to be imported, and who wants it. */
    public record Request(Actor actor, ImportKind kind, String fileName, ImportOptions options) {
        public Request {
            // The last part of whatever path a browser sent, for people to read; it never becomes a path again.
            String name = fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1)
                    .replaceAll("\\p{Cntrl}", "_");
            fileName = name.isBlank() ? "file.csv" : name.substring(0, Math.min(name.length(), FILE_NAME_CHARACTERS));
        }
    }

    /** What may be said of a file before it is decided. */
    public ImportPreparation preparation() {
        return preparation;
    }

    /** Most bytes of an upload. */
    public long largestUpload() {
        return uploads.limits().bytes();
    }

    /**
     * Stores an upload and notes the import.
     *
     * @return its id; fails with {@link CsvRefusal} when the upload is larger than the limit
     */
    public Future<Long> upload(Request request, ReadStream<Buffer> content) {
        content.pause();
        return request.actor().permitted(Permission.IMPORTS).compose(permitted -> stored(request, content));
    }

    private Future<Long> stored(Request request, ReadStream<Buffer> content) {
        return preparation
                .write(file -> BoundedPipe.pump(content, file, uploads.limits().bytes()))
                .compose(file -> create(request, file)
                        .recover(fault -> discard(file).transform(gone -> Future.failedFuture(fault))));
    }

    /** Notes the import of a file that lies on this machine; the file is left where it is. */
    public Future<Long> create(Request request, Path file) {
        Actor actor = request.actor();
        ImportJobStore.NewJob job = new ImportJobStore.NewJob(
                actor.organisationId(),
                request.kind(),
                request.fileName(),
                file.toAbsolutePath(),
                request.options(),
                actor.name(),
                clock.instant());
        return actor.permitted(Permission.IMPORTS)
                .compose(permitted -> pool.withTransaction(transaction -> jobs.create(transaction, job)
                        .compose(id -> audited(transaction, actor, "upload", id).map(id))));
    }

    private Future<Void> audited(SqlClient transaction, Actor actor, String step, long id) {
        return audit.write(transaction, actor, "import." + step, "import:" + id);
    }

    /**
     * The dry run: reads the whole file and says what an import would do. Completes when it is done, with the job
     * {@code checked} or {@code refused}; progress is in {@link #find} meanwhile.
     *
     * @return empty when the organisation has no such upload waiting to be read
     */
    public Future<Optional<ImportJob>> check(long organisationId, long id) {
        if (!fingerprints.available()) {
            return Future.failedFuture(new IllegalStateException(
                    "security.suppressionKeys is empty: without a key the suppression list can't be read"));
        }
        return jobs.startChecking(pool, organisationId, id, clock.instant())
                .compose(start -> start.isEmpty()
                        ? Future.succeededFuture(Optional.empty())
                        : at(organisationId, id, start.get())
                                .compose(here -> read(organisationId, id, here))
                                .recover(fault -> refuse(id, fault))
                                .compose(done -> find(organisationId, id)));
    }

    /** The file's place on this machine, where it is brought if it is kept in the database. */
    private Future<ImportJobStore.Start> at(long organisationId, long id, ImportJobStore.Start start) {
        return start.file().isPresent()
                ? Future.succeededFuture(start)
                : preparation.fetch(organisationId, id).map(start::at);
    }

    private Future<Void> read(long organisationId, long id, ImportJobStore.Start start) {
        Path file = start.file().orElseThrow();
        FileStaging.Progress progress = new FileStaging.Progress();
        PeriodicTask progressNotes = new PeriodicTask(
                vertx,
                "the progress of import " + id,
                PROGRESS_EVERY,
                () -> jobs.progress(pool, id, progress.read, progress.refused, clock.instant()));
        return jobs.timeZones(pool)
                .map(zones -> new FileStaging.Task(
                        id,
                        organisationId,
                        start.kind(),
                        start.options(),
                        file,
                        zones,
                        start.consentOnly(),
                        clock.instant()))
                .compose(task -> {
                    progressNotes.startLater();
                    return worker.executeBlocking(() -> staging.run(task, progress), false);
                })
                // No note of progress can overtake the result any more.
                .eventually(progressNotes::stop)
                .compose(staged -> finishReading(organisationId, id, staged))
                .eventually(() -> discard(file));
    }

    private Future<Void> finishReading(long organisationId, long id, FileStaging.Staged staged) {
        AddressForm account = staged.account();
        String kind = account == null ? null : account.kind().sqlName();
        return rows.analyse(pool)
                .compose(analysed -> outcomes.count(pool, organisationId, id, kind))
                .compose(announced -> jobs.checked(pool, id, staged, announced, clock.instant()))
                .mapEmpty();
    }

    private Future<Void> refuse(long id, Throwable fault) {
        if (fault instanceof CsvRefusal refusal) {
            return jobs.refused(pool, id, refusal.fault(), clock.instant());
        }
        if (fault instanceof java.io.IOException) {
            // The message may hold a path of this machine; the log has it.
            LOG.warn("import {} could not be read: {}", id, fault.toString());
            return jobs.refused(pool, id, CsvFault.file(FaultCode.UNREADABLE, null), clock.instant());
        }
        return jobs.failed(pool, id, clock.instant()).compose(noted -> Future.failedFuture(fault));
    }

    /**
     * Carries out what the dry run announced, against contacts and suppression list as they are now. Completes when it
     * is all in.
     *
     * @return empty when there is no checked import with this id
     */
    public Future<Optional<ImportJob>> commit(Actor actor, long id) {
        return decide(actor, id, null)
                .compose(decided -> decided
                        ? merge.run(id).compose(done -> find(actor.organisationId(), id))
                        : Future.succeededFuture(Optional.empty()));
    }

    /**
     * Takes the decision alone: from then on the import will be finished, if not by {@link #merge} then by
     * {@link #resume}.
     *
     * @param readings {@link ImportJob#readings} of what was seen; null to take what the last check announced
     * @return false when there is no such checked import
     */
    public Future<Boolean> decide(Actor actor, long id, @Nullable Integer readings) {
        return step(
                actor,
                "commit",
                id,
                transaction -> jobs.decide(
                        transaction,
                        new ImportJobStore.Decision(
                                actor.organisationId(),
                                id,
                                actor.name(),
                                ImportMerge.PIECE_ROWS,
                                readings,
                                clock.instant())));
    }

    private Future<Boolean> step(Actor actor, String step, long id, Function<SqlClient, Future<Boolean>> change) {
        return actor.permitted(Permission.IMPORTS)
                .compose(permitted -> pool.withTransaction(transaction -> change.apply(transaction)
                        .compose(changed -> changed
                                ? files.drop(transaction, new ImportFileStore.Place(actor.organisationId(), id))
                                        .compose(dropped -> audited(transaction, actor, step, id))
                                        .map(true)
                                : Future.succeededFuture(false))));
    }

    /** Carries out a decided import; with {@link #decide}, for callers that answer before it is done. */
    public Future<Void> merge(long id) {
        return merge.run(id);
    }

    /** The import as it stands, with its progress. */
    public Future<Optional<ImportJob>> find(long organisationId, long id) {
        return jobs.find(pool, organisationId, id);
    }

    /**
     * The organisation's imports.
     *
     * @param limit 1 to 1,000
     */
    public Future<List<ImportJob>> page(long organisationId, Paging paging, int limit) {
        return jobs.page(pool, organisationId, paging, limit);
    }

    /** Gives up an import that is not decided; false when it is, or does not exist. */
    public Future<Boolean> cancel(Actor actor, long id) {
        return step(
                actor,
                "cancel",
                id,
                transaction -> jobs.cancel(transaction, actor.organisationId(), id, clock.instant()));
    }

    /**
     * Writes the refused rows as a CSV file: line, column, reason, and the row's own cells, fit to be opened in a
     * spreadsheet, corrected and imported again. Does not end {@code target}.
     *
     * @return how many rows were written; 0 also when there is no such import
     */
    public Future<Integer> refusedRows(long organisationId, long id, String language, WriteStream<Buffer> target) {
        return new RefusedRowsFile(rows, pool).write(new RefusedRowsFile.Wanted(organisationId, id, language), target);
    }

    /** The refused rows by what is wrong with them, the most frequent first. */
    public Future<List<FaultGroup>> faultGroups(ImportJob job, int limit) {
        return rows.groups(pool, job.organisationId(), job.id(), limit);
    }

    /** Names of the first people who would enter by a checked file; nobody for any other. */
    public Future<List<String>> entering(ImportJob job, int limit) {
        return job.kind() != ImportKind.CONTACTS
                        || job.state() != ImportState.CHECKED
                        || job.announced().created() == 0
                ? Future.succeededFuture(List.of())
                : jobs.account(pool, job.id())
                        .compose(account ->
                                outcomes.entering(pool, job.organisationId(), job.id(), account.orElse(null), limit));
    }

    /** Some of what a checked file has otherwise than it is known; nothing of any other. */
    public Future<List<ConflictingDetail>> conflicting(ImportJob job, int limit) {
        return job.state() != ImportState.CHECKED || job.announced().conflicting() == 0
                ? Future.succeededFuture(List.of())
                : jobs.account(pool, job.id())
                        .compose(account -> outcomes.conflicting(
                                pool, job.organisationId(), job.id(), account.orElse(null), limit));
    }

    /** Whose class a checked file would raise, as far as its first rows go; nobody for any other. */
    public Future<List<ChangedClass>> changedClasses(ImportJob job) {
        ImportOptions.Evidence evidence = job.options().evidence();
        return job.kind() != ImportKind.CONTACTS
                        || job.state() != ImportState.CHECKED
                        || job.announced().updated() == 0
                ? Future.succeededFuture(List.of())
                : jobs.account(pool, job.id())
                        .compose(account -> outcomes.changedClasses(
                                pool,
                                job.organisationId(),
                                job.id(),
                                account.orElse(null),
                                evidence == null ? null : evidence.at()));
    }

    /** Faults of the first refused rows, for a page; without their cells. */
    public Future<List<CsvFault>> faults(long organisationId, long id, int limit) {
        return rows.refusedRows(pool, new RefusedRowsFile.Wanted(organisationId, id, "en"), 0, limit)
                .map(found -> found.stream()
                        .flatMap(row -> row.faults().stream())
                        .limit(limit)
                        .toList());
    }

    /**
     * To be called when the service starts: gives up dry runs that a crash cut off, and finishes merges. Other nodes may
     * be at the same merge: each piece is taken by one of them.
     *
     * @return how many merges were finished
     */
    public Future<Integer> resume() {
        return jobs.abandonChecking(pool, clock.instant())
                .compose(abandoned -> jobs.unfinished(pool, ImportState.MERGING))
                .compose(open -> {
                    Future<Integer> all = Future.succeededFuture(0);
                    for (long id : open) {
                        LOG.info("import {} was decided and not finished: carrying on", id);
                        all = all.compose(count -> merge.run(id).map(count + 1));
                    }
                    return all;
                });
    }

    /**
     * Deletes what serves nothing any more; to be called daily. Rows of a finished import go at once, refused rows after
     * 30 days, dry runs nobody decided on after 7.
     *
     * @return rows deleted
     */
    public Future<Integer> purge() {
        Instant now = clock.instant();
        return jobs.expire(pool, now.minus(Duration.ofDays(7)), now)
                .compose(expired -> files.dropDecided(pool, now.minus(Duration.ofDays(7))))
                .compose(expired -> purgeFrom(now.minus(Duration.ofDays(30)), 0));
    }

    private Future<Integer> purgeFrom(Instant refusedBefore, int sofar) {
        return rows.purge(pool, refusedBefore, 10_000)
                .compose(deleted ->
                        deleted == 0 ? Future.succeededFuture(sofar) : purgeFrom(refusedBefore, sofar + deleted));
    }

    /** Ends the worker thread. */
    public Future<Void> close() {
        return worker.close();
    }

    private Future<Void> discard(Path file) {
        // A file that lies elsewhere is its owner's.
        boolean ours = file.toAbsolutePath().startsWith(uploads.directory().toAbsolutePath());
        return vertx.executeBlocking(() -> ours && Files.deleteIfExists(file)).mapEmpty();
    }
}
