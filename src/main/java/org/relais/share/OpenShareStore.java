package org.relais.share;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.contact.AddressId;
import org.relais.database.Rows;
import org.relais.database.Timestamps;

/** What a volunteer may pass on now, by the address they ask from, and what they passed on inside their app. */
final class OpenShareStore {
    /** Of whoever is subscribed: what they agreed to pass on, while its action is open, and broadcasts that reached them. */
    private static final String OPEN =
            """
            with volunteer as (
                select v.*
                from sender s
                join address a on a.organisation_id = s.organisation_id and a.identifier = any($3) and a.channel = s.channel
                    and a.status <> 'retired'
                join consent c on c.contact_id = a.contact_id and c.state = 'subscribed'
                join contact v on v.id = a.contact_id
                where s.channel = $1 and s.external_id = $2 and s.removed_at is null
                  and ($5::bigint is null or exists (select from contact named
                                                     where named.id = $5 and coalesce(named.merged_into, named.id) = v.id))
                limit 1
            ), passed as (
                select x.content_id as message_id
                from volunteer v
                join assignment p on p.contact_id = v.id and p.state in ('accepted', 'done')
                join action x on x.id = p.action_id and x.kind = 'share' and x.state = 'open'
                    and (x.ends_at is null or x.ends_at > $6)
                union
                select d.message_id
                from volunteer v
                join delivery d on d.contact_id = v.id and d.state in ('accepted', 'delivered', 'read')
                where d.broadcast_id is not null
            )
            select m.id, m.organisation_id, m.spec, m.ends_at, v.id as volunteer_id, v.name, v.language, v.variables,
                   v.erased_at
            from volunteer v, passed
            join shareable_message m on m.id = passed.message_id
            where ($4::bigint is null or m.id = $4) and (m.ends_at is null or m.ends_at > $6)
            order by m.id desc
            limit $7
            """;

    private static final String RECORD =
            """
            insert into share_event (organisation_id, message_id, volunteer_id, kind, app, at, item)
            values ($1, $2, $3, 'shared', $4, $5, $6)
            on conflict (item) where item is not null do nothing
            """;

    /**
     * What whoever did this may pass on now, newest first.
     *
     * @param link the one that they hold, which must be their own; null for all
     */
    Future<List<SharedMessage>> open(
            SqlClient client, InboundEvent event, @Nullable ShareLink link, Instant now, int limit) {
        return client.preparedQuery(OPEN)
                .execute(Tuple.of(
                        event.channel(),
                        event.senderExternalId(),
                        event.from().stream().map(AddressId::identifier).toArray(String[]::new),
                        link == null ? null : link.messageId(),
                        link == null ? null : link.volunteerId(),
                        Timestamps.sql(now),
                        limit))
                .map(Rows.all(ShareStore::shared));
    }

    /**
     * Notes that an item was sent, once.
     *
     * @param app registry name of the channel
     */
    Future<Void> record(SqlClient client, SharedMessage message, String app, String item, Instant now) {
        return client.preparedQuery(RECORD)
                .execute(Tuple.of(
                        message.organisationId(),
                        message.messageId(),
                        message.volunteerId(),
                        app,
                        Timestamps.sql(now),
                        item))
                .mapEmpty();
    }
}
