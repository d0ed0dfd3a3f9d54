package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.handler.HttpException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.AddressForm;
import org.relais.contact.ConsentClass;
import org.relais.contact.csv.ColumnMeaning;
import org.relais.contact.csv.ColumnRole;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvLimits;
import org.relais.contact.csv.SafeCsvWriter;
import org.relais.database.Paging;
import org.relais.imports.FaultGroup;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportOptions;
import org.relais.imports.ImportPreparation;
import org.relais.imports.ImportService;
import org.relais.imports.ImportState;
import org.relais.input.FaultCode;
import org.relais.organisation.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of people: upload, what an import would do, the decision, its progress, the refused rows to be corrected. */
public final class ImportPages implements ConsoleFeature {
    /** Fewer columns are seen at once. */
    private static final int FOLDED = 4;

    /** How files end that are neither a sheet nor a text, whatever stands in them. */
    private static final Pattern NO_SHEET = Pattern.compile(
            "\\.(pdf|docx?|odt|rtf|pages|pptx?|png|jpe?g|gif|webp|heic|svg|mp3|mp4|zip)$", Pattern.CASE_INSENSITIVE);

    private static final Logger LOG = LoggerFactory.getLogger(ImportPages.class);
    private static final int LISTED = 30;
    private static final int EXAMPLES = 3;
    /** Names of those who would enter: enough to see that a column of names holds names. */
    private static final int ENTERING = 5;

    /** So many people whose category a file changes are named. */
    public static final int CHANGING = 20;

    private static final int FAULT_KINDS = 50;
    private static final List<ColumnRole> SAMPLED = List.of(
            ColumnRole.PHONE,
            ColumnRole.NAME,
            ColumnRole.LANGUAGE,
            ColumnRole.TAGS,
            ColumnRole.CLASS,
            ColumnRole.SOURCE,
            ColumnRole.DATE,
            ColumnRole.WORDING);

    /** The form's other fields and the borders between its parts. */
    private static final long FORM_BYTES = 64 * 1024;

    private final ImportService imports;
    private final Path uploads;
    private final InstantSource clock;

    /** @param uploads the import's own folder: it deletes what lies there once it is read */
    public ImportPages(ImportService imports, Path uploads, InstantSource clock) {
        this.imports = imports;
        this.uploads = uploads;
        this.clock = clock;
    }

    @Override
    public MenuSection section() {
        return MenuSection.IMPORTS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/imports", this::list);
        routes.get("/imports/new", Role.ORGANISER, this::blank);
        routes.upload("/imports", Role.ORGANISER, uploads, CsvLimits.DEFAULT.bytes() + FORM_BYTES, this::upload);
        routes.stream("/imports/sample.csv", Role.ORGANISER, ImportPages::example);
        routes.get("/imports/:id", this::show);
        routes.get("/imports/:id/columns", Role.ORGANISER, this::columns);
        routes.post("/imports/:id/columns", Role.ORGANISER, this::choose);
        routes.post("/imports/:id/region", Role.ORGANISER, this::alsoOf);
        routes.post("/imports/:id/language", Role.ORGANISER, this::inAnyLanguage);
        routes.post("/imports/:id/commit", Role.ORGANISER, this::commit);
        routes.post("/imports/:id/cancel", Role.ORGANISER, this::cancel);
        routes.stream("/imports/:id/refused.csv", Role.ORGANISER, this::refused);
    }

    private Future<PageResult> list(PageRequest visit) {
        long before = visit.query("before", Long.MAX_VALUE);
        return imports.page(visit.organisationId(), Paging.before(before), LISTED + 1)
                .map(found -> {
                    Map<String, Object> model = new HashMap<>();
                    List<ImportJob> shown = found.size() > LISTED ? found.subList(0, LISTED) : found;
                    model.put("jobs", shown);
                    model.put("first", before == Long.MAX_VALUE);
                    if (found.size() > LISTED) {
                        model.put("next", shown.get(LISTED - 1).id());
                    }
                    return PageResult.page("imports/list", model);
                });
    }

    private Future<PageResult> blank(PageRequest visit) {
        Form form = new Form()
                .with("kind", ImportKind.CONTACTS.sqlName())
                .with("region", visit.organisation().country());
        return Future.succeededFuture(PageResult.page("imports/form", Map.of("form", form)));
    }

