package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Sessions of the console in SQL, the same for all nodes. Secrets arrive here as hashes. */
public final class SessionStore {
    private final InstantSource clock;

    public SessionStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Whose session a request shows.
     *
     * @param actions those that a coordinator has been given
     */
    public record OpenSession(long id, Organiser organiser, Set<Long> actions) {}

    /**
     * One session as listed.
     *
     * @param device browser and system, as far as the browser has said; may be empty
     * @param lastUsedAt to the minute
     */
    public record SignedIn(long id, String device, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {}

    /** @param device as in {@link SignedIn} */
    public Future<Void> create(
            SqlClient client, Admission admission, byte[] tokenHash, String device, Duration validity) {
        return client.preparedQuery(
                        """
                        insert into console_session (token_hash, organiser_id, device, created_at, last_used_at, expires_at,
                                                     vouched_by)
                        values ($1, $2, $3, $4, $4, $5, $6)
                        """)
                .execute(Tuple.of(
                        Buffer.buffer(tokenHash),
                        admission.organiser().id(),
                        device,
                        now(),
                        now().plus(validity),
                        admission.vouchedBy()))
                .mapEmpty();
    }

    /** Empty when it is unknown, expired or ended, or its organiser removed. Notes the use at most once a minute. */
    public Future<Optional<OpenSession>> find(SqlClient client, byte[] tokenHash) {
        return client.preparedQuery(
                        """
                        with used as (
                            update console_session set last_used_at = $2
                            where token_hash = $1 and expires_at > $2 and last_used_at < $2 - interval '1 minute'
                        )
                        select s.id as session_id, o.id, o.organisation_id, o.email, o.name, o.role, o.language,
                               array(select c.action_id from action_coordinator c
                                     where o.role = 'coordinator'
                                       and c.organisation_id = o.organisation_id and c.organiser_id = o.id) as actions
                        from console_session s join organiser o on o.id = s.organiser_id
                        where s.token_hash = $1 and s.expires_at > $2 and o.disabled_at is null
                        """)
                .execute(Tuple.of(Buffer.buffer(tokenHash), now()))
                .map(Rows.first(row -> new OpenSession(
                        row.getLong("session_id"),
                        AccessStore.organiser(row),
                        Set.of(row.getArrayOfLongs("actions")))));
    }

    /** Whoever it was signs out. Here as below the organiser's row is held first, as by a removal: V033. */
    public Future<Optional<Organiser>> end(SqlClient client, byte[] tokenHash) {
        return client.preparedQuery(
                        """
                        with held as (
                            select o.id, o.organisation_id, o.email, o.name, o.role, o.language
                            from organiser o join console_session s on s.organiser_id = o.id
                            where s.token_hash = $1 for no key update of o
                        ), ended as (
                            delete from console_session s using held
                            where s.organiser_id = held.id and s.token_hash = $1
                            returning s.organiser_id, s.expires_at
                        )
                        select held.id, held.organisation_id, held.email, held.name, held.role, held.language
                        from ended join held on held.id = ended.organiser_id where ended.expires_at > $2
                        """)
                .execute(Tuple.of(Buffer.buffer(tokenHash), now()))
                .map(Rows.first(AccessStore::organiser));
    }

    /** The open sessions of an organiser, the one that was used last first. */
    public Future<List<SignedIn>> of(SqlClient client, long organisationId, long organiserId) {
        return client.preparedQuery(
                        """
                        select s.id, s.device, s.created_at, s.last_used_at, s.expires_at
                        from console_session s join organiser o on o.id = s.organiser_id
                        where o.organisation_id = $1 and o.id = $2 and o.disabled_at is null and s.expires_at > $3
                        order by s.last_used_at desc, s.id desc
                        """)
                .execute(Tuple.of(organisationId, organiserId, now()))
                .map(Rows.all(row -> new SignedIn(
                        row.getLong("id"),
                        row.getString("device"),
                        Timestamps.instant(row, "created_at"),
                        Timestamps.instant(row, "last_used_at"),
                        Timestamps.instant(row, "expires_at"))));
    }

    /** Ends one; false when the organiser has no such one. */
    public Future<Boolean> end(SqlClient client, long organisationId, long organiserId, long id) {
        return client.preparedQuery(
                        """
                        with held as (
                            select id from organiser where organisation_id = $1 and id = $2 for no key update
                        )
                        delete from console_session s using held where held.id = s.organiser_id and s.id = $3
                        """)
                .execute(Tuple.of(organisationId, organiserId, id))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Ends all of an organiser but one, or all when that is 0, which is no session's id; how many there were. */
    public Future<Integer> endAll(SqlClient client, long organisationId, long organiserId, long butId) {
        return client.preparedQuery(
                        """
                        with held as (
                            select id from organiser where organisation_id = $1 and id = $2 for no key update
                        )
                        delete from console_session s using held where held.id = s.organiser_id and s.id <> $3
                        """)
                .execute(Tuple.of(organisationId, organiserId, butId))
                .map(rows -> rows.rowCount());
    }

    /** Those of these sessions that are open still, with the role that their organiser has now. */
    public Future<Map<Long, Role>> open(SqlClient client, Collection<Long> ids) {
        return client.preparedQuery(
                        """
                        select s.id, o.role from console_session s join organiser o on o.id = s.organiser_id
                        where s.id = any($1) and s.expires_at > $2
                        """)
                .execute(Tuple.of(ids.toArray(Long[]::new), now()))
                .map(Rows.byKey(row -> row.getLong("id"), row -> Role.of(row.getString("role"))));
    }

    /** Deletes those that have expired; whose organiser is held by somebody else stay until the next time. */
    Future<Void> prune(SqlClient client) {
        return client.preparedQuery(
                        """
                        with held as (
                            select id from organiser o
                            where exists (select from console_session s where s.organiser_id = o.id and s.expires_at <= $1)
                            for no key update skip locked
                        )
                        delete from console_session s using held where s.organiser_id = held.id and s.expires_at <= $1
                        """)
                .execute(Tuple.of(now()))
                .mapEmpty();
    }

    private OffsetDateTime now() {
        return Timestamps.sql(clock.instant());
    }
}
