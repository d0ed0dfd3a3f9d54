package org.relais.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;

/** A point inside a transaction to come back to, for an attempt that may lose a race. */
public final class Savepoint {
    private static final String NAME = "attempt";

    private final SqlConnection transaction;

    private Savepoint(SqlConnection transaction) {
        this.transaction = transaction;
    }

    public static Future<Savepoint> set(SqlConnection transaction) {
        return transaction.query("savepoint " + NAME).execute().map(done -> new Savepoint(transaction));
    }

    /** Undoes everything since the savepoint and forgets it. */
    public Future<Void> rollback() {
        return transaction.query("rollback to savepoint " + NAME).execute().compose(undone -> release());
    }

    /** Keeps everything since the savepoint and forgets it. */
    public Future<Void> release() {
        return transaction.query("release savepoint " + NAME).execute().mapEmpty();
    }
}
