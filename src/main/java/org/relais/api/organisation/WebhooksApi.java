package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Page;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.feed.FeedKind;
import org.relais.feed.webhook.Webhook;
import org.relais.feed.webhook.WebhookRefusal;
import org.relais.feed.webhook.WebhookService;
import org.relais.input.FaultCode;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;

/** {@code /webhooks}: programs that the feed is posted to. A secret is shown once. */
public final class WebhooksApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/webhooks";
    private static final String ONE = ALL + "/:id";
    private static final int LONGEST_KIND = 40;

    private final WebhookService webhooks;

    public WebhooksApi(WebhookService webhooks) {
        this.webhooks = webhooks;
    }

    @Override
    public void mount(Router router) {
        router.get(ALL).handler(ApiHandlers.own(200, this::list));
        router.post(ALL).handler(ApiHandlers.own(201, this::create));
        router.delete(ONE).handler(ApiHandlers.own(200, this::delete));
        router.post(ONE + "/secret").handler(ApiHandlers.own(200, this::renewSecret));
        router.post(ONE + "/replay").handler(ApiHandlers.own(200, this::replay));
    }

    private Future<JsonObject> list(RoutingContext context) {
        QueryReader.none(context);
        long organisationId = ApiHandlers.actor(context).organisationId();
        return webhooks.all(organisationId)
                .compose(all -> webhooks.refusals(organisationId).map(refusals -> Page.all(all, WebhooksApi::json)
                        .put(
                                "refusals",
                                new JsonArray(
                                        refusals.stream().map(WebhooksApi::json).toList()))));
    }

    private static JsonObject json(Webhook webhook) {
        return new JsonObject()
                .put("id", webhook.id())
                .put("url", webhook.url())
                .put("kinds", new JsonArray(webhook.kinds()))
                .put("position", webhook.position())
                .put("attempt", webhook.attempt())
                .put("failingSince", webhook.failingSince())
                .put("error", webhook.error())
                .put("refused", webhook.refused())
                .put("createdAt", webhook.createdAt())
                .put("secretChangedAt", webhook.secretChangedAt());
    }

    private static JsonObject json(WebhookRefusal refusal) {
        return new JsonObject()
                .put("webhookId", refusal.webhookId())
                .put("position", refusal.position())
                .put("kind", refusal.kind())
                .put("error", refusal.error())
                .put("at", refusal.at());
    }

    private Future<JsonObject> create(RoutingContext context) {
        StrictObject body = ApiHandlers.body(context);
        String url = body.text("url", WebhookService.LONGEST_URL);
        List<String> kinds =
                body.has("kinds") ? body.textList("kinds", FeedKind.NAMES.size(), LONGEST_KIND) : List.of();
        if (!url.isEmpty() && !WebhookService.isAddress(url)) {
            body.fault("url", FaultCode.MUST_BE_WEB_ADDRESS);
        }
        if (!FeedKind.NAMES.containsAll(kinds)) {
            body.fault("kinds", FaultCode.MUST_BE_ONE_OF, String.join(", ", FeedKind.NAMES));
        }
        body.done();
        if (!webhooks.possible()) {
            throw ProblemException.conflict(
                    "There is no security.linkKey, from which the secrets of webhooks are made.");
        }
        return webhooks.create(ApiHandlers.actor(context), url, kinds).map(made -> made.map(WebhooksApi::json)
                .orElseThrow(
                        () -> ProblemException.conflict("There are " + WebhookService.MOST + " webhooks already.")));
    }

    private static JsonObject json(WebhookService.Issued issued) {
        return new JsonObject().put("id", issued.id()).put("secret", issued.secret());
    }

    private Future<JsonObject> delete(RoutingContext context) {
        return webhooks.delete(ApiHandlers.actor(context), ApiHandlers.id(context))
                .map(deleted -> done("deleted", deleted));
    }

    private Future<JsonObject> renewSecret(RoutingContext context) {
        ApiHandlers.noBody(context);
        return webhooks.renewSecret(ApiHandlers.actor(context), ApiHandlers.id(context))
                .map((Optional<WebhookService.Issued> issued) -> json(ApiHandlers.found(issued)));
    }

    private Future<JsonObject> replay(RoutingContext context) {
        StrictObject body = ApiHandlers.optionalBody(context);
        long after = body.number("after", 0, Long.MAX_VALUE, 0);
        body.done();
        return webhooks.replay(ApiHandlers.actor(context), ApiHandlers.id(context), after)
                .map(found -> done("replayed", found));
    }

    private static JsonObject done(String what, boolean found) {
        if (!found) {
            throw new ProblemException(Problem.notFound());
        }
        return new JsonObject().put(what, true);
    }
}
