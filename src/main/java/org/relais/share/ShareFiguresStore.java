package org.relais.share;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.database.Paging;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.share.ShareFigures.Branch;
import org.relais.share.ShareFigures.Counts;
import org.relais.share.ShareFigures.Day;
import org.relais.share.ShareFigures.OfMessage;
import org.relais.share.ShareFigures.OfVolunteer;
import org.relais.share.ShareFigures.Own;
import org.relais.share.ShareFigures.Source;

/** Figures of sharing, counted from the events each time: they can't drift from them. */
final class ShareFiguresStore {
    private static final String EVENT_COUNTS = "count(*) filter (where kind = 'opened') as opened,\n"
            + apps(word -> "count(*) filter (where app = '" + word + "') as " + column(word))
            + ",\ncount(*) filter (where kind = 'visit') as visits\n";

    /**
     * One message, or all that are or may be passed on: not what an action was composed of, which is passed on as the
     * message that its opening makes of it, nor what is left of drafts.
     */
    private static final String OF_MESSAGES =
            """
            select m.id, m.created_at, m.ends_at, m.spec #> '{share,text}' as texts, e.*, j.joins, g.entries,
                   source.broadcast_id, source.variant
            from shareable_message m
            left join lateral (
                select b.id as broadcast_id,
                       case when b.variant_id is null then null when m.id = b.variant_id then 'b' else 'a' end as variant
                from broadcast b
                where b.organisation_id = $1 and m.id in (b.message_id, b.variant_id)
                order by b.id
                limit 1) source on true
            cross join lateral (
                select count(distinct volunteer_id) filter (where kind <> 'visit') as volunteers,
            """
                    + EVENT_COUNTS
                    + """
                from share_event where message_id = m.id) e
            cross join lateral (select count(*) as joins from share_join where message_id = m.id) j
            cross join lateral (select count(*) as entries from group_entry where message_id = m.id) g
            where m.organisation_id = $1 and ($2::bigint is null or m.id = $2) and m.id < $3
              and ($2::bigint is not null
                   or exists (select from broadcast b where b.message_id = m.id)
                   or exists (select from broadcast b where b.variant_id = m.id)
                   or exists (select from action a where a.content_id = m.id)
                   or exists (select from share_event s where s.message_id = m.id)
                   or exists (select from share_join s where s.message_id = m.id))
            order by m.id desc
            limit $4
            """;

    private static final String OF_VOLUNTEERS =
            """
            with e as (
                select coalesce(volunteer_id, 0) as volunteer_id,
            """
                    + EVENT_COUNTS
                    + """
                from share_event
                where organisation_id = $1 and ($2::bigint is null or message_id = $2)
                group by coalesce(volunteer_id, 0)
            ), j as (
                select coalesce(volunteer_id, 0) as volunteer_id, count(*) as joins
                from share_join
                where organisation_id = $1 and ($2::bigint is null or message_id = $2)
                group by coalesce(volunteer_id, 0)
            ), g as (
                select coalesce(volunteer_id, 0) as volunteer_id, count(*) as entries
                from group_entry
                where organisation_id = $1 and ($2::bigint is null or message_id = $2)
                group by coalesce(volunteer_id, 0)
            ), r as (
                select distinct s.contact_id as volunteer_id, true as done
                from action a join assignment s on s.action_id = a.id
                where a.organisation_id = $1 and a.kind = 'share' and ($2::bigint is null or a.content_id = $2)
                  and s.state = 'done' and s.contact_id is not null
            )
            select volunteer_id, coalesce(c.name, '') as name, e.opened, e.visits, j.joins, g.entries,
                   coalesce(r.done, false) as done,
            """
                    + apps(word -> "e." + column(word))
                    + """

            from e full join j using (volunteer_id) full join g using (volunteer_id) full join r using (volunteer_id)
            left join contact c on c.organisation_id = $1 and c.id = volunteer_id
            where volunteer_id >= $3
            order by volunteer_id
            limit $4
            """;

    private static String ranked(String figure) {
        return OF_VOLUNTEERS
                .replace("where volunteer_id >= $3\n", "where $5::bigint[] is null or volunteer_id = any ($5)\n")
                .replace(
                        "order by volunteer_id\n", "order by " + figure + " desc nulls last, volunteer_id offset $3\n");
    }

    private static final Map<ShareFigures.Rank, String> RANKED = Map.of(
            ShareFigures.Rank.SHARED,
            ranked(ShareApp.all().stream()
                    .map(app -> "coalesce(e." + column(app.word()) + ", 0)")
                    .collect(Collectors.joining(" + "))),
            ShareFigures.Rank.VISITS,
            ranked("e.visits"),
            ShareFigures.Rank.JOINS,
            ranked("j.joins"),
            ShareFigures.Rank.ENTRIES,
            ranked("g.entries"));

    private static final String BY_DAY =
            """
            with happened as (
                select at, kind, app from share_event
                where organisation_id = $1 and ($2::bigint is null or message_id = $2)
                union all
                select joined_at, 'join', null from share_join
                where organisation_id = $1 and ($2::bigint is null or message_id = $2)
                union all
                select entered_at, 'entry', null from group_entry
                where organisation_id = $1 and ($2::bigint is null or message_id = $2)
            )
            select (h.at at time zone o.time_zone)::date as day,
            """
                    + EVENT_COUNTS
                    + """
            , count(*) filter (where kind = 'join') as joins, count(*) filter (where kind = 'entry') as entries
            from happened h cross join (select time_zone from organisation where id = $1) o
            group by day
            order by day
            """;

