package org.relais.audience;

import static org.relais.audience.AudienceConditionStore.ASKED_FOR_LESS;
import static org.relais.audience.AudienceConditionStore.CHOSEN;
import static org.relais.audience.AudienceConditionStore.GROUPS;
import static org.relais.audience.AudienceConditionStore.PERSON_REASON;
import static org.relais.audience.AudienceConditionStore.REASON;
import static org.relais.audience.AudienceConditionStore.SENDERS;
import static org.relais.audience.AudienceConditionStore.execute;
import static org.relais.audience.AudienceConditionStore.firstContact;
import static org.relais.audience.AudienceConditionStore.parameters;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.consent.Purpose;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/**
 * Audiences in SQL. Who may be messaged is read from the views of {@code consent}, never decided here; what is added is
 * only whether we have a sender for one of the person's channels.
 */
public final class AudienceStore {
    /**
     * Of a message {@code i} (inbound_message) and a delivery that its writer got before, by whose name this is formatted: that
     * somebody has to read it, that it decides nothing yet or asks for a right, that it came since, and that it counts to no
     * other broadcast: it counts to the one whose message it quotes, or was noted as an answer to, or else that came last before.
     */
    public static final String WROTE_SINCE =
            """
            (i.kind <> 'understood' or starts_with(i.about, 'undecided:')
                 or exists (select from rights_request r
                            where r.contact_id = i.contact_id and r.event_key = i.event_key))
            and i.received_at > %1$s.queued_at
            and (i.delivery_id = %1$s.id
                 or not exists (select from delivery other
                                where other.contact_id = i.contact_id and other.broadcast_id is not null
                                  and other.state in ('accepted', 'delivered', 'read')
                                  and other.queued_at < i.received_at and other.id <> %1$s.id
                                  and ((other.queued_at, other.id) > (%1$s.queued_at, %1$s.id) or other.id = i.delivery_id)
                                offset 0))
            and not exists (select from broadcast_answer other
                            where other.contact_id = i.contact_id and other.delivery_id <> %1$s.id
                              and other.manner = 'words' and other.answered_at <= i.received_at
                              and other.answered_at > i.received_at - interval '1 minute'
                              and (i.about is null or i.about = 'answer:' || other.delivery_id)
                            offset 0)""";

    private static final String COUNT = "with " + SENDERS
            + """
                    select %s as reason, m.channels,
                           coalesce(c.language, (select language from organisation where id = $1)) as language,
                           count(*) as people
                    from contact c join messageable_contact m on m.contact_id = c.id
                    where %s
                    group by 1, 2, 3
                    """
                    .formatted(PERSON_REASON, CHOSEN);

    /** Of those who never asked for messages, how many are organisers, by the chats that they linked for their tests. */
    private static final String OWN_CHATS = "with " + SENDERS
            + """
                    select count(*) as people
                    from contact c join messageable_contact m on m.contact_id = c.id
                    where c.id = any (array(select a.contact_id from linked_chat l
                                            join address a on a.organisation_id = l.organisation_id and a.id = l.address_id
                                            where l.organisation_id = $1))
                      and %s = 'occasional' and %s
                    """
                    .formatted(PERSON_REASON, CHOSEN);

    /**
     * The same for audiences that name nobody: one group of people at a time, less the few who asked for fewer messages. $7
     * is null.
     */
    private static final String COUNT_GROUPS = "with " + SENDERS
            + """
                    , less as materialized (
                        select m.channels, c.language, count(*) as people
                        from contact c join messageable_contact m on m.contact_id = c.id
                        where %4$s and %1$s is null and %3$s
                        group by 1, 2
                    )
                    select reason, channels,
                           coalesce(language, (select language from organisation where id = $1)) as language,
                           sum(people)::bigint as people
                    from (select %1$s as reason, m.channels, m.language, m.contacts as people
                          from messageable_count m
                          where m.organisation_id = $1 and %2$s
                          union all
                          select null, channels, language, -people from less
                          union all
                          select 'asked_for_less', channels, language, people from less) parts
                    group by 1, 2, 3
                    having sum(people) > 0
                    """
                    .formatted(REASON, GROUPS.formatted("$8"), CHOSEN, ASKED_FOR_LESS);

