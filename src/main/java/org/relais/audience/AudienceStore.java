package org.relais.audience;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * Audiences in SQL. Who may be messaged is read from the views of {@code consent}, never decided here; what is added is
 * only whether we have a sender for one of the person's channels.
 */
public final class AudienceStore {
    /** Parameters $1 to $8 of every statement below; a null stands for no condition. */
    private static final String CHOSEN =
            """
            c.organisation_id = $1 and c.merged_into is null and c.erased_at is null
              and ($2::text[] is null or c.tags && $2)
              and ($3::text[] is null or c.tags @> $3)
              and ($4::text[] is null or not c.tags && $4)
              and ($5::text[] is null or c.area = any ($5))
              and ($6::text[] is null
                   or coalesce(c.language, (select language from organisation where id = $1)) = any ($6))
              and ($7::bigint[] is null or c.id = any ($7))
              and ($8::text[] is null or m.class = any ($8))
              and /*answers*/ true
            """;

    /** Where the conditions on answers stand, whose parameters come last. */
    private static final String ANSWERS = "/*answers*/ true";

    /** Channels that the organisation has a sender for: $9 narrows them to one. */
    private static final String SENDERS =
            """
            senders as (
                select coalesce(array_agg(distinct s.channel), '{}') as channels,
                       coalesce(array_agg(distinct s.channel) filter (where s.channel <> all (o.barred_channels)), '{}')
                           as permitted
                from organisation o
                left join sender s on s.organisation_id = o.id and s.removed_at is null
                                      and ($9::text is null or s.channel = $9)
                where o.id = $1
            )
            """;

    /** $10 is true for a first contact. The person's own refusal goes before a missing sender. */
    private static final String REASON =
            """
            coalesce(case when $10 then m.first_contact_refusal else m.refusal end,
                     case when not m.channels && (select channels from senders) then 'no_address'
                          when not m.channels && (select permitted from senders) then 'channel_policy' end)
            """;

    private static final String COUNT = "with " + SENDERS
            + """
                    select %s as reason, m.channels, count(*) as people
                    from contact c join messageable_contact m on m.contact_id = c.id
                    where %s
                    group by 1, 2
                    """
                    .formatted(REASON, CHOSEN);

    /** The same conditions on consent's own counts, with the parameter of classes. */
    private static final String GROUPS =
            """
            ($2::text[] is null or m.tags && $2)
              and ($3::text[] is null or m.tags @> $3)
              and ($4::text[] is null or not m.tags && $4)
              and ($5::text[] is null or m.area = any ($5))
              and ($6::text[] is null
                   or coalesce(m.language, (select language from organisation where id = $1)) = any ($6))
              and (%1$s::text[] is null or m.class = any (%1$s))
            """;

    /** The same for audiences that name nobody: one group of people at a time. */
    private static final String COUNT_GROUPS = "with " + SENDERS.replace("$9", "$8")
            + """
                    select %s as reason, m.channels, sum(m.contacts)::bigint as people
                    from messageable_count m
                    where m.organisation_id = $1 and %s
                    group by 1, 2
                    """
                    .formatted(REASON.replace("$10", "$9"), GROUPS.formatted("$7"));

    /**
     * Whether the person would get it where their window is closed. $11 are the channels with a window, $12 its beginning,
     * $13 the senders that have a way around it. Address and sender are the ones that the outbox would choose.
     */
    private static final String CLOSED =
            """
            m.channels && $11::text[]
              and (select a.channel = any ($11::text[]) and coalesce(a.last_inbound_at, '-infinity') <= $12
                          and coalesce((select s.id from sender s where s.id = a.sender_id and s.removed_at is null),
                                       (select min(s.id) from sender s
                                        where s.organisation_id = $1 and s.channel = a.channel
                                          and s.removed_at is null))
                              <> all ($13::bigint[])
                   from address a
                   where a.contact_id = c.id and a.status = 'active'
                     and a.channel = any ((select permitted from senders)::text[])
                   order by a.last_inbound_at desc nulls last, a.id
                   limit 1)
            """;

