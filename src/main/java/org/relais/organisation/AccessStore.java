package org.relais.organisation;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Organisers, their one-time sign-in links, and API tokens, in SQL. Secrets arrive here as hashes. */
public final class AccessStore {
    private final InstantSource clock;

    public AccessStore(InstantSource clock) {
        this.clock = clock;
    }

    /** For how long a mailed link counts. */
    private static final Duration COUNTED = Duration.ofDays(1);

    /**
     * How many links are mailed to one account.
     *
     * @param within the validity of one
     * @param daily within 24 hours
     */
    record MailBounds(int within, int daily) {}

    /** An API token as listed: everything but the secret. */
    public record ApiToken(
            long id,
            String name,
            Role role,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable Instant lastUsedAt) {}

    /** Creates an organiser, or gives the existing one of this address the new name and role. */
    public Future<Organiser> saveOrganiser(
            SqlClient client, long organisationId, String email, String name, Role role, String language) {
        return client.preparedQuery(
                        """
                        insert into organiser (organisation_id, email, name, role, language, created_at)
                        values ($1, lower($2), $3, $4, $5, $6)
                        on conflict (organisation_id, email)
                            do update set name = excluded.name, role = excluded.role, disabled_at = null
                        returning id, organisation_id, email, name, role, language
                        """)
                .execute(Tuple.of(organisationId, email, name, role.sqlName(), language, now()))
                .map(Rows.only(AccessStore::organiser));
    }

    /** Whether an owner has neither a password nor a passkey, and there is no other owner to let them in. */
    public Future<Boolean> isAlone(SqlClient client, Organiser owner) {
        return client.preparedQuery(
                        """
                        select not exists (select from organiser_password where organisation_id = $1 and organiser_id = $2)
                           and not exists (select from passkey where organisation_id = $1 and organiser_id = $2)
                           and not exists (select from organiser
                                           where organisation_id = $1 and id <> $2 and role = 'owner' and disabled_at is null)
                               as alone
                        """)
                .execute(Tuple.of(owner.organisationId(), owner.id()))
                .map(Rows.only(row -> row.getBoolean("alone")));
    }

