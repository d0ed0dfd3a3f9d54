package org.relais.linkedchat;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.contact.ConsentState;
import org.relais.database.Rows;
import org.relais.database.Timestamps;
import org.relais.organisation.Role;

/** Linked chats and the codes that link them, in SQL. */
final class LinkedChatStore {
    private static final String CHATS =
            """
            select o.id, o.name, a.contact_id, a.id as address_id, a.channel, a.kind, a.identifier, p.name as called,
                c.state, l.linked_at
            from organiser o
            left join linked_chat l on l.organisation_id = o.organisation_id and l.organiser_id = o.id
            left join address a on a.organisation_id = l.organisation_id and a.id = l.address_id
            left join contact p on p.id = a.contact_id
            left join consent c on c.contact_id = a.contact_id
            where o.organisation_id = $1 and o.disabled_at is null and ($2::bigint is null or o.id = $2)
            order by lower(o.name), o.id
            """;

    private static final String ISSUE =
            """
            insert into link_code (organisation_id, organiser_id, code_hash, expires_at)
            select o.organisation_id, o.id, $3, $4 from organiser o
            where o.organisation_id = $1 and o.id = $2 and o.disabled_at is null
            on conflict (organisation_id, organiser_id)
                do update set code_hash = excluded.code_hash, expires_at = excluded.expires_at
            """;

    /** All of them are locked: of two chats that send the same code one comes second. */
    private static final String OPEN =
            """
            select o.id, o.name, o.role, o.language, c.code_hash
            from link_code c join organiser o on o.id = c.organiser_id
            where c.organisation_id = $1 and c.expires_at > $2 and o.disabled_at is null
            order by o.id
            for update of c
            """;

    private static final String SPEND = "delete from link_code where organisation_id = $1 and organiser_id = $2";

    private static final String LINK =
            """
            insert into linked_chat (organisation_id, organiser_id, address_id, linked_at) values ($1, $2, $3, $4)
            on conflict (organisation_id, organiser_id)
                do update set address_id = excluded.address_id, linked_at = excluded.linked_at
            """;

    private static final String UNLINK = "delete from linked_chat where organisation_id = $1 and organiser_id = $2";

    private static final String ATTEMPT =
            """
            insert into link_attempt as l (organisation_id, address_id, began_at, attempts) values ($1, $2, $3, 1)
            on conflict (organisation_id, address_id) do update set
                attempts = case when l.began_at > $4 then l.attempts + 1 else 1 end,
                began_at = case when l.began_at > $4 then l.began_at else excluded.began_at end
            returning attempts
            """;

    /** A code that may still be used. */
    record OpenCode(long organiserId, String name, Role role, String language, byte[] hash) {}

    /** @param organiserId only this one; null: all organisers, by name */
    Future<List<LinkedChat>> chats(SqlClient client, long organisationId, @Nullable Long organiserId) {
        return client.preparedQuery(CHATS)
                .execute(Tuple.of(organisationId, organiserId))
                .map(Rows.all(LinkedChatStore::chat));
    }

    /** Takes the place of an earlier code; false when there is no such organiser. */
    Future<Boolean> issue(SqlClient tx, long organisationId, long organiserId, LinkCode code, Instant expiresAt) {
        return tx.preparedQuery(ISSUE)
                .execute(Tuple.of(organisationId, organiserId, Buffer.buffer(code.hash()), Timestamps.sql(expiresAt)))
                .map(rows -> rows.rowCount() == 1);
    }

    Future<List<OpenCode>> open(SqlClient tx, long organisationId, Instant now) {
        return tx.preparedQuery(OPEN)
                .execute(Tuple.of(organisationId, Timestamps.sql(now)))
                .map(Rows.all(row -> new OpenCode(
                        row.getLong("id"),
                        row.getString("name"),
                        Role.of(row.getString("role")),
                        row.getString("language"),
                        row.getBuffer("code_hash").getBytes())));
    }

    /** Spends the organiser's code for this address. */
    Future<Void> link(SqlClient tx, long organisationId, long organiserId, long addressId, Instant now) {
        return tx.preparedQuery(SPEND)
                .execute(Tuple.of(organisationId, organiserId))
                .compose(spent -> tx.preparedQuery(LINK)
                        .execute(Tuple.of(organisationId, organiserId, addressId, Timestamps.sql(now))))
                .mapEmpty();
    }

    /** False when none was linked. */
    Future<Boolean> unlink(SqlClient tx, long organisationId, long organiserId) {
        return tx.preparedQuery(UNLINK)
                .execute(Tuple.of(organisationId, organiserId))
                .map(rows -> rows.rowCount() == 1);
    }

    /** Counts one more code from this address, and says how many it were since then or since the first after it. */
    Future<Integer> attempt(SqlClient tx, long organisationId, long addressId, Instant now, Instant since) {
        return tx.preparedQuery(ATTEMPT)
                .execute(Tuple.of(organisationId, addressId, Timestamps.sql(now), Timestamps.sql(since)))
                .map(Rows.only(row -> row.getInteger("attempts")));
    }

    private static LinkedChat chat(Row row) {
        Long addressId = row.getLong("address_id");
        return new LinkedChat(
                row.getLong("id"),
                row.getString("name"),
                addressId == null
                        ? null
                        : new LinkedChat.Chat(
                                row.getLong("contact_id"),
                                addressId,
                                new AddressId(
                                        row.getString("channel"),
                                        AddressKind.of(row.getString("kind")),
                                        row.getString("identifier")),
                                row.getString("called"),
                                ConsentState.of(row.getString("state")),
                                Timestamps.instant(row, "linked_at")));
    }
}
