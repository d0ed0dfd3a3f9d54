package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.channel.CheckResult;
import org.relais.delivery.RecipientPools;
import org.relais.health.SenderHealth;
import org.relais.health.SenderReport;
import org.relais.input.QueryReader;

/** {@code /channels/{id}/health}: how a sender stands at its platform; its checks, and an owner's word after an alarm. */
public final class SenderHealthApi implements ApiRoutes.Resource {
    private final SenderHealth health;

    public SenderHealthApi(SenderHealth health) {
        this.health = health;
    }

    @Override
    public void mount(Router router) {
        String sender = ApiRoutes.BASE + "/channels/:id";
        router.get(sender + "/health").handler(ApiHandlers.read(this::show));
        router.post(sender + "/checks/:name").handler(ApiHandlers.write(200, this::check));
        router.post(sender + "/go-on").handler(ApiHandlers.own(200, this::goOn));
    }

    private Future<JsonObject> show(RoutingContext context) {
        QueryReader.none(context);
        return report(context).map(report -> json(ApiHandlers.found(report)));
    }

    private Future<Optional<SenderReport>> report(RoutingContext context) {
        return health.reports(ApiHandlers.actor(context).organisationId())
                .map(reports -> Optional.ofNullable(reports.get(ApiHandlers.id(context))));
    }

    private Future<JsonObject> check(RoutingContext context) {
        String name = String.valueOf(context.pathParam("name"));
        return report(context)
                .compose(report -> health.check(
                        ApiHandlers.actor(context), ApiHandlers.found(report).sender(), name))
                .map(results -> check(name, null, ApiHandlers.found(results)));
    }

    private Future<JsonObject> goOn(RoutingContext context) {
        return report(context)
                .compose(report -> health.release(
                        ApiHandlers.actor(context),
                        ApiHandlers.found(report).sender().id()))
                .map(released -> new JsonObject().put("released", released));
    }

    private JsonObject json(SenderReport report) {
        Duration usual = report.usualSilence();
        JsonArray checks = new JsonArray();
        report.checks().forEach((name, done) -> checks.add(check(name, done.at(), done.results())));
        SenderReport.Alarm alarm = report.alarm();
        return new JsonObject()
                .put("webhookUrl", health.webhookUrl(report.sender()))
                .put("heardAt", report.heardAt())
                .put("writtenAt", report.writtenAt())
                .put("acceptedAt", report.acceptedAt())
                .put("usualSilenceSeconds", usual == null ? null : usual.toSeconds())
                .put("checks", checks)
                .put("recipients", recipients(report.pool()))
                .put(
                        "alarm",
                        alarm == null || alarm.since() == null
                                ? null
                                : result(alarm.what())
                                        .put("since", alarm.since())
                                        .put("broadcastsWait", alarm.holds()));
    }

    private static @Nullable JsonObject recipients(RecipientPools.@Nullable State pool) {
        return pool == null
                ? null
                : new JsonObject()
                        .put("portfolio", pool.portfolio())
                        .put("most", pool.most())
                        .put("used", pool.used())
                        .put("senders", pool.senders())
                        .put("waiting", pool.waiting())
                        .put("nextAt", pool.next());
    }

    private static JsonObject check(String name, @Nullable Instant at, List<CheckResult> results) {
        JsonObject json = new JsonObject()
                .put("name", name)
                .put("state", CheckResult.worst(results).name().toLowerCase(java.util.Locale.ROOT))
                .put(
                        "results",
                        new JsonArray(
                                results.stream().map(SenderHealthApi::result).toList()));
        return at == null ? json : json.put("checkedAt", at);
    }

    private static JsonObject result(CheckResult result) {
        return new JsonObject()
                .put("code", result.code())
                .put("state", result.state().name().toLowerCase(java.util.Locale.ROOT))
                .put("arguments", new JsonObject(new HashMap<>(result.arguments())));
    }
}
