package org.relais.database;

import io.vertx.core.Vertx;

/**
 * Databases that a test has copied from the migrated template: their server is there, no pooler stands in front of it, and
 * the schema is this version's. To look for that costs half a dozen connections and what Flyway reads, hundreds of times; that a start
 * does so is for the tests of {@link Database} and of whole processes.
 */
public final class CopiedDatabase {
    private CopiedDatabase() {}

    /** As {@link Database#open(Vertx, DatabaseAddress, int)}. */
    public static Database open(Vertx vertx, DatabaseAddress address, int poolSize) {
        return Database.pools(vertx, new DatabaseAccess(address, null), poolSize)
                .await();
    }
}
