package org.relais.broadcast;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.audience.ClosedWindows;
import org.relais.database.Timestamps;

/** Why a test may not go to an address, in SQL: what the claim would say, told before anything is queued. */
final class ChatTestStore {
    private static final String REFUSAL =
            """
            select coalesce(
                       refusal('test', s.class, s.state, s.occasional_spent_at, a.status,
                               exists (select from suppression u
                                       where u.organisation_id = a.organisation_id and u.fingerprint = a.fingerprint),
                               o.consent_only, a.channel = any (o.barred_channels)),
                       case when a.channel = any ($3) and (a.last_inbound_at is null or a.last_inbound_at <= $4)
                                 and not coalesce(a.sender_id = any ($5), false)
                            then $6 end) as refusal
            from address a
            join consent s on s.contact_id = a.contact_id
            join organisation o on o.id = a.organisation_id
            where a.organisation_id = $1 and a.id = $2
            """;

    /** Empty when it may. */
    Future<Optional<String>> refusal(SqlClient client, long organisationId, long addressId, ClosedWindows closed) {
        return client.preparedQuery(REFUSAL)
                .execute(Tuple.tuple()
                        .addValue(organisationId)
                        .addValue(addressId)
                        .addValue(closed.channels().toArray(String[]::new))
                        .addValue(Timestamps.sql(closed.since()))
                        .addValue(closed.except().toArray(Long[]::new))
                        .addValue(ClosedWindows.REASON))
                .map(rows -> {
                    for (Row row : rows) {
                        @Nullable String refusal = row.getString("refusal");
                        return Optional.ofNullable(refusal);
                    }
                    return Optional.of("no_address");
                });
    }
}
