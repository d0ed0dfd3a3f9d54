package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceCodec;
import org.relais.broadcast.brake.Brake;
import org.relais.broadcast.brake.BrakeStore;
import org.relais.broadcast.brake.Braking;
import org.relais.consent.Purpose;
import org.relais.database.Paging;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * Broadcasts in SQL. Every step of their life is one statement that names the states it may be taken from; how one starts
 * and runs is {@link BroadcastRunStore}'s.
 */
public final class BroadcastStore {
    private static final String INSERT =
            """
            insert into broadcast (organisation_id, title, message_id, variant_id, audience, purpose, channel, not_after,
                                   brake, seed, created_by, created_at, declaration)
            values ($1, $2, $3, $12, $4, $5, $6, $7, $10, $11, $8, $9, $13)
            returning *
            """;

    private static final String UPDATE =
            """
            update broadcast
            set title = $4, message_id = $5, variant_id = $11, audience = $6, purpose = $7, channel = $8, not_after = $9,
                brake = $10, declaration = $12, state_reason = null, version = version + 1
            where id = $1 and organisation_id = $2 and version = $3 and state = 'draft'
            returning *
            """;

    private static final String LOCK_DRAFT =
            """
            select * from broadcast
            where id = $1 and organisation_id = $2 and version = $3 and state = 'draft'
            for no key update
            """;

    private static final String FIND =
            """
            select * from broadcast where id = $1 and organisation_id = $2
            """;

    private static final String TITLES =
            """
            select title from broadcast where organisation_id = $1 and starts_with(title, $2)
            """;

    private static final String FIND_ALL = """
            select * from broadcast where id = any($1)
            """;

    private static final String PAGE =
            """
            select * from broadcast
            where organisation_id = $1 and id < $2
            order by id desc
            limit $3
            """;

    /** What waits for a decision is among them however old it is. */
    private static final String UNDER_WAY =
            """
            select * from (
                select b.*, row_number() over (order by id desc) as place from broadcast b
                where organisation_id = $1 and finished_at is null
                  and state in ('scheduled', 'expanding', 'sending', 'paused')
                  and not exists (select from welcome w where w.broadcast_id = b.id)) u
            where place <= $2 or state_reason = any ($3)
            order by id desc
            """;

    private static final String OVER =
            """
            select * from broadcast where organisation_id = $1 and finished_at is not null order by finished_at desc, id desc limit $2
            """;

    private static final String DRAFTS =
            """
            select * from broadcast where organisation_id = $1 and state = 'draft' order by id desc limit $2
            """;

    private static final String DELETE =
            """
            delete from broadcast where id = $1 and organisation_id = $2 and state = 'draft'
            """;

    private static final String SCHEDULE =
            """
            update broadcast set state = 'scheduled', scheduled_at = $3, state_reason = null
            where id = $1 and organisation_id = $2 and state in ('draft', 'scheduled')
            returning *
            """;

    private static final String UNSCHEDULE =
            """
            update broadcast set state = 'draft', scheduled_at = null
            where id = $1 and organisation_id = $2 and state = 'scheduled'
            returning *
            """;

    private static final String PAUSE =
            """
            update broadcast set state = 'paused', state_reason = null
            where id = $1 and organisation_id = $2 and state in ('expanding', 'sending')
            returning *
            """;

    private static final String RESUME =
            """
            update broadcast
            set state = case when expanded_at is null then 'expanding' else 'sending' end, state_reason = null,
                brake_stage = case when state_reason = any ($4) then 'rest' else brake_stage end
            where id = $1 and organisation_id = $2 and state = 'paused'
              and (state_reason is null or state_reason <> all ($4) or state_reason = $3)
            returning *
            """;

    private static final String RELEASE =
            """
            update broadcast set brake_stage = 'rest'
            where id = $1 and organisation_id = $2 and state = 'expanding' and brake_stage = 'watch'
            returning *
            """;

    /** What never started has nothing to empty, so it is over at once. */
    private static final String CANCEL =
            """
            update broadcast
            set state = 'cancelled', state_reason = null, finished_at = case when started_at is null then $3::timestamptz end
            where id = $1 and organisation_id = $2 and state not in ('finished', 'cancelled')
            returning *
            """;

