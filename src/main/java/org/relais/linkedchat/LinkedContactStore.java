package org.relais.linkedchat;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.Set;
import org.relais.database.Rows;

/** Contacts whose chats organisers have linked: who else looks at them is told that they are no strangers. */
public final class LinkedContactStore {
    private static final String AMONG =
            """
            select distinct a.contact_id
            from linked_chat l join address a on a.organisation_id = l.organisation_id and a.id = l.address_id
            where l.organisation_id = $1 and a.contact_id = any ($2)
            """;

    /** Which of these contacts they are. */
    public Future<Set<Long>> among(SqlClient client, long organisationId, Collection<Long> contactIds) {
        return client.preparedQuery(AMONG)
                .execute(Tuple.of(organisationId, (Object) contactIds.toArray(Long[]::new)))
                .map(rows -> Set.copyOf(Rows.all(rows, row -> row.getLong("contact_id"))));
    }
}
