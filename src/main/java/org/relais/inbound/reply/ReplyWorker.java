package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.relais.inbound.intake.PendingInboxEvent;

/** Works the open events of the inbox one by one, each in one transaction with everything it leads to. */
final class ReplyWorker {
    private final Pool pool;
    private final WorkStore work;
    private final EventRouter router;
    private final FailedEvents failures;
    private final InstantSource clock;
    private final LongConsumer wakeOutbox;
    private final Runnable wakeStops;

    private record Worked(PendingInboxEvent open, EventRouter.Routed routed) {}

    ReplyWorker(
            Pool pool,
            WorkStore work,
            EventRouter router,
            FailedEvents failures,
            InstantSource clock,
            LongConsumer wakeOutbox,
            Runnable wakeStops) {
        this.pool = pool;
        this.work = work;
        this.router = router;
        this.failures = failures;
        this.clock = clock;
        this.wakeOutbox = wakeOutbox;
        this.wakeStops = wakeStops;
    }

    /** Works the next event; completes with false when there was none. */
    Future<Boolean> step() {
        List<PendingInboxEvent> taken = new ArrayList<>();
        return pool.withTransaction(transaction -> work.next(transaction, clock.instant())
                        .onSuccess(open -> open.ifPresent(taken::add))
                        .compose(open -> open.isEmpty()
                                ? Future.succeededFuture(List.<Worked>of())
                                : work(transaction, open.get()).map(List::of)))
                .map(this::tell)
                .recover(fault -> taken.isEmpty()
                        ? Future.failedFuture(fault)
                        : failures.note(taken, fault).map(true));
    }

    private Future<Worked> work(SqlConnection transaction, PendingInboxEvent open) {
        return router.route(transaction, open)
                .compose(routed -> finish(transaction, open, routed).map(new Worked(open, routed)));
    }

    private Future<Void> finish(SqlConnection transaction, PendingInboxEvent open, EventRouter.Routed routed) {
        return routed.outcome() == InboxOutcome.STOPPING
                ? Future.succeededFuture()
                : work.finish(
                        transaction,
                        open.id(),
                        routed.outcome(),
                        routed.organisationId(),
                        routed.contactId(),
                        clock.instant());
    }

    private boolean tell(List<Worked> worked) {
        worked.forEach(one -> {
            Long organisationId = one.routed().organisationId();
            if (one.routed().outcome() == InboxOutcome.ANSWERED && organisationId != null) {
                wakeOutbox.accept(organisationId);
            } else if (one.routed().outcome() == InboxOutcome.STOPPING) {
                wakeStops.run();
            }
        });
        return !worked.isEmpty();
    }
}
