package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.consent.ConsentWording;
import org.relais.consent.ConsentWordingStore;
import org.relais.consent.PolicyOverride;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.privacy.Retention;
import org.relais.database.Paging;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;

/**
 * What keeps an organisation within the rules: {@code /channel-policies} (platforms' terms and what an owner wrote to
 * override them), {@code /wordings} (what people agreed to, version by version) and {@code /retention} (what was removed
 * because its time was over).
 */
public final class SafeguardsApi implements ApiRoutes.Resource {
    private static final String POLICIES = ApiRoutes.BASE + "/channel-policies";
    private static final String OVERRIDE = POLICIES + "/:channel/override";

    private final Pool pool;
    private final PolicyOverrides overrides;
    private final Retention retention;
    private final ConsentWordingStore wordings = new ConsentWordingStore();

    public SafeguardsApi(Pool pool, PolicyOverrides overrides, Retention retention) {
        this.pool = pool;
        this.overrides = overrides;
        this.retention = retention;
    }

    @Override
    public void mount(Router router) {
        router.get(POLICIES).handler(ApiHandlers.read(this::policies));
        router.put(OVERRIDE).handler(ApiHandlers.own(200, this::grant));
        router.delete(OVERRIDE).handler(ApiHandlers.own(200, this::withdraw));
        router.get(ApiRoutes.BASE + "/wordings").handler(ApiHandlers.read(this::wordings));
        router.get(ApiRoutes.BASE + "/retention").handler(ApiHandlers.read(this::retention));
    }

    private Future<JsonObject> policies(RoutingContext context) {
        QueryReader.none(context);
        long organisationId = ApiHandlers.actor(context).organisationId();
        return overrides.barred(organisationId).compose(barred -> overrides
                .of(organisationId)
                .map(all -> all.stream().collect(Collectors.toMap(PolicyOverride::channel, Function.identity())))
                .map(byChannel -> Page.all(barred, channel -> policy(channel, byChannel))));
    }

    private static JsonObject policy(String channel, Map<String, PolicyOverride> overrides) {
        PolicyOverride override = overrides.get(channel);
        return new JsonObject()
                .put("channel", channel)
                .put("barred", override == null)
                .put("override", override == null ? null : json(override));
    }

    private static JsonObject json(PolicyOverride override) {
        return new JsonObject()
                .put("statement", override.statement())
                .put("actor", override.actor())
                .put("ledgerEventId", override.ledgerEventId())
                .put("at", override.at());
    }

    private Future<JsonObject> grant(RoutingContext context) {
        String channel = context.pathParam("channel");
        StrictObject body = ApiHandlers.body(context);
        String statement = body.text("statement", PolicyOverrides.LONGEST_STATEMENT);
        if (statement.strip().length() < PolicyOverrides.SHORTEST_STATEMENT) {
            body.fault("statement", FaultCode.TEXT_TOO_SHORT, PolicyOverrides.SHORTEST_STATEMENT);
        }
        body.done();
        return found(context, channel)
                .compose(barred -> overrides.grant(ApiHandlers.actor(context), channel, statement))
                .map(override -> policy(channel, Map.of(channel, override)));
    }

    private Future<JsonObject> withdraw(RoutingContext context) {
        String channel = context.pathParam("channel");
        return found(context, channel)
                .compose(barred -> overrides.withdraw(ApiHandlers.actor(context), channel))
                .map(withdrawn -> policy(channel, Map.of()));
    }

    /** 404 for a channel whose terms don't bar the organisation: there is nothing to override. */
    private Future<String> found(RoutingContext context, String channel) {
        return overrides
                .barred(ApiHandlers.actor(context).organisationId())
                .map(barred -> ApiHandlers.found(
                        barred.stream().filter(channel::equals).findFirst()));
    }

    private Future<JsonObject> wordings(RoutingContext context) {
        QueryReader.none(context);
        return wordings.all(pool, ApiHandlers.actor(context).organisationId())
                .map(all -> Page.all(all, SafeguardsApi::json));
    }

    private static JsonObject json(ConsentWording wording) {
        return new JsonObject()
                .put("reference", wording.reference())
                .put("name", wording.name())
                .put("version", wording.version())
                .put("language", wording.language())
                .put("text", wording.text())
                .put("approvedBy", wording.approvedBy())
                .put("approvedAt", wording.approvedAt());
    }

    private Future<JsonObject> retention(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        int limit = query.limit();
        Paging paging = query.paging();
        query.done();
        return retention
                .reports(ApiHandlers.actor(context).organisationId(), paging, limit + 1)
                .map(reports -> Page.of(reports, limit, SafeguardsApi::json, Retention.Report::id));
    }

    private static JsonObject json(Retention.Report report) {
        return report.counts().put("id", report.id()).put("at", report.at());
    }
}
