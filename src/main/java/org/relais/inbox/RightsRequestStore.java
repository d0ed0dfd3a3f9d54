package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.stopword.RightsKind;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;
import org.relais.organisation.Actor;

/** Rights that people exercise, in SQL, always within one organisation. */
public final class RightsRequestStore {
    private static final String OPEN =
            """
            with opened as (
                insert into rights_request (organisation_id, contact_id, kind, event_key, text, recorded_by,
                                            received_at, due_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8)
                on conflict (contact_id, kind) where state = 'open' do nothing
                returning id
            ), earlier as (
                -- The month runs from the first time that the person asked, whenever that came to be known.
                update rights_request set received_at = $7, due_at = $8
                where organisation_id = $1 and contact_id = $2 and kind = $3 and state = 'open' and due_at > $8
            ), renewed as (
                -- A stop took the request back, as far as messages go: who asks again after it is answered, once for each stop.
                update rights_request r set renewed_at = $7
                from consent t
                where r.organisation_id = $1 and r.contact_id = $2 and r.kind = $3 and r.state = 'open' and r.due_at <= $8
                  and r.kind = 'access' and $4::text is not null and r.recorded_by is null
                  and t.contact_id = r.contact_id and t.state = 'unsubscribed'
                  and t.stopped_at >= coalesce(r.renewed_at, r.received_at) and t.stopped_at < $7
                returning r.id
            )
            select id, false as renewed from opened union all select id, true from renewed
            """;

    private static final String SELECT =
            """
            select r.id, r.contact_id, coalesce(c.name, '') as contact_name,
                   c.id is null or c.erased_at is not null as erased,
                   coalesce(t.state = 'unsubscribed' and coalesce(r.renewed_at, r.received_at) <= t.stopped_at, false) as stopped, r.kind, r.text, r.recorded_by, r.received_at,
                   r.due_at, r.state, r.closed_at, r.closed_by, r.note,
                   r.link_until, r.link_openings, d.state as delivery, d.reason,
                   coalesce(d.queued_at, r.closed_at, r.received_at) as sent_at
            from rights_request r
            left join contact c on c.id = r.contact_id and c.organisation_id = r.organisation_id
            left join consent t on t.contact_id = c.id
            left join lateral (select * from delivery where contact_id = r.contact_id and message_id = r.link_message_id
                               order by id desc limit 1) d on r.link_message_id is not null
            """;

    private static final String PAGE = SELECT
            + """
            where r.organisation_id = $1
              and ($2::text is null or r.state = $2)
              and ($3 = 0 or (r.state <> 'open', r.due_at, r.id) > (select state <> 'open', due_at, id from rights_request
                                                 where organisation_id = $1 and id = $3))
            order by r.state <> 'open', r.due_at, r.id
            limit $4
            """;

    private static final String LINKED = SELECT
            + """
            where r.organisation_id = $1 and r.state = 'done' and r.link_until > $2
            order by r.closed_at desc, r.id desc
            limit $3
            """;

    private static final String FIND =
            SELECT + """
            where r.organisation_id = $1 and r.id = $2
            """;

    private static final String OPEN_ONE = SELECT
            + """
            where r.organisation_id = $1 and r.contact_id = $2 and r.kind = $3 and r.state = 'open'
            """;

    private static final String OPEN_OF = SELECT
            + """
            where r.organisation_id = $1 and r.contact_id = $2 and r.state = 'open'
            order by r.due_at, r.id
            """;

    /** The ledger has each time that somebody asked again. */
    private static final String ASKED_AGAIN =
            """
            select r.received_at
            from rights_request r
            where r.organisation_id = $1 and r.contact_id = $2 and r.kind = $3 and r.state = 'open'
              and 1 = (select count(*) from ledger_event e
                       where e.organisation_id = $1 and e.contact_id = $2 and e.kind = 'rights_request'
                         and e.detail ->> 'right' = $3 and e.detail ->> 'request' = 'repeated' and e.recorded_at >= $4)
            """;

    private static final String CLOSE =
            """
            update rights_request set state = $3, closed_at = $4, closed_by = $5, note = $6
            where organisation_id = $1 and id = $2 and state = 'open'
            """;

    /**
     * How a request came.
     *
     * @param eventKey of the webhook event; null when an organiser wrote it down
     * @param recordedBy the organiser; null when it came by webhook
     * @param receivedAt begins the month of GDPR article 12(3)
     */
    public record Origin(
            @Nullable String eventKey, @Nullable String text, @Nullable String recordedBy, Instant receivedAt) {}

