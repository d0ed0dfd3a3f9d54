package org.relais.app;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelCatalogue;
import org.relais.config.RelaisConfig;
import org.relais.consent.Fingerprints;
import org.relais.consent.PolicyOverrides;
import org.relais.consent.SuppressionKeys;
import org.relais.database.Database;
import org.relais.database.SqlFaults;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One database with everything that works on it: a stop, a claim and their ledger never leave it. A service has one, or
 * several that know nothing of each other.
 */
final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    private final Vertx vertx;
    private final RelaisConfig config;
    private final int number;
    private volatile @Nullable Working working;

    /** @param durability looks at standbys by {@code looks} */
    private record Working(
            Database database,
            Application application,
            DurabilityWatch durability,
            ScheduledTasks looks,
            Health health) {
        static Working of(Vertx vertx, Database database, Application application) {
            DurabilityWatch durability = new DurabilityWatch(database.pool());
            ClockWatch clock = new ClockWatch(database.pool(), InstantSource.system());
            return new Working(
                    database,
                    application,
                    durability,
                    new ScheduledTasks(vertx)
                            .every(DurabilityWatch.EVERY, "look at standbys", durability::look)
                            .every(DurabilityWatch.EVERY, "look at clocks", clock::look),
                    new Health(
                            database,
                            application.storage(),
                            durability,
                            clock,
                            application.anchors(),
                            application.engine()));
        }
    }

    /** @param number the database's, 0 when there is one */
    Shard(Vertx vertx, RelaisConfig config, int number) {
        this.vertx = vertx;
        this.config = config;
        this.number = number;
    }

    int number() {
        return number;
    }

    /**
     * Builds what works on the database; nothing begins.
     *
     * @return fails with one clear line: a sender of an unknown organisation, a suppression key that is missing
     */
    Future<Void> open(Database database) {
        Fingerprints fingerprints = new Fingerprints(config.security().suppressionKeys());
        return whenAvailable(() -> new SuppressionKeys(fingerprints)
                        .check(database.pool())
                        .compose(known -> barred(database))
                        .compose(barred -> Application.build(vertx, config, database)))
                .map(application -> {
                    working = Working.of(vertx, database, application);
                    return null;
                });
    }

    /** Tries again for as long as it is only that the database is away: it may blink while we start. */
    private Future<Application> whenAvailable(Supplier<Future<Application>> work) {
        return work.get().recover(fault -> {
            if (!SqlFaults.isUnavailable(fault)) {
                return Future.failedFuture(fault);
            }
            LOG.warn(
                    "the database went away during the start, which goes on when it is back: {}",
                    SqlFaults.describe(fault));
            return vertx.timer(1, TimeUnit.SECONDS).compose(later -> whenAvailable(work));
        });
    }

    /** What the platforms' own terms exclude must be known before anything is sent. */
    private static Future<Void> barred(Database database) {
        PolicyOverrides policies = new PolicyOverrides(database.pool(), InstantSource.system());
        return Sequence.each(ChannelCatalogue.all(), channel -> policies.bar(channel.kind(), channel.barred()));
    }

    /** Begins to send and to work the inbox, once it is open. */
    Future<Void> start() {
        Working now = working;
        if (now == null) {
            return Future.succeededFuture();
        }
        now.looks().start();
        return now.application().start().compose(started -> now.application().connectChannels());
    }

    /** What has been built; empty before it is open. */
    Optional<Application> application() {
        return Optional.ofNullable(working).map(Working::application);
    }

    Optional<Database> database() {
        return Optional.ofNullable(working).map(Working::database);
    }

    /** Adds all routes of an open one. */
    void mount(Router router) {
        Working now = working;
        if (now != null) {
            if (config.security().requireSynchronousStandby()) {
                router.post("/u/*").handler(now.durability()::refuseUnlessSurviving);
            }
            now.application().mount(router);
        }
    }

    /** As {@link Health#state}. */
    Future<JsonObject> health() {
        Working now = working;
        return now == null
                ? Future.succeededFuture(new JsonObject().put("status", "down").put("database", "opening"))
                : now.health().state();
    }

    /** Stops claiming and settles what is open. */
    Future<Void> stop() {
        Working now = working;
        return now == null
                ? Future.succeededFuture()
                : Future.join(
                                now.application().stop(),
                                Lifecycle.within(
                                        Service.toStop(config),
                                        "stop looks",
                                        now.looks().stop()))
                        .mapEmpty();
    }

    /** Closes what it opened, after {@link #stop}; the database is the caller's. */
    Future<Void> close() {
        return application().map(Application::close).orElseGet(Future::succeededFuture);
    }
}
