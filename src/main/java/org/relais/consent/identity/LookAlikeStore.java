package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Stream;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;

/** People of the same name, by the index of names; of a very common one only some. */
final class LookAlikeStore {
    /** Of a name that is more people's, so many are looked at. */
    private static final int MOST_NAMED = 200;

    private static final String FIND =
            """
            with own as materialized (
                select id, name, folded(name) as folded, folded(area) as area from contact
                where organisation_id = $1 and id = $2 and name <> ''
            ), alike as materialized (
                select c.id, c.name, c.area from contact c, own
                where c.organisation_id = $1 and c.id <> own.id
                  and c.id = any (array(select namesakes($1, name, %d) from own))
                  and folded(c.name) = own.folded
            )
            select c.id, c.name, s.state, coalesce(folded(c.area) = own.area, false) as same_area,
                   array(select distinct a.channel from address a
                         where a.contact_id = c.id and a.status <> 'retired' order by a.channel) as channels
            from alike c
            join consent s on s.contact_id = c.id
            cross join own
            order by same_area desc, c.id
            limit $3
            """
                    .formatted(MOST_NAMED);

    Future<List<LookAlike>> find(SqlClient client, long organisationId, long contactId, int limit) {
        return client.preparedQuery(FIND)
                .execute(Tuple.of(organisationId, contactId, limit))
                .map(Rows.all(LookAlikeStore::lookAlike));
    }

    private static LookAlike lookAlike(Row row) {
        return new LookAlike(
                row.getLong("id"),
                row.getString("name"),
                ConsentState.of(row.getString("state")),
                List.of(row.getArrayOfStrings("channels")),
                row.getBoolean("same_area") ? Stream.of("name", "area").toList() : List.of("name"));
    }
}
