package org.relais.app;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.relais.database.Database;
import org.relais.delivery.DeliveryEngine;
import org.relais.health.SenderReports;
import org.relais.inbound.intake.StorageHealth;
import org.relais.ledger.anchor.AnchorSender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /health} and {@code /health/ready}: 200 when the service can work, 503 when the database does not answer or stores nothing; and
 * whether an answered stop survives the loss of the primary.
 */
final class Health {
    private static final Logger LOG = LoggerFactory.getLogger(Health.class);

    private final Database database;
    private final StorageHealth storage;
    private final DurabilityWatch durability;
    private final ClockWatch clock;
    private final AnchorSender anchors;
    private final DeliveryEngine engine;
    private final SenderReports reports = new SenderReports(InstantSource.system());

    Health(
            Database database,
            StorageHealth storage,
            DurabilityWatch durability,
            ClockWatch clock,
            AnchorSender anchors,
            DeliveryEngine engine) {
        this.database = database;
        this.storage = storage;
        this.durability = durability;
        this.clock = clock;
        this.anchors = anchors;
        this.engine = engine;
    }

    /** @param look what is to be said: {@code status} is down when this node serves nobody */
    static void mount(Router router, Supplier<Future<JsonObject>> look) {
        router.get("/health").handler(context -> answer(context, look));
        // Proxies ask by HEAD, too.
        router.get("/health/ready").method(HttpMethod.HEAD).handler(context -> answer(context, look));
        router.get("/health/live").method(HttpMethod.HEAD).handler(Health::live);
    }

    /**
     * Says only that requests are answered, and by what: a process that is restarted because its database is away helps
     * nobody. It is what everybody may ask ({@code PublicAddress}).
     */
    private static void live(RoutingContext context) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(new JsonObject()
                        .put("status", "up")
                        .put("service", "relais")
                        .toBuffer())
                .onFailure(Health::left);
    }

    private static void answer(RoutingContext context, Supplier<Future<JsonObject>> look) {
        look.get().onFailure(context::fail).onSuccess(state -> context.response()
                .setStatusCode("down".equals(state.getString("status")) ? 503 : 200)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(state.toBuffer())
                .onFailure(Health::left));
    }

    /** A proxy that looks every other second waits for no answer that is late: that is nothing to look into. */
    private static void left(Throwable gone) {
        LOG.debug("the caller left before the answer");
    }

    /** How this database and what works on it are now; never fails. */
    Future<JsonObject> state() {
        return database.alive()
                .map(true)
                .otherwise(false)
                .compose(alive -> alive
                        ? storage.works().map(works -> state(true, works))
                        : Future.succeededFuture(state(false, false)))
                .compose(this::withSenders)
                .map(this::withLedger)
                .map(this::withLoad);
    }

    /** With how many senders may not hear stops, where there are any. */
    private Future<JsonObject> withSenders(JsonObject state) {
        return "down".equals(state.getString("database"))
                ? Future.succeededFuture(state)
                : reports.alarming(database.pool())
                        .map(count -> count == 0 ? state : state.put("sendersThatMayNotHearStops", count))
                        .otherwise(state);
    }

    /** With what keeps the ledger from being rewritten, where it is wanting or asked for: the service works without. */
    private JsonObject withLedger(JsonObject state) {
        database.roleWarning().ifPresent(warning -> state.put("databaseRole", warning));
        return anchors.hasDestinations() ? state.put("ledgerAnchors", anchors.health()) : state;
    }

    /** With a word when this node claims less than it could, because it can't keep up. */
    private JsonObject withLoad(JsonObject state) {
        return engine.load().filter(DeliveryEngine.Load::reduced).isPresent() ? state.put("sending", "reduced") : state;
    }

    /** @param works whether a stop that came now could be stored */
    private JsonObject state(boolean alive, boolean works) {
        JsonObject state = new JsonObject()
                .put("status", works ? "up" : "down")
                .put("database", alive ? "up" : "down")
                .put("stops", works ? "taken" : "refused");
        durability.last().ifPresent(found -> state.put("answeredStopSurvivesPrimary", found.survivesThePrimary())
                .put("answeredStopSurvivesCrash", found.survivesACrash())
                .put("durability", found.words()));
        clock.wrong().ifPresent(found -> state.put("clock", found.words()));
        return state;
    }
}
