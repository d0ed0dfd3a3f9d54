package org.relais.action.referral;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.action.referral.ReferralFigures.Counts;
import org.relais.action.referral.ReferralFigures.Day;
import org.relais.database.Rows;

/** Figures of named sharing. */
final class ReferralFiguresStore {
    private static final String DAYS =
            """
            select (n.brought_at at time zone o.time_zone)::date as day,
                   count(*) as brought,
                   count(n.sent_at) as sent,
                   count(*) filter (where n.joined_at is not null or s.state = 'subscribed' or s.opted_in_at is not null)
                       as joined,
                   count(*) filter (where n.removed_at is not null or s.state = 'unsubscribed'
                                       or exists (select from rights_request r
                                                  where r.contact_id = n.contact_id and r.kind in ('erasure', 'objection')))
                       as removed
            from named_contact n
            join organisation o on o.id = n.organisation_id
            left join consent s on s.contact_id = n.contact_id
            where n.organisation_id = $1 and n.action_id = $2
            group by 1
            order by 1
            """;

    Future<ReferralFigures> of(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(DAYS)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.all(row -> new Day(row.getLocalDate("day"), counts(row))))
                .map(days -> new ReferralFigures(sum(days), days));
    }

    private static Counts sum(List<Day> days) {
        return days.stream()
                .map(Day::counts)
                .reduce(
                        new Counts(0, 0, 0, 0),
                        (one, other) -> new Counts(
                                one.brought() + other.brought(),
                                one.sent() + other.sent(),
                                one.joined() + other.joined(),
                                one.removed() + other.removed()));
    }

    private static Counts counts(Row row) {
        return new Counts(row.getLong("brought"), row.getLong("sent"), row.getLong("joined"), row.getLong("removed"));
    }
}
