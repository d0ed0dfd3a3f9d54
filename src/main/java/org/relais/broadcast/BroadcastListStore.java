package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;

/** Broadcasts with what came of each, a page in one statement. Those that stay open are not among them. */
public final class BroadcastListStore {
    /** Stands for what the first page is before. */
    public static final long FIRST = Long.MAX_VALUE;

    /**
     * Each figure is looked up for the broadcasts of the page alone: from their counters, from who has answered the action that
     * they offer, and from who has stopped while they were on their way, by the rule of {@link ResultStore#ANSWERED_BY_STOP}.
     */
    private static final String PAGE = Database.PLANNED_EACH_TIME
            + """
            with page as materialized (
                select b.*, o.action_id, a.kind as action_kind, %4$s as place
                from broadcast b
                left join action_offer o on o.broadcast_id = b.id
                left join action a on a.id = o.action_id
                where b.organisation_id = $1
                  and ($2 = %3$d or (%4$s, b.id) %6$s ((select %4$s from broadcast b where b.id = $2), $2))
                  and ($3 = '' or strpos(folded(b.title), folded($3)) > 0)
                  and case $4 when 'own' then o.broadcast_id is null
                              when 'actions' then o.broadcast_id is not null
                              when 'drafts' then b.state = 'draft'
                              else true end
                  and not exists (select from welcome w where w.broadcast_id = b.id)
                order by %4$s %5$s, b.id %5$s
                limit $5
            ), erased as materialized (
                select g.contact_id, c.stopped_at
                from (select id as contact_id from contact
                      where organisation_id = $1 and erased_at > (select min(started_at) from page)) g
                cross join lateral (%2$s) c
                where c.stopped_at is not null
            ), cost as materialized (
                select c.broadcast_id, sum(c.messages * c.price) as cost
                from charge c
                where c.organisation_id = $1 and c.broadcast_id = any (array(select id from page))
                  -- Months begin by the organisation's clock.
                  and c.month >= (select date_trunc('month', min(started_at) - interval '1 day')::date from page)
                group by 1
            )
            select p.*, p.action_id is not null
                        or (select jsonb_path_exists(m.spec, '$.buttons[*].payload') from message m
                            where m.id = p.message_id) as asks,
                   f.recipients, f.to_send, f.under_way, f.sent, f.perhaps, f.failed, f.answered as answers, s.stopped, c.cost,
                   coalesce((select currency from spending where organisation_id = $1), 'EUR') as currency
            from page p
            cross join lateral (
                select coalesce(sum(deliveries) filter (where state <> 'answered'), 0)::bigint as recipients,
                       coalesce(sum(deliveries) filter (where state not in ('answered', 'suppressed')), 0)::bigint as to_send,
                       coalesce(sum(deliveries) filter (where state in ('queued', 'sending')), 0)::bigint as under_way,
                       coalesce(sum(deliveries) filter (where state in ('accepted', 'delivered', 'read')), 0)::bigint as sent,
                       coalesce(sum(deliveries) filter (where state in ('unknown', 'withheld')), 0)::bigint as perhaps,
                       coalesce(sum(deliveries) filter (where state = 'failed'), 0)::bigint as failed,
                       coalesce(sum(deliveries) filter (where state = 'answered'), 0)::bigint as answered
                from broadcast_progress where broadcast_id = p.id) f
            cross join lateral (
                select count(*) as stopped
                from (select contact_id, stopped_at from consent where organisation_id = $1
                      union all select contact_id, stopped_at from erased) c
                cross join lateral (select id, contact_id, settled_at from delivery
                                    where broadcast_id = p.id and contact_id = c.contact_id
                                      and state in ('accepted', 'delivered', 'read') offset 0) g
                where c.stopped_at > p.started_at
                  and c.stopped_at <= coalesce(p.finished_at, 'infinity') + interval '3 days'
                  and %1$s) s
            left join cost c on c.broadcast_id = p.id
            order by p.place %5$s, p.id %5$s
            """;