    private static final String TREE =
            """
            with recursive tree as (
                select contact_id, volunteer_id, message_id, joined_at, 1 as depth
                from share_join
                where organisation_id = $1 and contact_id is not null
                  and case when $2::bigint is null
                           then volunteer_id is not null
                                and not exists (select from share_join up where up.contact_id = share_join.volunteer_id
                                                and up.volunteer_id is not null)
                           else volunteer_id = $2 end
                union all
                select j.contact_id, j.volunteer_id, j.message_id, j.joined_at, tree.depth + 1
                from share_join j join tree on j.volunteer_id = tree.contact_id
                where j.contact_id is not null
            )
            select tree.*, c.name
            from tree join contact c on c.id = tree.contact_id
            order by depth, joined_at, contact_id
            limit $3
            """;

    private static final String OWN =
            """
            with recursive tree as (
                select contact_id from share_join where organisation_id = $1 and volunteer_id = $2 and contact_id is not null
                union
                select j.contact_id from share_join j join tree on j.volunteer_id = tree.contact_id
                where j.contact_id is not null
            )
            select count(*) filter (where kind = 'opened') as opened,
                   count(*) filter (where kind = 'shared') as shared,
                   count(*) filter (where kind = 'visit') as visits,
                   (select count(*) from share_join where organisation_id = $1 and volunteer_id = $2) as joined,
                   (select count(*) from group_entry where organisation_id = $1 and volunteer_id = $2) as entered,
                   (select count(*) from tree) as tree
            from share_event
            where organisation_id = $1 and volunteer_id = $2
            """;

    Future<List<OfMessage>> ofMessages(
            SqlClient client, long organisationId, @Nullable Long messageId, Paging paging, int limit) {
        return client.preparedQuery(paging.of(OF_MESSAGES))
                .execute(Tuple.of(organisationId, messageId, paging.cursor(), limit))
                .map(Rows.all(ShareFiguresStore::ofMessage));
    }

    Future<List<OfVolunteer>> ofVolunteers(
            SqlClient client, long organisationId, @Nullable Long messageId, long fromId, int limit) {
        return client.preparedQuery(OF_VOLUNTEERS)
                .execute(Tuple.of(organisationId, messageId, fromId, limit))
                .map(Rows.all(ShareFiguresStore::ofVolunteer));
    }

    Future<List<OfVolunteer>> ranked(
            SqlClient client, long organisationId, ShareFigures.Ranking ranking, long offset, int limit) {
        List<Long> among = ranking.among();
        return client.preparedQuery(RANKED.get(ranking.rank()))
                .execute(Tuple.of(organisationId, ranking.messageId(), offset, limit)
                        .addArrayOfLong(among == null ? null : among.toArray(Long[]::new)))
                .map(Rows.all(ShareFiguresStore::ofVolunteer));
    }

    Future<List<Day>> byDay(SqlClient client, long organisationId, @Nullable Long messageId) {
        return client.preparedQuery(BY_DAY)
                .execute(Tuple.of(organisationId, messageId))
                .map(Rows.all(row -> new Day(row.getLocalDate("day"), counts(row))));
    }

    Future<List<Branch>> tree(SqlClient client, long organisationId, @Nullable Long rootId, int limit) {
        return client.preparedQuery(TREE)
                .execute(Tuple.of(organisationId, rootId, limit))
                .map(Rows.all(ShareFiguresStore::branch));
    }

    Future<Optional<Own>> own(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(OWN)
                .execute(Tuple.of(organisationId, contactId))
                .map(rows -> Optional.of(rows.iterator().next())
                        .map(row -> new Own(
                                row.getLong("opened"),
                                row.getLong("shared"),
                                row.getLong("visits"),
                                row.getLong("joined"),
                                row.getLong("entered"),
                                row.getLong("tree")))
                        .filter(own -> own.opened() + own.shared() + own.visits() + own.joined() + own.entered() > 0));
    }

    /** What stands in SQL for each app, whose words are small letters only. */
    private static String apps(UnaryOperator<String> expression) {
        return ShareApp.all().stream().map(ShareApp::word).map(expression).collect(Collectors.joining(",\n"));
    }

    private static String column(String word) {
        return "app_" + word;
    }

    private static OfMessage ofMessage(Row row) {
        JsonObject texts = row.getJsonObject("texts");
        return new OfMessage(
                row.getLong("id"),
                source(row),
                texts.stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue()))),
                Timestamps.instant(row, "created_at"),
                Timestamps.instantOrNull(row, "ends_at"),
                row.getLong("volunteers"),
                counts(row));
    }

    private static OfVolunteer ofVolunteer(Row row) {
        return new OfVolunteer(row.getLong("volunteer_id"), row.getString("name"), row.getBoolean("done"), counts(row));
    }

    private static @Nullable Source source(Row row) {
        Long broadcastId = row.getLong("broadcast_id");
        return broadcastId == null ? null : new Source(broadcastId, row.getString("variant"));
    }

    private static Branch branch(Row row) {
        Instant joinedAt = Timestamps.instant(row, "joined_at");
        return new Branch(
                row.getLong("contact_id"),
                row.getString("name"),
                row.getLong("volunteer_id"),
                row.getLong("message_id"),
                joinedAt,
                row.getInteger("depth"));
    }

    private static Counts counts(Row row) {
        Map<ShareApp, Long> shared = new HashMap<>();
        for (ShareApp app : ShareApp.all()) {
            shared.put(app, number(row, column(app.word())));
        }
        return new Counts(
                number(row, "opened"), shared, number(row, "visits"), number(row, "joins"), number(row, "entries"));
    }

    /** Null where a volunteer has joins and no event, or the other way round. */
    private static long number(Row row, String column) {
        return Objects.requireNonNullElse(row.getLong(column), 0L);
    }
}
