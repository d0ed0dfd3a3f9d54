package org.relais.action.call;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlResult;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** Table {@code call_entry}: whom an action's volunteers call, and how far they are. */
public final class CallListStore {
    /** Those of the people to be added who are still there. */
    private static final String GIVEN =
            """
            with listed as (
                select c.id, c.name, exists (select from callable_address n where n.contact_id = c.id) as callable
                from contact c
                where c.organisation_id = $1 and c.id = any ($3) and c.merged_into is null and c.erased_at is null
            )
            """;

    /**
     * People without a number that can be called are left out. Whoever may not be called is not: that is decided when
     * they would be handed out, and may be another answer by then.
     */
    private static final String ADD = GIVEN
            + """
            , added as (
                insert into call_entry (organisation_id, action_id, contact_id, next_at, added_at)
                select $1, $2, l.id, $4, $4 from listed l where l.callable order by l.id
                on conflict (action_id, contact_id) do update
                set state = 'waiting', reason = null, next_at = greatest(call_entry.next_at, excluded.next_at)
                where call_entry.reason = 'taken_out'
                returning id
            )
            select (select count(*) from listed) as found, (select count(*) from added) as added,
                   (select count(*) from listed where not callable) as without
            """;

    /** What {@link #ADD} would do, and the first of those without a number. */
    private static final String FORESEE = GIVEN
            + """
            select count(*) as found,
                   count(*) filter (where callable and not exists (
                       select from call_entry e
                       where e.action_id = $2 and e.contact_id = listed.id and e.reason is distinct from 'taken_out')) as added,
                   count(*) filter (where not callable) as without,
                   (array_agg(id order by id) filter (where not callable))[:%1$d] as ids,
                   (array_agg(name order by id) filter (where not callable))[:%1$d] as names
            from listed
            """
                    .formatted(Foreseen.NAMED);

    private static final String IMPORTED =
            """
            select distinct a.contact_id
            from import_job j
            join import_row r on r.import_id = j.id and r.refusal is null
            join address a on a.organisation_id = j.organisation_id
                and (a.identifier = r.phone and a.kind = 'phone' or a.identifier = r.chat and a.kind = j.options #>> '{account,kind}')
            where j.organisation_id = $1 and j.id = $2 and j.kind = 'contacts' and j.state = 'finished'
            """;

    private static final String BY_NUMBER =
            """
            select a.identifier, min(a.contact_id) as contact_id
            from address a
            where a.organisation_id = $1 and a.kind = 'phone' and a.status <> 'retired' and a.identifier = any ($2)
            group by a.identifier
            """;

    /**
     * Whether nothing says where the number of an entry {@code e} comes from, who must be told: neither the contact's record {@code c}
     * nor the list {@code l} nor what the ledger has, which is what they are told first. A question of its own for each, for a
     * ledger is too long to be read whole.
     */
    static final String ORIGIN_MISSING =
            """
            (call_origin_missing(s.class, c.variables, l.origin)
             and (select told.id from ledger_event told
                  where told.contact_id = e.contact_id and told.detail ->> 'origin' <> '' limit 1) is null)
            """;

    /** Whether no time will change that somebody of consent {@code s} may not be called, by what is known of them alone. */
    static final String NEVER_CALLED =
            """
            call_refusal(s.class, s.state, s.occasional_spent_at, true, false, o.consent_only)
                in ('unsubscribed', 'occasional_spent', 'consent_only')
            """;

    /** Why somebody who still waits will never be called, as {@link #CLOSE_REFUSED} soon says; whoever is in no queue is not asked. */
    private static final String NEVER =
            """
            case when e.state = 'waiting' and e.contact_id is not null then
                case when s.contact_id is null then 'no_consent'
                     when %s
                     then call_refusal(s.class, s.state, s.occasional_spent_at, true, false, o.consent_only) end end
            """
                    .formatted(NEVER_CALLED);

    /** Whether somebody who waits may not be called for now: consent is awaited or held, or nobody could say where the number is from. */
    private static final String LATER =
            """
            e.state = 'waiting' and s.contact_id is not null
                and (call_refusal(s.class, s.state, s.occasional_spent_at, true, false, o.consent_only) is not null
                     or %s)
            """
                    .formatted(ORIGIN_MISSING);

    /** Whether a contact has a name that begins so, as the list of contacts finds them; of the people of one list only. */
    static String named(String contact, String search) {
        return """
            coalesce((select n.words from contact_name n where n.organisation_id = $1 and n.contact_id = %1$s.id),
                     name_vector(%1$s.name)) @@ name_query(%2$s)
            """
                .formatted(contact, search);
    }

