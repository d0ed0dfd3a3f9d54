package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.relais.consent.ContactListStore.Filter;
import org.relais.contact.ConsentState;
import org.relais.contact.NameIndexStore;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;

/**
 * Search among contacts that reads in proportion to a page and not to those who are found: half of all may bear what was
 * typed, above all while it is one letter. The first of the list are tried one by one; where too few of them bear it, it
 * is rare enough for the index of names to tell who does, or those who stand as it is asked are few. Only for what is
 * neither is the list gone through.
 */
final class ContactSearchStore {
    /** Of more, nobody wants to know how many they are. */
    static final int COUNTED = 1_000;

    private static final int FIRST = 1_000;
    private static final int FIRST_COUNTED = 10_000;
    private static final int FEW = 10_000;
    /** Of as many who stand so each name is looked up: going through a list of a million for them takes longer. */
    private static final int FEW_STANDING = 50_000;

    /** Among as many numbers the digits that were typed are looked for wherever they stand; among more, at either end. */
    private static final int FEW_NUMBERS = 1_000;

    /** As many numbers may begin as was typed: of more, who looks for one types on. */
    private static final int FEW_ALIKE = 1_000;

    private static final int ALL = Integer.MAX_VALUE;
    /** As many of the first 1,000 say that a name is common. */
    private static final int COMMON = 50;

    /** Whether n.id is to be listed: $3 state, $4 class, $5 tag, $6 changed since. */
    private static final String LISTED =
            """
            exists (
                select from contact c join consent s on s.contact_id = c.id
                where c.id = n.id and c.organisation_id = $1 and c.merged_into is null and c.erased_at is null
                  and ($3::text is null or s.state = $3)
                  and ($4::text is null or s.class = $4)
                  and ($5::text is null or c.tags @> array[$5])
                  and ($6::timestamptz is null or greatest(c.updated_at, s.updated_at) >= $6)
                offset 0)
            """;

    /** The first $9 beyond $2, whatever their names, and those of them who are named $8. */
    private static final String FIRST_MET =
            """
            met as materialized (select id, words from %4$s($1, $2, $9)),
            so_named as (select id from met where words @@ name_query($8) order by id %2$s offset 0)""";

    /** All who are named $8, but not more than $9. */
    private static final String NAMED_MET =
            """
            met as materialized (select id from names_like($1, $8, $9) as n (id)),
            so_named as (select id from met where id %1$s $2 order by id %2$s offset 0)""";

    /**
     * All who stand as the filter asks, if the counters say that they are fewer than $9, and those who are named $8: their
     * numbers are read, but of their names only as many as a page takes.
     */
    private static final String STANDING_MET = StandingStore.GROUPS
            + """
            , met as materialized (
                select s.contact_id as id
                from groups g
                cross join lateral all_standing($1, g.state, g.class, g.facet_id) s (contact_id)
                where (select sum(contacts) from groups) < $9::bigint),
            so_named as (
                select id from (select id from met where id %1$s $2 order by id %2$s offset 0) m
                where (select words @@ name_query($8) from contact_name where organisation_id = $1 and contact_id = m.id)
                offset 0)""";

    /** Where the first are not few: not read into memory first, as a function's are. */
    private static final String ALL_MET =
            """
            so_named as (
                select n.id
                from (select contact_id as id, words from contact_name
                      where organisation_id = $1 and contact_id %1$s $2 order by contact_id %2$s limit $9) n
                where n.words @@ name_query($8) order by n.id %2$s offset 0)""";

    /**
     * The first $7 beyond $2 of those who have the identifier $10 or the number whose end, turned round, is $11, or one of the
     * few that begin as one of $12, or whose name the index has not seen yet; where there are few numbers, what was typed may stand anywhere in one. Of each range of these the first $7, in their order, and no other way: a join may be
     * planned from all the contacts, and folds the name of each.
     */
    private static final String OTHERS =
            """
            select n.id
            from (select id
                  from (select u.id
                        from contact_name_todo t
                        cross join lateral (
                            select n.id
                            from (select id, name from contact
                                  where id between t.first_id and t.last_id and organisation_id = $1 and id %1$s $2
                                  order by id %2$s offset 0) n
                            where name_vector(n.name) @@ name_query($8) and %3$s
                            limit $7) u
                        union select contact_id from address where organisation_id = $1 and identifier = $10
                        union select contact_id from address
                              where organisation_id = $1 and kind = 'phone'
                                and reverse(identifier) ~>=~ $11::text
                                and reverse(identifier) ~<~ ($11::text || ':')
                        union select unnest(a.people)
                              from unnest($12::text[]) as b (beginning)
                              cross join lateral (
                                  select array_agg(contact_id) as people, count(*) as numbers
                                  from (select contact_id from address
                                        where organisation_id = $1 and kind = 'phone'
                                          and identifier ~>=~ b.beginning and identifier ~<~ (b.beginning || ':')
                                        limit %6$d + 1) alike) a
                              where a.numbers <= %6$d
                        union select contact_id
                              from (select contact_id, identifier from address
                                    where organisation_id = $1 and kind = 'phone' limit %5$d offset 0) a
                              where $11 <> '' and strpos(identifier, reverse($11)) > 0
                                and (select count(*)
                                     from (select from address where organisation_id = $1 and kind = 'phone' limit %5$d) f)
                                    < %5$d) each
                  where id %1$s $2
                  order by id %2$s offset 0) n
            where %3$s
            limit $7
            """;

