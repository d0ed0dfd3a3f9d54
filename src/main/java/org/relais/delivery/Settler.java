package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.relais.database.SqlFaults;
import org.relais.delivery.Settlement.State;
import org.relais.task.Batcher;
import org.relais.task.OutageLog;
import org.relais.task.Sequence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writer of what came of requests, in bulk: at once when no writing is under way, else together with whatever else has come
 * by its end. Never gives up before the node stops: without the database it waits, and what it holds stays open, so that
 * soon nothing more is claimed. One event loop.
 */
final class Settler {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int MOST = 2_000;
    private static final long AGAIN_MILLIS = 200;

    private final Vertx vertx;
    private final Pool pool;
    private final String node;
    private final InstantSource clock;
    private final SettleStore store = new SettleStore();
    private final OutageLog outage = new OutageLog(LOG, "settlements");
    private final LongSupplier nanoTime;
    private final Settled settled;
    private final Batcher<Item, Void> items = new Batcher<>(Batcher.upTo(MOST, item -> 1), this::write);
    private @Nullable End end;

    /** The node stops: how many deliveries are open, and when to give up on a database that does not answer. */
    private record End(IntSupplier open, BooleanSupplier late, Promise<Void> givenUp) {}

    /**
     * @param afterwards run once the settlement is committed
     * @param mention whether the message that was accepted carried the legal mention and that must be noted
     */
    record Item(ClaimedDelivery taken, Settlement settlement, boolean mention, Runnable afterwards) {}

    /**
     * What is told of every batch once it is committed, with the reading of the monotonic clock when that was first tried.
     */
    interface Settled {
        void settled(List<Item> items, long writtenFrom);
    }

    Settler(Vertx vertx, Pool pool, String node, EngineParts.Environment environment, Settled settled) {
        this.vertx = vertx;
        this.pool = pool;
        this.node = node;
        this.clock = environment.clock();
        this.nanoTime = environment.nanoTime();
        this.settled = settled;
    }

    void add(Item item) {
        items.add(item).onSuccess(done -> item.afterwards().run());
    }

    /**
     * The node stops. Completes only when the database still refuses everything at a time when nothing is waited for but
     * to write: then the leases run out, as after a crash.
     *
     * @param open how many deliveries are open
     * @param late whether the time for trying is over
     */
    Future<Void> stop(IntSupplier open, BooleanSupplier late) {
        Promise<Void> givenUp = Promise.promise();
        end = new End(open, late, givenUp);
        return givenUp.future();
    }

    private Future<List<Future<Void>>> write(List<Item> batch) {
        return write(batch, nanoTime.getAsLong());
    }

    private Future<List<Future<Void>>> write(List<Item> batch, long from) {
        return settle(batch)
                .compose(done -> noteMentions(batch))
                .onSuccess(done -> outage.succeeded())
                .onSuccess(done -> settled.settled(batch, from))
                .map(done -> Collections.nCopies(batch.size(), Future.<Void>succeededFuture()))
                .recover(fault -> again(batch, from, fault));
    }

    /** Writes all together; when the database refuses the data, one by one, so that one can't hold up the others. */
    private Future<Void> settle(List<Item> batch) {
        return store.settle(pool, node, settlements(batch), clock.instant())
                .<Void>mapEmpty()
                .recover(fault -> SqlFaults.isOfData(fault) ? oneByOne(batch) : Future.failedFuture(fault));
    }

    private Future<Void> oneByOne(List<Item> batch) {
        return Sequence.each(batch, item -> store.settle(pool, node, settlements(List.of(item)), clock.instant())
                .<Void>mapEmpty()
                .recover(fault -> {
                    if (SqlFaults.isOfData(fault)) {
                        // Its lease will run out, and it will be unknown: which is what we know of it.
                        LOG.error(
                                "delivery {} can't be settled: {}", item.taken().id(), fault.getMessage());
                        return Future.succeededFuture();
                    }
                    return Future.failedFuture(fault);
                }));
    }

    private Future<Void> noteMentions(List<Item> batch) {
        Set<Long> contactIds = new HashSet<>();
        for (Item item : batch) {
            if (item.mention() && item.settlement().state() == State.ACCEPTED) {
                contactIds.add(item.taken().recipient().claim().contactId());
            }
        }
        return contactIds.isEmpty()
                ? Future.succeededFuture()
                : store.noteMentions(pool, contactIds, clock.instant()).mapEmpty();
    }

    private Future<List<Future<Void>>> again(List<Item> batch, long from, Throwable fault) {
        int kept = batch.size() + items.waiting();
        outage.failed(fault);
        Promise<List<Future<Void>>> written = Promise.promise();
        if (end != null && end.late().getAsBoolean() && kept >= end.open().getAsInt()) {
            end.givenUp().tryComplete();
        } else {
            vertx.setTimer(AGAIN_MILLIS, timer -> write(batch, from).onComplete(written));
        }
        return written.future();
    }

    private static List<Settlement> settlements(List<Item> batch) {
        return batch.stream().map(Item::settlement).toList();
    }
}
