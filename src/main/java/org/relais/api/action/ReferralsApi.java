package org.relais.api.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.action.referral.ReferralFigures;
import org.relais.action.referral.ReferralService;
import org.relais.action.referral.ReferralSettings;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Csv;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.input.QueryReader;
import org.relais.organisation.Actor;
import org.relais.organisation.Role;

/** {@code /actions/{id}/named}: whether volunteers may write to people of their own address book, and what came of it. */
public final class ReferralsApi implements ApiRoutes.Resource {
    private static final String NAMED = ApiRoutes.BASE + "/actions/:id/named";

    private final ReferralService service;

    public ReferralsApi(ReferralService service) {
        this.service = service;
    }

    @Override
    public void mount(Router router) {
        router.get(NAMED).handler(ApiHandlers.read(this::one));
        router.put(NAMED).handler(ApiHandlers.write(200, this::set));
        router.get(NAMED + "/figures.csv").handler(ApiHandlers.handler(Role.VIEWER, this::csv));
    }

    private Future<JsonObject> one(RoutingContext context) {
        QueryReader.none(context);
        return settings(context).compose(settings -> figures(context).map(figures -> settings.encode()
                .put("figures", json(figures.all()))
                .put(
                        "days",
                        new JsonArray(figures.days().stream()
                                .map(day ->
                                        json(day.counts()).put("day", day.date().toString()))
                                .toList()))));
    }

    private Future<JsonObject> set(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        long actionId = ApiHandlers.id(context);
        ReferralSettings settings = ReferralSettings.read(ApiHandlers.bodyJson(context));
        return service.set(actor, actionId, settings)
                .compose(set -> set
                        ? Future.succeededFuture(settings.encode())
                        : Future.failedFuture(new ProblemException(Problem.notFound())));
    }

    private Future<Void> csv(RoutingContext context) {
        QueryReader.none(context);
        return settings(context)
                .compose(settings -> figures(context))
                .compose(figures -> Csv.send(context, "named-" + ApiHandlers.id(context), figures.csv()));
    }

    private Future<ReferralSettings> settings(RoutingContext context) {
        return service.settings(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(ApiHandlers::found);
    }

    private Future<ReferralFigures> figures(RoutingContext context) {
        return service.figures(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context));
    }

    private static JsonObject json(ReferralFigures.Counts counts) {
        return new JsonObject()
                .put("brought", counts.brought())
                .put("sent", counts.sent())
                .put("joined", counts.joined())
                .put("removed", counts.removed());
    }
}
