package org.relais.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.relais.organisation.AccessStore;

/** Routes of the API: the document for everybody, everything else behind a token. */
public final class ApiRoutes {
    /** Where the API stands. */
    public static final String BASE = "/api/v1";

    /** Most bytes of a JSON body. */
    static final long LARGEST_BODY = 1024 * 1024;

    private static final String SCHEME = "bearer ";
    private static final int LONGEST_TOKEN = 200;

    private final Pool pool;
    private final AccessStore access;
    private final InstantSource clock;
    private final List<Resource> resources;

    public ApiRoutes(Pool pool, AccessStore access, InstantSource clock, List<Resource> resources) {
        this.pool = pool;
        this.access = access;
        this.clock = clock;
        this.resources = List.copyOf(resources);
    }

    /** A part of the API that mounts its own routes, each under {@link #BASE}. */
    public interface Resource {
        void mount(Router router);

        /** Mounts routes that read the request's body themselves, as it arrives. */
        default void mountUploads(Router router) {}
    }

    /** The secret that a request shows, whether it is anybody's or not. */
    public static Optional<String> token(HttpServerRequest request) {
        return Optional.ofNullable(request.getHeader(HttpHeaders.AUTHORIZATION))
                .filter(header ->
                        header.length() <= LONGEST_TOKEN && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(header -> header.substring(SCHEME.length()).strip());
    }

    public void mount(Router router) {
        OpenApi.mount(router);
        ReferencePage.mount(router);
        router.route(BASE + "/*").handler(new BearerHandler(pool, access)).failureHandler(ApiHandlers::fail);
        resources.forEach(resource -> resource.mountUploads(router));
        writing(router).handler(new JsonBodies());
        writing(router).handler(BodyHandler.create(false).setBodyLimit(LARGEST_BODY));
        router.post(BASE + "/*").handler(new IdempotentRequests(pool, clock));
        resources.forEach(resource -> resource.mount(router));
        router.route(BASE + "/*").handler(new NotFoundRoutes(router));
    }

    private static Route writing(Router router) {
        return router.route(BASE + "/*")
                .method(HttpMethod.POST)
                .method(HttpMethod.PUT)
                .method(HttpMethod.PATCH);
    }
}
