package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.spending.Rate;
import org.relais.spending.Spending;
import org.relais.spending.SpendingService;

/** {@code /spending}: what a month's messages cost by broadcast, action, country and category; rates and the ceiling. */
public final class SpendingApi implements ApiRoutes.Resource {
    private static final String PATH = ApiRoutes.BASE + "/spending";
    private static final int CURRENCY = 3;
    private static final int MONTH = 7;

    private final SpendingService spending;

    public SpendingApi(SpendingService spending) {
        this.spending = spending;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(ApiHandlers.read(this::show));
        router.get(PATH + "/rates").handler(ApiHandlers.read(this::rates));
        router.get(ApiRoutes.BASE + "/broadcasts/:id/spending").handler(ApiHandlers.read(this::ofBroadcast));
        router.get(ApiRoutes.BASE + "/actions/:id/spending").handler(ApiHandlers.read(this::ofAction));
        router.put(PATH + "/rates").handler(ApiHandlers.own(200, this::load));
        router.put(PATH + "/ceiling").handler(ApiHandlers.own(200, this::limit));
    }

    private Future<JsonObject> show(RoutingContext context) {
        QueryReader query = QueryReader.of(context);
        String month = query.text("month", MONTH).orElse("");
        query.done();
        return of(context, month.isEmpty() ? null : month(month));
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException notAMonth) {
            throw new InvalidInputException("month", FaultCode.MUST_BE_TIME);
        }
    }

    private Future<JsonObject> of(RoutingContext context, @Nullable YearMonth month) {
        return spending.of(ApiHandlers.actor(context).organisationId(), month).map(SpendingApi::json);
    }

    private Future<JsonObject> ofBroadcast(RoutingContext context) {
        QueryReader.none(context);
        return spending.ofBroadcast(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(sum -> json(ApiHandlers.found(sum)));
    }

    private Future<JsonObject> ofAction(RoutingContext context) {
        QueryReader.none(context);
        return spending.ofAction(ApiHandlers.actor(context).organisationId(), ApiHandlers.id(context))
                .map(sum -> json(ApiHandlers.found(sum)));
    }

    private Future<JsonObject> rates(RoutingContext context) {
        QueryReader.none(context);
        return spending.rates(ApiHandlers.actor(context).organisationId())
                .map(rates -> Page.all(rates, SpendingApi::json));
    }

    private Future<JsonObject> load(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        String currency = body.text("currency", CURRENCY);
        String csv = body.text("csv", SpendingService.LONGEST_TABLE);
        body.done();
        return spending.load(ApiHandlers.actor(context), currency, csv)
                .map((List<Rate> rates) -> Page.all(rates, SpendingApi::json));
    }

    private Future<JsonObject> limit(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        long ceiling = body.number("ceiling", 0, SpendingService.HIGHEST_CEILING, -1);
        body.done();
        return spending.limit(ApiHandlers.actor(context), ceiling < 0 ? null : Long.valueOf(ceiling))
                .compose(set -> of(context, null));
    }

    private static JsonObject json(Spending spending) {
        return new JsonObject()
                .put("month", spending.month().toString())
                .put("currency", spending.currency())
                .put("ceiling", spending.ceiling())
                .put("reached", spending.reached())
                .put("spent", spending.spent())
                .put("unrated", spending.unrated())
                .put(
                        "lines",
                        new JsonArray(
                                spending.lines().stream().map(SpendingApi::json).toList()));
    }

    private static JsonObject json(Spending.Of sum) {
        return new JsonObject()
                .put("currency", sum.currency())
                .put("cost", sum.cost())
                .put("billed", sum.billed())
                .put("unrated", sum.unrated())
                .put("free", sum.free());
    }

    private static JsonObject json(Spending.Line line) {
        return new JsonObject()
                .put("broadcastId", line.broadcastId())
                .put("actionId", line.actionId())
                .put("title", line.title())
                .put("channel", line.channel())
                .put("country", line.country())
                .put("category", line.category())
                .put("billable", line.billable())
                .put("messages", line.messages())
                .put("cost", line.cost());
    }

    private static JsonObject json(Rate rate) {
        return new JsonObject()
                .put("channel", rate.channel())
                .put("country", rate.country())
                .put("category", rate.category())
                .put("price", rate.price())
                .put("from", rate.from().toString())
                .put("published", rate.published());
    }
}
