package org.relais.organisation.password;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Admission;
import org.relais.organisation.Organiser;

/** Passwords of organisers, in SQL. Whoever writes holds the organiser's row first, as a removal does. */
final class PasswordStore {
    /** More organisations of one address can't be entered by password: each costs every attempt a hash. */
    private static final int MOST = 5;

    private static final String HELD =
            """
            select o.id, o.organisation_id, o.email, o.name, o.role, o.language, p.vouched_by, p.hash,
                   p.totp_secret is not null as second
            from organiser o
            join organiser_password p on p.organisation_id = o.organisation_id and p.organiser_id = o.id
            where o.disabled_at is null
              and not exists (select from api_token t
                              where t.organisation_id = p.organisation_id and 'token:' || t.id = p.vouched_by
                                and t.revoked_at is not null)
            """;

    /** Holds the organiser first, as whoever begins a session does. */
    static final String HOLDING =
            """
            with held as (
                select organisation_id, id from organiser where organisation_id = $1 and id = $2 for no key update
            )
            """;

    private final InstantSource clock;

    PasswordStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A password, and whom it lets in.
     *
     * @param second whether it asks for a second factor
     */
    record Held(Admission admission, String hash, boolean second) {}

    /**
     * How somebody stands.
     *
     * @param hash null: they have no password
     * @param fresh whether that session began less than so long ago
     * @param secondSince null: there is no second factor
     * @param recoveryCodes how many are left
     */
    record Standing(
            @Nullable String hash,
            @Nullable Instant setAt,
            boolean fresh,
            @Nullable Instant secondSince,
            int recoveryCodes) {}

    /** Those of an address, the oldest organiser first. */
    Future<List<Held>> byEmail(SqlClient client, String email) {
        return client.preparedQuery(HELD + " and o.email = lower($1) order by o.id limit " + MOST)
                .execute(Tuple.of(email))
                .map(Rows.all(PasswordStore::held));
    }

    /** One organiser's, without holding it. */
    Future<Optional<Held>> find(SqlClient client, long organisationId, long organiserId) {
        return client.preparedQuery(HELD + " and o.organisation_id = $1 and o.id = $2")
                .execute(Tuple.of(organisationId, organiserId))
                .map(Rows.first(PasswordStore::held));
    }

    /** Holds an organiser and their password; empty when it is another one by now, or opens nothing. */
    Future<Optional<Held>> hold(SqlClient transaction, Organiser organiser, String hash) {
        return transaction
                .preparedQuery(
                        HELD + " and o.organisation_id = $1 and o.id = $2 and p.hash = $3 for no key update of o, p")
                .execute(Tuple.of(organiser.organisationId(), organiser.id(), hash))
                .map(Rows.first(PasswordStore::held));
    }

    private static Held held(Row row) {
        return new Held(AccessStore.admission(row), row.getString("hash"), row.getBoolean("second"));
    }

    /** Somebody's own, and whether their session began less than {@code fresh} ago. */
    Future<Standing> standing(SqlClient client, long organisationId, long organiserId, long session, Duration fresh) {
        return client.preparedQuery(
                        """
                        select p.hash, p.set_at, s.id is not null as fresh, p.totp_since,
                               coalesce(cardinality(p.recovery_codes), 0) as codes
                        from organiser o
                        left join organiser_password p on p.organisation_id = o.organisation_id and p.organiser_id = o.id
                        left join console_session s on s.organiser_id = o.id and s.id = $3 and s.created_at > $4
                        where o.organisation_id = $1 and o.id = $2
                        """)
                .execute(Tuple.of(
                        organisationId,
                        organiserId,
                        session,
                        Timestamps.sql(clock.instant().minus(fresh))))
                .map(Rows.first(row -> new Standing(
                        row.getString("hash"),
                        Timestamps.instantOrNull(row, "set_at"),
                        row.getBoolean("fresh"),
                        Timestamps.instantOrNull(row, "totp_since"),
                        row.getInteger("codes"))))
                .map(found -> found.orElseGet(() -> new Standing(null, null, false, null, 0)));
    }

    /**
     * Sets it, in place of an earlier one; false when the session is over.
     *
     * @param session in which it is set, and whose voucher it has
     */
    Future<Boolean> set(SqlClient transaction, Organiser organiser, long session, String hash) {
        return transaction
                .preparedQuery(
                        """
                        with held as (
                            select o.organisation_id, o.id, s.vouched_by
                            from organiser o join console_session s on s.organiser_id = o.id
                            where o.organisation_id = $1 and o.id = $2 and o.disabled_at is null and s.id = $3
                            for no key update of o, s
                        )
                        insert into organiser_password (organisation_id, organiser_id, hash, vouched_by, set_at)
                        select organisation_id, id, $4, vouched_by, $5 from held
                        on conflict (organisation_id, organiser_id) do update
                            set hash = excluded.hash, vouched_by = excluded.vouched_by, set_at = excluded.set_at
                        """)
                .execute(Tuple.of(
                        organiser.organisationId(), organiser.id(), session, hash, Timestamps.sql(clock.instant())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Keeps the same password as it is hashed today, unless it was changed meanwhile. */
    Future<Void> renew(SqlClient client, Organiser organiser, String before, String hash) {
        return client.preparedQuery(
                        """
                        update organiser_password set hash = $4
                        where organisation_id = $1 and organiser_id = $2 and hash = $3
                        """)
                .execute(Tuple.of(organiser.organisationId(), organiser.id(), before, hash))
                .mapEmpty();
    }

    /** Removes it; false when there is none. */
    Future<Boolean> remove(SqlClient transaction, long organisationId, long organiserId) {
        return transaction
                .preparedQuery(
                        HOLDING
                                + """
                        delete from organiser_password p using held
                        where p.organisation_id = held.organisation_id and p.organiser_id = held.id
                        """)
                .execute(Tuple.of(organisationId, organiserId))
                .map(rows -> rows.rowCount() == 1);
    }
}
