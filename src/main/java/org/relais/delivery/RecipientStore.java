package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceStore;
import org.relais.contact.NameIndexStore;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Who got a broadcast, who did not, and why: its deliveries, person by person. */
public final class RecipientStore {
    private static final String WROTE_SINCE = AudienceStore.WROTE_SINCE.formatted("d");

    private static final String ENTRY =
            """
            select case when b.variant_id is not null then d.message_id = b.variant_id end as second,
                   c.id as contact_id, c.name, c.erased_at is not null as erased, d.state, d.reason, a.channel,
                   coalesce(d.read_at, d.delivered_at, d.settled_at, d.claimed_at) as at,
                   w.payload, w.label, w.manner, w.answered_at,
                   case when w.manner = 'words' then (
                       select i.text from inbound_message i
                       where i.organisation_id = d.organisation_id and i.contact_id = w.contact_id
                         and i.about = 'answer:' || w.delivery_id
                       order by i.id desc limit 1) end as answer_words,
                   case when d.state in ('accepted', 'delivered', 'read') then coalesce(
                       c.erased_at,
                       (select s.stopped_at from consent s
                        where s.contact_id = d.contact_id and s.stopped_at > d.queued_at)) end as left_at,
                   case when d.state in ('accepted', 'delivered', 'read') then (
                       select jsonb_build_object('words', i.text, 'content', i.content, 'at', i.received_at,
                           'right', exists (select from rights_request r
                                            where r.contact_id = i.contact_id and r.event_key = i.event_key))
                       from inbound_message i
                       where i.contact_id = d.contact_id and %s
                       order by i.id desc limit 1) end as wrote
            """
                    .formatted(WROTE_SINCE);

    /** Of an outcome: who got it, has given no answer that counts, wrote nothing else since, and did not stop since. */
    public static final String UNANSWERED = "unanswered";

    /**
     * Of an outcome: who got it, has given no answer that counts, and wrote something that somebody has to read, such as a
     * request about their data.
     */
    public static final String WROTE = "wrote";

    /** Of an outcome: who got it, has given no answer that counts, wrote nothing else since, and stopped or was erased since. */
    public static final String GONE = "gone";

    /** Of an outcome: who got it, and stopped or was erased since, whether or not they had answered. */
    public static final String LEFT = "left";

    private static final Set<String> OF_OUR_OWN = Set.of(UNANSWERED, WROTE, GONE, LEFT);

    /** Whether a delivery has the outcome $3 and $4; answers are asked for one by one, for of many people few are shown. */
    private static final String OUTCOME =
            """
            case when $3 = 'left'
                 then d.state in ('accepted', 'delivered', 'read')
                      and not exists (select from consent s
                                      where s.contact_id = d.contact_id
                                        and (s.stopped_at is null or s.stopped_at <= d.queued_at)
                                      offset 0)
                 when $3 in ('unanswered', 'wrote', 'gone')
                 then d.state in ('accepted', 'delivered', 'read')
                      and not exists (select from broadcast_answer x
                                      where x.broadcast_id = $1 and x.contact_id = d.contact_id and x.replaced_at is null
                                      offset 0)
                      and ($3 = 'wrote') = exists (select from inbound_message i
                                                   where i.contact_id = d.contact_id and %s
                                                   offset 0)
                      and ($3 = 'wrote' or ($3 = 'unanswered') = exists (
                          select from consent s
                          where s.contact_id = d.contact_id and (s.stopped_at is null or s.stopped_at <= d.queued_at)
                          offset 0))
                 else $3::text is null or d.state = $3 end
              and ($4::text is null or d.reason = $4)
            """
                    .formatted(WROTE_SINCE);

    private static final String OF_BROADCAST = ENTRY
            + """
            from delivery d
            join broadcast b on b.id = d.broadcast_id
            join contact c on c.id = d.contact_id
            left join address a on a.id = d.address_id
            left join broadcast_answer w
                on w.broadcast_id = d.broadcast_id and w.contact_id = d.contact_id and w.replaced_at is null
            where d.broadcast_id = $1 and d.organisation_id = $2 and d.contact_id > $5
              and
            """
            + OUTCOME
            + """
            order by d.contact_id
            limit $6
            """;

    /** As many people are looked at for one page of those of an outcome, which may be rare. */
    public static final int LOOKED_AT = 20_000;

