package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** What organisers put right in calls and their lists, in SQL. */
final class CallCorrectionStore {
    private static final String LOCK =
            """
            select t.id, t.entry_id, t.contact_id, t.address_id, t.result, t.only_contact, e.attempts,
                   not exists (select from call_attempt later where later.entry_id = t.entry_id and later.id > t.id) as latest,
                   coalesce(c.time_zone, o.time_zone) as zone
            from call_attempt t
            join call_entry e on e.id = t.entry_id
            join organisation o on o.id = t.organisation_id
            left join contact c on c.id = t.contact_id
            where t.organisation_id = $1 and t.action_id = $2 and t.id = $3
            for no key update of t
            """;

    private static final String CORRECT =
            """
            update call_attempt set result = $2, call_back_at = null, removal_asked_at = null, owed_stop = coalesce($3, owed_stop) where id = $1
            """;

    /** The entry follows its last call, unless it is with a volunteer again or was closed for a reason of its own. */
    private static final String SETTLE =
            """
            update call_entry
            set state = case when $3::text is null then 'waiting' else 'closed' end, reason = $3,
                turn = case when $3::text is null then 2 else turn end, next_at = coalesce($4, next_at)
            where id = $1 and contact_id is not null
              and (state = 'waiting' or state = 'closed' and reason in ($2, 'only_contact', 'attempts'))
            """;

    private static final String TAKE_OUT =
            """
            update call_entry set state = 'closed', reason = 'taken_out'
            where organisation_id = $1 and action_id = $2 and id = $3 and state = 'waiting'
            """;

    private static final String STATE =
            """
            select state from call_entry where organisation_id = $1 and action_id = $2 and id = $3
            """;

    /**
     * A call as it stands, alone with this transaction.
     *
     * @param result null while it is open
     * @param latest whether nobody was given the contact since
     * @param attempts how often the contact was called for this action
     * @param zone the contact's time zone
     */
    record Call(
            long id,
            long entryId,
            @Nullable Long contactId,
            @Nullable Long addressId,
            @Nullable String result,
            boolean onlyContact,
            int attempts,
            boolean latest,
            ZoneId zone) {}

    Future<Optional<Call>> lock(SqlClient tx, long organisationId, long actionId, long callId) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(organisationId, actionId, callId))
                .map(Rows.first(CallCorrectionStore::call));
    }

    /** @param stopEventId the ledger event of a removal, until the outbox is known to be empty of the person */
    Future<Void> correct(SqlClient tx, long callId, String result, @Nullable Long stopEventId) {
        return tx.preparedQuery(CORRECT)
                .execute(Tuple.of(callId, result, stopEventId))
                .mapEmpty();
    }

    /** @param reason why nobody calls the person any more; null: they wait until {@code nextAt} */
    Future<Void> settle(SqlClient tx, long entryId, String before, @Nullable String reason, @Nullable Instant nextAt) {
        return tx.preparedQuery(SETTLE)
                .execute(Tuple.of(entryId, before, reason, Timestamps.sqlOrNull(nextAt)))
                .mapEmpty();
    }

    /** Whether somebody who waited was taken out. */
    Future<Boolean> takeOut(SqlClient tx, long organisationId, long actionId, long entryId) {
        return tx.preparedQuery(TAKE_OUT)
                .execute(Tuple.of(organisationId, actionId, entryId))
                .map(SqlResult::rowCount)
                .map(count -> count == 1);
    }

    /** Where somebody of a list stands; empty when there is no such entry. */
    Future<Optional<String>> state(SqlClient client, long organisationId, long actionId, long entryId) {
        return client.preparedQuery(STATE)
                .execute(Tuple.of(organisationId, actionId, entryId))
                .map(Rows.first(row -> row.getString("state")));
    }

    private static Call call(Row row) {
        return new Call(
                row.getLong("id"),
                row.getLong("entry_id"),
                row.getLong("contact_id"),
                row.getLong("address_id"),
                row.getString("result"),
                row.getBoolean("only_contact"),
                row.getInteger("attempts"),
                row.getBoolean("latest"),
                ZoneId.of(row.getString("zone")));
    }
}
