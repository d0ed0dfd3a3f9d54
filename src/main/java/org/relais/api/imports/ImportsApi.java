package org.relais.api.imports;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Csv;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.channel.ChannelRegistry;
import org.relais.contact.csv.CsvRefusal;
import org.relais.database.Paging;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportService;
import org.relais.input.QueryReader;
import org.relais.organisation.Actor;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.Role;
import org.relais.text.Languages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /imports}: files in, checked whole, decided on, merged whole; the file streams to disk as it arrives. */
public final class ImportsApi implements ApiRoutes.Resource {
    private static final Logger LOG = LoggerFactory.getLogger(ImportsApi.class);
    private static final String ALL = ApiRoutes.BASE + "/imports";
    private static final String FORM = ALL + "/form";
    private static final String ONE = ALL + "/:id";
    private static final int FAULTS_SHOWN = 100;

    private final Pool pool;
    private final ImportService imports;
    private final OrganisationStore organisations;
    private final ChannelRegistry channels;
    private final InstantSource clock;

    public ImportsApi(Pool pool, ImportService imports, ChannelRegistry channels, InstantSource clock) {
        this.pool = pool;
        this.imports = imports;
        this.organisations = new OrganisationStore(clock);
        this.channels = channels;
        this.clock = clock;
    }

    @Override
    public void mountUploads(Router router) {
        router.post(ALL).handler(ApiHandlers.handler(Role.ORGANISER, context -> upload(context, Upload.BODY)));
        router.post(FORM).handler(ApiHandlers.handler(Role.ORGANISER, context -> upload(context, Upload.FORM)));
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.read(this::list));
        router.get(ONE).handler(ApiHandlers.read(this::one));
        router.get(ONE + "/refused").handler(ApiHandlers.handler(Role.VIEWER, this::refused));
        router.post(ONE + "/commit").handler(ApiHandlers.write(202, this::commit));
        router.post(ONE + "/cancel").handler(ApiHandlers.write(200, this::cancel));
    }

    /** The request stays paused until its file can be written: what nobody reads yet must not be lost. */
    private Future<Void> upload(RoutingContext context, String type) {
        Actor actor = ApiHandlers.actor(context);
        context.request().pause();
        return organisations
                .find(pool, actor.organisationId())
                .map(ApiHandlers::found)
                .map(organisation -> ImportQuery.read(context, organisation, channels, clock.instant()))
                .compose(query ->
                        Upload.of(context, type, imports.largestUpload()).receive(new Files(actor, query)))
                .onSuccess(id -> imports.check(actor.organisationId(), id)
                        .onFailure(fault -> LOG.error("import {} could not be checked", id, fault)))
                .compose(id -> found(actor.organisationId(), id))
                .map(job -> {
                    context.response().putHeader(HttpHeaders.LOCATION, ALL + "/" + job.id());
                    ApiHandlers.json(context, 202, ImportJson.of(job));
                    return null;
                });
    }

    /** Imports made of the files of one request. */
    private final class Files implements Upload.Receiver {
        private final Actor actor;
        private final ImportQuery query;

        Files(Actor actor, ImportQuery query) {
            this.actor = actor;
            this.query = query;
        }

        @Override
        public Future<Long> receive(String fileName, ReadStream<Buffer> content) {
            return imports.upload(query.request(actor, fileName), content)
                    .recover(fault -> Future.failedFuture(
                            fault instanceof CsvRefusal refusal
                                    ? new ProblemException(
                                            Problem.tooLarge(refusal.fault().sentence("en")))
                                    : fault));
        }

        @Override
        public Future<Void> discard(long id) {
            return imports.cancel(actor, id).mapEmpty();
        }
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        Paging paging = query.paging();
        query.done();
        return imports.page(ApiHandlers.actor(context).organisationId(), paging, limit + 1)
                .map(page -> Page.of(page, limit, ImportJson::of, ImportJob::id));
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        String language = query.word("language", Languages.OF_ORGANISERS).orElse("en");
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        return found(organisationId, ApiHandlers.id(context))
                .compose(job -> imports.faults(organisationId, job.id(), FAULTS_SHOWN)
                        .map(faults -> ImportJson.of(job)
                                .put(
                                        "faults",
                                        new JsonArray(faults.stream()
                                                .map(fault -> ImportJson.fault(fault, language))
                                                .toList()))));
    }

    private Future<Void> refused(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        String language = query.word("language", Languages.OF_ORGANISERS).orElse("en");
        query.done();
        long organisationId = ApiHandlers.actor(context).organisationId();
        return found(organisationId, ApiHandlers.id(context)).compose(job -> {
            HttpServerResponse response =
                    Csv.begun(context, "refused-" + job.id()).setChunked(true);
            return imports.refusedRows(organisationId, job.id(), language, response)
                    .compose(written -> response.end());
        });
    }

    private Future<JsonObject> commit(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        return imports.decide(actor, id, null)
                .compose(decided -> taken(actor, id, decided, "a checked import can be committed"))
                .onSuccess(job -> imports.merge(id)
                        .onFailure(fault -> LOG.error("import {} is finished at the next start", id, fault)));
    }

    private Future<JsonObject> cancel(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long id = ApiHandlers.id(context);
        return imports.cancel(actor, id)
                .compose(cancelled ->
                        taken(actor, id, cancelled, "an import that waits for its decision can be cancelled"));
    }

    /** @param only what the step asks for, when it was not taken */
    private Future<JsonObject> taken(Actor actor, long id, boolean taken, String only) {
        return found(actor.organisationId(), id).map(job -> {
            if (!taken) {
                throw ProblemException.conflict("The import is " + job.state().sqlName() + "; only " + only + ".");
            }
            return ImportJson.of(job);
        });
    }

    private Future<ImportJob> found(long organisationId, long id) {
        return imports.find(organisationId, id).map(ApiHandlers::found);
    }
}