    /** Whether whoever has the delivery d gave the answer $6, where one is asked for, and bears the name $7. */
    private static final String SOUGHT =
            """
              and ($6::text is null or exists (select from broadcast_answer x
                                               where x.broadcast_id = $1 and x.contact_id = d.contact_id
                                                 and x.replaced_at is null and x.payload = $6
                                               offset 0))
              and ($7 = '' or %s)
            """
                    .formatted(NameIndexStore.bears("$2", "d.contact_id", "(select name_query($7))"));

    /**
     * Of the next $8 people beyond $5 the first $9 of the outcome, and how far these people go where there are more. The
     * counters say how many have it: whoever was met with all of them, or with nobody, need not look any further.
     */
    private static final String LOOK =
            """
            with counted as materialized (
                select case when $3 in ('unanswered', 'wrote', 'gone', 'left') then $9
                            else coalesce(sum(deliveries), 0)::bigint end as people from broadcast_progress
                where broadcast_id = $1 and ($3::text is null or state = $3) and ($4::text is null or reason = $4)
            ), met as materialized (
                select contact_id
                from (select id, contact_id, state, reason, queued_at from delivery
                      where broadcast_id = $1 and organisation_id = $2 and contact_id > $5
                      order by contact_id
                      limit $8) d
                where
            """
                    + OUTCOME
                    + SOUGHT
                    + """
                order by contact_id
                limit least($9, (select people from counted))
            )
            select array(select contact_id from met order by contact_id) as met,
                   case when (select count(*) from met) < least($9, (select people from counted))
                        then (select contact_id from delivery
                              where broadcast_id = $1 and organisation_id = $2 and contact_id > $5
                              order by contact_id
                              offset $8 - 1 limit 1) end as until
            """;

    /**
     * The same of a name that few bear, from the index of names and from those whom it has not seen yet; complete where
     * fewer than $8 bear it.
     */
    private static final String LOOK_FOR_NAMED = Database.PLANNED_EACH_TIME
            + """
            with named as materialized (
                select id from names_like($2, $7, $8) as n (id)
                union
                select c.id
                from contact_name_todo t
                cross join lateral (select id, name from contact
                                    where id between t.first_id and t.last_id and organisation_id = $2 offset 0) c
                where name_vector(c.name) @@ name_query($7)
            ), met as materialized (
                select contact_id
                from named n
                cross join lateral (select id, contact_id, state, reason, queued_at from delivery
                                    where broadcast_id = $1 and organisation_id = $2 and contact_id = n.id offset 0) d
                where d.contact_id > $5 and
            """
            + OUTCOME
            + SOUGHT
            + """
                order by contact_id
                limit $9
            )
            select array(select contact_id from met order by contact_id) as met,
                   case when (select count(*) from named) >= $8 then 0::bigint end as until
            """;

    /** The first $8 of the outcome beyond $5, who did not get it after all others, each by name; reads all of them. */
    private static final String BY_NAME =
            """
            select array(
                select contact_id
                from (select d.contact_id, %s as named, d.state in ('withheld', 'unknown', 'failed', 'suppressed', 'cancelled') as missed
                      from delivery d join contact c on c.id = d.contact_id
                      where d.broadcast_id = $1 and d.organisation_id = $2 and
            """
                            .formatted(NameIndexStore.standsBy("c"))
                    + OUTCOME
                    + SOUGHT
                    + """
                     ) each
                where (missed, named, contact_id)
                    > (coalesce((select k.state in ('withheld', 'unknown', 'failed', 'suppressed', 'cancelled')
                                 from delivery k
                                 where k.broadcast_id = $1 and k.contact_id = $5), false),
                       coalesce((select %s from contact k where k.id = $5), '' collate "C"), $5)
                order by missed, named, contact_id
                limit $8) as met, null::bigint as until
            """
                            .formatted(NameIndexStore.standsBy("k"));

    private static final String MET = ENTRY
            + """
            from unnest($3::bigint[]) with ordinality met (contact_id, place)
            -- One by one, and no other way: a join may be planned from all the deliveries there are.
            cross join lateral (select * from delivery where broadcast_id = $1 and contact_id = met.contact_id offset 0) d
            join broadcast b on b.id = d.broadcast_id
            join contact c on c.id = d.contact_id
            left join address a on a.id = d.address_id
            left join broadcast_answer w
                on w.broadcast_id = d.broadcast_id and w.contact_id = d.contact_id and w.replaced_at is null
            where d.organisation_id = $2
            order by met.place
            """;

