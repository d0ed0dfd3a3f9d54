package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Actor;

/** Tables {@code inbox_case} and {@code contact_note}, always within one organisation. */
final class InboxCaseStore {
    private static final String FIND =
            """
            select c.id as contact_id, k.assigned_to, k.labels, k.snoozed_until
            from contact c
            left join inbox_case k on k.contact_id = c.id
            where c.organisation_id = $1 and c.id = $2
            """;

    /** Planned each time: for any filter there might be, all who wait are sorted before the first is shown. */
    private static final String WAITING = Database.PLANNED_EACH_TIME
            + InboundMessageStore.SELECT.replace(
                    "i.state_by",
                    "i.state_by, k.assigned_to, k.labels, k.snoozed_until, w.waiting,"
                            + " (select state = 'unsubscribed' from consent where contact_id = i.contact_id) as stopped")
            + """
            left join inbox_case k on k.contact_id = i.contact_id
            cross join lateral (
                select count(*) as waiting from inbound_message j
                where j.contact_id = i.contact_id and %s) w
            where i.organisation_id = $1 and %s and i.id < $2
              and not exists (select from inbound_message j
                              where j.contact_id = i.contact_id and j.id > i.id and %s)
              and (k.snoozed_until is null or k.snoozed_until <= $3 or i.received_at > k.snoozed_at) = not $4
              and ($5::bigint is null or k.assigned_to = $5)
              and ($6::text is null or k.labels @> array[$6])
            order by i.id desc
            limit $7
            """
                    .formatted(
                            InboundMessageStore.OTHER_WAITS,
                            InboundMessageStore.WAITS,
                            InboundMessageStore.OTHER_WAITS);

    /** Which of these people are contacts of the organisation whose rows may be written. */
    private static final String LOCK =
            """
            select id from contact
            where organisation_id = $1 and id = any ($2) and merged_into is null and erased_at is null
            order by id for share
            """;

    private static final String ASSIGN =
            """
            insert into inbox_case (contact_id, organisation_id, assigned_to) values ($2, $1, $3)
            on conflict (contact_id) do update set assigned_to = excluded.assigned_to
            """;

    private static final String LABEL =
            """
            insert into inbox_case (contact_id, organisation_id, labels) values ($2, $1, $3)
            on conflict (contact_id) do update set labels = excluded.labels
            """;

    private static final String SNOOZE =
            """
            insert into inbox_case (contact_id, organisation_id, snoozed_until, snoozed_at) values ($2, $1, $3, $4)
            on conflict (contact_id) do update
            set snoozed_until = excluded.snoozed_until, snoozed_at = excluded.snoozed_at
            """;

    private static final String ANSWERING =
            """
            insert into inbox_case (contact_id, organisation_id, answering, answering_until)
            select c.id, $1, o.id, $4
            from contact c
            join organiser o on o.organisation_id = $1 and 'organiser:' || o.id = $3
            where c.organisation_id = $1 and c.id = $2 and c.merged_into is null and c.erased_at is null
            on conflict (contact_id) do update
            set answering = excluded.answering, answering_until = excluded.answering_until
            """;

    private static final String READ =
            """
            update inbound_message set state = $3, state_at = $4, state_by = $5
            where organisation_id = $1 and contact_id = any ($2) and id <= $6 and state = 'new' and kind = 'message'
            """;

    private static final String NOTES =
            """
            select id, text, written_by, written_at from contact_note
            where organisation_id = $1 and contact_id = $2 order by id desc limit $3
            """;

    private static final String NOTE =
            """
            insert into contact_note (organisation_id, contact_id, text, written_by, written_at)
            values ($1, $2, $3, $4, $5) returning id
            """;

    private static final String REMOVE_NOTE =
            """
            delete from contact_note where organisation_id = $1 and contact_id = $2 and id = $3
            """;

    private static final String ORGANISER =
            """
            select id from organiser
            where organisation_id = $1 and id = $2 and disabled_at is null and role in ('owner', 'organiser')
            """;

