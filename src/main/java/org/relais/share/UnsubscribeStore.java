package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;

/** The person behind an unsubscribe link. */
final class UnsubscribeStore {
    private static final String FIND =
            """
            select c.id, c.organisation_id, c.language, s.state, p.legal_url, p.privacy_url
            from contact named
            join contact c on c.id = coalesce(named.merged_into, named.id)
            left join consent s on s.contact_id = c.id
            left join public_page p on p.organisation_id = c.organisation_id
            where named.id = $1
            """;

    /** The person that the contact is now, after every merge; empty when there never was one. */
    Future<Optional<Reader>> find(SqlClient client, long contactId) {
        return client.preparedQuery(FIND).execute(Tuple.of(contactId)).map(Rows.first(UnsubscribeStore::reader));
    }

    private static Reader reader(Row row) {
        String state = row.getString("state");
        return new Reader(
                row.getLong("id"),
                row.getLong("organisation_id"),
                row.getString("language"),
                state == null ? null : ConsentState.of(state),
                PublicPageStore.links(row));
    }

    /**
     * @param language of the messages; null when unknown
     * @param state null: the person was erased
     * @param links of the organisation's public pages
     */
    record Reader(
            long contactId,
            long organisationId,
            @Nullable String language,
            @Nullable ConsentState state,
            PublicLinks links) {}
}
