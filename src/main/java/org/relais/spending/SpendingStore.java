package org.relais.spending;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** SQL of what messages cost. */
final class SpendingStore {

    private static final String FOLD =
            """
            with taken as (
                delete from charge_change
                where ctid = any(array(select ctid from charge_change limit 20000 for update skip locked))
                returning *
            )
            insert into charge_total as total (organisation_id, month, channel, country, category, billable, broadcast_id,
                                               action_id, message_id, messages)
            select organisation_id, month, channel, country, category, billable, broadcast_id, action_id, message_id,
                   sum(messages)
            from taken
            group by 1, 2, 3, 4, 5, 6, 7, 8, 9
            order by 1, 2, 3, 4, 5, 6, 7, 8, 9
            on conflict (organisation_id, month, channel, country, category, billable, broadcast_id, action_id, message_id)
                do update set messages = total.messages + excluded.messages
            """;

    /** The action on whose account charges c are: of what was said in its course, or of its own messages. */
    private static final String OF_ITS_ACTION =
            """
            left join action a on a.organisation_id = c.organisation_id
                 and (a.id = c.action_id
                      or c.message_id <> 0 and c.message_id in (a.message_id, a.offer_id, a.content_id, a.reminder_id))
            """;

    private static final String LINES =
            """
            select b.id as broadcast_id, a.id as action_id, coalesce(b.title, a.title) as title,
                   coalesce(b.started_at, a.opened_at) as started_at,
                   c.channel, c.country, c.category, c.billable,
                   sum(c.messages)::bigint as messages, sum(c.messages * c.price) as cost
            from charge c
            left join broadcast b on b.id = c.broadcast_id and b.organisation_id = c.organisation_id
            """
                    + OF_ITS_ACTION
                    + """
            where c.organisation_id = $1 and c.month = $2
            group by 1, 2, 3, 4, 5, 6, 7, 8
            order by cost desc nulls last, messages desc, broadcast_id, action_id, country, category
            """;

    private static final String TOTALS =
            """
            select coalesce(p.currency, 'EUR') as currency, p.ceiling,
                   spent_in_month(o.id, $2) as spent, ceiling_reached(o.id, $2) as reached,
                   coalesce((select sum(c.messages) from charge c
                             where c.organisation_id = o.id and c.month = $2 and c.billable and c.price is null), 0)::bigint
                       as unrated
            from organisation o left join spending p on p.organisation_id = o.id
            where o.id = $1
            """;

    /** Rounded once, as a bill is. */
    private static final String MONTHS =
            """
            select month, round(coalesce(sum(cost), 0), 2) as cost, sum(billed)::bigint as billed,
                   sum(unrated)::bigint as unrated
            from (select c.month, sum(c.messages * c.price) as cost,
                         coalesce(sum(c.messages) filter (where c.billable), 0) as billed,
                         coalesce(sum(c.messages) filter (where c.billable and c.price is null), 0) as unrated
                  from charge c
            """
                    + OF_ITS_ACTION
                    + """
                  where c.organisation_id = $1 and c.month > $2::date - interval '2 years'
                  group by c.month, a.id, case when a.id is null then c.broadcast_id end) parts
            group by month
            order by month desc
            """;

    private static final String SUMS =
            """
            select %s as there, coalesce((select p.currency from spending p where p.organisation_id = $1), 'EUR') as currency,
                   coalesce(sum(c.messages * c.price), 0) as cost,
                   coalesce(sum(c.messages) filter (where c.billable), 0)::bigint as billed,
                   coalesce(sum(c.messages) filter (where c.billable and c.price is null), 0)::bigint as unrated,
                   coalesce(sum(c.messages) filter (where not c.billable), 0)::bigint as free
            from charge c
            where c.organisation_id = $1
            """;

    private static final String OF_BROADCAST =
            SUMS.formatted("exists (select from broadcast where organisation_id = $1 and id = $2)")
                    + "and c.broadcast_id = $2";

    private static final String OF_ACTION =
            SUMS.formatted("exists (select from action where organisation_id = $1 and id = $2)")
                    + """
            and (c.action_id = $2
                 or c.message_id in (select m.id from action a
                                     cross join lateral unnest(array[a.message_id, a.offer_id, a.content_id, a.reminder_id]) m(id)
                                     where a.organisation_id = $1 and a.id = $2 and m.id is not null))
            """;

