package org.relais.consent;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.consent.ContactListStore.Filter;
import org.relais.consent.ContactListStore.Total;
import org.relais.database.Database;
import org.relais.database.Rows;
import org.relais.database.SqlNamed;
import org.relais.database.Timestamps;

/**
 * Search among contacts that reads in proportion to a page and not to those who are found: half of all may bear what was
 * typed, above all while it is one letter. The first of the list are tried one by one; where too few of them bear it, it
 * is rare enough for the index of names to tell who does. Only for what is neither is the list gone through.
 */
final class ContactSearchStore {
    /** Of more, nobody wants to know how many they are. */
    static final int COUNTED = 1_000;

    private static final int FIRST = 1_000;
    private static final int FIRST_COUNTED = 10_000;
    private static final int ALL = Integer.MAX_VALUE;
    private static final int FEW = 10_000;
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

    /** Of the first $11 beyond $2, the first $7 who are named $8 and listed. */
    private static final String AMONG_FIRST =
            """
            select n.id
            from (select n.id from %4$s n where n.words @@ name_query($8) order by n.id %2$s offset 0) n
            where %3$s
            limit $7
            """;

    /** All who are named $8, listed or not, but not more than $11. */
    private static final String AMONG_NAMED = "select id from names_like($1, $8, $11) as n (id)";

    /**
     * The first $7 beyond $2 of these and of those who have the identifier $9 or the number whose end, turned round, is $10,
     * or whose name the index has not seen yet: they are few. Planned each time, as it begins on empty tables.
     */
    private static final String FOUND = Database.PLANNED_EACH_TIME
            + """
            with named as materialized (
            %4$s
            )
            select (select count(*) from named) as named,
                   array(select n.id
                         from (select id
                               from (select id from named
                                     union select id from names_unseen($1, $8, $12) as u (id)
                                     union select contact_id from address where organisation_id = $1 and identifier = $9
                                     union select contact_id from address
                                           where organisation_id = $1 and kind = 'phone'
                                             and reverse(identifier) ~>=~ $10::text
                                             and reverse(identifier) ~<~ ($10::text || ':')) each
                               where id %1$s $2
                               order by id %2$s offset 0) n
                         where %3$s
                         limit $7) as ids
            """;

    /** Where the first are not few: not read into memory first, as a function's are. */
    private static final String ONE_BY_ONE =
            """
            (select contact_id as id, words from contact_name
             where organisation_id = $1 and contact_id %s $2 order by contact_id %s limit $11)""";

    static final ContactSearchStore OLDEST_FIRST = new ContactSearchStore(">", "asc", "names_oldest");
    static final ContactSearchStore NEWEST_FIRST = new ContactSearchStore("<", "desc", "names_newest");

    private final String amongFirst;
    private final String amongNamed;
    private final String amongAll;

    private ContactSearchStore(String beyond, String direction, String names) {
        amongFirst = among(beyond, direction, names + "($1, $2, $11)");
        amongAll = among(beyond, direction, ONE_BY_ONE.formatted(beyond, direction));
        amongNamed = FOUND.formatted(beyond, direction, LISTED, AMONG_NAMED);
    }

    private static String among(String beyond, String direction, String names) {
        return FOUND.formatted(beyond, direction, LISTED, AMONG_FIRST.formatted(beyond, direction, LISTED, names));
    }

    /**
     * @param named how many of the name were met: listed ones where the first of the list were tried, else all
     * @param ids who are listed, in the order of the list
     */
    private record Found(long named, List<Long> ids) {}

    /** The first contacts beyond {@code from}, in the order of the list. */
    Future<List<Long>> page(SqlClient client, long organisationId, Filter filter, long from, int limit) {
        return found(client, amongFirst, values(organisationId, filter, from, limit), FIRST)
                .compose(first -> first.named() >= limit
                        ? Future.succeededFuture(first)
                        : found(client, amongNamed, values(organisationId, filter, from, limit), FEW + 1)
                                .compose(all -> all.named() <= FEW
                                        ? Future.succeededFuture(all)
                                        : found(client, amongAll, values(organisationId, filter, from, limit), ALL)))
                .map(Found::ids);
    }

    /** How many there are, as far as that is counted. */
    Future<Total> count(SqlClient client, long organisationId, Filter filter) {
        return common(client, organisationId, filter)
                .compose(common -> common
                        ? Future.succeededFuture(new Total(COUNTED, true))
                        : found(
                                        client,
                                        amongNamed,
                                        values(organisationId, filter, Long.MAX_VALUE, COUNTED + 1),
                                        FEW + 1)
                                .map(all -> new Total(
                                        Math.min(all.ids().size(), COUNTED),
                                        all.ids().size() > COUNTED || all.named() > FEW)));
    }

    /** Whether so many of the first bear the name that they need not be counted; mostly one look tells that they don't. */
    private Future<Boolean> common(SqlClient client, long organisationId, Filter filter) {
        return found(client, amongFirst, values(organisationId, filter, Long.MAX_VALUE, COMMON), FIRST)
                .compose(first -> first.named() < COMMON
                        ? Future.succeededFuture(false)
                        : found(
                                        client,
                                        amongFirst,
                                        values(organisationId, filter, Long.MAX_VALUE, COUNTED + 1),
                                        FIRST_COUNTED)
                                .map(more -> more.ids().size() > COUNTED));
    }

    private static Future<Found> found(SqlClient client, String sql, Tuple values, int among) {
        return client.preparedQuery(sql)
                .execute(values.addLong((long) among).addLong((long) FEW))
                .map(Rows.only(row -> new Found(row.getLong("named"), List.of(row.getArrayOfLongs("ids")))));
    }

    private static Tuple values(long organisationId, Filter filter, long from, int limit) {
        ContactSearch search = ContactSearch.of(filter.search() == null ? "" : filter.search());
        Instant since = filter.updatedSince();
        String ending = search.ending();
        return Tuple.tuple()
                .addLong(organisationId)
                .addLong(from)
                .addString(sqlName(filter.state()))
                .addString(sqlName(filter.consentClass()))
                .addString(filter.tag())
                .addOffsetDateTime(since == null ? null : Timestamps.sql(since))
                .addLong((long) limit)
                .addString(search.name())
                .addString(search.identifier())
                .addString(
                        ending == null
                                ? null
                                : new StringBuilder(ending).reverse().toString());
    }

    private static @Nullable String sqlName(@Nullable SqlNamed value) {
        return value == null ? null : value.sqlName();
    }
}
