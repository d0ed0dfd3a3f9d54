package org.relais.consent.federation;

import static org.relais.database.Timestamps.instant;
import static org.relais.database.Timestamps.sql;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.database.Database;
import org.relais.database.Rows;

/** What a section that joins a federation and the others tell each other, in SQL. */
final class SectionExchangeStore {
    /** Client sessions of this database with a transaction that is under way, other than the one that asks. */
    private static final String UNDER_WAY =
            """
            select l.virtualtransaction
            from pg_locks l join pg_stat_activity s on s.pid = l.pid
            where l.locktype = 'virtualxid' and l.granted and l.pid <> pg_backend_pid() and s.usesysid is not null
              and s.datid = (select oid from pg_database where datname = current_database())
            """;

    /** Ids of an organisation's people, so many after one; who is erased or merged counts too. */
    private static final String PAGE_END =
            """
            select max(id) as last from (select id from contact where organisation_id = $1 and id > $2 order by id limit $3) c
            """;

    private static final String STOPPED = Database.PLANNED_EACH_TIME
            + """
            select s.contact_id, s.stopped_at, a.channel, a.kind, a.identifier
            from (select id from contact where organisation_id = $1 and id > $2 and id <= $3 offset 0) c
            cross join lateral (
                select * from consent s where s.contact_id = c.id and s.state = 'unsubscribed' offset 0) s
            cross join lateral (
                select * from address a where a.contact_id = c.id and a.status <> 'retired' offset 0) a
            order by s.contact_id, a.id
            """;

    /** Which of these people have stopped, and are somebody in another section who has not. */
    private static final String OPEN_ELSEWHERE = Database.PLANNED_EACH_TIME
            + """
            select distinct s.contact_id
            from unnest($1::bigint[]) c (id)
            cross join lateral (select * from consent s where s.contact_id = c.id and s.state = 'unsubscribed' offset 0) s
            cross join lateral (
                select * from address a where a.contact_id = c.id and a.status <> 'retired' offset 0) a
            cross join unnest($2::bigint[]) n (id)
            cross join lateral (
                select b.contact_id from address b
                where b.organisation_id = n.id and b.identifier = a.identifier and b.kind = a.kind
                  and (b.kind = 'phone' or b.channel = a.channel) and b.status <> 'retired'
                offset 0) b
            cross join lateral (select * from consent o where o.contact_id = b.contact_id offset 0) o
            where o.state <> 'unsubscribed'
              and (o.opted_in_at is null or o.opted_in_at <= s.stopped_at or o.opted_in_at > $3)
            order by s.contact_id
            """;

    /** An address of somebody who has stopped. */
    record Stopped(long contactId, Instant stoppedAt, AddressId identifier) {}

    /** Transactions that are under way, by the names that {@link #areUnderWay} knows. */
    Future<List<String>> underWay(SqlClient client) {
        return client.query(UNDER_WAY).execute().map(Rows.all(row -> row.getString("virtualtransaction")));
    }

    Future<Boolean> areUnderWay(SqlClient client, List<String> transactions) {
        return client.preparedQuery("select exists (select from (" + UNDER_WAY
                        + ") now where virtualtransaction = any ($1::text[])) as so")
                .execute(Tuple.tuple().addArrayOfString(transactions.toArray(String[]::new)))
                .map(Rows.only(row -> row.getBoolean("so")));
    }

    /** The last of so many contacts after one; empty when there is none. */
    Future<Optional<Long>> pageEnd(SqlClient client, long organisationId, long after, int limit) {
        return client.preparedQuery(PAGE_END)
                .execute(Tuple.of(organisationId, after, limit))
                .map(rows -> Optional.ofNullable(rows.iterator().next().getLong("last")));
    }

    Future<List<Stopped>> stopped(SqlClient client, long organisationId, long after, long last) {
        return client.preparedQuery(STOPPED)
                .execute(Tuple.of(organisationId, after, last))
                .map(Rows.all(row -> new Stopped(
                        row.getLong("contact_id"),
                        instant(row, "stopped_at"),
                        new AddressId(
                                row.getString("channel"),
                                AddressKind.of(row.getString("kind")),
                                row.getString("identifier")))));
    }

    /** @param now by this node's clock: who has opted in ahead of it may have done so before they stopped */
    Future<List<Long>> openElsewhere(SqlClient client, List<Long> contactIds, List<Long> sections, Instant now) {
        return client.preparedQuery(OPEN_ELSEWHERE)
                .execute(Tuple.tuple()
                        .addValue(contactIds.toArray(Long[]::new))
                        .addValue(sections.toArray(Long[]::new))
                        .addValue(sql(now)))
                .map(Rows.all(row -> row.getLong("contact_id")));
    }
}
