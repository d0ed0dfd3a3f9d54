package org.relais.delivery;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.relais.testing.TestDatabase;

/**
 * Holds up the statements of claims and settlements inside PostgreSQL, at the places where it matters to whom they have
 * given way already. A gate is an advisory lock that the test takes exclusively and the statement asks for.
 */
final class Gates implements AutoCloseable {

    enum Gate {
        /** The claim has its snapshot, and has not locked the row yet. */
        CLAIM_SNAPSHOT,
        /** The claim holds the row's lock, and has not committed. */
        CLAIM_LOCKED,
        /** The settlement holds the row's lock, and has not committed. */
        SETTLING,
        /** The rescue holds the row's lock, and has not committed. */
        RESCUING;

        long key() {
            return ordinal() + 1L;
        }
    }

    private static final String INSTALL =
            """
            create function pass_gate(key bigint) returns void language plpgsql as $$
            begin
                perform pg_advisory_lock_shared(key);
                perform pg_advisory_unlock_shared(key);
            end $$;
            -- Computed for each row below the node of the plan that locks it.
            create or replace function next_contact_time(
                contact_from time, contact_until time, contact_days smallint[], zone text, now timestamptz)
                returns timestamptz language plpgsql volatile as $$
            begin
                perform pass_gate(1);
                return now;
            end $$;
            create function hold_update() returns trigger language plpgsql as $$
            begin
                perform pass_gate(case when new.state = 'sending' then 2 when new.reason in ('lease_expired', 'not_begun') then 4 else 3 end);
                return new;
            end $$;
            create trigger hold_update before update on delivery for each row
                when (old.state <> new.state and (old.state = 'sending' or new.state = 'sending'))
                execute function hold_update();
            """;

    private static final String HELD =
            """
            select count(*) > 0 from pg_locks
            where locktype = 'advisory' and not granted and objid = %d
              and database = (select oid from pg_database where datname = current_database())
            """;

    private final Connection connection;

    Gates(DeliveryWorld world) {
        world.execute(INSTALL);
        try {
            connection = TestDatabase.administrator(world.address).connect();
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    void close(Gate gate) {
        ask("select pg_advisory_lock(" + gate.key() + ")");
    }

    void open(Gate gate) {
        ask("select pg_advisory_unlock(" + gate.key() + ")");
    }

    /** Whether a statement has come as far as this gate. */
    boolean holdsSomeone(Gate gate) {
        return ask(HELD.formatted(gate.key())).equals("t");
    }

    private String ask(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            String answer = rows.getString(1);
            return answer == null ? "" : answer;
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException fault) {
            throw new IllegalStateException(fault);
        }
    }
}
