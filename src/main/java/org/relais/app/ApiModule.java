package org.relais.app;

import io.vertx.ext.web.Router;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.organisation.AccessStore;

/** The API with the resources of all features. */
final class ApiModule {
    private final ApiRoutes routes;

    ApiModule(ServiceContext context, List<FeatureModule> features) {
        this.routes = new ApiRoutes(
                context.pool(),
                new AccessStore(context.clock()),
                context.clock(),
                features.stream()
                        .flatMap(feature -> feature.apiResources().stream())
                        .toList());
    }

    void mount(Router router) {
        routes.mount(router);
    }
}