    private static final String MONTH = "select month_at($1, $2) as month";

    private static final String RATES =
            """
            select channel, country, category, price, valid_from, published from counting_rate where organisation_id = $1
            order by channel, valid_from desc, country, category
            """;

    private static final String FORGET_RATES =
            "delete from spending_rate where organisation_id = $1 and valid_from = any ($2::date[])";

    /** Of two lines about the same, the later one counts. */
    private static final String ADD_RATES =
            """
            insert into spending_rate (organisation_id, channel, country, category, price, valid_from)
            select distinct on (channel, country, category, valid_from)
                   $1, channel, country, category, price::numeric, valid_from
            from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::date[]) with ordinality
                 as r(channel, country, category, price, valid_from, line)
            order by channel, country, category, valid_from, line desc
            """;

    /** Another node may do so at the same time, of this version or of another. */
    private static final String PUBLISH =
            """
            with known as (
                select channel, country, category, price::numeric as price, valid_from
                from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[])
                     as r(channel, country, category, price, valid_from)
            ), gone as (
                delete from published_rate p
                where not exists (select from known k
                                  where (k.channel, k.country, k.category, k.valid_from)
                                      = (p.channel, p.country, p.category, p.valid_from))
            )
            insert into published_rate (channel, country, category, price, valid_from)
            select channel, country, category, price, valid_from from known
            on conflict (channel, country, category, valid_from) do update set price = excluded.price
            where published_rate.price <> excluded.price
            """;

    private static final String CURRENCY =
            """
            insert into spending (organisation_id, currency) values ($1, $2)
            on conflict (organisation_id) do update set currency = excluded.currency
            """;

    private static final String CEILING =
            """
            insert into spending (organisation_id, ceiling) values ($1, $2)
            on conflict (organisation_id) do update set ceiling = excluded.ceiling
            """;

    private static final String HOLD =
            """
            select coalesce(sum(pause_at_ceiling(p.organisation_id, null)), 0)::int as paused
            from spending p
            where p.ceiling is not null and ceiling_reached(p.organisation_id, month_at(p.organisation_id, $1))
            """;

    /** As the view of charges finds it; the dearest of a channel without a price for the category. */
    private static final String PRICE =
            """
            select coalesce((select r.price from counting_rate r join organisation o on o.id = r.organisation_id
                             where $4::text is not null and r.organisation_id = $1 and r.channel = $2
                               and r.country in (o.country, '*') and r.category in ($4, '*') and r.valid_from <= $3
                             order by r.country = '*', r.category = '*', r.valid_from desc
                             limit 1),
                            dearest_rate($1, $2, $3)) as price
            """;

    /** Sums of a month. */
    record Totals(String currency, @Nullable Long ceiling, boolean reached, BigDecimal spent, long unrated) {}

    Future<Integer> fold(SqlClient client) {
        return client.query(FOLD).execute().map(RowSet::rowCount);
    }

    /** First day of the organisation's month at that time. */
    Future<LocalDate> month(SqlClient client, long organisationId, Instant now) {
        return client.preparedQuery(MONTH)
                .execute(Tuple.of(organisationId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getLocalDate("month")));
    }

    Future<Totals> totals(SqlClient client, long organisationId, LocalDate month) {
        return client.preparedQuery(TOTALS)
                .execute(Tuple.of(organisationId, month))
                .map(Rows.only(row -> new Totals(
                        row.getString("currency"),
                        row.getLong("ceiling"),
                        row.getBoolean("reached"),
                        row.getBigDecimal("spent"),
                        row.getLong("unrated"))));
    }

    Future<List<Spending.Line>> lines(SqlClient client, long organisationId, LocalDate month) {
        return client.preparedQuery(LINES)
                .execute(Tuple.of(organisationId, month))
                .map(Rows.all(SpendingStore::line));
    }

    /** The months in which something arrived, newest first, of the two years to that one. */
    Future<List<Spending.Month>> months(SqlClient client, long organisationId, LocalDate last) {
        return client.preparedQuery(MONTHS)
                .execute(Tuple.of(organisationId, last))
                .map(Rows.all(row -> new Spending.Month(
                        YearMonth.from(row.getLocalDate("month")),
                        row.getBigDecimal("cost"),
                        row.getLong("billed"),
                        row.getLong("unrated"))));
    }