    /** What is said of a column whose first lines are not what it is taken for. */
    public static String unlike(PageRequest visit, ColumnMeaning meaning) {
        return meaning.role() != ColumnRole.CLASS
                ? visit.text("import.columns.unlike")
                : visit.text(
                        "import.columns.class",
                        "list",
                        Stream.of(ConsentClass.values())
                                .map(kind -> visit.text("class." + kind.sqlName()))
                                .collect(Collectors.joining(", ")));
    }

    private Future<PageResult> upload(PageRequest visit) {
        Form form = ImportForm.sent(visit);
        Optional<FileUpload> file = visit.context().fileUploads().stream()
                .filter(upload -> upload.name().equals("file") && upload.size() > 0)
                .findFirst();
        if (file.isEmpty()) {
            boolean chosen = visit.context().fileUploads().stream()
                    .anyMatch(upload -> !upload.fileName().isBlank());
            form.fault(Form.WHOLE, visit.text(chosen ? "import.file.empty" : "import.file.fault"));
        }
        file.map(FileUpload::fileName)
                .filter(name -> NO_SHEET.matcher(name).find())
                .ifPresent(name ->
                        form.fault(Form.WHOLE, unreadable(visit, name, CsvFault.file(FaultCode.NOT_TEXT, null), "")));
        ImportOptions options = ImportForm.read(visit, form);
        if (form.faulty() || file.isEmpty()) {
            visit.context().cancelAndCleanupFileUploads();
            return Future.succeededFuture(PageResult.invalid("imports/form", Map.of("form", form)));
        }
        return imports.create(
                        new ImportService.Request(
                                visit.actor(),
                                ImportKind.of(form.value("kind")),
                                file.get().fileName(),
                                options),
                        Path.of(file.get().uploadedFileName()))
                .onFailure(fault -> visit.context().cancelAndCleanupFileUploads())
                .compose(id -> imports.find(visit.organisationId(), id))
                .compose(job -> imports.preparation()
                        .keep(job.orElseThrow(), Path.of(file.get().uploadedFileName()))
                        .map(kept -> {
                            CsvFault refusal = kept.refusal();
                            if (refusal != null) {
                                form.fault(
                                        Form.WHOLE, unreadable(visit, file.get().fileName(), refusal, kept.line()));
                                return PageResult.invalid("imports/form", Map.of("form", form));
                            }
                            if (kept.columns()) {
                                return PageResult.to("/imports/" + job.get().id() + "/columns");
                            }
                            check(visit.organisationId(), job.get().id());
                            return PageResult.to("/imports/" + job.get().id());
                        }));
    }

    private static String unreadable(PageRequest visit, String name, CsvFault refusal, String line) {
        String fault = begun(refusal.text(visit.language()));
        return line.isBlank()
                ? visit.text("import.file.unreadable", "name", name, "fault", fault)
                : visit.text("import.file.unreadable.line", "name", name, "fault", fault, "line", line);
    }

    private static String begun(String sentence) {
        return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    }

    /** What the columns mean and what holds for the whole file, which is checked once that is said. */
    private Future<PageResult> columns(PageRequest visit) {
        return sampled(
                visit,
                (job, sample) -> Future.succeededFuture(PageResult.page(
                        "imports/columns",
                        model(
                                job,
                                sample,
                                imports.preparation().meanings(job, sample),
                                ImportForm.shown(visit, job.options())))));
    }

    private Map<String, Object> model(
            ImportJob job, ImportPreparation.Sample sample, List<ColumnMeaning> meanings, Form form) {
        return Map.of(
                "job",
                job,
                "sample",
                sample,
                "meanings",
                meanings,
                "choices",
                imports.preparation().choices(job.kind()),
                "form",
                form,
                "inside",
                ImportForm.saidInside(meanings));
    }

    /** Whether a column of a file with several is known for sure by its heading and its first values, so that nobody has to look at it. */
    public static boolean isSure(List<ColumnMeaning> meanings, ImportPreparation.Sample sample, int place) {
        ColumnMeaning meaning = meanings.get(place);
        return meanings.size() >= FOLDED
                && meaning.role() != null
                && !meaning.supposedBy(sample.headings().get(place))
                && sample.fits(meaning, place);
    }

