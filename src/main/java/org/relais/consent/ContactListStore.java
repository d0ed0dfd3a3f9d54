package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.NameIndexStore;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;
import org.relais.organisation.Actor;
import org.relais.organisation.Permission;

/**
 * Contacts as people look for them, with what may be sent to them; the API's, the console's and every picker's one list.
 * Those who were merged or erased are not in it. Reads only.
 */
public final class ContactListStore {
    private static final String SELECT =
            """
            select c.id, c.name, c.tags, c.area, c.language, c.last_seen_at, s.class, s.state, s.changed_at, s.basis_event_id,
                   coalesce(m.refusal,
                            case when c.pace is not null and too_soon(c.pace, c.paced_at, c.paced_delivery_id, now())
                                 then 'asked_for_less' end) as refusal,
                   greatest(c.updated_at, s.updated_at) as updated_at, c.created_at,
                   a.channel, a.kind, a.identifier, n.channel as lost_channel, n.identifier as lost_number
            from contact c
            join consent s on s.contact_id = c.id
            join messageable_contact m on m.contact_id = c.id
            left join lateral (
                select channel, kind, identifier from address
                where contact_id = c.id and status = 'active'
                order by last_inbound_at desc nulls last, id
                limit 1) a on true
            left join lateral (
                select channel, identifier from address
                where contact_id = c.id and status = 'unreachable' and kind = 'phone'
                  and a.kind is distinct from 'phone' and channel = coalesce(a.channel, channel)
                order by last_inbound_at desc nulls last, id
                limit 1) n on true
            where c.organisation_id = $1 and m.organisation_id = $1
              and c.merged_into is null and c.erased_at is null
            """;

    private static final String FIND = SELECT + """
              and c.id = $2
            """;

    private static final String FILTERED =
            """
              and ($3::text is null or s.state = $3)
              and ($4::text is null or s.class = $4)
              and ($5::text is null or c.tags @> array[$5])
            """;

    /** More changed contacts than this are met by going through the list, a page after the other. */
    private static final int FEW = 10_000;

    /** The contacts that were changed since, by indexes that only who asks for the negative number uses (V002). */
    static final String CHANGED =
            """
            select id from contact where -organisation_id = -$1::bigint and updated_at >= %1$s
            union all select contact_id from consent where -organisation_id = -$1::bigint and updated_at >= %1$s
            """;

    private static final String ARE_FEW = "select count(*) <= " + FEW + " as few from (" + CHANGED.formatted("$2")
            + " limit " + (FEW + 1) + ") changed";

    private static final String OF_FEW_CHANGED = " and c.id = any (array(" + CHANGED + "))\n";

    private static final String CHANGED_AMONG_ALL = " and greatest(c.updated_at, s.updated_at) >= %s\n";

    private static final String OLDEST_FIRST =
            """
              and c.id > $2 %s
            order by c.id
            limit $6
            """;

    private static final String NEWEST_FIRST =
            """
              and c.id < $2 %s
            order by c.id desc
            limit $6
            """;

    /** One by one, and no other way: a join may be planned from all the contacts. */
    private static final String FOUND =
            "select p.* from unnest($2::bigint[]) with ordinality as f (id, place) cross join lateral ("
                    + SELECT
                    + " and c.id = f.id offset 0) p order by f.place";

    private static final String BY_NAME =
            "select p.id from people_by_name($1, $2, $3) with ordinality as p (id, place) order by p.place";

    /** By the day of the last sign of life, as far as the index of those goes. */
    private static final String SEEN =
            """
            select c.id from contact c
            where c.organisation_id = $1 and c.last_seen_on is not null and (c.last_seen_on, c.id) < ($2, $3)
              and c.merged_into is null and c.erased_at is null
            order by c.last_seen_on desc, c.id desc
            limit $4
            """;

    private static final String NEVER_SEEN =
            """
            select c.id from contact c
            where c.organisation_id = $1 and c.id < $2 and c.last_seen_on is null
              and c.merged_into is null and c.erased_at is null
            order by c.id desc
            limit $3
            """;