    /** The counters of a broadcast, of which there is one for each state and reason. */
    private static final String COUNTED =
            "(select coalesce(sum(deliveries), 0)::bigint from broadcast_progress where broadcast_id = b.id and state %s)";

    private static final Map<Order, String> PAGES = new EnumMap<>(Map.of(
            Order.TIME, page("coalesce(b.started_at, b.scheduled_at, b.created_at)", true),
            Order.TITLE, page("folded(b.title)", false),
            Order.SENT, page(COUNTED.formatted("in ('accepted', 'delivered', 'read')"), true),
            Order.ANSWERS, page(COUNTED.formatted("= 'answered'"), true)));

    private static String page(String place, boolean down) {
        return PAGE.formatted(
                ResultStore.ANSWERED_BY_STOP,
                ResultStore.STOP_OF_ERASED,
                FIRST,
                place,
                down ? "desc" : "asc",
                down ? "<" : ">");
    }

    /** Which broadcasts are meant. */
    public enum Kind implements SqlNamed {
        ALL,
        /** Without those that offer an action. */
        OWN,
        ACTIONS,
        DRAFTS
    }

    /** What a list is sorted by: the last, the first of the alphabet and the most stand first. */
    public enum Order implements SqlNamed {
        /** When one left, is to leave, or was written. */
        TIME,
        TITLE,
        SENT,
        ANSWERS
    }

    /** @param title what their title holds, as written or not; empty for any */
    public record Filter(Kind kind, String title, Order order) {
        /** The same, the last first. */
        public Filter(Kind kind, String title) {
            this(kind, title, Order.TIME);
        }

        /** Whether it shows some broadcasts only. */
        public boolean narrowed() {
            return kind != Kind.ALL || !title.isEmpty();
        }
    }

    /**
     * The action that a broadcast offers.
     *
     * @param kind its word
     */
    public record Offered(long actionId, String kind) {}

    /**
     * A broadcast and what came of it.
     *
     * @param offered null for one of its own
     * @param asks whether there is something to answer
     * @param cost null where nothing is billed, or nothing of it has a price
     */
    public record Listed(
            Broadcast broadcast,
            @Nullable Offered offered,
            boolean asks,
            Figures figures,
            @Nullable BigDecimal cost,
            String currency) {
        /**
         * How many people there are of each.
         *
         * @param toSend as {@link Progress#toSend}
         * @param underWay of the recipients, those of whom it is not settled yet
         * @param perhaps of whom nobody knows whether it was sent to them
         * @param answers of those it was sent to: to its question, or to the action that it offers
         */
        public record Figures(
                long recipients,
                long toSend,
                long underWay,
                long sent,
                long perhaps,
                long failed,
                long answers,
                long stopped) {
            /** Whether nothing has gone out, as {@link Progress#unsent}. */
            public boolean unsent() {
                return sent + perhaps == 0;
            }
        }
    }

    /** In their order; {@code before} the id of the last of the page before, or {@link #FIRST}. */
    Future<List<Listed>> page(SqlClient client, long organisationId, Filter filter, long before, int limit) {
        return client.preparedQuery(Objects.requireNonNull(PAGES.get(filter.order()), "every order"))
                .execute(Tuple.of(
                        organisationId, before, filter.title(), filter.kind().sqlName(), limit))
                .map(Rows.all(BroadcastListStore::listed));
    }

    private static Listed listed(Row row) {
        Long action = row.getLong("action_id");
        return new Listed(
                BroadcastStore.broadcast(row),
                action == null ? null : new Offered(action, row.getString("action_kind")),
                row.getBoolean("asks"),
                new Listed.Figures(
                        row.getLong("recipients"),
                        row.getLong("to_send"),
                        row.getLong("under_way"),
                        row.getLong("sent"),
                        row.getLong("perhaps"),
                        row.getLong("failed"),
                        row.getLong("answers"),
                        row.getLong("stopped")),
                row.getBigDecimal("cost"),
                row.getString("currency"));
    }
}
