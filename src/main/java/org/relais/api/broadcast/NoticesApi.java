package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.input.QueryReader;
import org.relais.notice.Notice;
import org.relais.notice.NoticeReport;
import org.relais.notice.NoticeService;
import org.relais.share.PersonalShareLinks;

/** {@code /broadcasts/{id}/notice} and {@code /notice-reports}: what everybody may read of political advertising. */
public final class NoticesApi implements ApiRoutes.Resource {
    private static final String NOTICE = ApiRoutes.BASE + "/broadcasts/:id/notice";
    private static final String REPORTS = ApiRoutes.BASE + "/notice-reports";

    private final NoticeService notices;
    private final Optional<PersonalShareLinks> links;

    /** @param links empty where there are no public pages */
    public NoticesApi(NoticeService notices, Optional<PersonalShareLinks> links) {
        this.notices = notices;
        this.links = links;
    }

    @Override
    public void mount(Router router) {
        router.get(NOTICE).handler(ApiHandlers.read(this::notice));
        router.put(NOTICE).handler(ApiHandlers.write(200, this::correct));
        router.get(REPORTS).handler(ApiHandlers.read(this::reports));
        router.post(REPORTS + "/:id/close").handler(ApiHandlers.write(200, this::close));
    }

    private Future<JsonObject> notice(RoutingContext context) {
        QueryReader.none(context);
        return notices.find(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found)
                .map(this::json);
    }

    private Future<JsonObject> correct(RoutingContext context) {
        return notices.correct(ApiHandlers.actor(context), ApiHandlers.id(context), ApiHandlers.bodyJson(context))
                .map(ApiHandlers::found)
                .map(this::json);
    }

    private JsonObject json(Notice notice) {
        return notice.json(
                notice.current(),
                links.map(each -> each.notice(notice.messageId())).orElse(""));
    }

    private Future<JsonObject> reports(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        long after = query.cursor(0);
        query.done();
        return notices.reports(ApiHandlers.actor(context).organisationId(), after, limit + 1)
                .map(page -> Page.of(page, limit, NoticesApi::json, NoticeReport::id));
    }

    private Future<JsonObject> close(RoutingContext context) {
        ApiHandlers.noBody(context);
        return notices.close(ApiHandlers.actor(context), ApiHandlers.id(context))
                .map(closed ->
                        closed ? Optional.of(new JsonObject().put("closed", true)) : Optional.<JsonObject>empty())
                .map(ApiHandlers::found);
    }

    private static JsonObject json(NoticeReport report) {
        return new JsonObject()
                .put("id", report.id())
                .put("broadcastId", report.broadcastId())
                .put("text", report.text())
                .put("email", report.email())
                .put("receivedAt", report.receivedAt());
    }
}
