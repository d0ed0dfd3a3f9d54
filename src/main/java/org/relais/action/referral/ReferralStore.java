package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Tables {@code named_sharing}, {@code named_contact} and {@code named_try}. */
final class ReferralStore {
    private static final String SETTINGS =
            """
            select enabled, per_day from named_sharing where organisation_id = $1 and action_id = $2
            """;

    private static final String PUT =
            """
            insert into named_sharing (action_id, organisation_id, enabled, per_day, changed_by, changed_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (action_id) do update
            set enabled = excluded.enabled, per_day = excluded.per_day, changed_by = excluded.changed_by,
                changed_at = excluded.changed_at
            """;

    private static final String ON =
            """
            select exists (select from named_sharing s join organisation o on o.id = s.organisation_id
                           where s.action_id = $1 and s.enabled and not o.consent_only) as is_on
            """;

    /** The newest open action with named sharing in which the volunteer takes part. */
    private static final String OFFER =
            """
            select s.action_id, s.per_day, m.id as message_id, m.spec, o.consent_only, o.country, o.time_zone,
                   o.occasional_retention_days
            from assignment v
            join action a on a.id = v.action_id and a.state = 'open' and (a.ends_at is null or a.ends_at > $3)
            join named_sharing s on s.action_id = a.id and s.enabled
            join message m on m.id = coalesce(a.content_id, a.message_id)
            join organisation o on o.id = a.organisation_id
            where v.organisation_id = $1 and v.contact_id = $2 and v.state in ('accepted', 'done')
            order by a.id desc
            limit 1
            """;

    /** Who a code names, after every merge, if they may be written to. */
    private static final String VOLUNTEER =
            """
            select c.organisation_id, c.id, c.language
            from contact named
            join contact c on c.id = coalesce(named.merged_into, named.id)
            join consent s on s.contact_id = c.id and s.state = 'subscribed'
            where named.id = $1
            """;

    /** Cards of one person are counted one after the other; the chat holds the same lock. */
    private static final String LOCK =
            """
            select id from contact where id = $1 for no key update
            """;

    private static final String TRIES =
            """
            select count(*) as tries from named_try where volunteer_id = $1 and at >= $2
            """;

    private static final String TRY =
            """
            insert into named_try (organisation_id, volunteer_id, at)
            select $1, $2, $3 from generate_series(1, $4::integer)
            """;

    private static final String BRING =
            """
            insert into named_contact (organisation_id, action_id, volunteer_id, contact_id, brought_at)
            values ($1, $2, $3, $4, $5)
            returning id
            """;

    private static final String SHOWN =
            """
            update named_contact set delivery_id = $2 where id = $1
            """;

    private static final String FIND =
            """
            select n.contact_id, n.sent_at, n.removed_at,
                   n.removed_at is not null or n.contact_id is null
                       or exists (select from consent s where s.contact_id = n.contact_id and s.state = 'unsubscribed')
                   as stopped
            from named_contact n
            where n.organisation_id = $1 and n.volunteer_id = $2 and n.id = $3
            for no key update of n
            """;

    private static final String SENT =
            """
            update named_contact set sent_at = $2 where id = $1
            """;

    private static final String REMOVED =
            """
            update named_contact set removed_at = $2, owed_stop = $3 where id = $1
            """;

    private static final String TOTAL =
            """
            select count(*) as total from named_contact
            where organisation_id = $1 and volunteer_id = $2 and sent_at is not null
            """;

    private static final String PURGE_TRIES = """
            delete from named_try where at < $1
            """;

    /**
     * Somebody a volunteer brought; without a contact once they are erased.
     *
     * @param removed whether the volunteer has said that they wish no message
     * @param stopped whether they must not be written to, whoever said so
     */
    record Known(Optional<Long> contactId, boolean sent, boolean removed, boolean stopped) {}