    Future<Optional<InboxCase>> find(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(InboxCaseStore::standing));
    }

    /** As {@link InboxCaseService#waiting}. */
    Future<List<InboxCase.Waiting>> waiting(
            SqlClient client,
            long organisationId,
            InboxCaseService.Filter filter,
            long before,
            Instant now,
            int limit) {
        return client.preparedQuery(WAITING)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(before)
                        .addValue(Timestamps.sql(now))
                        .addValue(filter.snoozed())
                        .addValue(filter.assignedTo())
                        .addValue(filter.label())
                        .addValue(limit))
                .map(Rows.all(row -> new InboxCase.Waiting(
                        InboundMessageStore.message(row),
                        row.getLong("waiting"),
                        standing(row),
                        Boolean.TRUE.equals(row.getBoolean("stopped")))));
    }

    Future<List<Long>> lock(SqlClient tx, long organisationId, Collection<Long> contactIds) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(organisationId).addArrayOfLong(contactIds.toArray(Long[]::new)))
                .map(Rows.all(row -> row.getLong("id")));
    }

    Future<Boolean> mayBeAssigned(SqlClient tx, long organisationId, long organiserId) {
        return tx.preparedQuery(ORGANISER)
                .execute(Tuple.of(organisationId, organiserId))
                .map(rows -> rows.size() == 1);
    }

    Future<Void> assign(SqlClient tx, long organisationId, long contactId, @Nullable Long organiserId) {
        return tx.preparedQuery(ASSIGN)
                .execute(Tuple.of(organisationId, contactId, organiserId))
                .mapEmpty();
    }

    Future<Void> label(SqlClient tx, long organisationId, long contactId, List<String> labels) {
        return tx.preparedQuery(LABEL)
                .execute(Tuple.of(organisationId, contactId).addArrayOfString(labels.toArray(String[]::new)))
                .mapEmpty();
    }

    Future<Void> snooze(SqlClient tx, long organisationId, long contactId, @Nullable Instant until, Instant now) {
        return tx.preparedQuery(SNOOZE)
                .execute(Tuple.of(
                        organisationId,
                        contactId,
                        Timestamps.sqlOrNull(until),
                        until == null ? null : Timestamps.sql(now)))
                .mapEmpty();
    }

    Future<Void> answering(SqlClient client, long organisationId, long contactId, String actor, Instant until) {
        return client.preparedQuery(ANSWERING)
                .execute(Tuple.of(organisationId, contactId, actor, Timestamps.sql(until)))
                .mapEmpty();
    }

    /** Marks all messages that wait of these people; how many there were. */
    /**
     * How messages that wait are settled.
     *
     * @param shown the newest that whoever settles them had before them: what came after it goes on waiting
     */
    record Settled(InboundMessage.State state, long shown, Instant at) {}

    Future<Integer> mark(SqlClient tx, Actor actor, Collection<Long> contactIds, Settled settled) {
        return tx.preparedQuery(READ)
                .execute(Tuple.of(actor.organisationId())
                        .addArrayOfLong(contactIds.toArray(Long[]::new))
                        .addValue(settled.state().sqlName())
                        .addValue(Timestamps.sql(settled.at()))
                        .addValue(actor.name())
                        .addLong(settled.shown()))
                .map(SqlResult::rowCount);
    }

    Future<List<InboxCase.Note>> notes(SqlClient client, long organisationId, long contactId, int limit) {
        return client.preparedQuery(NOTES)
                .execute(Tuple.of(organisationId, contactId, limit))
                .map(Rows.all(row -> new InboxCase.Note(
                        row.getLong("id"),
                        row.getString("text"),
                        row.getString("written_by"),
                        Timestamps.instant(row, "written_at"))));
    }

    Future<Long> note(SqlClient tx, long organisationId, long contactId, String text, String by, Instant now) {
        return tx.preparedQuery(NOTE)
                .execute(Tuple.of(organisationId, contactId, text, by, Timestamps.sql(now)))
                .map(Rows.only(row -> row.getLong("id")));
    }

    Future<Boolean> removeNote(SqlClient tx, long organisationId, long contactId, long noteId) {
        return tx.preparedQuery(REMOVE_NOTE)
                .execute(Tuple.of(organisationId, contactId, noteId))
                .map(rows -> rows.rowCount() == 1);
    }

    private static InboxCase standing(Row row) {
        String[] labels = row.getArrayOfStrings("labels");
        return new InboxCase(
                row.getLong("assigned_to"),
                labels == null ? List.of() : List.of(labels),
                Timestamps.instantOrNull(row, "snoozed_until"));
    }
}
