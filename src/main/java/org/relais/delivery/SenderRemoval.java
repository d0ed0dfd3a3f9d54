package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.relais.delivery.SenderRemovalStore.Leaving;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settlement of what is open of senders that are being removed, in steps that any node may take and that bear repetition: what
 * waits of broadcasts is cancelled; answers and confirmations go out while there is time; then the sender is closed and the
 * rest is cancelled; and once no request is under way, what messages are sent with is erased. Whatever comes back to the
 * queue later (a retry, a page of an audience that was being written) is cancelled by the next look.
 */
public final class SenderRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(SenderRemoval.class);

    /** How long answers and confirmations that wait may still go out. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private static final int PAGE = 5_000;

    private final Pool pool;
    private final InstantSource clock;
    private final SenderRemovalStore store = new SenderRemovalStore();

    public SenderRemoval(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /** Takes the next step of every removal that is not over. */
    public Future<Void> look() {
        return store.leaving(pool).compose(this::each);
    }

    private Future<Void> each(List<Leaving> senders) {
        return Sequence.each(senders, this::step);
    }

    private Future<Void> step(Leaving sender) {
        boolean over = sender.closed()
                || !sender.lastWords()
                || sender.removedAt().plus(LAST_WORDS).isBefore(clock.instant());
        return store.cancel(pool, sender.id(), over ? 0 : 2, PAGE, clock.instant())
                .compose(cancelled -> !sender.closed()
                        ? over ? store.close(pool, sender.id()) : Future.succeededFuture()
                        : cancelled == 0 && !sender.open()
                                ? store.eraseAccess(pool, sender.id())
                                        .onSuccess(erased -> LOG.info("sender {} is removed", sender.id()))
                                : Future.succeededFuture());
    }
}
