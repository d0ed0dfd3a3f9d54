package org.relais.ledger;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.ledger.SealStore.Link;
import org.relais.ledger.SealStore.Seal;
import org.relais.ledger.SealStore.Unsealed;

/**
 * Sealer of what was written into the ledger since the last time: chains it batch by batch. A row lock makes one node
 * at a time the sealer. Only events behind the oldest running transaction are sealed, in the order of their
 * transactions, so that none can turn up later in front of a sealed one.
 */
public final class LedgerSealer {
    private static final int BATCH = 5_000;

    private final SealStore store = new SealStore();
    private final Pool pool;
    private final InstantSource clock;
    private final int batch;

    public LedgerSealer(Pool pool, InstantSource clock) {
        this(pool, clock, BATCH);
    }

    /** @param batch how many events one transaction seals at most */
    public LedgerSealer(Pool pool, InstantSource clock, int batch) {
        this.pool = pool;
        this.clock = clock;
        this.batch = batch;
    }

    /** Seals everything that can be sealed now; returns how many events that was, 0 while another node does it. */
    public Future<Long> seal() {
        return pool.withTransaction(this::one)
                .compose(count ->
                        count < batch ? Future.succeededFuture((long) count) : seal().map(rest -> count + rest));
    }

    private Future<Integer> one(SqlConnection transaction) {
        return store.take(transaction)
                .compose(seal -> seal.isPresent() ? seal(transaction, seal.get()) : Future.succeededFuture(0));
    }

    private Future<Integer> seal(SqlConnection transaction, Seal seal) {
        return store.unsealed(transaction, seal, batch).compose(events -> chain(transaction, events)
                .compose(chained -> advance(transaction, seal, events))
                .map(events.size()));
    }

    private Future<Void> chain(SqlConnection transaction, List<Unsealed> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return store.heads(
                        transaction,
                        events.stream().map(one -> one.event().organisationId()).collect(Collectors.toSet()))
                .compose(heads -> {
                    Map<Long, ChainHead> moved = new LinkedHashMap<>();
                    List<Link> links = links(events, heads, moved, now);
                    return store.link(transaction, links, now)
                            .compose(linked -> store.count(
                                    transaction,
                                    events.stream().map(Unsealed::event).toList()))
                            .compose(counted -> store.moveHeads(transaction, moved.values()));
                });
    }

    private static List<Link> links(
            List<Unsealed> events, Map<Long, ChainHead> heads, Map<Long, ChainHead> moved, Instant now) {
        List<Link> links = new ArrayList<>(events.size());
        for (Unsealed one : events) {
            ChainEvent event = one.event();
            long organisationId = event.organisationId();
            @Nullable ChainHead head = moved.getOrDefault(organisationId, heads.get(organisationId));
            long position = head == null ? 1 : head.position() + 1;
            Buffer hash = event.link(head == null ? null : head.hash(), position, now);
            links.add(new Link(organisationId, position, event.id(), hash));
            moved.put(organisationId, new ChainHead(organisationId, position, hash, now));
        }
        return links;
    }

    /** A full batch may have ended within a transaction: the next one begins with what is left of it. */
    private Future<Void> advance(SqlConnection transaction, Seal seal, List<Unsealed> events) {
        boolean full = events.size() == batch;
        if (full && seal.restored()) {
            return Future.succeededFuture();
        }
        String until = full ? events.get(events.size() - 1).transaction() : seal.oldest();
        return until.equals(seal.until()) ? Future.succeededFuture() : store.sealedUntil(transaction, until);
    }
}
