package org.relais.feed;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
            select e.ctid as row, e.id from feed_event e
            where e.position is null
              and not exists (select from organisation_move m where m.organisation_id = e.organisation_id)
            """;

    /** Whether anything has no place yet. */
    Future<Boolean> unplaced(SqlClient client) {
        return client.preparedQuery("select exists (" + UNPLACED + ") as unplaced")
                .execute()
                .map(Rows.only(row -> row.getBoolean("unplaced")));
    }

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
     * @param silence for so long nobody is told of more
     * @return how many got one
     */
    Future<Integer> place(SqlConnection transaction, long least, int limit, Duration silence) {
        return transaction
                .preparedQuery(
                        """
                        with fresh as (
                            select n.row, row_number() over (order by n.id) as place
                            from (%s order by id limit $2) n
                        ), placed as (
                            update feed_event e set position = $1 + f.place from fresh f
                            where e.ctid = f.row
                            returning e.position
                        ), counted as (
                            select count(*) as placed, max(position) as last from placed
                        ), moved as (
                            update feed_head h
                            set position = c.last,
                                told_from = greatest(h.told_from, clock_timestamp() + make_interval(secs => $3))
                            from counted c where c.placed > 0
                        )
                        select placed from counted
                        """
                                .formatted(UNPLACED))
                .execute(Tuple.of(least, limit, seconds(silence)))
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
        long next = events.size() < limit
                ? Math.max(after, first.getLong("head"))
                : events.get(events.size() - 1).position();
        return new FeedPage(events, next, first.getLong("pruned"));
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

    /**
     * Has new rows told of for the next {@code patience}.
     *
     * @return whether they were not until now
     */
    Future<Boolean> tell(SqlClient client, Duration patience) {
        return client.preparedQuery(
                        """
                        update feed_head h
                        set told_until = clock_timestamp() + make_interval(secs => $1)
                        from (select told_until from feed_head) before
                        where h.told_until < clock_timestamp() + make_interval(secs => $1 / 2)
                        returning before.told_until < clock_timestamp() as lapsed
                        """)
                .execute(Tuple.of(seconds(patience)))
                .map(Rows.first(row -> row.getBoolean("lapsed")))
                .map(lapsed -> lapsed.orElse(false));
    }

    /** What new rows say to those who wait, and whether they are not told of now since somebody looks by himself. */
    record News(boolean silent, Map<Feed.Place, Long> places) {}

    /** For each of these places that has something behind it, where that is. */
    Future<News> news(SqlClient client, Collection<Feed.Place> places) {
        List<Feed.Place> asked = List.copyOf(places);
        return client.preparedQuery(
                        """
                        select h.told_from > clock_timestamp() as silent, n.place, n.position
                        from feed_head h
                        left join (
                            select a.place, e.position
                            from unnest($1::bigint[], $2::bigint[], $3::text[])
                                with ordinality a (organisation_id, after, kinds, place)
                            cross join lateral (
                                select position from feed_event
                                where organisation_id = a.organisation_id and position > a.after
                                  and (a.kinds = '' or kind = any (string_to_array(a.kinds, ',')))
                                order by position
                                limit 1) e) n on true
                        """)
                .execute(Tuple.of(
                        asked.stream().map(Feed.Place::organisationId).toArray(Long[]::new),
                        asked.stream().map(Feed.Place::after).toArray(Long[]::new),
                        asked.stream()
                                .map(place -> String.join(",", place.kinds()))
                                .toArray(String[]::new)))
                .map(rows -> news(rows, asked));
    }

    private static News news(RowSet<Row> rows, List<Feed.Place> asked) {
        Map<Feed.Place, Long> news = new HashMap<>();
        boolean silent = false;
        for (Row row : rows) {
            silent = row.getBoolean("silent");
            if (row.getLong("place") != null) {
                news.put(asked.get(Math.toIntExact(row.getLong("place")) - 1), row.getLong("position"));
            }
        }
        return new News(silent, news);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /**
     * Removes rows that got their place before {@code oldest}, and what has had none since.
     *
     * @param limit how many, of each organisation
     * @return how many were removed
     */
    Future<Integer> prune(SqlClient client, Instant oldest, int limit) {
        return client.preparedQuery(
                        """
                        with old as (
                            select p.ctid as row from organisation o
                            cross join lateral (
                                select ctid from feed_event
                                where organisation_id = o.id and position < $3
                                order by position
                                limit $2) p
                            union all
                            select u.ctid
                            from (select ctid, at from feed_event where position is null order by id limit $2) u
                            where u.at < $1
                        ), gone as (
                            delete from feed_event where ctid = any (array(select row from old)) returning position
                        ), counted as (
                            select count(*) as gone, max(position) as last from gone
                        ), moved as (
                            update feed_head set pruned = greatest(pruned, c.last) from counted c where c.last is not null
                        )
                        select gone from counted
                        """)
                .execute(Tuple.of(sql(oldest), limit, ChronoUnit.MICROS.between(Instant.EPOCH, oldest)))
                .map(Rows.only(row -> Math.toIntExact(row.getLong("gone"))));
    }
}