    private static final String LISTED =
            """
            select e.id, e.contact_id, coalesce(c.name, '') as name, e.state, e.reason, e.attempts, e.next_at,
                   e.turn = 0 as promised, t.volunteer_id, t.lease_until,
                   case when e.state <> 'closed' then coalesce(
                       call_refusal(s.class, s.state, s.occasional_spent_at,
                                    exists (select from callable_address n where n.contact_id = e.contact_id),
                                    exists (select from address a
                                            join suppression u on u.organisation_id = a.organisation_id
                                                              and u.fingerprint = a.fingerprint
                                            where a.contact_id = e.contact_id),
                                    o.consent_only),
                       case when s.contact_id is null then 'no_consent'
                            when e.state = 'waiting' and %s
                                then 'no_origin' end) end as refusal
            from call_entry e
            join organisation o on o.id = e.organisation_id
            left join contact c on c.id = e.contact_id
            left join consent s on s.contact_id = e.contact_id
            left join call_list l on l.action_id = e.action_id
            left join call_attempt t on t.entry_id = e.id and t.ended_at is null
            where e.organisation_id = $1 and e.action_id = $2 and %s
              and ($7::text is null or %s)
              and ($4::text is null or e.state = $4
                   or case when coalesce(e.reason, %s) = any ($6) then 'uncallable'
                           when %s then 'later'
                           when e.state = 'waiting' then 'callable'
                           when e.state = 'closed' then 'ended' end = $4)
            order by %s limit $5
            """;

    private static final String PAGE =
            LISTED.formatted(ORIGIN_MISSING, "e.id > $3", named("c", "$7"), NEVER, LATER, "e.id");

    /** Those who are called now, then those who wait, then those whose calls are over, as {@code call_entry_by_turn} has it. */
    private static final String PLACE = "array_position(array['leased', 'waiting', 'closed'], %s.state)";

    private static final String FIRST_BY_TURN = byTurn("$3 = 0");

    /** Each by itself: a row that a statement gives is no bound of an index. */
    private static final String NEXT_BY_TURN = "with b as ("
            + "select %s as place, next_at, id from call_entry where organisation_id = $1 and action_id = $2 and id = $3)\n"
                    .formatted(PLACE.formatted("call_entry"))
            + byTurn("(%s, e.next_at, e.id) > ((select place from b), (select next_at from b), (select id from b))"
                    .formatted(PLACE.formatted("e")));

    private static final String COUNTS =
            """
            select e.action_id, case when n.never is not null then 'closed' when %s then 'later' else e.state end as state,
                   coalesce(n.never, e.reason, '') as reason, count(*) as people
            from call_entry e
            join organisation o on o.id = e.organisation_id
            left join consent s on s.contact_id = e.contact_id
            left join contact c on c.id = e.contact_id and s.class = 'occasional'
            left join call_list l on l.action_id = e.action_id
            cross join lateral (select %s as never) n
            where e.organisation_id = $1 and e.action_id = any ($2)
            group by 1, 2, 3
            """
                    .formatted(LATER, NEVER);

    private static final String LANGUAGES =
            """
            select coalesce(c.language, o.language) as language, count(*) as people
            from call_entry e
            join contact c on c.id = e.contact_id
            join organisation o on o.id = e.organisation_id
            where e.organisation_id = $1 and e.action_id = $2 and e.state = 'waiting'
            group by 1
            """;

    private static final String WITHOUT_ORIGIN =
            """
            select exists (
                select from call_entry e
                join contact c on c.id = e.contact_id
                join consent s on s.contact_id = e.contact_id and s.class = 'occasional' and s.occasional_spent_at is null
                left join call_list l on l.action_id = e.action_id
                where e.organisation_id = $1 and e.action_id = $2 and e.state = 'waiting'
                  and s.state not in ('unsubscribed', 'held') and %s
            ) as without_origin
            """
                    .formatted(ORIGIN_MISSING);

    /** What no time will change: who is held, pending or out of hours stays and may be called later. */
    private static final String CLOSE_REFUSED =
            """
            with refused as (
                select e.id, case when s.contact_id is null then 'no_consent'
                                  else call_refusal(s.class, s.state, s.occasional_spent_at,
                                                    exists (select from callable_address n where n.contact_id = e.contact_id),
                                                    exists (select from address a
                                                            join suppression u on u.organisation_id = a.organisation_id
                                                                              and u.fingerprint = a.fingerprint
                                                            where a.contact_id = e.contact_id),
                                                    o.consent_only) end as reason
                from call_entry e
                join action a on a.id = e.action_id and a.state = 'open'
                join organisation o on o.id = e.organisation_id
                left join consent s on s.contact_id = e.contact_id
                where e.state = 'waiting' and e.contact_id is not null
            ), locked as (
                select e.id, r.reason from call_entry e join refused r on r.id = e.id
                where e.state = 'waiting'
                  and r.reason in ('unsubscribed', 'suppressed', 'unreachable', 'occasional_spent', 'consent_only', 'no_consent')
                order by e.id limit 2000 for update of e skip locked
            )
            update call_entry e set state = 'closed', reason = l.reason from locked l where e.id = l.id
            """;