    /** The first other column with the same title, where one of the two is not read, or both hold numbers; empty where there is none. */
    public static OptionalInt namesake(List<ColumnMeaning> meanings, ImportPreparation.Sample sample, int place) {
        String heading = sample.headings().get(place).strip();
        return IntStream.range(0, meanings.size())
                .filter(one -> one != place
                        && !heading.isEmpty()
                        && sample.headings().get(one).strip().equalsIgnoreCase(heading)
                        && (meanings.get(one).role() == ColumnRole.PHONE
                                        && meanings.get(place).role() == ColumnRole.PHONE
                                || meanings.get(one).equals(ColumnMeaning.IGNORED)
                                        != meanings.get(place).equals(ColumnMeaning.IGNORED)))
                .findFirst();
    }

    /** What a column may hold, in words. */
    public static String label(PageRequest visit, ColumnMeaning meaning) {
        AddressForm form = meaning.account();
        return form == null
                ? visit.text("import.column." + meaning.code())
                : visit.text(
                        "import.column.account", "channel", visit.channel(form.channel()), "example", form.example());
    }

    /** A heading that is understood; of the column that decides who gets in also as what. */
    public static String understood(PageRequest visit, String heading, ColumnMeaning meaning) {
        return meaning.role() == ColumnRole.AGREED ? heading + " → " + label(visit, meaning) : heading;
    }

    private Future<PageResult> sampled(
            PageRequest visit, BiFunction<ImportJob, ImportPreparation.Sample, Future<PageResult>> page) {
        return imports.find(visit.organisationId(), visit.id()).compose(PageResult.found(job -> imports.preparation()
                .sample(job)
                .compose(sample -> sample.filter(kept -> !kept.headings().isEmpty())
                        .map(kept -> page.apply(job, kept))
                        .orElseGet(() -> Future.succeededFuture(
                                PageResult.to("/imports/" + visit.id()).warning("import.file.gone"))))));
    }

    private Future<PageResult> choose(PageRequest visit) {
        return sampled(visit, (job, sample) -> {
            ImportPreparation preparation = imports.preparation();
            List<ColumnMeaning> chosen = chosen(visit, job, sample);
            Form form = ImportForm.whole(visit);
            fault(visit, form, sample.headings(), chosen);
            ImportOptions options = job.kind() == ImportKind.CONTACTS
                    ? ImportForm.whole(visit, form, job.options(), chosen, clock.instant())
                    : job.options();
            if (form.faulty()) {
                return Future.succeededFuture(PageResult.invalid("imports/columns", model(job, sample, chosen, form)));
            }
            List<ColumnMeaning> before = preparation.meanings(job, sample);
            boolean same = job.state() == ImportState.CHECKED && options.equals(job.options()) && chosen.equals(before);
            return same
                    ? Future.succeededFuture(PageResult.to("/imports/" + job.id()))
                    : again(
                            visit,
                            job,
                            preparation.choose(visit.actor(), job, sample, said(chosen, options)),
                            IntStream.range(0, chosen.size())
                                    .filter(place -> !chosen.get(place).equals(before.get(place)))
                                    .mapToObj(place -> "&column=" + place)
                                    .findFirst()
                                    .orElse(""));
        });
    }

    private List<ColumnMeaning> chosen(PageRequest visit, ImportJob job, ImportPreparation.Sample sample) {
        List<ColumnMeaning> choices = imports.preparation().choices(job.kind());
        return IntStream.range(0, sample.headings().size())
                .mapToObj(place -> choices.stream()
                        .filter(choice -> visit.field("column" + place)
                                .filter(choice.code()::equals)
                                .isPresent())
                        .findFirst()
                        .orElse(ColumnMeaning.IGNORED))
                .toList();
    }

    private static ImportPreparation.Said said(List<ColumnMeaning> chosen, ImportOptions options) {
        return new ImportPreparation.Said(
                chosen, options.consentClass(), options.evidence(), options.tags(), options.replace());
    }

    private static void fault(PageRequest visit, Form form, List<String> headings, List<ColumnMeaning> chosen) {
        Optional<ColumnMeaning> twice = ColumnMeaning.twice(chosen, headings);
        if (twice.isPresent()) {
            form.fault(
                    "column" + chosen.lastIndexOf(twice.get()),
                    visit.text("import.columns.twice", "meaning", label(visit, twice.get())));
        } else if (!ColumnMeaning.reach(chosen)) {
            form.fault(Form.WHOLE, visit.text("import.columns.nobody"));
        }
    }

