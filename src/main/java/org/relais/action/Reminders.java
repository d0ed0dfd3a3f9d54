package org.relais.action;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.relais.delivery.DeliveryContent;
import org.relais.delivery.NewDelivery;
import org.relais.delivery.Outbox;
import org.relais.task.Sequence;

/**
 * Reminders to volunteers of what they have not done yet, as the action's rule says; whoever is done, has declined or may not
 * be messaged is left alone. A reminder is a broadcast to one person: contact hours and stops hold for it as for any.
 */
public final class Reminders {
    private static final int PAGE = 200;
    /** Of every offer, at a time: those who have not answered it are noted. */
    private static final int LOOKED_AT = 2_000;

    private final Pool pool;
    private final Outbox outbox;
    private final LongConsumer wake;
    private final InstantSource clock;
    private final ReminderStore store = new ReminderStore();
    private final ActionStore actions = new ActionStore();
    private final ActionEventStore events = new ActionEventStore();

    /** @param wake tells the engine that an organisation has something queued, after its commit */
    public Reminders(Pool pool, Outbox outbox, LongConsumer wake, InstantSource clock) {
        this.pool = pool;
        this.outbox = outbox;
        this.wake = wake;
        this.clock = clock;
    }

    /** To be called from time to time; several nodes take different people. Completes with how many were reminded. */
    public Future<Integer> remind() {
        return noteSilent().compose(noted -> page(0));
    }

    private Future<Void> noteSilent() {
        return store.noteSilent(pool, clock.instant(), LOOKED_AT)
                .compose(noted -> noted == 0 ? Future.succeededFuture() : noteSilent());
    }

    private Future<Integer> page(int before) {
        return pool.withTransaction(tx -> store.due(tx, clock.instant(), PAGE)
                        .compose(due -> remindAll(tx, due).map(due)))
                .compose(due -> {
                    due.stream().map(Assignment::organisationId).distinct().forEach(wake::accept);
                    int reminded = before + due.size();
                    return due.size() == PAGE ? page(reminded) : Future.succeededFuture(reminded);
                });
    }

    private Future<Void> remindAll(SqlClient tx, List<Assignment> due) {
        return Sequence.each(due, each -> actions.find(tx, each.organisationId(), each.actionId())
                .compose(action -> remind(tx, action.orElseThrow(), each)));
    }

    private Future<Void> remind(SqlClient tx, Action action, Assignment assignment) {
        Instant now = clock.instant();
        NewDelivery reminder = NewDelivery.broadcast(
                        action.organisationId(),
                        assignment.contactId(),
                        new DeliveryContent.Stored(
                                Objects.requireNonNull(action.reminderId(), "an open action has a reminder")),
                        now,
                        action.endsAt())
                .about(action.id());
        return outbox.enqueue(tx, reminder)
                .compose(delivery -> store.reminded(tx, assignment, delivery.orElse(null), now))
                .compose(stored -> events.note(
                        tx,
                        action,
                        assignment,
                        "reminded",
                        new JsonObject().put("time", assignment.reminders() + 1),
                        now));
    }
}
