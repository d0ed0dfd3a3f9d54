package org.relais.app;

import io.vertx.ext.web.Router;
import java.util.List;
import org.relais.api.ApiRoutes;
import org.relais.console.ConsoleFeature;

/**
 * One feature of the service: builds its services from the context and from the modules before it, and offers what it
 * adds to the service as a whole.
 */
interface FeatureModule {

    /** Public pages of the feature; called once per event loop. */
    default void mount(Router router) {}

    /** Resources of the API. */
    default List<ApiRoutes.Resource> apiResources() {
        return List.of();
    }

    /** Pages of the console. */
    default List<ConsoleFeature> consolePages() {
        return List.of();
    }

    /** Adds what has to be done from time to time. */
    default void schedule(ScheduledTasks tasks) {}
}