    private static final String OUTSIDE_WINDOW = "with " + SENDERS
            + """
                    select m.channels, count(*) as people
                    from contact c join messageable_contact m on m.contact_id = c.id
                    where %s is null and %s
                      and %s
                    group by 1
                    """
                    .formatted(REASON, CLOSED, CHOSEN);

    /** Whether the person can also be reached where nothing closes, so that the last used address decides. */
    private static final String ELSEWHERE =
            """
            m.channels && array(select unnest(permitted) from senders except select unnest($11::text[]))
            """;

    /**
     * The same for audiences that name nobody and senders without a way around: whole groups, less those who have written
     * lately, with a look at single addresses only for people who can be reached elsewhere too. $7 is null.
     */
    private static final String OUTSIDE_WINDOW_OF_GROUPS = "with " + SENDERS
            + """
                    , groups as materialized (
                        select m.channels, %2$s as elsewhere, sum(m.contacts) as people
                        from messageable_count m
                        where m.organisation_id = $1 and m.channels && $11::text[] and %1$s is null and %5$s
                        group by 1, 2
                    ), written as materialized (
                        select distinct contact_id from address
                        where organisation_id = $1 and status = 'active' and last_inbound_at > $12
                          and channel = any ((select permitted from senders)::text[]) and $13::bigint[] = '{}'
                    )
                    select channels, sum(people)::bigint as people
                    from (select channels, people from groups where not elsewhere
                          union all
                          select m.channels, -count(*)
                          from written w
                          join contact c on c.id = w.contact_id
                          join messageable_contact m on m.contact_id = c.id
                          where m.channels && $11::text[] and not %2$s and %1$s is null and %4$s
                          group by 1
                          union all
                          select m.channels, count(*)
                          from contact c join messageable_contact m on m.contact_id = c.id
                          where exists (select from groups where elsewhere)
                            and m.organisation_id = $1 and %2$s and %1$s is null and %3$s and %4$s
                          group by 1) parts
                    group by channels
                    having sum(people) > 0
                    """
                    .formatted(REASON, ELSEWHERE, CLOSED, CHOSEN, GROUPS.formatted("$8"));

    private static final String PAGE =
            """
            select c.id
            from contact c join consent m on m.contact_id = c.id
            where c.id > $9 and c.id <= $10 and %s
            order by c.id
            limit $11
            """
                    .formatted(CHOSEN);

    private static final String LAST =
            """
            select coalesce(max(id), 0) as last from contact where organisation_id = $1
            """;

    private static final String DRY_RUN = "with " + SENDERS
            + """
                    select c.id, c.name, c.language, c.variables, m.class, m.state, m.channels,
                           coalesce(%s, case when %s then $16 end) as reason
                    from contact c join messageable_contact m on m.contact_id = c.id
                    where c.id > $14 and %s
                    order by c.id
                    limit $15
                    """
                    .formatted(REASON, CLOSED, CHOSEN);

    private static final String KNOWN_VARIABLES =
            """
            select v.name from unnest($2::text[]) v (name)
            where exists (select from contact c where c.organisation_id = $1 and c.variables ? v.name)
            """;

    private static final String KNOWN_BROADCASTS =
            """
            select id from broadcast where organisation_id = $1 and id = any ($2)
            """;

    private static final String TAGS =
            """
            select t.tag, sum(m.contacts)::bigint as people
            from messageable_count m cross join lateral unnest(m.tags) t (tag)
            where m.organisation_id = $1
            group by t.tag
            order by people desc, t.tag
            limit $2
            """;

    /** A few hundred people show what columns there are: an import gives all of its people the same ones. */
    private static final String COLUMNS =
            """
            select distinct k.key as name
            from (select variables from contact
                  where organisation_id = $1 and merged_into is null and erased_at is null and variables <> '{}'
                  order by id desc limit 500) c
            cross join lateral jsonb_object_keys(c.variables) k (key)
            order by 1
            limit $2
            """;

    /** The tags that people have, those of most people first, with how many have each. */
    public Future<Map<String, Long>> tags(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(TAGS)
                .execute(Tuple.of(organisationId, limit))
                .map(rows -> {
                    Map<String, Long> tags = new LinkedHashMap<>();
                    rows.forEach(row -> tags.put(row.getString("tag"), row.getLong("people")));
                    return tags;
                });
    }

