package org.relais.app;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.Optional;
import org.relais.database.ClockDifference;
import org.relais.database.ServerFacts;
import org.relais.database.ServerFactsStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Look at the start and every minute at how far this node's clock is from the database's; says it in one line when they part and when they meet. */
final class ClockWatch {
    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);

    private final Pool pool;
    private final ServerFactsStore store;
    private volatile Optional<ClockDifference> wrong = Optional.empty();

    ClockWatch(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.store = new ServerFactsStore(clock);
    }

    Future<ClockDifference> look() {
        return store.ask(pool).map(ServerFacts::clock).onSuccess(this::found);
    }

    /** What was found last, when that is more than somebody should leave so. */
    Optional<ClockDifference> wrong() {
        return wrong;
    }

    private void found(ClockDifference difference) {
        boolean before = wrong.isPresent();
        wrong = Optional.of(difference).filter(now -> !now.isTolerable());
        if (wrong.isPresent() && !before) {
            LOG.warn("clock: {}", difference.words());
        } else if (wrong.isEmpty() && before) {
            LOG.info("clock: {}", difference.words());
        }
    }
}