    /** Beside which column it is said that the one at a place means the same as another; empty where none does. */
    public static Optional<Integer> clash(Form form, List<ColumnMeaning> meanings, int place) {
        return IntStream.range(0, meanings.size())
                .filter(one -> form.fault("column" + one) != null
                        && meanings.get(one).role() == meanings.get(place).role())
                .boxed()
                .findFirst();
    }

    private Future<PageResult> again(PageRequest visit, ImportJob job, Future<Boolean> taken) {
        return again(visit, job, taken, "");
    }

    /** @param column which one is read in another way, as the address of the page says it; empty for none */
    private Future<PageResult> again(PageRequest visit, ImportJob job, Future<Boolean> taken, String column) {
        String page = "/imports/" + job.id();
        return taken.map(read -> {
            if (!read) {
                return PageResult.to(page).warning("import.reading.still");
            }
            check(visit.organisationId(), job.id());
            return PageResult.to(
                    job.state() == ImportState.CHECKED
                            ? page + "?was=" + job.rows().good() + column
                            : page);
        });
    }

    private Future<PageResult> alsoOf(PageRequest visit) {
        String region = visit.field("region").orElse("");
        return imports.find(visit.organisationId(), visit.id())
                .compose(PageResult.found(job -> job.options().takesRegion(region)
                        ? again(visit, job, imports.preparation().alsoOf(visit.actor(), job, region))
                        : Future.succeededFuture(
                                PageResult.to("/imports/" + visit.id()).warning("import.region.fault"))));
    }

    private Future<PageResult> inAnyLanguage(PageRequest visit) {
        return imports.find(visit.organisationId(), visit.id())
                .compose(PageResult.found(
                        job -> again(visit, job, imports.preparation().inAnyLanguage(visit.actor(), job))));
    }

    /** A file with two people nobody has, which is good as it is: its headings are the words of the page of columns. */
    public static List<List<String>> sample(PageRequest visit) {
        Stream<List<String>> headings = Stream.of(SAMPLED.stream()
                .map(role -> visit.text("import.column." + role.name().toLowerCase(Locale.ROOT)))
                .toList());
        return Stream.concat(
                        headings, visit.text("import.sample.rows").lines().map(line -> List.of(line.split(";", -1))))
                .toList();
    }

    private static void example(PageRequest visit) {
        visit.context()
                .response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .putHeader(
                        "Content-Disposition", "attachment; filename=\"" + visit.text("import.sample.name") + ".csv\"")
                .end(SafeCsvWriter.buffer(sample(visit), ';', true));
    }

    /** Goes on after the answer: the page follows its progress. */
    private void check(long organisation, long id) {
        imports.check(organisation, id).onFailure(fault -> LOG.error("the dry run of import {} failed", id, fault));
    }

    private Future<PageResult> show(PageRequest visit) {
        return imports.find(visit.organisationId(), visit.id()).compose(PageResult.found(job -> groups(job)
                .compose(groups -> imports.conflicting(job, EXAMPLES).compose(conflicting -> imports.changedClasses(job)
                        .compose(changing -> imports.entering(job, ENTERING).compose(entering -> imports.preparation()
                                .sample(job)
                                .map(sample -> awaited(visit, job, sample)
                                        ? PageResult.to("/imports/" + job.id() + "/columns")
                                        : PageResult.page(
                                                visit.fragment() ? "imports/job" : "imports/show",
                                                withWas(
                                                        visit,
                                                        changed(visit, job, sample),
                                                        Map.of(
                                                                "job", job,
                                                                "groups", groups,
                                                                "conflicting", conflicting,
                                                                "changing", changing,
                                                                "entering", entering,
                                                                "kept", kept(job, sample)))))))))));
    }

    /** As what a column is read now, where somebody just had it read in another way; empty where nobody did. */
    private String changed(PageRequest visit, ImportJob job, Optional<ImportPreparation.Sample> sample) {
        return sample.flatMap(kept -> visit.query("column")
                        .filter(text -> text.matches("[0-9]{1,4}"))
                        .map(Integer::valueOf)
                        .filter(place -> place < kept.headings().size())
                        .map(place -> visit.text(
                                "import.again.column",
                                "heading",
                                kept.headings().get(place),
                                "meaning",
                                label(
                                        visit,
                                        imports.preparation()
                                                .meanings(job, kept)
                                                .get(place)))))
                .orElse("");
    }