    Future<Optional<ReferralSettings>> settings(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(SETTINGS)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.first(ReferralStore::settings));
    }

    /** Whether volunteers of an action may bring people. */
    Future<Boolean> on(SqlClient client, long actionId) {
        return client.preparedQuery(ON).execute(Tuple.of(actionId)).map(Rows.only(row -> row.getBoolean("is_on")));
    }

    Future<Void> put(
            SqlClient client,
            long organisationId,
            long actionId,
            ReferralSettings settings,
            String actor,
            Instant now) {
        return client.preparedQuery(PUT)
                .execute(Tuple.of(
                        actionId, organisationId, settings.enabled(), settings.perDay(), actor, Timestamps.sql(now)))
                .mapEmpty();
    }

    Future<Optional<ReferralOffer>> offer(SqlClient client, long organisationId, long volunteerId, Instant now) {
        return client.preparedQuery(OFFER)
                .execute(Tuple.of(organisationId, volunteerId, Timestamps.sql(now)))
                .map(Rows.first(ReferralStore::offer));
    }

    /** The volunteer of a signed link; empty when they have stopped or are erased. */
    Future<Optional<Referrer>> volunteer(SqlClient client, long contactId) {
        return client.preparedQuery(VOLUNTEER).execute(Tuple.of(contactId)).map(Rows.first(ReferralStore::volunteer));
    }

    /** Keeps other cards of this volunteer waiting until the transaction ends. */
    Future<Void> lock(SqlClient tx, long volunteerId) {
        return tx.preparedQuery(LOCK).execute(Tuple.of(volunteerId)).mapEmpty();
    }

    /** How many people the volunteer has tried to bring since then. */
    Future<Long> tries(SqlClient client, long volunteerId, Instant since) {
        return client.preparedQuery(TRIES)
                .execute(Tuple.of(volunteerId, Timestamps.sql(since)))
                .map(Rows.only(row -> row.getLong("tries")));
    }

    Future<Void> tried(SqlClient tx, long organisationId, long volunteerId, int people, Instant now) {
        return tx.preparedQuery(TRY)
                .execute(Tuple.of(organisationId, volunteerId, Timestamps.sql(now), people))
                .mapEmpty();
    }

    Future<Long> bring(
            SqlClient tx, long organisationId, long actionId, long volunteerId, long contactId, Instant now) {
        return tx.preparedQuery(BRING)
                .execute(Tuple.of(organisationId, actionId, volunteerId, contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getLong("id")));
    }

    Future<Void> shown(SqlClient tx, long namedId, long deliveryId) {
        return tx.preparedQuery(SHOWN).execute(Tuple.of(namedId, deliveryId)).mapEmpty();
    }

    /** Somebody this volunteer brought, locked; empty for anybody else's. */
    Future<Optional<Known>> find(SqlClient tx, long organisationId, long volunteerId, long namedId) {
        return tx.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, volunteerId, namedId))
                .map(Rows.first(ReferralStore::known));
    }

    Future<Void> sent(SqlClient tx, long namedId, Instant now) {
        return tx.preparedQuery(SENT)
                .execute(Tuple.of(namedId, Timestamps.sql(now)))
                .mapEmpty();
    }

    /** @param stopEventId ledger event of the stop, whose outbox is still to be emptied; null for somebody erased since */
    Future<Void> removed(SqlClient tx, long namedId, @Nullable Long stopEventId, Instant now) {
        return tx.preparedQuery(REMOVED)
                .execute(Tuple.of(namedId, Timestamps.sql(now), stopEventId))
                .mapEmpty();
    }

    /** To how many people the volunteer has written. */
    Future<Long> total(SqlClient client, long organisationId, long volunteerId) {
        return client.preparedQuery(TOTAL)
                .execute(Tuple.of(organisationId, volunteerId))
                .map(Rows.only(row -> row.getLong("total")));
    }

    /** Tries are counted by day; older ones are of no use. */
    Future<Void> purgeTries(SqlClient client, Instant before) {
        return client.preparedQuery(PURGE_TRIES)
                .execute(Tuple.of(Timestamps.sql(before)))
                .mapEmpty();
    }

    private static ReferralSettings settings(Row row) {
        return new ReferralSettings(row.getBoolean("enabled"), row.getInteger("per_day"));
    }

    private static Referrer volunteer(Row row) {
        return new Referrer(row.getLong("organisation_id"), row.getLong("id"), null, null, row.getString("language"));
    }

    private static ReferralOffer offer(Row row) {
        return new ReferralOffer(
                row.getLong("action_id"),
                row.getInteger("per_day"),
                row.getLong("message_id"),
                row.getJsonObject("spec"),
                row.getBoolean("consent_only"),
                row.getString("country"),
                ZoneId.of(row.getString("time_zone")),
                row.getInteger("occasional_retention_days"));
    }

    private static Known known(Row row) {
        return new Known(
                Optional.ofNullable(row.getLong("contact_id")),
                row.getOffsetDateTime("sent_at") != null,
                row.getOffsetDateTime("removed_at") != null,
                row.getBoolean("stopped"));
    }
}
