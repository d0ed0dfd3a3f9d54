package org.relais.api.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.input.QueryReader;
import org.relais.input.StrictObject;
import org.relais.organisation.Actor;
import org.relais.organisation.OrganisationService;
import org.relais.organisation.Preference;

/** {@code /number-request}, {@code /acknowledgements}, {@code /political-advertising}: one preference of the organisation each. */
public final class PreferenceApi implements ApiRoutes.Resource {
    private final OrganisationService service;
    private final String path;
    private final Preference preference;

    /** @param path below the API's base, with a slash in front */
    public PreferenceApi(OrganisationService service, String path, Preference preference) {
        this.service = service;
        this.path = ApiRoutes.BASE + path;
        this.preference = preference;
    }

    @Override
    public void mount(Router router) {
        router.get(path).handler(ApiHandlers.read(this::read));
        router.put(path).handler(ApiHandlers.own(200, this::write));
    }

    private Future<JsonObject> read(RoutingContext context) {
        QueryReader.none(context);
        return service.preferences(ApiHandlers.actor(context).organisationId())
                .map(preferences -> json(preferences.contains(preference)));
    }

    private Future<JsonObject> write(RoutingContext context) {
        Actor actor = ApiHandlers.actor(context);
        StrictObject body = ApiHandlers.body(context);
        boolean wanted = body.flag(preference.field(), true);
        body.require(preference.field());
        body.done();
        return service.prefer(actor, preference, wanted).map(json(wanted));
    }

    private JsonObject json(boolean wanted) {
        return new JsonObject().put(preference.field(), wanted);
    }
}
