package org.relais.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.stream.Collectors;

/** Where no route leads: 405 when the address has other methods, else 404. */
final class NotFoundRoutes implements Handler<RoutingContext> {
    private final Router router;

    NotFoundRoutes(Router router) {
        this.router = router;
    }

    @Override
    public void handle(RoutingContext context) {
        Set<HttpMethod> methods = router.getRoutes().stream()
                .filter(route -> leadsTo(route, context.normalizedPath()))
                .flatMap(route -> route.methods().stream())
                .collect(Collectors.toSet());
        if (methods.isEmpty()) {
            context.fail(new ProblemException(Problem.notFound()));
            return;
        }
        context.response()
                .putHeader(
                        HttpHeaders.ALLOW,
                        methods.stream().map(HttpMethod::name).sorted().collect(Collectors.joining(", ")));
        context.fail(new ProblemException(Problem.methodNotAllowed()));
    }

    private static boolean leadsTo(Route route, String path) {
        String[] pattern =
                route.getPath() == null ? new String[0] : route.getPath().split("/");
        String[] given = path.split("/");
        if (route.methods() == null || !route.isExactPath() || pattern.length != given.length) {
            return false;
        }
        for (int at = 0; at < given.length; at++) {
            if (!pattern[at].startsWith(":") && !pattern[at].equals(given[at])) {
                return false;
            }
        }
        return true;
    }
}