    /**
     * Whether the person has no open address. $11 are the channels with a window, $12 its beginning, $13 the senders that have
     * a way around it. Address and sender are the ones that the outbox would choose.
     */
    private static final String CLOSED =
            """
            m.channels && $11::text[]
              and not exists (
                   select from address a
                   where a.contact_id = c.id and a.status = 'active'
                     and a.channel = any ((select permitted from senders)::text[])
                     and not (a.channel = any ($11::text[]) and coalesce(a.last_inbound_at, '-infinity') <= $12
                              and coalesce((select s.id from sender s where s.id = a.sender_id and s.removed_at is null),
                                           (select min(s.id) from sender s
                                            where s.organisation_id = $1 and s.channel = a.channel
                                              and s.removed_at is null))
                                  <> all ($13::bigint[])))
            """;

    private static final String OUTSIDE_WINDOW = "with " + SENDERS
            + """
                    select m.channels,
                           coalesce(c.language, (select language from organisation where id = $1)) as language,
                           count(*) as people
                    from contact c join messageable_contact m on m.contact_id = c.id
                    where %s is null and %s
                      and %s
                    group by 1, 2
                    """
                    .formatted(PERSON_REASON, CLOSED, CHOSEN);

    /** Whether the person can also be reached where nothing closes: it goes there. */
    private static final String ELSEWHERE =
            """
            m.channels && array(select unnest(permitted) from senders except select unnest($11::text[]))
            """;

    /**
     * The same for audiences that name nobody and senders without a way around: whole groups, less those who have written
     * lately. $7 is null.
     */
    private static final String OUTSIDE_WINDOW_OF_GROUPS = Database.PLANNED_EACH_TIME + "with " + SENDERS
            + """
                    , groups as materialized (
                        select m.channels, m.language, sum(m.contacts) as people
                        from messageable_count m
                        where m.organisation_id = $1 and m.channels && $11::text[] and not %2$s and %1$s is null and %5$s
                        group by 1, 2
                    ), written as materialized (
                        -- Whoever wrote on an address was seen then.
                        select c.id as contact_id from contact c
                        where c.organisation_id = $1 and c.last_seen_on >= ($12::timestamptz at time zone 'UTC')::date
                          and $13::bigint[] = '{}'
                          and exists (select from address a
                                      where a.contact_id = c.id and a.status = 'active' and a.last_inbound_at > $12
                                        and a.channel = any ((select permitted from senders)::text[]) offset 0)
                    )
                    select channels,
                           coalesce(language, (select language from organisation where id = $1)) as language,
                           sum(people)::bigint as people
                    from (select channels, language, people from groups
                          union all
                          select m.channels, c.language, -count(*)
                          from written w
                          join contact c on c.id = w.contact_id
                          join messageable_contact m on m.contact_id = c.id
                          where m.channels && $11::text[] and not %2$s and %1$s is null and %4$s
                          group by 1, 2
                          union all
                          select m.channels, c.language, -count(*)
                          from contact c join messageable_contact m on m.contact_id = c.id
                          where %6$s and %1$s is null and %3$s and %4$s
                          group by 1, 2) parts
                    group by 1, 2
                    having sum(people) > 0
                    """
                    .formatted(REASON, ELSEWHERE, CLOSED, CHOSEN, GROUPS.formatted("$8"), ASKED_FOR_LESS);

    private static final String PAGE =
            """
            select c.id
            from contact c join messageable_contact m on m.contact_id = c.id
            where c.id > $9 and c.id <= $10 and %s
            order by c.id
            limit $11
            """
                    .formatted(CHOSEN);

    private static final String REACHABLE = "with " + SENDERS
            + """
                    select c.id
                    from contact c join messageable_contact m on m.contact_id = c.id
                    where c.id = any ($14) and %s is null and (%s) is not true and %s
                    order by c.id
                    """
                    .formatted(PERSON_REASON, CLOSED, CHOSEN);

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
                    .formatted(PERSON_REASON, CLOSED, CHOSEN);

    /**
     * Of the newest of those who would get it, how many have nothing in each of the columns $15; $14 is how many are looked at.
     */
    private static final String UNKNOWN = "with " + SENDERS
            + """
                    , looked as materialized (
                        select coalesce(c.language, (select language from organisation where id = $1)) as language,
                               c.name, c.variables
                        from contact c join messageable_contact m on m.contact_id = c.id
                        where %s is null and (%s) is not true and %s
                        order by c.id desc
                        limit $14
                    )
                    select n.name as variable, k.title, l.language,
                           count(*) as people, (select count(*) from looked) as looked
                    from unnest($15::text[]) n (name)
                    left join contact_column k on k.organisation_id = $1 and k.name = n.name
                    join looked l
                        on coalesce(case when n.name in ('name', 'first_name') then l.name else l.variables ->> n.name end, '')
                           = ''
                    group by 1, 2, 3
                    """
                    .formatted(PERSON_REASON, CLOSED, CHOSEN);

