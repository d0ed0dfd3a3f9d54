package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.ClosedWindows;
import org.relais.audience.Target;
import org.relais.broadcast.brake.BrakeStore;
import org.relais.broadcast.brake.Braking;
import org.relais.channel.ChannelRegistry;
import org.relais.delivery.AudiencePage;
import org.relais.delivery.AudiencePageStore;
import org.relais.template.MessageStore;
import org.relais.template.PersonalVariables;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Expansion of an audience into deliveries, page by page. The cursor is committed behind the page's deliveries and never before
 * them, and whoever has a delivery already gets no second one, so a crash at any point resumes where it stood, and nobody
 * is left out or written twice.
 */
final class Expansion {
    private static final Logger LOG = LoggerFactory.getLogger(Expansion.class);
    /** Some 100 ms of work: what a pause waits for at most. */
    static final int PAGE = 10_000;
    /** From so many people on, a page is enqueued in two halves at once, on two of the server's processors. */
    private static final int WORTH_HALVING = 2_000;

    private final Pool pool;
    private final InstantSource clock;
    private final int pageSize;
    private final Composer composer;
    private final AudiencePageStore pages = new AudiencePageStore();
    private final MessageStore messages = new MessageStore();
    private final BroadcastRunStore store = new BroadcastRunStore();
    private final AudienceStore audiences = new AudienceStore();
    private final BrakeStore brakes = new BrakeStore();

    /** What one step came to. */
    enum Step {
        /** A page was enqueued; there may be more. */
        PAGE,
        /** Everybody has a delivery now, or everybody of the first part. */
        COMPLETE,
        /** Paused, cancelled, complete already, or another node is at it. */
        NOT_OURS
    }

    /** @param pool two connections for each expansion that runs at the same time */
    Expansion(Pool pool, ChannelRegistry channels, InstantSource clock, int pageSize) {
        this.pool = pool;
        this.clock = clock;
        this.pageSize = pageSize;
        this.composer = new Composer(channels, PersonalVariables.NONE, clock);
    }

    /** Enqueues the next page of a broadcast. */
    Future<Step> step(long broadcastId) {
        return pool.withTransaction(transaction -> store.lock(transaction, broadcastId)
                .compose(cursor ->
                        cursor.isPresent() ? page(transaction, cursor.get()) : Future.succeededFuture(Step.NOT_OURS)));
    }

    private Future<Step> page(SqlClient transaction, BroadcastRunStore.Cursor cursor) {
        Broadcast broadcast = cursor.broadcast();
        if (broadcast.audience().equals(Audience.UNREADABLE)) {
            LOG.warn("broadcast {} is paused: nobody can read for whom it is", broadcast.id());
            return store.standStill(transaction, broadcast.id(), "unreadable_audience")
                    .map(Step.NOT_OURS);
        }
        return audiences
                .page(
                        transaction,
                        broadcast.organisationId(),
                        broadcast.audience(),
                        cursor.after(),
                        cursor.until(),
                        pageSize)
                .compose(ids -> turn(transaction, broadcast, ids)
                        .compose(people -> enqueue(transaction, broadcast, people)
                                .compose(enqueued -> advance(transaction, cursor, ids, people.size()))));
    }

    private Future<Step> advance(SqlClient transaction, BroadcastRunStore.Cursor cursor, List<Long> ids, int enqueued) {
        long broadcastId = cursor.broadcast().id();
        boolean complete = ids.size() < pageSize;
        boolean everybody = cursor.after() == 0 && enqueued == ids.size();
        if (complete && !everybody && isFirst(cursor.broadcast())) {
            return watch(transaction, cursor.broadcast()).map(Step.COMPLETE);
        }
        long reached = ids.isEmpty() ? cursor.after() : ids.get(ids.size() - 1);
        return store.advance(transaction, broadcastId, reached, complete, clock.instant())
                .map(complete ? Step.COMPLETE : Step.PAGE);
    }