    /** Why an entry is over without a call having ended it. */
    private static final Set<String> UNCALLABLE = Set.of(
            "unsubscribed",
            "suppressed",
            "unreachable",
            "no_address",
            "occasional_spent",
            "consent_only",
            "no_consent",
            "taken_out",
            "erased",
            "merged");

    /** How people went into a list: {@code without} have no number, {@code known} were in it already. */
    public record Added(long added, long known, long without) {
        static final Added NONE = new Added(0, 0, 0);

        Added plus(Added other) {
            return new Added(added + other.added, known + other.known, without + other.without);
        }
    }

    /**
     * What adding people would do.
     *
     * @param more whether they are more than were looked at
     * @param without the first of those without a number, by their ids, with their names
     */
    public record Foreseen(Added added, boolean more, Map<Long, String> without) {
        static final int NAMED = 6;

        public Foreseen {
            without = Collections.unmodifiableMap(new LinkedHashMap<>(without));
        }

        /** How many were looked at. */
        public long found() {
            return added.added() + added.known() + added.without();
        }
    }

    /**
     * One person of a list.
     *
     * @param contactId null once erased
     * @param state {@code waiting}, {@code leased} or {@code closed}
     * @param reason why it is closed
     * @param refusal why the person may not be called now; null when they may
     * @param promised whether a volunteer promised to call the person at {@code nextAt}
     * @param volunteerId who has the person now
     */
    public record Entry(
            long id,
            @Nullable Long contactId,
            String name,
            String state,
            @Nullable String reason,
            @Nullable String refusal,
            int attempts,
            Instant nextAt,
            boolean promised,
            @Nullable Long volunteerId,
            @Nullable Instant leaseUntil) {
        /** Whether the person will not be called, and no call was the reason. */
        public boolean uncallable() {
            return UNCALLABLE.contains(state.equals("closed") ? String.valueOf(reason) : String.valueOf(refusal));
        }
    }

    /**
     * How many of a list wait, may not be called for now, are with a volunteer, and are closed for which reason; whoever waits and may
     * never be called counts as closed.
     */
    public record Counts(long waiting, long later, long leased, Map<String, Long> closed) {
        public Counts {
            closed = Map.copyOf(closed);
        }

        private static Counts of(List<Row> rows) {
            long waiting = 0;
            long later = 0;
            long leased = 0;
            Map<String, Long> closed = new TreeMap<>();
            for (Row row : rows) {
                long people = row.getLong("people");
                switch (row.getString("state")) {
                    case "waiting" -> waiting += people;
                    case "later" -> later += people;
                    case "leased" -> leased += people;
                    default -> closed.merge(row.getString("reason"), people, Long::sum);
                }
            }
            return new Counts(waiting, later, leased, closed);
        }

        public long all() {
            return waiting + later + leased + ended() + uncallable();
        }

        /** People who are or were to be called: whoever may be called later only is not counted, nor whoever never may. */
        public long callable() {
            return waiting + leased + ended();
        }

        /** People whose calls are over. */
        public long ended() {
            return closed(false);
        }

        /** People who will not be called, and no call was the reason. */
        public long uncallable() {
            return closed(true);
        }

        /** For which reason how many will not be called, without a call being it. */
        public Map<String, Long> obstacles() {
            Map<String, Long> obstacles = new TreeMap<>(closed);
            obstacles.keySet().retainAll(UNCALLABLE);
            return obstacles;
        }

