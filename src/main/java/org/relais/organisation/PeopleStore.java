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

    /** Changes how somebody is called and in which language they read; false when nothing changes. */
    Future<Boolean> changeProfile(SqlClient transaction, Organiser organiser, String name, String language) {
        return transaction
                .preparedQuery(
                        """
                        update organiser set name = $3, language = $4
                        where organisation_id = $1 and id = $2 and disabled_at is null and (name, language) <> ($3, $4)
                        """)
                .execute(Tuple.of(organiser.organisationId(), organiser.id(), name, language))
                .map(rows -> rows.rowCount() == 1);
    }

    /** An action that a coordinator has or could be given. */
    public record GivenAction(long id, String title, boolean given) {}

    /** Actions that somebody coordinates, and those that are not over, the newest first, at most 200. */
    Future<List<GivenAction>> actions(SqlClient client, long organisationId, long id) {
        return client.preparedQuery(
                        """
                        select a.id, a.title, c.action_id is not null as given
                        from action a left join action_coordinator c
                          on c.organisation_id = a.organisation_id and c.action_id = a.id and c.organiser_id = $2
                        where a.organisation_id = $1 and (c.action_id is not null or a.state in ('draft', 'open'))
                        order by a.id desc limit 200
                        """)
                .execute(Tuple.of(organisationId, id))
                .map(Rows.all(
                        row -> new GivenAction(row.getLong("id"), row.getString("title"), row.getBoolean("given"))));
    }

    /** Who coordinates an action, by name. */
    public Future<List<Organiser>> coordinators(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(
                        """
                        select o.id, o.organisation_id, o.email, o.name, o.role, o.language
                        from action_coordinator c join organiser o on o.id = c.organiser_id
                        where c.organisation_id = $1 and c.action_id = $2
                          and o.role = 'coordinator' and o.disabled_at is null
                        order by lower(o.name), o.id
                        """)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.all(AccessStore::organiser));
    }

    /** Gives a coordinator an action; false when the organisation has no such two, or they have it already. */
    Future<Boolean> giveAction(SqlClient transaction, Actor actor, long id, long actionId) {
        return transaction
                .preparedQuery(
                        """
                        insert into action_coordinator (organisation_id, organiser_id, action_id, assigned_by, assigned_at)
                        select o.organisation_id, o.id, a.id, $4, $5
                        from organiser o join action a on a.organisation_id = o.organisation_id
                        where o.organisation_id = $1 and o.id = $2 and a.id = $3
                          and o.role = 'coordinator' and o.disabled_at is null
                        on conflict do nothing
                        """)
                .execute(Tuple.of(actor.organisationId(), id, actionId, actor.name(), Timestamps.sql(clock.instant())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Takes an action back; false when they did not have it. */
    Future<Boolean> takeAction(SqlClient transaction, long organisationId, long id, long actionId) {
        return transaction
                .preparedQuery(
                        """
                        delete from action_coordinator
                        where organisation_id = $1 and organiser_id = $2 and action_id = $3
                        """)
                .execute(Tuple.of(organisationId, id, actionId))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Ends all access of somebody, who coordinates nothing when they come back; false when the organisation has no such one. */
    Future<Boolean> remove(SqlClient transaction, long organisationId, long id) {
        return transaction
                .preparedQuery(
                        """
                        with removed as (
                            update organiser set disabled_at = $3
                            where organisation_id = $1 and id = $2 and disabled_at is null
                            returning id
                        ), taken as (
                            delete from action_coordinator
                            where organisation_id = $1 and organiser_id in (select id from removed)
                        )
                        select id from removed
                        """)
                .execute(Tuple.of(organisationId, id, Timestamps.sql(clock.instant())))
                .map(rows -> rows.rowCount() == 1);
    }
}
