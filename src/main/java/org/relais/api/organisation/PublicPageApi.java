package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.input.QueryReader;
import org.relais.share.PublicLinks;
import org.relais.share.PublicPageService;

/** {@code /public-page}: what the organisation's public pages link to. */
public final class PublicPageApi implements ApiRoutes.Resource {
    private static final String PATH = ApiRoutes.BASE + "/public-page";

    private final PublicPageService service;

    public PublicPageApi(PublicPageService service) {
        this.service = service;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(ApiHandlers.read(this::read));
        router.put(PATH).handler(ApiHandlers.own(200, this::write));
    }

    private Future<JsonObject> read(RoutingContext context) {
        QueryReader.none(context);
        return service.links(ApiHandlers.actor(context).organisationId()).map(PublicLinks::json);
    }

    private Future<JsonObject> write(RoutingContext context) {
        PublicLinks links = PublicLinks.read(ApiHandlers.bodyJson(context));
        return service.link(ApiHandlers.actor(context), links).map(links.json());
    }
}
