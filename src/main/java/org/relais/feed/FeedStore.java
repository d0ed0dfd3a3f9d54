package org.relais.feed;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.relais.database.Rows;

/** The feed in SQL. */
final class FeedStore {

    /** What has no place yet; of an organisation that is on its way to another database it gets one there. */
    private static final String UNPLACED =
            """
            select e.id from feed_event e
            where e.position is null
              and not exists (select from organisation_move m where m.organisation_id = e.organisation_id)
            """;

    /**
     * Takes the head until the end of the transaction, after whoever has it, when something has no place yet. The next
     * statement sees everything that was committed until then.
     */
    Future<Optional<Long>> lockHead(SqlConnection transaction) {
        return transaction
                .preparedQuery("select position from feed_head where exists (" + UNPLACED + ") for update")
                .execute()
                .map(Rows.first(row -> row.getLong("position")));
    }

    /**
     * Gives places behind the head to rows that have none.
     *
     * @param least the first place is larger than this
     * @return how many got one
     */
    Future<Integer> place(SqlConnection transaction, long least, int limit) {
        return transaction
                .preparedQuery(
                        """
                        with fresh as (
                            select n.id, row_number() over (order by n.id) as place
                            from (%s order by id limit $2) n
                        ), placed as (
                            update feed_event e set position = $1 + f.place from fresh f where e.id = f.id
                            returning e.position
                        ), counted as (
                            select count(*) as placed, max(position) as last from placed
                        ), moved as (
                            update feed_head set position = c.last from counted c where c.placed > 0
                        )
                        select placed from counted
                        """
                                .formatted(UNPLACED))
                .execute(Tuple.of(least, limit))
                .map(Rows.only(row -> Math.toIntExact(row.getLong("placed"))));
    }

    /**
     * Events behind {@code after}.
     *
     * @param kinds none for all
     */
    Future<FeedPage> page(SqlClient client, long organisationId, long after, List<String> kinds, int limit) {
        return client.preparedQuery(
                        """
                        select h.position as head, h.pruned, e.position, e.contact_id, e.kind, e.at, e.detail,
                               coalesce(c.external_id, m.external_id) as external_id
                        from feed_head h
                        left join lateral (
                            select * from feed_event
                            where organisation_id = $1 and position > $2
                              and (cardinality($3::text[]) = 0 or kind = any ($3))
                            order by position
                            limit $4) e on true
                        left join contact m on m.organisation_id = $1 and m.id = e.contact_id
                        left join contact c on c.organisation_id = $1 and c.id = coalesce(m.merged_into, m.id)
                        order by e.position
                        """)
                .execute(Tuple.of(organisationId, after, kinds.toArray(String[]::new), limit))
                .map(rows -> page(rows, after, limit));
    }

    /** The head is of the same snapshot: when the page is not full, all up to it has been read. */
    private static FeedPage page(RowSet<Row> rows, long after, int limit) {
        Row first = rows.iterator().next();
        List<FeedEvent> events = new ArrayList<>();
        for (Row row : rows) {
            if (row.getLong("position") != null) {
                events.add(event(row));
            }
        }
        boolean complete = events.size() < limit;
        long next = complete
                ? Math.max(after, first.getLong("head"))
                : events.get(events.size() - 1).position();
        return new FeedPage(events, next, complete, first.getLong("pruned"));
    }

    private static FeedEvent event(Row row) {
        return new FeedEvent(
                row.getLong("position"),
                row.getLong("contact_id"),
                row.getString("external_id"),
                Objects.requireNonNull(row.getString("kind")),
                instant(row, "at"),
                row.getJsonObject("detail"));
    }

    /** The last place of each of these organisations that has one. */
    Future<Map<Long, Long>> last(SqlClient client, Collection<Long> organisationIds) {
        return client.preparedQuery(
                        """
                        select o.id, e.position
                        from unnest($1::bigint[]) o (id)
                        cross join lateral (
                            select position from feed_event
                            where organisation_id = o.id and position is not null
                            order by position desc limit 1) e
                        """)
                .execute(Tuple.of(organisationIds.toArray(Long[]::new)))
                .map(rows -> {
                    Map<Long, Long> last = new HashMap<>();
                    rows.forEach(row -> last.put(row.getLong("id"), row.getLong("position")));
                    return last;
                });
    }

    /**
     * Removes the oldest rows when they are from before {@code oldest}.
     *
     * @param limit how many are looked at
     * @return how many were removed
     */
    Future<Integer> prune(SqlClient client, Instant oldest, int limit) {
        return client.preparedQuery(
                        """
                        with gone as (
                            delete from feed_event
                            where id in (select id from feed_event order by id limit $2) and at < $1
                            returning position
                        ), counted as (
                            select count(*) as gone, max(position) as last from gone
                        ), moved as (
                            update feed_head set pruned = greatest(pruned, c.last) from counted c where c.last is not null
                        )
                        select gone from counted
                        """)
                .execute(Tuple.of(sql(oldest), limit))
                .map(Rows.only(row -> Math.toIntExact(row.getLong("gone"))));
    }
}