    /** Everybody who may sign in for the organisation, by name. */
    public Future<List<Organiser>> organisers(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select id, organisation_id, email, name, role, language from organiser
                        where organisation_id = $1 and disabled_at is null order by lower(name), id
                        """)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(AccessStore::organiser));
    }

    /**
     * Holds whoever acts as they are until the transaction ends: what they hand out in it is seen by a removal, or the removal by
     * them. Fails with {@link ForbiddenException} when they have lost the permission since they were asked for it.
     */
    Future<Void> hold(SqlClient transaction, Actor actor, Permission permission) {
        String row =
                switch (actor.door()) {
                    case CONSOLE ->
                        "select role from organiser where organisation_id = $1 and 'organiser:' || id = $2"
                                + " and disabled_at is null for share";
                    case API ->
                        "select role from api_token where organisation_id = $1 and 'token:' || id = $2"
                                + " and revoked_at is null for share";
                    case COMMAND, SERVICE -> "";
                };
        return row.isEmpty()
                ? Future.succeededFuture()
                : transaction
                        .preparedQuery(row)
                        .execute(Tuple.of(actor.organisationId(), actor.name()))
                        .map(Rows.first(found -> Role.of(found.getString("role"))))
                        .compose(role -> role.isPresent() && role.get().includes(permission.least())
                                ? Future.succeededFuture()
                                : Future.failedFuture(new ForbiddenException(permission)));
    }

    /** A link that is made on the server. */
    public Future<Void> createSignInLink(SqlClient client, long organiserId, byte[] tokenHash, Duration validity) {
        return createSignInLink(client, null, organiserId, tokenHash, validity);
    }

    /** @param maker whose right to it ends the link too; null: nobody's */
    Future<Void> createSignInLink(
            SqlClient client, @Nullable Actor maker, long organiserId, byte[] tokenHash, Duration validity) {
        return client.preparedQuery(
                        """
                        insert into sign_in_link (token_hash, organiser_id, expires_at, created_by) values ($1, $2, $3, $4)
                        """)
                .execute(Tuple.of(
                        Buffer.buffer(tokenHash),
                        organiserId,
                        now().plus(validity),
                        maker == null ? null : maker.name()))
                .mapEmpty();
    }

    /** Those of that address who may enter, one for each organisation. */
    Future<List<Organiser>> byEmail(SqlClient client, String email) {
        return client.preparedQuery(
                        """
                        select id, organisation_id, email, name, role, language from organiser
                        where email = lower($1) and disabled_at is null order by id
                        """)
                .execute(Tuple.of(email))
                .map(Rows.all(AccessStore::organiser));
    }

    /** As {@link #byEmail}, held until the transaction ends: a removal comes before, or ends what begins in it. */
    public Future<List<Organiser>> holdByEmail(SqlClient transaction, String email) {
        return transaction
                .preparedQuery(
                        """
                        select id, organisation_id, email, name, role, language from organiser
                        where email = lower($1) and disabled_at is null order by id for no key update
                        """)
                .execute(Tuple.of(email))
                .map(Rows.all(AccessStore::organiser));
    }

    /**
     * Makes a link that is to be mailed, and completes with the name of the organisation; empty when the organiser is gone,
     * or has got {@code bounds} already.
     */
    Future<Optional<String>> createMailedLink(
            SqlClient transaction, long organiserId, byte[] tokenHash, Duration validity, MailBounds bounds) {
        OffsetDateTime now = now();
        return transaction
                .preparedQuery("select from organiser where id = $1 and disabled_at is null for no key update")
                .execute(Tuple.of(organiserId))
                .compose(locked -> transaction
                        .preparedQuery(
                                """
                                with made as (
                                    insert into sign_in_link (token_hash, organiser_id, expires_at, mailed_at)
                                    select $2, id, $4, $3 from organiser
                                    where id = $1 and disabled_at is null
                                      and (select count(*) from sign_in_link
                                           where organiser_id = $1 and mailed_at > $5) < $6
                                      and (select count(*) from sign_in_link
                                           where organiser_id = $1 and mailed_at > $7) < $8
                                    returning organiser_id
                                )
                                select g.name from made join organiser o on o.id = made.organiser_id
                                join organisation g on g.id = o.organisation_id
                                """)
                        .execute(Tuple.of(
                                organiserId,
                                Buffer.buffer(tokenHash),
                                now,
                                now.plus(validity),
                                now.minus(validity),
                                bounds.within(),
                                now.minus(COUNTED),
                                bounds.daily())))
                .map(Rows.first(row -> row.getString("name")));
    }

    /** Deletes links that have expired and count no more. */
    Future<Void> pruneSignInLinks(SqlClient client) {
        return client.preparedQuery(
                        """
                        delete from sign_in_link where expires_at <= $1 and (mailed_at is null or mailed_at <= $2)
                        """)
                .execute(Tuple.of(now(), now().minus(COUNTED)))
                .mapEmpty();
    }

    /** Whom a link to sign in is for. */
    public record LinkOwner(String name, String organisation) {}

    /** Whom a sign-in link would sign in, and where; empty when it would not any longer. Spends nothing. */
    public Future<Optional<LinkOwner>> signInLinkOwner(SqlClient client, byte[] tokenHash) {
        return client.preparedQuery(
                        """
                        select o.name, (select r.name from organisation r where r.id = o.organisation_id) as organisation
                        from sign_in_link l join organiser o on o.id = l.organiser_id
                        where l.token_hash = $1 and l.used_at is null and l.expires_at > $2 and o.disabled_at is null
                        """)
                .execute(Tuple.of(Buffer.buffer(tokenHash), now()))
                .map(Rows.first(row -> new LinkOwner(row.getString("name"), row.getString("organisation"))));
    }

    /** In which language an organiser reads the console. */
    public Future<Void> changeLanguage(SqlClient client, long organiserId, String language) {
        return client.preparedQuery("update organiser set language = $2 where id = $1")
                .execute(Tuple.of(organiserId, language))
                .mapEmpty();
    }

    /** Spends a sign-in link; empty when it is unknown, expired or used. Two at once: one wins. */
    public Future<Optional<Admission>> useSignInLink(SqlClient client, byte[] tokenHash) {
        return client.preparedQuery(
                        """
                        update sign_in_link l set used_at = $2
                        from organiser o
                        where l.token_hash = $1 and l.used_at is null and l.expires_at > $2
                          and o.id = l.organiser_id and o.disabled_at is null
                        returning o.id, o.organisation_id, o.email, o.name, o.role, o.language,
                                  nullif(l.created_by, 'organiser:' || o.id) as vouched_by
                        """)
                .execute(Tuple.of(Buffer.buffer(tokenHash), now()))
                .map(Rows.first(AccessStore::admission));
    }

    /** Creates a token that ends with its maker's right to; {@code expiresAt} null: until revoked. */
    public Future<Long> createApiToken(
            SqlClient client, Actor maker, String name, Role role, byte[] tokenHash, @Nullable Instant expiresAt) {
        return client.preparedQuery(
                        """
                        insert into api_token (organisation_id, name, role, token_hash, created_by, created_at, expires_at)
                        values ($1, $2, $3, $4, $5, $6, $7) returning id
                        """)
                .execute(Tuple.from(Arrays.asList(
                        maker.organisationId(),
                        name,
                        role.sqlName(),
                        Buffer.buffer(tokenHash),
                        maker.name(),
                        now(),
                        Timestamps.sqlOrNull(expiresAt))))
                .map(Rows.only(row -> row.getLong("id")));
    }

    /** Whom a token speaks for; empty when it is unknown, expired or revoked. Notes the use at most once a minute. */
    public Future<Optional<Actor>> findByApiToken(SqlClient client, byte[] tokenHash) {
        return client.preparedQuery(
                        """
                        with token as (
                            select id, organisation_id, role, last_used_at from api_token
                            where token_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
                        ), used as (
                            update api_token t set last_used_at = $2 from token
                            where t.id = token.id
                              and (token.last_used_at is null or token.last_used_at < $2 - interval '1 minute')
                        )
                        select id, organisation_id, role from token
                        """)
                .execute(Tuple.of(Buffer.buffer(tokenHash), now()))
                .map(rows -> {
                    if (rows.size() == 0) {
                        return Optional.empty();
                    }
                    Row row = rows.iterator().next();
                    return Optional.of(Actor.token(
                            row.getLong("organisation_id"), row.getLong("id"), Role.of(row.getString("role"))));
                });
    }

    public Future<List<ApiToken>> apiTokens(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select id, name, role, created_at, expires_at, revoked_at, last_used_at
                        from api_token where organisation_id = $1 order by id desc
                        """)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(AccessStore::apiToken));
    }

    /** False when there is no such token of this organisation that was still valid. */
    public Future<Boolean> revokeApiToken(SqlClient client, long organisationId, long id) {
        return client.preparedQuery(
                        """
                        update api_token set revoked_at = $3
                        where organisation_id = $1 and id = $2 and revoked_at is null
                        """)
                .execute(Tuple.of(organisationId, id, now()))
                .map(rows -> rows.rowCount() == 1);
    }

    private OffsetDateTime now() {
        return Timestamps.sql(clock.instant());
    }

    /** Whom a row of an organiser with its {@code vouched_by} lets in. */
    public static Admission admission(Row row) {
        return new Admission(organiser(row), row.getString("vouched_by"));
    }

    static Organiser organiser(Row row) {
        return new Organiser(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getString("email"),
                row.getString("name"),
                Role.of(row.getString("role")),
                row.getString("language"));
    }

    private static ApiToken apiToken(Row row) {
        return new ApiToken(
                row.getLong("id"),
                row.getString("name"),
                Role.of(row.getString("role")),
                Timestamps.instant(row, "created_at"),
                Timestamps.instantOrNull(row, "expires_at"),
                Timestamps.instantOrNull(row, "revoked_at"),
                Timestamps.instantOrNull(row, "last_used_at"));
    }
}