    /** One by one, as above, in the order of their names. */
    private static final String SORTABLE =
            """
            select p.id, p.state, p.class, p.last_seen_on
            from unnest($2::bigint[]) f (id) cross join lateral (
                select c.id, s.state, s.class, c.last_seen_on,
                       %s as named
                from contact c join consent s on s.contact_id = c.id
                where c.id = f.id and c.organisation_id = $1 offset 0) p
            order by p.named, p.id
            """
                    .formatted(NameIndexStore.standsBy("c"));

    private static final String COUNT =
            """
            select state, sum(contacts)::bigint as people from standing where organisation_id = $1 group by state
            """;

    private static final String GROUPS =
            """
            select state, class, tags, sum(contacts)::bigint as people
            from messageable_count where organisation_id = $1 group by state, class, tags
            """;

    private final StandingStore standings = new StandingStore();

    /**
     * What to list; null parts don't narrow.
     *
     * @param search the beginnings of words of a name, whatever their accents and capitals; a whole identifier, a number
     *     in E.164; or the first digits of a number, as it is dialled at home or from abroad, or its last
     * @param updatedSince only whom something has changed of since then, a stop or an opt-in included
     * @param byAddress whether the search finds by identifiers and numbers; else by words of names without digits only
     */
    public record Filter(
            @Nullable ConsentState state,
            @Nullable ConsentClass consentClass,
            @Nullable String tag,
            @Nullable String search,
            @Nullable Instant updatedSince,
            boolean byAddress) {
        public Filter(
                @Nullable ConsentState state,
                @Nullable ConsentClass consentClass,
                @Nullable String tag,
                @Nullable String search,
                @Nullable Instant updatedSince) {
            this(state, consentClass, tag, search, updatedSince, true);
        }

        public static final Filter ALL = new Filter(null, null, null, null, null);

        public static Filter of(String search) {
            return new Filter(null, null, null, search, null);
        }

        /** The same with a search. */
        public Filter searching(String wanted) {
            return new Filter(state, consentClass, tag, wanted, updatedSince, byAddress);
        }

        /** The same for one state only; null for every one. */
        public Filter inState(@Nullable ConsentState one) {
            return new Filter(one, consentClass, tag, search, updatedSince, byAddress);
        }

        /** The same for one class only. */
        public Filter inClass(ConsentClass one) {
            return new Filter(state, one, tag, search, updatedSince, byAddress);
        }

        /** The same for an actor: whoever may not see addresses finds nobody by them. */
        public Filter seenBy(Actor actor) {
            return actor.may(Permission.ADDRESSES)
                    ? this
                    : new Filter(state, consentClass, tag, search, updatedSince, false);
        }

        /** Whether it asks for what whole groups of people have in common. */
        boolean asksForGroups() {
            return state != null || consentClass != null || tag != null;
        }
    }

    /**
     * How many there are.
     *
     * @param more whether there are more than that, which were not counted
     */
    public record Total(long people, boolean more) {}

    /** Whom a search leaves, newest first, as far as they are counted. */
    public record Matches(List<Long> ids) {
        public Matches {
            ids = List.copyOf(ids);
        }

        public Total total() {
            return new Total(Math.min(ids.size(), ContactSearchStore.COUNTED), ids.size() > ContactSearchStore.COUNTED);
        }
    }

    /**
     * One of those whom a search has found, with what a list of them is sorted by.
     *
     * @param seen day, in UTC, of the last sign of life; null for none
     */
    public record Sortable(long contactId, ConsentState state, ConsentClass consentClass, @Nullable LocalDate seen) {}

    /**
     * A page of the list by id.
     *
     * @param afterId the last contact of the page before; 0 for the first
     * @param limit 1 to 1,000
     */
    public Future<List<ListedContact>> page(
            SqlClient client, long organisationId, Filter filter, long afterId, int limit) {
        return page(client, OLDEST_FIRST, organisationId, filter, afterId, limit);
    }

    /** As {@link #page}, the newest first; {@link Long#MAX_VALUE} for the first page. */
    public Future<List<ListedContact>> newest(
            SqlClient client, long organisationId, Filter filter, long beforeId, int limit) {
        return page(client, NEWEST_FIRST, organisationId, filter, beforeId, limit);
    }

