package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
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

    /**
     * Whose the chats are by now in which the person, $1, got the message, or any when $2 is 0: an organiser has moved them, which
     * the person's history tells.
     */
    private static final String MOVED_TO =
            """
            with theirs as materialized (
                select id, organisation_id from contact where id = $1 or merged_into = $1
            )
            select distinct a.contact_id, s.state = 'unsubscribed' as stopped
            from theirs t
            join ledger_event e on e.contact_id = t.id and e.kind = 'identity_change' and e.detail ? 'into'
            join contact c on c.organisation_id = t.organisation_id and c.id = (e.detail ->> 'into')::bigint
            join address a on a.contact_id = coalesce(c.merged_into, c.id) and a.contact_id <> $1
            join consent s on s.contact_id = a.contact_id
            where exists (select from delivery d
                          where d.contact_id in (select id from theirs) and d.address_id = a.id
                            and ($2 = 0 or d.message_id = $2) and d.state not in ('queued', 'suppressed', 'cancelled'))
            """;

    /** The person that the contact is now, after every merge; empty when there never was one. */
    Future<Optional<Reader>> find(SqlClient client, long contactId) {
        return client.preparedQuery(FIND).execute(Tuple.of(contactId)).map(Rows.first(UnsubscribeStore::reader));
    }

    /** To whom an organiser has given a chat of this person's since a message came to it; 0: any message. */
    Future<List<MovedTo>> movedTo(SqlClient client, long contactId, long messageId) {
        return client.preparedQuery(MOVED_TO)
                .execute(Tuple.of(contactId, messageId))
                .map(Rows.all(row -> new MovedTo(row.getLong("contact_id"), row.getBoolean("stopped"))));
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

    /** @param stopped whether they get nothing as it is */
    record MovedTo(long contactId, boolean stopped) {}

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
