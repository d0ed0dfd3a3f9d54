package org.relais.inbound;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.consent.intent.RightsRequest;

/** Rights that people exercise in their replies, in SQL, always within one organisation. */
public final class RightsRequestStore {
    private static final String OPEN =
            """
            insert into rights_request (organisation_id, contact_id, kind, event_key, received_at, due_at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (contact_id, kind) where state = 'open' do nothing
            returning id
            """;

    private static final String PAGE =
            """
            select id, contact_id, kind, received_at, due_at, state, closed_at, closed_by, note
            from rights_request
            where organisation_id = $1 and ($2::text is null or state = $2) and (due_at, id) > ($3, $4)
            order by due_at, id
            limit $5
            """;

    private static final String CLOSE =
            """
            update rights_request set state = $3, closed_at = $4, closed_by = $5, note = $6
            where organisation_id = $1 and id = $2 and state = 'open'
            """;

    /** How a request was closed, or that it is open. */
    public enum State {
        OPEN,
        DONE,
        /** With the reason in the note: a right can be refused only for one that the law gives. */
        REFUSED
    }

    /**
     * @param dueAt the legal deadline for the answer
     * @param closedBy {@code organiser:<id>} or {@code token:<id>}
     */
    public record Opened(
            long id,
            long contactId,
            RightsRequest kind,
            Instant receivedAt,
            Instant dueAt,
            State state,
            @Nullable Instant closedAt,
            @Nullable String closedBy,
            @Nullable String note) {}

    /**
     * Opens a request; empty when one of the same kind is open already, which keeps its deadline.
     *
     * @param receivedAt begins the month of GDPR article 12(3)
     */
    Future<Optional<Long>> open(
            SqlClient tx,
            long organisationId,
            long contactId,
            RightsRequest kind,
            String eventKey,
            Instant receivedAt) {
        OffsetDateTime received = receivedAt.atOffset(ZoneOffset.UTC);
        return tx.preparedQuery(OPEN)
                .execute(Tuple.of(organisationId, contactId, name(kind), eventKey, received, received.plusMonths(1)))
                .map(rows -> rows.size() == 0
                        ? Optional.empty()
                        : Optional.of(rows.iterator().next().getLong("id")));
    }

    /**
     * Requests, the most urgent first.
     *
     * @param state only those; null for all
     * @param after the last of the page before; null for the first page
     * @param limit 1 to 1,000
     */
    public Future<List<Opened>> page(
            SqlClient client, long organisationId, @Nullable State state, @Nullable Opened after, int limit) {
        Instant from = after == null ? Instant.EPOCH : after.dueAt();
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(
                        organisationId,
                        state == null ? null : name(state),
                        from.atOffset(ZoneOffset.UTC),
                        after == null ? 0L : after.id(),
                        limit))
                .map(rows -> {
                    List<Opened> requests = new ArrayList<>();
                    rows.forEach(row -> requests.add(request(row)));
                    return requests;
                });
    }

    /** Closes an open request; false when there is none of this id. */
    public Future<Boolean> close(
            SqlClient client,
            long organisationId,
            long id,
            State state,
            String actor,
            @Nullable String note,
            Instant now) {
        if (state == State.OPEN) {
            return Future.failedFuture(new IllegalArgumentException("to close is not to leave open"));
        }
        return client.preparedQuery(CLOSE)
                .execute(Tuple.of(organisationId, id, name(state), now.atOffset(ZoneOffset.UTC), actor, note))
                .map(SqlResult::rowCount)
                .map(count -> count == 1);
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Opened request(Row row) {
        OffsetDateTime closedAt = row.getOffsetDateTime("closed_at");
        return new Opened(
                row.getLong("id"),
                row.getLong("contact_id"),
                RightsRequest.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getOffsetDateTime("received_at").toInstant(),
                row.getOffsetDateTime("due_at").toInstant(),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                closedAt == null ? null : closedAt.toInstant(),
                row.getString("closed_by"),
                row.getString("note"));
    }
}
