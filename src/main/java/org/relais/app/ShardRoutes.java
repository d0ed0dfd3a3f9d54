package org.relais.app;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.relais.app.http.HandlerFaults;
import org.relais.app.http.UnavailableAnswers;
import org.relais.database.SqlFaults;
import org.relais.shard.ShardDirectory;
import org.relais.shard.ShardDirectory.Place;
import org.relais.shard.ShardDirectory.Verdict;
import org.relais.shard.ShardKeys;
import org.relais.tracing.TracedRequests;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of each request to the routes of the database that it belongs to. What belongs to none in particular, or to
 * nobody, goes to the first that is open, which answers as it would alone; so does what can't be told whose it is, and is
 * refused there. One for each event loop.
 */
final class ShardRoutes implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ShardRoutes.class);

    private final List<Shard> shards;
    private final ShardDirectory directory;
    private final ShardKeys keys;
    private final Map<Integer, Router> routers = new HashMap<>();

    /** For what can't be told whose it is: each refuses as its routes do when their database is away. */
    private final Map<Integer, Router> refusing = new HashMap<>();

    ShardRoutes(List<Shard> shards, ShardDirectory directory, ShardKeys keys) {
        this.shards = shards;
        this.directory = directory;
        this.keys = keys;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        request.pause();
        keys.of(request)
                .map(directory::find)
                .orElseGet(() -> Future.succeededFuture(new Place(Verdict.NOBODYS, 0)))
                .onComplete(
                        place -> {
                            request.resume();
                            hand(context, place);
                        },
                        fault -> {
                            request.resume();
                            context.fail(fault);
                        });
    }

    private void hand(RoutingContext context, Place place) {
        boolean away = place.verdict() == Verdict.AWAY;
        Optional<Shard> shard = shards.stream()
                .filter(one -> one.application().isPresent())
                .filter(one -> place.verdict() != Verdict.FOUND || one.number() == place.shard())
                .findFirst();
        if (shard.isEmpty()) {
            context.response()
                    .setStatusCode(503)
                    .putHeader(HttpHeaders.RETRY_AFTER, UnavailableAnswers.RETRY_AFTER_SECONDS)
                    .end()
                    .onFailure(gone -> LOG.debug("answer not delivered: {}", SqlFaults.describe(gone)));
        } else {
            (away ? refusing : routers)
                    .computeIfAbsent(shard.get().number(), number -> routes(context, shard.get(), away))
                    .handle(context.request());
        }
    }

    private static Router routes(RoutingContext context, Shard shard, boolean away) {
        Router router = Router.router(context.vertx());
        TracedRequests.mount(context.vertx(), router);
        // Again: a fault is to be told as this router's routes tell theirs.
        router.route().handler(new HandlerFaults()).handler(new UnavailableAnswers());
        if (away) {
            router.route().handler(refused -> refused.fail(new TimeoutException("its database can't be told")));
        }
        shard.mount(router);
        return router;
    }
}
