package org.relais.database;

import org.jspecify.annotations.Nullable;

/**
 * The two roles under which one database is used. The service works as {@code application}, which owns nothing: it can
 * neither change a row of the ledger nor switch a trigger off.
 *
 * @param owner owns the schema and migrates it; null when somebody else sees to that, or when the application's role owns
 *     the schema itself
 * @param shard the database's number, 0 where there is one only
 */
public record DatabaseAccess(DatabaseAddress application, @Nullable DatabaseAddress owner, int shard) {
    public DatabaseAccess(DatabaseAddress application, @Nullable DatabaseAddress owner) {
        this(application, owner, 0);
    }

    /** The same roles on the database of a number. */
    public DatabaseAccess ofShard(int number) {
        return new DatabaseAccess(application, owner, number);
    }

    /** The same roles on another database of the same server. */
    public DatabaseAccess named(String database) {
        return new DatabaseAccess(application.named(database), owner == null ? null : owner.named(database), shard);
    }
}