    /** The first part is some of those whom it can go to now: of how many is said while the rest waits. */
    private Future<Void> watch(SqlClient transaction, Broadcast broadcast) {
        Target target =
                new Target(broadcast.organisationId(), broadcast.audience(), broadcast.purpose(), broadcast.channel());
        return audiences.count(transaction, target).compose(reach -> closed(transaction, broadcast)
                .compose(closed -> audiences.outsideWindow(transaction, target, closed))
                .compose(outside -> brakes.watch(
                        transaction,
                        broadcast.id(),
                        reach.people(),
                        reach.messageable() - Progress.sum(outside.byChannels()))));
    }

    private static boolean isFirst(Broadcast broadcast) {
        return broadcast.braking() != null && broadcast.braking().stage() == Braking.Stage.FIRST;
    }

    /**
     * Those of a page whose turn it is: all of them, but for a broadcast with a brake. Its first part is drawn among those
     * who can be reached now, since the others tell nothing about the message.
     */
    private Future<List<Long>> turn(SqlClient transaction, Broadcast broadcast, List<Long> ids) {
        Braking braking = broadcast.braking();
        if (braking == null) {
            return Future.succeededFuture(ids);
        }
        if (braking.stage() == Braking.Stage.FIRST) {
            Target all =
                    new Target(broadcast.organisationId(), Audience.EVERYONE, broadcast.purpose(), broadcast.channel());
            return closed(transaction, broadcast)
                    .compose(closed -> audiences.reachable(transaction, all, closed, ids))
                    .map(reachable -> braking.rule().firstOf(reachable, broadcast.seed()));
        }
        return brakes.writtenBefore(transaction, broadcast.id(), ids)
                .map(before -> ids.stream().filter(id -> !before.contains(id)).toList());
    }

    /** Makes a delivery for each of these people. */
    Future<Void> enqueue(SqlClient transaction, Broadcast broadcast, List<Long> contactIds) {
        if (contactIds.isEmpty()) {
            return Future.succeededFuture();
        }
        return closed(transaction, broadcast).compose(closed -> {
            if (contactIds.size() < WORTH_HALVING) {
                return enqueue(transaction, broadcast, contactIds, closed);
            }
            int half = contactIds.size() / 2;
            return Future.join(
                            enqueue(transaction, broadcast, contactIds.subList(0, half), closed),
                            enqueueBeside(broadcast, contactIds.subList(half, contactIds.size()), closed))
                    .mapEmpty();
        });
    }

    /**
     * In a transaction of its own that ends before the page's does. When the page's then fails, these people have a
     * delivery and the cursor stands before them: the next try leaves them alone.
     */
    private Future<Void> enqueueBeside(Broadcast broadcast, List<Long> contactIds, ClosedWindows closed) {
        return pool.withTransaction(beside ->
                store.holdOpen(beside, broadcast.id()).compose(held -> enqueue(beside, broadcast, contactIds, closed)));
    }

    private Future<Void> enqueue(
            SqlClient transaction, Broadcast broadcast, List<Long> contactIds, ClosedWindows closed) {
        return pages.enqueue(
                        transaction,
                        new AudiencePage(
                                broadcast.organisationId(),
                                broadcast.id(),
                                broadcast.messageId(),
                                broadcast.purpose(),
                                broadcast.channel(),
                                contactIds,
                                Objects.requireNonNull(broadcast.startedAt(), "it has started"),
                                broadcast.notAfter(),
                                closed,
                                broadcast.variantId() == null
                                        ? null
                                        : new AudiencePage.Second(broadcast.variantId(), broadcast.seed())),
                        clock.instant())
                .mapEmpty();
    }

    /**
     * The same as in the forecast, and for both of two texts, which have a template or have none together. Of a message
     * that can't be read, every delivery is refused when its turn comes; after a statement that failed, the transaction
     * takes no other.
     */
    private Future<ClosedWindows> closed(SqlClient transaction, Broadcast broadcast) {
        return composer.surroundings(transaction, broadcast.organisationId()).compose(around -> messages.find(
                        transaction, broadcast.organisationId(), broadcast.messageId())
                .otherwise(Optional.empty())
                .map(message -> message.map(spec -> composer.closed(around, spec, broadcast.channel(), clock.instant()))
                        .orElse(ClosedWindows.NONE)));
    }
}