    /** With how many rows were good before the file was read again, where somebody just had it read so. */
    private static Map<String, Object> withWas(PageRequest visit, String changed, Map<String, Object> model) {
        Map<String, Object> whole = new HashMap<>(model);
        visit.query("was")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .ifPresent(text -> whole.put("was", Integer.valueOf(text)));
        whole.put("changed", changed);
        return whole;
    }

    /** Whether nobody has said yet what the file's columns mean. */
    private static boolean awaited(PageRequest visit, ImportJob job, Optional<ImportPreparation.Sample> sample) {
        return visit.mayChange()
                && !visit.fragment()
                && job.state() == ImportState.UPLOADED
                && job.readings() == 0
                && sample.filter(found -> !found.headings().isEmpty()).isPresent();
    }

    /** What may still be said of the file: nothing, how it is read, and also what its columns mean. */
    public enum Kept {
        NOTHING,
        READING,
        COLUMNS
    }

    private static Kept kept(ImportJob job, Optional<ImportPreparation.Sample> sample) {
        return switch (job.state()) {
            case CHECKED, REFUSED, FAILED ->
                sample.map(found -> found.headings().isEmpty() ? Kept.READING : Kept.COLUMNS)
                        .orElse(Kept.NOTHING);
            case UPLOADED, CHECKING, MERGING, FINISHED, CANCELLED -> Kept.NOTHING;
        };
    }

    private Future<List<FaultGroup>> groups(ImportJob job) {
        return job.rows().refused() + job.merged().torn() > 0 && job.checkedAt() != null
                ? imports.faultGroups(job, FAULT_KINDS).map(found -> found.stream()
                        .sorted(Comparator.comparingLong(
                                group -> group.examples().get(0).fault().line()))
                        .toList())
                : Future.succeededFuture(List.of());
    }

    private Future<PageResult> commit(PageRequest visit) {
        long id = visit.id();
        PageResult.Redirect back = PageResult.to("/imports/" + id);
        return imports.find(visit.organisationId(), id)
                .compose(PageResult.found(job -> decide(visit).map(decided -> {
                    if (!decided) {
                        return job.state() == ImportState.CHECKED
                                ? new PageResult.Failure(409)
                                : back.warning("import.decided-already");
                    }
                    imports.merge(id)
                            .onFailure(
                                    fault -> LOG.error("import {} was interrupted; a restart finishes it", id, fault));
                    return back;
                })));
    }

    /** What was seen, or nothing: another may have had the file read in another way meanwhile. */
    private Future<Boolean> decide(PageRequest visit) {
        int seen = visit.field("readings")
                .filter(text -> text.matches("[0-9]{1,9}"))
                .map(Integer::valueOf)
                .orElse(-1);
        return imports.decide(visit.actor(), visit.id(), seen);
    }

    private Future<PageResult> cancel(PageRequest visit) {
        return imports.find(visit.organisationId(), visit.id())
                .compose(PageResult.found(found -> imports.cancel(visit.actor(), visit.id())
                        .map(cancelled -> cancelled
                                ? PageResult.to("/imports").saying("import.cancelled")
                                : PageResult.to("/imports/" + visit.id()).warning("import.decided-already"))));
    }

    /** The refused rows as a file, piece by piece. */
    private void refused(PageRequest visit) {
        long id = visit.id();
        imports.find(visit.organisationId(), id)
                .compose(found -> found.filter(job -> job.state() != ImportState.CHECKING)
                        .map(job -> send(visit, job))
                        .orElseGet(() -> Future.failedFuture(new HttpException(404))))
                .onFailure(visit.context()::fail);
    }

    private Future<Void> send(PageRequest visit, ImportJob job) {
        HttpServerResponse response = visit.context().response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .putHeader("Content-Disposition", "attachment; filename=\"relais-import-" + job.id() + ".csv\"");
        return imports.refusedRows(visit.organisationId(), job.id(), visit.language(), response)
                .compose(written -> response.end());
    }
}
