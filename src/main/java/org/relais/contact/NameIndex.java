package org.relais.contact;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;

/**
 * Upkeep of the search by name: what was inserted since the last time goes into the index. Nothing is missed in the
 * meantime, it is only found more slowly. Any number of nodes may do it at once.
 */
public final class NameIndex {
    private static final int PAGE = 5_000;

    private final Pool pool;
    private final NameIndexStore store = new NameIndexStore();

    public NameIndex(Pool pool) {
        this.pool = pool;
    }

    /** Goes on until nothing is left, or only what others are writing right now. */
    public Future<Void> catchUp() {
        return store.fill(pool, PAGE).compose(further -> further ? catchUp() : Future.succeededFuture());
    }
}
