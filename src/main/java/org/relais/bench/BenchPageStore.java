package org.relais.bench;

import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.relais.database.Rows;

/** SQL that fills the service's own tables with what the console's pages show, and tells what was read for one. */
final class BenchPageStore {
    private static final String DRAFT =
            """
            insert into broadcast (organisation_id, title, message_id, audience, state, created_by, created_at)
            values ($1, 'bench', $2, '{"everyone": true}', 'draft', 'bench', now())
            returning id
            """;

    /** A share action that everybody was offered by a broadcast, and that every tenth person has accepted. */
    private static final String ACTION =
            """
            with made as (
                insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,
                                    created_by, created_at, opened_at)
                values ($1, 'share', 'open', 'bench', $3, $3, $3, '{"everyone": true}', 'bench', now(), now())
                returning id
            ), offered as (
                insert into action_offer (broadcast_id, organisation_id, action_id, created_by, created_at)
                select $2, $1, id, 'bench', now() from made
            ), assigned as (
                insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, answer, offered_at,
                                        accepted_at, active_at)
                select $1, made.id, d.contact_id, d.id, 'accepted', 'yes', now(), now(), now()
                from delivery d, made
                where d.broadcast_id = $2 and d.id % 10 = 0
                returning id, action_id
            ), answered as (
                insert into action_event (organisation_id, action_id, assignment_id, kind, at)
                select $1, action_id, id, 'accepted', now() from assigned
            )
            select id from made
            """;

    /** Tags that only the oldest have: a list of the newest first meets nobody else before them. */
    private static final String TAG_OLDEST =
            """
            update contact set tags = array_append(tags, $3)
            where organisation_id = $1
              and id <= (select id from contact where organisation_id = $1 order by id offset $2 - 1 limit 1)
            """;

    private static final String FILLED =
            """
            select max(id) filter (where state = 'paused') as broadcast, max(id) filter (where state = 'draft') as draft,
                   (select max(id) from action where organisation_id = $1) as action,
                   (select coalesce(sum(deliveries), 0)::bigint from broadcast_progress where state = 'accepted') as deliveries
            from broadcast where organisation_id = $1
            """;

    /** Messages that people wrote, one each. */
    private static final String WRITTEN =
            """
            insert into inbound_message (organisation_id, contact_id, sender_id, address_id, event_key, text, received_at)
            select $1, contact_id, sender_id, id, 'bench-' || id, 'Je viens samedi', now()
            from address where organisation_id = $1 order by id limit $2
            """;

    private static final String READS =
            """
            select (select coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0) from pg_stat_user_tables)::bigint
                   as rows,
                   (select coalesce(sum(idx_tup_read), 0) from pg_stat_user_indexes)::bigint as entries
            """;

    /**
     * @param rows of tables
     * @param entries of indexes, which may answer by themselves
     */
    record Reads(long rows, long entries) {}

    /**
     * What the pages are asked about.
     *
     * @param deliveries finished ones, of all broadcasts
     */
    record Filled(long broadcast, long draft, long action, long deliveries) {}

    Future<Long> draft(SqlClient client, long organisationId, long messageId) {
        return client.preparedQuery(DRAFT)
                .execute(Tuple.of(organisationId, messageId))
                .map(BenchStore::id);
    }

    Future<Long> action(SqlClient client, long organisationId, long broadcastId, long messageId) {
        return client.preparedQuery(ACTION)
                .execute(Tuple.of(organisationId, broadcastId, messageId))
                .map(BenchStore::id);
    }

    /** What an earlier run has filled; empty when none came to its end. */
    Future<Optional<Filled>> filled(SqlClient client, long organisationId) {
        return client.preparedQuery(FILLED)
                .execute(Tuple.of(organisationId))
                .map(Rows.only(row -> row.getLong("draft") == null
                        ? Optional.empty()
                        : Optional.of(new Filled(
                                row.getLong("broadcast"),
                                row.getLong("draft"),
                                row.getLong("action"),
                                row.getLong("deliveries")))));
    }

    Future<Void> tagOldest(SqlClient client, long organisationId, int people, String tag) {
        return client.preparedQuery(TAG_OLDEST)
                .execute(Tuple.of(organisationId, people, tag))
                .mapEmpty();
    }

    Future<Integer> written(SqlClient client, long organisationId, int people) {
        return client.preparedQuery(WRITTEN)
                .execute(Tuple.of(organisationId, people))
                .map(RowSet::rowCount);
    }

    /** What all processes have read so far, as far as they have told. */
    Future<Reads> reads(SqlClient client) {
        return client.query(READS)
                .execute()
                .map(Rows.only(row -> new Reads(row.getLong("rows"), row.getLong("entries"))));
    }
}