    /**
     * A page of everybody by their names, whatever their accents and capitals; who has none comes last.
     *
     * @param afterId the last contact of the page before; 0 for the first
     * @param limit 1 to 1,000
     */
    public Future<List<ListedContact>> byName(SqlClient client, long organisationId, long afterId, int limit) {
        return client.preparedQuery(BY_NAME)
                .execute(Tuple.of(organisationId, afterId, (long) Math.max(1, Math.min(limit, 1_000))))
                .map(Rows.all(row -> row.getLong("id")))
                .compose(ids -> among(client, organisationId, ids));
    }

    /**
     * A page of everybody by when they last gave a sign, the latest day first; who never did comes last.
     *
     * @param beforeDay day, in UTC, of the last contact of the page before; null when that one never gave a sign
     * @param beforeId the last contact of the page before; {@link Long#MAX_VALUE} for the first of a day
     * @param limit 1 to 1,000
     */
    public Future<List<ListedContact>> bySign(
            SqlClient client, long organisationId, @Nullable LocalDate beforeDay, long beforeId, int limit) {
        Future<List<Long>> seen = beforeDay == null
                ? Future.succeededFuture(List.of())
                : client.preparedQuery(SEEN)
                        .execute(Tuple.of(organisationId, beforeDay, beforeId, limit))
                        .map(Rows.all(row -> row.getLong("id")));
        return seen.compose(ids -> ids.size() == limit
                        ? Future.succeededFuture(ids)
                        : client.preparedQuery(NEVER_SEEN)
                                .execute(Tuple.of(
                                        organisationId,
                                        beforeDay == null ? beforeId : Long.MAX_VALUE,
                                        limit - ids.size()))
                                .map(rows -> Stream.concat(
                                                ids.stream(), Rows.all(rows, row -> row.getLong("id")).stream())
                                        .toList()))
                .compose(ids -> among(client, organisationId, ids));
    }

    /**
     * A page of several lists one after the other, each the newest first.
     *
     * @param parts those that are not over yet, of which none has a search
     * @param beforeId the last contact of the page before, in the first of them; {@link Long#MAX_VALUE} for none
     */
    public Future<List<ListedContact>> byGroup(
            SqlClient client, long organisationId, List<Filter> parts, long beforeId, int limit) {
        return parts.isEmpty()
                ? Future.succeededFuture(List.of())
                : newest(client, organisationId, parts.get(0), beforeId, limit)
                        .compose(found -> found.size() >= limit
                                ? Future.succeededFuture(found)
                                : byGroup(
                                                client,
                                                organisationId,
                                                parts.subList(1, parts.size()),
                                                Long.MAX_VALUE,
                                                limit - found.size())
                                        .map(more -> Stream.concat(found.stream(), more.stream())
                                                .toList()));
    }

    private Future<List<ListedContact>> page(
            SqlClient client, String order, long organisationId, Filter filter, long from, int limit) {
        int most = Math.max(1, Math.min(limit, 1_000));
        boolean oldest = order.equals(OLDEST_FIRST);
        if (filter.search() != null) {
            ContactSearchStore search = oldest ? ContactSearchStore.OLDEST_FIRST : ContactSearchStore.NEWEST_FIRST;
            return search.page(client, organisationId, filter, from, most)
                    .compose(ids -> among(client, organisationId, ids));
        }
        if (filter.updatedSince() == null && filter.asksForGroups()) {
            return standings
                    .first(client, organisationId, filter, oldest, from, most)
                    .compose(ids -> among(client, organisationId, ids));
        }
        Tuple values = values(organisationId, filter, from, most);
        return changed(client, organisationId, filter, values)
                .compose(changed -> client.preparedQuery(SELECT + FILTERED + order.formatted(changed))
                        .execute(values))
                .map(Rows.all(ContactListStore::contact));
    }

    /** Those of these ids, in their order; who is not there is left out. */
    public Future<List<ListedContact>> among(SqlClient client, long organisationId, List<Long> ids) {
        return client.preparedQuery(FOUND)
                .execute(Tuple.of(organisationId, (Object) ids.toArray(Long[]::new)))
                .map(Rows.all(ContactListStore::contact));
    }

    /** Whom a search leaves. */
    public Future<Matches> matches(SqlClient client, long organisationId, Filter filter) {
        return ContactSearchStore.NEWEST_FIRST
                .counted(client, organisationId, filter)
                .map(Matches::new);
    }

