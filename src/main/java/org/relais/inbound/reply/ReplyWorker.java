package org.relais.inbound.reply;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import org.relais.inbound.intake.PendingInboxEvent;
import org.relais.task.RequestScope;
import org.relais.tracing.TracedWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Worker on the open events of the inbox one by one, each in one transaction with everything it leads to. */
final class ReplyWorker {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWorker.class);

    private final WorkerContext context;
    private final EventRouter router;
    private final Runnable wakeStops;

    private record Worked(PendingInboxEvent open, EventRouter.Routed routed) {}

    ReplyWorker(WorkerContext context, EventRouter router, Runnable wakeStops) {
        this.context = context;
        this.router = router;
        this.wakeStops = wakeStops;
    }

    /** Works the next event; completes with false when there was none. */
    Future<Boolean> step() {
        return RequestScope.apart(this::takeAndWork);
    }

    private Future<Boolean> takeAndWork() {
        List<PendingInboxEvent> taken = new ArrayList<>();
        return context.pool()
                .withTransaction(transaction -> context.work()
                        .next(transaction, context.clock().instant())
                        .onSuccess(open -> open.ifPresent(event -> {
                            taken.add(event);
                            RequestScope.enter(event.request());
                        }))
                        .compose(open -> open.isEmpty()
                                ? Future.succeededFuture(List.<Worked>of())
                                : TracedWork.of("reply", () -> work(transaction, open.get()))
                                        .map(List::of)))
                .map(this::tell)
                .recover(fault -> context.putOff(taken, fault).map(true));
    }

    private Future<Worked> work(SqlConnection transaction, PendingInboxEvent open) {
        return router.route(transaction, open)
                .compose(routed -> finish(transaction, open, routed).map(new Worked(open, routed)));
    }

    private Future<Void> finish(SqlConnection transaction, PendingInboxEvent open, EventRouter.Routed routed) {
        return routed.outcome() == InboxOutcome.STOPPING
                ? Future.succeededFuture()
                : context.work()
                        .finish(
                                transaction,
                                open.id(),
                                routed.outcome(),
                                routed.organisationId(),
                                routed.contactId(),
                                context.clock().instant());
    }

    private boolean tell(List<Worked> worked) {
        worked.forEach(one -> {
            LOG.debug(
                    "inbox row {} ({}): {}",
                    one.open().id(),
                    one.open().event().kind(),
                    one.routed().outcome().sqlName());
            Long organisationId = one.routed().organisationId();
            if (one.routed().outcome() == InboxOutcome.ANSWERED && organisationId != null) {
                context.wakeOutbox().accept(organisationId);
            } else if (one.routed().outcome() == InboxOutcome.STOPPING) {
                wakeStops.run();
            }
        });
        return !worked.isEmpty();
    }
}
