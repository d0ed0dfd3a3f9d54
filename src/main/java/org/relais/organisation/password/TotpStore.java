package org.relais.organisation.password;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Organiser;

/** Second factors of passwords, in SQL. Whoever writes holds the password's row. */
final class TotpStore {
    /** Sealed anew in one transaction. */
    private static final int PAGE = 100;

    private final InstantSource clock;

    TotpStore(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * A second factor.
     *
     * @param step the last of which a code was used
     * @param tries wrong codes one after the other within the time that they count for
     */
    record Factor(byte[] sealed, long step, int tries) {}

    /**
     * Somebody's, held until the transaction ends; empty when their password has none.
     *
     * @param counted for how long wrong codes count
     */
    Future<Optional<Factor>> hold(SqlClient transaction, long organisationId, long organiserId, Duration counted) {
        return transaction
                .preparedQuery(
                        PasswordStore.HOLDING
                                + """
                        select p.totp_secret, p.totp_step,
                               case when p.wrong_code_at > $3 then p.wrong_codes else 0 end as tries
                        from organiser_password p join held on held.id = p.organiser_id
                        where p.organisation_id = $1 and p.totp_secret is not null for no key update of p
                        """)
                .execute(Tuple.of(
                        organisationId,
                        organiserId,
                        Timestamps.sql(clock.instant().minus(counted))))
                .map(Rows.first(row -> new Factor(
                        row.getBuffer("totp_secret").getBytes(), row.getLong("totp_step"), row.getInteger("tries"))));
    }

    /** Sets it up, in place of none; false when there is no password, or it has one already. */
    Future<Boolean> set(SqlClient transaction, Organiser organiser, byte[] sealed, String key, long step) {
        return transaction
                .preparedQuery(
                        """
                        update organiser_password set totp_secret = $3, totp_key = $4, totp_step = $5, totp_since = $6,
                               wrong_codes = 0, wrong_code_at = null
                        where organisation_id = $1 and organiser_id = $2 and totp_secret is null
                        """)
                .execute(Tuple.of(
                        organiser.organisationId(),
                        organiser.id(),
                        Buffer.buffer(sealed),
                        key,
                        step,
                        Timestamps.sql(clock.instant())))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Keeps these codes' hashes in place of all others. */
    Future<Void> recovery(SqlClient transaction, Organiser organiser, List<byte[]> hashes) {
        return transaction
                .preparedQuery(
                        """
                        update organiser_password set recovery_codes = $3 where organisation_id = $1 and organiser_id = $2
                        """)
                .execute(Tuple.of(
                        organiser.organisationId(),
                        organiser.id(),
                        hashes.stream().map(Buffer::buffer).toArray(Buffer[]::new)))
                .mapEmpty();
    }

    /** Notes a code that was right. */
    Future<Void> used(SqlClient transaction, Organiser organiser, long step) {
        return transaction
                .preparedQuery(
                        """
                        update organiser_password set totp_step = $3, wrong_codes = 0, wrong_code_at = null
                        where organisation_id = $1 and organiser_id = $2
                        """)
                .execute(Tuple.of(organiser.organisationId(), organiser.id(), step))
                .mapEmpty();
    }

    /** Spends a recovery code, and says how many are left; empty when it is none of theirs. */
    Future<Optional<Integer>> spend(SqlClient transaction, Organiser organiser, byte[] hash) {
        return transaction
                .preparedQuery(
                        """
                        update organiser_password
                        set recovery_codes = array_remove(recovery_codes, $3), wrong_codes = 0, wrong_code_at = null
                        where organisation_id = $1 and organiser_id = $2 and $3 = any(recovery_codes)
                        returning cardinality(recovery_codes) as left
                        """)
                .execute(Tuple.of(organiser.organisationId(), organiser.id(), Buffer.buffer(hash)))
                .map(Rows.first(row -> row.getInteger("left")));
    }

    /** Notes a code that was wrong, as that many in a row. */
    Future<Void> wrong(SqlClient transaction, Organiser organiser, int tries) {
        return transaction
                .preparedQuery(
                        """
                        update organiser_password set wrong_codes = $3, wrong_code_at = $4
                        where organisation_id = $1 and organiser_id = $2
                        """)
                .execute(Tuple.of(organiser.organisationId(), organiser.id(), tries, Timestamps.sql(clock.instant())))
                .mapEmpty();
    }

    /** Removes it with its recovery codes; false when there is none. */
    Future<Boolean> remove(SqlClient transaction, long organisationId, long organiserId) {
        return transaction
                .preparedQuery(
                        PasswordStore.HOLDING
                                + """
                        update organiser_password p
                        set totp_secret = null, totp_key = null, totp_since = null, recovery_codes = '{}'
                        from held
                        where p.organisation_id = held.organisation_id and p.organiser_id = held.id
                          and p.totp_secret is not null
                        """)
                .execute(Tuple.of(organisationId, organiserId))
                .map(rows -> rows.rowCount() == 1);
    }

    /** A secret that another key sealed. */
    record Sealed(long organisationId, long organiserId, byte[] secret) {}

    /** Those that other keys sealed, behind that organiser, held. */
    Future<List<Sealed>> sealedOtherwise(SqlClient transaction, String key, long after) {
        return transaction
                .preparedQuery(
                        """
                        select organisation_id, organiser_id, totp_secret from organiser_password
                        where totp_key <> $1 and organiser_id > $2 order by organiser_id limit $3 for no key update
                        """)
                .execute(Tuple.of(key, after, PAGE))
                .map(Rows.all(row -> new Sealed(
                        row.getLong("organisation_id"),
                        row.getLong("organiser_id"),
                        row.getBuffer("totp_secret").getBytes())));
    }

    /** Keeps a secret as another key sealed it. */
    Future<Void> reseal(SqlClient transaction, Sealed before, byte[] secret, String key) {
        return transaction
                .preparedQuery(
                        """
                        update organiser_password set totp_secret = $3, totp_key = $4
                        where organisation_id = $1 and organiser_id = $2
                        """)
                .execute(Tuple.of(before.organisationId(), before.organiserId(), Buffer.buffer(secret), key))
                .mapEmpty();
    }

    /** How many each key has sealed. */
    Future<Map<String, Long>> keys(SqlClient client) {
        return client.preparedQuery(
                        """
                        select totp_key, count(*) as many from organiser_password where totp_key is not null
                        group by totp_key order by totp_key
                        """)
                .execute()
                .map(Rows.byKey(row -> row.getString("totp_key"), row -> row.getLong("many")));
    }
}