    /** What {@link #OTHERS} told a moment ago. */
    private static final String KNOWN_OTHERS = "select unnest($10::bigint[]) as id";

    /**
     * The first $7 beyond $2 of those who are named so and of the others; complete where nobody else can be. Planned each
     * time, as it begins on empty tables.
     */
    private static final String FOUND = Database.PLANNED_EACH_TIME
            + """
            with %4$s,
            named as materialized (select n.id from so_named n where %3$s limit $7),
            others as materialized (%5$s)
            select (select count(*) from named) as named,
                   %6$s as complete,
                   array(select id from others) as others,
                   array(select id from (select id from named union select id from others) each
                         order by id %2$s limit $7) as ids
            """;

    private static final String FEWER_MET = "(select count(*) from met) < $9";
    private static final String FEWER_STAND = "(select coalesce(sum(contacts), 0) from groups) < $9::bigint";

    /** Of those who were changed since $6, if they are fewer than $9, the first $7 beyond $2 who are searched for. */
    private static final String OF_FEW_CHANGED = Database.PLANNED_EACH_TIME
            + """
            with changed as materialized (select id from (%4$s) each limit $9),
            few as materialized (select count(*) < $9 as so from changed)
            select 0::bigint as named, (select so from few) as complete, '{}'::bigint[] as others,
                   array(select n.id
                         from (select distinct id from changed
                               where id %1$s $2 and (select so from few) order by id %2$s offset 0) n
                         where (
            """
            + NameIndexStore.bears("$1", "n.id", "name_query($8)")
            + """
                                or exists (select from address
                                           where contact_id = n.id and organisation_id = $1
                                             and (identifier = $10
                                                  or kind = 'phone'
                                                     and ($11 <> '' and strpos(identifier, reverse($11)) > 0
                                                          or identifier ^@ any ($12::text[])))))
                           and %3$s
                         limit $7) as ids
            """;

    private static final String COUNTRY = "select country from organisation where id = $1";

    private static final String STATES =
            "select state, count(*) as people from consent where contact_id = any ($1) group by state";

    static final ContactSearchStore OLDEST_FIRST = new ContactSearchStore(">", "asc", "names_oldest");
    static final ContactSearchStore NEWEST_FIRST = new ContactSearchStore("<", "desc", "names_newest");

    private final String fewChanged;
    private final String first;
    private final String moreOfFirst;
    private final String standing;
    private final String named;
    private final String all;

    private ContactSearchStore(String beyond, String direction, String names) {
        String met = FIRST_MET.formatted(beyond, direction, LISTED, names);
        String others = OTHERS.formatted(beyond, direction, LISTED, null, FEW_NUMBERS, FEW_ALIKE);
        fewChanged = OF_FEW_CHANGED.formatted(
                beyond, direction, LISTED, ContactListStore.CHANGED.formatted("$6::timestamptz"));
        first = FOUND.formatted(beyond, direction, LISTED, met, others, FEWER_MET);
        moreOfFirst = FOUND.formatted(beyond, direction, LISTED, met, KNOWN_OTHERS, FEWER_MET);
        standing = FOUND.formatted(
                beyond, direction, LISTED, STANDING_MET.formatted(beyond, direction), KNOWN_OTHERS, FEWER_STAND);
        named = FOUND.formatted(
                beyond, direction, LISTED, NAMED_MET.formatted(beyond, direction), KNOWN_OTHERS, FEWER_MET);
        all = FOUND.formatted(beyond, direction, LISTED, ALL_MET.formatted(beyond, direction), KNOWN_OTHERS, "true");
    }

    /**
     * What one look found.
     *
     * @param named how many of those whom the index knows
     * @param complete whether these are all there are, up to the limit
     * @param others the others, listed, who need not be looked for again
     * @param ids who are listed, in the order of the list
     */
    private record Found(long named, boolean complete, List<Long> others, List<Long> ids) {}

    /** The first contacts beyond {@code from}, in the order of the list. */
    Future<List<Long>> page(SqlClient client, long organisationId, Filter filter, long from, int limit) {
        return values(client, organisationId, filter, from, limit)
                .compose(values -> begin(client, values)
                        .compose(begun -> begun.complete() || begun.named() >= limit
                                ? Future.succeededFuture(begun)
                                : rest(client, values, begun, Found::complete)))
                .map(Found::ids);
    }