    /** A request that waits for an answer from now on. @param renewed whether it was open before, and a stop took it back */
    public record Opened(long id, boolean renewed) {}

    /** Opens a request; empty when one of the same kind waits for an answer already. One that is renewed keeps its deadline. */
    public Future<Optional<Opened>> open(
            SqlClient tx, long organisationId, long contactId, RightsKind kind, Origin origin) {
        OffsetDateTime received = origin.receivedAt().atOffset(ZoneOffset.UTC);
        return tx.preparedQuery(OPEN)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(contactId)
                        .addValue(name(kind))
                        .addValue(origin.eventKey())
                        .addValue(origin.text())
                        .addValue(origin.recordedBy())
                        .addValue(received)
                        .addValue(due(origin.receivedAt())))
                .map(Rows.first(row -> new Opened(row.getLong("id"), row.getBoolean("renewed"))));
    }

    /** Since when a request is open that was asked for again exactly once since that time; empty for any other. */
    public Future<Optional<Instant>> askedAgain(
            SqlClient tx, long organisationId, long contactId, RightsKind kind, Instant since) {
        return tx.preparedQuery(ASKED_AGAIN)
                .execute(Tuple.of(organisationId, contactId, name(kind), since.atOffset(ZoneOffset.UTC)))
                .map(Rows.first(row -> Timestamps.instant(row, "received_at")));
    }

    /** Until when a request has to be seen to: a month (GDPR article 12(3)). */
    public static OffsetDateTime due(Instant receivedAt) {
        return receivedAt.atOffset(ZoneOffset.UTC).plusMonths(1);
    }

    /** As {@link RightsRequestService#page}. */
    Future<List<RightsCase>> page(
            SqlClient client, long organisationId, RightsCase.@Nullable State state, long afterId, int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(organisationId, state == null ? null : state.sqlName(), afterId, limit))
                .map(Rows.all(RightsRequestStore::oneCase));
    }

    /** As {@link RightsRequestService#linked}. */
    Future<List<RightsCase>> linked(SqlClient client, long organisationId, Instant now, int limit) {
        return client.preparedQuery(LINKED)
                .execute(Tuple.of(organisationId, Timestamps.sql(now), limit))
                .map(Rows.all(RightsRequestStore::oneCase));
    }

    Future<Optional<RightsCase>> find(SqlClient client, long organisationId, long id) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, id))
                .map(rows ->
                        Rows.all(rows, RightsRequestStore::oneCase).stream().findFirst());
    }

    /** The person's open requests, the nearest deadline first: at most one of each kind. */
    Future<List<RightsCase>> openOf(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(OPEN_OF)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.all(RightsRequestStore::oneCase));
    }

    /** The person's open request of this kind. */
    public Future<Optional<RightsCase>> findOpen(
            SqlClient client, long organisationId, long contactId, RightsKind kind) {
        return client.preparedQuery(OPEN_ONE)
                .execute(Tuple.of(organisationId, contactId, name(kind)))
                .map(rows ->
                        Rows.all(rows, RightsRequestStore::oneCase).stream().findFirst());
    }

    /** Closes an open request; false when there is none of this id. */
    Future<Boolean> close(
            SqlClient client, Actor actor, long id, RightsCase.State state, @Nullable String note, Instant now) {
        return client.preparedQuery(CLOSE)
                .execute(Tuple.of(actor.organisationId(), id, state.sqlName(), Timestamps.sql(now), actor.name(), note))
                .map(SqlResult::rowCount)
                .map(count -> count == 1);
    }

    private static String name(RightsKind kind) {
        return kind.sqlName();
    }

    private static RightsCase oneCase(Row row) {
        Instant until = Timestamps.instantOrNull(row, "link_until");
        return new RightsCase(
                row.getLong("id"),
                row.getLong("contact_id"),
                row.getString("contact_name"),
                row.getBoolean("erased"),
                row.getBoolean("stopped"),
                SqlNamed.of(RightsKind.class, row.getString("kind")),
                row.getString("text"),
                row.getString("recorded_by"),
                Timestamps.instant(row, "received_at"),
                Timestamps.instant(row, "due_at"),
                SqlNamed.of(RightsCase.State.class, row.getString("state")),
                Timestamps.instantOrNull(row, "closed_at"),
                row.getString("closed_by"),
                row.getString("note"),
                until == null
                        ? null
                        : new RightsCase.Link(
                                Timestamps.instant(row, "sent_at"),
                                until,
                                row.getInteger("link_openings") > 0,
                                row.getString("delivery"),
                                row.getString("reason")));
    }
}
