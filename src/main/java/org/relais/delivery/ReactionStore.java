package org.relais.delivery;

import io.vertx.core.Future;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import org.relais.contact.AddressId;
import org.relais.database.Timestamps;

/** SQL of what an error means beyond its delivery. */
final class ReactionStore {

    private static final String PAUSE_SENDER =
            "update sender set status = 'paused', status_reason = $2, paused_until = null where id = $1 and status = 'active'";

    private static final String THROTTLE_SENDER =
            """
            update sender set throttled_until = $2
            where id = $1 and (throttled_until is null or throttled_until < $2)
            """;

    private static final String STOP_TEMPLATE =
            """
            update broadcast set state = 'paused', state_reason = $2
            where $1 in (message_id, variant_id) and state in ('expanding', 'sending')
            """;

    /** The person's consent, which a trigger writes, is locked before the address, in the order of everybody else. */
    private static final String UNREACHABLE =
            """
            with consent_first as materialized (
                select s.contact_id from consent s where s.contact_id = $1
                for no key update of s
            )
            update address a set status = 'unreachable', status_reason = $4
            from consent_first f
            where a.contact_id = f.contact_id and a.channel = $2 and a.identifier = $3 and a.status = 'active'
            """;

    Future<Integer> pauseSender(SqlClient client, long senderId, String code) {
        return client.preparedQuery(PAUSE_SENDER)
                .execute(Tuple.of(senderId, code))
                .map(RowSet::rowCount);
    }

    Future<Integer> throttleSender(SqlClient client, long senderId, Instant until) {
        return client.preparedQuery(THROTTLE_SENDER)
                .execute(Tuple.of(senderId, Timestamps.sqlOrNull(until)))
                .map(RowSet::rowCount);
    }

    /** Pauses the broadcasts that use a message whose template the platform refuses; returns how many. */
    Future<Integer> stopTemplate(SqlClient client, long messageId, String code) {
        return client.preparedQuery(STOP_TEMPLATE)
                .execute(Tuple.of(messageId, code))
                .map(RowSet::rowCount);
    }

    Future<Integer> unreachable(SqlClient client, long contactId, AddressId address, String code) {
        return client.preparedQuery(UNREACHABLE)
                .execute(Tuple.of(contactId, address.channel(), address.identifier(), code))
                .map(RowSet::rowCount);
    }
}
