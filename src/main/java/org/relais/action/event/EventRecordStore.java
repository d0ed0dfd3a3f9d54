package org.relais.action.event;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.InstantSource;
import java.util.List;
import org.relais.contact.PersonRecords;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Answers to events: follow merges; an erasure leaves the count, and frees the place of an event that is still to come. */
public final class EventRecordStore implements PersonRecords {
    /** Of two answers to one event the later one counts; the other goes, with what is queued for it. */
    private static final String MERGE =
            """
            with twin as (
                select a.id, row_number() over (partition by a.action_id order by a.since desc, a.id desc) as place
                from event_answer a
                where a.organisation_id = $1 and a.contact_id in ($2, $3)
            )
            delete from event_answer a using twin where a.id = twin.id and twin.place > 1
            """;

    private static final String UNNOTE_MERGED =
            """
            with twin as (
                select a.id, row_number() over (partition by a.action_id order by a.since desc, a.id desc) as place
                from event_answer a
                where a.organisation_id = $1 and a.contact_id in ($2, $3)
            ), gone as (
                delete from event_notice n using twin where n.answer_id = twin.id and twin.place > 1 returning n.delivery_id
            )
            update delivery d set state = 'cancelled', reason = 'event_answer_changed', settled_at = $4
            from gone where d.id = gone.delivery_id and d.queued
            """;

    private static final String MOVE =
            """
            update event_answer set contact_id = $3 where organisation_id = $1 and contact_id = $2
            """;

    /** Of an event to come, the place becomes free: nobody could say any more that it is theirs. */
    private static final String TURN =
            """
            insert into event_turn (organisation_id, action_id, was, standing, cause, at)
            select a.organisation_id, a.action_id, a.standing, 'stopped', 'erasure', $3
            from event_answer a join event e on e.action_id = a.action_id
            where a.organisation_id = $1 and a.contact_id = any($2) and e.ends_at > $3 and a.standing not in ('no', 'stopped')
            """;

    private static final String ERASE =
            """
            update event_answer a
            set contact_id = null, standing = case when e.ends_at > $3 and a.standing <> 'no' then 'stopped' else a.standing end,
                companions = case when e.ends_at > $3 then 0 else a.companions end
            from event e
            where e.action_id = a.action_id and a.organisation_id = $1 and a.contact_id = any($2)
            """;

    private static final String UNNOTE =
            """
            delete from event_notice n using event_answer a
            where a.id = n.answer_id and a.organisation_id = $1 and a.contact_id = any($2)
            """;

    private static final String EXPORT =
            """
            select jsonb_build_object('event', e.title, 'startsAt', e.starts_at, 'place', e.place, 'answer', a.standing,
                                      'companions', a.companions, 'at', a.since) as record
            from event_answer a join event e on e.action_id = a.action_id
            where a.organisation_id = $1 and a.contact_id = $2
            order by a.id
            """;

    private final InstantSource clock;

    public EventRecordStore(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "attendance";
    }

    @Override
    public Future<Void> merged(SqlConnection tx, long organisationId, long from, long into) {
        Tuple three = Tuple.of(organisationId, from, into);
        return tx.preparedQuery(UNNOTE_MERGED)
                .execute(Tuple.of(organisationId, from, into, Timestamps.sql(clock.instant())))
                .compose(done -> tx.preparedQuery(MERGE).execute(three))
                .compose(done -> tx.preparedQuery(MOVE).execute(three))
                .mapEmpty();
    }

    @Override
    public Future<Void> erase(SqlConnection tx, long organisationId, List<Long> contactIds) {
        Long[] ids = contactIds.toArray(Long[]::new);
        Tuple at = Tuple.of(organisationId, ids, Timestamps.sql(clock.instant()));
        Tuple both = Tuple.of(organisationId, (Object) ids);
        return tx.preparedQuery(TURN)
                .execute(at)
                .compose(done -> tx.preparedQuery(UNNOTE).execute(both))
                .compose(done -> tx.preparedQuery(ERASE).execute(at))
                .mapEmpty();
    }

    @Override
    public Future<JsonArray> export(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(EXPORT)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.all(row -> row.getJsonObject("record")))
                .map(JsonArray::new);
    }
}
