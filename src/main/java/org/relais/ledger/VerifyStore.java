package org.relais.ledger;

import static org.relais.database.Timestamps.instant;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.database.Rows;

/** What verifying reads. */
public final class VerifyStore {

    /** The links after a position, each with what it seals now. */
    public Future<List<SealedLink>> links(SqlClient client, long organisationId, long after, int limit) {
        return client.preparedQuery(
                        """
                        select l.position, l.event_id, l.hash as link_hash, l.sealed_at, e.*, e.detail::text as detail_text,
                               t.event_id is not null as has_words, t.text, t.reference as words_reference, t.salt,
                               case when e.text_hash is null or t.event_id is not null then false else exists (
                                   select from ledger_event x
                                   left join contact c on c.id = e.contact_id
                                   where x.contact_id in (e.contact_id, c.merged_into) and x.kind = 'erasure'
                                     and x.organisation_id = e.organisation_id) end as erased
                        from ledger_link l
                        left join ledger_event e on e.id = l.event_id
                        left join ledger_text t on t.event_id = l.event_id
                        where l.organisation_id = $1 and l.position > $2
                        order by l.position
                        limit $3
                        """)
                .execute(Tuple.of(organisationId, after, limit))
                .map(Rows.all(VerifyStore::link));
    }

    private static SealedLink link(Row row) {
        boolean present = row.getLong("id") != null;
        boolean hasWords = row.getBoolean("has_words");
        return new SealedLink(
                row.getLong("position"),
                row.getLong("event_id"),
                row.getBuffer("link_hash"),
                instant(row, "sealed_at"),
                present ? SealStore.event(row) : null,
                hasWords
                        ? new Words(row.getString("text"), row.getString("words_reference"), row.getBuffer("salt"))
                        : null,
                row.getBoolean("erased"));
    }

    /** An event that should have been sealed and is in no link. */
    Future<Optional<Long>> unchained(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select e.id from ledger_event e
                        cross join ledger_seal s
                        where e.organisation_id = $1 and e.written_in < s.sealed_until
                          and not exists (select from ledger_link l where l.event_id = e.id)
                        order by e.id
                        limit 1
                        """)
                .execute(Tuple.of(organisationId))
                .map(Rows.first(row -> row.getLong("id")));
    }

    /** How many events wait to be sealed. */
    Future<Long> unsealed(SqlClient client, long organisationId) {
        return client.preparedQuery(
                        """
                        select count(*) as events from ledger_event e
                        cross join ledger_seal s
                        where e.organisation_id = $1 and e.written_in >= s.sealed_until
                          and not exists (select from ledger_link l where l.event_id = e.id)
                        """)
                .execute(Tuple.of(organisationId))
                .map(Rows.only(row -> row.getLong("events")));
    }

    /** @param erased whether an erasure of the person is in the ledger; only told when words are missing */
    public record SealedLink(
            long position,
            long eventId,
            Buffer hash,
            Instant sealedAt,
            @Nullable ChainEvent event,
            @Nullable Words words,
            boolean erased) {}

    record Words(@Nullable String text, @Nullable String reference, Buffer salt) {}
}
