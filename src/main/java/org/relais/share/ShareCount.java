package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.relais.input.RateLimiter;
import org.relais.share.ShareStore.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Count of what people do by links: no robot, and the same person once an hour. */
final class ShareCount {
    private static final Logger LOG = LoggerFactory.getLogger(ShareCount.class);

    private final Pool pool;
    private final ShareStore store;
    private final RateLimiter door;
    private final InstantSource clock;

    ShareCount(Pool pool, ShareStore store, RateLimiter door, InstantSource clock) {
        this.pool = pool;
        this.store = store;
        this.door = door;
        this.clock = clock;
    }

    /**
     * Counts one deed; never fails, because a count that is missing must keep nobody from the page.
     *
     * @param app for {@link Kind#SHARED}
     */
    Future<Void> count(OpenedLink opened, Kind kind, @Nullable ShareApp app) {
        String deed = opened.code() + '\n' + kind + '\n' + app;
        return PreviewRobots.isOne(opened.context().request())
                        || !door.counts(opened.context().request(), deed)
                ? Future.succeededFuture()
                : store.record(pool, opened.message(), kind, app, clock.instant())
                        .onFailure(fault -> LOG.error("a share event was not counted", fault))
                        .otherwiseEmpty();
    }
}
