package org.relais.ledger.anchor;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import org.relais.digest.Sha256;
import org.relais.ledger.ChainHead;

/** Heads that a destination common to all nodes has not got; one node at a time hands them over, page by page. */
final class UnsentAnchors {
    private static final int PAGE = 1_000;

    private final UnsentAnchorStore store = new UnsentAnchorStore();
    private final Pool pool;
    private final String destination;
    private final InstantSource clock;

    /** @param address another one has got nothing yet. It may hold a secret, and is not written down. */
    UnsentAnchors(Pool pool, String name, String address, InstantSource clock) {
        this.pool = pool;
        this.destination = name + " " + hash(address);
        this.clock = clock;
    }

    /**
     * Every page given to {@code hand} is noted as sent once that has succeeded.
     *
     * @return how many heads
     */
    Future<Integer> each(Function<List<ChainHead>, Future<Void>> hand) {
        return pool.withTransaction(transaction -> page(transaction, hand))
                .compose(sent ->
                        sent < PAGE ? Future.succeededFuture(sent) : each(hand).map(more -> sent + more));
    }

    private Future<Integer> page(SqlConnection transaction, Function<List<ChainHead>, Future<Void>> hand) {
        return store.take(transaction, destination)
                .compose(taken -> taken
                        ? store.unsent(transaction, destination, PAGE)
                        : Future.succeededFuture(List.<ChainHead>of()))
                .compose(heads -> heads.isEmpty()
                        ? Future.succeededFuture(0)
                        : hand.apply(heads)
                                .compose(taken -> store.sent(transaction, destination, heads, clock.instant()))
                                .map(heads.size()));
    }

    private static String hash(String address) {
        return HexFormat.of().formatHex(Sha256.of(address), 0, 8);
    }
}
