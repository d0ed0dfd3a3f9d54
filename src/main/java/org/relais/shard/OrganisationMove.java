package org.relais.shard;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOut;
import org.relais.database.DatabaseAccess;
import org.relais.database.DatabaseAddress;
import org.relais.shard.MoveTableStore.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The move of an organisation from one database to another while it sends. It is on the old one, whole, until the commit of
 * the new one, and from then on there: no third place says which. Between the refusal of writes and that commit, whatever
 * comes for it is answered 503, and comes again. Blocks; one transaction writes the new database.
 */
public final class OrganisationMove {
    /** For every node to have heard of it: what a node has not looked at for so long it does not believe. */
    public static final Duration QUIET = ShardDirectory.FRESH.plusSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(OrganisationMove.class);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Not to be in the way of stops that wait behind the lock. */
    private static final String SHORT_LOCKS = "set lock_timeout = '300ms'";

    private final DatabaseAccess from;
    private final DatabaseAccess to;
    private final MoveStore store;
    private final MoveTableStore tables;
    private final BooleanSupplier intact;
    private final Duration quiet;

    /**
     * @param organisationId of the old database; the same in the new one
     * @param intact whether its ledger is as it was written; asked before anything is done, as a copy of a chain that was
     *     broken would hide who broke it, and where
     */
    public OrganisationMove(DatabaseAccess from, DatabaseAccess to, long organisationId, BooleanSupplier intact) {
        this(from, to, organisationId, intact, QUIET);
    }

    /** @param quiet until all nodes have heard of it */
    OrganisationMove(
            DatabaseAccess from, DatabaseAccess to, long organisationId, BooleanSupplier intact, Duration quiet) {
        this.from = from;
        this.to = to;
        this.store = new MoveStore(organisationId);
        this.tables = new MoveTableStore(organisationId);
        this.intact = intact;
        this.quiet = quiet;
    }

    /** @param rows that were copied */
    public record Moved(int tables, long rows) {}

    /**
     * Moves it, or goes on with a move that broke off.
     *
     * @throws MoveException when it can't be moved now; it is on the old database then, as it was
     * @throws SQLException when a database went away: run it again, or {@link #cancel}
     */
    public Moved run() throws SQLException {
        try (Connection old = connect(from);
                Connection fresh = connect(to)) {
            List<Table> all = tables.of(old);
            boolean again = store.isLeaving(old);
            if (again) {
                awaitOther(fresh);
            }
            if (store.isHere(fresh) && !again) {
                throw new MoveException("the organisation has been on that database before, or is there already");
            }
            if (store.isHere(fresh)) {
                clear(old, all);
                return new Moved(all.size(), 0);
            }
            if (again) {
                stay(old, all);
            }
            return carry(old, fresh, all);
        }
    }

    /**
     * Gives a move up that broke off.
     *
     * @throws MoveException when it had come to its end: the organisation is on the new database
     */
    public void cancel() throws SQLException {
        try (Connection old = connect(from);
                Connection fresh = connect(to)) {
            awaitOther(fresh);
            if (store.isHere(fresh)) {
                throw new MoveException("the organisation is on the new database: run the move again to end it");
            }
            if (store.isLeaving(old)) {
                stay(old, tables.of(old));
            }
        }
    }

    /** What broke off may still be about to commit: afterwards it has, or never will. */
    private void awaitOther(Connection fresh) throws SQLException {
        fresh.setAutoCommit(false);
        store.alone(fresh);
        fresh.rollback();
        fresh.setAutoCommit(true);
    }

    private static Connection connect(DatabaseAccess access) throws SQLException {
        DatabaseAddress owner = access.owner();
        return (owner == null ? access.application() : owner).connect();
    }

