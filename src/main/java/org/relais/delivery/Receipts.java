package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Status;
import org.relais.channel.SendOutcome;
import org.relais.database.SqlFaults;

/** What the platforms report about messages they took: accepted, delivered, read, failed. */
public final class Receipts {
    private static final int DEADLOCK_TRIES = 5;
    /**
     * A delivery that failed after it was accepted was out of the drain's sight, so it may not be claimed by a claim
     * that began before: every claim takes only what was due when it began.
     */
    private static final Duration NOT_SOONER = Duration.ofSeconds(2);

    private final Pool pool;
    private final InstantSource clock;
    private final RetryPolicy policy;
    private final Reactions reactions;
    private final ReceiptStore store = new ReceiptStore();

    /** @param random scatters retries */
    public Receipts(Pool pool, InstantSource clock, RandomGenerator random, PlatformStop platformStop) {
        this.pool = pool;
        this.clock = clock;
        this.policy = new RetryPolicy(random);
        this.reactions = new Reactions(pool, platformStop, SendingListener.NOBODY);
    }

    /**
     * Applies status events ({@link InboundEvent.Kind#STATUS}; others are passed over), in bulk and in its own
     * transactions; applying them again changes nothing, so a caller may repeat after a fault. States only ever advance;
     * a status settles a delivery whose fate was unknown; a failure has the same reactions as the same error in a reply.
     *
     * @return how many deliveries changed
     */
    public Future<Integer> apply(List<InboundEvent> statuses) {
        List<InboundEvent> known = statuses.stream()
                .filter(event -> event.kind() == InboundEvent.Kind.STATUS && event.status() != null)
                .filter(event -> event.deliveryId() != null || event.externalId() != null)
                .toList();
        return unechoed(known).compose(ids -> advance(known, ids)
                .compose(advanced -> failAll(known, ids).map(failed -> advanced + failed)));
    }

    private Future<Integer> advance(List<InboundEvent> events, Map<String, Long> ids) {
        List<ReceiptStore.Report> reports = reports(events, ids);
        return reports.isEmpty() ? Future.succeededFuture(0) : advance(reports, DEADLOCK_TRIES);
    }

    /** Rows are taken in id order; should a plan choose another one, PostgreSQL finds the deadlock and we try again. */
    private Future<Integer> advance(List<ReceiptStore.Report> reports, int tries) {
        return pool.withTransaction(transaction -> store.advance(transaction, reports))
                .recover(fault -> tries > 1 && SqlFaults.isDeadlock(fault)
                        ? advance(reports, tries - 1)
                        : Future.failedFuture(fault));
    }

    /** Looks up the deliveries of events that don't carry our own id. */
    private Future<Map<String, Long>> unechoed(List<InboundEvent> events) {
        List<InboundEvent> without = events.stream()
                .filter(event -> event.deliveryId() == null && !event.from().isEmpty())
                .toList();
        return without.isEmpty() ? Future.succeededFuture(Map.of()) : store.byExternalId(pool, without);
    }

    private static @Nullable Long deliveryId(InboundEvent event, Map<String, Long> ids) {
        Long echoed = event.deliveryId();
        return echoed != null
                ? echoed
                : ids.get(ReceiptStore.key(event.channel(), event.senderExternalId(), event.externalId()));
    }

    /** The furthest report of each delivery, in id order. */
    private static List<ReceiptStore.Report> reports(List<InboundEvent> events, Map<String, Long> byExternalId) {
        Map<Long, ReceiptStore.Report> furthest = new TreeMap<>();
        for (InboundEvent event : events) {
            Long id = deliveryId(event, byExternalId);
            int rank = rank(event.status());
            if (id != null && rank > 0) {
                furthest.merge(
                        id,
                        new ReceiptStore.Report(
                                id,
                                event.channel(),
                                event.senderExternalId(),
                                event.externalId(),
                                event.attempt(),
                                rank,
                                event.platformTime(),
                                event.pricing()),
                        ReceiptStore.Report::furthest);
            }
        }
        return new ArrayList<>(furthest.values());
    }

