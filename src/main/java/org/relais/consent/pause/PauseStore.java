package org.relais.consent.pause;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** When holds end that are pauses, in SQL: each is of one hold, by its ledger event. */
public final class PauseStore {
    /** Nobody's messages begin at night, also where they may be written to around the clock. */
    private static final LocalTime MORNING = LocalTime.of(9, 0);

    private static final String TODAY =
            """
            select ($2::timestamptz at time zone coalesce(c.time_zone, o.time_zone))::date as today
            from contact c join organisation o on o.id = c.organisation_id
            where c.id = $1
            """;

    private static final String NOTE =
            """
            update contact c
            set pause_ends_at = next_contact_time(o.contact_from, o.contact_until, o.contact_days, z.zone,
                                                  ($2::date + $4::time) at time zone z.zone),
                pause_hold_id = $3,
                pause_kept_at = case when c.pause_hold_id = $3 then c.pause_kept_at end
            from organisation o
            cross join lateral (
                select coalesce(p.time_zone, o.time_zone) as zone from contact p where p.id = $1) z
            where c.id = $1 and o.id = c.organisation_id
            """;

    /**
     * A hold that is no pause, or one without an end, has no end as that of both; of two ends the later stands. Whoever was
     * granted a pause has one as both.
     */
    private static final String JOIN =
            """
            with half as (
                select case when s.basis_event_id = c.pause_hold_id then c.pause_ends_at end as ends_at,
                       s.basis_event_id is not distinct from c.pause_hold_id as paused
                from contact c join consent s on s.contact_id = c.id
                where c.id in ($1, $2) and s.state = 'held'
            ), both_halves as (
                select case when bool_and(ends_at is not null) then max(ends_at) end as ends_at,
                       coalesce(bool_or(paused), false) as paused
                from half
            )
            update contact c
            set pause_ends_at = b.ends_at, pause_hold_id = case when b.paused then $3::bigint end, pause_kept_at = null
            from both_halves b
            where c.id = $2 and (c.pause_hold_id is not null or b.paused)
            """;

    /** Whoever was released, stopped or held for something else since keeps what stands. */
    private static final String OVER =
            """
            with due as (
                select id, pause_hold_id from contact
                where pause_ends_at <= $1
                order by pause_ends_at
                limit $2
                for update skip locked),
            ended as (
                update contact c set pause_ends_at = null, pause_hold_id = null, pause_kept_at = null
                from due where c.id = due.id)
            select s.organisation_id, s.contact_id
            from due
            join consent s on s.contact_id = due.id and s.state = 'held' and s.basis_event_id = due.pause_hold_id
            """;

    record Paused(long organisationId, long contactId) {}

    /** The day that it is where the person lives. */
    public Future<LocalDate> today(SqlClient tx, long contactId, Instant now) {
        return tx.preparedQuery(TODAY)
                .execute(Tuple.of(contactId, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getLocalDate("today")));
    }

    /**
     * Notes that this hold is a pause, and on which day it ends, by the person's clock: in the morning, or when the contact hours
     * next begin after it; null: when they say so.
     */
    public Future<Void> note(SqlClient tx, long contactId, long holdEventId, @Nullable LocalDate day) {
        return tx.preparedQuery(NOTE)
                .execute(Tuple.of(contactId, day, holdEventId, MORNING))
                .mapEmpty();
    }

    /**
     * Two people turn out to be one, who is held: notes when that ends by itself. To be run while both have their consents.
     *
     * @param holdEventId what the hold of the one that remains rests on
     */
    public Future<Void> join(SqlClient tx, long from, long into, long holdEventId) {
        return tx.preparedQuery(JOIN).execute(Tuple.of(from, into, holdEventId)).mapEmpty();
    }

    /** Whose pauses are over and have not been ended otherwise; noted as over. */
    Future<List<Paused>> over(SqlClient tx, Instant now, int most) {
        return tx.preparedQuery(OVER)
                .execute(Tuple.of(Timestamps.sql(now), most))
                .map(Rows.all(row -> new Paused(row.getLong("organisation_id"), row.getLong("contact_id"))));
    }
}
