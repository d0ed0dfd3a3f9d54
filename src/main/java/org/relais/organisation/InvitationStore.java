package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.InvitationService.Addressed;
import org.relais.organisation.InvitationService.Draft;
import org.relais.organisation.InvitationService.Found;

/** Invitations in SQL. Secrets arrive here as hashes. */
final class InvitationStore {
    /** Constraint by which one address has one invitation. */
    static final String ONE_OPEN = "invitation_open";

    private static final String COLUMNS = "id, organisation_id, email, name, role, language, expires_at";

    private final InstantSource clock;

    InvitationStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Makes one in place of those to the same address that are open.
     *
     * @return its id; empty when somebody of that address may enter already; fails by {@link #ONE_OPEN} when somebody else
     *     invites the same address at this moment
     */
    Future<Optional<Long>> create(
            SqlClient transaction, Actor actor, Draft draft, byte[] tokenHash, Duration validity) {
        OffsetDateTime now = now();
        long organisationId = actor.organisationId();
        return transaction
                .preparedQuery(
                        """
                        update invitation set revoked_at = $3
                        where organisation_id = $1 and email = lower($2) and accepted_at is null and revoked_at is null
                        """)
                .execute(Tuple.of(organisationId, draft.email(), now))
                .compose(replaced -> transaction
                        .preparedQuery(
                                """
                                insert into invitation (organisation_id, email, name, role, language, token_hash, created_by,
                                                        created_at, expires_at)
                                select $1, lower($2), $3, $4, $5, $6, $7, $8, $9
                                where not exists (select from organiser
                                                  where organisation_id = $1 and email = lower($2) and disabled_at is null)
                                returning id
                                """)
                        .execute(Tuple.from(List.of(
                                organisationId,
                                draft.email(),
                                draft.name(),
                                draft.role().sqlName(),
                                draft.language(),
                                Buffer.buffer(tokenHash),
                                actor.name(),
                                now,
                                now.plus(validity)))))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /** Those that would let somebody in, the newest first. */
    Future<List<Invitation>> open(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        "select " + COLUMNS
                                + """
                         from invitation
                        where organisation_id = $1 and accepted_at is null and revoked_at is null and expires_at > $2
                        order by id desc
                        """)
                .execute(Tuple.of(organisationId, now()))
                .map(Rows.all(InvitationStore::invitation));
    }

    /** False when the organisation has no such one that was open. */
    Future<Boolean> revoke(SqlClient transaction, long organisationId, long id) {
        return transaction
                .preparedQuery(
                        """
                        update invitation set revoked_at = $3
                        where organisation_id = $1 and id = $2 and accepted_at is null and revoked_at is null
                          and expires_at > $3
                        """)
                .execute(Tuple.of(organisationId, id, now()))
                .map(rows -> rows.rowCount() == 1);
    }

    /** What an invitation is, whether it is open or not; empty when there is none of that secret. */
    Future<Optional<Found>> find(SqlClient client, byte[] tokenHash) {
        return client.preparedQuery(
                        """
                        select i.id, i.organisation_id, i.email, i.name, i.role, i.language, i.expires_at,
                               g.name as organisation,
                               case when i.accepted_at is not null then 'ACCEPTED'
                                    when i.revoked_at is not null then 'REVOKED'
                                    when i.expires_at <= $2 then 'EXPIRED'
                                    when exists (select from organiser o
                                                 where o.organisation_id = i.organisation_id and o.email = i.email
                                                   and o.disabled_at is null) then 'MEMBER'
                                    else 'OPEN' end as state
                        from invitation i join organisation g on g.id = i.organisation_id where i.token_hash = $1
                        """)
                .execute(Tuple.of(Buffer.buffer(tokenHash), now()))
                .map(Rows.first(row -> new Found(
                        invitation(row),
                        row.getString("organisation"),
                        Invitation.State.valueOf(row.getString("state")))));
    }

    /** Those to an address that would let its person in, in whichever organisations, the newest first. */
    Future<List<Addressed>> openTo(SqlClient client, String email) {
        return client.preparedQuery(
                        """
                        select i.organisation_id, g.name as organisation, i.role, i.token_hash
                        from invitation i join organisation g on g.id = i.organisation_id
                        where i.email = lower($1) and i.accepted_at is null and i.revoked_at is null and i.expires_at > $2
                          and not exists (select from organiser o where o.organisation_id = i.organisation_id
                                          and o.email = i.email and o.disabled_at is null)
                        order by i.created_at desc, i.id desc
                        """)
                .execute(Tuple.of(email, now()))
                .map(Rows.all(row -> new Addressed(
                        row.getLong("organisation_id"),
                        row.getString("organisation"),
                        Role.of(row.getString("role")),
                        row.getBuffer("token_hash").getBytes())));
    }

    /** An invitation that has let its person in. */
    record Accepted(long invitation, Admission admission) {}

    /**
     * Spends one and lets its person in, both or neither; empty when it is not open, or when somebody of that address may enter
     * already: nobody's role is changed by a link. Two at once: one wins.
     */
    Future<Optional<Accepted>> accept(SqlClient transaction, byte[] tokenHash, String language) {
        return hold(transaction, tokenHash)
                .compose(held -> transaction
                        .preparedQuery(
                                """
                                with open as (
                                    select organisation_id, id, email, name, role, created_by from invitation
                                    where token_hash = $1 and accepted_at is null and revoked_at is null and expires_at > $2
                                    for update
                                ), admitted as (
                                    insert into organiser (organisation_id, email, name, role, language, created_at)
                                    select organisation_id, email, name, role, $3, $2 from open
                                    on conflict (organisation_id, email)
                                        do update set name = excluded.name, role = excluded.role, language = excluded.language,
                                                      disabled_at = null
                                        where organiser.disabled_at is not null
                                    returning id, organisation_id, email, name, role, language
                                ), spent as (
                                    update invitation i set accepted_at = $2 from open, admitted
                                    where i.organisation_id = open.organisation_id and i.id = open.id
                                )
                                select a.id, a.organisation_id, a.email, a.name, a.role, a.language, open.id as invitation,
                                       open.created_by as vouched_by
                                from admitted a, open
                                """)
                        .execute(Tuple.of(Buffer.buffer(tokenHash), now(), language)))
                .map(Rows.first(row -> new Accepted(row.getLong("invitation"), AccessStore.admission(row))));
    }

    /** The row of whoever was here before is held first, as by a removal, which then takes back their invitations. */
    private static Future<Void> hold(SqlClient transaction, byte[] tokenHash) {
        return transaction
                .preparedQuery(
                        """
                        select from invitation i join organiser o on o.organisation_id = i.organisation_id and o.email = i.email
                        where i.token_hash = $1 for no key update of o
                        """)
                .execute(Tuple.of(Buffer.buffer(tokenHash)))
                .mapEmpty();
    }

    /** Deletes those that have been over for that long, with the name and address in them. */
    Future<Void> prune(SqlClient client, Duration kept) {
        return client.preparedQuery("delete from invitation where expires_at <= $1")
                .execute(Tuple.of(now().minus(kept)))
                .mapEmpty();
    }

    private OffsetDateTime now() {
        return Timestamps.sql(clock.instant());
    }

    private static Invitation invitation(Row row) {
        return new Invitation(
                row.getLong("id"),
                row.getString("email"),
                row.getString("name"),
                Role.of(row.getString("role")),
                Timestamps.instant(row, "expires_at"));
    }
}