    private static int rank(@Nullable Status status) {
        if (status == null) {
            return 0;
        }
        return switch (status) {
            case SENT -> 1;
            case DELIVERED -> 2;
            case READ -> 3;
            case FAILED -> 0;
        };
    }

    private Future<Integer> failAll(List<InboundEvent> events, Map<String, Long> ids) {
        Future<Integer> all = Future.succeededFuture(0);
        for (InboundEvent event : events) {
            Long id = deliveryId(event, ids);
            if (event.status() == Status.FAILED && id != null) {
                all = all.compose(before -> fail(id, event).map(changed -> before + changed));
            }
        }
        return all;
    }

    private Future<Integer> fail(long deliveryId, InboundEvent event) {
        SendOutcome outcome = outcome(event);
        Instant now = clock.instant();
        return stopFirst(deliveryId, event, outcome, now)
                .compose(done -> pool.withTransaction(transaction -> store.lock(transaction, deliveryId, event)
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture(found)
                                : settle(transaction, found.get(), event, outcome, now)
                                        .map(found))))
                .compose(found -> react(found, outcome, now));
    }

    /** A stop is committed before its delivery is settled: should this node die in between, the event comes again. */
    private Future<Void> stopFirst(long deliveryId, InboundEvent event, SendOutcome outcome, Instant now) {
        return outcome.kind() != SendOutcome.Kind.SUPPRESS
                ? Future.succeededFuture()
                : store.lock(pool, deliveryId, event)
                        .compose(found -> found.isEmpty()
                                ? Future.succeededFuture()
                                : reactions.react(found.get().subject(), outcome, now));
    }

    private Future<Void> settle(
            SqlClient transaction, ReceiptStore.Failed failed, InboundEvent event, SendOutcome outcome, Instant now) {
        Settlement settlement = later(policy.reported(failed.tried(), outcome, now), now);
        Long broadcastId = failed.tried().broadcastId();
        Future<Void> ready = settlement.state() == Settlement.State.QUEUED && broadcastId != null
                ? store.reopen(transaction, broadcastId)
                : Future.succeededFuture();
        return ready.compose(done -> store.fail(transaction, settlement, event.externalId(), now));
    }

    private Future<Integer> react(Optional<ReceiptStore.Failed> found, SendOutcome outcome, Instant now) {
        if (found.isEmpty()) {
            return Future.succeededFuture(0);
        }
        return outcome.kind() == SendOutcome.Kind.SUPPRESS
                ? Future.succeededFuture(1)
                : reactions.react(found.get().subject(), outcome, now).map(1);
    }

    private static Settlement later(Settlement settlement, Instant now) {
        Instant soonest = now.plus(NOT_SOONER);
        Instant notBefore = settlement.notBefore();
        return settlement.state() != Settlement.State.QUEUED || notBefore != null && notBefore.isAfter(soonest)
                ? settlement
                : Settlement.later(
                        settlement.deliveryId(),
                        settlement.attempt(),
                        settlement.reason() == null ? "failed" : settlement.reason(),
                        soonest,
                        settlement.retried());
    }

    /** A failure can't mean that the message was taken, or that nobody knows. */
    private static SendOutcome outcome(InboundEvent event) {
        SendOutcome failure = event.failure();
        String code = event.errorCode() == null ? "failed" : event.errorCode();
        if (failure == null) {
            return SendOutcome.of(SendOutcome.Kind.REJECTED, code);
        }
        return switch (failure.kind()) {
            case ACCEPTED, WITHHELD, UNKNOWN, EXPIRED, NOT_BEGUN -> SendOutcome.of(SendOutcome.Kind.REJECTED, code);
            case RETRY, DELAY_PAIR, THROTTLE_SENDER, PAUSE_SENDER, STOP_TEMPLATE, UNREACHABLE, SUPPRESS, REJECTED ->
                failure;
        };
    }
}
