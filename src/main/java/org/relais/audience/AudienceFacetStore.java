package org.relais.audience;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.relais.database.Rows;

/** What an organisation's people have that audiences and texts can name: tags, free columns, broadcasts they answered. */
public final class AudienceFacetStore {
    private static final String KNOWN_VARIABLES =
            """
            select name from contact_column where organisation_id = $1 and name = any ($2)
            """;

    private static final String KNOWN_BROADCASTS =
            """
            select id from broadcast where organisation_id = $1 and id = any ($2)
            """;

    private static final String KNOWN_ACTIONS =
            """
            select id from action where organisation_id = $1 and id = any ($2)
            """;

    /** From the combinations that occur, a few thousand for a million people. */
    private static final String LANGUAGES =
            """
            select distinct language from facet where organisation_id = $1 and language is not null
            """;

    /** However many ways an area is written, it is one. */
    private static final String AREAS =
            """
            select distinct on (folded(area)) area from facet
            where organisation_id = $1 and area is not null and area <> ''
            order by folded(area), area limit 200
            """;

    private static final String TAGS =
            """
            select tag, people
            from (select t.tag, sum(m.contacts)::bigint as people
                  from messageable_count m cross join lateral unnest(m.tags) t (tag)
                  where m.organisation_id = $1
                  group by t.tag
                  order by people desc, t.tag
                  limit $2) used
            order by folded(tag) collate "C", tag
            """;

    private static final String COLUMNS =
            """
            with lately as materialized (
                select variables from contact
                where organisation_id = $1 and merged_into is null and erased_at is null
                order by id desc limit 200)
            select c.name, c.title,
                   (select left(l.variables ->> c.name, 30) from lately l where l.variables ->> c.name <> '' limit 1) as example
            from contact_column c
            where c.organisation_id = $1 order by c.name limit $2
            """;

    /** The languages of an organisation's people, also of those who may not be messaged. */
    public Future<Set<String>> languages(SqlClient client, long organisationId) {
        return client.preparedQuery(LANGUAGES)
                .execute(Tuple.of(organisationId))
                .map(rows -> Set.copyOf(Rows.all(rows, row -> row.getString("language"))));
    }

    /** The areas that people have, by the alphabet; of very many the first. */
    public Future<List<String>> areas(SqlClient client, long organisationId) {
        return client.preparedQuery(AREAS)
                .execute(Tuple.of(organisationId))
                .map(Rows.all(row -> row.getString("area")));
    }

    /** The tags that people have, by name whatever their accents and capitals, with how many have each; of very many the most used. */
    public Future<Map<String, Long>> tags(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(TAGS)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.byKey(row -> row.getString("tag"), row -> row.getLong("people")));
    }

    /** Free columns that contacts of the organisation have or had, with what stands there of one of the newest people. */
    public Future<List<FreeColumn>> columns(SqlClient client, long organisationId, int limit) {
        return client.preparedQuery(COLUMNS)
                .execute(Tuple.of(organisationId, limit))
                .map(Rows.all(row ->
                        new FreeColumn(row.getString("name"), row.getString("title"), row.getString("example"))));
    }

    /** What people call the free columns of an organisation, by name. */
    public Future<Map<String, String>> titles(SqlClient client, long organisationId) {
        return client.preparedQuery("select name, title from contact_column where organisation_id = $1")
                .execute(Tuple.of(organisationId))
                .map(Rows.byKey(
                        row -> row.getString("name"),
                        row -> FreeColumn.label(row.getString("name"), row.getString("title"))));
    }

    /** Which of these are columns that a contact of the organisation has or had. */
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

    /** Those of the broadcasts that the audience names that the organisation does not have. */
    public Future<Set<Long>> unknownBroadcasts(SqlClient client, long organisationId, Audience audience) {
        return unknown(client, KNOWN_BROADCASTS, organisationId, audience.broadcastIds());
    }

    /** Those of the actions that the audience names that the organisation does not have. */
    public Future<Set<Long>> unknownActions(SqlClient client, long organisationId, Audience audience) {
        return unknown(client, KNOWN_ACTIONS, organisationId, audience.actionIds());
    }

    private static Future<Set<Long>> unknown(SqlClient client, String sql, long organisationId, Set<Long> named) {
        return named.isEmpty()
                ? Future.succeededFuture(Set.of())
                : client.preparedQuery(sql)
                        .execute(Tuple.tuple().addValue(organisationId).addValue(named.toArray(Long[]::new)))
                        .map(rows -> {
                            rows.forEach(row -> named.remove(row.getLong("id")));
                            return Set.copyOf(named);
                        });
    }
}