    /** A number that is written as at home begins with its country's code in the list. */
    private static Future<Values> values(SqlClient client, long organisationId, Filter filter, long from, int limit) {
        Values values = new Values(organisationId, filter, from, limit, "");
        return values.search().ending() == null
                ? Future.succeededFuture(values)
                : client.preparedQuery(COUNTRY)
                        .execute(Tuple.of(organisationId))
                        .map(Rows.first(row -> row.getString("country")))
                        .map(country -> new Values(organisationId, filter, from, limit, country.orElse("")));
    }

    /** By state, of those who were found. */
    static Future<Map<ConsentState, Long>> states(SqlClient client, List<Long> ids) {
        return client.preparedQuery(STATES)
                .execute(Tuple.of((Object) ids.toArray(Long[]::new)))
                .map(Rows.byKey(row -> ConsentState.of(row.getString("state")), row -> row.getLong("people")));
    }

    /** The first of them all, one more than are counted. */
    Future<List<Long>> counted(SqlClient client, long organisationId, Filter filter) {
        return values(client, organisationId, filter, Long.MAX_VALUE, COUNTED + 1)
                .compose(values -> counted(client, values))
                .map(Found::ids);
    }

    private Future<Found> counted(SqlClient client, Values values) {
        return begin(client, values)
                .compose(begun -> enough(begun) || begun.named() < COMMON
                        ? Future.succeededFuture(begun)
                        : found(client, moreOfFirst, values.among(amongWhich(begun.named()), begun)))
                .compose(found -> enough(found)
                        ? Future.succeededFuture(found)
                        : rest(client, values, found, ContactSearchStore::enough));
    }

    /** As many as twice have those who are counted, if the others bear the name as often as the first do. */
    private static int amongWhich(long namedOfFirst) {
        return Math.min(FIRST_COUNTED, (int) (2L * COUNTED * FIRST / namedOfFirst));
    }

    private static boolean enough(Found found) {
        return found.complete() || found.ids().size() > COUNTED;
    }

    private Future<Found> begin(SqlClient client, Values values) {
        return values.filter().updatedSince() == null
                ? found(client, first, values.among(FIRST))
                : found(client, fewChanged, values.among(FEW + 1))
                        .compose(changed -> changed.complete()
                                ? Future.succeededFuture(changed)
                                : found(client, first, values.among(FIRST)));
    }

    /**
     * Those who stand as few do, or bear a rare name, by that; for what is neither and was not met among the first, all.
     *
     * @param done whether nothing else need be looked for
     */
    private Future<Found> rest(SqlClient client, Values values, Found begun, Predicate<Found> done) {
        return (values.filter().asksForGroups()
                        ? found(client, standing, values.among(FEW_STANDING + 1, begun))
                        : Future.succeededFuture(begun))
                .compose(found -> done.test(found)
                        ? Future.succeededFuture(found)
                        : found(client, named, values.among(FEW + 1, begun)))
                .compose(found -> done.test(found)
                        ? Future.succeededFuture(found)
                        : found(client, all, values.among(ALL, begun)));
    }

    private static Future<Found> found(SqlClient client, String sql, Tuple values) {
        return client.preparedQuery(sql)
                .execute(values)
                .map(Rows.only(row -> new Found(
                        row.getLong("named"),
                        row.getBoolean("complete"),
                        List.of(row.getArrayOfLongs("others")),
                        List.of(row.getArrayOfLongs("ids")))));
    }

    /**
     * What is asked for.
     *
     * @param country in which a number is dialled as it was typed (ISO 3166); empty where none was
     */
    private record Values(long organisationId, Filter filter, long from, int limit, String country) {
        /** For a look at so many that finds the others, too. */
        Tuple among(int most) {
            ContactSearch search = search();
            String ending = search.ending();
            return named(most)
                    .addString(search.identifier())
                    .addString(
                            ending == null
                                    ? null
                                    : new StringBuilder(ending).reverse().toString())
                    .addArrayOfString(search.beginnings(country).toArray(String[]::new));
        }

        /** For a further look, at so many. */
        Tuple among(int most, Found before) {
            return named(most).addArrayOfLong(before.others().toArray(Long[]::new));
        }

        private Tuple named(int most) {
            Instant since = filter.updatedSince();
            return Tuple.tuple()
                    .addLong(organisationId)
                    .addLong(from)
                    .addString(SqlNamed.orNull(filter.state()))
                    .addString(SqlNamed.orNull(filter.consentClass()))
                    .addString(filter.tag())
                    .addOffsetDateTime(since == null ? null : Timestamps.sql(since))
                    .addLong((long) limit)
                    .addString(search().name())
                    .addLong((long) most);
        }

        private ContactSearch search() {
            ContactSearch search = ContactSearch.of(filter.search() == null ? "" : filter.search());
            return filter.byAddress() ? search : search.ofNames();
        }
    }
}