    /** So many people are looked at for what is not known of them: all of a local campaign's. */
    public static final int LOOKED_AT = 10_000;

    /**
     * How many would receive the message and how many would not, by reason, if it were sent now. A million people are
     * counted in less than 300 ms, whatever the audience asks for, unless it names them one by one.
     */
    public Future<Reach> count(SqlClient client, Target target) {
        Future<RowSet<Row>> counted = execute(
                client,
                target.audience().namesPeople() ? COUNT : COUNT_GROUPS,
                target,
                parameters(target).addValue(target.channel()).addValue(firstContact(target)));
        return counted.map(rows -> reach(rows, target));
    }

    /** How many of those whom {@link #count} refuses as occasional are organisers with a chat of their own. */
    public Future<Long> ownChats(SqlClient client, Target target) {
        return execute(
                        client,
                        OWN_CHATS,
                        target,
                        parameters(target).addValue(target.channel()).addValue(firstContact(target)))
                .map(Rows.only(row -> row.getLong("people")));
    }

    /**
     * How many of those who may be messaged would get it where their window is closed. The outbox refuses the same people.
     */
    public Future<OutsideWindow> outsideWindow(SqlClient client, Target target, ClosedWindows closed) {
        if (closed.channels().isEmpty()) {
            return Future.succeededFuture(OutsideWindow.NONE);
        }
        boolean grouped = !target.audience().namesPeople() && closed.except().isEmpty();
        return execute(
                        client,
                        grouped ? OUTSIDE_WINDOW_OF_GROUPS : OUTSIDE_WINDOW,
                        target,
                        windowParameters(target, closed))
                .map(rows -> {
                    Map<String, Long> byChannels = new TreeMap<>();
                    Map<String, Long> byLanguage = new TreeMap<>();
                    for (Row row : rows) {
                        byChannels.merge(channels(row, target), row.getLong("people"), Long::sum);
                        byLanguage.merge(row.getString("language"), row.getLong("people"), Long::sum);
                    }
                    return new OutsideWindow(byChannels, byLanguage);
                });
    }

    /**
     * Of whom of those who would get it these columns, names of people among them, are not known; at most {@link #LOOKED_AT}
     * are looked at, the newest.
     */
    public Future<List<Unknown>> unknown(
            SqlClient client, Target target, ClosedWindows closed, Collection<String> columns) {
        return columns.isEmpty()
                ? Future.succeededFuture(List.of())
                : execute(
                                client,
                                UNKNOWN,
                                target,
                                windowParameters(target, closed)
                                        .addValue(LOOKED_AT)
                                        .addValue(columns.toArray(String[]::new)))
                        .map(Rows.all(row -> new Unknown(
                                row.getString("variable"),
                                row.getString("title"),
                                row.getString("language"),
                                row.getLong("people"),
                                row.getLong("looked"))));
    }

    /**
     * How many readers of a language have nothing in a column.
     *
     * @param title the heading of the file that it came with; null where none said it
     * @param looked how many were looked at
     */
    public record Unknown(String variable, @Nullable String title, String language, long people, long looked) {}

    private static Tuple windowParameters(Target target, ClosedWindows closed) {
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
                        target,
                        windowParameters(target, closed)
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
                        target,
                        parameters(target).addValue(after).addValue(until).addValue(limit))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /** Those of these people of the audience, at most some ten thousand, who would receive it if it were sent now, in id order. */
    public Future<List<Long>> reachable(SqlClient client, Target target, ClosedWindows closed, List<Long> contactIds) {
        return execute(
                        client,
                        REACHABLE,
                        target,
                        windowParameters(target, closed).addValue(contactIds.toArray(Long[]::new)))
                .map(Rows.all(row -> row.getLong("id")));
    }

    /** The last contact id of the organisation now; 0 when it has none. */
    public Future<Long> lastContactId(SqlClient client, long organisationId) {
        return client.preparedQuery(LAST).execute(Tuple.of(organisationId)).map(Rows.only(row -> row.getLong("last")));
    }

    private static Reach reach(RowSet<Row> rows, Target target) {
        long people = 0;
        Map<String, Long> byChannels = new TreeMap<>();
        Map<String, Long> refused = new TreeMap<>();
        Map<String, Long> byLanguage = new TreeMap<>();
        for (Row row : rows) {
            long count = row.getLong("people");
            people += count;
            String reason = row.getString("reason");
            if (reason != null) {
                refused.merge(reason, count, Long::sum);
            } else {
                byChannels.merge(channels(row, target), count, Long::sum);
                byLanguage.merge(row.getString("language"), count, Long::sum);
            }
        }
        return new Reach(people, byChannels, refused, byLanguage);
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
