package org.relais.console.contact;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.handler.HttpException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.console.ConsoleFeature;
import org.relais.console.Form;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.contact.csv.CsvFault;
import org.relais.contact.csv.CsvLimits;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportOptions;
import org.relais.imports.ImportService;
import org.relais.imports.ImportState;
import org.relais.organisation.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files of people: upload, what an import would do, the decision, its progress, the refused rows to be corrected. */
public final class ImportPages implements ConsoleFeature {
    private static final Logger LOG = LoggerFactory.getLogger(ImportPages.class);
    private static final int LISTED = 30;
    private static final int FAULTS = 100;

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
        routes.get("/imports/:id", this::show);
        routes.post("/imports/:id/commit", Role.ORGANISER, this::commit);
        routes.post("/imports/:id/cancel", Role.ORGANISER, this::cancel);
        routes.stream("/imports/:id/refused.csv", Role.ORGANISER, this::refused);
    }

    private Future<PageResult> list(PageRequest visit) {
        long before = visit.query("before", Long.MAX_VALUE);
        return imports.page(visit.organisationId(), before, LISTED + 1).map(found -> {
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

    private Future<PageResult> upload(PageRequest visit) {
        Form form = ImportForm.sent(visit);
        Optional<FileUpload> file = visit.context().fileUploads().stream()
                .filter(upload -> upload.name().equals("file") && upload.size() > 0)
                .findFirst();
        if (file.isEmpty()) {
            form.fault("file", visit.text("import.file.fault"));
        }
        ImportOptions options = ImportForm.read(visit, form, clock.instant());
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
                .map(id -> {
                    check(visit.organisationId(), id);
                    return PageResult.to("/imports/" + id);
                });
    }

    /** Goes on after the answer: the page follows its progress. */
    private void check(long organisation, long id) {
        imports.check(organisation, id).onFailure(fault -> LOG.error("the dry run of import {} failed", id, fault));
    }

    private Future<PageResult> show(PageRequest visit) {
        return imports.find(visit.organisationId(), visit.id())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : faults(visit, found.get())
                                .map(faults -> PageResult.page(
                                        visit.fragment() ? "imports/job" : "imports/show",
                                        Map.of("job", found.get(), "faults", faults))));
    }

    private Future<List<CsvFault>> faults(PageRequest visit, ImportJob job) {
        return job.rows().refused() > 0 && job.checkedAt() != null
                ? imports.faults(visit.organisationId(), job.id(), FAULTS)
                : Future.succeededFuture(List.of());
    }

    private Future<PageResult> commit(PageRequest visit) {
        long id = visit.id();
        PageResult.Redirect back = PageResult.to("/imports/" + id);
        return imports.find(visit.organisationId(), id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : imports.decide(visit.actor(), id).map(decided -> {
                            if (!decided) {
                                return back.warning("import.decided-already");
                            }
                            imports.merge(id)
                                    .onFailure(fault ->
                                            LOG.error("import {} was interrupted; a restart finishes it", id, fault));
                            return back;
                        }));
    }

    private Future<PageResult> cancel(PageRequest visit) {
        return imports.find(visit.organisationId(), visit.id())
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(PageResult.notFound())
                        : imports.cancel(visit.actor(), visit.id())
                                .map(cancelled -> cancelled
                                        ? PageResult.to("/imports").saying("import.cancelled")
                                        : PageResult.to("/imports/" + visit.id())
                                                .warning("import.decided-already")));
    }

    /** The refused rows as a file, piece by piece. */
    private void refused(PageRequest visit) {
        long id = visit.id();
        imports.find(visit.organisationId(), id)
                .compose(found -> found.filter(job -> job.state() != ImportState.CHECKING)
                        .map(job -> send(visit, id))
                        .orElseGet(() -> Future.failedFuture(new HttpException(404))))
                .onFailure(visit.context()::fail);
    }

    private Future<Void> send(PageRequest visit, long id) {
        HttpServerResponse response = visit.context().response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/csv; charset=utf-8")
                .putHeader("Content-Disposition", "attachment; filename=\"relais-import-" + id + ".csv\"");
        return imports.refusedRows(visit.organisationId(), id, visit.language(), response)
                .compose(written -> response.end());
    }
}