    /** Names of the free columns that the latest contacts have. */
    public Future<List<String>> columns(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(COLUMNS)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.all(row -> row.getString("name")));
    }

    /**
     * How many would receive the message and how many would not, by reason, if it were sent now. A million people are
     * counted in less than 300 ms, whatever the audience asks for, unless it names them one by one.
     */
    public Future<Reach> count(SqlClient client, Target target) {
        Future<RowSet<Row>> counted = target.audience().namesPeople()
                ? execute(
                        client,
                        COUNT,
                        target.audience(),
                        parameters(target).addValue(target.channel()).addValue(firstContact(target)))
                : client.preparedQuery(COUNT_GROUPS)
                        .execute(chosen(target)
                                .addValue(classes(target.audience()))
                                .addValue(target.channel())
                                .addValue(firstContact(target)));
        return counted.map(rows -> reach(rows, target));
    }

    /**
     * How many of those who may be messaged would get it where their window is closed, by channels as in
     * {@link Reach#byChannels}. The outbox refuses the same people.
     */
    public Future<Map<String, Long>> outsideWindow(SqlClient client, Target target, ClosedWindows closed) {
        if (closed.channels().isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        boolean grouped = !target.audience().namesPeople() && closed.except().isEmpty();
        return execute(
                        client,
                        grouped ? OUTSIDE_WINDOW_OF_GROUPS : OUTSIDE_WINDOW,
                        target.audience(),
                        parameters(target, closed))
                .map(rows -> {
                    Map<String, Long> outside = new TreeMap<>();
                    rows.forEach(row -> outside.merge(channels(row, target), row.getLong("people"), Long::sum));
                    return outside;
                });
    }

    private static Tuple parameters(Target target, ClosedWindows closed) {
        return parameters(target)
                .addValue(target.channel())
                .addValue(firstContact(target))
                .addValue(closed.channels().toArray(String[]::new))
                .addValue(Timestamps.sql(closed.since()))
                .addValue(closed.except().toArray(Long[]::new));
    }

    /**
     * The people of the audience one by one, in id order, each with the reason why they would not receive it.
     *
     * @param after last contact id of the page before; 0 for the first page, whose people also serve as a sample
     * @param limit 1 to 1,000
     */
    public Future<List<AudienceMember>> dryRun(SqlClient client, Target target, long after, int limit) {
        return dryRun(client, target, ClosedWindows.NONE, after, limit);
    }

    /** The same for a message that does not reach everybody. */
    public Future<List<AudienceMember>> dryRun(
            SqlClient client, Target target, ClosedWindows closed, long after, int limit) {
        return execute(
                        client,
                        DRY_RUN,
                        target.audience(),
                        parameters(target, closed)
                                .addValue(after)
                                .addValue(Math.max(1, Math.min(limit, 1_000)))
                                .addValue(ClosedWindows.REASON))
                .map(Rows.all(AudienceStore::person));
    }

    /**
     * Ids of the people of the audience, whether or not they may be messaged.
     *
     * @param after last contact id of the page before; 0 for the first page
     * @param until the last contact id that belongs to the audience
     */
    public Future<List<Long>> page(
            SqlClient client, long organisationId, Audience audience, long after, long until, int limit) {
        Target target = new Target(organisationId, audience, Purpose.BROADCAST, null);
        return execute(
                        client,
                        PAGE,
                        audience,
                        parameters(target).addValue(after).addValue(until).addValue(limit))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /** The last contact id of the organisation now; 0 when it has none. */
    public Future<Long> lastContactId(SqlClient client, long organisationId) {
        return client.preparedQuery(LAST).execute(Tuple.of(organisationId)).map(Rows.only(row -> row.getLong("last")));
    }

    /** Which of these are columns that at least one contact of the organisation has. */
    public Future<Set<String>> knownVariables(SqlClient client, long organisationId, Collection<String> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture(Set.of());
        }
        return client.preparedQuery(KNOWN_VARIABLES)
                .execute(Tuple.tuple().addValue(organisationId).addValue(names.toArray(String[]::new)))
                .map(rows -> {
                    List<String> known = new ArrayList<>();
                    rows.forEach(row -> known.add(row.getString("name")));
                    return Set.copyOf(known);
                });
    }

    /** Those of the broadcasts whose answers the audience names that the organisation does not have. */
    public Future<Set<Long>> unknownBroadcasts(SqlClient client, long organisationId, Audience audience) {
        Set<Long> named =
                audience.answers().stream().map(AnswerCondition::broadcastId).collect(Collectors.toSet());
        return named.isEmpty()
                ? Future.succeededFuture(Set.of())
                : client.preparedQuery(KNOWN_BROADCASTS)
                        .execute(Tuple.tuple().addValue(organisationId).addValue(named.toArray(Long[]::new)))
                        .map(rows -> {
                            rows.forEach(row -> named.remove(row.getLong("id")));
                            return Set.copyOf(named);
                        });
    }

    private static Future<RowSet<Row>> execute(SqlClient client, String sql, Audience audience, Tuple parameters) {
        StringBuilder conditions = new StringBuilder();
        for (AnswerCondition condition : audience.answers()) {
            conditions.append(conditions.isEmpty() ? "" : " and ").append(condition(condition, parameters));
        }
        return client.preparedQuery(conditions.isEmpty() ? sql : sql.replace(ANSWERS, conditions))
                .execute(parameters);
    }

    /** Adds the parameters that it names. */
    private static String condition(AnswerCondition condition, Tuple parameters) {
        parameters.addValue(condition.broadcastId());
        String broadcast = "$" + parameters.size();
        String payloads = "";
        if (!condition.payloads().isEmpty()) {
            parameters.addValue(condition.payloads().toArray(String[]::new));
            payloads = " and x.payload = any ($" + parameters.size() + ")";
        }
        String answered = "(select from broadcast_answer x where x.broadcast_id = " + broadcast
                + " and x.contact_id = c.id and x.replaced_at is null" + payloads + ")";
        return condition.answered()
                ? "exists " + answered
                : "exists (select from delivery d where d.broadcast_id = " + broadcast
                        + " and d.contact_id = c.id and d.state in ('accepted', 'delivered', 'read')) and not exists "
                        + answered;
    }

    private static Tuple parameters(Target target) {
        Audience audience = target.audience();
        return chosen(target)
                .addValue(
                        audience.contactIds().isEmpty()
                                ? null
                                : audience.contactIds().toArray(Long[]::new))
                .addValue(classes(audience));
    }

    /** Organisation, tags, areas and languages. */
    private static Tuple chosen(Target target) {
        Audience audience = target.audience();
        return Tuple.tuple()
                .addValue(target.organisationId())
                .addValue(array(audience.anyTags()))
                .addValue(array(audience.allTags()))
                .addValue(array(audience.noTags()))
                .addValue(array(audience.areas()))
                .addValue(array(audience.languages()));
    }

    private static String @Nullable [] classes(Audience audience) {
        return array(audience.classes().stream().map(ConsentClass::sqlName).toList());
    }

    private static String @Nullable [] array(Collection<String> values) {
        return values.isEmpty() ? null : values.toArray(String[]::new);
    }

    private static boolean firstContact(Target target) {
        return target.purpose() == Purpose.FIRST_CONTACT;
    }

    private static Reach reach(RowSet<Row> rows, Target target) {
        long people = 0;
        Map<String, Long> byChannels = new TreeMap<>();
        Map<String, Long> refused = new TreeMap<>();
        for (Row row : rows) {
            long count = row.getLong("people");
            people += count;
            String reason = row.getString("reason");
            if (reason != null) {
                refused.merge(reason, count, Long::sum);
            } else {
                byChannels.merge(channels(row, target), count, Long::sum);
            }
        }
        return new Reach(people, byChannels, refused);
    }

    private static String channels(Row row, Target target) {
        String channel = target.channel();
        return channel != null ? channel : String.join(",", row.getArrayOfStrings("channels"));
    }

    private static AudienceMember person(Row row) {
        return new AudienceMember(
                row.getLong("id"),
                row.getString("name"),
                row.getString("language"),
                row.getJsonObject("variables"),
                ConsentClass.of(row.getString("class")),
                ConsentState.of(row.getString("state")),
                List.of(row.getArrayOfStrings("channels")),
                row.getString("reason"));
    }
}