    /** How many of each state are among those whom a search leaves; empty where they are more than are counted. */
    public Future<Optional<Map<ConsentState, Long>>> states(SqlClient client, Matches matches) {
        return matches.total().more()
                ? Future.succeededFuture(Optional.empty())
                : ContactSearchStore.states(client, matches.ids()).map(Optional::of);
    }

    /** Whom a search leaves, by their names; who has none comes last. */
    public Future<List<Sortable>> sortable(SqlClient client, long organisationId, Matches matches) {
        return client.preparedQuery(SORTABLE)
                .execute(Tuple.of(organisationId, (Object) matches.ids().toArray(Long[]::new)))
                .map(Rows.all(row -> new Sortable(
                        row.getLong("id"),
                        ConsentState.of(row.getString("state")),
                        ConsentClass.of(row.getString("class")),
                        row.getLocalDate("last_seen_on"))));
    }

    private static Tuple values(long organisationId, Filter filter, long from, int limit) {
        return Tuple.tuple()
                .addLong(organisationId)
                .addLong(from)
                .addString(SqlNamed.orNull(filter.state()))
                .addString(SqlNamed.orNull(filter.consentClass()))
                .addString(filter.tag())
                .addInteger(limit);
    }

    /**
     * The condition of a change, whose value it adds. Few who were changed are looked up one by one; of many, each page
     * would look up all of them again.
     */
    private static Future<String> changed(SqlClient client, long organisationId, Filter filter, Tuple values) {
        Instant since = filter.updatedSince();
        if (since == null) {
            return Future.succeededFuture("");
        }
        values.addOffsetDateTime(Timestamps.sql(since));
        String parameter = "$" + values.size();
        return client.preparedQuery(ARE_FEW)
                .execute(Tuple.of(organisationId, Timestamps.sql(since)))
                .map(Rows.only(
                        row -> (row.getBoolean("few") ? OF_FEW_CHANGED : CHANGED_AMONG_ALL).formatted(parameter)));
    }

    /** One contact; empty when unknown, merged or erased. */
    public Future<Optional<ListedContact>> find(SqlClient client, long organisationId, long contactId) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, contactId))
                .map(Rows.first(ContactListStore::contact));
    }

    /** How many contacts are in each state; every state is there. */
    public Future<Map<ConsentState, Long>> counts(SqlClient client, long organisationId) {
        return client.preparedQuery(COUNT).execute(Tuple.of(organisationId)).map(rows -> {
            Map<ConsentState, Long> counts = new EnumMap<>(ConsentState.class);
            for (ConsentState state : ConsentState.values()) {
                counts.put(state, 0L);
            }
            rows.forEach(row -> counts.put(ConsentState.of(row.getString("state")), row.getLong("people")));
            return counts;
        });
    }

    /** All contacts, counted by what a filter may ask for. */
    Future<List<StandingCounts.Group>> groups(SqlClient client, long organisationId) {
        return client.preparedQuery(GROUPS).execute(Tuple.of(organisationId)).map(Rows.all(row -> {
            String[] tags = row.getArrayOfStrings("tags");
            return new StandingCounts.Group(
                    ConsentState.of(row.getString("state")),
                    ConsentClass.of(row.getString("class")),
                    tags == null ? List.of() : List.of(tags),
                    row.getLong("people"));
        }));
    }

    private static ListedContact contact(Row row) {
        String identifier = row.getString("identifier");
        String lost = row.getString("lost_number");
        return new ListedContact(
                row.getLong("id"),
                row.getString("name"),
                identifier == null
                        ? null
                        : new AddressId(row.getString("channel"), AddressKind.of(row.getString("kind")), identifier),
                lost == null ? null : new AddressId(row.getString("lost_channel"), AddressKind.PHONE, lost),
                List.of(row.getArrayOfStrings("tags")),
                row.getString("area"),
                row.getString("language"),
                row.getOffsetDateTime("last_seen_at") == null ? null : Timestamps.instant(row, "last_seen_at"),
                ConsentClass.of(row.getString("class")),
                ConsentState.of(row.getString("state")),
                Timestamps.instant(row, "changed_at"),
                row.getLong("basis_event_id"),
                Timestamps.instant(row, "updated_at"),
                Timestamps.instant(row, "created_at"),
                row.getString("refusal"));
    }
}
