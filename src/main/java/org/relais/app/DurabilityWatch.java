package org.relais.app;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.relais.app.http.UnavailableAnswers;
import org.relais.database.Durability;
import org.relais.database.DurabilityStore;
import org.relais.task.Batcher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Look at the start and every minute at what commits wait for; says it in one line whenever that has changed. */
final class DurabilityWatch {
    static final Duration EVERY = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(DurabilityWatch.class);

    private final Pool pool;
    private final DurabilityStore store = new DurabilityStore();
    /** One look for all who ask while the one before is under way, each of whom is answered by one that began after they asked. */
    private final Batcher<RoutingContext, Boolean> looks = new Batcher<>(() -> asking -> true, this::lookForAll);

    private volatile Optional<Durability> last = Optional.empty();

    DurabilityWatch(Pool pool) {
        this.pool = pool;
    }

    Future<Durability> look() {
        return store.ask(pool).onSuccess(this::found);
    }

    /** What was found last; empty before the first look. */
    Optional<Durability> last() {
        return last;
    }

    /** A stop that could be lost with the primary is not answered for, where the configuration says so: looked at for each. */
    void refuseUnlessSurviving(RoutingContext context) {
        context.request().pause();
        looks.add(context).otherwise(false).onSuccess(surviving -> {
            context.request().resume();
            if (surviving) {
                context.next();
            } else {
                context.response().putHeader(HttpHeaders.RETRY_AFTER, UnavailableAnswers.RETRY_AFTER_SECONDS);
                context.fail(503);
            }
        });
    }

    /** As for a stop by webhook: a commit that would wait without end is not begun either. */
    private Future<List<Future<Boolean>>> lookForAll(List<RoutingContext> asking) {
        return look().map(found -> found.survivesThePrimary() && found.commitsNow())
                .map(may -> Collections.nCopies(asking.size(), Future.succeededFuture(may)));
    }

    private void found(Durability durability) {
        Optional<Durability> before = last;
        last = Optional.of(durability);
        String words = durability.words();
        if (before.map(Durability::words).filter(words::equals).isPresent()) {
            return;
        }
        if (durability.survivesACrash()) {
            LOG.info("{}", words);
        } else {
            LOG.warn("{}", words);
        }
    }
}
