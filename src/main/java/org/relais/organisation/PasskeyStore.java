package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.PasskeyVerifier.Credential;

/** Passkeys of organisers, and the challenges that were signed, in SQL. Whoever writes holds the organiser's row first, as a removal does. */
public final class PasskeyStore {
    /** How many an organiser may have. */
    static final int MOST = 20;

    private final InstantSource clock;

    public PasskeyStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * One as listed.
     *
     * @param lastUsedAt null: never yet
     */
    public record Passkey(long id, String name, Instant createdAt, @Nullable Instant lastUsedAt) {}

    /** One that somebody signs in with, and who that is. */
    record Held(long id, Credential credential, Admission admission) {}

    /** Those of an organiser, the newest first. */
    public Future<List<Passkey>> of(SqlClient client, long organisationId, long organiserId) {
        return client.preparedQuery(
                        """
                        select id, name, created_at, last_used_at from passkey
                        where organisation_id = $1 and organiser_id = $2 order by id desc
                        """)
                .execute(Tuple.of(organisationId, organiserId))
                .map(Rows.all(row -> new Passkey(
                        row.getLong("id"),
                        row.getString("name"),
                        Timestamps.instant(row, "created_at"),
                        Timestamps.instantOrNull(row, "last_used_at"))));
    }

    /** By what devices name those of an organiser, so that none makes a second one. */
    Future<List<byte[]>> credentials(SqlClient client, long organisationId, long organiserId) {
        return client.preparedQuery(
                        "select credential_id from passkey where organisation_id = $1 and organiser_id = $2 order by id")
                .execute(Tuple.of(organisationId, organiserId))
                .map(Rows.all(row -> row.getBuffer("credential_id").getBytes()));
    }

    /**
     * Keeps one, and completes with its id; empty when the organisation has it, the session is over, or the organiser has
     * {@code most} already.
     *
     * @param session in which it is added, and whose voucher it has
     */
    Future<Optional<Long>> add(
            SqlClient transaction, Organiser organiser, long session, Credential credential, String name) {
        return transaction
                .preparedQuery(
                        """
                        with held as (
                            select o.organisation_id, o.id, s.vouched_by
                            from organiser o join console_session s on s.organiser_id = o.id
                            where o.organisation_id = $1 and o.id = $2 and o.disabled_at is null and s.id = $9
                            for no key update of o, s
                        )
                        insert into passkey (organisation_id, organiser_id, credential_id, public_key, sign_count, name,
                                             created_at, vouched_by)
                        select organisation_id, id, $3, $4, $5, $6, $7, vouched_by from held
                        where (select count(*) from passkey p
                               where p.organisation_id = held.organisation_id and p.organiser_id = held.id) < $8
                        on conflict (organisation_id, credential_id) do nothing
                        returning id
                        """)
                .execute(Tuple.of(
                        organiser.organisationId(),
                        organiser.id(),
                        Buffer.buffer(credential.id()),
                        Buffer.buffer(credential.publicKey()),
                        credential.signCount(),
                        name,
                        now(),
                        MOST,
                        session))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /** Gives one another name; false when the organiser has no such one. */
    Future<Boolean> rename(SqlClient transaction, Organiser organiser, long id, String name) {
        return transaction
                .preparedQuery(
                        """
                        update passkey set name = $4 where organisation_id = $1 and organiser_id = $2 and id = $3
                        """)
                .execute(Tuple.of(organiser.organisationId(), organiser.id(), id, name))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Removes one; false when the organiser has no such one. */
    Future<Boolean> remove(SqlClient transaction, long organisationId, long organiserId, long id) {
        return transaction
                .preparedQuery(
                        """
                        with held as (
                            select organisation_id, id from organiser
                            where organisation_id = $1 and id = $2 for no key update
                        )
                        delete from passkey p using held
                        where p.organisation_id = held.organisation_id and p.organiser_id = held.id and p.id = $3
                        """)
                .execute(Tuple.of(organisationId, organiserId, id))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Holds the passkey that somebody shows, and its organiser; empty when there is none, its organiser was removed, or the token revoked that vouched. */
    Future<Optional<Held>> hold(SqlClient transaction, PasskeyHandle handle, byte[] credentialId) {
        return transaction
                .preparedQuery(
                        """
                        select p.id as passkey_id, p.credential_id, p.public_key, p.sign_count,
                               o.id, o.organisation_id, o.email, o.name, o.role, o.language, p.vouched_by
                        from organiser o
                        join passkey p on p.organisation_id = o.organisation_id and p.organiser_id = o.id
                        where o.organisation_id = $1 and o.id = $2 and o.disabled_at is null and p.credential_id = $3
                          and not exists (select from api_token t
                                          where t.organisation_id = p.organisation_id and 'token:' || t.id = p.vouched_by
                                            and t.revoked_at is not null)
                        for no key update of o, p
                        """)
                .execute(Tuple.of(handle.organisationId(), handle.organiserId(), Buffer.buffer(credentialId)))
                .map(Rows.first(row -> new Held(
                        row.getLong("passkey_id"),
                        new Credential(
                                row.getBuffer("credential_id").getBytes(),
                                row.getBuffer("public_key").getBytes(),
                                row.getLong("sign_count")),
                        AccessStore.admission(row))));
    }

    /** Notes a use. */
    Future<Void> used(SqlClient transaction, long organisationId, long id, long signCount) {
        return transaction
                .preparedQuery(
                        """
                        update passkey set sign_count = $3, last_used_at = $4 where organisation_id = $1 and id = $2
                        """)
                .execute(Tuple.of(organisationId, id, signCount, now()))
                .mapEmpty();
    }

    /** Whether the challenge is answered for the first time. Two at once: one is. */
    public Future<Boolean> spend(SqlClient transaction, long organisationId, byte[] hash, Instant expiresAt) {
        return transaction
                .preparedQuery(
                        """
                        insert into passkey_challenge (organisation_id, hash, expires_at) values ($1, $2, $3)
                        on conflict (organisation_id, hash) do nothing
                        """)
                .execute(Tuple.of(organisationId, Buffer.buffer(hash), Timestamps.sql(expiresAt)))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Deletes those that could not be shown again anyway. */
    Future<Void> pruneChallenges(SqlClient client) {
        return client.preparedQuery("delete from passkey_challenge where expires_at <= $1")
                .execute(Tuple.of(now()))
                .mapEmpty();
    }

    private OffsetDateTime now() {
        return Timestamps.sql(clock.instant());
    }
}