    /**
     * Who has composed it, when, and what is drawn for it.
     *
     * @param seed as {@link Broadcast#seed}
     */
    record Origin(String actor, Instant at, long seed) {}

    /** The titles that begin so. */
    Future<Set<String>> titles(SqlClient client, long organisationId, String beginning) {
        return client.preparedQuery(TITLES)
                .execute(Tuple.of(organisationId, beginning))
                .map(Rows.all(row -> row.getString("title")))
                .map(Set::copyOf);
    }

    Future<Broadcast> insert(
            SqlClient client, long organisationId, BroadcastDraft draft, DraftTexts.Stored texts, Origin origin) {
        return client.preparedQuery(INSERT)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(draft.title())
                        .addValue(texts.messageId())
                        .addValue(AudienceCodec.encode(draft.audience()))
                        .addValue(draft.purpose().sqlName())
                        .addValue(draft.channel())
                        .addValue(Timestamps.sqlOrNull(draft.notAfter()))
                        .addValue(origin.actor())
                        .addValue(Timestamps.sqlOrNull(origin.at()))
                        .addValue(brake(draft))
                        .addValue(origin.seed())
                        .addValue(texts.variantId())
                        .addValue(declaration(draft)))
                .map(Rows.only(BroadcastStore::broadcast));
    }

    /** {@link BroadcastChange.Done} for a draft that still has this version, and keeps it so for the length of the transaction. */
    Future<BroadcastChange> lockDraft(SqlClient transaction, long organisationId, long broadcastId, int version) {
        return change(
                transaction, organisationId, broadcastId, LOCK_DRAFT, Tuple.of(broadcastId, organisationId, version));
    }

    /** Replaces a draft that still has this version. */
    Future<BroadcastChange> update(
            SqlClient client,
            long organisationId,
            long broadcastId,
            int version,
            BroadcastDraft draft,
            DraftTexts.Stored texts) {
        return change(
                client,
                organisationId,
                broadcastId,
                UPDATE,
                Tuple.tuple()
                        .addValue(broadcastId)
                        .addValue(organisationId)
                        .addValue(version)
                        .addValue(draft.title())
                        .addValue(texts.messageId())
                        .addValue(AudienceCodec.encode(draft.audience()))
                        .addValue(draft.purpose().sqlName())
                        .addValue(draft.channel())
                        .addValue(Timestamps.sqlOrNull(draft.notAfter()))
                        .addValue(brake(draft))
                        .addValue(texts.variantId())
                        .addValue(declaration(draft)));
    }

    public Future<Optional<Broadcast>> find(SqlClient client, long organisationId, long broadcastId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(broadcastId, organisationId))
                .map(Rows.first(BroadcastStore::broadcast));
    }

    /** Those of these ids that exist, of whichever organisation. */
    Future<Map<Long, Broadcast>> findAll(SqlClient client, Collection<Long> broadcastIds) {
        return client.preparedQuery(FIND_ALL)
                .execute(Tuple.tuple().addValue(broadcastIds.toArray(Long[]::new)))
                .map(rows -> Rows.all(rows, BroadcastStore::broadcast).stream()
                        .collect(Collectors.toMap(Broadcast::id, found -> found)));
    }

    /**
     * A page of broadcasts.
     *
     * @param limit 1 to 200
     */
    Future<List<Broadcast>> page(SqlClient client, long organisationId, Paging paging, int limit) {
        return client.preparedQuery(paging.of(PAGE))
                .execute(Tuple.of(organisationId, paging.cursor(), Math.max(1, Math.min(limit, 200))))
                .map(Rows.all(BroadcastStore::broadcast));
    }

    /** Those that are scheduled or being sent, newest first: the newest, and every one that its brake holds. */
    Future<List<Broadcast>> underWay(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(UNDER_WAY)
                .execute(Tuple.of(organisationId, limit, Braking.HELD.toArray(String[]::new)))
                .map(Rows.all(BroadcastStore::broadcast));
    }

    /** Those that have ended, newest first. */
    Future<List<Broadcast>> over(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(OVER)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.all(BroadcastStore::broadcast));
    }

    /** Drafts, newest first. */
    Future<List<Broadcast>> drafts(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(DRAFTS)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.all(BroadcastStore::broadcast));
    }

    /** Deletes a draft; completes with whether there was one. */
    public Future<Boolean> deleteDraft(SqlClient client, long organisationId, long broadcastId) {
        return client.preparedQuery(DELETE)
                .execute(Tuple.of(broadcastId, organisationId))
                .map(rows -> rows.rowCount() > 0);
    }

    Future<BroadcastChange> schedule(SqlClient client, long organisationId, long broadcastId, Instant at) {
        return change(
                client,
                organisationId,
                broadcastId,
                SCHEDULE,
                Tuple.of(broadcastId, organisationId, Timestamps.sqlOrNull(at)));
    }

    Future<BroadcastChange> unschedule(SqlClient client, long organisationId, long broadcastId) {
        return change(client, organisationId, broadcastId, UNSCHEDULE, Tuple.of(broadcastId, organisationId));
    }

    Future<BroadcastChange> pause(SqlClient client, long organisationId, long broadcastId) {
        return change(client, organisationId, broadcastId, PAUSE, Tuple.of(broadcastId, organisationId));
    }

    /** @param seen why its brake holds it, as whoever resumes it was told; of no account for others */
    Future<BroadcastChange> resume(SqlClient client, long organisationId, long broadcastId, @Nullable String seen) {
        return change(
                client,
                organisationId,
                broadcastId,
                RESUME,
                Tuple.of(broadcastId, organisationId, seen, Braking.HELD.toArray(String[]::new)));
    }

    /** The rest of one whose first part is still watched. */
    Future<BroadcastChange> release(SqlClient client, long organisationId, long broadcastId) {
        return change(client, organisationId, broadcastId, RELEASE, Tuple.of(broadcastId, organisationId));
    }

    Future<BroadcastChange> cancel(SqlClient client, long organisationId, long broadcastId, Instant now) {
        return change(
                client,
                organisationId,
                broadcastId,
                CANCEL,
                Tuple.of(broadcastId, organisationId, Timestamps.sqlOrNull(now)));
    }

    /** A step by that statement; refused, with how the broadcast is, when the statement finds none to change. */
    Future<BroadcastChange> change(
            SqlClient client, long organisationId, long broadcastId, String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).compose(rows -> {
            Optional<Broadcast> changed = Rows.first(rows, BroadcastStore::broadcast);
            return changed.isPresent()
                    ? Future.succeededFuture(new BroadcastChange.Done(changed.get()))
                    : find(client, organisationId, broadcastId)
                            .map(found -> found.<BroadcastChange>map(BroadcastChange.Refused::new)
                                    .orElseGet(BroadcastChange.Missing::new));
        });
    }

    private static @Nullable JsonObject brake(BroadcastDraft draft) {
        Brake brake = draft.brake();
        return brake == null ? null : brake.encode();
    }

    private static @Nullable JsonObject declaration(BroadcastDraft draft) {
        Declaration declaration = draft.declaration();
        return declaration == null ? null : declaration.encode();
    }

    private static Broadcast.@Nullable Counted counted(Row row) {
        Long people = row.getLong("people");
        Long messageable = row.getLong("messageable");
        return people == null || messageable == null ? null : new Broadcast.Counted(people, messageable);
    }

    static Broadcast broadcast(Row row) {
        return new Broadcast(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getString("title"),
                row.getLong("message_id"),
                row.getLong("variant_id"),
                // One row that nobody can read must not keep all the others from being read.
                AudienceCodec.restore(row.getJsonObject("audience")),
                Purpose.of(row.getString("purpose")),
                row.getString("channel"),
                BroadcastState.of(row.getString("state")),
                row.getString("state_reason"),
                row.getString("created_by"),
                Timestamps.instant(row, "created_at"),
                Timestamps.instantOrNull(row, "scheduled_at"),
                Timestamps.instantOrNull(row, "started_at"),
                Timestamps.instantOrNull(row, "expanded_at"),
                Timestamps.instantOrNull(row, "finished_at"),
                Timestamps.instantOrNull(row, "not_after"),
                row.getLong("seed"),
                BrakeStore.braking(row),
                Declaration.restore(row.getJsonObject("declaration")),
                row.getInteger("version"),
                counted(row));
    }
}