    Future<Optional<Spending.Of>> ofBroadcast(SqlClient client, long organisationId, long broadcastId) {
        return client.preparedQuery(OF_BROADCAST)
                .execute(Tuple.of(organisationId, broadcastId))
                .map(Rows.only(SpendingStore::sum));
    }

    Future<Optional<Spending.Of>> ofAction(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(OF_ACTION)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.only(SpendingStore::sum));
    }

    private static Optional<Spending.Of> sum(Row row) {
        return row.getBoolean("there")
                ? Optional.of(new Spending.Of(
                        row.getString("currency"),
                        row.getBigDecimal("cost"),
                        row.getLong("billed"),
                        row.getLong("unrated"),
                        row.getLong("free")))
                : Optional.empty();
    }

    Future<List<Rate>> rates(SqlClient client, long organisationId) {
        return client.preparedQuery(RATES)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(row -> new Rate(
                        row.getString("channel"),
                        row.getString("country"),
                        row.getString("category"),
                        row.getBigDecimal("price"),
                        row.getLocalDate("valid_from"),
                        row.getBoolean("published"))));
    }

    /** These take the place of all that count from those days. */
    Future<Void> replaceRates(
            SqlClient client, long organisationId, Collection<LocalDate> from, Collection<Rate> rates) {
        return client.preparedQuery(FORGET_RATES)
                .execute(Tuple.tuple().addValue(organisationId).addValue(from.toArray(LocalDate[]::new)))
                .compose(forgotten -> client.preparedQuery(ADD_RATES).execute(columns(Tuple.of(organisationId), rates)))
                .mapEmpty();
    }

    /** These, and no others, are what platforms publish. */
    Future<Void> publish(SqlClient client, Collection<Rate> rates) {
        return client.preparedQuery(PUBLISH)
                .execute(columns(Tuple.tuple(), rates))
                .mapEmpty();
    }

    private static Tuple columns(Tuple before, Collection<Rate> rates) {
        return before.addValue(rates.stream().map(Rate::channel).toArray(String[]::new))
                .addValue(rates.stream().map(Rate::country).toArray(String[]::new))
                .addValue(rates.stream().map(Rate::category).toArray(String[]::new))
                .addValue(
                        rates.stream().map(rate -> rate.price().toPlainString()).toArray(String[]::new))
                .addValue(rates.stream().map(Rate::from).toArray(LocalDate[]::new));
    }

    Future<Void> currency(SqlClient client, long organisationId, String currency) {
        return client.preparedQuery(CURRENCY)
                .execute(Tuple.of(organisationId, currency))
                .mapEmpty();
    }

    Future<Void> ceiling(SqlClient client, long organisationId, @Nullable Long ceiling) {
        return client.preparedQuery(CEILING)
                .execute(Tuple.of(organisationId, ceiling))
                .mapEmpty();
    }

    /** Pauses the broadcasts of organisations that have reached their ceiling; returns how many. */
    Future<Integer> hold(SqlClient client, Instant now) {
        return client.preparedQuery(HOLD)
                .execute(Tuple.of(Timestamps.sql(now)))
                .map(Rows.only(row -> row.getInteger("paused")));
    }

    /** What is asked for a price of; a null category: the dearest. */
    record Priced(long organisationId, String channel, @Nullable String category) {}

    Future<Optional<BigDecimal>> price(SqlClient client, Priced priced, LocalDate month) {
        return client.preparedQuery(PRICE)
                .execute(Tuple.of(priced.organisationId(), priced.channel(), month, priced.category()))
                .map(Rows.only(row -> Optional.ofNullable(row.getBigDecimal("price"))));
    }

    private static Spending.Line line(Row row) {
        return new Spending.Line(
                row.getLong("broadcast_id"),
                row.getLong("action_id"),
                row.getString("title"),
                Timestamps.instantOrNull(row, "started_at"),
                row.getString("channel"),
                row.getString("country"),
                row.getString("category"),
                row.getBoolean("billable"),
                row.getLong("messages"),
                row.getBigDecimal("cost"));
    }
}