    private Moved carry(Connection old, Connection fresh, List<Table> all) throws SQLException {
        if (store.importing(old) > 0) {
            throw new MoveException("a file of the organisation's is being imported: wait for its end");
        }
        if (store.isSection(old)) {
            throw new MoveException("the organisation is a section of a federation, which is on one database:"
                    + " relais federation remove takes it out");
        }
        if (!intact.getAsBoolean()) {
            throw new MoveException(
                    "the organisation's ledger is not as it was written: relais ledger verify says where."
                            + " Nothing was moved");
        }
        store.leave(old, to.shard());
        try {
            park(quiet);
            until("what is on its way has ended", () -> store.open(old) == 0);
            refuse(old, MoveStore.refused(all, false));
            until("the ledger is sealed", () -> store.unsealed(old) == 0);
            refuse(old, MoveStore.refused(all, true));
            return copy(old, fresh, all);
        } catch (MoveException | SQLException fault) {
            if (!fresh.getAutoCommit()) {
                fresh.rollback();
            }
            if (!store.isHere(fresh)) {
                stay(old, all);
            }
            throw fault;
        }
    }

    /** A table at a time, so that nobody waits for more than one lock. */
    private void refuse(Connection old, List<String> names) throws SQLException {
        store.run(old, SHORT_LOCKS);
        for (String table : names) {
            until("the table " + table + " is free", () -> locked(() -> store.refuse(old, table)));
        }
    }

    private Moved copy(Connection old, Connection fresh, List<Table> all) throws SQLException {
        old.setAutoCommit(false);
        old.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        fresh.setAutoCommit(false);
        store.alone(fresh);
        MoveStore.asCopies(fresh);
        long rows = 0;
        for (Table table : all) {
            rows += copy(old, fresh, table);
        }
        for (Table table : all) {
            String left = MoveTableStore.digest(old, table.copied());
            String arrived = MoveTableStore.digest(fresh, table.rows());
            if (!left.equals(arrived)) {
                throw new MoveException(
                        "the rows of " + table.name() + " did not arrive as they left: " + left + " and " + arrived);
            }
        }
        store.arrive(fresh, store.senders(old));
        old.rollback();
        old.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        old.setAutoCommit(true);
        // From here on it lives there.
        fresh.commit();
        LOG.info("{} rows of {} tables have moved to the database number {}", rows, all.size(), to.shard());
        clear(old, all);
        return new Moved(all.size(), rows);
    }

    private static long copy(Connection old, Connection fresh, Table table) throws SQLException {
        CopyManager source = old.unwrap(PGConnection.class).getCopyAPI();
        CopyManager target = fresh.unwrap(PGConnection.class).getCopyAPI();
        CopyOut out = source.copyOut("copy (" + table.copied() + ") to stdout (format binary)");
        CopyIn in = target.copyIn("copy " + table.name() + " (" + table.columns() + ") from stdin (format binary)");
        for (byte[] part = out.readFromCopy(); part != null; part = out.readFromCopy()) {
            in.writeToCopy(part, 0, part.length);
        }
        return in.endCopy();
    }

    /** What is left over there of what lives here now. */
    private void clear(Connection old, List<Table> all) throws SQLException {
        old.setAutoCommit(false);
        MoveStore.asCopies(old);
        store.forget(old, all);
        old.commit();
        old.setAutoCommit(true);
        allow(old, all.stream().filter(table -> !table.name().equals("inbox")).toList());
    }

    private void stay(Connection old, List<Table> all) throws SQLException {
        if (!old.getAutoCommit()) {
            old.rollback();
            old.setAutoCommit(true);
        }
        allow(old, all);
        store.stay(old);
        LOG.warn("the organisation stays on the database number {}", from.shard());
    }

    private void allow(Connection old, List<Table> all) throws SQLException {
        store.run(old, SHORT_LOCKS);
        for (Table table : all) {
            until("the table " + table.name() + " is free", () -> locked(() -> store.allow(old, table.name())));
        }
    }

    private interface Look {
        boolean so() throws SQLException;
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** Whether the lock was free in time. */
    private static boolean locked(Work work) throws SQLException {
        try {
            work.run();
            return true;
        } catch (SQLException fault) {
            if ("55P03".equals(fault.getSQLState())) {
                return false;
            }
            throw fault;
        }
    }

    private static void until(String what, Look look) throws SQLException {
        long from = System.nanoTime();
        while (!look.so()) {
            if (System.nanoTime() - from > PATIENCE.toNanos()) {
                throw new MoveException("it took too long until " + what + ": try again when there is less to do");
            }
            park(Duration.ofNanos(LOOK_NANOS));
        }
    }

    private static void park(Duration time) {
        long from = System.nanoTime();
        while (System.nanoTime() - from < time.toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
