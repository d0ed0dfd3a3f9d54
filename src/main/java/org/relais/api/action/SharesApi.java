package org.relais.api.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.CsvDownload;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.database.Paging;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.Role;
import org.relais.share.ShareFigures;
import org.relais.share.ShareFigures.OfMessage;
import org.relais.share.ShareFigures.OfVolunteer;
import org.relais.share.ShareService;

/** {@code /shares}: what came of messages that volunteers pass on, and the end of their public pages. */
public final class SharesApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/shares";
    private static final String ONE = ALL + "/:id";

    private final Pool pool;
    private final ShareFigures figures;
    private final ShareService shares;

    public SharesApi(Pool pool, ShareFigures figures, ShareService shares) {
        this.pool = pool;
        this.figures = figures;
        this.shares = shares;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.read(this::list));
        router.get(ALL + "/tree").handler(ApiHandlers.read(this::tree));
        router.get(ALL + "/volunteers").handler(ApiHandlers.read(this::allVolunteers));
        router.get(ONE).handler(ApiHandlers.read(this::one));
        router.post(ONE + "/end").handler(ApiHandlers.write(200, this::end));
        router.get(ONE + "/volunteers").handler(ApiHandlers.read(this::volunteers));
        router.get(ONE + "/volunteers.csv").handler(ApiHandlers.handler(Role.VIEWER, this::volunteersCsv));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        Paging paging = query.paging();
        query.done();
        return figures.messages(pool, organisationId(context), paging, limit + 1)
                .map(page -> Page.of(page, limit, ShareJson::message, OfMessage::messageId));
    }

    /** One message with its figures and days. */
    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(message -> whole(context, message));
    }

    private Future<JsonObject> whole(RoutingContext context, OfMessage message) {
        return figures.days(pool, organisationId(context), message.messageId())
                .map(days -> ShareJson.message(message)
                        .put(
                                "days",
                                new JsonArray(days.stream().map(ShareJson::day).toList())))
                .compose(json -> shares.posts(organisationId(context), message.messageId())
                        .map(posts -> json.put("posts", ShareJson.posts(posts))));
    }

    /** Ends the public pages, now or at a time; a time that is later than one set before opens them again. */
    private Future<JsonObject> end(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.optionalBody(context);
        Optional<Instant> at = body.time("at");
        body.done();
        return shares.end(actor, ApiHandlers.id(context), at.orElse(null))
                .compose(
                        ended -> ended ? found(context) : Future.failedFuture(new ProblemException(Problem.notFound())))
                .compose(message -> whole(context, message));
    }

    private Future<JsonObject> volunteers(RoutingContext context) {
        return found(context).compose(message -> volunteers(context, message.messageId()));
    }

    private Future<JsonObject> allVolunteers(RoutingContext context) {
        return volunteers(context, null);
    }

    private Future<JsonObject> volunteers(RoutingContext context, @Nullable Long messageId) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long from = query.cursor(0);
        query.done();
        return figures.volunteers(pool, organisationId(context), messageId, from, limit + 1)
                .map(page -> Page.of(page, limit, ShareJson::volunteer, volunteer -> volunteer.contactId() + 1));
    }

    private Future<Void> volunteersCsv(RoutingContext context) {
        QueryReader.none(context);
        return found(context).compose(message -> new CsvDownload<>(
                        ShareJson.VOLUNTEER_COLUMNS,
                        from -> figures.volunteers(
                                pool, organisationId(context), message.messageId(), from, CsvDownload.pageSize()),
                        OfVolunteer::contactId,
                        ShareJson::cells)
                .send(context, "share-" + message.messageId()));
    }

    private Future<JsonObject> tree(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        Optional<Long> root = query.id("root");
        query.done();
        return figures.tree(pool, organisationId(context), root.orElse(null))
                .map(branches -> Page.all(branches, ShareJson::branch));
    }

    private Future<OfMessage> found(RoutingContext context) {
        return figures.ofMessage(pool, organisationId(context), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    private static long organisationId(RoutingContext context) {
        return ApiHandlers.actor(context).organisationId();
    }
}