        private long closed(boolean uncallable) {
            return closed.entrySet().stream()
                    .filter(reason -> UNCALLABLE.contains(reason.getKey()) == uncallable)
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    /** Puts people into the list; who is in it already stays as they are, unless they were taken out of it. */
    Future<Added> add(SqlClient client, long organisationId, long actionId, Collection<Long> contactIds, Instant now) {
        return client.preparedQuery(ADD)
                .execute(Tuple.tuple()
                        .addLong(organisationId)
                        .addLong(actionId)
                        .addValue(contactIds.toArray(Long[]::new))
                        .addOffsetDateTime(Timestamps.sql(now)))
                .map(Rows.only(CallListStore::added));
    }

    private static Added added(Row row) {
        long without = row.getLong("without");
        long added = row.getLong("added");
        return new Added(added, row.getLong("found") - without - added, without);
    }

    /** What {@link #add} would do. */
    Future<Foreseen> foresee(SqlClient client, Action action, Collection<Long> contactIds, boolean more) {
        return client.preparedQuery(FORESEE)
                .execute(Tuple.of(action.organisationId(), action.id(), contactIds.toArray(Long[]::new)))
                .map(Rows.only(row -> {
                    Map<Long, String> without = new LinkedHashMap<>();
                    Long[] ids = row.getArrayOfLongs("ids");
                    for (int at = 0; ids != null && at < ids.length; at++) {
                        without.put(ids[at], row.getArrayOfStrings("names")[at]);
                    }
                    return new Foreseen(added(row), more, without);
                }));
    }

    /** The contacts of a finished import, as long as its rows are kept. */
    Future<List<Long>> imported(SqlClient client, long organisationId, long importId) {
        return client.preparedQuery(IMPORTED)
                .execute(Tuple.of(organisationId, importId))
                .map(Rows.all(row -> row.getLong("contact_id")));
    }

    /** Whose these numbers are; a number that nobody has is left out. */
    Future<Map<String, Long>> byNumber(SqlClient client, long organisationId, Collection<String> numbers) {
        return client.preparedQuery(BY_NUMBER)
                .execute(Tuple.of(organisationId, (Object) numbers.toArray(String[]::new)))
                .map(Rows.byKey(row -> row.getString("identifier"), row -> row.getLong("contact_id")));
    }

    /**
     * The people of a list, in the order in which they came into it.
     *
     * @param state null for all; {@code waiting}, {@code leased} or {@code closed} as the entry says, or {@code callable}, {@code ended}
     *     and {@code uncallable} as {@link Counts} counts them
     * @param name beginnings of the words of their names; null for all
     * @param after last entry of the page before, 0 for the first
     */
    public Future<List<Entry>> page(
            SqlClient client,
            CallFiguresStore.Key action,
            @Nullable String state,
            @Nullable String name,
            long after,
            int limit) {
        return client.preparedQuery(PAGE)
                .execute(part(action, state, name, after, limit))
                .map(Rows.all(CallListStore::entry));
    }

    /** The same in the order in which they are called: those who are called now, then those who wait, the next first, then the others. */
    public Future<List<Entry>> byTurn(
            SqlClient client,
            CallFiguresStore.Key action,
            @Nullable String state,
            @Nullable String name,
            long after,
            int limit) {
        return client.preparedQuery(after == 0 ? FIRST_BY_TURN : NEXT_BY_TURN)
                .execute(part(action, state, name, after, limit))
                .map(Rows.all(CallListStore::entry));
    }

    private static String byTurn(String bound) {
        return LISTED.formatted(
                ORIGIN_MISSING, bound, named("c", "$7"), NEVER, LATER, PLACE.formatted("e") + ", e.next_at, e.id");
    }

    private static Tuple part(
            CallFiguresStore.Key action, @Nullable String state, @Nullable String name, long after, int limit) {
        return Tuple.tuple()
                .addLong(action.organisationId())
                .addLong(action.actionId())
                .addLong(after)
                .addString(state)
                .addInteger(limit)
                .addArrayOfString(UNCALLABLE.toArray(String[]::new))
                .addString(name);
    }

    public Future<Counts> counts(SqlClient client, long organisationId, long actionId) {
        return counts(client, organisationId, List.of(actionId))
                .map(all -> all.getOrDefault(actionId, Counts.of(List.of())));
    }

    /** Those of several lists; one without people is left out. */
    public Future<Map<Long, Counts>> counts(SqlClient client, long organisationId, Collection<Long> actionIds) {
        return client.preparedQuery(COUNTS)
                .execute(Tuple.of(organisationId, (Object) actionIds.toArray(Long[]::new)))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .collect(Collectors.groupingBy(
                                row -> row.getLong("action_id"),
                                Collectors.collectingAndThen(Collectors.toList(), Counts::of))));
    }

    /** How many wait, by the language they are spoken to in. */
    Future<Map<String, Long>> languages(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(LANGUAGES)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.byKey(row -> row.getString("language"), row -> row.getLong("people")));
    }

    /** Whether occasional people wait whom nobody can tell where their data come from. */
    Future<Boolean> withoutOrigin(SqlClient client, long organisationId, long actionId) {
        return client.preparedQuery(WITHOUT_ORIGIN)
                .execute(Tuple.of(organisationId, actionId))
                .map(Rows.only(row -> row.getBoolean("without_origin")));
    }

    /** Closes what waits for people who may never be called, so that no hand-out looks through them again. */
    Future<Integer> closeRefused(SqlClient client) {
        return client.preparedQuery(CLOSE_REFUSED).execute().map(SqlResult::rowCount);
    }

    private static Entry entry(Row row) {
        return new Entry(
                row.getLong("id"),
                row.getLong("contact_id"),
                row.getString("name"),
                row.getString("state"),
                row.getString("reason"),
                row.getString("refusal"),
                row.getInteger("attempts"),
                Timestamps.instant(row, "next_at"),
                row.getBoolean("promised"),
                row.getLong("volunteer_id"),
                Timestamps.instantOrNull(row, "lease_until"));
    }
}
