package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** People who are held, in SQL, always within one organisation. */
final class HoldStore {
    /** The words of the hold's own event and of the newest nine after it. */
    /** Of a contact {@code c} and their consent {@code s}: whether an organiser has read all, and their pause goes on. */
    static final String IS_KEPT = "s.basis_event_id = c.pause_hold_id and s.held_at <= c.pause_kept_at";

    private static final String SELECT =
            """
            select s.contact_id, c.name, c.language, s.class, s.held_from, s.basis_event_id, s.held_at,
                   b.channel, b.detail ->> 'rule' as rule, said.words, s.basis_event_id = c.pause_hold_id as paused,
                   c.pause_ends_at, s.held_at <= c.pause_kept_at as kept, asked.spec, asked.state, asked.queued_at
            from consent s
            join contact c on c.id = s.contact_id
            join ledger_event b on b.id = s.basis_event_id
            left join lateral (
                select array_agg(t.text order by t.event_id) as words
                from ledger_text t
                where t.text is not null
                  and (t.event_id = s.basis_event_id
                       or t.event_id in (select e.id from ledger_event e
                                         where e.contact_id = s.contact_id and e.kind = 'hold' and e.id > s.basis_event_id
                                         order by e.id desc limit 9))) said on true
            left join lateral (
                select m.spec, d.state, d.queued_at
                from delivery d
                join message m on m.id = d.message_id
                where d.contact_id = s.contact_id and d.purpose = 'question' and s.questioned_hold_id = s.basis_event_id
                order by d.id desc
                limit 1) asked on true
            where s.organisation_id = $1 and s.state = 'held'
            """;

    private static final String PAGE = SELECT
            + """
              and s.basis_event_id > $2
              and (%s) is not true
            order by s.basis_event_id
            limit $3
            """
                    .formatted(IS_KEPT);

    private static final String FIND = SELECT + """
              and s.contact_id = $2
            """;

    private static final String LOCK =
            """
            select s.held_at, coalesce(s.basis_event_id = c.pause_hold_id, false) as paused
            from consent s
            join contact c on c.id = s.contact_id
            where s.organisation_id = $1 and s.contact_id = $2 and s.state = 'held'
            for update of s
            """;

    private static final String KEEP_PAUSE =
            """
            update contact c set pause_kept_at = s.held_at
            from consent s
            where c.organisation_id = $1 and c.id = $2 and s.contact_id = c.id and s.basis_event_id = c.pause_hold_id
            """;

    private static final String MARK_READ =
            """
            update inbound_message set state = 'read', state_at = $3, state_by = $4
            where organisation_id = $1 and contact_id = $2 and kind = 'hold' and state = 'new'
            """;

    /** As {@link HoldService#page}. */
    Future<List<HeldPerson>> page(SqlClient client, long organisationId, long afterHoldId, int limit) {
        return client.preparedQuery(PAGE)
                .execute(Tuple.of(organisationId, afterHoldId, limit))
                .map(Rows.all(HoldStore::held));
    }

    Future<Optional<HeldPerson>> find(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(HoldStore::held));
    }

    /**
     * A hold that is about to be settled.
     *
     * @param heldAt time of the newest doubtful words
     * @param paused whether the person was granted a pause
     */
    record Open(Instant heldAt, boolean paused) {}

    /** The hold of a person whose consent is this transaction's until it ends; empty of one who is not held. */
    Future<Optional<Open>> lock(SqlClient tx, long organisationId, long contactId) {
        return tx.preparedQuery(LOCK)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(row -> new Open(Timestamps.instant(row, "held_at"), row.getBoolean("paused"))));
    }

    /** Nothing that the person has said so far is a stop, and their pause goes on. */
    Future<Void> keepPause(SqlClient tx, long organisationId, long contactId) {
        return tx.preparedQuery(KEEP_PAUSE)
                .execute(Tuple.of(organisationId, contactId))
                .mapEmpty();
    }

    /** Whoever settled the hold has read the words that led to it. */
    Future<Void> markRead(SqlClient tx, long organisationId, long contactId, String actor, Instant now) {
        return tx.preparedQuery(MARK_READ)
                .execute(Tuple.of(organisationId, contactId, Timestamps.sql(now), actor))
                .mapEmpty();
    }

    private static HeldPerson held(Row row) {
        String[] words = row.getArrayOfStrings("words");
        return new HeldPerson(
                row.getLong("contact_id"),
                row.getString("name"),
                row.getString("language"),
                ConsentClass.of(row.getString("class")),
                ConsentState.of(row.getString("held_from")),
                row.getLong("basis_event_id"),
                Timestamps.instant(row, "held_at"),
                row.getString("channel"),
                row.getString("rule"),
                words == null ? List.of() : Arrays.asList(words),
                pause(row),
                question(row));
    }

    private static HeldPerson.@Nullable Pause pause(Row row) {
        return Boolean.TRUE.equals(row.getBoolean("paused"))
                ? new HeldPerson.Pause(
                        Timestamps.instantOrNull(row, "pause_ends_at"), Boolean.TRUE.equals(row.getBoolean("kept")))
                : null;
    }

    private static HeldPerson.@Nullable Question question(Row row) {
        JsonObject spec = row.getJsonObject("spec");
        if (spec == null) {
            return null;
        }
        String text = spec.getJsonObject("body", new JsonObject()).getString(spec.getString("language"));
        return new HeldPerson.Question(
                Objects.requireNonNullElse(text, ""), row.getString("state"), Timestamps.instant(row, "queued_at"));
    }
}
