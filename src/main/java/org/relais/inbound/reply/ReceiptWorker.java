package org.relais.inbound.reply;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.relais.channel.InboundEvent;
import org.relais.delivery.Receipts;
import org.relais.inbound.intake.PendingInboxEvent;

/**
 * Worker that hands receipts to delivery, many at once. They leave no row behind: to apply one again changes nothing, and there are
 * several for every message sent.
 */
final class ReceiptWorker {
    private static final int MOST_AT_ONCE = 500;

    private final WorkerContext context;
    private final Receipts receipts;

    ReceiptWorker(WorkerContext context, Receipts receipts) {
        this.context = context;
        this.receipts = receipts;
    }

    /** Works the next receipts; completes with false when there were none. */
    Future<Boolean> step() {
        List<PendingInboxEvent> taken = new ArrayList<>();
        return context.pool()
                .withTransaction(transaction -> context.work()
                        .statuses(transaction, MOST_AT_ONCE, context.clock().instant())
                        .onSuccess(taken::addAll)
                        .compose(this::apply)
                        .compose(applied -> context.work().remove(transaction, taken)))
                .map(done -> !taken.isEmpty())
                .recover(fault -> context.putOff(taken, fault).map(true));
    }

    private Future<Void> apply(List<PendingInboxEvent> statuses) {
        List<InboundEvent> events =
                statuses.stream().map(PendingInboxEvent::event).toList();
        return events.isEmpty()
                ? Future.succeededFuture()
                : receipts.apply(events).mapEmpty();
    }
}
