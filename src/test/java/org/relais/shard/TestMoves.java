package org.relais.shard;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.relais.database.DatabaseAccess;

/** Moves of organisations as tests of the whole service want them. */
public final class TestMoves {
    private TestMoves() {}

    /** A move that waits for little. */
    public static OrganisationMove of(
            DatabaseAccess from, DatabaseAccess to, long organisation, BooleanSupplier intact) {
        return new OrganisationMove(from, to, organisation, intact, Duration.ofSeconds(3));
    }

    /** Leaves an organisation as a command that was killed on its way to that shard leaves it. */
    public static void killed(Connection owner, long organisation, int to) throws SQLException {
        MoveStore store = new MoveStore(organisation);
        store.leave(owner, to);
        store.refuse(owner, "inbox");
    }
}
