package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Those who may enter the console, in SQL. That an owner stays is the database's to decide (V033). */
public final class PeopleStore {
    /** Constraint by which the database keeps the last owner. */
    static final String LAST_OWNER = "organiser_last_owner";

    private final InstantSource clock;

    public PeopleStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Somebody who may enter.
     *
     * @param lastSeenAt null: never
     * @param sessions how many are open
     */
    public record Person(Organiser organiser, Instant createdAt, @Nullable Instant lastSeenAt, int sessions) {}

    /** Everybody who may enter, by name. */
    public Future<List<Person>> all(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select o.id, o.organisation_id, o.email, o.name, o.role, o.language, o.created_at,
                               greatest(o.last_seen_at, max(s.last_used_at)) as last_seen_at,
                               (count(s.id) filter (where s.expires_at > $2))::integer as sessions
                        from organiser o left join console_session s on s.organiser_id = o.id
                        where o.organisation_id = $1 and o.disabled_at is null
                        group by o.id order by lower(o.name), o.id
                        """)
                .execute(Tuple.of(organisationId, Timestamps.sql(clock.instant())))
                .map(Rows.all(row -> new Person(
                        AccessStore.organiser(row),
                        Timestamps.instant(row, "created_at"),
                        Timestamps.instantOrNull(row, "last_seen_at"),
                        row.getInteger("sessions"))));
    }

    /** Makes changes of who may enter wait for one another: whose access ends may end others' sessions, whom somebody removes. */
    Future<Void> hold(SqlClient transaction, long organisationId) {
        return transaction
                .preparedQuery("select from organisation where id = $1 for no key update")
                .execute(Tuple.of(organisationId))
                .mapEmpty();
    }

    /** Gives somebody a role, and completes with the one they had; empty when the organisation has no such one. */
    Future<Optional<Role>> changeRole(SqlClient transaction, long organisationId, long id, Role role) {
        return transaction
                .preparedQuery(
                        """
                        with before as (
                            select id, role from organiser
                            where organisation_id = $1 and id = $2 and disabled_at is null for no key update
                        )
                        update organiser o set role = $3 from before where o.id = before.id
                        returning before.role as had
                        """)
                .execute(Tuple.of(organisationId, id, role.sqlName()))
                .map(Rows.first(row -> Role.of(row.getString("had"))));
    }

    /** Ends all access of somebody; false when the organisation has no such one. */
    Future<Boolean> remove(SqlClient transaction, long organisationId, long id) {
        return transaction
                .preparedQuery(
                        """
                        update organiser set disabled_at = $3
                        where organisation_id = $1 and id = $2 and disabled_at is null
                        """)
                .execute(Tuple.of(organisationId, id, Timestamps.sql(clock.instant())))
                .map(rows -> rows.rowCount() == 1);
    }
}