    /** From the answers: a few of many people have given one. */
    private static final String WHO_ANSWERED = ENTRY
            + """
            from broadcast_answer w
            join delivery d on d.id = w.delivery_id
            join broadcast b on b.id = d.broadcast_id
            join contact c on c.id = w.contact_id
            left join address a on a.id = d.address_id
            where w.broadcast_id = $1 and w.organisation_id = $2 and w.replaced_at is null and w.contact_id > $4
              and ($3::text is null or w.payload = $3)
            order by w.contact_id
            limit $5
            """;

    /** From what was written, and from those who stopped or were erased since it began: both are few beside what was sent. */
    private static final String HOW_MANY_APART =
            """
            with got as not materialized (
                select id, contact_id, queued_at from delivery
                where broadcast_id = $1 and organisation_id = $2 and state in ('accepted', 'delivered', 'read')
            ), unanswered as not materialized (
                select id, contact_id, queued_at from got d
                where not exists (select from broadcast_answer x
                                  where x.broadcast_id = $1 and x.contact_id = d.contact_id and x.replaced_at is null)
            ), wrote as materialized (
                select distinct d.contact_id
                from inbound_message i join unanswered d on d.contact_id = i.contact_id
                where i.organisation_id = $2 and %s
            ), gone as materialized (
                select d.contact_id
                from consent s join got d on d.contact_id = s.contact_id
                where s.organisation_id = $2 and s.stopped_at > d.queued_at
                  and s.stopped_at > (select coalesce(started_at, created_at) from broadcast where id = $1)
                union
                select d.contact_id
                from contact c join got d on d.contact_id = c.id
                where c.organisation_id = $2 and c.erased_at is not null
            ), erased as materialized (
                select payload, count(*) as people from broadcast_answer
                where broadcast_id = $1 and replaced_at is null and contact_id is null
                group by payload
            )
            select (select count(*) from wrote) as wrote,
                   -- Who was erased and had answered is among these too, and nothing tells any more who that is.
                   (select greatest(0, count(*) - (select coalesce(sum(people), 0) from erased)) from gone g
                    where not exists (select from wrote w where w.contact_id = g.contact_id)
                      and not exists (select from broadcast_answer x
                                      where x.broadcast_id = $1 and x.contact_id = g.contact_id and x.replaced_at is null))::bigint
                       as gone,
                   (select coalesce(jsonb_object_agg(payload, people), '{}') from erased) as erased,
                   (select count(*) from gone) as left_since,
                   (select min(contact_id) from wrote having count(*) = 1) as writer,
                   (select count(*) from broadcast_answer
                    where broadcast_id = $1 and replaced_at is null and manner = 'words') as written
            """
                    .formatted(WROTE_SINCE);

    /** From those on hold, who are few. */
    private static final String UNDECIDED =
            """
            select exists (
                select from consent s
                where s.organisation_id = $1 and s.state = 'held'
                  and exists (select from delivery d
                              where d.broadcast_id = $2 and d.contact_id = s.contact_id and d.reason = 'held')) as undecided
            """;

    private final int lookedAt;

    public RecipientStore() {
        this(LOOKED_AT);
    }

    /** @param lookedAt people for one page of those of an outcome */
    RecipientStore(int lookedAt) {
        this.lookedAt = lookedAt;
    }

    /**
     * One person of a broadcast.
     *
     * @param name as the contact is known now; empty when unknown or erased
     * @param erased whether the person's data were erased since
     * @param reason null for none
     * @param channel null when the person had no address, or it is gone
     * @param at when the delivery came into this state, as far as is known; null while it waits
     * @param second whether they got the second of two texts; null where there is one
     * @param answer what the person answered last; null for nothing
     * @param leftAt when they stopped or were erased, having got it; null for neither
     * @param wrote what of theirs somebody has to read since they got it, the newest; null for nothing
     */
    public record Entry(
            long contactId,
            String name,
            boolean erased,
            String state,
            @Nullable String reason,
            @Nullable String channel,
            @Nullable Instant at,
            @Nullable Boolean second,
            @Nullable Answered answer,
            @Nullable Instant leftAt,
            @Nullable Written wrote) {}

