package org.relais.consent.verify;

import static org.relais.database.Timestamps.instantOrNull;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.Objects;
import org.relais.consent.verify.PersonState.Implied;
import org.relais.consent.verify.PersonState.Stored;
import org.relais.database.Rows;

/** Pages of what is compared, in SQL. */
final class ComparisonStore {

    /** Everything that is read for one page belongs together, while the service goes on; each person is found by an index. */
    private static final String ONE_MOMENT =
            """
            set transaction isolation level repeatable read, read only;
            set local enable_seqscan = off;
            set local enable_hashjoin = off;
            set local enable_mergejoin = off
            """;

    /**
     * Contacts in order, each with its consent, its last event that left a state or none, and the bounds that the events
     * of everybody they are now put to the times of the consent. A time in the future counted from the moment at which it
     * came, at most a minute before it was written down.
     */
    private static final String PEOPLE =
            """
            select c.id, s.contact_id is not null as stored, s.state, s.class, s.stopped_at, s.opted_in_at,
                   last.kind as last_kind, last.state_after, last.class as last_class,
                   times.opted_in, times.stopped, coalesce(times.basis, false) as basis
            from (select id from contact where organisation_id = $1 and id > $2 order by id limit $3) c
            left join consent s on s.contact_id = c.id
            left join lateral (
                select e.kind, e.state_after, e.class from ledger_event e
                where e.contact_id = c.id and e.organisation_id is not distinct from $1
                  and (e.state_after is not null or e.kind in ('erasure', 'merge'))
                order by e.id desc
                limit 1) last on true
            left join lateral (
                select max(least(e.occurred_at, e.recorded_at)) filter (where e.kind = 'opt_in') as opted_in,
                       max(least(e.occurred_at, e.recorded_at - interval '1 minute'))
                           filter (where e.kind = 'opt_out') as stopped,
                       bool_or(e.id = s.basis_event_id) as basis
                from (select c.id union all select m.id from contact m where m.merged_into = c.id) one
                join ledger_event e on e.contact_id = one.id and e.organisation_id is not distinct from $1) times on true
            order by c.id
            """;

    /** Removals from the suppression list in order, and whether the same transaction wrote down why. */
    private static final String REMOVALS =
            """
            select r.id,
                   r.rekeyed_to is not null and r.key_id <> $4 and r.rekeyed_to <> r.key_id
                   or exists (
                       select from ledger_event e
                       where e.written_in = r.removed_in and e.organisation_id = $1
                         and (e.detail ->> 'suppression' = 'removed'
                              or e.kind = 'ignored' and e.detail ->> 'rule' = 'suppression_list')) as explained
            from (select * from suppression_removal where organisation_id = $1 and id > $2 order by id limit $3) r
            order by r.id
            """;

    Future<Void> oneMoment(SqlConnection transaction) {
        return transaction.query(ONE_MOMENT).execute().mapEmpty();
    }

    Future<List<PersonState>> people(SqlClient transaction, long organisationId, long after, int limit) {
        return transaction
                .preparedQuery(PEOPLE)
                .execute(Tuple.of(organisationId, after, limit))
                .map(Rows.all(ComparisonStore::person));
    }

    /** @param currentKeyId nothing is entered anew that was entered under it; empty when there is no key */
    Future<List<Removal>> removals(
            SqlClient transaction, long organisationId, long after, int limit, String currentKeyId) {
        return transaction
                .preparedQuery(REMOVALS)
                .execute(Tuple.of(organisationId, after, limit, currentKeyId))
                .map(Rows.all(row -> new Removal(row.getLong("id"), row.getBoolean("explained"))));
    }

    private static PersonState person(Row row) {
        String lastKind = row.getString("last_kind");
        return new PersonState(
                row.getLong("id"),
                row.getBoolean("stored")
                        ? new Stored(
                                Objects.requireNonNull(row.getString("state")),
                                Objects.requireNonNull(row.getString("class")),
                                instantOrNull(row, "stopped_at"),
                                instantOrNull(row, "opted_in_at"),
                                row.getBoolean("basis"))
                        : null,
                lastKind == null
                        ? null
                        : new Implied(
                                row.getString("state_after"),
                                row.getString("last_class"),
                                instantOrNull(row, "stopped"),
                                instantOrNull(row, "opted_in")));
    }

    record Removal(long id, boolean explained) {}
}
