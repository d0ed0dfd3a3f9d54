package org.relais.linkedchat;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.relais.contact.PersonStore;

/** Chats of organisers as records about a person: they follow the address in a merge, and end with an erasure. */
public final class LinkedChatRecordStore extends PersonStore {
    private static final String UNLINK =
            """
            delete from linked_chat l using address a
            where a.organisation_id = $1 and a.contact_id = any ($2) and l.organisation_id = $1 and l.address_id = a.id
            """;

    private static final String FORGET =
            """
            delete from link_attempt l using address a
            where a.organisation_id = $1 and a.contact_id = any ($2) and l.organisation_id = $1 and l.address_id = a.id
            """;

    private static final String EXPORT =
            """
            select jsonb_build_object('organiser', o.name, 'channel', a.channel, 'linkedAt', l.linked_at) as record
            from address a
            join linked_chat l on l.organisation_id = a.organisation_id and l.address_id = a.id
            join organiser o on o.id = l.organiser_id
            where a.organisation_id = $1 and a.contact_id = $2
            order by l.linked_at
            """;

    public LinkedChatRecordStore() {
        super("linkedChats", List.of(), List.of(UNLINK, FORGET), EXPORT);
    }

    /** It was linked by whoever had it. */
    @Override
    public Future<Void> addressMoves(SqlConnection transaction, long addressId) {
        return transaction
                .preparedQuery("delete from linked_chat where address_id = $1")
                .execute(Tuple.of(addressId))
                .mapEmpty();
    }
}