    /**
     * What somebody wrote.
     *
     * @param words empty where it has none
     * @param content what it is, as the inbox names it: {@code text}, {@code voice}…
     * @param right whether it exercises a right
     */
    public record Written(String words, String content, Instant at, boolean right) {}

    /**
     * What somebody answered.
     *
     * @param label as they read it
     * @param manner {@code tap} or {@code words}
     * @param words the sentence that was understood; empty for a tap, and where it is kept no more
     */
    public record Answered(String payload, String label, String manner, Instant at, String words) {}

    /**
     * Which people of a broadcast to list.
     *
     * @param state only those whose delivery stands there, or {@link #UNANSWERED}, {@link #WROTE}, {@link #GONE} or {@link #LEFT}; null: all
     * @param reason only those with this reason; null: any or none
     * @param answer only those with this answer, by its payload; null: any or none
     * @param name only those whose name has words that begin so, whatever their accents and capitals; empty: any
     */
    public record Outcome(@Nullable String state, @Nullable String reason, @Nullable String answer, String name) {
        /** Whatever they answered and are called. */
        public Outcome(@Nullable String state, @Nullable String reason) {
            this(state, reason, null, "");
        }
    }

    /**
     * People of a broadcast in the order of their ids.
     *
     * @param after last contact id of the page before; 0 for the first page
     * @param limit 1 to 1,000
     */
    public Future<List<Entry>> of(
            SqlClient client, long organisationId, long broadcastId, Outcome outcome, long after, int limit) {
        return client.preparedQuery(OF_BROADCAST)
                .execute(asked(organisationId, broadcastId, outcome, after)
                        .addValue(Math.max(1, Math.min(limit, 1_000))))
                .map(Rows.all(RecipientStore::entry));
    }

    /**
     * Of those who got a broadcast and gave none of its answers, whose answer is not waited for; and how answers came.
     *
     * @param wrote how many are {@link #WROTE}
     * @param gone how many are {@link #GONE}
     * @param written answers that were given in words and not by a button
     * @param left how many are {@link #LEFT}: those who are {@link #GONE}, and those who had answered or wrote something
     * @param writer who wrote, if it is one person
     * @param erased answers that count whose people were erased since, by payload: nobody can be shown for them
     */
    public record Apart(
            long wrote, long gone, long written, long left, @Nullable Long writer, Map<String, Long> erased) {
        /** Nobody. */
        public static final Apart NOBODY = new Apart(0, 0, 0, 0, null, Map.of());

        public Apart {
            erased = Map.copyOf(erased);
        }

        /** Who wrote and who is gone: nobody waits for their answer. */
        public long all() {
            return wrote + gone;
        }
    }

    /** Whether an outcome is one that no delivery's state tells. */
    public static boolean isOutcome(String word) {
        return OF_OUR_OWN.contains(word);
    }

    /** How many people of a broadcast stand apart. */
    public Future<Apart> apart(SqlClient client, long organisationId, long broadcastId) {
        return client.preparedQuery(HOW_MANY_APART)
                .execute(Tuple.of(broadcastId, organisationId))
                .map(Rows.only(row -> new Apart(
                        row.getLong("wrote"),
                        row.getLong("gone"),
                        row.getLong("written"),
                        row.getLong("left_since"),
                        row.getLong("writer"),
                        people(row.getJsonObject("erased")))));
    }

    private static Map<String, Long> people(JsonObject byPayload) {
        return byPayload.fieldNames().stream().collect(Collectors.toMap(Function.identity(), byPayload::getLong));
    }

    /**
     * A page of people of an outcome.
     *
     * @param after what the next page begins after; null when there is none
     */
    public record Page(List<Entry> people, @Nullable Long after) {}

    /**
     * People of a broadcast in the order of their ids, among the next 20,000 who got it: of a rare outcome there may be few or
     * none of them on a page that is not the last. A rare name is looked for among all.
     *
     * @param after what the page before says; 0 for the first page
     */
    public Future<Page> look(
            SqlClient client, long organisationId, long broadcastId, Outcome outcome, long after, int limit) {
        Tuple sought = sought(organisationId, broadcastId, outcome, after)
                .addValue((long) lookedAt)
                .addValue(limit + 1L);
        return met(client, LOOK, sought)
                .compose(met -> met.until() == null || outcome.name().isEmpty()
                        ? Future.succeededFuture(met)
                        : met(client, LOOK_FOR_NAMED, sought).map(named -> named.until() == null ? named : met))
                .compose(met -> page(client, organisationId, broadcastId, met, limit));
    }

    /**
     * The same, who did not get it after all others, each in the order of their names, of a broadcast to few: all of them are
     * read.
     *
     * @param after as of {@link #look}
     */
    public Future<Page> byName(
            SqlClient client, long organisationId, long broadcastId, Outcome outcome, long after, int limit) {
        return met(
                        client,
                        BY_NAME,
                        sought(organisationId, broadcastId, outcome, after).addValue(limit + 1L))
                .compose(met -> page(client, organisationId, broadcastId, met, limit));
    }

    private static Future<Met> met(SqlClient client, String sql, Tuple sought) {
        return client.preparedQuery(sql)
                .execute(sought)
                .map(Rows.only(row -> new Met(List.of(row.getArrayOfLongs("met")), row.getLong("until"))));
    }

    private static Future<Page> page(SqlClient client, long organisationId, long broadcastId, Met met, int limit) {
        return client.preparedQuery(MET)
                .execute(Tuple.of(broadcastId, organisationId, (Object)
                        met.ids().stream().limit(limit).toArray(Long[]::new)))
                .map(Rows.all(RecipientStore::entry))
                .map(people -> new Page(people, met.after(limit)));
    }

    private static Tuple sought(long organisationId, long broadcastId, Outcome outcome, long after) {
        return asked(organisationId, broadcastId, outcome, after)
                .addValue(outcome.answer())
                .addValue(outcome.name());
    }

    /** Whether somebody who got nothing because of a doubtful stop is on hold still. */
    public Future<Boolean> undecided(SqlClient client, long organisationId, long broadcastId) {
        return client.preparedQuery(UNDECIDED)
                .execute(Tuple.of(organisationId, broadcastId))
                .map(Rows.only(row -> row.getBoolean("undecided")));
    }

    private static Tuple asked(long organisationId, long broadcastId, Outcome outcome, long after) {
        return Tuple.of(broadcastId, organisationId, outcome.state(), outcome.reason(), after);
    }

    /** Who was met, one more than is shown if there is one, and how far was looked. */
    private record Met(List<Long> ids, @Nullable Long until) {
        private @Nullable Long after(int shown) {
            return ids.size() > shown ? ids.get(shown - 1) : until;
        }
    }

    /**
     * Those whose answer counts, in the order of their ids.
     *
     * @param payload only this answer; null: any
     * @param after last contact id of the page before; 0 for the first page
     * @param limit 1 to 1,000
     */
    public Future<List<Entry>> answered(
            SqlClient client, long organisationId, long broadcastId, @Nullable String payload, long after, int limit) {
        return client.preparedQuery(WHO_ANSWERED)
                .execute(Tuple.tuple()
                        .addValue(broadcastId)
                        .addValue(organisationId)
                        .addValue(payload)
                        .addValue(after)
                        .addValue(Math.max(1, Math.min(limit, 1_000))))
                .map(Rows.all(RecipientStore::entry));
    }

    private static Entry entry(Row row) {
        String payload = row.getString("payload");
        return new Entry(
                row.getLong("contact_id"),
                row.getString("name"),
                row.getBoolean("erased"),
                row.getString("state"),
                row.getString("reason"),
                row.getString("channel"),
                Timestamps.instantOrNull(row, "at"),
                row.getBoolean("second"),
                payload == null
                        ? null
                        : new Answered(
                                payload,
                                row.getString("label"),
                                row.getString("manner"),
                                Timestamps.instant(row, "answered_at"),
                                Objects.requireNonNullElse(row.getString("answer_words"), "")),
                Timestamps.instantOrNull(row, "left_at"),
                written(row.getJsonObject("wrote")));
    }

    private static @Nullable Written written(@Nullable JsonObject wrote) {
        return wrote == null
                ? null
                : new Written(
                        wrote.getString("words"),
                        wrote.getString("content"),
                        OffsetDateTime.parse(wrote.getString("at")).toInstant(),
                        wrote.getBoolean("right"));
    }
}
